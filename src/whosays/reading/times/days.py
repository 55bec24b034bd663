"""Rules for days: whole dates, weekdays, today and yesterday, holidays."""

from __future__ import annotations

import datetime
import re

from whosays.model.report import Anchor
from whosays.reading.times.context import Context, Reading, weeks_monday
from whosays.reading.times.grammar import Found
from whosays.reading.times.lengths import count_of
from whosays.reading.times.values import Date, holiday, make_day, period, shift, years_around
from whosays.reading.times.words import Atom

_BEFORE_A_DATE = ("ON", "SINCE", "FROM", "UNTIL", "BY", "BETWEEN", "LPAR")
_NUMBERS = re.compile(r"\d+")


def day_iso(found: Found, context: Context) -> list[Reading]:
    """«2024-11-23», «2024-11-23T08:30»."""
    text = found.atoms[found.first].text
    year, month, number = (int(x) for x in text[:10].split("-"))
    day = make_day(year, month, number)
    if day is None:
        return []
    clock = f"T{text[11:16]}" if len(text) > 10 else ""
    return [day_reading(found, day, "explicit", clock=clock, explicit=True)]


def day_numeric(found: Found, context: Context) -> list[Reading]:
    """«11/23/2024» (month first with strokes, where both are possible), «23.11.2024», «on 23.11.24», «2024/11/23»."""
    text = found.atoms[found.first].text
    first, second, year = (int(x) for x in _NUMBERS.findall(text))
    if first > 999:
        day = make_day(first, second, year)
        return [day_reading(found, day, "explicit", explicit=True)] if day else []
    if year < 100:
        if "/" not in text and ("." not in text or not found.led_by(*_BEFORE_A_DATE)):
            return []
        year = long_year(year, context)
    month_first = "/" in text
    if max(first, second) > 12:
        month_first = second > 12
    month, number = (first, second) if month_first else (second, first)
    day = make_day(year, month, number)
    return [day_reading(found, day, "explicit", explicit=True)] if day else []


def day_of_month(found: Found, context: Context) -> list[Reading]:
    """«November 23», «23 November 2024», «Friday, Oct. 23», «Nov. 23 and 25», «3-5 May», «18 August last year»."""
    month = int(found.value("m", "MONTH", "MABBR") or 0)
    number = int(found.value("d", "DOM", "ORDN", "ORD") or 0)
    if not month or not 1 <= number <= 31:
        return []
    written = written_year(found, context)
    year_after = found.value("yy", "YEAR") if found.rule == "day_month_first" else None
    if year_after:
        written = int(year_after), "explicit"
    chosen = written or context.year_for(month, number, found)
    readings = [_one_day(found, chosen, month, number, found.first, found.last)]
    more = found.part("more")
    if more:
        readings = _list_of_days(found, chosen, month, number, context)
    return readings


def _list_of_days(
    found: Found, chosen: tuple[int, Anchor] | None, month: int, number: int, context: Context
) -> list[Reading]:
    """One reading for each day of a list; each has the words that name it, the month with the one beside it."""
    start, end = found.parts["more"]
    own = found.parts["d"]
    out: list[Reading] = []
    if start >= own[1]:
        out.append(_one_day(found, chosen, month, number, found.first, start - 1))
        for i in range(start, end):
            if _counts(found, i, context):
                return out
            if value := found.atoms[i].values.get("DOM") or found.atoms[i].values.get("ORDN"):
                out.append(_one_day(found, chosen, month, int(value), i, i))
        if found.has("yy"):
            out[-1].last = found.last
        return out
    for i in range(start, end):
        if value := found.atoms[i].values.get("DOM") or found.atoms[i].values.get("ORDN"):
            out.append(_one_day(found, chosen, month, int(value), i, i))
    out.append(_one_day(found, chosen, month, number, own[0], found.last))
    return out


def _counts(found: Found, i: int, context: Context) -> bool:
    """Is the number after a comma a count of something, and no further day («On May 3, 2024, 16 people …»)?"""
    atom = found.atoms[i]
    if "DOM" not in atom.values or "COMMA" not in found.atoms[i - 1].values:
        return False
    after = next((t for t in context.parsed.doc if t.idx >= atom.end), None)
    return found.has("y") or (after is not None and after.pos_ in ("NOUN", "ADJ") and after.is_lower)


def _one_day(
    found: Found, chosen: tuple[int, Anchor] | None, month: int, number: int, first: int, last: int
) -> Reading:
    """The day; of a day that the month does not have («31 June») only the month is known."""
    if chosen is None:
        there = make_day(2000, month, number)
        return Reading(first, last, "DATE", f"XXXX-{month:02d}" + (f"-{number:02d}" if there else ""), weak=False)
    year, anchor = chosen
    day, unit = make_day(year, month, number), "D"
    if day is None:
        day, unit = Date(year, month, 1), "M"
    return Reading(
        first, last, "DATE", period(day, unit), anchor=anchor, day=day, unit=unit, explicit=anchor == "explicit"
    )  # fmt: skip


def day_short_year(found: Found, context: Context) -> list[Reading]:
    """«1 MAY 89», as old wires date themselves: in capitals only."""
    month_atom = found.part("m")[0]
    if not context.parsed.text[month_atom.start : month_atom.end].isupper():
        return []
    year = long_year(int(found.value("yy", "NN") or 0), context)
    day = make_day(year, int(found.value("m", "MONTH", "MABBR") or 0), int(found.value("d", "DOM", "ORDN") or 0))
    return [day_reading(found, day, "explicit", explicit=True)] if day else []


def day_number(found: Found, context: Context) -> list[Reading]:
    """«on the 23rd», «Tuesday the 23rd»: of the month that the text is in; not «on the 5th floor»."""
    here = context.narrative_day(context.sentence(found))
    number = int(found.value("d", "ORDN") or 0)
    after = found.after()
    if here is None or not 1 <= number <= 31:
        return []
    if after is not None and context.parsed.token_at(after.start).pos_ in ("NOUN", "PROPN", "ADJ"):
        return []
    months = [shift(here[0].replace(day=1), k, "M") for k in (0, -1, 1)]
    days = [d for m in months[: 3 if found.has("w") else 1] if (d := make_day(m.year, m.month, number))]
    if weekday := found.value("w", "WEEKDAY", "WABBR"):
        days = [d for d in days if d.isoweekday() == int(weekday)]
    return [day_reading(found, days[0], here[1])] if days else []


def weekday(found: Found, context: Context) -> list[Reading]:
    """«Friday», «last Friday», «next Tuesday», «Thursday of last week», «early Sunday»."""
    number = int(found.value("w", "WEEKDAY", "WABBR") or 0)
    atom = found.part("w")[0]
    if "WEEKDAY" not in atom.values and not _abbreviated(found, context, atom):
        return []
    if context.is_named(found) and not found.has("which"):
        return []
    base = context.published
    if found.has("recent"):
        return [Reading(found.first, found.last, "DATE", f"XXXX-WXX-{number}")]
    first = context.range_start(found)
    last = shift(first, (number - first.isoweekday()) % 7 or 7, "D") if first else None
    if last is not None and (base is None or last <= base or context.tense(found) != "past"):
        return [day_reading(found, last, "context")]
    if base is None:
        return [_undated_weekday(found, context, number)]
    if found.has("relw"):
        step = int(found.value("relw", "LAST", "NEXT", "THIS") or 0)
        day = weeks_monday(base) + datetime.timedelta(days=number - 1 + 7 * step)
        return [day_reading(found, day, "published")]
    back = (base.isoweekday() - number) % 7
    ahead = (number - base.isoweekday()) % 7
    if found.is_which("THAT", "FOLLOWING"):
        here = context.narrative_day(context.sentence(found))
        if here:
            step = (number - here[0].isoweekday()) % 7
            return [day_reading(found, shift(here[0], step, "D"), here[1])]
    if found.is_which("LAST", "PREVIOUS"):
        day = shift(base, -(back or 7), "D")
    elif found.is_which("NEXT", "COMING"):
        day = shift(base, ahead or 7, "D")
    elif found.is_which("THIS"):
        day = shift(base, ahead, "D")
    elif back == 0:
        day = base
    elif back == 6 and not found.led_by("SINCE") and not found.followed_by("POSS"):
        day = shift(base, 1, "D")  # a page of the evening before: six days back would be «last Friday»
    elif context.tense(found) == "future" or context.is_scheduled(found):
        day = shift(base, ahead, "D")
    else:
        day = shift(base, -back, "D")
    return [day_reading(found, day, "published")]


def _undated_weekday(found: Found, context: Context, number: int) -> Reading:
    """A weekday with no date of publication: that of a whole date close by, where one is named."""
    value = f"XXXX-WXX-{number}"
    focus = context.day_focus
    if focus and context.near(focus, context.sentence(found)):
        return day_reading(found, shift(focus.day, (number - focus.day.isoweekday() + 3) % 7 - 3, "D"), "context")
    same = [d for d in context.written if d.isoweekday() == number]
    if same:
        return day_reading(found, same[0], "context")
    return Reading(found.first, found.last, "DATE", value)


def _abbreviated(found: Found, context: Context, atom: Atom) -> bool:
    """Is a short form written as one: «Fri.», or «Fri» with a capital before a number?"""
    text = context.parsed.text
    if text[atom.end : atom.end + 1] == "." and text[atom.start].isupper():
        return True
    follower = found.after()
    return text[atom.start].isupper() and follower is not None and follower.text[:1].isdigit()


def deixis(found: Found, context: Context) -> list[Reading]:
    """«today», «yesterday», «the day before yesterday», «late yesterday»."""
    step = int(found.value("d", "DEIXIS") or 0)
    if context.published is None:
        return [Reading(found.first, found.last, "DATE", "XXXX-XX-XX")]
    return [day_reading(found, shift(context.published, step, "D"), "published")]


def holiday_day(found: Found, context: Context) -> list[Reading]:
    """«Christmas», «last Thanksgiving», «Easter 2018»."""
    rule = found.value("h", "HOLIDAY") or ""
    if rule[:4].isdigit():
        return [day_reading(found, Date.fromisoformat(rule), "explicit", explicit=True)]
    written = written_year(found, context)
    base = context.published
    if written is None and base is None:
        fixed = re.fullmatch(r"\d\d-\d\d", rule)
        return [Reading(found.first, found.last, "DATE", f"XXXX-{rule}")] if fixed else []
    if written:
        day = holiday(rule, written[0])
        return [day_reading(found, day, written[1], explicit=written[1] == "explicit")] if day else []
    assert base is not None
    days = [d for y in years_around(base.year) if (d := holiday(rule, y))]
    past = [d for d in days if d < base] or days[:1]
    coming = [d for d in days if d >= base] or days[-1:]
    if found.is_which("LAST", "PREVIOUS"):
        day = past[-1]
    elif found.is_which("NEXT", "COMING"):
        day = coming[0]
    else:
        tense = context.tense(found)
        if tense == "past":
            day = past[-1]
        elif tense == "future":
            day = coming[0]
        else:
            day = min(days, key=lambda d: abs((d - base).days))
    return [day_reading(found, day, "published")]


def nth_weekday(found: Found, context: Context) -> list[Reading]:
    """«the second Monday in October», «the last Friday of May 2023»."""
    month, number = int(found.value("m", "MONTH", "MABBR") or 0), int(found.value("w", "WEEKDAY") or 0)
    nth = "L" if found.value("n", "LAST") else found.value("n", "ORD") or "0"
    chosen = written_year(found, context) or context.year_for(month, None, found)
    if chosen is None or nth not in ("L", "1", "2", "3", "4"):
        return []
    day = holiday(f"{month:02d}-{nth}w{number}", chosen[0])
    return [day_reading(found, day, chosen[1])] if day else []


def week_of(found: Found, context: Context) -> list[Reading]:
    """«the week of March 6»."""
    month, number = int(found.value("m", "MONTH", "MABBR") or 0), int(found.value("d", "DOM", "ORDN") or 0)
    chosen = written_year(found, context) or context.year_for(month, number, found)
    day = make_day(chosen[0], month, number) if chosen else None
    if day is None or chosen is None:
        return []
    monday = weeks_monday(day)
    return [Reading(found.first, found.last, "DATE", period(day, "W"), anchor=chosen[1], day=monday, unit="W")]


def written_year(found: Found, context: Context) -> tuple[int, Anchor] | None:
    """The year that stands with a day or month: «2024», «'98», «last year», «that year»; and its anchor."""
    if year := found.value("y", "YEAR"):
        return int(year), "explicit"
    if year := found.value("shared", "YEAR"):
        crosses = int(found.value("m", "MONTH", "MABBR") or 0) > int(found.value("next", "MONTH", "MABBR") or 12)
        return int(year) - crosses, "explicit"  # «from November to March 2024» begins the year before
    if tens := found.value("tens", "DECADE"):
        return (int(tens[:4]), "explicit") if tens[:2].isdigit() and tens[2:4].isdigit() else None
    if (spelt := spelt_year(found, context)) is not None:
        return spelt, "explicit"
    if short := found.value("yy", "YY"):
        return long_year(int(short[1:]), context), "explicit"
    for atom in found.part("rely"):
        base = context.published
        for name, step in (("LAST", -1), ("NEXT", 1), ("THIS", 0)):
            if name in atom.values and base is not None:
                return base.year + step, "published"
        for name, step in (("PREVIOUS", -1), ("FOLLOWING", 1), ("THAT", 0)):
            if name in atom.values and context.focus is not None:
                return context.focus.day.year + step, "context"
    return None


def spelt_year(found: Found, context: Context) -> int | None:
    """The year of the words «nineteen ninety-six», «two thousand and one»; None where they name none."""
    if not found.has("spelt"):
        return None
    head, *rest = found.part("spelt")
    first, tail = int(head.values["YEARHEAD"]), count_of(rest) or 0
    if any("NUM" in a.values and not a.text.isalpha() for a in rest):
        return None
    if first > 100:
        return first + int(tail) if tail < 100 else None
    if tail == 100:
        return first * 100
    return first * 100 + int(tail) if 10 <= tail < 100 else None


def long_year(short: int, context: Context) -> int:
    """The year that two digits mean: at most ten years after the publication."""
    latest = (context.published.year if context.published else 2030) + 10
    year = latest - latest % 100 + short
    return year if year <= latest or year <= 100 else year - 100


def day_reading(found: Found, day: Date, anchor: Anchor, clock: str = "", explicit: bool = False) -> Reading:
    value = day.isoformat() + clock
    return Reading(
        found.first, found.last, "TIME" if clock else "DATE", value, anchor=anchor,
        day=day, unit="D", clock=clock, explicit=explicit,
    )  # fmt: skip
