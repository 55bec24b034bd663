"""Relations between events."""

from __future__ import annotations

from whosays.model import Claim, Event, Relation, Time
from whosays.reading.parse import Parsed


def read_relations(
    parsed: Parsed, times: list[Time], events: list[Event], claims: list[Claim]
) -> list[Relation]:
    """All relations, ``same_as`` among them."""
    return []
