"""Who fired, told a sentence or two before: «Police fired at the crowd. Two men died in the firing.»

Only for the definite noun of the very act that was told with its doer, and for the dead of the next sentence whom the
police shot; where nothing beside it says who did it, or how.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.events.draft import Draft, Phrase

if TYPE_CHECKING:
    from whosays.reading.events.context import Context

_VIOLENT = ("attack", "killing", "clash", "riot")
_ARMED = frozenset({"police", "military", "armed_group"})
_REACH = 80
"""Most tokens back to the act."""


def hand_on(drafts: list[Draft], context: Context) -> None:
    """Give «the firing» the doer of the shooting told last; ``drafts`` in text order, with their phrases."""
    last: tuple[int, Phrase] | None = None
    for draft in drafts:
        doer = next((p for p in draft.phrases if p.role == "agent"), None)
        if doer is None and last is not None and _takes_up(draft, context) and draft.token.i - last[0] <= _REACH:
            phrase = last[1]
            draft.phrases = sorted([*draft.phrases, phrase], key=lambda p: (p.span, p.role))
        elif doer is None and last is not None and _goes_on(draft, last[1], context):
            draft.phrases = sorted([*draft.phrases, last[1]], key=lambda p: (p.span, p.role))
        elif draft.kind.startswith(_VIOLENT):
            armed = draft.kind == "attack.shooting" and doer is not None and _is_armed(doer, context)
            last = (draft.token.i, doer) if armed and doer is not None else None


def _goes_on(draft: Draft, doer: Phrase, context: Context) -> bool:
    """«Police opened fire on the mob. Four people were killed.»: the dead of the sentence right behind."""
    before = draft.token.sent.start - 1
    next_to = before >= 0 and context.parsed.doc[before].sent.start == doer.head.sent.start
    actor = context.actor_at.get(doer.head.i)
    police = actor.kind == "police" if actor is not None else "police" in context.classes(doer.head)
    elsewhere = any(p.role == "instrument" for p in draft.phrases) or any(
        c.dep_ in {"prep", "agent"} for c in draft.token.children
    )  # «in a stabbing», «near the station»: another happening
    deadly = draft.frame == "die" or draft.token.lemma_ in context.words("killing_verb")
    return next_to and police and deadly and draft.is_harm and not elsewhere


def _takes_up(draft: Draft, context: Context) -> bool:
    token = draft.token
    definite = any(c.dep_ == "det" and c.lower_ in context.words("singles_out") for c in token.children)
    return token.lower_ in context.words("shooting_noun") and definite and draft.kind == "attack.shooting"


def _is_armed(phrase: Phrase, context: Context) -> bool:
    actor = context.actor_at.get(phrase.head.i)
    return actor.kind in _ARMED if actor is not None else "armed" in context.classes(phrase.head)
