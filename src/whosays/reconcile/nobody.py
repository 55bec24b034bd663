"""A count of nought: «no civilians had been hurt» gives the number of injured civilians, and it is none."""

from __future__ import annotations

from functools import cache

from whosays.reconcile.facts import Quantity
from whosays.reconcile.language import LOSSES, phrases, rows
from whosays.reconcile.words import telling_words


@cache
def _losses() -> dict[str, dict[str, str | None]]:
    """Class -> word -> what it means (see ledger/losses.tsv of the language)."""
    out: dict[str, dict[str, str | None]] = {"harm": {}, "who": {}, "thing": {}}
    for row in rows(LOSSES):
        out[row["class"]][row["word"]] = row.get("means") or None
    return out


def noughts(text: str, start: int, end: int) -> list[Quantity]:
    """The counts of nought in a stretch of a text."""
    words = _losses()
    out = []
    for found in phrases("nought").finditer(text, start, end):
        role = words["harm"][found["harm"].lower()]
        what = (found["what"] or "").strip().lower()
        named = sorted(telling_words(what)) or [what]
        span = found.span()
        if role == "destroyed":
            unit = next((words["thing"][w] for w in named if w in words["thing"]), None)
            if unit is not None:
                out.append(Quantity(role=role, unit=unit, value=0, low=0, high=0, span=span))
        elif not what or any(w in words["who"] for w in [*named, what]):  # «nobody was hurt»
            who = next((words["who"][w] for w in named if words["who"].get(w)), None)
            out.append(Quantity(role=str(role), unit="person", who=who, value=0, low=0, high=0, span=span))
    return out
