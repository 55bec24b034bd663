"""Which incidents are asked for: one object for the command line, Python and (in words) people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

import sqlalchemy as sa

from whosays.errors import UsageError
from whosays.ledger import schema as t
from whosays.ledger.called import called, escaped
from whosays.ledger.within import distance_km
from whosays.ledger.words import holding
from whosays.model import kinds
from whosays.model.report import Precision
from whosays.reconcile.when import day

STANDINGS = ("single_source", "corroborated", "admitted", "contested", "denied")
REVIEWS = ("unreviewed", "accepted", "corrected", "rejected")
NO_PLACE = "none"
_ALIKE = 0.75  # of a misspelt kind and the one that is meant
PRECISIONS = (*get_args(Precision), NO_PLACE)
_WORDS = {
    "kind": "", "place": "in ", "country": "in ", "actor": "by ", "source": "told by ", "standing": "",
    "side": "told from the side of ", "precision": "placed: ", "text": "with the words ", "since": "since ",
    "until": "until ", "as_of": "as of ",
}  # fmt: skip


def _of_kind(wanted: str) -> list[str]:
    """The kinds of this name, or that it is the first part of."""
    return [k for k in kinds() if k == wanted or k.startswith(wanted + ".")]


def _meant(wanted: str) -> str:
    """«Did you mean attack.bombing?», by the last part of a kind, its name in words or a slip of the pen."""
    words = wanted.lower().replace("_", " ")
    named = [k for k, row in kinds().items() if words in (k.rpartition(".")[2], row.label)]
    families = {k.partition(".")[0] for k in kinds()}
    near = named or get_close_matches(wanted.lower(), [*kinds(), *sorted(families)], 2, _ALIKE)
    return f"did you mean {' or '.join(near)}?" if near else f"the kinds are {', '.join(kinds())}"


@dataclass(frozen=True)
class Filter:
    """since, until: ISO dates, both included; kind: a kind or its first part («attack», «attack.*»); place, actor,
    source: a part of the name; near: (lat, lon, km); standing: one or several, by commas; min_killed: at the lowest
    count; as_of: only what was published by then; rejected: with those that a person has rejected; bbox: (west, south,
    east, north) in degrees, over the date line where west > east; precision: how precisely the place is known, one or
    several by commas («none»: no place); side: of a source; text: words that a document of the incident holds."""

    since: str | None = None
    until: str | None = None
    kind: str | None = None
    place: str | None = None
    country: str | None = None
    near: tuple[float, float, float] | None = None
    actor: str | None = None
    source: str | None = None
    standing: str | None = None
    review: str | None = None
    min_killed: float | None = None
    as_of: str | None = None
    rejected: bool = False
    limit: int | None = None
    offset: int = 0
    bbox: tuple[float, float, float, float] | None = None
    precision: str | None = None
    side: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until", "as_of"):
            value = getattr(self, name)
            if value is not None and (day(value) is None or len(value) not in (4, 7, 10)):
                raise UsageError(f"--{name.replace('_', '-')}: '{value}' is no date; write it as 2024-11-26")
        for name, allowed in (("standing", STANDINGS), ("review", REVIEWS), ("precision", PRECISIONS)):
            for value in (getattr(self, name) or "").split(","):
                if value and value not in allowed:
                    raise UsageError(f"--{name}: '{value}' is none of {', '.join(allowed)}")
        if self.near is not None and not (abs(self.near[0]) <= 90 and abs(self.near[1]) <= 180 and self.near[2] > 0):
            raise UsageError("--near: write LAT,LON,KM, as in 48.5,37.9,25")
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90):
                raise UsageError("--bbox: write WEST,SOUTH,EAST,NORTH in degrees, as in 36.5,47.9,38.5,49")
        for wanted in self._wanted():
            if not _of_kind(wanted):
                raise UsageError(f"--kind: '{wanted}' is no event kind; {_meant(wanted)}")

    def _wanted(self) -> list[str]:
        return [k.strip().removesuffix("*").removesuffix(".") for k in (self.kind or "").split(",") if k.strip()]

    def kinds(self) -> list[str]:
        """The kinds that are asked for."""
        found = {k for wanted in self._wanted() for k in _of_kind(wanted)}
        return [k for k in kinds() if k in found]

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The filter in SQL."""
        i = t.incident.c
        out: list[sa.ColumnElement[bool]] = []
        if self.since:
            out.append(sa.func.coalesce(i.end_date, i.sort_date) >= self.since)
        if self.until:
            last = day(self.until, last=True)
            out.append(i.sort_date <= (last.isoformat() if last else self.until))
        if self.kind:
            out.append(i.kind.in_(self.kinds()))
        if self.place:
            part = f"%{escaped(self.place)}%"
            names = [c.ilike(part, escape="\\") for c in (i.place, i.admin1)]
            out.append(sa.or_(*names, i.country == self.place.upper()))
        if self.country:
            out.append(i.country == self.country.upper())
        if self.actor:
            out.append(called(i.agents, self.actor))
        if self.source:
            out.append(i.id.in_(sa.select(t.account.c.incident).where(called(t.account.c.source, self.source))))
        if self.side:
            aside = sa.select(t.account.c.incident).where(t.account.c.side == self.side.upper())
            out.append(i.id.in_(aside))
        if self.text:
            told = sa.select(t.telling.c.incident).where(t.telling.c.document.in_(holding(self.text)))
            out.append(i.id.in_(told))
        if self.precision:
            wanted = [p for p in self.precision.split(",") if p]
            fits = i.precision.in_([p for p in wanted if p != NO_PLACE])
            out.append(sa.or_(fits, i.precision.is_(None)) if NO_PLACE in wanted else fits)
        if self.standing:
            out.append(i.standing.in_([s for s in self.standing.split(",") if s]))
        if self.review:
            out.append(i.review.in_([r for r in self.review.split(",") if r]))
        elif not self.rejected:
            out.append(i.review != "rejected")
        if self.min_killed is not None:
            dead = sa.select(t.figure.c.incident).where(
                t.figure.c.role == "killed",
                sa.func.coalesce(t.figure.c.low, t.figure.c.best) >= self.min_killed,
            )
            out.append(i.id.in_(dead))
        if self.near:
            lat, lon, km = self.near
            high = km / 111.2
            wide = min(180.0, high / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + high)))))
            out.append(i.lat.between(lat - high, lat + high))
            if abs(lon) + wide < 180:
                out.append(i.lon.between(lon - wide, lon + wide))
            out.append(sa.func.whosays_km(lat, lon, i.lat, i.lon) <= km)
        if self.bbox:
            out += inside(self.bbox, i.lat, i.lon)
        return out

    def is_near(self, lat: float | None, lon: float | None) -> bool:
        """True where the point is within the circle asked for, or none is."""
        if self.near is None:
            return True
        if lat is None or lon is None:
            return False
        return distance_km(self.near[0], self.near[1], lat, lon) <= self.near[2]

    def is_inside(self, lat: float | None, lon: float | None) -> bool:
        """True where the point is within the box asked for, or none is."""
        if self.bbox is None:
            return True
        if lat is None or lon is None:
            return False
        west, south, east, north = self.bbox
        return south <= lat <= north and (west <= lon <= east if west <= east else lon >= west or lon <= east)

    def in_words(self) -> str:
        """The filter as a person would say it; empty where nothing is filtered."""
        out = []
        for name, words in _WORDS.items():
            if getattr(self, name):
                out.append(f"{words}{getattr(self, name)}")
        if self.near:
            out.append(f"within {self.near[2]:g} km of {self.near[0]:g}, {self.near[1]:g}")
        if self.min_killed is not None:
            out.append(f"at least {self.min_killed:g} killed")
        return ", ".join(out)


def parse_near(value: str | None) -> tuple[float, float, float] | None:
    """LAT,LON,KM as numbers. Raises UsageError."""
    if value is None:
        return None
    try:
        lat, lon, km = (float(x) for x in value.split(","))
    except ValueError:
        raise UsageError(f"--near: '{value}' is not LAT,LON,KM, as in 48.5,37.9,25") from None
    return lat, lon, km


def parse_bbox(value: str | None) -> tuple[float, float, float, float] | None:
    """WEST,SOUTH,EAST,NORTH as numbers. Raises UsageError."""
    if value is None:
        return None
    try:
        west, south, east, north = (float(x) for x in value.split(","))
    except ValueError:
        raise UsageError(f"--bbox: '{value}' is not WEST,SOUTH,EAST,NORTH, as in 36.5,47.9,38.5,49") from None
    return west, min(south, north), east, max(south, north)


def inside(
    bbox: tuple[float, float, float, float], lat: sa.ColumnElement[Any], lon: sa.ColumnElement[Any]
) -> list[sa.ColumnElement[bool]]:
    """A box as conditions on two columns; it goes over the date line where west > east."""
    west, south, east, north = bbox
    across = lon.between(west, east) if west <= east else sa.or_(lon >= west, lon <= east)
    return [lat.between(south, north), across]
