"""Dates as pages, feeds and sitemaps write them, to ISO 8601 as the publisher means it: its own clock and offset."""

from __future__ import annotations

import datetime
import email.utils
import re

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ]+(?P<clock>\d\d:\d\d)(?P<seconds>:\d\d)?(?:[.,]\d+)?\s?(?P<offset>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.I,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def iso(value: object) -> str | None:
    """A date as ISO 8601 («2024-11-26», «2024-11-26T08:30:00+02:00»); None for what is none.

    Read are ISO 8601 with its common slips and the dates of e-mail (RFC 5322), as RSS has them. A clock
    time keeps the offset that it was written with.
    """
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    value = value.strip()
    if match := _ISO.fullmatch(value):
        return _checked(match["day"], match["clock"], match["seconds"], match["offset"])
    if match := _COMPACT.fullmatch(value):
        year, month, day, hour, minute, second, zone = match.groups()
        clock = f"{hour}:{minute}" if hour else None
        return _checked(f"{year}-{month}-{day}", clock, f":{second}" if second else None, zone)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when.isoformat(timespec="seconds").replace("+00:00", "Z") if _plausible(when.year) else None


def day(value: str | None) -> str | None:
    """The day of an ISO 8601 date."""
    return value[:10] if value else None


def _checked(day: str, clock: str | None, seconds: str | None, offset: str | None) -> str | None:
    offset = (offset or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    if offset and offset != "Z":
        offset = offset[:3] + ":" + (offset[3:].lstrip(":") or "00")
        if int(offset[1:3]) > 14 or int(offset[4:]) > 59:
            return None
    text = f"{day}T{clock}{seconds or ''}{offset}" if clock else day
    try:
        when = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return text.replace("+00:00", "Z") if _plausible(when.year) else None


def _plausible(year: int) -> bool:
    return _FIRST_YEAR <= year <= _LAST_YEAR
