"""From the encoder's BIO probabilities to segments: the likeliest legal labelling of each sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from whosays.reading.tags import ATTRIBUTION

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from whosays.reading.claims.draft import Draft
    from whosays.reading.tags import Tags

Part = Literal["source", "cue", "content"]
_PARTS: tuple[Part, ...] = ("source", "cue", "content")
_FLOOR = 1e-4
# Log odds, set on the training articles: of O against the rest; of a part that a rule read with score 1;
# below which a token is surely outside.
_OUTSIDE = 0.0
_VOTES = (4.0, 5.0, 3.0)
_SURE = 4.0


@dataclass(frozen=True)
class Segment:
    """[first, last) in tokens, all of one part; sure: mean probability of the part."""

    part: Part
    first: int
    last: int
    sure: float


def segments(doc: Doc, tags: Tags, ruled: list[Draft]) -> list[Segment]:
    """The segments of a document in order, by Viterbi over stretches that are not surely outside.

    ruled: what the rules read; each of its parts raises the odds of that part's labels.
    """
    import numpy as np

    scores = tags.attribution
    if not len(scores):
        return []
    logs = np.log(np.maximum(scores, _FLOOR))
    logs[:, 0] += _OUTSIDE
    for draft in ruled:
        for part, ranges in enumerate(([draft.source] if draft.source else [], [draft.cue], draft.content)):
            for first, last in ranges:
                logs[first:last, 2 * part + 1 : 2 * part + 3] += _VOTES[part] * draft.score
    active = (logs[:, 0] < logs[:, 1:].max(axis=1) + _SURE).tolist()
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
