"""Rules for parts of the day and clock times, and how they join with a day beside them."""

from __future__ import annotations

from whosays.model.report import Anchor
from whosays.reading.times import days
from whosays.reading.times.context import Context, Reading
from whosays.reading.times.grammar import Found
from whosays.reading.times.values import Date, shift
from whosays.reading.times.words import Atom

_JOINTS = frozenset(
    {"ON", "AT", "IN", "FROM", "THE", "OF", "COMMA", "NEARLY", "APPROX", "BY", "DASH", "LATER", "EARLIER", "MOD"}
)
_MAX_JOINTS = 4
_LEADING = ("AT", "BY", "BEFORE", "AFTER", "UNTIL", "SINCE", "FROM", "BETWEEN", "AND", "NEARLY", "TO", "ON")


def part_of_day(found: Found, context: Context) -> list[Reading]:
    """«this morning», «last night», «that evening»; «morning» alone waits for a day to join."""
    name = found.value("p", "PART") or "MO"
    which = found.part("which")
    sentence = context.sentence(found)
    here = context.narrative_day(sentence)
    base = context.published
    clock = f"T{name}"
    if which:
        values = which[0].values
        if "LAST" in values or "THIS" in values:
            if base is None:
                return [Reading(found.first, found.last, "TIME", f"XXXX-XX-XX{clock}", clock=clock)]
            day = shift(base, -1, "D") if "LAST" in values else base
            return [_timed(found, day, clock, "published")]
        if here:
            step = {"NEXT": 1, "FOLLOWING": 1, "PREVIOUS": -1}.get(next(iter(values)), 0)
            return [_timed(found, shift(here[0], step, "D"), clock, here[1])]
        return [Reading(found.first, found.last, "TIME", f"XXXX-XX-XX{clock}", clock=clock)]
    if found.has("dir") and here:
        return [_timed(found, shift(here[0], -1, "D"), clock, here[1])]
    weak = not (found.has("mod") or _is_adverbial(found))
    if here:
        reading = _timed(found, here[0], clock, "context")
    else:
        reading = Reading(found.first, found.last, "TIME", context.unplaced_day(sentence) + clock, clock=clock)
    reading.weak = weak
    reading.day = None
    return [reading]


def _is_adverbial(found: Found) -> bool:
    """«in the morning», «at dawn», «before daybreak»; not «a night», «the night of terror»."""
    if " " in found.part("p")[0].text.replace(" - ", "-"):  # a phrase with its own preposition: «after dark»
        return True
    if not found.led_by("IN", "AT", "BEFORE", "AFTER", "DURING", "UNTIL", "BY", "NEARLY", "SINCE"):
        return False
    after = found.after()
    return after is None or not after.text[0].isalpha() or found.followed_by("GOESON")


def tonight(found: Found, context: Context) -> list[Reading]:
    """«tonight»."""
    if context.published is None:
        return [Reading(found.first, found.last, "TIME", "XXXX-XX-XXTNI", clock="TNI")]
    return [_timed(found, context.published, "TNI", "published")]


def overnight(found: Found, context: Context) -> list[Reading]:
    """«overnight»: the night that ends on the day of publication; «overnight into Friday», «the night to Friday»: on
    that Friday."""
    if found.has("night") and found.value("night", "PART") != "NI":
        return []
    base = context.published
    number = int(found.value("w", "WEEKDAY") or 0)
    if base is None:
        return [Reading(found.first, found.last, "TIME", "XXXX-XX-XXTNI", clock="TNI")]
    morning = shift(base, -((base.isoweekday() - number) % 7), "D") if number else base
    eve = shift(morning, -1, "D")
    reading = _timed(found, eve, "TNI", "published")
    reading.limits = (eve, morning)
    return [reading]


def overnight_of(found: Found, context: Context) -> list[Reading]:
    """«overnight» with its day after it («overnight on Friday»), which it joins."""
    reading = overnight(found, context)[0]
    reading.day = None
    return [reading]


def night_across(found: Found, context: Context) -> list[Reading]:
    """«The night of 11 to 12 May», «the night from Tuesday to Wednesday»: one night, named by both its days."""
    if found.value("p", "PART") != "NI":
        return []
    if found.has("w"):
        next_day = int(found.value("w", "WEEKDAY") or 0) % 7 + 1 == int(found.value("v", "WEEKDAY") or 0)
        eves = days.weekday(found, context)
    else:
        first, second = (int(found.value(part, "DOM", "ORDN") or 0) for part in ("d", "e"))
        next_day = second == first + 1
        eves = days.day_of_month(found, context)
    if not next_day or not eves:
        return []
    eve = eves[0]
    if eve.day is None:
        return [Reading(found.first, found.last, "TIME", f"{eve.value}TNI", eve.anchor, clock="TNI")]
    reading = _timed(found, eve.day, "TNI", eve.anchor)
    reading.limits = (eve.day, shift(eve.day, 1, "D"))
    return [reading]


def clock_time(found: Found, context: Context) -> list[Reading]:
    """«10:35 a.m.», «5pm», «1700 GMT», «at 0600», «5 o'clock», «4 in the morning»."""
    clock = _clock_value(found)
    if clock is None or (not found.has("ap") and not _is_clock(found, context)):
        return []
    return [_standing(found, context, f"T{clock}")]


def noon(found: Found, context: Context) -> list[Reading]:
    """«at noon», «midday», «midnight on Friday»; «a midnight deadline» waits for a day to join."""
    before = found.before()
    since = before is not None and "SINCE" in before.values
    clock = found.value("noon", "NOON") or "12:00"
    reading = _standing(found, context, "T00:00" if since and clock == "24:00" else f"T{clock}")
    reading.weak = not (since or found.has("near") or found.led_by(*_LEADING))
    return [reading]


def _standing(found: Found, context: Context, clock: str) -> Reading:
    """A clock time by itself: on the last day named, else the day of publication, else on no day."""
    here = context.narrative_day(context.sentence(found), reach=2)
    if here is None:
        day = context.unplaced_day(context.sentence(found))
        return Reading(found.first, found.last, "TIME", day + clock, clock=clock)
    reading = _timed(found, here[0], clock, "context")
    reading.day = None
    return reading


def _clock_value(found: Found) -> str | None:
    """«HH:MM» of the time, or None where the numbers are none."""
    atom = found.part("t")[0]
    values = atom.values
    text = values.get("CLOCK") or values.get("DECCLOCK") or ""
    if text:
        hour, minute = (int(x) for x in text.replace("h", ":").split(":")[:2])
    elif "HHMM" in values and not found.has("ap"):
        hour, minute = int(values["HHMM"][:2]), int(values["HHMM"][2:])
    else:
        number = values.get("HOUR") or values.get("NUM") or ""
        minutes = found.value("past", "CLOCKPAST") or found.value("min", "NUM") or "0"
        if not (number.isdigit() and minutes.isdigit()):
            return None
        hour, minute = int(number), int(minutes)
    half = (found.value("ap", "AMPM") or "")[:1]
    part = found.value("p", "PART")
    if half:
        if not 1 <= hour <= 12:
            return None if hour > 23 else f"{hour:02d}:{minute:02d}"
        hour = hour % 12 + (12 if half == "p" else 0)
    elif part and part != "MO" and hour < 12 and not (part == "NI" and hour < 5):
        hour += 12
    if hour > 24 or minute > 59:
        return None
    return f"{hour:02d}:{minute:02d}"


def _is_clock(found: Found, context: Context) -> bool:
    """Is a time without a.m. or p.m. one: led by «at», or followed by a zone; no score, no count?"""
    if found.last > found.parts["t"][1] - 1 or found.has("past"):
        return True
    if found.followed_by("THIS", "DEIXIS"):
        return True
    if found.followed_by("COUNTED"):
        return False
    atom = found.part("t")[0]
    if "CLOCK" in atom.values:
        return found.has("near") or found.led_by(*_LEADING)
    at = found.led_by("AT") or any("AT" in a.values or a.text.startswith("at ") for a in found.part("near"))
    return at or (atom.text[0] == "0" and (found.has("near") or found.led_by(*_LEADING)))


def _timed(found: Found, day: Date, clock: str, anchor: Anchor) -> Reading:
    return Reading(
        found.first, found.last, "TIME", day.isoformat() + clock, anchor,
        day=day, unit="D", clock=clock,
    )  # fmt: skip


def join(readings: list[Reading], context: Context, atoms: list[Atom]) -> list[Reading]:
    """Put a part of the day or clock time and the day beside it into one: «Wednesday night», «5 p.m. on Friday»."""
    out: list[Reading] = []
    for reading in readings:
        previous = out[-1] if out else None
        if previous is not None and _joins(previous, reading, context, atoms):
            out[-1] = _joined(previous, reading)
        else:
            out.append(reading)
    return [r for r in out if not r.weak]


def _joins(a: Reading, b: Reading, context: Context, atoms: list[Atom]) -> bool:
    gap = atoms[a.last + 1 : b.first]
    if len(gap) > _MAX_JOINTS or any(not _JOINTS & atom.values.keys() for atom in gap):
        return False
    if _is_day(a) and a.clock == "" and _is_clock_only(b):
        return not any("OF" in atom.values for atom in gap)
    if _is_clock_only(a) and _is_day(b):
        return not (b.clock and b.clock[1:2].isdigit()) and not any("COMMA" in atom.values for atom in gap)
    if _is_clock_only(b) and _is_day(a) and b.clock[1:2].isdigit() != a.clock[1:2].isdigit():
        return not any("COMMA" in atom.values for atom in gap)
    return (
        _is_clock_only(a)
        and _is_clock_only(b)
        and a.clock[1:2].isdigit()
        and not b.clock[1:2].isdigit()
        and (not any("COMMA" in atom.values for atom in gap))
    )


def _is_day(reading: Reading) -> bool:
    value = reading.value.partition("T")[0]
    return (
        reading.kind in ("DATE", "TIME")
        and not _is_clock_only(reading)
        and (
            reading.unit == "D" or (value.startswith("XXXX-WXX-") and not value.endswith("E")) or value.count("-") == 2
        )
    )


def _is_clock_only(reading: Reading) -> bool:
    return bool(reading.clock) and reading.day is None


def _joined(a: Reading, b: Reading) -> Reading:
    """One reading of the two; a clock time outweighs a part of the day, which says which half of the day it is."""
    day = b if _is_clock_only(a) else a
    exact = next((r.clock for r in (b, a) if r.clock[1:2].isdigit()), "")
    part = next((r.clock for r in (b, a) if r.clock and not r.clock[1:2].isdigit()), "")
    clock = exact or part
    if exact and part in ("TAF", "TEV", "TNI") and exact < "T12" and not (part == "TNI" and exact < "T05"):
        clock = f"T{int(exact[1:3]) + 12}{exact[3:]}"
    value = day.value.partition("T")[0] + clock
    return Reading(
        a.first, b.last, "TIME", value, day.anchor, None, day.day, day.unit, clock, explicit=day.explicit,
        weak=day.weak, why=(*day.why, *(b if day is a else a).why[:1]),
    )  # fmt: skip
