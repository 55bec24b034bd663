"""What a time expression is resolved against: the publication, the last date named, the tense of its verb."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from whosays.model import TimeKind
from whosays.reading.parse import Parsed
from whosays.reading.times.grammar import Found
from whosays.reading.times.values import Date, make_day
from whosays.reading.times.words import vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.model.report import Anchor

Tense = Literal["past", "future", "present", "none"]
NEAR_SENTENCES = 3
NARRATIVE_REACH = 0
# How much farther a coming date seems than a past one, by tense of the verb.
_AHEAD: dict[str, float] = {"past": 4.0, "none": 1.5, "present": 1.2, "future": 0.5}
_LENGTHS = {"D": 1, "WE": 2, "W": 7, "FN": 14, "M": 30, "Q": 91, "H": 182, "Y": 365, "DE": 3650, "CE": 36500}
_AHEAD_MODALS = frozenset({"will", "wo", "'ll", "shall", "would", "'d", "may", "might", "should", "must"})


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
        self.plans = vocabulary(parsed.lexicon).of_class("PLAN")

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

    def narrative_day(self, sentence: int, unit: str = "D") -> tuple[Date, Anchor] | None:
        """The day that «the next day», «two days later» and «the following year» count from.

        A period named last serves for units as long as itself only.
        """
        focus = self.focus
        if focus and self.near(focus, sentence) and _LENGTHS.get(unit, 0) >= _LENGTHS.get(focus.unit, 0):
            return focus.day, "context"
        if self.day_focus and self.near(self.day_focus, sentence):
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
            if focus is None or not focus.explicit or not self.near(focus, sentence, 2 * NEAR_SENTENCES):
                return None
            base, anchor, tense = focus.day, "context", "none"
        elif (
            focus is not None
            and focus.explicit
            and focus.unit in ("D", "M")
            and focus.day.year != base.year
            and tense != "future"
            and self.near(focus, sentence, NARRATIVE_REACH)
        ):
            base, anchor, tense = focus.day, "context", "none"
        years = [y for y in (base.year - 1, base.year, base.year + 1) if 1 <= y <= 9999]
        if day and (weekday := found.value("w", "WEEKDAY", "WABBR")):
            fits = [y for y in years if (d := make_day(y, month, day)) and d.isoweekday() == int(weekday)]
            if fits:
                return fits[0], anchor
        return _nearest(years, month, day, base, tense), anchor


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
    if any(c.tag_ == "MD" and c.lower_ in _AHEAD_MODALS for c in helpers):
        return "future"
    if any(c.tag_ == "MD" for c in helpers):
        return None
    if verb.tag_ == "VB":
        if any(c.lower_ == "to" for c in helpers):
            above = verb.head
            if above.lemma_ in plans or above.lemma_ == "go" and above.tag_ == "VBG" or above.pos_ in ("NOUN", "ADJ"):
                return "future"
            if above.tag_ in ("VBZ", "VBP"):
                return "future"
            return None
        return _of_helpers(helpers)
    if helpers:
        found = _of_helpers(helpers)
        if found == "present" and any(c.lemma_ == "have" for c in helpers):
            return "past"
        if found:
            return found
    return {"VBD": "past", "VBN": "past", "VBZ": "present", "VBP": "present"}.get(verb.tag_)  # type: ignore[return-value]


def _of_helpers(helpers: list[Token]) -> Tense | None:
    if any(c.tag_ == "VBD" or c.lower_ in ("was", "were", "did", "had") for c in helpers):
        return "past"
    if any(c.tag_ in ("VBZ", "VBP") for c in helpers):
        return "present"
    return None


def weeks_monday(day: Date) -> Date:
    """Monday of the ISO week of a day."""
    return day - datetime.timedelta(days=day.isoweekday() - 1)
