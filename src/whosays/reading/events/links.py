"""Which event a number belongs to: the event whose phrase holds it, else the nearest whose kind fits its role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.model import Measure
from whosays.reading import syntax
from whosays.reading.events.circumstances import distance
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft
from whosays.reading.events.tables import Condition

if TYPE_CHECKING:
    from spacy.tokens import Token

_APART = 3.0
"""What a number costs more in an event that is told of somebody else."""
_DISEASE = Condition((), frozenset(), frozenset({"health"}), False)
"""«Cholera has spread in the camps: nine deaths were recorded.»"""
FITTING: dict[str, tuple[str, ...]] = {
    "killed": ("attack", "killing", "clash", "riot", "protest", "interception", "abduction", "torture", "displacement"),
    "injured": ("attack", "clash", "riot", "protest", "killing", "interception", "torture"),
    "missing": ("attack", "abduction", "displacement", "clash"),
    "captured": ("detention", "abduction", "clash", "territory"),
    "released": ("release",),
    "displaced": ("displacement", "attack", "territory"),
    "fired": ("attack", "weapons", "interception"),
    "intercepted": ("interception", "attack"),
    "hit": ("attack",),
    "destroyed": ("attack", "sabotage", "clash", "interception"),
    "damaged": ("attack", "sabotage", "riot", "interception"),
    "other": (),
}


def link(drafts: list[Draft], context: Context) -> dict[str, Draft]:
    """Measure id -> the event that it counts in, for those that have one."""
    out: dict[str, Draft] = {}
    tokens = {draft.token.i for draft in drafts}
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.token.sent.start, []).append(draft)
    for measure in context.measures:
        if measure.span is None:
            continue
        head = syntax.head(list(context.parsed.tokens_in(measure.span)))
        best: tuple[float, int] | None = None
        for draft in by_sentence.get(head.sent.start, ()):
            if measure.role == "killed" and draft.kind == "displacement" and context.in_sentence(head, _DISEASE):
                continue
            cost = _cost(draft, measure, distance(draft.token, head, tokens))
            if _told_of_another(draft.token, head):
                cost += _APART
            for word in draft.absorbed:
                cost = min(cost, _cost(draft, measure, distance(word, head, tokens)))
            if cost < 6 and (best is None or (cost, draft.token.i) < best):
                best, out[measure.id] = (cost, draft.token.i), draft
    for key in _told_before(out, context):
        del out[key]
    roles = {m.id: m.role for m in context.measures}
    for whole in context.measures:  # «219 killed and 842 hurt in May: 105 men, 114 women»
        for part in whole.includes:
            if whole.id in out and part in out and roles[part] == whole.role:
                out[part] = out[whole.id]
    return out


def _told_before(linked: dict[str, Draft], context: Context) -> list[str]:
    """«Put the toll at 21 and said soldiers had killed nine»: the 21 are not of an event with its own number."""
    by_id = {m.id: m for m in context.measures}
    own = {(id(d), by_id[key].role) for key, d in linked.items() if _inside(by_id[key], d)}
    out = []
    for key, draft in linked.items():
        measure = by_id[key]
        if _inside(measure, draft) or (id(draft), measure.role) not in own or measure.span is None:
            continue
        head = syntax.head(list(context.parsed.tokens_in(measure.span)))
        verb = next((t for t in head.ancestors if t.pos_ == "VERB"), None)
        parts = {draft.token.i, *(t.i for t in draft.absorbed)}
        if head.i < draft.token.i and verb is not None and verb.i not in parts:
            out.append(key)
    return out


def _inside(measure: Measure, draft: Draft) -> bool:
    span = measure.span or (0, 0)
    return any(p.span[0] < span[1] and span[0] < p.span[1] for p in draft.phrases)


def _told_of_another(event: Token, number: Token) -> bool:
    """«18 dead, including a clerk who was shot»: is the event told of somebody, and the number not of him?"""
    clause = next((t for t in (event, *event.ancestors) if t.dep_ == "relcl"), None)
    return clause is not None and number.i not in {t.i for t in clause.head.subtree}


def _cost(draft: Draft, measure: Measure, way: float) -> float:
    fitting = FITTING.get(measure.role, ())
    cost = way
    if _inside(measure, draft):
        cost -= 2.5
    if fitting:
        cost += -1.0 if draft.kind.startswith(fitting[:1]) else 0.0 if draft.kind.startswith(fitting) else 4.0
    elif draft.kind.startswith("statement"):
        cost += 2
    return cost
