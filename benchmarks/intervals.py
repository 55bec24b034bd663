"""Bootstrap intervals: how far a measure would move on other documents of the same kind.

Documents are drawn with replacement, as many as there are, with a fixed seed; each sample is scored by summing the
documents' counts. The interval holds the middle 95 % of the samples (Efron and Tibshirani 1993, the percentile
method). It says what the choice of documents does, not what a change of the reader does on the same documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.counts import Counts, figures, value

SAMPLES = 1000
SEED = 20240601
_LEVEL = (2.5, 97.5)


@dataclass(frozen=True)
class Interval:
    """The ends of the middle 95 % of the samples, in percent."""

    low: float
    high: float

    @property
    def half(self) -> float:
        """Half its width, in points."""
        return (self.high - self.low) / 2


def intervals(name: str, counts: Sequence[Counts], keys: Iterable[str], samples: int = SAMPLES) -> dict[str, Interval]:
    """An interval for each measure of a set, by its key in measures.tsv; none where no sample has the measure."""
    names = sorted({k for c in counts for k in c})
    matrix = np.array([[float(c.get(k, 0)) for k in names] for c in counts])
    drawn = np.random.default_rng(SEED).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=samples)
    totals = drawn @ matrix
    keys = list(keys)
    found: dict[str, list[float]] = {key: [] for key in keys}
    for row in totals:
        result = figures(name, dict(zip(names, row.tolist(), strict=True)))
        for key in keys:
            figure = value(result, key)
            if figure is not None:
                found[key].append(figure)
    return {k: Interval(*(float(p) for p in np.percentile(v, _LEVEL))) for k, v in found.items() if v}


def total(counts: Iterable[Counts]) -> Counts:
    """The counts of all documents together."""
    out: Counts = {}
    for one in counts:
        for key, n in one.items():
            out[key] = out.get(key, 0) + float(n)
    return out
