"""A count of nought: «no civilians had been hurt» gives the number of injured civilians, and it is none."""

from __future__ import annotations

import re
from functools import cache

from whosays.reconcile.facts import Quantity
from whosays.reconcile.words import table, telling_words


@cache
def _losses() -> dict[str, dict[str, str | None]]:
    """Class -> word -> what it means (see tables/losses.tsv)."""
    out: dict[str, dict[str, str | None]] = {"harm": {}, "who": {}, "thing": {}}
    for row in table("losses.tsv"):
        out[row[0]][row[1]] = row[2] if len(row) > 2 and row[2] else None
    return out


@cache
def _pattern() -> re.Pattern[str]:
    """«no civilians had been hurt», «none of its fighters was killed», «nobody was hurt», «no drone was lost»."""
    harm = "|".join(sorted(_losses()["harm"]))
    return re.compile(
        r"\b(?:(?:no|none of (?:its|the|his|her|their|our|those)|not (?:a|one)) (?P<what>(?:[\w-]+ ){1,4}?)"
        r"|(?:nobody|no one|none) )"
        rf"(?:(?:has|have|had|was|were|is|are|been|be) ){{1,3}}(?P<harm>{harm})\b",
        re.IGNORECASE,
    )


def noughts(text: str, start: int, end: int) -> list[Quantity]:
    """The counts of nought in a stretch of a text."""
    words = _losses()
    out = []
    for found in _pattern().finditer(text, start, end):
        role = words["harm"][found["harm"].lower()]
        what = (found["what"] or "people").strip().lower()
        named = sorted(telling_words(what)) or [what]
        span = found.span()
        if role == "destroyed":
            unit = next((words["thing"][w] for w in named if w in words["thing"]), None)
            if unit is not None:
                out.append(Quantity(role=role, unit=unit, value=0, low=0, high=0, span=span))
        elif any(w in words["who"] for w in [*named, what]):
            who = next((words["who"][w] for w in named if words["who"].get(w)), None)
            out.append(Quantity(role=str(role), unit="person", who=who, value=0, low=0, high=0, span=span))
    return out
