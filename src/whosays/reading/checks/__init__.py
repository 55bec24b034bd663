"""Checks of one report against itself: sums, subsets, superlatives, chronology."""

from __future__ import annotations

from whosays.model import Check, Event, Measure, Place, Relation, Time
from whosays.reading.parse import Parsed


def read_checks(
    parsed: Parsed,
    times: list[Time],
    places: list[Place],
    measures: list[Measure],
    events: list[Event],
    relations: list[Relation],
) -> list[Check]:
    """What adds up and what does not."""
    return []
