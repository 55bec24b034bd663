"""Numbers of people and things in words, for all that shows them: «9 men», «1 child», «5 drones»."""

from __future__ import annotations

from whosays.model.incidents import AccountMeasure, Incident

_ONE_MANY = {
    "civilian": ("civilian", "civilians"), "child": ("child", "children"), "woman": ("woman", "women"),
    "man": ("man", "men"), "military": ("of the military", "of the military"), "militant": ("militant", "militants"),
    "police": ("of the police", "of the police"),
}  # fmt: skip
BOUNDS = {"at_least": "at least ", "at_most": "up to ", "about": "about ", "vague": "at least "}


def plural(unit: str) -> str:
    """«drones»; units that have one form stay."""
    if unit.endswith(("s", "aircraft", "personnel", "%")) or not unit:
        return unit
    return unit[:-1] + "ies" if unit.endswith("y") and unit[-2:-1] not in tuple("aeiou") else f"{unit}s"


def digits(number: float) -> str:
    """«1,200,000», «2.5»."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,g}"


def group(who: str) -> str:
    """A group of people, as a name: «civilians», «children», «military»."""
    return {"military": "military", "police": "police"}.get(who) or _ONE_MANY.get(who, (who, who))[1]


def counted(number: float, who: str | None) -> str:
    """«9 men», «1 child», «6 of the military»; the bare number where nothing is said of them."""
    one, many = _ONE_MANY.get(who or "", (who or "", who or ""))
    return f"{digits(number)} {one if number == 1 else many}" if who else digits(number)


def number_words(measure: AccountMeasure) -> str:
    """One source's bare number: «9», «at least 12», «5–7»."""
    if measure.bound == "range" and measure.low is not None and measure.high is not None:
        return f"{digits(measure.low)}–{digits(measure.high)}"
    number = next((v for v in (measure.best, measure.low, measure.high) if v is not None), None)
    return "?" if number is None else BOUNDS.get(measure.bound, "") + digits(number)


def measured(measure: AccountMeasure) -> str:
    """One source's number: «killed at least 9 men», «intercepted 3 missiles», «3,000 people»."""
    number = next((v for v in (measure.best, measure.low, measure.high) if v is not None), None)
    role = "" if measure.role == "other" else f"{measure.role} "
    if number is None:
        return role.strip() or measure.unit
    if measure.unit != "person":
        words = f"{digits(number)} {measure.unit if number == 1 else plural(measure.unit)}"
    else:
        words = counted(number, measure.who) + ("" if role or measure.who else " people")
    return f"{role}{BOUNDS.get(measure.bound, '')}{words}"


def roles_by_group(incident: Incident) -> frozenset[str]:
    """Of killed and injured, those that no account counts as a whole, so that its largest group stands for it."""
    return frozenset(f.role for f in incident.counts() if f.derived and f.who is None and f.unit == "person")
