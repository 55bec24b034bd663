"""A claim while it is being put together: token ranges rather than code points, and how sure each part is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Range = tuple[int, int]
"""[first, last + 1) in tokens of ``parsed.doc``."""


@dataclass
class Draft:
    """Cue, source and content as token ranges.

    head: the token that carries the cue (its verb, noun or preposition); stance: what the cue's own words say,
    None where the cue is in no table; score: 0 to 1; carrier: another draft that relays this one;
    why: the reasons, where they are asked for; made: the stance is that of all its words, not of its cue alone.
    """

    head: int
    cue: Range
    source: Range | None
    content: list[Range]
    stance: str | None = None
    score: float = 0.6
    carrier: Draft | None = field(default=None, repr=False)
    why: tuple[str, ...] = ()
    made: bool = False

    @property
    def start(self) -> int:
        """First token of the content."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """One past the last token of the content."""
        return self.content[-1][1]

    def tokens(self) -> Iterator[int]:
        """All tokens of the content."""
        for first, last in self.content:
            yield from range(first, last)

    def holds(self, token: int) -> bool:
        """Is the token part of the content?"""
        return any(first <= token < last for first, last in self.content)


class Holders:
    """Which drafts hold a token in their content."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._at: dict[int, list[Draft]] = {}
        for draft in drafts:
            for i in draft.tokens():
                self._at.setdefault(i, []).append(draft)

    def of(self, draft: Draft) -> list[Draft]:
        """The other drafts in whose content this one's cue stands."""
        return [d for d in self._at.get(draft.head, ()) if d is not draft]


def runs(tokens: Iterable[int]) -> list[Range]:
    """Token numbers as sorted ranges of neighbours."""
    out: list[Range] = []
    for i in sorted(set(tokens)):
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out


def subtract(ranges: Iterable[Range], *holes: Range) -> list[Range]:
    """The ranges without the tokens of the holes."""
    keep = {i for a, b in ranges for i in range(a, b)}
    for a, b in holes:
        keep.difference_update(range(a, b))
    return runs(keep)
