"""From a stage's own score to a confidence that means something: of items marked 0.8 about 80 in a hundred are right.

The table ``calibration`` holds points of a curve for each kind of item, learned by isotonic regression (Zadrozny and
Elkan 2002) from annotated documents with ``python -m training.calibrate``; between two points the line is straight.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary

from whosays.model import Claim, Event, Place
from whosays.reading.lexicon import Lexicon, TableSpec
from whosays.reading.reasons import row as told

Kind = Literal["event", "claim", "place"]
KINDS: tuple[Kind, ...] = ("event", "claim", "place")
CALIBRATION = TableSpec("calibration", ("item", "score", "right"), (), {"item": frozenset(KINDS)})
Curve = list[tuple[float, float]]
_Item = TypeVar("_Item", Event, Claim, Place)

_CURVES: WeakKeyDictionary[Lexicon, dict[str, Curve]] = WeakKeyDictionary()


def curves(lexicon: Lexicon) -> dict[str, Curve]:
    """The points (score, share that is right) of each kind of item, by score; read once a lexicon."""
    found = _CURVES.get(lexicon)
    if found is None:
        found = {}
        for row in lexicon.rows(CALIBRATION):
            found.setdefault(row["item"], []).append((float(row["score"]), float(row["right"])))
        for curve in found.values():
            curve.sort()
        _CURVES[lexicon] = found
    return found


def on_curve(curve: Curve, score: float) -> float:
    """The share of items with this score that are right, 0 to 1."""
    if not curve:
        return score
    before = curve[0]
    if score <= before[0]:
        return before[1]
    for after in curve[1:]:
        if score <= after[0]:
            width = after[0] - before[0]
            part = (score - before[0]) / width if width else 1.0
            return before[1] + part * (after[1] - before[1])
        before = after
    return before[1]


def calibrated(lexicon: Lexicon, kind: Kind, items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The items with their confidence on the curve of their kind; an item without one keeps none."""
    curve = curves(lexicon).get(kind, [])
    out = []
    for item in items:
        if item.confidence is not None and curve:
            right = round(on_curve(curve, item.confidence), 2)
            why: tuple[str, ...] = item.why
            if why:
                said = f"{kind} {item.confidence:.2f} → confidence {right:.2f}"
                why = (*why, told(lexicon, "calibration", said, item=kind))
            item = item.model_copy(update={"confidence": right, "why": why})
        out.append(item)
    return tuple(out)
