"""Look up actors by span: which actor do these words mention?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from whosays.model import Actor
from whosays.model.report import Span


class ActorIndex:
    """The mentions of all actors of a document, by position."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self.actors = {a.id: a for a in actors}
        found = [(m.span[0], m.span[1], a.id, m.via) for a in actors for m in a.mentions]
        self._mentions = sorted(found, key=lambda m: (m[0], m[1]))
        self._starts = [m[0] for m in self._mentions]
        self._longest = max((m[1] - m[0] for m in self._mentions), default=0)

    def overlapping(self, span: Span) -> list[tuple[Span, str]]:
        """(span, actor id) of all mentions that overlap the span, in text order."""
        first = bisect_right(self._starts, span[0] - self._longest - 1)
        out: list[tuple[Span, str]] = []
        for start, end, actor, _ in self._mentions[first:]:
            if start >= span[1]:
                break
            if end > span[0]:
                out.append(((start, end), actor))
        return out

    def at(self, span: Span) -> str | None:
        """Id of the actor whose mention fits the span best, or None.

        Best: the largest overlap as part of the union; at least half of the mention or of the span must
        be covered.
        """
        best: tuple[float, int, str] | None = None
        for (start, end), actor in self.overlapping(span):
            common = min(end, span[1]) - max(start, span[0])
            if common * 2 < min(end - start, span[1] - span[0]):
                continue
            score = common / (max(end, span[1]) - min(start, span[0]))
            if best is None or (score, -start) > (best[0], -best[1]):
                best = (score, start, actor)
        return best[2] if best else None


def actor_at(actors: Sequence[Actor], span: Span) -> str | None:
    """Id of the actor that the words at ``span`` mention, or None (for many look-ups build an ActorIndex)."""
    return ActorIndex(actors).at(span)
