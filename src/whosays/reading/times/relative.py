"""Rules for periods counted from another time: «last week», «the next day», «two months ago», «a year earlier»."""

from __future__ import annotations

from whosays.model.report import Anchor
from whosays.reading.times.context import ANYWHERE, NEAR_SENTENCES, Context, Reading
from whosays.reading.times.days import day_reading
from whosays.reading.times.grammar import Found
from whosays.reading.times.lengths import quantity_of
from whosays.reading.times.periods import direction_of, last_or_coming, period_reading
from whosays.reading.times.values import Date, length, make_day, period, shift

_UNKNOWN = {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "D": "XXXX-XX-XX", "Q": "XXXX-QX"}
_SPRING = 3  # up to this month the new year is the one begun
_NARRATIVE = ("THAT", "FOLLOWING", "PREVIOUS")


def relative(found: Found, context: Context) -> list[Reading]:
    """«last week», «this year», «the following day», «that month», «the latest quarter», «the past year»."""
    unit = found.value("u", "UNIT") or "D"
    which = found.part("which")[0]
    if unit in ("TH", "TM", "TS", "FN", "ML"):
        return [_one_of(found, context, unit, which.values)] if unit in ("TH", "TM") and "LAST" in which.values else []
    if which.text in ("past", "the past", "this past") and unit != "WE":
        return [_one_of(found, context, unit, which.values)]
    if which.text == "last" and unit in ("DE", "CE"):
        return [_one_of(found, context, unit, which.values)]
    if which.text == "last" and found.followed_by("OF") and "THE" in found.atoms[found.first].values:
        return []  # «the last year of the war»
    step = direction_of(which.values)
    sentence = context.sentence(found)
    base: tuple[Date, Anchor] | None = (context.published, "published") if context.published else None
    before = found.atoms[found.first]
    if (unit == "D" and "THAT" not in which.values) or any(c in which.values for c in _NARRATIVE):
        base = context.narrative_day(sentence, unit, ANYWHERE if "THAT" in which.values else NEAR_SENTENCES)
        if (unit == "D" and "LAST" in which.values) or "THIS" in which.values:
            return []
    elif "NEXT" in which.values and "THE" in before.values and unit != "WE":
        if found.led_by("APPROX", "WITHIN", "IN", "DURING", "FOR"):
            return [_one_of(found, context, unit, which.values)]
        base = context.narrative_day(sentence, unit)
    if "LATEST" in which.values and unit == "Q" and context.focus and context.focus.unit == "Q":
        base, step = (context.focus.day, "context"), 0
    if base is None:
        if unit == "D":
            return []
        return [Reading(found.first, found.last, "DATE", _UNKNOWN.get(unit, "XXXX"))]
    day = shift(base[0], step, unit)
    if unit == "D" and step > 0 and context.published and day > context.published and context.tense(found) == "past":
        return [Reading(found.first, found.last, "DATE", _UNKNOWN["D"])]  # it was the next day of a day not told
    return [period_reading(found, context, day, unit, base[1])]


def _one_of(found: Found, context: Context, unit: str, values: dict[str, str]) -> Reading:
    """«the past year», «over the next year»: a length of one unit that ends or begins with the publication."""
    base = context.published
    limits = (shift(base, -1, unit), base) if base else None
    if base and "NEXT" in values:
        limits = (base, shift(base, 1, unit))
    return Reading(found.first, found.last, "DURATION", length(1, unit), "published" if base else "none", limits)


def inside(found: Found, context: Context) -> list[Reading]:
    """«later in the day», «the end of the year», «early in the week»."""
    unit = found.value("u", "UNIT") or "D"
    if unit.startswith("T"):
        return []
    sentence = context.sentence(found)
    base: tuple[Date, Anchor] | None = (context.published, "published") if context.published else None
    if unit == "D":
        base = context.narrative_day(sentence, unit)
        if found.atoms[found.first].text in ("end", "the") or found.value("mod", "EDGE"):
            return []
    if base is None:
        return [Reading(found.first, found.last, "DATE", _UNKNOWN[unit])] if unit in _UNKNOWN else []
    return [period_reading(found, context, base[0], unit, base[1])]


def new_year(found: Found, context: Context) -> list[Reading]:
    """«the new year», «early in the new year»: the one nearest to the publication's turn of the year."""
    base = context.published
    if base is None:
        return [Reading(found.first, found.last, "DATE", "XXXX")]
    day = shift(base, 1, "Y") if base.month > _SPRING else base
    return [period_reading(found, context, day, "Y", "published")]


def period_end(found: Found, context: Context) -> list[Reading]:
    """«year-end», «the year's end», «month's end»: of the one that the publication lies in."""
    base = context.published
    unit = found.value("u", "UNIT") or "Y"
    joined = found.parts["mod"][0] - found.parts["u"][1] > 0
    if base is None or found.value("mod", "EDGE") != "END" or not (joined or found.part("mod")[0].text == "end"):
        return []
    if unit not in ("Y", "Q", "M", "W", "DE", "CE"):
        return []
    if unit != "Y":
        return [period_reading(found, context, base, unit, "published")]
    return [
        Reading(
            found.first, found.last, "DATE", f"{base.year:04d}", "published",
            (Date(base.year, 12, 1), Date(base.year, 12, 31)), Date(base.year, 12, 1), "Y",
        )
    ]  # fmt: skip


def bare_period(found: Found, context: Context) -> list[Reading]:
    """«the weekend», «the quarter»: the last one named or begun."""
    unit = "WE" if found.value("u", "WEEKENDWORD") is not None else "Q"
    base = context.published
    if unit == "WE":
        if base is None:
            return [Reading(found.first, found.last, "DATE", _UNKNOWN["WE"])]
        back = 0 if base.isoweekday() > 5 or context.tense(found) == "future" else -1
        return [period_reading(found, context, shift(base, back, "W"), "WE", "published")]
    if "THE" not in found.atoms[found.first].values:
        return []
    focus = context.focus
    if focus and focus.unit == "Q" and context.near(focus, context.sentence(found), 8):
        return [period_reading(found, context, focus.day, "Q", "context")]
    return []


def period_ended(found: Found, context: Context) -> list[Reading]:
    """«the year ended July 2», «the quarter ended Sept. 30»: a length, or the quarter, with its last day after it."""
    unit = found.value("u", "UNIT") or "Y"
    month = int(found.value("m", "MONTH", "MABBR") or 0)
    number = int(found.value("d", "DOM") or 0)
    written = int(found.value("y", "YEAR") or 0)
    chosen = (written, "explicit") if written else context.year_for(month, number or None, found)
    if chosen is None or unit.startswith("T"):
        return [] if chosen else [Reading(found.first, found.last, "DURATION", length(1, unit))]
    end = make_day(chosen[0], month, number) if number else shift(Date(chosen[0], month, 1), 1, "M")
    if unit == "Q" and end:
        return [period_reading(found, context, shift(end, -15, "D"), "Q", "context")]
    limits = (shift(shift(end, -1, unit), 1, "D"), end) if end else None
    return [Reading(found.first, found.last, "DURATION", length(1, unit), "context" if limits else "none", limits)]


def ago(found: Found, context: Context) -> list[Reading]:
    """«two months ago» is a month, «11 days ago» a day, «five years ago» a year."""
    unit = found.value("u", "UNIT", "UNITS") or "D"
    count = quantity_of(found)
    base = context.published
    if count is None and unit.startswith("T") and base is not None:
        return [day_reading(found, base, "published")]
    if count is None:
        return [Reading(found.first, found.last, "DATE", "PAST_REF")]
    if base is None:
        return [Reading(found.first, found.last, "DATE", _UNKNOWN.get(unit, "PAST_REF"))]
    focus = context.compared_period(context.sentence(found))
    if unit == "Y" and count == 1 and focus and focus.unit == "Q":
        return [_compared(found, focus.day, -1, "Q")]
    reading = _shifted(found, context, base, -count, unit, "published")
    if unit == "W" and reading.value.count("-") == 1:
        day = shift(base, -round(count), "W")
        reading.limits = (day, day)
    return [reading]


def ago_day(found: Found, context: Context) -> list[Reading]:
    """«two years ago today», «a week ago Friday», «two Fridays ago», «a week from Monday», «the Friday before last»."""
    base = context.published
    count = quantity_of(found) if found.has("q") else 2.0
    number = int(found.value("w", "WEEKDAY", "WABBR", "WEEKDAYS") or 0)
    if base is None or count is None or count != int(count):
        return [Reading(found.first, found.last, "DATE", f"XXXX-WXX-{number}" if number else "XXXX-XX-XX")]
    if not number:
        named, unit = shift(base, int(found.value("d", "DEIXIS") or 0), "D"), found.value("u", "UNIT", "UNITS") or "W"
        return [day_reading(found, shift(named, int(count if found.has("from") else -count), unit), "published")]
    back = (base.isoweekday() - number) % 7
    if found.has("from"):
        day = shift(base, 7 - back, "D")
        return [day_reading(found, shift(day, int(count), found.value("u", "UNIT", "UNITS") or "W"), "published")]
    if found.has("u"):
        there = shift(base, -int(count), found.value("u", "UNIT", "UNITS") or "W")
        return [day_reading(found, shift(there, (number - there.isoweekday() + 3) % 7 - 3, "D"), "published")]
    return [day_reading(found, shift(base, -(back or 7) - 7 * (int(count) - 1), "D"), "published")]


def before_last(found: Found, context: Context) -> list[Reading]:
    """«the week before last», «the night before last»: the second one back."""
    base = context.published
    part, unit = found.value("p", "PART"), found.value("u", "UNIT") or "D"
    if base is None or unit.startswith("T"):
        return []
    day = shift(base, -2, unit)
    if part is None:
        return [period_reading(found, context, day, unit, "published")]
    return [day_reading(found, day, "published", clock=f"T{part}")]


def later(found: Found, context: Context) -> list[Reading]:
    """«two days later», «a week earlier», «hours later»; before a phrase («a day after the strike») a length."""
    unit = found.value("u", "UNIT", "UNITS") or "D"
    direction = found.part("dir")[0]
    count = quantity_of(found)
    sentence = context.sentence(found)
    here = context.narrative_day(sentence, unit)
    if "FROMNOW" in direction.values:
        here = (context.published, "published") if context.published else None
    forward = not {"EARLIER", "BEFORE"} & direction.values.keys()
    if {"BEFORE", "AFTER"} & direction.values.keys() and _goes_on(found, context):
        last = found.last - 1
        return [Reading(found.first, last, "DURATION", length(count, unit))] if found.has("q") else []
    if count is None:
        if here is None:
            return [Reading(found.first, found.last, "DATE", "FUTURE_REF" if forward else "PAST_REF")]
        if unit in ("TH", "TM", "TS"):
            return [day_reading(found, here[0], here[1])]
        return [Reading(found.first, found.last, "DATE", "FUTURE_REF" if forward else "PAST_REF")]
    signed = count if forward else -count
    focus = context.compared_period(sentence) if unit == "Y" and "FROMNOW" not in direction.values else None
    if focus and (count == 1 or focus.unit == "Y"):
        return [_compared(found, focus.day, round(signed), focus.unit)]
    told = forward and "FROMNOW" not in direction.values and context.tense(found) == "past"
    if here is None or (told and here[1] == "published"):  # what was done later was not done after the publication
        return [Reading(found.first, found.last, "DATE", _UNKNOWN.get(unit, "XXXX"))]
    return [_shifted(found, context, here[0], signed, unit, here[1])]


def _compared(found: Found, day: Date, years: int, unit: str, anchor: Anchor = "context") -> Reading:
    """The same period of another year, as figures are compared; the text goes on in its own year."""
    value = period(shift(day, years, "Y"), unit)
    return Reading(found.first, found.last, "DATE", value, anchor)


def _goes_on(found: Found, context: Context) -> bool:
    """Does a phrase or clause follow («… after the attack»)?"""
    after = found.after()
    if after is None or "DOT" in after.values or "COMMA" in after.values:
        return False
    token = context.parsed.token_at(after.start)
    return token.pos_ not in ("PUNCT", "CCONJ", "SPACE") and token.tag_ not in ("VBD", "VBZ", "VBP", "MD")


def day_beside(found: Found, context: Context) -> list[Reading]:
    """«the day before», «the week after», where nothing follows."""
    unit = found.value("u", "UNIT") or "D"
    here = context.narrative_day(context.sentence(found), unit)
    if here is None or unit.startswith("T") or _goes_on(found, context):
        return []
    step = -1 if "BEFORE" in found.part("dir")[0].values else 1
    return [period_reading(found, context, shift(here[0], step, unit), unit, here[1])]


def year_earlier(found: Found, context: Context) -> list[Reading]:
    """«year-earlier», «the year-ago quarter», «the year-earlier third quarter»: a year before the period compared."""
    unit = found.value("u", "UNIT") or "Y"
    base = context.published
    if unit != "Y":
        return [period_reading(found, context, shift(base, -1, unit), unit, "published")] if base else []
    number = int(found.value("n", "ORD") or 0)
    quarterly = found.value("p", "UNIT") == "Q"
    if base and quarterly and 1 <= number <= 4:
        return [_compared(found, last_or_coming(found, context, base, 3 * number - 2), -1, "Q", "published")]
    if focus := context.compared_period(context.sentence(found)):
        return [_compared(found, focus.day, -1, focus.unit)]
    if base is None:
        return []
    day, unit = (shift(base, -1, "Q"), "Q") if quarterly else (base, "Y")
    return [_compared(found, day, -1, unit, "published")]


def _shifted(found: Found, context: Context, base: Date, count: float, unit: str, anchor: Anchor) -> Reading:
    """The period of ``unit`` that lies ``count`` units from a day."""
    if unit in ("TH", "TM", "TS"):
        return day_reading(found, shift(base, round(count), unit) if abs(count) >= 24 else base, anchor)
    if count != int(count):
        finer = {"Y": ("M", 12), "DE": ("Y", 10), "W": ("D", 7), "CE": ("Y", 100)}.get(unit)
        if finer:
            count, unit = round(count * finer[1]), finer[0]
    if unit in ("DE", "CE", "ML"):
        count, unit = count * {"DE": 10, "CE": 100, "ML": 1000}[unit], "Y"
    unit = {"FN": "W", "WE": "WE"}.get(unit, unit) if unit != "FN" else "W"
    if unit == "Y" and not 1 <= base.year + round(count) <= 9999:
        return Reading(found.first, found.last, "DATE", _beyond_calendar(base.year + round(count), round(count)))
    steps = round(count) * (2 if found.value("u", "UNIT", "UNITS") == "FN" else 1)
    return period_reading(found, context, shift(base, steps, unit), unit, anchor)


def _beyond_calendar(year: int, years: int) -> str:
    """TIMEX3 value of a year outside 1 to 9999: ``BC0044``, ``MA65`` (million years ago)."""
    if year > 9999:
        return "FUTURE_REF"
    return f"BC{1 - year:04d}" if years > -1_000_000 else f"MA{-years / 1_000_000:g}"
