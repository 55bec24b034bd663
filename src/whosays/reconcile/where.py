"""Places: from a report's place to one that can be compared over documents, and how two of them fit."""

from __future__ import annotations

import math

from whosays.model import Place
from whosays.reconcile.facts import Where
from whosays.reconcile.language import phrases
from whosays.reconcile.words import telling_words

# how far off the given point a happening may be, in km, by precision
RADIUS = {
    "exact": 3.0, "settlement": 10.0, "near": 25.0, "district": 40.0, "admin1": 150.0, "line": 100.0,
    "country": 600.0, "vague": 300.0,
}  # fmt: skip
APART_KM = 40.0
# where one, or both, have the point of what is named beside them
_BORROWED_KM = 200.0
_BOTH_BORROWED_KM = 1000.0
# what a name that no gazetteer has may be a spot of
_SPOTS = frozenset(("other", "settlement"))
# what may hold any spot that no gazetteer has
_WIDE = frozenset(("district", "admin1", "country"))


def where(place: Place) -> Where:
    """A report's place, keyed by gazetteer id or by its words."""
    words = " ".join(sorted(telling_words(place.name or place.text)))
    return Where(
        key=place.gazetteer_id or f"{place.country or ''}:{words}",
        name=place.name or place.text,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,
        radius_km=place.radius_km,
        admin1=place.admin1,
        unknown=place.kind in _SPOTS and place.gazetteer_id is None and place.precision == "vague",
    )


def named_only(text: str) -> Where:
    """A place of which no more is known than its words."""
    words = phrases("before_place").sub("", " ".join(text.split()))[:80]
    return Where(key=":" + " ".join(sorted(telling_words(words))), name=words, precision="vague")


def distance(a: Where, b: Where) -> float | None:
    """Kilometres between two points on the sphere, None where one is not known."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    p, q = math.radians(a.lat), math.radians(b.lat)
    dlat, dlon = q - p, math.radians(b.lon - a.lon)
    h = math.sin(dlat / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(dlon / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def radius(place: Where) -> float:
    """How far off its point a happening may be, in km."""
    return max(place.radius_km or 0.0, RADIUS.get(place.precision, 50.0))


def fit(a: Where, b: Where) -> str:
    """same, near, inside (one holds the other), unsure, or apart.

    Only two places that are both known to a settlement or better can be apart for sure; a name inside the other name
    («Kursk», «Kursk Vostochny air base») counts as inside.
    """
    if a.key == b.key:
        return "same" if not a.coarse or a.key.startswith(":") else "inside"
    words_a, words_b = telling_words(a.name), telling_words(b.name)
    named = bool(words_a & words_b) and (words_a <= words_b or words_b <= words_a)
    d = distance(a, b)
    reach = (APART_KM, _BORROWED_KM, _BOTH_BORROWED_KM)[a.unknown + b.unknown]
    if words_a == words_b and words_a and (d is None or d <= reach):
        return "same" if not a.coarse or a.unknown or b.unknown else "inside"
    if d is None and any(x.unknown and y.precision in _WIDE for x, y in ((a, b), (b, a))):
        return "inside"
    if (a.unknown or b.unknown) and not named and not (a.coarse and b.coarse and not (a.unknown and b.unknown)):
        return "unsure"
    if d is None:
        if words_a == words_b and words_a:
            return "same"
        if a.country and b.country and a.country != b.country:
            return "apart"
        return "inside" if named else "unsure"
    if not a.coarse and not b.coarse:
        if d <= 15:
            return "near"
        if named and d <= 60:
            return "inside"
        return "unsure" if d <= APART_KM + radius(a) + radius(b) - 20 else "apart"
    if a.country and b.country and a.country != b.country:
        return "unsure" if d <= 60 else "apart"
    if a.coarse and b.coarse and a.precision == b.precision == "admin1":
        return "apart"
    outer = max(radius(a), radius(b))
    if named or d <= outer:
        return "inside"
    same_country = bool(a.country) and a.country == b.country
    vague = "vague" in (a.precision, b.precision) and d <= 2 * outer  # «the north» has no point of its own
    if same_country and ("country" in (a.precision, b.precision) or vague):
        return "inside"
    return "apart" if d > 2 * outer + 60 else "unsure"
