"""Numbers that count people and things."""

from __future__ import annotations

from whosays.model import Actor, Measure, Place, Time
from whosays.reading.parse import Parsed


def read_measures(parsed: Parsed, times: list[Time], places: list[Place], actors: list[Actor]) -> list[Measure]:
    """All measures of the document, in text order; ``event`` is filled in by the events stage."""
    return []
