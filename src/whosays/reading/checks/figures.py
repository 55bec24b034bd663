"""Parts against the whole that holds them: do they fit into it, and where all are given, do they add up to it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.model import Check, Measure

if TYPE_CHECKING:
    from whosays.reading.parse import Parsed

# Groups that leave no one in two of them; «civilian» may be a child, a woman or a man as well.
_APART = ({"military", "civilian"}, {"militant", "civilian"}, {"police", "civilian"}, {"child", "woman"},
          {"child", "man"}, {"woman", "man"}, {"military", "militant"}, {"military", "police"},
          {"militant", "police"}, {"military", "child"}, {"militant", "child"}, {"police", "child"})  # fmt: skip
_LISTING = frozenset(":-–—")


def check_figures(parsed: Parsed, measures: list[Measure]) -> list[Check]:
    """Checks of kind ``subset`` and ``sum`` for every measure that includes others."""
    by_id = {m.id: m for m in measures}
    checks: list[Check] = []
    for whole in measures:
        parts = [by_id[i] for i in whole.includes if i in by_id]
        if not parts or whole.derived:
            continue
        if len(parts) > 1 and len({p.role for p in parts}) == 1:
            checks.append(_sum(parsed, whole, parts))
        else:
            checks.extend(_subset(whole, part) for part in parts)
    return checks


def _subset(whole: Measure, part: Measure) -> Check:
    least, most = _low(part), _high(whole)
    items = (part.id, whole.id)
    unit = part.unit != whole.unit
    if least is None:
        message = f"{_said(part)} among {_said(whole)}: the part has no lower end to compare"
        return Check(kind="subset", result="unverifiable", message=message, items=items)
    if most is not None and least > most:
        message = f"{_figure(part, unit)} is more than the whole it is said to be part of: {_figure(whole, unit)}"
        return Check(kind="subset", result="inconsistent", message=message, items=items)
    return Check(
        kind="subset", result="consistent", message=f"{_figure(part, unit)} of {_figure(whole, unit)}", items=items
    )


def _sum(parsed: Parsed, whole: Measure, parts: list[Measure]) -> Check:
    """Several parts of one whole: an equation where all are exact, else only that they fit."""
    items = (*(p.id for p in parts), whole.id)
    lows = [_low(p) for p in parts]
    least = sum(x for x in lows if x is not None)
    most = _high(whole)
    terms = " + ".join(_amount(p) for p in parts)
    exact = all(m.bound == "exact" for m in (whole, *parts))
    if exact and least == whole.value:
        return Check(kind="sum", result="consistent", message=f"{terms} = {_plain(least)} {_said(whole)}", items=items)
    if most is not None and least > most:
        if any(x is not None and x > most for x in lows) or _apart(parts):
            message = f"{terms} = {_plain(least)}, more than the {_plain(most)} stated"
            return Check(kind="sum", result="inconsistent", message=message, items=items)
        message = f"{terms} = {_plain(least)}, more than the {_plain(most)} stated, unless some are counted twice"
        return Check(kind="sum", result="unverifiable", message=message, items=items)
    if exact and _lists_all(parsed, whole, parts[0]):
        message = f"{terms} = {_plain(least)}, not the {_amount(whole)} stated"
        return Check(kind="sum", result="inconsistent", message=message, items=items)
    within = f"{_amount(whole)} stated" if most is None else f"{_plain(most)} stated"
    return Check(
        kind="subset", result="consistent", message=f"{terms} = {_plain(least)}, within the {within}", items=items
    )


def _apart(parts: list[Measure]) -> bool:
    """Can no one be in two of the parts?"""
    kinds = [p.who for p in parts]
    for i, a in enumerate(kinds):
        for b in kinds[i + 1 :]:
            if {a, b} not in _APART:
                return False
    return True


def _lists_all(parsed: Parsed, whole: Measure, first: Measure) -> bool:
    """Do the words present the parts as all there are («12 dead: seven soldiers and five civilians»)?"""
    if whole.span is None or first.span is None or first.span[0] < whole.span[1]:
        return False
    return any(c in _LISTING for c in parsed.clean[whole.span[1] : first.span[0]])


def _low(m: Measure) -> float | int | None:
    return m.low if m.low is not None else m.value


def _high(m: Measure) -> float | int | None:
    """The most that the words allow; None where they leave it open."""
    if m.bound in {"at_least", "vague"}:
        return None
    if m.bound == "about":
        return None
    return m.high if m.high is not None else m.value


def _plain(x: float | int) -> str:
    return f"{x:,.0f}" if x == int(x) else f"{x:,}"


def _amount(m: Measure) -> str:
    """The number with its bound, in words as short as they come."""
    if m.bound == "range" and m.low is not None and m.high is not None:
        return f"{_plain(m.low)} to {_plain(m.high)}"
    number = m.value if m.value is not None else m.low if m.low is not None else m.high
    if number is None:
        return "an unstated number"
    prefix = {"at_least": "at least ", "at_most": "up to ", "about": "about ", "vague": "at least "}.get(m.bound, "")
    return prefix + _plain(number)


def _figure(m: Measure, unit: bool = False) -> str:
    """«3 intercepted», «30 killed (child)»; with the unit («3 missile intercepted») where two of them differ."""
    group = m.unit if unit else ""
    who = f"({m.who})" if m.who else ""
    return " ".join(x for x in (_amount(m), group, "" if m.role == "other" else m.role, who) if x)


def _said(m: Measure) -> str:
    return f"({m.text})" if m.text else _figure(m)
