"""Why an item was read, in words: what the stages share to tell it (``whosays read --explain``).

A reason is a short plain sentence. Where a table decided it begins with the table's file and the word in it
(«cues.tsv: say (VERB, assert)»), so that a coder finds the row; else with the part that decided («encoder: …»).
Stages make reasons only where ``parsed.explain`` is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from whosays.reading.lexicon import Lexicon

Value = TypeVar("Value")
_MOST = 4  # features told of a linear model


class Heard(Mapping[str, Value], Generic[Value]):
    """A mapping that remembers which of its words were asked for and there, in order, with what they gave."""

    def __init__(self, words: Mapping[str, Value], heard: list[tuple[str, Value]]) -> None:
        self._words, self.heard = words, heard

    def __getitem__(self, word: str) -> Value:
        found = self._words[word]
        self.heard.append((word, found))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def row(lexicon: Lexicon, table: str, said: str, **cells: str) -> str:
    """«FILE: said», where FILE is the table's, or the user's own where the row with these cells stands there."""
    return f"{lexicon.home(table, **cells)}: {said}"


def strongest(features: Mapping[str, float], weights: Mapping[str, float]) -> str:
    """The features of a linear model that moved its score most, as «name +1.20, other -0.45»."""
    moved = {name: weights.get(name, 0.0) * value for name, value in features.items() if name != "bias"}
    first = sorted(moved, key=lambda name: (-abs(moved[name]), name))[:_MOST]
    return ", ".join(f"{name} {moved[name]:+.2f}" for name in first if moved[name])
