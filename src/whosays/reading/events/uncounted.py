"""Whom an event killed and no number counts: «Ramesh Patil was killed», «the man died in the firing».

Such people are a derived measure over their own words, so that a death is a death whether it is counted or named: one
for a single person, no value but a lower bound for several («those killed in the firing»).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.model import Measure
from whosays.reading.measures.roles import RoleReader
from whosays.reading.measures.words import PERSON, words_of

if TYPE_CHECKING:
    from whosays.reading.events.context import Context
    from whosays.reading.events.draft import Draft, Phrase

_REAL = frozenset({"happened", "ongoing"})
_ONE = frozenset({"he", "she", "him", "her"})
_NOBODY = frozenset({"nobody", "none", "anybody", "anyone", "everybody", "everyone", "who", "whom", "you"})
_NOT_PEOPLE = frozenset({"place", "weapons", "event", "pact", "idea"})


def count(drafts: list[Draft], counted: dict[str, Draft], context: Context) -> list[tuple[Measure, Draft]]:
    """Derived measures for the drafts that killed somebody whom no measure of theirs counts, in text order.

    counted: measure id -> its event. A measure's ``event`` and what it comes from are left to the caller.
    """
    by_id = {m.id: m for m in context.measures}
    done = {id(draft) for key, draft in counted.items() if by_id[key].role == "killed"}
    spans = [m.span for m in context.measures if m.span is not None]
    read = RoleReader(context.parsed.doc, words_of(context.parsed.lexicon))
    number = max((int(m.id[1:]) for m in context.measures if m.id[1:].isdigit()), default=0)
    out: list[tuple[Measure, Draft]] = []
    for draft in drafts:
        if draft.status not in _REAL or id(draft) in done:
            continue
        dead = [
            p for p in draft.phrases
            if p.role == "victim" and _are_people(p, context) and read.noun_role(p.head, PERSON, 0) == "killed"
            and not any(a < p.span[1] and p.span[0] < b for a, b in spans)
        ]  # fmt: skip
        if dead:
            number += 1
            out.append((_measure(f"m{number}", dead, context), draft))
    return out


def _are_people(phrase: Phrase, context: Context) -> bool:
    head = phrase.head
    return head.lower_ not in _NOBODY and not context.classes(head) & _NOT_PEOPLE


def _measure(key: str, dead: list[Phrase], context: Context) -> Measure:
    span = min(p.span[0] for p in dead), max(p.span[1] for p in dead)
    single = all(_is_one(p, context) for p in dead)
    least = len(dead) if single or not any(p.head.tag_ in {"NNS", "NNPS"} for p in dead) else len(dead) + 1
    text = context.parsed.text[slice(*span)]
    return Measure(
        id=key,
        span=span,
        text=text,
        role="killed",
        unit=PERSON,
        value=least if single else None,
        low=least,
        high=least if single else None,
        bound="exact" if single else "vague",
        derived=True,
        why=("killed: whom the event befell, without a number in the text",) if context.parsed.explain else (),
    )


def _is_one(phrase: Phrase, context: Context) -> bool:
    """A name, «he», «the man»: one person, and no group or body."""
    head = phrase.head
    if head.lower_ in _ONE:
        return True
    if any(c.dep_ == "conj" for c in head.children) or head.tag_ in {"NNS", "NNPS"}:
        return False
    actor = context.actor_at.get(head.i)
    if actor is not None:
        return actor.kind == "person"
    classes = context.classes(head)
    return (head.pos_ == "PROPN" and not classes & {"actor", "armed"}) or (head.pos_ == "NOUN" and "people" in classes)
