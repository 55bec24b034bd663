"""A count of nought: «no civilians had been hurt» gives the number of injured civilians, and it is none."""

from __future__ import annotations

from functools import cache

from whosays.reconcile.drafts import Draft
from whosays.reconcile.facts import Quantity
from whosays.reconcile.words import table, telling_words


@cache
def _losses() -> dict[str, dict[str, str | None]]:
    """Class -> word -> what it means (see tables/losses.tsv)."""
    out: dict[str, dict[str, str | None]] = {"harm": {}, "who": {}, "thing": {}}
    for row in table("losses.tsv"):
        out[row[0]][row[1]] = row[2] if len(row) > 2 and row[2] else None
    return out


def unharmed(draft: Draft) -> Quantity | None:
    """The count of nought that a denied harm gives, or None where it denies something else."""
    if not draft.harmless or draft.event.status != "denied":
        return None
    words = _losses()
    role = next((words["harm"][w] for w in sorted(telling_words(draft.event.trigger.text)) if w in words["harm"]), None)
    if role is None:
        return None
    named = sorted(w for t in draft.targets for w in telling_words(t))
    if role == "destroyed":
        unit = next((words["thing"][w] for w in named if w in words["thing"]), None)
        if unit is None:
            return None
        return Quantity(role=role, unit=unit, value=0, low=0, high=0, span=draft.event.trigger.span)
    if not any(w in words["who"] for w in named):
        return None
    who = next((words["who"][w] for w in named if words["who"].get(w)), None)
    return Quantity(role=role, unit="person", who=who, value=0, low=0, high=0, span=draft.event.trigger.span)
