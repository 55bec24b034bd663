"""«The country», «the town», «the airport»: mentions that refer back to a place named before."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from dataclasses import dataclass

from whosays.model import Place
from whosays.reading.places.areas import Relation, direction_before
from whosays.reading.places.candidates import Finder

# The kinds of place that a word of this kind may refer back to, the likeliest first.
_REFERS_TO: dict[str, tuple[tuple[str, ...], ...]] = {
    "settlement": (("settlement",),),
    "admin1": (("admin1",), ("region",)),
    "district": (("district",), ("settlement",)),
    "region": (("region", "admin1"), ("district", "settlement")),
    "water": (("water",),),
    "facility": (("facility",),),
}
_FADES = {"country": 400.0, "name": 200.0}  # code points after which a mention weighs a third
_SURE = 0.25
_OF_THE_NAME = frozenset({"border", "valley"})  # «the valley» takes up a name that ends so, as a building's word does
_WIDE = frozenset({"country", "admin1", "region", "district"})
_MOST = 80  # places back
_REACH = 6000  # code points back


@dataclass(frozen=True)
class Anaphor:
    """A phrase that refers back: its span, its type word, the place it refers to, and the part of it («the east»)."""

    span: tuple[int, int]
    word: str
    place: Place
    part: Relation | None = None


def anaphors(finder: Finder, places: list[Place], taken: set[int]) -> list[Anaphor]:
    """All phrases that refer back to one of the places (in text order), outside the tokens already taken.

    A place that was referred to is spoken of again, as if it had been named.
    """
    out: list[Anaphor] = []
    spoken_of = list(places)
    lowers = finder.lowers
    for i in range(1, len(lowers)):
        word = finder.words.types.get(lowers[i])
        if word is None or not word.anaphor or i in taken:
            continue
        first = i - 1
        if first and finder.tokens[first].pos_ == "ADJ" and first not in taken:
            first -= 1
        if lowers[first] not in finder.parsed.lexicon.words("singles_out"):
            continue
        after = lowers[i + 1] if i + 1 < len(lowers) else ""
        if after in ("of", "where", "that", "near", "in", "-", "with", "between") or finder.doc[i].dep_ in (
            "compound",
            "amod",
        ):
            continue
        span = finder.span_of(first, i + 1)
        found = _antecedent(finder, word.word, word.kind, span[0], spoken_of)
        if found:
            insort(spoken_of, found.model_copy(update={"span": span}), key=lambda p: p.span[0])
            part = _part(finder, first, i, taken) if word.kind in _WIDE else None
            span = finder.span_of(part.first, part.end) if part else span
            out.append(Anaphor(span, word.word, found, part))
    return out


def _part(finder: Finder, first: int, last: int, taken: set[int]) -> Relation | None:
    """«The east of the country», «the country's northwest», around the words ``first`` to ``last``."""
    lowers = finder.lowers
    if first >= 2 and lowers[first - 1] == "of":
        before = direction_before(finder, first - 1)
        if before and before[1] is not None and before[0] not in taken:
            start = before[0] - (before[0] > 0 and lowers[before[0] - 1] == "the")
            return Relation("part", start, last + 1, before[1])
    if last + 2 < len(lowers) and lowers[last + 1] in ("'s", "’s"):
        bearing = finder.words.directions.get(lowers[last + 2])
        noun = last + 3 == len(lowers) or finder.tokens[last + 3].pos_ not in ("NOUN", "PROPN", "ADJ")
        if bearing is not None and noun:
            return Relation("part", first, last + 3, bearing)
    return None


def _standing(finder: Finder, p: Place) -> float:
    """How much a mention makes its country the one spoken of: little where it acts, says whose («US troops») or
    is the seat of a body."""
    acts = not (p.model_extra or {}).get("literal", True)
    return 0.3 if acts or says_whose(finder, p.span) or _seat(finder, p.span) else 1.0


def _seat(finder: Finder, span: tuple[int, int]) -> bool:
    """Is it only where a body sits («the defence ministry in Bogota»)?"""
    root = finder.parsed.tokens_in(span).root
    owner = root.head.head
    return root.dep_ == "pobj" and owner.pos_ == "NOUN" and owner.lower_ in finder.parsed.lexicon.words("seated")


def says_whose(finder: Finder, span: tuple[int, int]) -> bool:
    """Does the name tell whose something is, or who does it, rather than where («US troops», «US-led»)?"""
    return finder.parsed.tokens_in(span).root.dep_ in ("compound", "amod", "nsubj", "poss", "npadvmod")


def _most_spoken_of(finder: Finder, position: int, before: list[Place], by: str) -> Place | None:
    """The latest of the places that share a country or name (``by``) and that the text speaks of most.

    Each mention counts as what it is in its sentence, less the farther it lies before ``position``.
    """
    weight: dict[str, float] = {}
    latest: dict[str, Place] = {}
    for p in before:
        key = getattr(p, by)
        if key:
            near = math.exp((p.span[1] - position) / _FADES[by])
            weight[key] = weight.get(key, 0.0) + _standing(finder, p) * near
            latest[key] = p
    best = max(weight, key=lambda k: (weight[k], latest[k].span), default=None)
    return latest[best] if best else None


def _antecedent(finder: Finder, word: str, kind: str, position: int, places: list[Place]) -> Place | None:
    end = bisect_right(places, position, key=lambda p: p.span[0])
    before = [
        p
        for p in places[max(0, end - _MOST) : end]
        if p.span[1] <= position and position - p.span[1] < _REACH and (p.confidence >= _SURE or _untold(p))
    ]
    if kind == "country":
        return _most_spoken_of(finder, position, before, "country")
    if kind == "facility" or word in _OF_THE_NAME:
        return next((p for p in reversed(before) if p.kind == kind and p.text.lower().endswith(word)), None)
    if word == "capital":
        seats = [p for p in before if p.gazetteer_id and _is_capital(finder, p)]
        if seats:
            return _most_spoken_of(finder, position, seats, "name")
    told = [p for p in before if not p.text.isupper()]  # where it was written is not where it happened
    for kinds in _REFERS_TO.get(kind, ()):
        found = _most_spoken_of(finder, position, [p for p in told if p.kind in kinds], "name")
        if found:
            return found
    for kinds in _REFERS_TO.get(kind, ()):
        found = _most_spoken_of(finder, position, [p for p in before if p.kind in kinds], "name")
        if found:
            return found
    return None


def _untold(place: Place) -> bool:
    """A village that no gazetteer has is what «the village» means, however little is known of it."""
    return place.kind == "settlement" and place.gazetteer_id is None


def _is_capital(finder: Finder, place: Place) -> bool:
    entry = finder.gazetteer.by_id(place.gazetteer_id or "")
    return entry is not None and entry.feature == "PPLC"
