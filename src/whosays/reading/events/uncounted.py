"""Whom an event killed and no number counts: «Ramesh Patil was killed», «the man died in the firing».

Such people are a derived measure over their own words, so that a death is a death whether it is counted or named. It
has no value, only the least that the words mean: a report that names one of the dead does not say that there were no
others, and so contradicts no count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.model import Measure
from whosays.reading.events.links import FITTING
from whosays.reading.measures.roles import OTHER, RoleReader
from whosays.reading.measures.words import PERSON, words_of

if TYPE_CHECKING:
    from whosays.reading.events.context import Context
    from whosays.reading.events.draft import Draft, Phrase

_REAL = frozenset({"happened", "ongoing"})
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
        if draft.status not in _REAL or id(draft) in done or not draft.kind.startswith(FITTING["killed"]):
            continue
        if any(read.words.adjectives.get(c.lower_) == OTHER for c in draft.token.children):  # «attempted murders»
            continue
        dead = [
            p for p in draft.phrases
            if p.role == "victim" and _are_people(p, context) and read.noun_role(p.head, PERSON, 0) == "killed"
            and (draft.kind == "killing" or not context.tables.is_a("befallen", p.head.lemma_.lower()))
            and not any(a < p.span[1] and p.span[0] < b for a, b in spans)
        ]  # fmt: skip
        if dead:
            number += 1
            out.append((_measure(f"m{number}", dead, context), draft))
    return out


def _are_people(phrase: Phrase, context: Context) -> bool:
    head, classes = phrase.head, context.classes(phrase.head)
    if head.lower_ in context.words("nobody_named") or classes & _NOT_PEOPLE:
        return False
    article = context.words("indefinite_article")
    if not any(c.lower_ in article for c in head.lefts):  # a name in small letters is a noun to the tagger
        return True
    return bool(classes & {"people", "armed", "actor"}) or words_of(context.parsed.lexicon).person(head) is not None


def _measure(key: str, dead: list[Phrase], context: Context) -> Measure:
    span = min(p.span[0] for p in dead), max(p.span[1] for p in dead)
    several = any(p.head.tag_ in {"NNS", "NNPS"} or p.head.dep_ == "conj" for p in dead)
    return Measure(
        id=key,
        span=span,
        text=context.parsed.text[slice(*span)],
        role="killed",
        unit=PERSON,
        value=None,
        low=1 + several,
        high=None,
        bound="vague",
        derived=True,
        why=("killed: whom the event befell, without a number in the text",) if context.parsed.explain else (),
    )
