"""A person's accept, reject, edit and note, laid over what the machine made of an incident.

An edited value outranks those beside it: where it does not fit them (a low above the best, a first day after the last),
they move to it, so that low ≤ best ≤ high and start ≤ end always hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from whosays.errors import UsageError
from whosays.model import kinds
from whosays.model.incidents import Figure, Incident, IncidentPlace
from whosays.model.report import MeasureRole, Precision, Who
from whosays.reconcile.decisions import Decision
from whosays.reconcile.when import day

_TEXT_FIELDS = ("kind", "start", "end", "clarity")
_LIST_FIELDS = ("agents", "targets")
_PLACE_FIELDS = ("name", "country", "lat", "lon", "precision", "admin1", "radius_km")
_PRECISIONS = get_args(Precision)
_ENDS = ("low", "best", "high")
FIELDS = (
    *_TEXT_FIELDS,
    *_LIST_FIELDS,
    *(f"place.{f}" for f in _PLACE_FIELDS),
    "figures.ROLE[.WHO].low|best|high",
)


def corrected(incident: Incident, decisions: Sequence[Decision]) -> Incident:
    """The incident with the decisions applied in order; a later one outranks an earlier one."""
    review = incident.review
    notes = list(incident.notes)
    for d in decisions:
        if d.action == "accept":
            review = "accepted"
        elif d.action == "reject":
            review = "rejected"
        elif d.action == "note":
            notes.append(str(d.value))
        elif d.action == "edit" and d.field:
            incident = _edited(incident, d.field, d.value)
            review = "corrected"
    return incident.model_copy(update={"review": review, "notes": tuple(notes)})


def check_edit(field: str, value: Any) -> Any:
    """The value as it will be kept. Raises UsageError where the field is not known or the value does not fit it."""
    if field == "kind":
        if value not in kinds():
            raise UsageError(f"'{value}' is no event kind; see the list in the documentation of the report format")
    elif field in ("start", "end"):
        if value is not None and day(str(value)) is None:
            raise UsageError(f"'{value}' is no date; write it as 2024-11-26")
    elif field == "clarity":
        if value not in ("single", "summary"):
            raise UsageError(f"clarity is 'single' or 'summary', not '{value}'")
    elif field in _LIST_FIELDS:
        return [v.strip() for v in value.split(";") if v.strip()] if isinstance(value, str) else list(value or ())
    elif field.startswith("place.") and field[6:] in _PLACE_FIELDS:
        return _place_value(field[6:], value)
    elif field.startswith("figures.") and field.rsplit(".", 1)[-1] in _ENDS and 3 <= len(field.split(".")) <= 4:
        return _figure_value(field, value)
    else:
        raise UsageError(f"'{field}' cannot be edited; these can: {', '.join(FIELDS)}")
    return value


def _place_value(name: str, value: Any) -> Any:
    if name in ("lat", "lon", "radius_km"):
        number = _number(f"place.{name}", value)
        limit = {"lat": 90, "lon": 180}.get(name)
        if number is not None and limit is not None and abs(number) > limit:
            raise UsageError(f"place.{name} lies between -{limit} and {limit}, not at {number}")
        return number
    if name == "precision" and value not in _PRECISIONS:
        raise UsageError(f"place.precision is one of {', '.join(_PRECISIONS)}, not '{value}'")
    if name == "name" and not str(value or "").strip():
        raise UsageError("place.name cannot be empty; where the place is not known, edit place.precision=vague")
    if name == "country" and value:
        if not (len(str(value)) == 3 and str(value).isalpha()):
            raise UsageError(f"place.country is an ISO 3166-1 alpha-3 code such as UKR, not '{value}'")
        return str(value).upper()
    return value


def _figure_value(field: str, value: Any) -> float | int | None:
    """The value of ``figures.ROLE[.WHO].END``."""
    _, role, *who, _ = field.split(".")
    for what, allowed in ((role, get_args(MeasureRole)), *((w, get_args(Who)) for w in who)):
        if what not in allowed:
            raise UsageError(f"{field}: '{what}' is none of {', '.join(allowed)}")
    number = _number(field, value)
    if number is not None and number < 0:
        raise UsageError(f"{field} cannot be less than 0, as {value} is")
    return number


def _number(field: str, value: Any) -> float | int | None:
    if value is None or value in ("", "null", "unknown"):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise UsageError(f"{field} is a number, not '{value}'") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise UsageError(f"{field} is a number, not '{value}'")
    return int(number) if number == int(number) else number


def _edited(incident: Incident, field: str, value: Any) -> Incident:
    if field.startswith("place."):
        place = incident.place or IncidentPlace(name="", precision="vague")
        return incident.model_copy(update={"place": place.model_copy(update={field[6:]: value})})
    if field.startswith("figures."):
        parts = field.split(".")
        role, end, who = parts[1], parts[-1], parts[2] if len(parts) == 4 else None
        rows = list(incident.figures)
        at = next((i for i, f in enumerate(rows) if (f.role, f.who) == (role, who)), None)
        if at is None:
            rows.append(Figure.model_validate({"role": role, "unit": "person", "who": who, "sources": 0, end: value}))
        else:
            rows[at] = rows[at].model_copy(update=_in_order(rows[at], end, value))
        return incident.model_copy(update={"figures": tuple(rows)})
    if field in ("start", "end") and value is not None:
        other = incident.end if field == "start" else incident.start
        if other is not None and (other < value if field == "start" else other > value):
            return incident.model_copy(update={"start": value, "end": value})
    return incident.model_copy(update={field: tuple(value) if field in _LIST_FIELDS else value})


def _in_order(figure: Figure, end: str, value: float | int | None) -> dict[str, Any]:
    """What changes of a figure where a person sets one end; a best that a person sets is no source's any more."""
    out: dict[str, Any] = {end: value}
    if value is not None:
        at = _ENDS.index(end)
        for place, name in enumerate(_ENDS):
            held = getattr(figure, name)
            if held is not None and (held > value if place < at else held < value if place > at else False):
                out[name] = value
    if "best" in out:
        out["best_source"] = None
    return out
