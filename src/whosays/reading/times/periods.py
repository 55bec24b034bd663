"""Rules for periods: months, seasons, quarters, years, decades, and «last week», «two months ago», «the next day»."""

from __future__ import annotations

import datetime

from whosays.model.report import Anchor
from whosays.reading.times import interval
from whosays.reading.times.context import Context, Reading
from whosays.reading.times.days import day_reading, long_year, written_year
from whosays.reading.times.grammar import Found
from whosays.reading.times.lengths import count_of
from whosays.reading.times.values import SEASON_START, Date, length, period, shift

_UNKNOWN = {"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "D": "XXXX-XX-XX", "Q": "XXXX-QX"}
_LONG_PAST = 270  # days after its start that a quarter of the year is more likely the coming one
_BACKWARD = ("LAST", "PREVIOUS", "LATEST")
_FORWARD = ("NEXT", "COMING", "FOLLOWING")
_NARRATIVE = ("THAT", "FOLLOWING", "PREVIOUS")


def month(found: Found, context: Context) -> list[Reading]:
    """«November», «last April», «late November», «July 1997», «June last year»."""
    number = int(found.value("m", "MONTH", "MABBR") or 0)
    atom = found.part("m")[0]
    written = written_year(found, context)
    if not written and not _is_month(found, context):
        return []
    if "MABBR" in atom.values and not written and not found.has("which"):
        follower = context.parsed.text[atom.end : atom.end + 1]
        if follower != "." or not context.parsed.text[atom.start].isupper():
            return []
    which = found.part("which")
    base = context.published
    chosen: tuple[int, Anchor] | None
    if written:
        chosen = written[0], written[1]  # type: ignore[assignment]
    elif which and base is not None:
        step = _direction(which[0].values)
        year = base.year
        if step < 0 and number >= base.month:
            year -= 1
        elif step > 0 and number <= base.month:
            year += 1
        chosen = year, "published"
    else:
        chosen = context.year_for(number, None, found)
    if chosen is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-{number:02d}")]
    year, anchor = chosen
    return [_reading(found, context, Date(year, number, 1), "M", anchor)]


def _is_month(found: Found, context: Context) -> bool:
    """Is «may», «march», «august» or «June» here a month, not a verb, an adjective or a person?"""
    atom = found.part("m")[0]
    token = context.parsed.token_at(atom.start)
    if token.ent_type_ == "PERSON" and not found.has("which") and not found.has("mod"):
        return False
    before = found.before()
    led = found.has("which") or found.has("mod") or bool(
        before and {"IN", "SINCE", "BY", "UNTIL", "FROM", "DURING", "OF", "BETWEEN"} & before.values.keys()
    )  # fmt: skip
    if atom.text in ("may", "march"):
        raw = context.parsed.text[atom.start : atom.end]
        return led and token.tag_ != "MD" and (raw[0].isupper() or atom.text == "march")
    if atom.text == "august" and not context.parsed.text[atom.start].isupper():
        return led
    return True


def season(found: Found, context: Context) -> list[Reading]:
    """«last fall», «the summer of 2016», «this spring»."""
    name = found.value("s", "SEASON") or "SU"
    written = written_year(found, context)
    which = found.part("which")
    if not written and not which and not _is_season(found, context):
        return []
    if written:
        day = Date(written[0], SEASON_START[name], 1)
        return [_reading(found, context, day, name, written[1])]  # type: ignore[arg-type]
    base = context.published
    if base is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-{name}")]
    step = _direction(which[0].values) if which else 0
    starts = [Date(y, SEASON_START[name], 1) for y in (base.year - 1, base.year, base.year + 1)]
    if which and step < 0:
        ended = [s for s in starts if shift(s, 3, "M") <= base] or starts[:1]
        day = ended[-1]
    elif which and step > 0 or not which and context.tense(found) == "future":
        day = [s for s in starts if s > base][0] if starts[-1] > base else starts[-1]
    elif which:
        day = next((s for s in starts if s <= base < shift(s, 3, "M")), starts[1])
    else:
        day = [s for s in [shift(starts[0], -12, "M"), *starts] if s <= base][-1]
    return [_reading(found, context, day, name, "published")]


def _is_season(found: Found, context: Context) -> bool:
    """«the fall of Aleppo» and «to spring» are no seasons."""
    before, after = found.before(), found.after()
    if after is not None and ("OF" in after.values or "IN" in after.values and found.atoms[found.last].text == "fall"):
        return False
    led = before is not None and {"IN", "BY", "DURING", "SINCE", "UNTIL", "OF"} & before.values.keys()
    token = context.parsed.token_at(found.part("s")[0].start)
    return bool(led or found.has("mod")) and token.pos_ in ("NOUN", "PROPN")


def quarter(found: Found, context: Context) -> list[Reading]:
    """«the third quarter», «Q3 2018», «the fiscal first quarter»: the last one begun, or the coming one."""
    number = int((found.value("q", "QUARTER") or "q0")[1:]) or int(found.value("n", "ORD") or 0)
    if not 1 <= number <= 4:
        return []
    written = written_year(found, context)
    if written:
        return [_reading(found, context, Date(written[0], 3 * number - 2, 1), "Q", written[1])]  # type: ignore[arg-type]
    base = context.published
    if base is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-Q{number}")]
    starts = [Date(y, 3 * number - 2, 1) for y in (base.year - 1, base.year, base.year + 1)]
    begun = [s for s in starts if s <= base]
    day = begun[-1]
    if context.tense(found) == "future" and (base - day).days > _LONG_PAST:
        day = starts[len(begun)]
    return [_reading(found, context, day, "Q", "published")]


def half(found: Found, context: Context) -> list[Reading]:
    """«the first half of 2018»."""
    number = int(found.value("n", "ORD") or 0)
    written = written_year(found, context)
    if written is None or number not in (1, 2):
        return []
    return [_reading(found, context, Date(written[0], 6 * number - 5, 1), "H", written[1])]  # type: ignore[arg-type]


def year(found: Found, context: Context) -> list[Reading]:
    """«1998», «late 2018», «fiscal 1989», and not «2000 troops»."""
    atom = found.part("y")[0]
    number = int(atom.text)
    if found.first == found.parts["y"][0] and not _is_year(found, context, number):
        return []
    return [_reading(found, context, Date(number, 1, 1), "Y", "explicit", written=True)]


def _is_year(found: Found, context: Context, number: int) -> bool:
    atom = found.part("y")[0]
    before, after = found.before(), found.after()
    text = context.parsed.clean
    if (
        text[atom.start - 1 : atom.start] in ("$", "#", "-", "/", "@")
        and before
        and "YEAR" not in ((found.before(2) or before).values)
    ):
        return False
    if text[atom.end : atom.end + 1] == "%" or (before and before.text in ("£", "€", "no")):
        return False
    if after is not None and (
        after.text in ("percent", "miles", "km", "meters", "metres", "feet") or "NUM" in after.values
    ):
        return False
    led = before is not None and {
        "IN", "SINCE", "BY", "UNTIL", "FROM", "DURING", "BETWEEN", "LPAR", "THE", "FISCAL", "EARLIER", "LATER",
    } & before.values.keys()  # fmt: skip
    token = context.parsed.token_at(atom.start)
    if token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in ("NNS", "NNPS"):
        if led and before and "THE" in before.values:
            return 1900 <= number <= 2040
        base = context.published.year if context.published else number
        return abs(base - number) <= 15 and (number % 50 > 0 or abs(base - number) < 3)
    if led:
        return 1000 <= number <= 2100
    if not 1900 <= number <= 2040:
        return False
    return token.dep_ not in ("dobj", "nsubj", "nsubjpass") or token.ent_type_ == "DATE"


def year_list(found: Found, context: Context) -> list[Reading]:
    """«1994-97», «2018-19»: two years."""
    first = int(found.value("y", "YEAR") or 0)
    second = first - first % 100 + int(found.value("yy", "NN") or 0)
    start = found.parts["y"][0]
    last = found.parts["yy"][0]
    if second <= first:
        return []
    return [
        Reading(i, i, "DATE", f"{y:04d}", anchor="explicit", day=Date(y, 1, 1), unit="Y", explicit=True)
        for i, y in ((start, first), (last, second))
    ]


def year_short(found: Found, context: Context) -> list[Reading]:
    """«in '98»."""
    before = found.before()
    if not found.has("mod") and not (
        before and {"IN", "SINCE", "OF", "FROM", "BY", "UNTIL", "AND"} & before.values.keys()
    ):
        return []
    number = long_year(int((found.value("yy", "YY") or "'0")[1:]), context)
    return [_reading(found, context, Date(number, 1, 1), "Y", "explicit", written=True)]


def decade(found: Found, context: Context) -> list[Reading]:
    """«the 1990s», «the '60s», «the nineties»."""
    word = found.value("d", "DECADEWORD")
    text = found.part("d")[0].text.replace("'", "").rstrip("s")
    if word:
        number = int(word)
    elif len(text) == 4:
        number = int(text) // 10
    else:
        before = found.before()
        named = found.atoms[found.first].text in ("the", "early", "late", "mid") or found.has("mod")
        if not named or before and "IN" in before.values and found.atoms[found.first].text != "the":
            return []
        number = long_year(int(text), context) // 10
    first = Date(number * 10, 1, 1)
    return [_reading(found, context, first, "DE", "explicit", written=True)]


def century(found: Found, context: Context) -> list[Reading]:
    """«the 20th century»."""
    number = int(found.value("n", "ORD") or 0)
    if not 1 < number < 31:
        return []
    return [_reading(found, context, Date((number - 1) * 100, 1, 1), "CE", "explicit", written=True)]


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
    step = _direction(which.values)
    sentence = context.sentence(found)
    base: tuple[Date, Anchor] | None = (context.published, "published") if context.published else None
    before = found.atoms[found.first]
    if unit == "D" and "THAT" not in which.values or any(c in which.values for c in _NARRATIVE):
        base = context.narrative_day(sentence, unit)
        if unit == "D" and "LAST" in which.values or "THIS" in which.values:
            return []
    elif "NEXT" in which.values and "THE" in before.values and unit != "WE":
        base = context.narrative_day(sentence, unit)
    if "LATEST" in which.values and unit == "Q" and context.focus and context.focus.unit == "Q":
        base, step = (context.focus.day, "context"), 0
    if base is None:
        if unit == "D":
            return []
        return [Reading(found.first, found.last, "DATE", _UNKNOWN.get(unit, "XXXX"))]
    day = shift(base[0], step, unit)
    return [_reading(found, context, day, unit, base[1])]


def _one_of(found: Found, context: Context, unit: str, values: dict[str, str]) -> Reading:
    """«the past year»: a length of one unit that ends with the publication."""
    base = context.published
    limits = (shift(base, -1, unit), base) if base else None
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
    return [_reading(found, context, base[0], unit, base[1])]


def year_end(found: Found, context: Context) -> list[Reading]:
    """«year-end», «the year's end»."""
    base = context.published
    if base is None or found.value("e", "EDGE") != "END":
        return []
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
        return [_reading(found, context, shift(base, back, "W"), "WE", "published")]
    if "THE" not in found.atoms[found.first].values:
        return []
    focus = context.focus
    if focus and focus.unit == "Q" and context.near(focus, context.sentence(found), 8):
        return [_reading(found, context, focus.day, "Q", "context")]
    return []


def ago(found: Found, context: Context) -> list[Reading]:
    """«two months ago» is a month, «11 days ago» a day, «five years ago» a year."""
    unit = found.value("u", "UNIT", "UNITS") or "D"
    count = count_of(found.part("q")) if found.has("q") else None
    base = context.published
    if count is None:
        return [Reading(found.first, found.last, "DATE", "PAST_REF")]
    if base is None:
        return [Reading(found.first, found.last, "DATE", _UNKNOWN.get(unit, "PAST_REF"))]
    focus = context.focus
    if unit == "Y" and focus and focus.unit == "Q" and context.near(focus, context.sentence(found), 2):
        return [_compared(found, focus.day, -round(count), "Q")]
    return [_shifted(found, context, base, -count, unit, "published")]


def later(found: Found, context: Context) -> list[Reading]:
    """«two days later», «a week earlier», «hours later»; before a phrase («a day after the strike») a length."""
    unit = found.value("u", "UNIT", "UNITS") or "D"
    direction = found.part("dir")[0]
    count = count_of(found.part("q")) if found.has("q") else None
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
    focus = context.focus
    if focus and unit == "Y" and focus.unit in ("Q", "Y") and context.near(focus, sentence, 2):
        return [_compared(found, focus.day, round(signed), focus.unit)]
    if here is None:
        return [Reading(found.first, found.last, "DATE", _UNKNOWN.get(unit, "XXXX"))]
    return [_shifted(found, context, here[0], signed, unit, here[1])]


def _compared(found: Found, day: Date, years: int, unit: str) -> Reading:
    """The same period of another year, as figures are compared; the text goes on in its own year."""
    value = period(shift(day, years, "Y"), unit)
    return Reading(found.first, found.last, "DATE", value, "context")


def _goes_on(found: Found, context: Context) -> bool:
    """Does a phrase or clause follow («… after the attack»)?"""
    after = found.after()
    if after is None or "DOT" in after.values or "COMMA" in after.values:
        return False
    return context.parsed.token_at(after.start).pos_ not in ("PUNCT", "CCONJ", "VERB", "AUX", "SPACE")


def day_beside(found: Found, context: Context) -> list[Reading]:
    """«the day before», «the week after», where nothing follows."""
    unit = found.value("u", "UNIT") or "D"
    here = context.narrative_day(context.sentence(found), unit)
    if here is None or unit.startswith("T") or _goes_on(found, context):
        return []
    step = -1 if "BEFORE" in found.part("dir")[0].values else 1
    return [_reading(found, context, shift(here[0], step, unit), unit, here[1])]


def year_earlier(found: Found, context: Context) -> list[Reading]:
    """«year-earlier», «the year-ago quarter»: a year before the period last named."""
    unit = found.value("u", "UNIT") or "Y"
    focus = context.focus
    base = context.published
    if focus and focus.unit in ("Q", "Y") and context.near(focus, context.sentence(found), 4):
        return [_compared(found, focus.day, -1, focus.unit)]
    if base is None:
        return []
    return [_reading(found, context, shift(base, -1, unit), unit, "published")]


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
    steps = round(count) * (2 if found.value("u", "UNIT", "UNITS") == "FN" else 1)
    return _reading(found, context, shift(base, steps, unit), unit, anchor)


def _direction(values: dict[str, str]) -> int:
    """-1, 0 or 1 for «last», «this», «next»."""
    for name in (*_BACKWARD, *_FORWARD):
        if name in values:
            return -1 if name in _BACKWARD else 1
    return 0


def _reading(found: Found, context: Context, day: Date, unit: str, anchor: Anchor, written: bool = False) -> Reading:
    """The period of ``unit`` that holds ``day``; narrowed where «early», «mid-», «later» stand before it."""
    value = period(day, unit)
    covered = interval.interval(value)
    limits = _narrowed(found, context, covered, unit) if covered else None
    first = covered[0] if covered and unit != "D" else day
    return Reading(
        found.first, found.last, "DATE", value, anchor, limits, first, unit, explicit=written or anchor == "explicit"
    )


def _narrowed(
    found: Found, context: Context, covered: tuple[Date, Date], unit: str
) -> tuple[Date | None, Date | None] | None:
    """The part of a period that its modifier leaves: early, mid, late, earlier, later; «this year» up to now."""
    start, end = covered
    base = context.published
    within = base is not None and start <= base <= end
    modifier = found.value("mod", "MOD", "EDGE")
    words = found.part("mod")
    if any("EARLIER" in a.values for a in words) and within:
        return start, base
    if any("LATER" in a.values for a in words) and within:
        return base, end
    if modifier and unit not in ("D", "WE"):
        days = (end - start).days + 1
        cut = {"M": 10}.get(unit, max(1, days // 3))
        if modifier == "START":
            return start, start + datetime.timedelta(days=cut - 1)
        if modifier == "END":
            late = days // 4 if unit == "Y" else cut
            return (shift(end, -3, "M") + datetime.timedelta(days=1) if unit == "Y" else _late(start, end, late)), end
        return start + datetime.timedelta(days=cut), start + datetime.timedelta(days=2 * cut - 1)
    if within and unit == "Y" and "THIS" in (found.part("which") or found.atoms[:1])[0].values:
        return (start, base) if context.tense(found) != "future" else (base, end)
    return None


def _late(start: Date, end: Date, days: int) -> Date:
    """The first of the last ``days`` days of a period; of a month, its 21st."""
    return (
        start + datetime.timedelta(days=20)
        if 28 <= (end - start).days + 1 <= 31
        else end - datetime.timedelta(days=days - 1)
    )
