"""What a time expression is resolved against: the publication, the last date named, the tense of its verb."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from whosays.model import TimeKind
from whosays.reading.parse import Parsed
from whosays.reading.times.grammar import Found
from whosays.reading.times.values import Date, make_day, shift

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.model.report import Anchor

Tense = Literal["past", "future", "present", "none"]
NEAR_SENTENCES = 3
_MODALS = frozenset("will shall would may might could should can must 'll wo 'd ca".split())


@dataclass(frozen=True, slots=True)
class Focus:
    """A date that the text has named: its first day, its unit, where, and whether its year was written."""

    day: Date
    unit: str
    sentence: int
    explicit: bool


@dataclass(slots=True)
class Reading:
    """A time expression understood, before it gets an id and its interval.

    first, last: atoms of its span; limits: an interval that differs from that of the value;
    day: the day it names, where it names one; clock: its ``T…`` part; weak: stands only when joined to a day.
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


class Context:
    """The state of the narrative while a document's expressions are read in order."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.published = parsed.published
        self.focus: Focus | None = None
        self.day_focus: Focus | None = None
        self.full_dates: list[Focus] = []

    def sentence(self, found: Found) -> int:
        """Index of the sentence that the expression stands in."""
        return self.parsed.sentence_at(found.atoms[found.first].start)

    def note(self, reading: Reading, sentence: int) -> None:
        """Make a reading that names a date the last date named."""
        if reading.day is None or reading.kind not in ("DATE", "TIME"):
            return
        self.focus = Focus(reading.day, reading.unit, sentence, reading.explicit)
        if reading.unit == "D":
            self.day_focus = self.focus

    def near(self, focus: Focus | None, sentence: int, reach: int = NEAR_SENTENCES) -> bool:
        """Was the date named in one of the last ``reach`` sentences?"""
        return focus is not None and 0 <= sentence - focus.sentence <= reach

    def narrative_day(self, sentence: int) -> tuple[Date, Anchor] | None:
        """The day that «the next day» and «two days later» count from."""
        if self.day_focus and self.near(self.day_focus, sentence):
            return self.day_focus.day, "context"
        if self.focus and self.near(self.focus, sentence, 1):
            return self.focus.day, "context"
        if self.published:
            return self.published, "published"
        return None

    def tense(self, found: Found) -> Tense:
        """Tense of the verb that the expression depends on."""
        doc = self.parsed.doc
        if not len(doc):
            return "none"
        token = self.parsed.tokens_in((found.atoms[found.first].start, found.atoms[found.last].end)).root
        return tense_of(token)

    def year_for(self, month: int, day: int | None, found: Found) -> tuple[int, Anchor] | None:
        """The year of a month, or of a day of a month, that the text gives no year for.

        A year that the narrative is in wins; else the publication, with the tense; None where nothing is known.
        """
        sentence = self.sentence(found)
        focus = self.focus
        if self.published is None:
            if focus is not None and (focus.explicit or self.near(focus, sentence)):
                return self._nearest(month, day, focus.day, "none"), "context"
            return None
        if focus is not None and focus.explicit and self.near(focus, sentence, 1) and focus.unit in ("D", "M", "Q"):
            chosen = self._nearest(month, day, focus.day, "none")
            if focus.day.year != self.published.year:
                return chosen, "context"
        return self._nearest(month, day, self.published, self.tense(found)), "published"

    def _nearest(self, month: int, day: int | None, base: Date, tense: Tense) -> int:
        def first_day(year: int) -> Date:
            return make_day(year, month, day or 1) or Date(year, month, 28)

        years = [y for y in (base.year - 1, base.year, base.year + 1) if 1 <= y <= 9999]
        if tense == "past":
            past = [y for y in years if first_day(y) <= base]
            if past:
                return past[-1]
        if tense == "future":
            floor = base if day else base.replace(day=1)
            coming = [y for y in years if first_day(y) >= floor]
            if coming:
                return coming[0]
        anchor = shift(base, 0, "D") if day else base.replace(day=15)
        middle = 0 if day else 14
        return min(years, key=lambda y: (abs((first_day(y) - anchor).days + middle), y))


def tense_of(token: Token) -> Tense:
    """Tense of the nearest verb above a token; an infinitive or participle takes that of the verb above it."""
    node = token
    for _ in range(12):
        if node.pos_ in ("VERB", "AUX"):
            found = _tense_of_verb(node)
            if found:
                return found
        if node.head is node or node.head.i == node.i:
            break
        node = node.head
    return "none"


def _tense_of_verb(verb: Token) -> Tense | None:
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(c.tag_ == "MD" and c.lower_ in _MODALS for c in helpers):
        return "future"
    if verb.tag_ == "VB":
        if any(c.lower_ == "to" for c in helpers):
            above = verb.head
            if above.lemma_ in ("go", "plan", "schedule", "expect", "set", "due", "intend", "agree", "vow", "promise"):
                return "future"
            if verb.dep_ in ("xcomp", "relcl", "acl", "advcl", "ccomp") and above.tag_ in ("VBZ", "VBP"):
                return "future"
            if above.pos_ == "NOUN":
                return "future"
            return None
        return "present" if not helpers else _of_helpers(helpers)
    if helpers:
        found = _of_helpers(helpers)
        if found == "present" and verb.tag_ == "VBN" and any(c.lemma_ == "have" for c in helpers):
            return "past"
        if found:
            return found
    if verb.tag_ == "VBD":
        return "past"
    if verb.tag_ in ("VBZ", "VBP"):
        return "present"
    if verb.tag_ == "VBN":
        return "past"
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
