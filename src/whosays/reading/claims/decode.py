"""From the encoder's BIO probabilities to segments: the likeliest legal labelling of each sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from whosays.reading.tags import ATTRIBUTION

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from whosays.reading.tags import Tags

Part = Literal["source", "cue", "content"]
_PARTS: tuple[Part, ...] = ("source", "cue", "content")
_SURE_OUTSIDE = 0.97
_FLOOR = 1e-6


@dataclass(frozen=True)
class Segment:
    """[first, last) in tokens, all of one part; sure: mean probability of the part."""

    part: Part
    first: int
    last: int
    sure: float


def segments(doc: Doc, tags: Tags, outside_bias: float = 0.0) -> list[Segment]:
    """The segments of a document in order, by Viterbi over stretches that are not surely outside.

    outside_bias: added to the log probability of O (negative: more is found).
    """
    import numpy as np

    scores = tags.attribution
    if not len(scores):
        return []
    active = (scores[:, 0] < _SURE_OUTSIDE).tolist()
    logs = np.log(np.maximum(scores, _FLOOR))
    logs[:, 0] += outside_bias
    rows = logs.tolist()
    labels = [0] * len(rows)
    i = 0
    while i < len(rows):
        if not active[i]:
            i += 1
            continue
        j = i
        while j < len(rows) and active[j]:
            j += 1
        labels[i:j] = _viterbi(rows[i:j])
        i = j
    return _collect(doc, labels, scores)


def _viterbi(rows: list[list[float]]) -> list[int]:
    """The best label sequence where an I- follows only its own B- or I-."""
    n = len(ATTRIBUTION)
    before = [0.0] + [float("-inf")] * (n - 1)
    back: list[list[int]] = []
    for row in rows:
        best = max(range(n), key=before.__getitem__)
        now, origin = [0.0] * n, [best] * n
        for k in range(n):
            if k and k % 2 == 0:
                origin[k] = k if before[k] >= before[k - 1] else k - 1
            now[k] = before[origin[k]] + row[k]
        before = now
        back.append(origin)
    k = max(range(n), key=before.__getitem__)
    out = []
    for origin in reversed(back):
        out.append(k)
        k = origin[k]
    return out[::-1]


def _collect(doc: Doc, labels: list[int], scores: object) -> list[Segment]:
    out: list[Segment] = []
    i, n = 0, len(labels)
    while i < n:
        label = labels[i]
        if not label:
            i += 1
            continue
        part = (label - 1) // 2
        inner = 2 * part + 2
        j = i + 1
        while j < n and labels[j] == inner:
            j += 1
        mass = scores[i:j, 2 * part + 1 : 2 * part + 3].sum(axis=1)  # type: ignore[index]
        if any(doc[k].is_alpha or doc[k].like_num for k in range(i, j)) or _PARTS[part] == "cue":
            out.append(Segment(_PARTS[part], i, j, float(mass.mean())))
        i = j
    return out
