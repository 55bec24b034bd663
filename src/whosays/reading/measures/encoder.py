"""What the encoder says of a phrase, where the parse and the tables say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.tags import MEASURE

if TYPE_CHECKING:
    from whosays.model.report import MeasureRole
    from whosays.reading.measures.phrases import Phrase
    from whosays.reading.parse import Parsed

# Set on the development articles: the rules know the role where they find one, so the encoder speaks only
# where they find none, and only when it is sure.
_SURE_ROLE = 0.5
_SURE_AGAINST = 0.9  # where a verb of its own says something else of those counted («interviewed 23 people»)
_SURE_NONE = 0.75
_SURE_SOME = 0.15


class EncoderView:
    """The encoder's measure head over phrases; without an encoder it never has an opinion."""

    def __init__(self, parsed: Parsed) -> None:
        self._measure = parsed.tags.measure if parsed.tags is not None else None

    def role(self, phrase: Phrase, told: bool = False) -> MeasureRole | None:
        """The role that the encoder is sure of, or None; ``told``: the words say something else of those counted."""
        if self._measure is None:
            return None
        mean = self._measure[phrase.first : phrase.last + 1].mean(axis=0)
        best = int(mean[1:].argmax()) + 1
        return MEASURE[best] if mean[best] >= (_SURE_AGAINST if told else _SURE_ROLE) else None  # type: ignore[return-value]

    def told(self, phrase: Phrase) -> str:
        """What the encoder sees in a phrase, in words."""
        if self._measure is None:
            return "encoder: none is loaded"
        mean = self._measure[phrase.first : phrase.last + 1].mean(axis=0)
        best = int(mean[1:].argmax()) + 1
        return f"encoder: a measure {1.0 - float(mean[0]):.2f}, {MEASURE[best]} {float(mean[best]):.2f}"

    def is_none(self, phrase: Phrase) -> bool:
        """Is the encoder sure that the number measures nothing?"""
        return self._measure is not None and self._outside(phrase) >= _SURE_NONE

    def is_some(self, phrase: Phrase) -> bool:
        """Is the encoder sure that the number measures something?"""
        return self._measure is not None and self._outside(phrase) <= _SURE_SOME

    def _outside(self, phrase: Phrase) -> float:
        if self._measure is None:
            return 0.5
        return float(self._measure[phrase.first : phrase.last + 1, 0].mean())
