"""From TIMEX3 values to days: the interval that a value covers, and how far apart two times are."""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache

from whosays.model import Time
from whosays.reading.times.values import SEASON_START, Date, make_day

Interval = tuple[Date, Date]

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-XX(?:T.*)?)?$")
_WEEK = re.compile(r"(\d{4})-W(\d\d?)(?:-(WE|[1-7]))?(?:T.*)?$")
_YEAR = re.compile(r"(\d[\dX]{0,3})$")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)$")


@lru_cache(maxsize=4096)
def interval(value: str) -> Interval | None:
    """First and last day of a TIMEX3 date or time value; None where it names no definite days."""
    try:
        return _interval(value)
    except (ValueError, OverflowError):
        return None


def _interval(value: str) -> Interval | None:
    if m := _DAY.match(value):
        day = make_day(int(m[1]), int(m[2]), int(m[3]))
        return (day, day) if day else None
    if m := _MONTH.match(value):
        return _months(int(m[1]), int(m[2]), 1)
    if m := _WEEK.match(value):
        monday = Date.fromisocalendar(int(m[1]), int(m[2]), 1)
        if m[3] == "WE":
            return monday + datetime.timedelta(days=5), monday + datetime.timedelta(days=6)
        if m[3]:
            day = monday + datetime.timedelta(days=int(m[3]) - 1)
            return day, day
        return monday, monday + datetime.timedelta(days=6)
    if m := _PART.match(value):
        year, part = int(m[1]), m[2]
        if part[0] == "Q":
            return _months(year, 3 * int(part[1]) - 2, 3)
        if part[0] == "H":
            return _months(year, 6 * int(part[1]) - 5, 6)
        return _months(year, SEASON_START[part], 3)
    if m := _YEAR.match(value):
        digits = m[1]
        if "X" in digits.rstrip("X"):
            return None
        size = 4 - len(digits.rstrip("X"))
        first = int(digits.rstrip("X")) * 10**size
        return Date(max(1, first), 1, 1), Date(first + 10**size - 1, 12, 31)
    return None


def _months(year: int, month: int, count: int) -> Interval:
    last_index = year * 12 + month - 1 + count - 1
    last_year, last_month = divmod(last_index, 12)
    return (
        Date(year, month, 1),
        Date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1]),
    )


def days_of(time: Time) -> Interval | None:
    """The closed interval of a time as dates, or None where it is not anchored at both ends."""
    if time.start is None or time.end is None:
        return None
    return datetime.date.fromisoformat(time.start), datetime.date.fromisoformat(time.end)


def distance(a: Time, b: Time) -> int | None:
    """Days between two times: 0 where they overlap, None where one is not anchored."""
    first, second = days_of(a), days_of(b)
    if first is None or second is None:
        return None
    return max(0, (second[0] - first[1]).days, (first[0] - second[1]).days)


def compatible(a: Time, b: Time, tolerance: int = 0) -> bool:
    """Can the two times be the same day? Unknown parts (``XXXX``) fit everything; ``tolerance`` in days."""
    apart = distance(a, b)
    if apart is not None:
        return apart <= tolerance
    if a.kind in ("DURATION", "SET") or b.kind in ("DURATION", "SET"):
        return True
    return _fits(a.value.partition("T")[0], b.value.partition("T")[0])


def _fits(a: str, b: str) -> bool:
    """Do two partly unknown values name days that could be one? Values of other shapes are not comparable."""
    if ("W" in a) != ("W" in b):
        return True
    return all(x == y or "X" in (x, y) for x, y in zip(a, b, strict=False))
