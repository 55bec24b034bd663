"""The branch for reports of attacks: two layers of its own on the encoder's fourth mark who did what to whom.

It runs only where it is asked (a document with violent events), on the hidden states that the encoder left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from whosays.reading.tags import FILLER

if TYPE_CHECKING:
    from numpy.typing import NDArray

Run = Callable[["NDArray[np.float32]", "NDArray[np.float32]"], "NDArray[np.float32]"]
"""Hidden states (1, pieces, width) and what the document is about (1, width) to logits (pieces, 15)."""


@dataclass(frozen=True)
class Part:
    """One window: hidden (pieces, width); ``words``: tokens it tags; ``first``: the first piece of each."""

    words: list[int]
    first: list[int]
    hidden: NDArray[np.float32]


class HiddenFillers:
    """The fillers of one document, from the hidden states of its windows. ``size``: tokens of the document."""

    def __init__(self, parts: list[Part], size: int, run: Run) -> None:
        self.parts, self._size, self._run = parts, size, run

    @cached_property
    def about(self) -> NDArray[np.float32]:
        """(width,): the mean over the words of the document."""
        return np.concatenate([p.hidden[p.first] for p in self.parts]).mean(axis=0)  # type: ignore[no-any-return]

    @cached_property
    def probabilities(self) -> NDArray[np.float32]:
        """(size, 5, 3): outside, beginning, inside; white space is outside."""
        out = np.zeros((self._size, len(FILLER), 3), dtype=np.float32)
        out[..., 0] = 1.0
        for part in self.parts:
            logits = self._run(part.hidden[None], self.about[None])[part.first].reshape(-1, len(FILLER), 3)
            e = np.exp(logits - logits.max(axis=2, keepdims=True))
            out[part.words] = e / e.sum(axis=2, keepdims=True)
        return out
