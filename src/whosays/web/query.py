"""The query of a URL as a filter of the ledger, and back: pages and API share it, so that the URL is the query."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Annotated, Any

from fastapi import Query

from whosays.errors import UsageError
from whosays.ledger.filters import Filter, parse_bbox, parse_near

_DATE = r"^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"
_NEAR = r"^(-?[0-9]{1,3}(\.[0-9]+)?,-?[0-9]{1,3}(\.[0-9]+)?,[0-9]{1,5}(\.[0-9]+)?)?$"
BBOX = r"^(-?[0-9]{1,3}(\.[0-9]+)?(,-?[0-9]{1,3}(\.[0-9]+)?){3})?$"
_WORDS = 200

# the names a URL may carry, in the order in which links write them
FIELDS = (
    "since", "until", "kind", "place", "country", "near", "bbox", "precision", "actor", "source", "side", "standing",
    "review", "text", "min_killed", "as_of", "rejected",
)  # fmt: skip


def selection(
    since: Annotated[str, Query(pattern=_DATE, description="First day, as 2024-11-26, 2024-11 or 2024.")] = "",
    until: Annotated[str, Query(pattern=_DATE, description="Last day, included.")] = "",
    kind: Annotated[str, Query(max_length=_WORDS, description="A kind or its first part, several by commas.")] = "",
    place: Annotated[str, Query(max_length=_WORDS, description="A part of the place's name.")] = "",
    country: Annotated[str, Query(pattern=r"^([A-Za-z]{3})?$", description="ISO 3166-1 alpha-3.")] = "",
    near: Annotated[str, Query(pattern=_NEAR, description="LAT,LON,KM")] = "",
    bbox: Annotated[str, Query(pattern=BBOX, description="WEST,SOUTH,EAST,NORTH in degrees.")] = "",
    precision: Annotated[
        str,
        Query(max_length=_WORDS, description="How precisely the place is known, several by commas; none: no place."),
    ] = "",
    actor: Annotated[str, Query(max_length=_WORDS, description="A part of the name of who did it.")] = "",
    source: Annotated[str, Query(max_length=_WORDS, description="A part of the name of who tells it.")] = "",
    side: Annotated[str, Query(max_length=_WORDS, description="Side of a source (ISO 3166-1 alpha-3).")] = "",
    standing: Annotated[str, Query(max_length=_WORDS, description="One or several, by commas.")] = "",
    review: Annotated[str, Query(max_length=_WORDS, description="One or several, by commas.")] = "",
    text: Annotated[str, Query(max_length=_WORDS, description="Words in the documents; a phrase in quotes.")] = "",
    min_killed: Annotated[str, Query(pattern=r"^[0-9]{0,9}$", description="At least so many killed.")] = "",
    as_of: Annotated[str, Query(pattern=_DATE, description="Only what had been published by that day.")] = "",
    rejected: Annotated[bool, Query(description="With those that a person has rejected.")] = False,
) -> Filter:
    """The filter that a URL asks for; a dependency of pages and API. Empty values filter nothing. Raises UsageError."""
    return Filter(
        since=since or None, until=until or None, kind=kind.strip() or None, place=place.strip() or None,
        country=country or None, near=parse_near(near or None), bbox=parse_bbox(bbox or None),
        precision=precision.strip() or None, actor=actor.strip() or None, source=source.strip() or None,
        side=side.strip() or None, standing=standing.strip() or None, review=review.strip() or None,
        text=text.strip() or None, min_killed=float(min_killed) if min_killed else None, as_of=as_of or None,
        rejected=rejected,
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
            out[name] = ",".join(f"{x:g}" if abs(x) < 1e5 else str(x) for x in value)
        elif value is True:
            out[name] = "true"
        elif isinstance(value, float):
            out[name] = f"{value:.0f}"
        else:
            out[name] = str(value)
    return out


def without(wanted: Filter, *fields: str) -> Filter:
    """The filter without some of its conditions. Raises UsageError for a field it does not have."""
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise UsageError(f"'{unknown[0]}' is no filter")
    empty = Filter()
    return replace(wanted, **{f: getattr(empty, f) for f in fields})


def as_filters(wanted: Filter) -> dict[str, Any]:
    """The filter as the keyword arguments that methods of `Ledger` take."""
    return {f.name: getattr(wanted, f.name) for f in fields(wanted)}
