"""Days: intervals as reports give them, and how two of them stand to each other."""

from __future__ import annotations

import calendar
import datetime
import re

LONG_DAYS = 7
"""A stretch that is longer names no day: a month, a season, a year."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def day(value: str | None, last: bool = False) -> datetime.date | None:
    """The day of an ISO date; of a month or year the first day, or the last one. None where it says none."""
    m = _DATE.match(value or "")
    if not m:
        return None
    year, month = int(m[1]), int(m[2] or (12 if last else 1))
    try:
        if m[3]:
            return datetime.date(year, month, int(m[3]))
        return datetime.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    except (ValueError, IndexError):
        return None


def interval(start: str | None, end: str | None) -> tuple[datetime.date, datetime.date] | None:
    """The closed interval of days, or None where neither end is known."""
    first, last = day(start), day(end, last=True)
    if first is None and last is None:
        return None
    first, last = first or last, last or first
    assert first is not None
    assert last is not None
    return (first, last) if first <= last else (last, first)


def gap(a: tuple[datetime.date, datetime.date], b: tuple[datetime.date, datetime.date]) -> int:
    """Days between two intervals; 0 where they overlap."""
    return max(0, (b[0] - a[1]).days, (a[0] - b[1]).days)


def length(a: tuple[datetime.date, datetime.date]) -> int:
    """How many days an interval holds."""
    return (a[1] - a[0]).days + 1


def common(intervals: list[tuple[datetime.date, datetime.date]]) -> tuple[datetime.date, datetime.date]:
    """The days of a happening from the days its tellings give.

    A night (two days) is kept whole where some telling gives it; else the days that most tellings share, of those the
    shortest stretch.
    """
    nights = [i for i in intervals if length(i) == 2]
    support = {i: sum(gap(i, o) == 0 for o in intervals) for i in set(intervals)}
    for night in sorted(set(nights)):
        if support[night] == max(support.values()):
            return night
    shortest = sorted(intervals, key=lambda i: (-sum(gap(i, o) == 0 for o in intervals), length(i), i))[0]
    first, last = shortest
    for other in sorted(intervals, key=lambda i: (length(i), i)):
        if gap((first, last), other) == 0:
            first, last = max(first, other[0]), min(last, other[1])
    return first, last
