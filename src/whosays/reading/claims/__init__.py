"""Claims: who says what, by which cue, with which stance."""

from __future__ import annotations

from whosays.model import Actor, Claim, Event, Measure
from whosays.reading.parse import Parsed


def read_claims(
    parsed: Parsed, actors: list[Actor], events: list[Event], measures: list[Measure]
) -> list[Claim]:
    """All claims in text order, with the narrator's for what no source claims."""
    return []
