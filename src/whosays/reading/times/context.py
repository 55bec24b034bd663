"""What a time expression is resolved against: the publication, the last date named, the tense of its verb."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from whosays.model import TimeKind
from whosays.reading.parse import Parsed
from whosays.reading.times.grammar import Found
from whosays.reading.times.values import Date, make_day, years_around
from whosays.reading.times.words import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.model.report import Anchor

Tense = Literal["past", "future", "present", "none"]
NEAR_SENTENCES = 3
ANYWHERE = 1_000_000
NARRATIVE_REACH = 0
LONG_PAST_YEARS = 2
COMPARED_REACH = 6
WRITTEN_DAYS = 45  # a bare day this near a date with a year shares its year, in a text with no other date
# How much farther a coming date seems than a past one, by tense of the verb.
_AHEAD: dict[str, float] = {"past": 4.0, "none": 1.5, "present": 1.2, "future": 0.5}
_LENGTHS = {"D": 1, "WE": 2, "W": 7, "FN": 14, "M": 30, "Q": 91, "H": 182, "Y": 365, "DE": 3650, "CE": 36500}
_PART_OF_A_DATE = re.compile(r"XXXX-(?:WXX-[1-7]|\d\d-\d\d)$")
_AHEAD_MODALS = frozenset({"will", "wo", "'ll", "shall", "would", "'d", "may", "might", "should", "must"})


@dataclass(frozen=True, slots=True)
class Focus:
    """A date that the text has named: its first day, its unit, where, whether its year was written, and after «in»."""

    day: Date
    unit: str
    sentence: int
    explicit: bool
    after_in: bool = False


@dataclass(slots=True)
class Reading:
    """A time expression understood, before it gets an id and its interval.

    first, last: atoms of its span; limits: an interval that differs from that of the value;
    day: the day it names, where it names one; clock: its ``T…`` part; weak: stands only when joined to a day;
    why: the reasons, where they are asked for.
    """

    first: int
    last: int
    kind: TimeKind
    value: str
    anchor: Anchor = "none"
    limits: tuple[Date | None, Date | None] | None = None
    day: Date | None = None
    unit: str = ""
    clock: str = ""
    weak: bool = False
    explicit: bool = False
    why: tuple[str, ...] = ()


class Context:
    """The state of the narrative while a document's expressions are read in order."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.published = parsed.published
        self.focus: Focus | None = None
        self.day_focus: Focus | None = None
        self.quarter_focus: Focus | None = None
        self.written: list[Date] = []
        self._unplaced = ("", 0)
        self._last: Reading | None = None
        self.plans = vocabulary(parsed.lexicon).of_class("PLAN")
        self.telling = vocabulary(parsed.lexicon).of_class("TELL")

    def is_named(self, found: Found) -> bool:
        """Is the expression part of a name («The Sunday Times», «Black September»)?"""
        token = self.parsed.token_at(found.atoms[found.last].start)
        return token.ent_type_ in ("ORG", "WORK_OF_ART", "PERSON", "FAC", "GPE")

    def sentence(self, found: Found) -> int:
        """Index of the sentence that the expression stands in."""
        return self.parsed.sentence_at(found.atoms[found.first].start)

    def note(self, reading: Reading, found: Found) -> None:
        """Make a reading that names a date the last date named; not one that only bounds a stretch («since May»)."""
        self._last = reading
        if reading.kind == "DATE" and _PART_OF_A_DATE.match(reading.value):
            self._unplaced = (reading.value, self.sentence(found))
        if reading.day is None or reading.kind not in ("DATE", "TIME"):
            return
        before = found.before()
        if before is not None and {"SINCE", "UNTIL"} & before.values.keys():
            return
        sentence = self.sentence(found)
        after = found.after()
        told = self.focus is not None and self.focus.sentence == sentence
        if told and after is not None and "POSS" in after.values:
            return  # «stood by its account of Tuesday's shelling on Saturday»: told on Saturday
        self.focus = Focus(reading.day, reading.unit, sentence, reading.explicit, found.led_by("IN"))
        if reading.unit == "D":
            self.day_focus = self.focus
        if reading.unit == "Q":
            self.quarter_focus = self.focus

    def unplaced_day(self, sentence: int) -> str:
        """The day without a year, or the weekday, named in this sentence or the one before; else nothing."""
        value, named = self._unplaced
        return value if value and 0 <= sentence - named <= 1 else ""

    def range_start(self, found: Found) -> Date | None:
        """The weekday of which the expression, after «to» or a dash, is the other end («Friday to Sunday»)."""
        last = self._last
        if last is None or last.last != found.first - 2 or not found.led_by("TO", "UNTIL", "DASH"):
            return None
        by_name = any("WEEKDAY" in a.values for a in found.atoms[last.first : last.last + 1]) and not last.explicit
        return last.day if by_name else None

    def near(self, focus: Focus | None, sentence: int, reach: int = NEAR_SENTENCES) -> bool:
        """Was the date named in one of the last ``reach`` sentences?"""
        return focus is not None and 0 <= sentence - focus.sentence <= reach

    def compared_period(self, sentence: int) -> Focus | None:
        """The quarter or year that a figure of «a year ago» is compared with."""
        if self.focus and self.focus.unit == "Y" and self.near(self.focus, sentence, 0):
            return self.focus
        return self.quarter_focus if self.near(self.quarter_focus, sentence, COMPARED_REACH) else None

    def narrative_day(self, sentence: int, unit: str = "D", reach: int = NEAR_SENTENCES) -> tuple[Date, Anchor] | None:
        """The day that «the next day», «two days later» and «the following year» count from.

        A period named last serves for units as long as itself only.
        """
        focus = self.focus
        if focus and self.near(focus, sentence, reach) and _LENGTHS.get(unit, 0) >= _LENGTHS.get(focus.unit, 0):
            return focus.day, "context"
        if self.day_focus and self.near(self.day_focus, sentence, reach):
            return self.day_focus.day, "context"
        if self.published:
            return self.published, "published"
        return None

    def tense(self, found: Found) -> Tense:
        """Tense of the verb that the expression depends on; «until» and «by» look ahead, «Friday's» looks back."""
        doc = self.parsed.doc
        if not len(doc):
            return "none"
        token = self.parsed.tokens_in((found.atoms[found.first].start, found.atoms[found.last].end)).root
        before, after = found.before(), found.after()
        if after is not None and "POSS" in after.values:
            noun = token.head
            if noun.dep_ not in ("nsubj", "nsubjpass"):
                return "past"
            token = noun
        tense = tense_of(token, self.plans)
        if tense == "present" and before is not None and "UNTIL" in before.values:
            return "future"
        return tense

    def year_for(self, month: int, day: int | None, found: Found) -> tuple[int, Anchor] | None:
        """The year of a month, or of a day of a month, that the text gives no year for.

        The year that a weekday before it fits wins, then one that the narrative is in, then the publication with
        the tense of the verb; None where nothing is known.
        """
        sentence = self.sentence(found)
        focus = self.focus
        base = self.published
        anchor: Anchor = "published"
        tense = self.tense(found)
        if base is None:
            near = [d for d in self.written if day and _nearest_gap(month, day, d) <= WRITTEN_DAYS]
            if not near:
                return None
            base, anchor, tense = near[0], "context", "none"
        elif (
            focus is not None
            and focus.day.year != base.year
            and tense != "future"
            and self.near(focus, sentence, self._narrative_reach(focus, base, tense))
            and (focus.explicit or focus.unit == "Y")
            and focus.unit in ("D", "M", "Y")
        ):
            if focus.unit == "Y":
                return focus.day.year, "context"
            base, anchor, tense = focus.day, "context", "none"
        years = years_around(base.year)
        if day and (weekday := found.value("w", "WEEKDAY", "WABBR")):
            fits = [y for y in years if (d := make_day(y, month, day)) and d.isoweekday() == int(weekday)]
            if fits:
                return fits[0], anchor
        if tense == "past" and anchor == "published" and self._hangs_on_past(found):
            years = [y for y in years if (make_day(y, month, day or 1) or base) <= base] or years
        return _nearest(years, month, day, base, tense), anchor

    def _narrative_reach(self, focus: Focus, base: Date, tense: Tense) -> int:
        """«In 1979 he came home. The battalion took the town in May»: a year long past holds a sentence longer."""
        long_past = focus.unit == "Y" and focus.after_in and base.year - focus.day.year > LONG_PAST_YEARS
        return NARRATIVE_REACH + (long_past and tense == "past")

    def _hangs_on_past(self, found: Found) -> bool:
        """Does the expression, with its preposition, modify a verb in the past («fell in May», «was lost in May»)?"""
        verb = self._verb_of(found)
        if verb is None or found.led_by("UNTIL", "BY", "TO", "FOR") or verb.lemma_ in self.plans:
            return False
        helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
        was = any(c.tag_ == "VBD" for c in helpers) and not any(c.tag_ in ("TO", "MD") for c in helpers)
        return verb.tag_ == "VBD" or (verb.tag_ == "VBN" and was)

    def is_scheduled(self, found: Found) -> bool:
        """Does the expression modify a verb in the simple present, which sets a date («the trial begins Friday»)?"""
        verb = self._verb_of(found)
        return (
            verb is not None
            and verb.tag_ in ("VBZ", "VBP")
            and verb.pos_ == "VERB"
            and verb.lemma_ not in self.telling
            and not any(c.dep_ in ("aux", "auxpass", "neg") for c in verb.children)
        )

    def _verb_of(self, found: Found) -> Token | None:
        """The word that the expression hangs on, past its preposition."""
        if not len(self.parsed.doc):
            return None
        token = self.parsed.tokens_in((found.atoms[found.first].start, found.atoms[found.last].end)).root
        return token.head.head if token.head.dep_ == "prep" else token.head


def _nearest_gap(month: int, day: int, base: Date) -> int:
    """Days from ``base`` to the nearest such day of any year."""
    days = [d for y in years_around(base.year) if (d := make_day(y, month, day))]
    return min((abs((d - base).days) for d in days), default=400)


def _nearest(years: list[int], month: int, day: int | None, base: Date, tense: Tense) -> int:
    """The year that puts the day nearest to ``base``; the tense moves the balance."""
    size = 0 if day else 30

    def cost(year: int) -> tuple[float, int]:
        first = make_day(year, month, day or 1) or Date(year, month, 28)
        ahead, behind = (first - base).days, (base - first).days - size
        if ahead > 0:
            return ahead * _AHEAD[tense], year
        return max(0, behind) * (2.0 if tense == "future" else 1.0), year

    return min(years, key=cost)


def tense_of(token: Token, plans: frozenset[str] = frozenset()) -> Tense:
    """Tense of the nearest verb above a token; an infinitive or participle takes that of the verb above it.

    plans: lemmas of verbs whose object lies ahead («plan», «schedule»).
    """
    node = token
    for _ in range(12):
        if node.lemma_ in plans and node.i != token.i:
            return "future"
        if node.pos_ in ("VERB", "AUX"):
            found = _tense_of_verb(node, plans)
            if found:
                return found
        if node.head.i == node.i:
            break
        node = node.head
    return "none"


def _tense_of_verb(verb: Token, plans: frozenset[str]) -> Tense | None:
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if verb.tag_ in ("VBZ", "VBP") and any(c.dep_ == "acomp" and c.lemma_ in plans for c in verb.children):
        return "future"  # «the vote is due in May»
    if any(c.tag_ == "MD" and c.lower_ in _AHEAD_MODALS for c in helpers):
        return "future"
    if any(c.tag_ == "MD" for c in helpers):
        return None
    if any(c.tag_ == "TO" for c in helpers):
        return _tense_of_infinitive(verb, helpers, plans)
    if helpers:
        found = _of_helpers(helpers)
        if found == "present" and any(c.lemma_ == "have" for c in helpers):
            return "past"
        if found:
            return found
    return {"VBD": "past", "VBN": "past", "VBZ": "present", "VBP": "present"}.get(verb.tag_)  # type: ignore[return-value]


def _tense_of_infinitive(verb: Token, helpers: list[Token], plans: frozenset[str]) -> Tense | None:
    """«is due to meet», «talks to be held», «has ordered it to begin» lie ahead, «is said to have fled» behind."""
    if any(c.lemma_ == "have" for c in helpers):
        return "past"
    above = verb.head
    if above.lemma_ in plans or (above.lemma_ == "go" and above.tag_ == "VBG"):
        return "future"
    if above.tag_ in ("VBZ", "VBP") or any(c.lower_ in ("has", "have") for c in above.children if c.dep_ == "aux"):
        return "future"
    to_be_done = any(c.dep_ == "auxpass" for c in helpers)
    if above.pos_ in ("NOUN", "PROPN", "ADJ") or (to_be_done and verb.dep_ in ("csubj", "csubjpass")):
        return "future"
    return None


def _of_helpers(helpers: list[Token]) -> Tense | None:
    if any(c.tag_ == "VBD" or c.lower_ in ("was", "were", "did", "had") for c in helpers):
        return "past"
    if any(c.tag_ in ("VBZ", "VBP") for c in helpers):
        return "present"
    return None


def weeks_monday(day: Date) -> Date:
    """Monday of the ISO week of a day."""
    return day - datetime.timedelta(days=day.isoweekday() - 1)
