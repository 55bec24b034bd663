"""Relations between events: those that words state, and which mentions are the same event."""

from __future__ import annotations

from collections.abc import Sequence

from whosays.model import Claim, Event, Place, Relation, Time
from whosays.reading.parse import Parsed
from whosays.reading.relations.connectives import connective_table, stated_relations
from whosays.reading.relations.mentions import Mentions
from whosays.reading.relations.same import anaphora_table, same_events


def read_relations(
    parsed: Parsed, times: list[Time], events: list[Event], claims: list[Claim], places: Sequence[Place] = ()
) -> list[Relation]:
    """All relations, ``same_as`` among them: those that words state first, in text order."""
    if len(events) < 2:
        return []
    mentions = Mentions(parsed, events)
    stated = stated_relations(parsed, mentions, connective_table(parsed.lexicon))
    same = same_events(parsed, mentions, times, places, anaphora_table(parsed.lexicon))
    return [*stated, *same]
