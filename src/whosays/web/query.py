"""The query of a URL as a filter of the ledger, and back: pages and API share it, so that the URL is the query."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Annotated, Any

from fastapi import Query

from whosays.errors import UsageError
from whosays.ledger.filters import PRECISIONS, REVIEWS, STANDINGS, Filter, parse_bbox, parse_near
from whosays.model import kinds


def _list_of(*words: str) -> str:
    """Some of these words, by commas, or nothing, as a pattern."""
    one = "|".join(words)
    return rf"^(({one})(,({one}))*)?$"


def _kinds() -> str:
    families = sorted({k.partition(".")[0] for k in kinds()})
    inner = []
    for family in families:
        rest = "|".join(k.partition(".")[2] for k in kinds() if k.startswith(f"{family}."))
        inner.append(rf"{family}(\.({rest}|\*))?" if rest else family)
    return _list_of(*inner)


_YEAR = "[1-9][0-9]{3}"
_LEAP = "[1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00"
_DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_DATE = rf"^({_YEAR}(-(0[1-9]|1[0-2]|{_DAYS}))?|({_LEAP})-02-29)?$"
_LAT = r"-?([0-8]?[0-9](\.[0-9]{1,9})?|90)"
_LON = r"-?((1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,9})?|180)"
_NEAR = rf"^({_LAT},{_LON},([1-9][0-9]{{0,4}}(\.[0-9]{{1,9}})?|0\.[0-9]{{0,8}}[1-9]))?$"
BBOX = rf"^({_LON},{_LAT},{_LON},{_LAT})?$"
_WORDS = r"^[^\u0000]{0,200}$"

# what a value must look like, in words, for those that a pattern tells apart
HELP = {
    "since": "First day, as 2024-11-26, 2024-11 or 2024",
    "until": "Last day, included, as 2024-11-26, 2024-11 or 2024",
    "as_of": "Only what had been published by that day, as 2024-11-26",
    "kind": "An event kind or its first part, several by commas, as attack or attack.drone,clash",
    "country": "ISO 3166-1 alpha-3, as UKR",
    "side": "Side of a source, ISO 3166-1 alpha-3, as UKR",
    "near": "LAT,LON,KM, as 48.5,37.9,25",
    "bbox": "WEST,SOUTH,EAST,NORTH in degrees, as 36.5,47.9,38.5,49",
    "view": "WEST,SOUTH,EAST,NORTH in degrees, as 36.5,47.9,38.5,49",
    "precision": f"How precisely the place is known, several by commas: {', '.join(PRECISIONS)} (no place)",
    "standing": f"One or several, by commas: {', '.join(STANDINGS)}",
    "review": f"One or several, by commas: {', '.join(REVIEWS)}",
    "min_killed": "At least so many killed, a whole number",
    "place": "A part of the place's name, or a country's code",
    "actor": "A part of the name of who did it",
    "source": "A part of the name of who tells it",
    "text": "Words in the documents; a phrase in quotation marks",
    "cursor": "From `next` of the page before",
}

# the names a URL may carry, in the order in which links write them
FIELDS = (
    "since", "until", "kind", "place", "country", "near", "bbox", "precision", "actor", "source", "side", "standing",
    "review", "text", "min_killed", "as_of", "rejected",
)  # fmt: skip


def _asked(name: str, pattern: str) -> Any:
    return Query(pattern=pattern, description=HELP[name] + ".")


def selection(
    since: Annotated[str, _asked("since", _DATE)] = "",
    until: Annotated[str, _asked("until", _DATE)] = "",
    kind: Annotated[str, _asked("kind", _kinds())] = "",
    place: Annotated[str, _asked("place", _WORDS)] = "",
    country: Annotated[str, _asked("country", "^([A-Za-z]{3})?$")] = "",
    near: Annotated[str, _asked("near", _NEAR)] = "",
    bbox: Annotated[str, _asked("bbox", BBOX)] = "",
    precision: Annotated[str, _asked("precision", _list_of(*PRECISIONS))] = "",
    actor: Annotated[str, _asked("actor", _WORDS)] = "",
    source: Annotated[str, _asked("source", _WORDS)] = "",
    side: Annotated[str, _asked("side", "^([A-Za-z]{3})?$")] = "",
    standing: Annotated[str, _asked("standing", _list_of(*STANDINGS))] = "",
    review: Annotated[str, _asked("review", _list_of(*REVIEWS))] = "",
    text: Annotated[str, _asked("text", _WORDS)] = "",
    min_killed: Annotated[str, _asked("min_killed", "^[0-9]{0,9}$")] = "",
    as_of: Annotated[str, _asked("as_of", _DATE)] = "",
    rejected: Annotated[bool, Query(description="With those that a person has rejected.")] = False,
) -> Filter:
    """The filter that a URL asks for; a dependency of pages and API. Empty values filter nothing.

    FastAPI answers 422 where a value does not fit.
    """
    return Filter(
        since=since or None, until=until or None, kind=kind or None, place=place.strip() or None,
        country=country or None, near=parse_near(near or None), bbox=parse_bbox(bbox or None),
        precision=precision or None, actor=actor.strip() or None, source=source.strip() or None, side=side or None,
        standing=standing or None, review=review or None, text=text.strip() or None,
        min_killed=float(min_killed) if min_killed else None, as_of=as_of or None, rejected=rejected,
    )  # fmt: skip


def as_params(wanted: Filter, **changes: Any) -> dict[str, str]:
    """The filter as values of a query string; changes: fields set anew, None takes one out.

    `selection` of the outcome gives the same filter.
    """
    out: dict[str, str] = {}
    for name in FIELDS:
        value = changes[name] if name in changes else getattr(wanted, name)
        if value in (None, "", False):
            continue
        if isinstance(value, tuple):
            out[name] = ",".join(_plain(x) for x in value)
        elif value is True:
            out[name] = "true"
        else:
            out[name] = _plain(value) if isinstance(value, float) else str(value)
    return out


def _plain(number: float) -> str:
    """A number without exponent and without zeros that say nothing."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def without(wanted: Filter, *names: str) -> Filter:
    """The filter without some of its conditions. Raises UsageError for a field it does not have."""
    unknown = sorted(set(names) - set(FIELDS))
    if unknown:
        raise UsageError(f"'{unknown[0]}' is no filter")
    empty = Filter()
    return replace(wanted, **{f: getattr(empty, f) for f in names})


def as_filters(wanted: Filter) -> dict[str, Any]:
    """The filter as the keyword arguments that methods of `Ledger` take."""
    return {f.name: getattr(wanted, f.name) for f in fields(wanted)}
