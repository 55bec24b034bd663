"""Actors and all their mentions."""

from __future__ import annotations

from whosays.model import Actor, Place
from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.described import Entities
from whosays.reading.actors.entities import Entity
from whosays.reading.actors.index import ActorIndex, actor_at
from whosays.reading.actors.introductions import join_introductions
from whosays.reading.actors.mentions import find_candidates
from whosays.reading.actors.phrases import find_hits
from whosays.reading.actors.position import stands_for_party
from whosays.reading.actors.pronouns import Pronouns
from whosays.reading.actors.speakers import find_speakers
from whosays.reading.actors.tagged import Tagged
from whosays.reading.actors.words import words_of
from whosays.reading.parse import Parsed

__all__ = ["ActorIndex", "actor_at", "read_actors"]


def read_actors(parsed: Parsed, places: list[Place]) -> list[Actor]:
    """All actors of the document, in order of their first mention."""
    words = words_of(parsed.lexicon)
    tagged = Tagged(parsed, places)
    found = find_candidates(parsed, words, find_hits(parsed, words))
    tagged.expect(found)
    candidates = [c for c in found if not tagged.place(c)]
    entities = Entities(parsed, words)
    entities.expect(candidates)
    named: list[tuple[Candidate, Entity]] = []
    pronouns: list[Candidate] = []
    for c in candidates:
        if c.type == "pronoun":
            pronouns.append(c)
        elif c.type != "state" or tagged.party(c, stands_for_party(c, words)):
            entity = entities.resolve(c)
            if entity is not None:
                entities.add(entity, c)
                named.append((c, entity))
    join_introductions(parsed, entities, named)
    named = [(c, entity.root) for c, entity in named]
    _resolve_pronouns(parsed, entities, named, pronouns)
    return entities.actors(tagged.idle)


def _resolve_pronouns(
    parsed: Parsed, entities: Entities, named: list[tuple[Candidate, Entity]], found: list[Candidate]
) -> None:
    """A second pass in text order: pronouns look back on all mentions, resolved pronouns included."""
    pronouns = Pronouns(parsed)
    speakers = find_speakers(parsed, pronouns, named)
    k = 0
    for c in found:
        while k < len(named) and named[k][0].start < c.start:
            pronouns.note(*named[k])
            k += 1
        entity = pronouns.resolve(c, speakers)
        if entity is not None:
            entities.add(entity, c)
            pronouns.note(c, entity)
