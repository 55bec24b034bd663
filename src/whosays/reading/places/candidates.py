"""Stretches of the text that may name a place: gazetteer hits, the tagger's entities, names with a type word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whosays.gazetteer import Entry, Gazetteer, fold
from whosays.gazetteer.build import TRANSLITERATED
from whosays.reading.parse import Parsed
from whosays.reading.places.whole import whole_names
from whosays.reading.places.words import PlaceWords, TypeWord

LONGEST = 6
_LISTED = 12  # tokens from «of» to the last name of a list
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_POSSESSIVE = re.compile(r"\s*'s?$")
# «al-Nuseirat», «Al Nuseirat»: many a gazetteer has the name without its article
_ARTICLE = re.compile(r"^(?:[AaEe][lnrstdz]|[AaEe]sh)(?:-| (?=[A-Z]))")


@dataclass
class Candidate:
    """A stretch that may name a place.

    first, end: tokens [first, end); span: code points, the type word included; name: what the gazetteer is
    asked for; entries: what it answers; type: the word for its kind that stands beside it;
    state: a postal or press abbreviation of a state; own: the name stands in our own table;
    hosted: the entries are those of a name inside this one («Kursk» of «Kursk bus station»), where it lies;
    sounded: the entries only sound like the name;
    probability: that this is a toponym (set later); why: the reasons for it, where they are asked for.
    """

    first: int
    end: int
    span: tuple[int, int]
    name: str
    entries: tuple[Entry, ...]
    core: tuple[int, int] = (0, 0)
    type: TypeWord | None = None
    type_before: bool = False
    state: bool = False
    own: bool = False
    hosted: bool = False
    sounded: bool = False
    probability: float = 0.0
    key: str = field(default="")
    why: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.key = self.key or fold(self.name)
        if self.core == (0, 0):
            self.core = (self.first, self.end)


class Finder:
    """Finds the candidates of one document."""

    def __init__(self, parsed: Parsed, gazetteer: Gazetteer, words: PlaceWords) -> None:
        self.parsed, self.gazetteer, self.words = parsed, gazetteer, words
        self.doc = parsed.doc
        self.tokens = list(self.doc)
        self.starts = [t.idx for t in self.tokens]
        self.sentence_end: list[int] = []
        for sentence in self.doc.sents:
            self.sentence_end += [sentence.end] * (sentence.end - sentence.start)
        self.texts = [t.text for t in self.tokens]
        self.lowers = [t.lower() for t in self.texts]
        self.inside, self.never = words.sets["inside"], words.sets["never"]
        self.capital = [self._is_capital(i) for i in range(len(self.texts))]

    def find(self) -> list[Candidate]:
        """All candidates, overlapping ones among them, in text order."""
        out: list[Candidate] = []
        i, n = 0, len(self.texts)
        while i < n:
            if self.capital[i]:
                run_end = self._run_end(i)
                out += self._in_run(i, run_end)
                i = run_end
            else:
                i += 1
        out += self._from_entities(out)
        out += self._from_tags(out)
        out = whole_names(self, out)
        return sorted(out, key=lambda c: (c.span[0], -c.span[1], c.first))

    def look_up(self, name: str) -> tuple[tuple[Entry, ...], bool]:
        """(entries, whether our own table has the name); own entries stand first."""
        own = self.words.own_entries(name)
        found = self.gazetteer.find(name)
        if not own and not found and (bare := _ARTICLE.sub("", name)) != name:
            found = tuple(e for e in self.gazetteer.find(bare) if e.country in TRANSLITERATED)
        ids = {e.gazetteer_id for e in own if e.gazetteer_id}
        return (*own, *(e for e in found if not e.gazetteer_id or e.gazetteer_id not in ids)), bool(own)

    def span_of(self, first: int, end: int) -> tuple[int, int]:
        return self.starts[first], self.starts[end - 1] + len(self.texts[end - 1])

    def _is_capital(self, i: int) -> bool:
        text, lower = self.texts[i], self.lowers[i]
        if not text[0].isalpha() and text[0] not in "‘ʿʻ":
            return False
        if lower in self.never and not (text.isupper() and len(text) > 1 and lower in ("us", "uk")):
            return False
        if text[0].isupper():
            return True
        if self.parsed.text[self.starts[i]].isupper() and self.tokens[i].pos_ == "PROPN":
            return True  # a capital that was put away with those of its whole line
        after = self.texts[i + 1 : i + 3]
        return lower in self.words.sets["article"] and len(after) == 2 and after[0] == "-" and after[1][:1].isupper()

    def _run_end(self, i: int) -> int:
        """End of the stretch of capitalised tokens, with small words between them, that starts at token i."""
        end = j = i + 1
        sent_end = self.sentence_end[i]
        while j < sent_end and j - end <= 3:
            if self.capital[j]:
                end = j + 1
            elif self.lowers[j] not in self.inside:
                break
            j += 1
        return end

    def _in_run(self, first: int, end: int) -> list[Candidate]:
        """Names of the gazetteer inside a run, the longest at each place, and the run with its type word."""
        out: list[Candidate] = []
        i = first
        while i < end:
            if not self.capital[i]:
                i += 1
                continue
            hit = None if self._goes_on(i, out) else self._longest(i, end)
            if hit is None:
                i += 1
                continue
            out.append(hit)
            i = hit.end
        out += self._called_run(first, end, out) or self._headed_run(first, end, out)
        typed = self._typed_run(first, end)
        if typed and all(typed.span != c.span for c in out):
            out.append(typed)
        return out

    def _goes_on(self, i: int, known: list[Candidate]) -> bool:
        """The second half of «Petion-Ville», of which the first is no place; of «the Goma-Sake road» it is one."""
        if i < 2 or self.texts[i - 1] != "-" or self.tokens[i - 2].whitespace_ or self.tokens[i - 1].whitespace_:
            return False
        return self.capital[i - 2] and not any(c.end == i - 1 for c in known)

    def _called_run(self, first: int, end: int, known: list[Candidate]) -> list[Candidate]:
        """«The village of Kelmi»: names that no gazetteer has, and that are said to be settlements'.

        «The village of Man Loi» is none called Man: a name found that only begins such a one is taken out of ``known``.
        """
        out, taken = [], {c.first: c for c in known}
        for i in range(first, end):
            if not self.capital[i] or (i > first and self.capital[i - 1]):
                continue
            if (kind := self.called(i)) is not None:
                stop = next((j for j in range(i, end) if not self.capital[j]), end)
                if (part := taken.get(i)) is not None:
                    if part.end >= stop or self.tokens[i].dep_ != "compound" or self.tokens[i].head.i != stop - 1:
                        continue
                    known[:] = [c for c in known if not i <= c.first < stop]
                span, name = self.span_of(i, stop), self._text(i, stop)
                out.append(Candidate(i, stop, span, name, (), type=kind, type_before=True))
        return out

    def called(self, at: int) -> TypeWord | None:
        """What kind of settlement the name at a token is said to be: «the village of X», «the towns of W, X and Y»."""
        i = at - 1
        while i > 1 and at - i < _LISTED and (self.lowers[i] in ("and", ",") or self.capital[i]):
            i -= 1
        if i < 1 or self.lowers[i] != "of":
            return None
        word = self.lowers[i - 1]
        kind = self.words.types.get(word)
        if kind is None and (i + 1 == at or self.lowers[at - 1] in ("and", ",")):
            kind = self.words.types.get(word[:-1] if not word.endswith("ies") else word[:-3] + "y")
        elif i + 1 != at:
            return None
        return kind if kind is not None and kind.before and kind.kind == "settlement" else None

    def _headed_run(self, first: int, end: int, known: list[Candidate]) -> list[Candidate]:
        """«Lake Mbeya», «Mount Sarro», which no gazetteer has: a name that begins with the word for its kind."""
        kind = self._heading_kind(first)
        if kind is None or any(c.first <= first + 1 for c in known):
            return []
        stop = next((j for j in range(first, end) if not self.capital[j]), end)
        span, name = self.span_of(first, stop), self._text(first, stop)
        return [Candidate(first, stop, span, name, (), type=kind, type_before=True)]

    def _heading_kind(self, i: int) -> TypeWord | None:
        """The kind that a capitalised word says of the name after it («Lake», «Mount»)."""
        kind = self.words.types.get(self.lowers[i])
        followed = i + 1 < self.sentence_end[i] and self.capital[i + 1] and self.capital[i]
        return kind if kind is not None and kind.before and kind.kind in ("water", "other") and followed else None

    def _longest(self, i: int, limit: int) -> Candidate | None:
        for j in range(min(limit, i + LONGEST), i, -1):
            if not self.capital[j - 1] and self.texts[j - 1] != ".":
                continue
            name = self._text(i, j)
            state = self._state(i, j, name)
            if state:
                return state
            if j - i == 1 and (self.words.demonym(self.texts[i]) or self._is_particle(i)):
                return None
            if j - i == 1 and self._heading_kind(i) and name not in self.words.own:
                return None
            entries, own = self.look_up(name)
            if not entries and j - i > 1 and (cut := _POSSESSIVE.sub("", name)) != name:
                entries, own = self.look_up(cut)
            if not own:
                entries = tuple(e for e in entries if e.kind != "facility" or (e.main and j - i > 1))
            if entries and (len(name) > 2 or own):
                return self._with_type(Candidate(i, j, self.span_of(i, j), name, entries, own=own))
        return None

    def _is_particle(self, i: int) -> bool:
        """Does the word only begin a longer name («Abu Salim», «Al-Hasan», «Bani Walid»)?"""
        if self.lowers[i] not in self.words.sets["particle"] or i + 1 >= len(self.texts):
            return False
        return self.texts[i + 1] == "-" or self.capital[i + 1]

    def _state(self, i: int, j: int, name: str) -> Candidate | None:
        """«Calif.», «W.Va.», and «OR» after a comma: abbreviations of states, spelt exactly so."""
        found = self.words.states.get(name) or (self.words.states.get(name + ".") if name[-1] != "." else None)
        span = self.span_of(i, j)
        if not found:
            found = self.words.states.get(name[:-1]) if name[-1] == "." and name[:-1].isupper() else None
            if not found:
                return None
        if name in self.words.own or (
            not found[1] and not (i > 1 and self.texts[i - 1] == "," and self.capital[i - 2])
        ):
            return None
        if span[1] < len(self.parsed.text) and self.parsed.text[span[1]] == "." and name + "." in self.words.states:
            span = (span[0], span[1] + 1)
        area = self.gazetteer.area(found[0])
        return Candidate(i, j, span, name, (area,), state=True) if area else None

    def _with_type(self, c: Candidate) -> Candidate:
        """The candidate with the word for its kind after it («Kharkiv region») or before it («town of Izium»)."""
        after = self._type_at(c.end)
        if after and after[0].after and self._fits(c, after[0], c.end):
            c.type, c.end = after[0], c.end + after[1]
            c.span = (c.span[0], self.span_of(c.first, c.end)[1])
            fuller, own = self.look_up(self._text(c.core[0], c.end))
            c.entries = fuller or self._of_type(c.entries, after[0])
            c.own = own if fuller else c.own
            pointed = c.core[1] - c.core[0] == 1 and self.lowers[c.core[0]] in self.words.directions
            if after[0].word in self.words.sets["abroad"] or (pointed and after[0].kind == "region" and not c.own):
                c.entries, c.own = (), False  # «Southern Front»: no front in a district called Southern
            c.hosted = after[0].kind == "facility" and bool(c.entries) and all(e.kind != "facility" for e in c.entries)
            if c.hosted and fuller:  # «Jenin camp» is not Jenin
                c.key = fold(self._text(c.core[0], c.end))
            return c
        i = c.first
        if i >= 2 and self.lowers[i - 1] == "of":
            before = self.words.types.get(self.lowers[i - 2])
        else:
            before = self.words.types.get(self.lowers[i - 1]) if i else None
            if before and not (before.before and (self.capital[i - 1] or before.kind == "settlement")):
                before = None
        if before and before.before:
            c.type, c.type_before = before, True
            c.entries = self._of_type(c.entries, before)
        else:
            known = self.words.types.get(self.lowers[c.core[1] - 1])
            if known and c.core[1] - c.core[0] > 1 and (known.after or known.kind == "settlement"):
                c.type = known
        return c

    def _of_type(self, entries: tuple[Entry, ...], kind: TypeWord) -> tuple[Entry, ...]:
        """The entries that fit the type word; for «Kursk region» else the areas that the entries lie in."""
        fitting = tuple(e for e in entries if fits_type(e, kind))
        if fitting or kind.kind == "facility":
            return fitting or entries
        if "ADM1" in kind.features and kind.kind == "admin1":
            areas = (self.gazetteer.area(e.admin1) for e in entries if e.kind in ("settlement", "district"))
            return tuple({a.id: a for a in areas if a}.values())
        return () if kind.kind in ("water", "other") else entries

    def _fits(self, c: Candidate, kind: TypeWord, at: int) -> bool:
        """May the type word take part in the name? «Russia base» names no base of that name."""
        if self.capital[at] or kind.word in self.words.sets["abroad"]:
            return True
        return not (c.entries and c.entries[0].kind == "country" and kind.kind != "region")

    def _type_at(self, j: int) -> tuple[TypeWord, int] | None:
        """The longest type word that starts at token j, with its number of tokens."""
        if j >= len(self.texts) or self.lowers[j] not in self.words.type_firsts:
            return None
        for length in (3, 2, 1):
            word = " ".join(self.lowers[j : j + length])
            found = self.words.types.get(word)
            if found and j + length <= len(self.texts):
                return found, length
        return None

    def _typed_run(self, first: int, end: int) -> Candidate | None:
        """«Kursk Vostochny air base», «Al-Fawqa School»: the whole run with a type word at or after its end."""
        for i in range(first, end):
            if self.lowers[i] in self.words.sets["break"] and i + 1 < end:
                first = i + 1
        while first < end and not self.capital[first]:
            first += 1
        if first == end or all(self.words.demonym(self.texts[i]) for i in range(first, end)):
            return None
        after = self._type_at(end)
        if after and after[0].after and (after[0].kind == "facility" or end - first > 1):
            return self._run_of_type(first, end, end + after[1], after[0])
        for length in (2, 1):
            word = self.words.types.get(" ".join(self.lowers[end - length : end]))
            if word and word.after and end - length > first:
                return self._run_of_type(first, end - length, end, word)
        return None

    def _run_of_type(self, first: int, core: int, stop: int, kind: TypeWord) -> Candidate:
        """The name [first, core) with its type word, up to ``stop``; its entries are of that type."""
        name = self._text(first, core)
        entries, own = self.look_up(self._text(first, stop))
        whole = bool(entries)
        if not entries:
            entries, own = self.look_up(name)
        if kind.kind == "facility" and not own and kind.word in self.words.sets["abroad"]:
            entries = ()
        elif kind.kind == "facility" and not own:
            translated = " ".join(self.words.translate.get(w, w) for w in fold(name).split())
            entries = tuple(e for e in self.gazetteer.find(translated) if e.kind == "facility")
            if "AIRP" not in kind.features:
                entries = ()
            if not entries:
                return self._hosted(first, core, stop, kind)
        elif kind.kind != "settlement" and not own:
            entries = tuple(e for e in entries if whole or fits_type(e, kind))
            if not entries and kind.kind == "district":
                return self._hosted(first, core, stop, kind)
        return Candidate(first, stop, self.span_of(first, stop), name, entries, (first, core), kind, own=own)

    def _hosted(self, first: int, core: int, stop: int, kind: TypeWord) -> Candidate:
        """A building that no gazetteer has, with the entries of the longest place name that its name begins with."""
        name, own = self._text(first, core), False
        entries: tuple[Entry, ...] = ()
        for j in range(core, first, -1):
            text = self._text(first, j)
            found, own = self.look_up(text)
            entries = tuple(e for e in found if e.kind != "facility")
            if entries and len(text) > 3:
                name = text
                break
            entries = ()
        return Candidate(
            first, stop, self.span_of(first, stop), name, entries, (first, core), kind, own=own, hosted=bool(entries)
        )

    def _from_entities(self, known: list[Candidate]) -> list[Candidate]:
        """Entities that spaCy calls places and that no candidate touches."""
        taken = {i for c in known for i in range(c.first, c.end)}
        out = []
        for ent in self.doc.ents:
            if ent.label_ not in PLACE_LABELS:
                continue
            first, end = ent.start, ent.end
            while first < end and (self.lowers[first] in self.never or self.lowers[first] in self.words.directions):
                first += 1
            while end > first and self.texts[end - 1] in ("'s", "'", ",", "."):
                end -= 1
            if first >= end or any(i in taken for i in range(first, end)):
                continue
            if self._is_people(first, end) or self._is_particle(end - 1) or not self._is_seen(first, end):
                continue
            c = self.plain(first, end)
            if c.name[0].isalpha() and len(c.name) > 1:
                out.append(c)
        return out

    def _from_tags(self, known: list[Candidate]) -> list[Candidate]:
        """Stretches that the learned tagger marks as places and that no candidate touches."""
        tags = self.parsed.tags
        if tags is None:
            return []
        taken = {i for c in known for i in range(c.first, c.end)}
        best = tags.place.argmax(axis=1)
        out, i, n = [], 0, len(self.texts)
        while i < n:
            if not best[i] or i in taken:
                i += 1
                continue
            j = i + 1
            while j < n and best[j] == 2 and j not in taken:
                j += 1
            stop, (i, j) = j, self._trimmed(i, j)
            c = self.plain(i, j)
            if (
                any(x.isalpha() for x in c.name)
                and not self._is_particle(j - 1)
                and not self._is_people(i, j)
                and self._is_name(i, j)
                and (j - i > 1 or self.lowers[i] not in self.words.types)
            ):
                out.append(c)
            i = stop
        return out

    def _trimmed(self, first: int, end: int) -> tuple[int, int]:
        """The capitals of a stretch: «the eastern houses of Aita», «nearby Arnoun»; all of it where it has none."""
        capitals = [i for i in range(first, end) if self.capital[i] and self.lowers[i] not in self.words.directions]
        if not capitals:
            return first, end
        last = capitals[-1] + 1
        held = last < end and self.lowers[last] == "-"  # «Houthi-held territory», «a town near the Syrian border»
        if self.lowers[end - 1] in self.words.types and (held or self.words.demonym(self.texts[capitals[0]])):
            return first, end
        return capitals[0], last + (last < end and self.lowers[last] in self.words.types)

    def _is_seen(self, first: int, end: int) -> bool:
        """Has the entity a capital, or does the learned tagger see a place too («mango exporters»)?"""
        tags = self.parsed.tags
        if tags is None or any(self.capital[i] for i in range(first, end)):
            return True
        return bool(tags.place[first:end].argmax(axis=1).any())

    def _is_people(self, first: int, end: int) -> bool:
        """«Syrian», «Syrian district»: an adjective before something, not «American Samoa»."""
        return bool(self.words.demonym(self.texts[first])) and not self.look_up(self._text(first, end))[0]

    def _is_name(self, first: int, end: int) -> bool:
        """Has the stretch a capital, or a proper noun in a passage without capitals?"""
        return any(self.capital[i] or self.tokens[i].pos_ == "PROPN" for i in range(first, end))

    def plain(self, first: int, end: int) -> Candidate:
        """The candidate of these tokens, by the gazetteer's names that sound like it where none is spelt so."""
        name = self._text(first, end)
        entries, own = self.look_up(name)
        entries = tuple(e for e in entries if e.kind != "facility" or e.main)
        sounded = not entries
        if sounded:
            entries = tuple(e._replace(main=False) for e in self.gazetteer.find_loosely(name))
        c = Candidate(first, end, self.span_of(first, end), name, entries, own=own, sounded=sounded)
        return self._with_type(c)

    def _text(self, first: int, end: int) -> str:
        a, b = self.span_of(first, end)
        return self.parsed.clean[a:b]


def fits_type(e: Entry, kind: TypeWord) -> bool:
    """Is the entry what the type word says («Walker County» is no settlement)?"""
    feature = "PPL" if e.feature.startswith("PPL") else e.feature
    return feature in kind.features or e.kind == kind.kind
