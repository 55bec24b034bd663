"""Events: triggers, status, roles, time and place."""

from __future__ import annotations

from whosays.model import Actor, Event, Measure, Place, Time
from whosays.reading.parse import Parsed


def read_events(
    parsed: Parsed, times: list[Time], places: list[Place], actors: list[Actor], measures: list[Measure]
) -> tuple[list[Event], list[Measure]]:
    """All events in text order, and the measures with ``event`` (and derived ones) filled in."""
    return [], measures
