"""Who speaks in a quotation, as far as the sentence around it says: the subject of its saying verb."""

from __future__ import annotations

from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.entities import Entity
from whosays.reading.actors.pronouns import Pronouns
from whosays.reading.parse import Parsed

_SUBJECTS = frozenset({"nsubj"})
_LONG = 25


def find_speakers(
    parsed: Parsed, pronouns: Pronouns, mentions: list[tuple[Candidate, Entity]]
) -> dict[tuple[int, int], Entity]:
    """quotation -> speaker: the subject outside the quotation nearest to its end or start, else the last speaker."""
    outside = [
        (c, e) for c, e in mentions
        if _is_subject(c) and pronouns.in_quote(c.start) is None
    ]  # fmt: skip
    out: dict[tuple[int, int], Entity] = {}
    last: Entity | None = None
    for quote in pronouns.quotes:
        found = _nearest(parsed, quote, outside)
        if found is not None:
            last = found
        elif last is not None and quote[1] - quote[0] < _LONG:
            continue
        if last is not None:
            out[quote] = last
    return out


def _is_subject(c: Candidate) -> bool:
    head = c.head
    while head.dep_ in {"appos", "compound"} and head.head.i != head.i:
        head = head.head
    return head.dep_ in _SUBJECTS


def _nearest(parsed: Parsed, quote: tuple[int, int], outside: list[tuple[Candidate, Entity]]) -> Entity | None:
    first, last = parsed.sentence_at(quote[0]), parsed.sentence_at(max(quote[0], quote[1] - 1))
    best: tuple[int, int] | None = None
    found: Entity | None = None
    for c, entity in outside:
        if not first <= parsed.sentence_at(c.start) <= last:
            continue
        after = c.start >= quote[1]
        distance = c.start - quote[1] if after else quote[0] - c.end
        if distance < 0:
            continue
        rank = (0 if distance < 60 else 1, distance)
        if best is None or rank < best:
            best, found = rank, entity
    return found
