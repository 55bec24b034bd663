"""Cut a document into windows that fit the encoder, at ends of sentences, each with some words of context."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

CONTEXT = 48  # pieces of what stands before that a window may repeat
_ENDS = frozenset({".", "!", "?", "…"})
_CLOSERS = frozenset({'"', "'", ")", "]", "''"})


@dataclass(frozen=True)
class Window:
    """Words [start, end) to be tagged; words [context, start) are read again before them."""

    context: int
    start: int
    end: int


def windows(words: list[str], sizes: list[int], limit: int) -> Iterator[Window]:
    """Windows over all words. ``sizes``: pieces per word; ``limit``: pieces per window.

    Breaks fall after sentence ends and line breaks where they can, else anywhere.
    """
    breaks = sentence_ends(words)
    allowed = set(breaks)
    start, n, context = 0, len(words), 0
    while start < n:
        room = limit - sum(sizes[context:start])
        end, size, last_break = start, 0, None
        while end < n and size + sizes[end] <= room:
            size += sizes[end]
            end += 1
            if end in allowed:
                last_break = end
        if end < n and last_break is not None:
            end = last_break
        end = max(end, start + 1)
        yield Window(context, start, end)
        start = context = end
        for k in range(bisect_left(breaks, start) - 1, -1, -1):
            if sum(sizes[breaks[k] : start]) > CONTEXT:
                break
            context = breaks[k]


def sentence_ends(words: list[str]) -> list[int]:
    """Indices of the words after which a sentence, or a line, ends (in front of which the next begins)."""
    out = []
    for i, word in enumerate(words):
        if word in _ENDS or "\n" in word:
            j = i + 1
            while j < len(words) and words[j] in _CLOSERS:
                j += 1
            out.append(j)
    return out
