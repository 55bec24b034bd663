"""Dates against each other: the order that relations tell, the day of publication, and weekdays."""

from __future__ import annotations

import datetime
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from whosays.model import Check, Event, Relation, Time
from whosays.reading.times.words import vocabulary

if TYPE_CHECKING:
    from whosays.reading.parse import Parsed

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_APPOSED = re.compile(r"[\s,(]*(?:a|an|on|the)?[\s,(]*", re.I)
# Relations that run from the later event to the earlier one, and those that run the other way.
_LATER_FIRST = frozenset({"after", "in_response_to"})
_EARLIER_FIRST = frozenset({"causes"})
# A publication day is read in one time zone, an event may lie in another.
_ZONES = datetime.timedelta(days=1)


def check_chronology(parsed: Parsed, times: list[Time], events: list[Event], relations: list[Relation]) -> list[Check]:
    """Checks of kind ``chronology``; nothing where a date is not known to the day."""
    by_time = {t.id: t for t in times}
    return [
        *_weekdays(parsed, times),
        *_order(events, relations, by_time),
        *_future(parsed, events, by_time),
    ]


def _order(events: list[Event], relations: list[Relation], times: dict[str, Time]) -> list[Check]:
    by_id = {e.id: e for e in events}
    out: list[Check] = []
    for relation in relations:
        if relation.kind in _LATER_FIRST:
            later, earlier = by_id.get(relation.from_), by_id.get(relation.to)
        elif relation.kind in _EARLIER_FIRST:
            later, earlier = by_id.get(relation.to), by_id.get(relation.from_)
        else:
            continue
        if later is None or earlier is None or later.time is None or earlier.time is None:
            continue
        late, early = times.get(later.time), times.get(earlier.time)
        if late is None or early is None or late.id == early.id:
            continue
        order = _compare(late, early)
        if order is None:
            continue
        fits = order > 0
        message = (
            f"“{later.trigger.text}” ({_period(late)}) is said to follow “{earlier.trigger.text}” "
            f"({_period(early)})" + ("" if fits else ", but is dated before it")
        )
        items = (later.id, earlier.id)
        out.append(
            Check(kind="chronology", result="consistent" if fits else "inconsistent", message=message, items=items)
        )
    return out


def _compare(late: Time, early: Time) -> int | None:
    """1 where the first lies wholly after the second, -1 where wholly before; None where the dates do not say."""
    late_start, late_end, early_start, early_end = (_day(x) for x in (late.start, late.end, early.start, early.end))
    if late_start is not None and early_end is not None and late_start > early_end:
        return 1
    if late_end is not None and early_start is not None and late_end < early_start:
        return -1
    return None


def _future(parsed: Parsed, events: list[Event], times: dict[str, Time]) -> list[Check]:
    """Events told as done, or going on, that are dated after the publication."""
    if parsed.published is None:
        return []
    out: list[Check] = []
    for event in events:
        time = times.get(event.time) if event.time else None
        start = _day(time.start) if time is not None else None
        if time is None or start is None or event.status not in {"happened", "ongoing"}:
            continue
        if start > parsed.published + _ZONES:
            message = (
                f"“{event.trigger.text}” is told as {'done' if event.status == 'happened' else 'going on'}, but its "
                f"date, {start.isoformat()}, lies after the publication on {parsed.published.isoformat()}"
            )
            out.append(Check(kind="chronology", result="inconsistent", message=message, items=(event.id, time.id)))
    return out


def _weekdays(parsed: Parsed, times: list[Time]) -> list[Check]:
    """«Tuesday, November 23», in one expression or in two side by side: was that day a Tuesday?"""
    words = vocabulary(parsed.lexicon).words
    names: dict[int, str] = {}
    for word, values in words.items():
        if "WEEKDAY" in values and values["WEEKDAY"].isdigit():
            names.setdefault(int(values["WEEKDAY"]), word.capitalize())

    def weekday(text: str) -> int | None:
        for m in re.finditer(r"[^\W\d_]+", text.lower()):
            values = words.get(m.group(), {})
            if "WEEKDAY" in values and values["WEEKDAY"].isdigit():
                return int(values["WEEKDAY"])
        return None

    out: list[Check] = []
    stated: list[tuple[int, Time, tuple[str, ...]]] = []
    ordered = sorted(times, key=lambda t: t.span)
    for time in ordered:
        named = weekday(time.text)
        if named is not None and re.search(r"\d", time.text):
            stated.append((named, time, (time.id,)))
    for a, b in pairwise(ordered):
        between = parsed.clean[a.span[1] : b.span[0]]
        if len(between) > 6 or not _APPOSED.fullmatch(between):
            continue
        for day, name in ((a, b), (b, a)):
            named = weekday(name.text)
            alone = named is not None and not re.search(r"\d", name.text)
            if alone and re.search(r"\d", day.text) and weekday(day.text) is None:
                stated.append((named, day, (day.id, name.id)))  # type: ignore[arg-type]
    for named, time, items in stated:
        if not _DAY.match(time.value):
            continue
        date = _day(time.value[:10])
        if date is None:
            continue
        real = date.isoweekday()
        year = "" if time.anchor == "explicit" else f", in {date.year},"
        if real == named:
            message = f"“{time.text}”: {date.isoformat()} is a {names.get(real, '?')}"
            out.append(Check(kind="chronology", result="consistent", message=message, items=items))
        else:
            message = (
                f"“{time.text}”{year} falls on a {names.get(real, '?')}, not on a {names.get(named, '?')} "
                f"({date.isoformat()})"
            )
            out.append(Check(kind="chronology", result="inconsistent", message=message, items=items))
    return out


def _day(value: str | None) -> datetime.date | None:
    """The calendar day of an ISO 8601 value, or None."""
    if not value or not _DAY.match(value):
        return None
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError:
        return None


def _period(time: Time) -> str:
    """«2024-11-23», or «2024-11-20 to 2024-11-25»."""
    if time.start == time.end or time.end is None:
        return time.start or time.value
    return f"{time.start} to {time.end}"
