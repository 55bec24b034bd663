"""Checks of one report against itself: sums, subsets, superlatives, chronology.

figures: parts against wholes; superlatives: ranks that one document cannot show; chronology: dates against the
order of events, against the publication and against weekdays.
"""

from __future__ import annotations

from whosays.model import Check, Event, Measure, Place, Relation, Time
from whosays.reading.checks.chronology import check_chronology
from whosays.reading.checks.figures import check_figures
from whosays.reading.checks.superlatives import check_superlatives
from whosays.reading.parse import Parsed


def read_checks(
    parsed: Parsed,
    times: list[Time],
    places: list[Place],
    measures: list[Measure],
    events: list[Event],
    relations: list[Relation],
) -> list[Check]:
    """What adds up and what does not; ``consistent`` only where two things were really compared."""
    if not len(parsed.doc):
        return []
    checks = [
        *check_figures(parsed, measures),
        *check_superlatives(parsed, measures, events),
        *check_chronology(parsed, times, events, relations),
    ]
    if not parsed.explain:
        return checks
    return [c if c.why else c.model_copy(update={"why": (_WHY[c.kind],)}) for c in checks]


_WHY = {
    "sum": "figures: the parts of a whole are added up and held against it",
    "subset": "figures: a part is held against its whole",
    "superlative": "words: they claim a rank",
    "chronology": "times: dates are held against the order told, the publication and the weekdays",
}
