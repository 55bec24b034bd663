"""Rules for lengths of time, for what comes again and again, and for the present, past and future at large."""

from __future__ import annotations

from whosays.reading.times.context import Context, Reading
from whosays.reading.times.grammar import Found
from whosays.reading.times.values import length, shift
from whosays.reading.times.words import Atom

_LEADING = (
    "FOR", "IN", "WITHIN", "AFTER", "BEFORE", "SINCE", "UNTIL", "BY", "DURING", "OR", "AND", "COMMA", "DOT",
    "LAST", "APPROX", "SPENT",
)  # fmt: skip
_FOLLOWING = ("AGO", "BEFORE", "AFTER", "LATER", "EARLIER")


def count_of(atoms: list[Atom]) -> float | None:
    """The number that a quantity names: «twenty-five», «2 1/2», «a», «one and a half»; None for «several»."""
    total: float | None = None
    for i, atom in enumerate(atoms):
        values = atom.values
        if "FEW" in values:
            return None
        if "NUM" in values:
            number = float(values["NUM"])
            if total is None:
                total = number
            elif number in (100, 1000) and total < number and atom.text.isalpha():
                total *= number
            elif "AND" in atoms[i - 1].values:
                total = total + number if total >= 100 > number else number
            elif "DASH" in atoms[i - 1].values and not (total >= 20 and total % 10 == 0 and number < 10):
                total = number
            else:
                total += number
        elif "FRACTION" in values:
            above, below = values["FRACTION"].split("/")
            total = (total or 0) + int(above) / int(below)
        elif "HALFA" in values or "HALF" in values:
            total = (total or 0) + 0.5
        elif "A" in values and total is None:
            total = 1
    return total


def quantity_of(found: Found) -> float | None:
    """The number of units of an expression, with «and a half» after the unit; None where it is not said."""
    count = count_of(found.part("q")) if found.has("q") else None
    if count is not None and found.has("million"):
        return count * 1_000_000
    return count + 0.5 if count is not None and found.has("half") else count


def span_of_time(found: Found, context: Context) -> list[Reading]:
    """«the past two years», «the next 14 months», «recent weeks», «the first nine months»."""
    unit = found.value("u", "UNIT", "UNITS") or "D"
    count = quantity_of(found)
    value = length(count, unit)
    base = context.published
    which = found.part("which")
    if not which:
        return [Reading(found.first, found.last, "DURATION", value)]
    values = which[0].values
    if context.parsed.token_at(which[0].start).tag_ in ("VB", "VBP"):  # «could last two weeks»
        return []
    back = bool({"LAST", "RECENT", "PREVIOUS", "LATEST"} & values.keys())
    here = base
    anchor = "published"
    if {"PREVIOUS", "FOLLOWING"} & values.keys():
        narrative = context.narrative_day(context.sentence(found))
        here, anchor = narrative if narrative else (None, "none")
    if here is None or count is None or count != int(count):
        return [Reading(found.first, found.last, "DURATION", value)]
    steps = int(count)
    if unit in ("TH", "TM", "TS"):
        steps, unit = max(1, round(steps / 24)) if unit == "TH" else 0, "D"
    if "THIS" in values:
        return []
    limits = (shift(here, -steps, unit), here) if back else (here, shift(here, steps, unit))
    return [Reading(found.first, found.last, "DURATION", value, anchor, limits)]  # type: ignore[arg-type]


def length_of_time(found: Found, context: Context) -> list[Reading]:
    """«five hours», «two-year», «more than a decade»; not an age, not «a second strike»."""
    unit = found.value("u", "UNIT", "UNITS") or "D"
    quantity = found.part("q")
    if _is_age(found, context) or not _is_length(found, context, unit, quantity):
        return []
    value = length(quantity_of(found), unit)
    if _is_rate(found, context):
        return [Reading(found.first, found.last, "SET", value)]
    return [Reading(found.first, found.last, "DURATION", value)]


def _is_age(found: Found, context: Context) -> bool:
    """«45-year-old», «aged 12 years», «two years of age»."""
    after = [a for a in found.atoms[found.last + 1 : found.last + 4] if "DASH" not in a.values]
    if after and "OLD" in after[0].values:
        return True
    of_age = len(after) > 1 and "OF" in after[0].values and "AGED" in after[1].values
    return of_age or found.led_by("AGED")


def _is_length(found: Found, context: Context, unit: str, quantity: list[Atom]) -> bool:
    """Not «a second strike», «a quarter», «three-quarters», «$5 days», «1998 day»."""
    first, last = found.atoms[found.first], found.atoms[found.last]
    if context.parsed.clean[max(0, first.start - 1) : first.start] in ("$", "£", "€", "."):
        return False
    if unit == "Q" and (last.text != "quarters" or "DASH" in found.atoms[found.last - 1].values):
        return False
    if "A" in quantity[0].values and (unit == "TS" or "UNITS" in found.part("u")[-1].values):
        return False
    return not (unit == "D" and "UNIT" in last.values and any("YEAR" in a.values for a in quantity))


def _is_rate(found: Found, context: Context) -> bool:
    """«$3 million a year», «twice a week»: a rate; «for a year», «within a week», «spent a year»: a length."""
    quantity = found.part("q")
    if len(quantity) != 1 or quantity[0].text not in ("a", "an") or found.has("a"):
        return False
    before = found.before()
    if before is None:
        return False
    if "TIMES" in before.values:
        return True
    token = context.parsed.token_at(before.start)
    if token.pos_ in ("NOUN", "NUM", "SYM") or token.text == "%":
        own = context.parsed.token_at(found.atoms[found.last].start)
        return own.dep_ in ("npadvmod", "nmod", "appos", "prep", "advmod", "obl", "dobj") or own.head.pos_ in (
            "NUM",
            "NOUN",
        )
    return False


def bare_length(found: Found, context: Context) -> list[Reading]:
    """«for years», «within hours», «decades-long»: a length that is not said."""
    unit = found.value("u", "UNITS", "UNIT") or "D"
    if found.last > found.first:
        count = None if found.value("u", "UNITS") else 1.0
        return [Reading(found.first, found.last, "DURATION", length(count, unit))]
    if found.atoms[found.first].text == "quarters":
        return []
    before = found.before()
    led = before is None or found.led_by(*_LEADING) or found.followed_by(*_FOLLOWING)
    if before is not None and not before.values:
        led = context.parsed.token_at(before.start).pos_ in ("VERB", "ADP", "AUX", "SCONJ") or led
    if not led:
        return []
    return [Reading(found.first, found.last, "DURATION", length(None, unit))]


def spell(found: Found, context: Context) -> list[Reading]:
    """«a while», «monthlong»."""
    return [Reading(found.first, found.last, "DURATION", found.value("v", "SPELL") or "PX")]


def set_of_times(found: Found, context: Context) -> list[Reading]:
    """«every day», «each Thursday», «Tuesday nights», «daily», «every two years»."""
    if found.has("list"):
        part = found.value("p", "PARTS")
        start, end = found.parts["list"]
        days = [i for i in range(start, end) if "WEEKDAY" in found.atoms[i].values]
        value = "XXXX-WXX-{}" + (f"T{part}" if part else "")
        bounds = [(found.first if i == days[0] else i, found.last if i == days[-1] else i) for i in days]
        return [
            Reading(a, b, "SET", value.format(found.atoms[i].values["WEEKDAY"]))
            for i, (a, b) in zip(days, bounds, strict=True)
        ]
    if often := found.value("often", "OFTEN"):
        token = context.parsed.token_at(found.atoms[found.first].start)
        if "KIND" in found.part("often")[0].values and token.dep_ == "amod":
            return []  # «a quarterly dividend» says which dividend
        if token.pos_ == "PROPN" or token.ent_type_ in ("ORG", "WORK_OF_ART"):
            return []
        value = often
    elif unit := found.value("u", "UNIT", "UNITS"):
        count = count_of(found.part("q")) if found.has("q") else 1.0
        value = length(2 * count if count and found.has("other") else count, unit)
        if unit == "WE" and count == 1:
            value = "XXXX-WXX-WE"
    elif found.has("we"):
        value = "XXXX-WXX-WE"
    elif season := found.value("s", "SEASON"):
        value = f"XXXX-{season}"
    elif weekday := found.value("w", "WEEKDAY", "WEEKDAYS"):
        part = found.value("p", "PART", "PARTS")
        value = f"XXXX-WXX-{weekday}" + (f"T{part}" if part else "")
    elif month := found.value("m", "MONTH"):
        value = f"XXXX-{int(month):02d}"
    else:
        value = f"XXXX-XX-XXT{found.value('p', 'PART')}"
    return [Reading(found.first, found.last, "SET", value)]


def reference(found: Found, context: Context) -> list[Reading]:
    """«now», «recently», «the future»: no day of their own."""
    value = found.value("v", "REF", "CURRENT", "RECENT", "FUTURE", "PASTWORD") or "PRESENT_REF"
    return [Reading(found.first, found.last, "DATE", value)]
