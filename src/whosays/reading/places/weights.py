"""Learned weights of the two linear models of this stage: which stretch is a toponym, and which place it means.

The table ``places_weights.tsv`` is written by ``training/places.py``: model, feature, weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from whosays.reading.lexicon import Lexicon, TableSpec

WEIGHTS = TableSpec("places_weights", ("model", "feature", "weight"))
_loaded: WeakKeyDictionary[Lexicon, dict[str, dict[str, float]]] = WeakKeyDictionary()


def weights(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """Model name -> feature -> weight; read once for each lexicon."""
    found = _loaded.get(lexicon)
    if found is None:
        found = {}
        for row in lexicon.rows(WEIGHTS):
            found.setdefault(row["model"], {}).setdefault(row["feature"], float(row["weight"]))
        _loaded[lexicon] = found
    return found


def use(lexicon: Lexicon, tables: dict[str, dict[str, float]]) -> None:
    """Let a lexicon's documents be read with these weights instead of those of its table (for training)."""
    _loaded[lexicon] = tables


def score(features: Mapping[str, float], table: Mapping[str, float]) -> float:
    """Sum of weight times value over the features; unknown features count nothing."""
    return sum(table.get(name, 0.0) * value for name, value in features.items())
