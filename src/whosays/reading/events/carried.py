"""Who fired, told a sentence or two before: «Police fired at the crowd. Two men died in the firing.»

Only for the definite noun of the very act that was told with its doer, where nothing beside it says who did it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.events.draft import Draft, Phrase

if TYPE_CHECKING:
    from whosays.reading.events.context import Context

_NOUNS = frozenset({"firing", "shooting"})
_DEFINITE = frozenset({"the", "this", "that"})
_ARMED = frozenset({"police", "military", "armed_group"})
_REACH = 80
"""Most tokens back to the act."""


def hand_on(drafts: list[Draft], context: Context) -> None:
    """Give «the firing» the doer of the shooting told last; ``drafts`` in text order, with their phrases."""
    last: tuple[int, Phrase] | None = None
    for draft in drafts:
        doer = next((p for p in draft.phrases if p.role == "agent"), None)
        if doer is None and last is not None and _takes_up(draft) and draft.token.i - last[0] <= _REACH:
            phrase = last[1]
            draft.phrases = sorted([*draft.phrases, phrase], key=lambda p: (p.span, p.role))
        elif draft.kind == "attack.shooting":
            armed = doer is not None and _is_armed(doer, context)
            last = (draft.token.i, doer) if armed and doer is not None else None


def _takes_up(draft: Draft) -> bool:
    token = draft.token
    definite = any(c.dep_ == "det" and c.lower_ in _DEFINITE for c in token.children)
    return token.lower_ in _NOUNS and definite and draft.kind == "attack.shooting"


def _is_armed(phrase: Phrase, context: Context) -> bool:
    actor = context.actor_at.get(phrase.head.i)
    return actor.kind in _ARMED if actor is not None else "armed" in context.classes(phrase.head)
