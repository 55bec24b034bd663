"""Rules for periods that have a name: months, seasons, quarters, years, decades, centuries."""

from __future__ import annotations

import datetime

from whosays.model.report import Anchor
from whosays.reading.times.context import Context, Reading
from whosays.reading.times.days import long_year, spelt_year, written_year
from whosays.reading.times.grammar import Found
from whosays.reading.times.intervals import interval
from whosays.reading.times.values import SEASON_START, Date, period, shift, years_around

_RECENT_YEARS = range(1900, 2041)
_NOT_BEFORE = ("$", "£", "€", "#", "@", "-", "/")
_LONG_PAST = 270  # days after its start that a quarter of the year is more likely the coming one
_BACKWARD = ("LAST", "PREVIOUS", "LATEST")
_LEADING = ("SINCE", "BY", "UNTIL", "FROM", "DURING", "OF", "BETWEEN")
_LASTING = ("IN", "FOR", "DURING", "BY", "FROM", "UNTIL", "SINCE")
_FORWARD = ("NEXT", "COMING", "FOLLOWING")


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
        chosen = written[0], written[1]
    elif which and base is not None:
        step = direction_of(which[0].values)
        year = base.year
        if step < 0 and number >= base.month:
            year -= 1
        elif step > 0 and number <= base.month:
            year += 1
        chosen = min(max(year, 1), 9999), "published"
    elif found.led_by("THAT") and context.focus is not None:  # «in July 2025, and again that December»
        told = context.focus.day
        chosen = min(told.year + (number < told.month and context.focus.unit != "Y"), 9999), "context"
    else:
        chosen = context.year_for(number, None, found)
    if chosen is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-{number:02d}")]
    year, anchor = chosen
    return [period_reading(found, context, Date(year, number, 1), "M", anchor)]


def _is_month(found: Found, context: Context) -> bool:
    """Is «may», «march», «august» or «June» here a month, not a verb, an adjective or a person?"""
    atom = found.part("m")[0]
    token = context.parsed.token_at(atom.start)
    if not found.has("which") and not found.has("mod"):
        named = token.ent_type_ == "PERSON" or (token.dep_ == "compound" and token.head.tag_ == "NNP")
        if named and token.head.ent_type_ in ("PERSON", "") and not found.led_by("IN"):
            return False
    if "DOUBTFUL" not in atom.values:
        return found.has("which") or found.has("mod") or not context.is_named(found)
    if token.tag_ == "MD" and not found.led_by("IN"):
        return False
    led = found.has("which") or found.has("mod") or found.led_by("IN", *_LEADING)
    led = led or (found.led_by("FOR") and token.ent_type_ == "DATE")
    return led and (context.parsed.text[atom.start].isupper() or found.led_by("IN"))


def season(found: Found, context: Context) -> list[Reading]:
    """«last fall», «the summer of 2016», «this spring»."""
    name = found.value("s", "SEASON") or "SU"
    written = written_year(found, context)
    which = found.part("which")
    if not written and not which and not _is_season(found, context):
        return []
    if written:
        day = Date(written[0], SEASON_START[name], 1)
        return [period_reading(found, context, day, name, written[1])]
    base = context.published
    if base is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-{name}")]
    step = direction_of(which[0].values) if which else 0
    starts = [Date(y, SEASON_START[name], 1) for y in years_around(base.year)]
    if which and step < 0:
        day = max((s for s in starts if shift(s, 3, "M") <= base), default=starts[0])
    elif (which and step > 0) or (not which and context.tense(found) == "future"):
        day = min((s for s in starts if s > base), default=starts[-1])
    elif which:
        day = next((s for s in starts if s <= base < shift(s, 3, "M")), Date(base.year, SEASON_START[name], 1))
    else:
        day = max((s for s in starts if s <= base), default=starts[0])
    return [period_reading(found, context, day, name, "published")]


def _is_season(found: Found, context: Context) -> bool:
    """«the fall of Aleppo» and «to spring» are no seasons."""
    doubtful = "DOUBTFUL" in found.part("s")[0].values
    if found.followed_by("OF") or (doubtful and found.followed_by("IN")):
        return False
    token = context.parsed.token_at(found.part("s")[0].start)
    led = found.led_by("IN", "APPROX", *_LEADING) or found.has("mod")
    return led and token.pos_ in ("NOUN", "PROPN")


def quarter(found: Found, context: Context) -> list[Reading]:
    """«the third quarter», «Q3 2018», «last year's third quarter», «the June quarter»: the last or the coming one."""
    number = int((found.value("q", "QUARTER") or "q0")[1:]) or int(found.value("n", "ORD") or 0)
    if found.has("last"):
        number = 4
    if last_month := int(found.value("m", "MONTH") or 0):
        number = last_month // 3 if last_month % 3 == 0 else 0
    if not 1 <= number <= 4:
        return []
    written = written_year(found, context)
    if written:
        return [period_reading(found, context, Date(written[0], 3 * number - 2, 1), "Q", written[1])]
    base = context.published
    if base is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-Q{number}")]
    return [period_reading(found, context, last_or_coming(found, context, base, 3 * number - 2), "Q", "published")]


def last_or_coming(found: Found, context: Context, base: Date, month: int) -> Date:
    """The start of a part of the year that begins with a month: the last one, or with the tense the coming one."""
    starts = [Date(y, month, 1) for y in years_around(base.year)]
    day = max((s for s in starts if s <= base), default=starts[0])
    if context.tense(found) == "future" and (base - day).days > _LONG_PAST:
        day = min((s for s in starts if s > base), default=day)
    return day


def half(found: Found, context: Context) -> list[Reading]:
    """«the first half of 2018», «the second half of the year»; alone, the last one begun, or the coming one."""
    number = int(found.value("n", "ORD") or 0)
    written = written_year(found, context)
    base = context.published
    if number not in (1, 2):
        return []
    if written:
        return [period_reading(found, context, Date(written[0], 6 * number - 5, 1), "H", written[1])]
    if not found.has("own") and not found.led_by(*_LASTING):
        return []
    if base is None:
        return [Reading(found.first, found.last, "DATE", f"XXXX-H{number}")]
    if found.has("own"):
        return [period_reading(found, context, Date(base.year, 6 * number - 5, 1), "H", "published")]
    return [period_reading(found, context, last_or_coming(found, context, base, 6 * number - 5), "H", "published")]


def year(found: Found, context: Context) -> list[Reading]:
    """«1998», «late 2018», «fiscal 1989», and not «2000 troops»."""
    atom = found.part("y")[0]
    number = int(atom.text)
    if (found.first, found.last + 1) == found.parts["y"] and not _is_year(found, context, number):
        return []
    return [period_reading(found, context, Date(number, 1, 1), "Y", "explicit", written=True)]


def _is_year(found: Found, context: Context, number: int) -> bool:
    """Is a bare number a year: by what stands around it, and by what it counts?"""
    atom = found.part("y")[0]
    text = context.parsed.clean
    if text[atom.start - 1 : atom.start] in _NOT_BEFORE or text[atom.end : atom.end + 1] == "%":
        return False
    if found.followed_by("NUM", "COUNTED"):
        return False
    led = found.led_by("IN", "THE", "FISCAL", "LPAR", "EARLIER", "LATER", *_LEADING)
    token = context.parsed.token_at(atom.start)
    if token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in ("NNS", "NNPS"):
        if found.led_by("THE"):
            return number in _RECENT_YEARS
        base = context.published.year if context.published else number
        return abs(base - number) <= 15 and (number % 50 > 0 or abs(base - number) < 3)
    if led:
        return True
    if token.i and token.nbor(-1).pos_ == "PROPN" and token.dep_ != "npadvmod":
        return False
    return number in _RECENT_YEARS and (token.dep_ not in ("dobj", "nsubj", "nsubjpass") or token.ent_type_ == "DATE")


def year_words(found: Found, context: Context) -> list[Reading]:
    """«nineteen ninety-six», «two thousand and one»; not «two thousand men»."""
    number, words = spelt_year(found, context), found.part("spelt")
    named = found.first < found.parts["spelt"][0] and not found.has("mod")
    if number is None or (len(words) == 1 and not named):
        return []
    after = found.after()
    counts = after is not None and context.parsed.token_at(after.start).pos_ in ("NOUN", "ADJ")
    if not named and (counts or (number >= 2000 and not found.led_by("IN", "APPROX", *_LEADING))):
        return []
    return [period_reading(found, context, Date(number, 1, 1), "Y", "explicit", written=True)]


def year_list(found: Found, context: Context) -> list[Reading]:
    """«1994-97», «2014-2015»: two years; «2024-11» can only be a month."""
    first = int(found.value("y", "YEAR") or 0)
    second = int(found.value("yy", "YEAR", "NN") or 0)
    if 1 <= second <= min(12, first % 100):
        return [period_reading(found, context, Date(first, second, 1), "M", "explicit", written=True)]
    if second < 100:
        second += first - first % 100
    if not first < second < first + 100:
        return []
    return [
        Reading(i, i, "DATE", f"{y:04d}", anchor="explicit", day=Date(y, 1, 1), unit="Y", explicit=True)
        for i, y in ((found.parts["y"][0], first), (found.parts["yy"][0], second))
    ]


def year_short(found: Found, context: Context) -> list[Reading]:
    """«in '98»."""
    if not found.has("mod") and not found.led_by("IN", "AND", *_LEADING):
        return []
    number = long_year(int((found.value("yy", "YY") or "'0")[1:]), context)
    return [period_reading(found, context, Date(number, 1, 1), "Y", "explicit", written=True)]


def decade(found: Found, context: Context) -> list[Reading]:
    """«the 1990s», «the '60s», «the nineties»."""
    word = found.value("d", "DECADEWORD")
    head = int(found.value("h", "YEARHEAD") or 0)
    led = "THE" in found.atoms[found.parts["d"][0] - 1].values or found.has("mod")
    text = found.part("d")[0].text.replace("'", "").rstrip("s")
    if word:
        number = (head % 100 * 10 + int(word) % 10) if head else int(word)
    elif len(text) == 4:
        number = int(text) // 10
    else:
        number = long_year(int(text), context) // 10
    if not (led or head or len(text) == 4):
        return []
    if not word and number % 10 == 0 and number < 200:
        return [period_reading(found, context, Date(number * 10, 1, 1), "CE", "explicit", written=True)]
    first = Date(number * 10, 1, 1)
    return [period_reading(found, context, first, "DE", "explicit", written=True)]


def century(found: Found, context: Context) -> list[Reading]:
    """«the 20th century»."""
    number = int(found.value("n", "ORD") or 0)
    if not 1 < number < 31:
        return []
    return [period_reading(found, context, Date((number - 1) * 100, 1, 1), "CE", "explicit", written=True)]


def direction_of(values: dict[str, str]) -> int:
    """-1, 0 or 1 for «last», «this», «next»."""
    for name in (*_BACKWARD, *_FORWARD):
        if name in values:
            return -1 if name in _BACKWARD else 1
    return 0


def period_reading(
    found: Found, context: Context, day: Date, unit: str, anchor: Anchor, written: bool = False
) -> Reading:
    """The period of ``unit`` that holds ``day``; narrowed where «early», «mid-», «later» stand before it."""
    value = period(day, unit)
    covered = interval(value)
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
    modifier = found.value("mod", "MOD", "EDGE") or ("END" if found.value("mod", "LAST") else None)
    words = found.part("mod")
    if any("EARLIER" in a.values for a in words) and within:
        return start, base
    if any("LATER" in a.values for a in words) and within:
        return base, end
    if modifier and unit == "DE":
        first = {"START": 0, "MID": 3, "END": 6}[modifier]
        return Date(start.year + first, 1, 1), Date(start.year + first + 3, 12, 31)
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
        return (start, base) if context.tense(found) != "future" else (start, end)
    return None


def _late(start: Date, end: Date, days: int) -> Date:
    """The first of the last ``days`` days of a period; of a month, its 21st."""
    return (
        start + datetime.timedelta(days=20)
        if 28 <= (end - start).days + 1 <= 31
        else end - datetime.timedelta(days=days - 1)
    )
