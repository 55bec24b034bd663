"""What the encoder says of each token: the contract between the learned tagger and the stages.

All arrays have one row per spaCy token of ``parsed.doc`` and hold probabilities (softmax), float32.
The order of the labels is fixed by the tuples below and is stored in the model's card.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from whosays.model import kinds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ATTRIBUTION = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
TRIGGER = ("O", *kinds())
STATUS = ("happened", "ongoing", "planned", "threatened", "possible", "denied")
STANCE = ("assert", "admit", "deny", "allege", "doubt", "threaten", "pledge", "expect", "ask", "other")
MEASURE = (
    "O", "killed", "injured", "missing", "captured", "released", "displaced", "fired", "intercepted",
    "hit", "destroyed", "damaged", "other",
)  # fmt: skip
PLACE = ("O", "B", "I")
ACTOR = ("O", "B", "I")
ROLE = ("none", "agent", "target", "victim", "instrument", "place", "origin", "time", "topic", "participant")
LINK = ("none", "source", "content")
SAME = ("none", "same")
FILLER = ("individual", "organisation", "target", "victim", "instrument")


@dataclass(frozen=True)
class Tags:
    """The encoder's output for one document.

    attribution (n, 7), trigger (n, 1 + kinds), status (n, 6), stance (n, 10), measure (n, 13),
    place (n, 3), actor (n, 3): see the label tuples of this module.
    ``status`` means something on trigger tokens only, ``stance`` on cue tokens only.
    ``fillers`` is worked out when it is first asked for.
    """

    attribution: NDArray[np.float32]
    trigger: NDArray[np.float32]
    status: NDArray[np.float32]
    stance: NDArray[np.float32]
    measure: NDArray[np.float32]
    place: NDArray[np.float32]
    actor: NDArray[np.float32]
    pairs: Pairs
    fillers: Fillers

    def roles(self, trigger: int, tokens: list[int]) -> NDArray[np.float32]:
        """(len(tokens), 10): what part the phrase headed by each token plays in the event of ``trigger``."""
        return self.pairs.score("role", trigger, tokens)

    def links(self, cue: int, tokens: list[int]) -> NDArray[np.float32]:
        """(len(tokens), 3): is the token in the source, or the content, of the claim cued by ``cue``?"""
        return self.pairs.score("link", cue, tokens)

    def same_event(self, trigger: int, earlier: list[int]) -> NDArray[np.float32]:
        """(len(earlier),): probability that the event of ``trigger`` is that of each earlier trigger."""
        return self.pairs.score("same", trigger, earlier)[:, 1]


class Fillers(Protocol):
    """Who did what to whom with what, in the words of reports of attacks."""

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """(n, 5, 3): for each token and kind of filler (FILLER) outside, beginning, inside."""


class Pairs:
    """Scores for pairs of tokens: biaffine forms over projected vectors of the encoder.

    left, right: for each task (n, d + 1) projections, the last column ones; forms: for each task
    (d + 1, labels, d + 1), the left vector's place first, so that a trigger or cue takes one product.
    """

    def __init__(
        self,
        left: dict[str, NDArray[np.float32]],
        right: dict[str, NDArray[np.float32]],
        forms: dict[str, NDArray[np.float32]],
    ) -> None:
        self._left, self._right, self._forms = left, right, forms

    def score(self, task: str, left: int, right: list[int]) -> NDArray[np.float32]:
        """(len(right), labels): softmax over the labels of the task for (left, each of right)."""
        import numpy as np

        if not right:
            return np.zeros((0, self._forms[task].shape[1]), dtype=np.float32)
        form, a = self._forms[task], self._left[task][left]
        logits = self._right[task][right] @ (a @ form.reshape(len(a), -1)).reshape(form.shape[1], len(a)).T
        logits -= logits.max(axis=1, keepdims=True)
        e = np.exp(logits)
        return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)
