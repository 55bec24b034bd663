"""Calendar arithmetic in TIMEX3 terms: the period of a unit that a day lies in, and days some units away.

Units: ``Y`` year, ``H`` half, ``Q`` quarter, ``M`` month, ``W`` ISO week, ``WE`` weekend, ``D`` day,
``DE`` decade, ``CE`` century, ``ML`` millennium, ``FN`` fortnight, ``TH``/``TM``/``TS`` hour, minute, second,
and the seasons ``SP SU FA WI``.
"""

from __future__ import annotations

import calendar
import datetime

Date = datetime.date

SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_UNIT_LETTERS = {"FN": "W", "WE": "D"}


def period(day: Date, unit: str) -> str:
    """TIMEX3 value of the period of ``unit`` that holds ``day``."""
    if unit in ("W", "WE", "FN"):
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else "")
    match unit:
        case "Y":
            return f"{day.year:04d}"
        case "H":
            return f"{day.year:04d}-H{1 if day.month < 7 else 2}"
        case "Q":
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        case "M":
            return f"{day:%Y-%m}" if day.year > 999 else f"{day.year:04d}-{day.month:02d}"
        case "DE":
            return f"{day.year // 10:03d}X"
        case "CE" | "ML":
            return f"{day.year // 100:02d}XX"
    if unit in SEASON_START:
        return f"{day.year if day.month > 2 else day.year - 1:04d}-{unit}"
    return day.isoformat()


def shift(day: Date, count: int, unit: str) -> Date:
    """The day ``count`` units away (month ends are kept inside the month). Stays inside years 1-9999."""
    days = {"D": 1, "W": 7, "WE": 7, "FN": 14}.get(unit)
    try:
        if days is not None:
            return day + datetime.timedelta(days=days * count)
        if unit.startswith("T"):
            seconds = {"TH": 3600, "TM": 60}.get(unit, 1)
            whole = int(abs(count) * seconds / 86400)
            return day + datetime.timedelta(days=whole if count > 0 else -whole)
        months = {"Y": 12, "H": 6, "Q": 3, "M": 1, "DE": 120, "CE": 1200, "ML": 12000}.get(unit, 12) * count
        index = day.year * 12 + day.month - 1 + months
        year, month = divmod(index, 12)
        return Date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return day


def years_around(year: int) -> list[int]:
    """The year, the one before and the one after, as far as the calendar goes."""
    return [y for y in (year - 1, year, year + 1) if 1 <= y <= 9999]


def make_day(year: int, month: int, day: int) -> Date | None:
    """The date, or None where there is no such day."""
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def length(count: float | None, unit: str) -> str:
    """TIMEX3 value of a length of time: ``P2Y``, ``PT5H30M``, ``PXW`` for an unknown count."""
    if unit == "WE" and count is not None:
        count *= 2
    if unit == "FN" and count is not None:
        count *= 2
    if unit in ("DE", "CE", "ML") and count is not None:
        count, unit = count * {"DE": 10, "CE": 100, "ML": 1000}[unit], "Y"
    if unit == "Q" and count is not None:
        count, unit = count * 3, "M"
    unit = _UNIT_LETTERS.get(unit, unit)
    clock = unit.startswith("T")
    head, letter = ("PT", unit[1:]) if clock else ("P", unit)
    if count is None:
        return f"{head}X{letter}"
    whole = int(count)
    if count == whole:
        return f"{head}{whole}{letter}"
    part = count - whole
    finer = {"Y": (12, "M"), "TH": (60, "M"), "TM": (60, "S"), "W": (7, "D"), "D": (24, "H")}.get(unit)
    if finer is None or unit == "W":
        return f"{head}{count:g}{letter}"
    small = round(part * finer[0])
    lead = f"{head}{whole}{letter}" if whole else head
    joint = "T" if unit == "D" else ""
    return f"{lead}{joint}{small}{finer[1]}"


def easter(year: int) -> Date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Meeus 1991, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return Date(year, month, day + 1)


def holiday(rule: str, year: int) -> Date | None:
    """The day of a holiday in a year. Rules: ``MM-DD``, ``YYYY-MM-DD``, ``MM-NwD[+k]``, ``easter+k``, ``easter-k``.

    ``MM-NwD`` is the N-th weekday D (1 = Monday) of the month, ``MM-LwD`` the last one; ``+k``: k days later.
    """
    base, _, plus = rule.partition("+")
    extra = int(plus or 0)
    if base.startswith("easter"):
        if "-" in base:
            extra = -int(base.split("-")[1])
        return easter(year) + datetime.timedelta(days=extra)
    parts = base.split("-")
    if len(parts) == 3:
        return make_day(int(parts[0]), int(parts[1]), int(parts[2]))
    month, spec = int(parts[0]), parts[1]
    if "w" not in spec:
        return make_day(year, month, int(spec))
    nth, weekday = spec.split("w")
    days = [
        d
        for k in range(1, calendar.monthrange(year, month)[1] + 1)
        if (d := Date(year, month, k)).isoweekday() == int(weekday)
    ]
    return (days[-1] if nth == "L" else days[int(nth) - 1]) + datetime.timedelta(days=extra)
