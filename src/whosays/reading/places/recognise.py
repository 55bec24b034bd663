"""Which candidates are toponyms: a logistic model over what stands in and around them, and one choice per stretch."""

from __future__ import annotations

import math
from collections import Counter

from whosays.gazetteer.build import TRANSLITERATED
from whosays.reading.places.candidates import PLACE_LABELS, Candidate, Finder, fits_type
from whosays.reading.places.weights import score, weights
from whosays.reading.places.whole import seen
from whosays.reading.reasons import row, strongest

THRESHOLD = 0.3
# A name that the gazetteer has as the very kind of thing that a type word beside it says.
_KNOWN_KIND = 0.8
# A name that the document gives to a person: «President Bush», «Rahimi, 52,».
_OF_A_PERSON = 0.25
# A name that no gazetteer has, where the encoder is sure of it; one that the gazetteer has for a place named beside it.
_SEEN, _OTHER_SPELLING = 0.4, 0.6
_QUITE_SURE = 0.9  # the encoder of a name that no gazetteer has
# «West», «Northern», and the «Line» of «Blue Line», where the encoder sees no place.
_UNSEEN, _NO_NAME = 0.25, 0.2
# Set by hand: the tagger was trained on the documents that the other weights are learned from.
_TAG_WEIGHT, _TAG_MIDDLE = 1.5, 0.3
_LEAST_AGE, _MOST_AGE = 5, 110
_BEFORE_NOUN = frozenset({"compound", "nmod", "amod", "poss"})
_BIG = {"GPE", "LOC", "FAC", "ORG", "PERSON", "NORP"}


def recognise(finder: Finder, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that name places, none overlapping another, in text order; sets ``probability``."""
    table = weights(finder.parsed.lexicon).get("toponym", {})
    people = _people(finder, candidates)
    unseen = [c for c in candidates if not c.entries and c.type is None and seen(finder, *c.core) >= _QUITE_SURE]
    called = {c.key for c in candidates if c.type and not c.entries and _called(finder, c)}
    unknown = frozenset(called.union(c.key for c in unseen if _located(finder, c))) - people
    for c, features in zip(candidates, Surroundings(finder, candidates).features(), strict=True):
        c.probability = probability(features, table, _tagged(finder, c))
        if c.type and not c.hosted and (_names_its_kind(finder, c) or _called(finder, c)):
            c.probability = max(c.probability, _KNOWN_KIND)
        elif c.key in people:
            c.probability *= _OF_A_PERSON
        elif c.key in unknown and not _titled(finder, c) and not _modifies(finder, c):
            c.probability = max(c.probability, _KNOWN_KIND if c.key in called else _SEEN)
        elif _is_word(finder, c):
            c.probability *= _NO_NAME
        if finder.parsed.explain:
            c.why = _why(finder, c, features, table)
    _spelt_otherwise(candidates)
    chosen: list[Candidate] = []
    taken: set[int] = set()
    for c in sorted(candidates, key=lambda c: (-(c.probability + 0.1 * (c.end - c.first)), c.first)):
        if (
            c.probability < THRESHOLD
            or any(i in taken for i in range(c.first, c.end))
            or _heads_a_body(finder, c)
            or _of_a_ship(finder, c)
        ):
            continue
        taken.update(range(c.first, c.end))
        chosen.append(c)
    return sorted(chosen, key=lambda c: c.span)


def _spelt_otherwise(candidates: list[Candidate]) -> None:
    """«Al-Fashir», where the text is sure of «El Fasher»: another name of the same entry is a place too."""
    sure = {c.entries[0].id: c.key for c in candidates if c.entries and c.probability >= _KNOWN_KIND}
    for c in candidates:
        if c.entries and sure.get(c.entries[0].id, c.key) != c.key and c.end - c.first > 1:
            c.probability = max(c.probability, _OTHER_SPELLING)


def _located(finder: Finder, c: Candidate) -> bool:
    """Does a word for where stand before the name («at Arnoun», «the village of Kfar Tebnit»), or is it an object?"""
    root = finder.parsed.tokens_in(c.span).root
    if root.dep_ == "dobj":  # «entered Village-de-Dieu»
        return True
    if root.dep_ != "pobj":
        return False
    before, words = finder.lowers[c.first - 1] if c.first else "", finder.parsed.lexicon.words
    held = root.head.head
    settled = before == "of" and held.lower_ in finder.words.types
    return settled or before == "to" or before in words("at_place") or before in words("spot_preposition") - {"of"}


def _modifies(finder: Finder, c: Candidate) -> bool:
    """Does the name only say what a thing is like or whose it is («a red Chevrolet truck», «YPG fighters»)?"""
    root = finder.parsed.tokens_in(c.span).root
    return root.dep_ in {"compound", "amod", "nmod", "poss"} and root.head.i >= c.end


def _titled(finder: Finder, c: Candidate) -> bool:
    before = finder.lowers[c.first - 1].rstrip(".") if c.first else ""
    return before in finder.words.sets["person_title"]


def _is_word(finder: Finder, c: Candidate) -> bool:
    """A direction alone, or one word of a longer name («Blue Line»), where the encoder sees no place begin."""
    tags = finder.parsed.tags
    if tags is None or c.own or c.state or c.type is not None or c.end - c.first > 1:
        return False
    ent, before = finder.tokens[c.first].ent_type_, c.first - 1
    joined = [
        i
        for i in (before, c.end)
        if 0 <= i < len(finder.tokens) and finder.capital[i] and finder.tokens[i].ent_type_ == ent in PLACE_LABELS
    ]
    if seen(finder, *c.core) < _UNSEEN:
        return bool(joined) or finder.lowers[c.first] in finder.words.directions
    return before in joined and float(tags.place[c.first, 1]) < _UNSEEN


def _why(finder: Finder, c: Candidate, features: dict[str, float], table: dict[str, float]) -> tuple[str, ...]:
    """What made it a toponym: the strongest features, the encoder, the word for its kind."""
    lexicon, out = finder.parsed.lexicon, []
    if said := strongest(features, table):
        out.append(row(lexicon, "places_weights", f"{said} (toponym {c.probability:.2f})"))
    if finder.parsed.tags is not None:
        out.append(f"encoder: place {_tagged(finder, c):+.2f}")
    if c.type is not None:
        out.append(row(lexicon, "places_types", f"{c.type.word} ({c.type.kind})", word=c.type.word))
    return tuple(out)


def _people(finder: Finder, candidates: list[Candidate]) -> frozenset[str]:
    """Keys of names that stand after a title or before an age, and nowhere in the document where a place stands."""
    titles, locative = finder.words.sets["person_title"], finder.words.sets["locative"]
    persons, located = set(), set()
    for c in candidates:
        before = finder.lowers[c.first - 1] if c.first else ""
        if c.entries and c.entries[0].kind == "country":
            continue
        titled = before.rstrip(".") in titles and finder.tokens[c.core[1] - 1].dep_ not in _BEFORE_NOUN
        if titled or _aged(finder, c.end):
            persons.add(c.key)
        elif before in locative and before != "to":  # «a message to Bush»
            located.add(c.key)
    return frozenset(persons - located)


def _aged(finder: Finder, end: int) -> bool:
    """«Rahimi, 52, …»: a number between commas that an age may be."""
    around = finder.texts[end : end + 3]
    return (
        len(around) == 3
        and around[0] == around[2] == ","
        and around[1].isdigit()
        and _LEAST_AGE <= int(around[1]) < _MOST_AGE
    )


def _names_its_kind(finder: Finder, c: Candidate) -> bool:
    """«Kursk region», «Incirlik air base»: a type word that fits an entry, not the capitalised head of a body."""
    assert c.type is not None
    if not any(fits_type(e, c.type) for e in c.entries):
        return False
    return c.type.kind == "facility" or (c.end > c.core[1] and not finder.capital[c.end - 1])


def _called(finder: Finder, c: Candidate) -> bool:
    """«The village of Kelmi»: a name that is said to be a settlement's, whether or not a gazetteer has it."""
    at = c.core[0]
    return finder.called(at) is not None and finder.capital[at] and finder.tokens[at].pos_ == "PROPN"


def _heads_a_body(finder: Finder, c: Candidate) -> bool:
    """«Union of Farmers», whole a body by its name: its first word is no place."""
    if c.type is not None or c.end + 1 >= len(finder.tokens) or finder.lowers[c.end] != "of":
        return False
    return all(finder.tokens[i].ent_type_ == "ORG" for i in (c.core[0], c.end, c.end + 1))


def _of_a_ship(finder: Finder, c: Candidate) -> bool:
    """«The tanker Sounion»: a ship's name."""
    before = c.first - 1
    if before < 0 or finder.lowers[before] not in finder.words.sets["vessel"] or c.type is not None:
        return False
    ship, name = finder.tokens[before], finder.tokens[c.core[1] - 1]
    return ship.head.i == name.i or name.head.i == ship.i


def probability(features: dict[str, float], table: dict[str, float], more: float = 0.0) -> float:
    """Of being a toponym, by the logistic model; ``more``: further evidence, in log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score(features, table) + more))))


def _tagged(finder: Finder, c: Candidate) -> float:
    """What the learned tagger adds to the log-odds: for a place it saw, against one it is sure is none."""
    tags = finder.parsed.tags
    if tags is None:
        return 0.0
    seen = float(tags.place[c.core[0] : c.core[1], 1:].sum(axis=1).mean())
    return _TAG_WEIGHT * (seen - _TAG_MIDDLE)


class Surroundings:
    """What each candidate of a document looks like to the model."""

    def __init__(self, finder: Finder, candidates: list[Candidate]) -> None:
        self.finder, self.words, self.doc = finder, finder.words, finder.doc
        self.candidates = candidates
        self.label = [t.ent_type_ if t.ent_iob_ != "O" else "" for t in finder.tokens]
        self.ent_of: dict[int, tuple[int, int]] = {}
        for ent in self.doc.ents:
            for i in range(ent.start, ent.end):
                self.ent_of[i] = (ent.start, ent.end)
        self.starts = {s.start for s in self.doc.sents}
        self.areas = {
            c.first for c in candidates if c.state or any(e.kind in ("admin1", "country") for e in c.entries[:2])
        }
        self._document_evidence()

    def features(self) -> list[dict[str, float]]:
        """One mapping of features to values for each candidate."""
        return [self._features(c) for c in self.candidates]

    def _document_evidence(self) -> None:
        """How the same name is labelled and introduced over the whole document."""
        self.mentions: Counter[str] = Counter()
        self.as_place: Counter[str] = Counter()
        self.as_person: Counter[str] = Counter()
        self.as_body: Counter[str] = Counter()
        self.located: Counter[str] = Counter()
        self.typed: Counter[str] = Counter()
        self.countries: set[str | None] = set()
        for c in self.candidates:
            label = self.label[c.core[0]]
            self.mentions[c.key] += 1
            self.as_place[c.key] += label in PLACE_LABELS
            self.as_person[c.key] += label == "PERSON"
            self.as_body[c.key] += label == "ORG"
            self.located[c.key] += self._lower(c.first - 1) in self.words.sets["locative"]
            self.typed[c.key] += self._typed(c)
            if c.entries and c.entries[0].kind == "country" and label not in ("PERSON", ""):
                self.countries.add(c.entries[0].country)
        for text, capital in zip(self.finder.texts, self.finder.capital, strict=True):
            if capital and (country := self.words.demonym(text)):
                self.countries.add(country)
        self.surnames = {ent[-1].lower_ for ent in self.doc.ents if ent.label_ == "PERSON" and len(ent) > 1}

    @staticmethod
    def _typed(c: Candidate) -> bool:
        return c.type is not None and not c.hosted and any(fits_type(e, c.type) for e in c.entries)

    def _lower(self, i: int) -> str:
        return self.finder.lowers[i] if 0 <= i < len(self.finder.lowers) else ""

    def _features(self, c: Candidate) -> dict[str, float]:
        f: dict[str, float] = {"bias": 1.0}
        lowers, capital = self.finder.lowers, self.finder.capital
        first, end = c.core
        sets = self.words.sets
        label = self.label[first]
        ent = self.ent_of.get(first)
        if ent is None:
            f["ner=none"] = 1.0
        else:
            name = label if label in _BIG else "other"
            outer = self._trimmed(*ent)
            if outer[0] >= first and outer[1] <= max(end, c.end):
                f[f"ner={name}"] = 1.0
            elif outer[0] == first:
                f[f"begins={name}"] = 1.0
            else:
                f[f"inside={name}"] = 1.0
        # the name itself
        top = max((e.population for e in c.entries if e.main), default=0)
        if not c.entries:
            f["unknown"] = 1.0
            f[f"unknown,{'typed' if c.type else 'untyped'}"] = 1.0
        else:
            f["population"] = math.log10(top + 1) / 7
            kinds = {e.kind for e in c.entries[:3]}
            for kind in ("country", "admin1"):
                if kind in kinds:
                    f[f"is {kind}"] = 1.0
            if not any(e.main for e in c.entries):
                f["other name only"] = 1.0
                f["population, other name"] = math.log10(max(e.population for e in c.entries) + 1) / 7
            if any(e.kind != "country" and e.country in self.countries for e in c.entries[:6]):
                f["country named"] = 1.0
                foreign = [e for e in c.entries[:6] if e.country in self.countries and e.country in TRANSLITERATED]
                if foreign:
                    f["country named, transliterated"] = 1.0
                    f["population, transliterated"] = math.log10(max(e.population for e in foreign) + 1) / 7
            f["namesakes"] = math.log10(len(c.entries))
        if c.own:
            f["own"] = 1.0
        if c.state:
            f["state"] = 1.0
        if end - first > 1:
            f["words>1"] = 1.0
        if self.finder.texts[first].isupper() and len(self.finder.texts[first]) > 1:
            f["capitals"] = 1.0
            if end - first == 1 and len(self.finder.texts[first]) <= 4:
                f["acronym"] = 1.0
        if self.finder.tokens[end - 1].pos_ != "PROPN":
            f["no proper noun"] = 1.0
        if c.type:
            f["type before" if c.type_before else f"type {c.type.kind}"] = 1.0
            if self._typed(c):
                f["type fits"] = 1.0
        self._neighbours(c, f, lowers, capital, sets)
        self._elsewhere(c, f)
        return f

    def _neighbours(
        self, c: Candidate, f: dict[str, float], lowers: list[str], capital: list[bool], sets: dict[str, frozenset[str]]
    ) -> None:
        n = len(lowers)
        i = c.first - 1
        if c.first in self.starts:
            f["sentence start"] = 1.0
            if "ner=none" in f:
                f["sentence start, no entity"] = 1.0
        else:
            before = lowers[i] if i >= 0 else ""
            if before == "the" and i:
                f["the"] = 1.0
                before = lowers[i - 1]
            if before in self.words.directions and i:
                f["direction"] = 1.0
                before = lowers[i - 1]
            if before in sets["locative"]:
                f["locative"] = 1.0
                if before == "in":
                    f["in"] = 1.0
            elif before == "of":
                f["of"] = 1.0
            elif before == "," and i and capital[i - 1]:
                f["comma name"] = 1.0
            elif before in ("and", "or") and i and capital[i - 1]:
                f["and name"] = 1.0
            elif before.rstrip(".") in sets["person_title"]:
                f["title"] = 1.0
            elif i >= 0 and capital[i] and not c.type_before:
                f["name before"] = 1.0
                if "ner=none" in f or "inside=PERSON" in f:
                    f["name before, no entity"] = 1.0
        after = lowers[c.end] if c.end < n else ""
        if after == "," and c.end + 1 < n and capital[c.end + 1]:
            f["then comma name"] = 1.0
            if c.end + 1 in self.areas:
                f["then comma state"] = 1.0
        elif after == "'s":
            f["possessive"] = 1.0
        elif c.end < n and capital[c.end]:
            f["name after"] = 1.0
        if after in sets["org_head"]:
            f["body after"] = 1.0
        if c.end < n and self.finder.tokens[c.end].pos_ in ("VERB", "AUX"):
            f["verb after"] = 1.0
        dateline = self.finder.parsed.dateline
        if dateline and dateline.place and dateline.place[0] < c.span[1] and c.span[0] < dateline.end:
            f["dateline"] = 1.0
        if self.finder.parsed.line_kind(c.span[0]) != "body":
            f["heading"] = 1.0

    def _elsewhere(self, c: Candidate, f: dict[str, float]) -> None:
        total = self.mentions[c.key]
        f["called place"] = self.as_place[c.key] / total
        f["called person"] = self.as_person[c.key] / total
        f["called body"] = self.as_body[c.key] / total
        f["located"] = self.located[c.key] / total
        if self.typed[c.key] and not self._typed(c):
            f["typed elsewhere"] = 1.0
        if c.end - c.first == 1 and self.finder.lowers[c.first] in self.surnames:
            f["surname"] = 1.0

    def _trimmed(self, first: int, end: int) -> tuple[int, int]:
        lowers = self.finder.lowers
        while first < end - 1 and (lowers[first] == "the" or lowers[first] in self.words.directions):
            first += 1
        while end - 1 > first and lowers[end - 1] in ("'s", "'", ",", "."):
            end -= 1
        return first, end
