"""The days of an event mention, where the time that stands with it is not when it happened.

«Since April» bounds what is compared; «on Saturday raised its toll of the ambush» dates the speaking; «a day after the
strike» and «three days later» count from what was told before; «this year» in a superlative says how far it reaches.
"""

from __future__ import annotations

import datetime
import re

from whosays.model import Claim, Event, Report, Time
from whosays.model.report import Span
from whosays.reconcile.language import phrases, small_numbers
from whosays.reconcile.when import day, interval, length
from whosays.reconcile.words import plain

Days = tuple[datetime.date, datetime.date]

_REAL = frozenset(("happened", "ongoing"))
_ANCHOR_CHARS = 90
_LONG = 7
_SUNDAY = 7
_CUE_CHARS = 15


class ToldDays:
    """The days of the event mentions of one report (``text``: the document's)."""

    def __init__(self, report: Report, text: str) -> None:
        self._text = text
        self._report = report
        self._published = day(report.document.published)
        self._times = {t.id: t for t in report.times}
        self._superlative = {i for c in report.checks if c.kind == "superlative" for i in c.items}
        self._claims: dict[str, list[Claim]] = {}
        for claim in report.claims:
            for item in claim.about:
                self._claims.setdefault(item, []).append(claim)
        self._events = sorted(report.events, key=lambda e: (e.trigger.span, e.id))
        self._answered = {r.to for r in report.relations if r.kind == "in_response_to"}
        self._same: dict[str, set[str]] = {}
        for r in report.relations:
            if r.kind == "same_as":
                self._same.setdefault(r.from_, set()).add(r.to)
                self._same.setdefault(r.to, set()).add(r.from_)

    def bounds(self, event: Event) -> bool:
        """True for what is named only as the beginning of a stretch of time («since the coup in 2021»)."""
        start = event.trigger.span[0]
        return not event.measures and bool(phrases("since_what").search(self._text[max(0, start - 60) : start]))

    def only_counted_from(self, event: Event) -> bool:
        """True for «the strike» in «a day after the strike»: place and parties of its sentence are another's."""
        start = event.trigger.span[0]
        return bool(phrases("counted_from").search(self._text[max(0, start - 60) : start]))

    def compared(self) -> set[frozenset[str]]:
        """Pairs of events that a «since» parts: «the first attack since November, when gunmen killed four»."""
        out = set()
        for time in self._report.times:
            if not phrases("since").search(self._text[: time.span[0]][-40:]):
                continue
            told = [e for e in self._events if e.time == time.id]
            before = [e for e in told if e.trigger.span[0] < time.span[0]]
            behind = [e for e in told if e.trigger.span[0] > time.span[0]]
            out |= {frozenset((a.id, b.id)) for a in before for b in behind}
        return out

    def one(self, event: Event) -> bool:
        """True for a noun that tells one happening, however long the time in which it lies: «this week's attack»."""
        start, word = event.trigger.span[0], event.trigger.text.lower()
        return not phrases("many_or_verb").search(word) and bool(
            phrases("one_noun").search(self._text[max(0, start - 40) : start])
        )

    def over(self, event: Event) -> bool:
        """True for the sum of a longer time («have arrested 900 people since he took office»), and no single act."""
        if not event.measures:
            return False
        start, end = _sentence(self._report, event.trigger.span)
        said, at = self._text[start:end], event.trigger.span[0] - start
        found = phrases("over_time").search(said)
        if found is None or phrases("compared_with").search(said):
            return False
        behind = "since" in found[0].lower() and at >= found.end()  # «on the run since the bombing»: no sum of it
        return not behind or "," in said[found.end() : at] or "," in found[0]

    def known(self, event: Event) -> bool:
        """True for «the strike», «Monday's attack»: told as what readers have heard of."""
        start = event.trigger.span[0]
        return bool(phrases("known_noun").search(self._text[max(0, start - 40) : start]))

    def new(self, event: Event) -> bool:
        """True for «a strike», «another strike»: told as if for the first time."""
        start = event.trigger.span[0]
        return bool(phrases("told_first").search(self._text[max(0, start - 40) : start]))

    def of(self, event: Event, time: Time | None) -> Days | None:
        """The days of the event with this time, or None where they are not known."""
        start = event.trigger.span[0]
        counted = phrases("counted_from").search(self._text[max(0, start - 60) : start])
        before = start - len(counted[0]) if counted is not None else 0
        beside = any(e.sentence == event.sentence and e.trigger.span[1] <= before for e in self._events)
        if counted is not None and beside and time is not None and time.start and time.span[1] <= before:
            return _moved(self._plain(event, time), counted, not _backwards(counted), self._published)
        if time is None or not time.start or phrases("counted").match(self._text, time.span[0]):
            found = self._counted(event, time)
            if found is not None:
                return found
        return self._plain(event, time if time is not None else self._only_day(event))

    def _only_day(self, event: Event) -> Time | None:
        """The one day named in the event's sentence, where no other event has it and nobody speaks on it; else that of
        the sentence before it in the same paragraph, where nothing else is told there.
        """
        start, end = _sentence(self._report, event.trigger.span)
        found = self._free_day(event, start, end)
        named_here = any(start <= t.span[0] < end and t.start for t in self._report.times)
        first = next((e for e in self._events if e.sentence == event.sentence), event)
        if found is not None or named_here or not event.sentence or first.id != event.id or event.id in self._answered:
            return found
        before = self._report.sentences[event.sentence - 1]
        if "\n" in self._text[before[0] : start]:
            return None
        found = self._free_day(event, *before, untold=True)
        return found if found is not None and day(found.start) != self._published else None

    def _free_day(self, event: Event, start: int, end: int, untold: bool = False) -> Time | None:
        """The one day named in a stretch of the text; untold: the one that no event there has, where one has another.

        Where events are told without a day, it may be theirs.
        """
        named = [t for t in self._report.times if start <= t.span[0] < end and t.kind in ("DATE", "TIME") and t.start]
        here = [e for e in self._events if start <= e.trigger.span[0] < end and e.status in _REAL]
        if untold and here:
            if any(e.time is None for e in here):
                return None
            named = [t for t in named if t.id not in {e.time for e in here}]
        if len(named) != 1 or (named[0].end or "")[:10] != (named[0].start or "")[:10]:
            return None
        [only] = named
        others = [e for e in self._events if e.id != event.id]
        taken = {e.time for e in others} | {r.ref for e in others for r in e.roles if r.role == "time"}
        between = [e for e in others if event.trigger.span[1] <= e.trigger.span[0] < only.span[0]]
        if (
            between
            or only.id in taken
            or self._near_speaking(only)
            or phrases("no_own_day").search(self._text[start : only.span[0]])
        ):
            return None
        return only

    def _near_speaking(self, time: Time) -> bool:
        """True for a time right beside a verb of speaking («said on Thursday», «on Saturday raised its count»)."""
        cues = [c.cue.span for c in self._report.claims if c.cue is not None]
        return any(-1 <= time.span[0] - e <= _CUE_CHARS or -1 <= s - time.span[1] <= _CUE_CHARS for s, e in cues)

    def _plain(self, event: Event, time: Time | None) -> Days | None:
        if time is None or self._of_speaking(event, time) or self._of_mourning(event, time):
            return None
        days = _of_a_sunday(interval(time.start, time.end), self._published)
        if days is not None and length(days) > _LONG and phrases("since").search(self._text[: time.span[0]][-40:]):
            begun = interval(time.value, time.value)
            return None if event.trigger.span[0] < time.span[0] else _past(begun, self._published)
        reaches = days is not None and self._published is not None and days[1] >= self._published
        if days is not None and reaches and length(days) > _LONG and self._in_superlative(event):
            return None
        return _past(days, self._published)

    def _in_superlative(self, event: Event) -> bool:
        """True where the event, or a number in its sentence, is called the largest, the first or the worst."""
        if event.id in self._superlative or set(event.measures) & self._superlative:
            return True
        start, end = _sentence(self._report, event.trigger.span)
        return any(
            m.id in self._superlative and m.span is not None and start <= m.span[0] < end for m in self._report.measures
        ) or any(e.id in self._superlative and e.sentence == event.sentence for e in self._events)

    def _of_speaking(self, event: Event, time: Time) -> bool:
        """True where the time is when somebody spoke of the event: it stands between the speaker and the verb, outside
        of what is said.
        """
        for claim in self._claims.get(event.id, ()):
            said, cue = claim.source.span, claim.cue
            if claim.source.kind == "narrator" or said is None or cue is None:
                continue
            inside = any(s <= time.span[0] < e for s, e in claim.content)
            inside |= said[1] <= event.trigger.span[0] < time.span[0]  # «the owner of a ship hit on Monday said …»
            if not inside and said[1] <= time.span[0] and time.span[1] <= cue.span[1] + _CUE_CHARS:
                return True
        return False

    def _of_mourning(self, event: Event, time: Time) -> bool:
        """True where the time is that of a burial or a vigil for those of whom the event tells."""
        start, _ = _sentence(self._report, event.trigger.span)
        before = self._text[start : event.trigger.span[0]]
        return time.span[0] < event.trigger.span[0] and bool(phrases("mourned").search(before))

    def _counted(self, event: Event, time: Time | None) -> Days | None:
        """«A day after the strike», «the following day»: from the event named beside it or the last day told."""
        for span in self._counts(event, time):
            found = phrases("counted").match(self._text, span[0])
            if found is None or (found["number"] and not (found["named"] or found["told"])):
                continue
            own = _past(interval(time.start, time.end), self._published) if time is not None else None
            if own and found["told"]:
                continue  # counted from the day spoken of, which is as it should be
            if found["named"]:
                days = self._beside(event, found)
            else:
                days = _moved(self._told_before(event) or self._last_day(span), found, False, self._published)
            if days is not None:
                return days
        return None

    def _counts(self, event: Event, time: Time | None) -> list[Span]:
        spans = [r.span for r in event.roles if r.role == "time"]
        if time is not None:
            spans.append(time.span)
        return sorted(set(spans))

    def _beside(self, event: Event, counted: re.Match[str]) -> Days | None:
        """The days of an event with «two days after»: from the event named behind these words, or, where that is the
        event itself, back from the one that is told before them.
        """
        back = _backwards(counted)
        behind = (e for e in self._events if counted.end() <= e.trigger.span[0] < counted.end() + _ANCHOR_CHARS)
        named = next(behind, None)
        if named is None:
            return None
        if named.id != event.id:
            return _moved(self._known(named) or self._told_before(named), counted, back, self._published)
        told = [e for e in self._events if e.sentence == event.sentence and e.trigger.span[1] <= counted.start()]
        return _moved(self._known(told[-1]), counted, not back, self._published) if told else None

    def _known(self, event: Event) -> Days | None:
        mentions = [event, *(e for e in self._events if e.id in self._same.get(event.id, ()))]
        for mention in mentions:
            time = self._times.get(mention.time or "")
            if time is not None and time.start and not phrases("counted").match(self._text, time.span[0]):
                return self._plain(mention, time)
        return None

    def _told_before(self, event: Event) -> Days | None:
        """The days of the last event before it that is called by the same word."""
        word = plain(event.trigger.text)
        for other in reversed(self._events):
            if other.trigger.span < event.trigger.span and plain(other.trigger.text) == word:
                days = self._known(other)
                if days is not None:
                    return days
        return None

    def _last_day(self, span: Span) -> Days | None:
        """The last single day told before a point of the text."""
        before = [
            t for t in self._times.values()
            if t.span[1] <= span[0] and t.start and (t.end or "")[:10] == t.start[:10] and t.anchor != "none"
        ]  # fmt: skip
        if not before:
            return None
        last = max(before, key=lambda t: t.span)
        return _past(interval(last.start, last.end), self._published)


def _of_a_sunday(days: Days | None, published: datetime.date | None) -> Days | None:
    """«Last week», written on a Sunday, may be the week that ends with that day or the one before it."""
    if days is None or published is None or published.isoweekday() != _SUNDAY:
        return days
    return (days[0], published) if length(days) == _LONG and (published - days[1]).days == _LONG else days


def _past(days: Days | None, published: datetime.date | None) -> Days | None:
    """The days of what has happened cannot come after the report: then the year was last year's, or nothing is
    known.
    """
    if days is None or published is None or days[0] <= published:
        return days
    try:
        back = tuple(d.replace(year=d.year - 1) for d in days)
    except ValueError:
        return None
    return (back[0], back[1]) if (days[0] - published).days > 60 else None


def _backwards(counted: re.Match[str]) -> bool:
    said = (counted["named"], counted.groupdict().get("told"))
    return any(phrases("backwards").fullmatch(words) for words in said if words)


def _moved(anchor: Days | None, counted: re.Match[str], back: bool, published: datetime.date | None) -> Days | None:
    """The single day so many days after (or before) the days of the anchor."""
    if anchor is None or length(anchor) > 2:
        return None
    word = (counted["number"] or "").lower()
    number = 0 if counted["same"] else 1 if not word else int(word) if word.isdigit() else small_numbers().get(word, 1)
    number *= 7 if counted["weeks"] else 1
    moved = (anchor[0] if back else anchor[1]) + datetime.timedelta(days=-number if back else number)
    return _past((moved, moved), published)


def _sentence(report: Report, span: Span) -> Span:
    return next(((s, e) for s, e in report.sentences if s <= span[0] < e), span)
