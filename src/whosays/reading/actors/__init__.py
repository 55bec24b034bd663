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
    candidates = [c for c in found if not tagged.place(c) and not (c.type == "group" and _in_dateline(parsed, c))]
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


def _in_dateline(parsed: Parsed, c: Candidate) -> bool:
    """«ADEN, March 9 (Agency) —»: no agency acts there."""
    line = parsed.dateline
    opens = min((span[0] for span in (line.place, line.date) if span), default=None) if line is not None else None
    return line is not None and opens is not None and opens <= c.start < line.end


def _resolve_pronouns(
    parsed: Parsed, entities: Entities, named: list[tuple[Candidate, Entity]], found: list[Candidate]
) -> None:
    """A second pass in text order: pronouns look back on all mentions, resolved pronouns included.

    It is made twice: who says «I» in a quotation may himself be a «he» behind it («…», he said).
    """
    pronouns = Pronouns(parsed)
    speakers = find_speakers(parsed, pronouns, named)
    if pronouns.quotes:
        owners = _owners(parsed, named)
        first_person = parsed.lexicon.words("i") | parsed.lexicon.words("we")
        others = [c for c in (*found, *owners) if c.head.lower_ not in first_person]
        meant = _meant(pronouns, named, sorted(others, key=lambda c: c.start), speakers)
        _find_offices(named, meant)
        speakers = find_speakers(parsed, Pronouns(parsed), sorted([*named, *meant], key=lambda x: x[0].start))
    for c, entity in _meant(Pronouns(parsed), named, found, speakers):
        entities.add(entity, c)


def _owners(parsed: Parsed, named: list[tuple[Candidate, Entity]]) -> list[Candidate]:
    """«Its», where it opens the mention of a person."""
    first = [parsed.token_at(c.start) for c, e in named if e.person]
    return [
        Candidate("pronoun", t.idx, t.idx + len(t), t, "pronoun")
        for t in first
        if t.lower_ == "its" and t.dep_ == "poss"
    ]


def _find_offices(named: list[tuple[Candidate, Entity]], meant: list[tuple[Candidate, Entity]]) -> None:
    """«Its secretary general, Jo Doe»: he speaks for what «its» stands for."""
    owners = {c.start: e for c, e in meant if c.head.lower_ == "its"}
    for c, person in named:
        if person.person and person.speaks_for is None and c.start in owners:
            person.speaks_for = owners[c.start]


def _meant(
    pronouns: Pronouns,
    named: list[tuple[Candidate, Entity]],
    found: list[Candidate],
    speakers: dict[tuple[int, int], Entity],
) -> list[tuple[Candidate, Entity]]:
    """The pronouns whose entity is clear, in text order."""
    out = []
    k = 0
    for c in found:
        while k < len(named) and named[k][0].start < c.start:
            pronouns.note(*named[k])
            k += 1
        entity = pronouns.resolve(c, speakers)
        if entity is not None:
            out.append((c, entity))
            pronouns.note(c, entity)
    return out
