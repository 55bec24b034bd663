"""Phrases made measures: which numbers count, what they count, whom, and which is a part of which."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from whosays.model import Actor, Measure, Time
from whosays.reading import syntax
from whosays.reading.measures import reasons
from whosays.reading.measures.encoder import EncoderView
from whosays.reading.measures.people import PeopleReader
from whosays.reading.measures.phrases import Phrase, PhraseFinder, classify, is_skipped
from whosays.reading.measures.roles import OTHER, RoleReader
from whosays.reading.measures.words import PERSON, SKIP, Unit, Words, words_of
from whosays.reading.parse import Parsed
from whosays.reading.tags import ATTRIBUTION

if TYPE_CHECKING:
    from whosays.model.report import MeasureRole, Who

_DATE_LABELS = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "ORDINAL"})
_HARM = frozenset({"killed", "injured", "captured", "missing", "released"})
_OF_PERSONS = frozenset({"killed", "injured", "missing", "displaced", "released"})
_SURE = 0.5  # from which on the encoder is believed to see that somebody is quoted
_ALWAYS = frozenset({PERSON, "weapon"})


@dataclass
class Found:
    """A phrase on its way to a measure. kind: class of what is counted; unit: its name; air: it flies.

    why: the reasons, where they are asked for.
    """

    phrase: Phrase
    kind: str
    unit: str
    air: bool
    role: MeasureRole | None
    sentence: int
    who: Who | None
    includes: list[Found] = field(default_factory=list)
    id: str = ""
    why: tuple[str, ...] = ()


class Assembler:
    """Turns one document's phrases into measures."""

    def __init__(self, parsed: Parsed, times: list[Time], actors: list[Actor]) -> None:
        self.parsed = parsed
        self.doc = parsed.doc
        self.words: Words = words_of(parsed.lexicon)
        self.roles = RoleReader(self.doc, self.words, parsed.explain)
        self.people = PeopleReader(parsed, actors, self.words)
        self.encoder = EncoderView(parsed)
        self._times = sorted(t.span for t in times)
        self._time_starts = [s for s, _ in self._times]

    def measures(self) -> list[Measure]:
        """All measures in text order, with ids, parts tied to their wholes."""
        found: list[Found] = []
        left_out: list[tuple[int, Found]] = []
        by_phrase: dict[int, Found] = {}
        for phrase in PhraseFinder(self.doc, self.words).all():
            one = self._candidate(phrase, found)
            if one is None:
                continue
            if not self._counts(one, found):
                left_out.append((len(found), one))
                continue
            found.append(one)
            by_phrase[id(phrase)] = one
        self._restore_lists(found, left_out)
        for one in found:
            if one.phrase.whole is not None and id(one.phrase.whole) in by_phrase:
                by_phrase[id(one.phrase.whole)].includes.append(one)
        self._tie_parts(found)
        self._move_parts(found)
        self._share_who(found)
        for n, one in enumerate(found, 1):
            one.id = f"m{n}"
        return [self._measure(one) for one in found]

    # ------------------------------------------------------------------ one phrase
    def _candidate(self, phrase: Phrase, before: list[Found]) -> Found | None:
        """The phrase with its class, unit and role; None where the number is a date, an age, a sum …"""
        if is_skipped(phrase, self.words) or self._is_date(phrase) or self._is_label(phrase):
            return None
        sentence = self.parsed.sentence_at(self.doc[phrase.first].idx)
        last = before[-1] if before and before[-1].sentence == sentence else None
        if self._is_rest(phrase) and not self._take_away(phrase, last):
            return None
        kind, unit = self._kind(phrase, last)
        role: MeasureRole | None = OTHER if kind == "attack" else self.roles.role(phrase, kind)
        if phrase.noun is None and (kind == "attack" or (role is None and kind != PERSON)):
            harm = self.roles.role(phrase, PERSON)  # «fired 12 rounds in which two died»: two people
            if harm in _HARM:
                kind, unit, role = PERSON, Unit(PERSON, PERSON), harm
        why: tuple[str, ...] = ()
        if self.parsed.explain:
            read = None if kind == "attack" else role
            why = (reasons.of_role(read, phrase, self.roles, self.parsed.lexicon),)
        if role == "destroyed" and unit.air:
            role = "intercepted"
            why += ("intercepted: what flies and is destroyed was shot down (units.tsv, column air)",) if why else ()
        if role is None and kind == "weapon" and self._is_fronted(phrase):
            role = "fired"
            why += ("fired: the whole is named before its parts",) if why else ()
        if last is not None:
            one_of_them = phrase.of_pronoun and phrase.numeral.value != 1
            if role is None and (one_of_them or self._continues(last.phrase, phrase) or self._is_included(phrase)):
                role = last.role
            if role == "injured" and last.role == "killed" and self._fronted(last):
                role = "killed"  # «of the eight dead, three were stabbed»
        if role is None and last is not None and self._is_given(phrase):
            role = last.role
        if role is None and phrase.noun is None and self._is_tallied(phrase):
            told = before[-1] if before and sentence - before[-1].sentence <= 1 else None
            role = told.role if told is not None and told.kind == kind else None
        if role is None and kind == PERSON and (self._is_fronted(phrase) or self._speaks(phrase, last)):
            role = OTHER  # what is said of some of them is not said of all; who is quoted was not hit
        if role is None and not phrase.single and not self._is_past(phrase):
            role = self.encoder.role(phrase, self._is_told_of(phrase))
            if role in _OF_PERSONS and (kind not in {PERSON, "other"} or self._are_sick(phrase)):
                role = None
        who = self.people.who(phrase) if kind == PERSON else None
        if self.parsed.explain:
            why += self._why(phrase, kind, unit, role, who, last)
        return Found(phrase, kind, unit.name, unit.air, role, sentence, who, why=why)

    def _are_sick(self, phrase: Phrase) -> bool:
        """«214 cases of cholera»: nobody killed or drove them out."""
        case = phrase.noun is not None and phrase.noun.lemma_.lower() == "case"
        return case and any(t.lower_ in self.words.small["disease"] for t in self.doc[phrase.first].sent)

    def _is_told_of(self, phrase: Phrase) -> bool:
        """«Interviewed 23 people», «a feud between two families»: the words say something else than harm of them."""
        token = phrase.head
        if token.dep_ == "pobj":
            return token.head.lower_ == "between" and token.head.head.pos_ == "NOUN"
        dealt = token.head.lemma_ in self.words.small["dealing"]
        return dealt and token.dep_ in {"dobj", "nsubjpass"}

    def _is_past(self, phrase: Phrase) -> bool:
        """«Rose from 12 to 28», «41, compared with 66 before»: the number before the one that holds now."""
        doc, first, last = self.parsed.doc, phrase.first, phrase.last
        if phrase.noun is None and first >= 2 and doc[first - 2].lower_ in self.words.small["compared"]:
            return doc[first - 1].lower_ in {"with", "to", "from"}
        if phrase.noun is not None or first < 1 or last + 2 >= len(doc) or doc[first - 1].lower_ != "from":
            return False
        return doc[last + 1].lower_ == "to" and doc[last + 2].like_num

    def _why(
        self, phrase: Phrase, kind: str, unit: Unit, role: MeasureRole | None, who: Who | None, last: Found | None
    ) -> tuple[str, ...]:
        """What the encoder sees, a role that was taken over, what is counted, whom, and the number's own words."""
        lexicon = self.parsed.lexicon
        out = [self.encoder.told(phrase)]
        if last is not None and role is not None and role == last.role:
            out.append(f"beside: the number before it is {role} too")
        out.append(reasons.of_counted(kind, unit.name, phrase, self.words, lexicon))
        return (
            *out,
            *reasons.of_who(who, phrase, self.words, lexicon),
            *reasons.of_number(phrase, self.words, lexicon),
        )

    def _kind(self, phrase: Phrase, last: Found | None) -> tuple[str, Unit]:
        """Class and unit; where the noun is left out they are those of the number before."""
        person, unit = classify(phrase, self.words)
        if person is not None or (phrase.age is not None and unit is not None and unit.kind == SKIP):
            return PERSON, Unit(PERSON, PERSON)
        if unit is not None:
            return unit.kind, unit
        if phrase.noun is None:
            if last is not None:
                return last.kind, Unit(last.kind, last.unit, last.air)
            return PERSON, Unit(PERSON, PERSON)
        if self.people.is_person(phrase.noun):
            return PERSON, Unit(PERSON, PERSON)
        return "other", Unit("other", phrase.noun.lemma_.lower())

    def _counts(self, found: Found, before: list[Found]) -> bool:
        """Is the number one that counts people or things in an event or in the state of the conflict?"""
        phrase, role = found.phrase, found.role
        beside = before[-1] if before and before[-1].sentence == found.sentence else None
        if found.kind == PERSON and role in {None, OTHER} and self._speaks(phrase, beside):
            return False
        if phrase.single:
            return found.kind == PERSON and (role in _HARM or role == OTHER) and self._is_told(phrase, role)
        if ((phrase.partitive and phrase.numeral.value == 1) or phrase.numeral.known) and role in {None, OTHER}:
            return False
        if phrase.is_whole:
            return any(one.phrase.whole is phrase for one in before)
        if found.kind == "attack":
            return True
        if role is not None and role != OTHER:
            return found.kind != "other" or not self.encoder.is_none(phrase)
        if phrase.whole is not None:
            return True
        if phrase.noun is None:
            together = bool(before) and before[-1].sentence == found.sentence
            told = phrase.of_pronoun or (found.kind == "weapon" and (role is not None or self.encoder.is_some(phrase)))
            return together and told and phrase.numeral.value != 1
        if self.encoder.is_none(phrase):
            return False
        if found.kind == PERSON:
            person = classify(phrase, self.words)[0]
            if person is not None:
                return not person.talk or self.encoder.is_some(phrase)
            return self.people.is_people(phrase.noun) or self.encoder.is_some(phrase)
        return found.kind in _ALWAYS or self.encoder.is_some(phrase)

    def _speaks(self, phrase: Phrase, last: Found | None) -> bool:
        """«… killing 18 people, two residents told the paper»: those who are quoted are no number of the event."""
        subject = syntax.first_conjunct(phrase.head)
        if last is None or last.role not in _HARM or subject.dep_ != "nsubj" or self.parsed.tags is None:
            return False
        verb = self.parsed.tags.attribution[subject.head.i]
        return float(verb[ATTRIBUTION.index("B-cue")] + verb[ATTRIBUTION.index("I-cue")]) > _SURE

    def _is_told(self, phrase: Phrase, role: MeasureRole | None) -> bool:
        """Is a single person one that something happened to, rather than any one («to kill a soldier», «a body»)?"""
        person = classify(phrase, self.words)[0]
        if person is not None and person.role is not None:
            return False
        above = phrase.head.head
        following = self.doc[phrase.last + 1] if phrase.last + 1 < len(self.doc) else None
        if person is not None and person.talk and following is not None and following.tag_ in {"VBD", "VBZ", "VBP"}:
            return role == "killed" or phrase.head.dep_ == "nsubjpass"  # «a source said», but «a minister was killed»
        if phrase.head.dep_ == "appos" and above.pos_ in {"PROPN", "NOUN"}:
            return False
        return not (phrase.head.dep_ == "dobj" and above.tag_ == "VB")

    def _is_included(self, phrase: Phrase) -> bool:
        """Does «including» stand right before the phrase?"""
        return phrase.first > 0 and self.doc[phrase.first - 1].lower_ in self.words.small["including"]

    def _is_given(self, phrase: Phrase) -> bool:
        """«the 38 documented by …» after another figure: a number of the same."""
        following = self.doc[phrase.last + 1] if phrase.last + 1 < len(self.doc) else None
        return phrase.noun is None and following is not None and following.lower_ in self.words.small["given"]

    def _is_tallied(self, phrase: Phrase) -> bool:
        """«13 deaths; the government acknowledged only one», «locals spoke of twenty»: the same, counted by another."""
        verb = phrase.head.head
        if phrase.head.dep_ == "pobj" and verb.lower_ in {"of", "to"}:
            verb = verb.head
        elif phrase.head.dep_ != "dobj":
            return False
        return verb.lemma_ in self.words.small["tallying"]

    def _is_rest(self, phrase: Phrase) -> bool:
        """«all but three were shot down»: the number is of those that were not."""
        return phrase.first > 1 and [t.lower_ for t in self.doc[phrase.first - 2 : phrase.first]] == ["all", "but"]

    @staticmethod
    def _take_away(phrase: Phrase, last: Found | None) -> bool:
        """Make the phrase the rest of its whole, or of the number before; False where there is none to count from."""
        whole = phrase.whole if phrase.whole is not None else last.phrase if last is not None else None
        total, left = whole.numeral.value if whole is not None else None, phrase.numeral.value
        if whole is None or total is None or left is None or whole.numeral.bound != "exact" or left >= total:
            return False
        value = total - left
        phrase.numeral = replace(phrase.numeral, value=value, low=value, high=value)
        phrase.first -= 2
        phrase.head = phrase.head.doc[phrase.first]
        phrase.of_pronoun = phrase.whole is None
        return True

    def _is_date(self, phrase: Phrase) -> bool:
        """Does a time expression, or what reads like one, hold the number?"""
        numeral = phrase.numeral
        first, last = self.doc[numeral.core_first], self.doc[numeral.core_last]
        start, end = first.idx, last.idx + len(last)
        k = bisect_right(self._time_starts, start) - 1
        if not phrase.single and k >= 0 and self._times[k][1] >= end:
            return True
        previous = self.doc[first.i - 1].lower_ if first.i else ""
        text = first.text
        year = first.i == last.i and text.isdigit() and len(text) == 4 and 1800 <= int(text) <= 2100
        if year and (first.ent_type_ == "DATE" or previous in self.words.small["date_before"]):
            return True
        if first.ent_type_ in _DATE_LABELS and not phrase.single:
            if phrase.noun is None:
                harmed = first.dep_ in {"dobj", "nsubjpass"} and self.roles.noun_role(first, PERSON, 0) in _HARM
                return not harmed and self.roles.toll_before(phrase) is None
            return phrase.noun.ent_type_ in _DATE_LABELS or not self._is_near(phrase)
        return False

    def _is_near(self, phrase: Phrase) -> bool:
        """Is the noun one that a table knows as people or things, within a few words of its number?"""
        person, unit = classify(phrase, self.words)
        return (person is not None or unit is not None) and len(phrase.modifiers) <= 3

    def _is_label(self, phrase: Phrase) -> bool:
        """An age («Hall, 24,»), «no one», a number of a list or of an article: no count."""
        if phrase.noun is not None or phrase.single:
            return self.doc[phrase.first - 1].lower_ == "no" if phrase.first else False
        doc, numeral = self.doc, phrase.numeral
        before = doc[numeral.first - 1] if numeral.first else None
        after = doc[numeral.last + 1] if numeral.last + 1 < len(doc) else None
        if before is None:
            return False
        if doc[phrase.first].is_sent_start and after is not None and after.text in {".", ")"}:
            return True
        if before.lower_ in {"no", "aged", "age"} or before.text in {"#", "$", "£", "€", "(", "/"}:
            return True
        if before.text == "," and after is not None and after.text in {",", ".", ")"}:
            return numeral.bound == "exact" and not numeral.grouped
        return before.pos_ == "PROPN" and numeral.bound == "exact" and numeral.core_first == numeral.first

    def _continues(self, last: Phrase, phrase: Phrase) -> bool:
        """Is the phrase the next one of a list («12 soldiers, three policemen and two …»)?"""
        opens = syntax.first_conjunct(phrase.head)
        if opens.dep_ == "nsubj" and opens.i > last.last and syntax.first_conjunct(last.head).i != opens.i:
            return False  # «… killing 18 people, two guards and a nurse told the paper»
        between = self.doc[last.last + 1 : phrase.first]
        own = {"and", "or", "plus", ",", ";"} | {t.lower_ for t in between if t.tag_ == "PRP$"}
        return 0 < len(between) <= 3 and all(t.lower_ in own for t in between)

    # ------------------------------------------------------------------ parts and wholes
    def _restore_lists(self, found: list[Found], left_out: list[tuple[int, Found]]) -> None:
        """Bare numbers right after a whole are its parts where they add up to it («nine rounds, six in …»)."""
        by_whole: dict[int, list[Found]] = {}
        for position, one in left_out:
            whole = found[position - 1] if position else None
            bare = one.phrase.noun is None and not one.phrase.single and one.phrase.numeral.value is not None
            if whole is not None and bare and whole.sentence == one.sentence:
                by_whole.setdefault(position, []).append(one)
        for position, parts in sorted(by_whole.items(), reverse=True):
            whole = found[position - 1]
            total = sum(part.phrase.numeral.value or 0 for part in parts)
            if len(parts) > 1 and whole.phrase.numeral.bound == "exact" and total == whole.phrase.numeral.value:
                for part in parts:
                    part.role, part.kind, part.unit = whole.role, whole.kind, whole.unit
                found[position:position] = parts
                whole.includes.extend(parts)

    def _tie_parts(self, found: list[Found]) -> None:
        """«28 people, including five children»; «14 foreigners: six Iraqis …»; «of the eight, three …»."""
        whole: Found | None = None
        for i, one in enumerate(found):
            previous = found[i - 1] if i else None
            if previous is None or previous.sentence != one.sentence:
                whole = None
                fronted = self._fronted(one)
                whole = one if fronted else None
                continue
            if one.phrase.whole is not None or previous.phrase.whole is one.phrase or self._is_part(one, found):
                continue
            between = self.doc[previous.phrase.last + 1 : one.phrase.first]
            opened = any(t.lower_ in self.words.small["including"] for t in between[-3:])
            which = any(t.lower_ == "of" and t.nbor().lower_ in self.words.small["pronoun"] for t in between[:-1])
            if one.phrase.of_pronoun or opened or which:
                whole = self._whole_of(previous, one, found[:i])
                if whole is not None:
                    whole.includes.append(one)
            elif whole is not None and (self._continues(previous.phrase, one.phrase) or self._fronted(whole)):
                if self._smaller(one, whole) and not self._other_fate(one, whole):
                    whole.includes.append(one)
            elif self._lists(previous, one):
                whole = previous
                whole.includes.append(one)
            else:
                whole = None

    @staticmethod
    def _move_parts(found: list[Found]) -> None:
        """«219 killed and 842 hurt: 105 men, 114 women»: a list that adds up to the other number beside it."""
        for i, whole in enumerate(found):
            numbers = [part.phrase.numeral for part in whole.includes]
            if len(numbers) < 2 or any(n.bound != "exact" or n.value is None for n in numbers):
                continue
            total = sum(n.value or 0 for n in numbers)
            if total == whole.phrase.numeral.value:
                continue
            beside = (o for o in found[:i] if o.sentence == whole.sentence and o.kind == whole.kind and not o.includes)
            other = next((o for o in beside if o.phrase.numeral.value == total), None)
            if other is None or other.phrase.numeral.bound != "exact":
                continue
            for part in whole.includes:
                part.role = other.role if part.role == whole.role else part.role
            other.includes, whole.includes = whole.includes, []

    def _share_who(self, found: list[Found]) -> None:
        """A number without a noun counts such people as its whole, or as the number before that is no part."""
        parts = {id(part): whole for whole in found for part in whole.includes}
        main: Found | None = None
        for one in found:
            if main is not None and main.sentence != one.sentence:
                main = None
            source = parts.get(id(one), main)
            bare = self._nameless(one.phrase) and one.who is None and one.kind == PERSON
            total = id(one) not in parts and self.roles.toll_before(one.phrase) is not None
            if bare and source is not None and not total:
                one.who = source.who
                if one.why and one.who is not None:
                    one.why += (f"who {one.who}: as the number that it belongs to",)
            if id(one) not in parts:
                main = one

    def _nameless(self, phrase: Phrase) -> bool:
        """A bare number, or «three injured»: the word behind it says what befell them, not who they are."""
        noun = phrase.noun
        return noun is None or (noun.i == phrase.last and noun.lower_ in self.words.adjectives)

    def _fronted(self, one: Found) -> bool:
        return self._is_fronted(one.phrase)

    def _is_fronted(self, phrase: Phrase) -> bool:
        """«Of the eight victims, …», «out of 30 drones, …» at the head of its sentence."""
        i = phrase.first - 1
        while i >= 0 and self.doc[i].lower_ in {"the", "these", "those"}:
            i -= 1
        return i >= 0 and (self.doc[i].text == "Of" or (i > 0 and self.doc[i - 1 : i + 1].text == "Out of"))

    def _lists(self, whole: Found, part: Found) -> bool:
        """Is the part an apposition of the whole («14 foreigners, six Iraqis and …», «12 killed: 7 soldiers»)?"""
        between = self.doc[whole.phrase.last + 1 : part.phrase.first]
        token = part.phrase.head
        apposed = token.dep_ == "appos" and whole.phrase.noun is not None and token.head.i == whole.phrase.noun.i
        colon = any(t.text in {":", "-", "–", "—"} for t in between) and len(between) <= 6
        alike = whole.kind == part.kind and whole.role in {part.role, None, OTHER}
        strictly = part.phrase.numeral.value is None or part.phrase.numeral.value != whole.phrase.numeral.value
        return (apposed or colon) and alike and strictly and self._smaller(part, whole)

    def _whole_of(self, previous: Found, one: Found, earlier: list[Found]) -> Found | None:
        """The nearest number before that can hold this one as a part; right beside it even where it is too small."""
        beside = one.phrase.first - previous.phrase.last <= 4 and previous.kind == one.kind
        if beside and not self._is_part(previous, earlier):
            return previous
        for candidate in reversed(earlier):
            if candidate.sentence != one.sentence:
                return None
            if candidate.kind == one.kind and self._smaller(one, candidate) and not self._is_part(candidate, earlier):
                return candidate
        return None

    @staticmethod
    def _is_part(one: Found, others: list[Found]) -> bool:
        return any(one in other.includes for other in others)

    @staticmethod
    def _smaller(part: Found, whole: Found) -> bool:
        a, b = part.phrase.numeral, whole.phrase.numeral
        least = a.low if a.low is not None else a.value
        most = b.high if b.high is not None else b.value if b.value is not None and b.bound != "at_least" else None
        return least is None or most is None or least <= most

    @staticmethod
    def _other_fate(part: Found, whole: Found) -> bool:
        """«nine were killed, including three children, and 19 were injured»: the injured are none of the dead."""
        return (
            part.kind == PERSON and part.role != whole.role and OTHER not in (part.role or OTHER, whole.role or OTHER)
        )

    # ------------------------------------------------------------------ the measure
    def _measure(self, found: Found) -> Measure:
        phrase, numeral = found.phrase, found.phrase.numeral
        first, last = self.doc[phrase.first], self.doc[phrase.last]
        span = (first.idx, last.idx + len(last))
        value = None if numeral.bound in {"range", "vague"} else numeral.value
        person = found.kind == PERSON
        return Measure(
            id=found.id,
            span=span,
            text=self.parsed.text[span[0] : span[1]],
            role=found.role or OTHER,
            unit=found.unit,
            who=found.who if person else None,
            side=self.people.side(phrase),
            value=_plain(value),
            low=_plain(numeral.low if numeral.bound in {"range", "vague", "at_least"} else _low(numeral.bound, value)),
            high=_plain(numeral.high if numeral.bound in {"range", "at_most"} else _high(numeral.bound, value)),
            bound=numeral.bound,
            includes=tuple(part.id for part in found.includes),
            why=found.why,
        )


def _low(bound: str, value: float | None) -> float | None:
    return None if bound in {"at_most"} else value


def _high(bound: str, value: float | None) -> float | None:
    return None if bound in {"at_least", "vague"} else value


def _plain(number: float | None) -> float | int | None:
    """Whole numbers as int."""
    if number is None:
        return None
    return int(number) if number == int(number) else number
