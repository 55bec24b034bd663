"""Places given by a direction or a distance from a named one: «eastern Ukraine», «10 km north of X», «near X»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whosays.gazetteer import offset
from whosays.reading.places.candidates import Candidate, Finder

# How far from the middle of an area its «east» is thought to lie, as a share of its radius.
_SHARE = 0.35
_WIDE = frozenset({"country", "admin1", "region", "district"})
_NUMBER = re.compile(r"\d[\d,.]*$")


@dataclass(frozen=True)
class Relation:
    """How a place is given: start, end: tokens of the whole phrase; bearing in degrees, or None; km: distance said.

    kind «part»: a part of the place («eastern Ukraine»); «near»: close by or at a distance from it.
    """

    kind: str
    first: int
    end: int
    bearing: float | None = None
    km: float | None = None


def relation(finder: Finder, c: Candidate, wide: bool) -> Relation | None:
    """The relation that the words before a toponym put it in, or None. ``wide``: does it name an area?"""
    lowers, words = finder.lowers, finder.words
    i = c.first - 1
    if i < 0:
        return None
    direction = direction_before(finder, c.first)
    if direction:
        first, bearing = direction
        if wide and bearing is not None:
            return Relation("part", first, c.end, bearing)
        return None
    if lowers[i] == "the" and i:
        i -= 1
    if lowers[i] in ("of", "from") and i:
        found = direction_before(finder, i)
        if found:
            first, bearing = found
            distance = _distance_before(finder, first)
            if distance:
                return Relation("near", distance[0], c.end, bearing, distance[1])
            the = first and lowers[first - 1] == "the"
            if the and wide and lowers[i] == "of":
                return Relation("part", first - 1, c.end, bearing)
            return Relation("near", first, c.end, bearing)
        distance = _distance_before(finder, i)
        if distance:
            return Relation("near", distance[0], c.end, None, distance[1])
        if lowers[i - 1] in words.sets["near"]:
            return Relation("near", i - 1, c.end)
    if lowers[i] in words.sets["near"] or (i and f"{lowers[i - 1]} {lowers[i]}" in words.sets["near"]):
        return Relation("near", i, c.end)
    return None


def direction_before(finder: Finder, end: int) -> tuple[int, float | None] | None:
    """(first token, bearing) of a direction word, or «north-west» in three tokens, that ends before ``end``."""
    lowers, directions = finder.lowers, finder.words.directions
    if end >= 3 and lowers[end - 2] == "-":
        joined = "".join(lowers[end - 3 : end])
        if joined in directions:
            return end - 3, directions[joined]
    if end >= 1 and lowers[end - 1] in directions:
        return end - 1, directions[lowers[end - 1]]
    return None


def _distance_before(finder: Finder, end: int) -> tuple[int, float] | None:
    """(first token, kilometres) of «10 km» or «six miles» that ends before token ``end``."""
    lowers, texts = finder.lowers, finder.texts
    for i in (end - 1, end - 2):
        if i >= 1 and lowers[i] in finder.words.away and _NUMBER.match(texts[i - 1]):
            try:
                number = float(texts[i - 1].replace(",", "").rstrip("."))
            except ValueError:
                return None
            return i - 1, number * finder.words.away[lowers[i]]
    return None


def moved(
    lat: float | None, lon: float | None, radius_km: float | None, rel: Relation
) -> tuple[float | None, float | None, float | None]:
    """(lat, lon, radius_km) of the place that stands in the relation to one with this point and radius."""
    if lat is None or lon is None:
        return None, None, None
    radius = radius_km or 5.0
    if rel.kind == "part" and rel.bearing is not None:
        return (*offset(lat, lon, rel.bearing, _SHARE * radius), round(0.6 * radius, 0))
    if rel.km is not None and rel.bearing is not None:
        return (*offset(lat, lon, rel.bearing, rel.km), max(2.0, round(0.3 * rel.km, 1)))
    return lat, lon, (rel.km or 0.0) + max(radius, 10.0)
