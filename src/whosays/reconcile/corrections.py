"""A person's accept, reject, edit and note, laid over what the machine made of an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whosays.errors import UsageError
from whosays.model import kinds
from whosays.model.incidents import Figure, Incident, IncidentPlace
from whosays.reconcile.decisions import Decision
from whosays.reconcile.when import day

_TEXT_FIELDS = ("kind", "start", "end", "clarity")
_LIST_FIELDS = ("agents", "targets")
_PLACE_FIELDS = ("name", "country", "lat", "lon", "precision", "admin1", "radius_km")
_PRECISIONS = ("exact", "settlement", "near", "district", "admin1", "line", "country", "vague")
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
        return [v.strip() for v in value.split(";") if v.strip()] if isinstance(value, str) else list(value)
    elif field.startswith("place.") and field[6:] in _PLACE_FIELDS:
        return _place_value(field[6:], value)
    elif field.startswith("figures.") and field.rsplit(".", 1)[-1] in _ENDS and 3 <= len(field.split(".")) <= 4:
        return _number(field, value)
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
    return value


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
            rows[at] = rows[at].model_copy(update={end: value})
        return incident.model_copy(update={"figures": tuple(rows)})
    return incident.model_copy(update={field: tuple(value) if field in _LIST_FIELDS else value})
