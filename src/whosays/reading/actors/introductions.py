"""«A nurse was arrested on Monday. Ann Lee, 30, had …»: the person whom a lead introduces before the name."""

from __future__ import annotations

from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.entities import Entity, Registry
from whosays.reading.parse import Parsed

_LEAD, _GAP = 2, 2  # sentences: the introduction stands in the first ones, the name soon after
_SUBJECT = frozenset({"nsubj", "nsubjpass"})


def join_introductions(parsed: Parsed, registry: Registry, mentions: list[tuple[Candidate, Entity]]) -> None:
    """Merge an unnamed person of the lead with the first new name that is a subject soon after."""
    for k, (c, entity) in enumerate(mentions):
        sentence = parsed.sentence_at(c.start)
        if sentence >= _LEAD:
            return
        if not (entity.unnamed and entity.person and c.indefinite and c.head.dep_ in _SUBJECT):
            continue
        if entity.mentions[0] is not c:
            continue
        name = _name_after(parsed, sentence, mentions[k + 1 :])
        if name is not None and _agree(entity.country, name.country) and _agree(entity.gender, name.gender):
            name.gender = name.gender or entity.gender
            registry.merge(entity, name)


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _name_after(parsed: Parsed, sentence: int, later: list[tuple[Candidate, Entity]]) -> Entity | None:
    for c, entity in later:
        gap = parsed.sentence_at(c.start) - sentence
        if gap > _GAP:
            return None
        if gap < 1:
            continue
        if c.type == "person" and entity.mentions[0] is c:
            return entity if c.head.dep_ in _SUBJECT else None
    return None
