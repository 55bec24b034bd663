"""From the encoder's BIO probabilities, and what the rules read, to segments of sources, cues and contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from whosays.reading.claims.draft import Draft
    from whosays.reading.tags import Tags

Part = Literal["source", "cue", "content"]
_PARTS: tuple[Part, ...] = ("source", "cue", "content")
_FLOOR = 1e-4
_CONTENT = (5, 6)
# Log odds, set on the training articles: of O against the rest; of a part that a rule read with score 1;
# of O against any part, above which a token is surely outside.
_OUTSIDE = 0.1
_SURE = 4.0
_VOTES = (3.0, 4.0, 2.0)


@dataclass(frozen=True)
class Segment:
    """[first, last) in tokens, all of one part; sure: mean probability of the part."""

    part: Part
    first: int
    last: int
    sure: float


def segments(doc: Doc, tags: Tags, ruled: list[Draft]) -> list[Segment]:
    """The segments of a document in order: the likeliest legal labelling.

    ruled: what the rules read; each of its parts raises the odds of that part's labels.
    """
    import numpy as np

    if not len(tags.attribution):
        return []
    logs = np.log(np.maximum(tags.attribution, _FLOOR))
    logs[:, 0] += _OUTSIDE
    for draft in ruled:
        for part, ranges in enumerate(([draft.source] if draft.source else [], [draft.cue], draft.content)):
            for first, last in ranges:
                logs[first:last, 2 * part + 1 : 2 * part + 3] += _VOTES[part] * draft.score
    outside = (logs[:, 0] > logs[:, 1:].max(axis=1) + _SURE).tolist()
    labels = _likeliest(logs.tolist(), outside)
    _fill(labels, doc)
    return _collect(doc, labels, tags)


def _likeliest(rows: list[list[float]], outside: list[bool]) -> list[int]:
    """The best sequence of labels where an I- follows only its own B- or I- (Viterbi).

    Between tokens that are surely outside each stretch is decoded for itself.
    """
    labels = [0] * len(rows)
    i, n = 0, len(rows)
    while i < n:
        if outside[i]:
            i += 1
            continue
        j = i + 1
        while j < n and not outside[j]:
            j += 1
        labels[i:j] = _viterbi(rows[i:j])
        i = j
    return labels


def _viterbi(rows: list[list[float]]) -> list[int]:
    """Labels of one stretch; the seven states are written out, since this runs once a token."""
    never = float("-inf")
    o, b1, i1, b2, i2, b3, i3 = 0.0, never, never, never, never, never, never
    best, at = 0.0, 0
    back: list[tuple[int, int, int, int]] = []
    for row in rows:
        f1, f2, f3 = (1 if b1 > i1 else 2), (3 if b2 > i2 else 4), (5 if b3 > i3 else 6)
        back.append((at, f1, f2, f3))
        c1, c2, c3 = (b1 if f1 == 1 else i1), (b2 if f2 == 3 else i2), (b3 if f3 == 5 else i3)
        o, b1, b2, b3 = best + row[0], best + row[1], best + row[3], best + row[5]
        i1, i2, i3 = c1 + row[2], c2 + row[4], c3 + row[6]
        best, at = o, 0
        if b1 > best:
            best, at = b1, 1
        if i1 > best:
            best, at = i1, 2
        if b2 > best:
            best, at = b2, 3
        if i2 > best:
            best, at = i2, 4
        if b3 > best:
            best, at = b3, 5
        if i3 > best:
            best, at = i3, 6
    out = []
    for any_, f1, f2, f3 in reversed(back):
        out.append(at)
        at = (any_, any_, f1, any_, f2, any_, f3)[at]
    return out[::-1]


def _fill(labels: list[int], doc: Doc) -> None:
    """A mark or space between two tokens of one content is content too."""
    for i in range(1, len(labels) - 1):
        between = labels[i] == 0 and labels[i - 1] in _CONTENT and labels[i + 1] == _CONTENT[1]
        if between and (doc[i].is_punct or doc[i].is_space):
            labels[i] = _CONTENT[1]


def _collect(doc: Doc, labels: list[int], tags: Tags) -> list[Segment]:
    out: list[Segment] = []
    i, n = 0, len(labels)
    while i < n:
        if not labels[i]:
            i += 1
            continue
        part = (labels[i] - 1) // 2
        j = i + 1
        while j < n and labels[j] == 2 * part + 2:
            j += 1
        if _PARTS[part] == "cue" or any(doc[k].is_alpha or doc[k].like_num for k in range(i, j)):
            sure = tags.attribution[i:j, 2 * part + 1 : 2 * part + 3].sum(axis=1).mean()
            out.append(Segment(_PARTS[part], i, j, float(sure)))
        i = j
    return out
