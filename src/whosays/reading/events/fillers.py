"""What the encoder's branch for reports of attacks adds to the roles: tight phrases, and those that were missed.

The parse says which phrase plays which part; the branch, taught by people's marks in such reports, says where the
phrase ends («urban guerrillas», without the relative clause) and which other words of the sentence did, suffered or
served in it. It runs only in documents with a violent event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.events.circumstances import distance
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft, Phrase
from whosays.reading.events.roles import acts_beside, counts_arms
from whosays.reading.parse import Parsed
from whosays.reading.tags import ATTRIBUTION, FILLER

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Token

VIOLENT = ("attack", "killing", "abduction", "sabotage", "torture")
_INSIDE = 0.5
"""Least probability that a token belongs to a filler."""
_ADD = {"individual": 0.65, "organisation": 0.65, "target": 0.8, "victim": 0.9, "instrument": 0.8}
"""Least probability, at the head, of a filler that the parse did not find."""
_ALONE = {"individual": 0.7, "victim": 0.7, "target": 0.8}
"""Least probability of one in a sentence without an event."""
_FOLLOWS = 60
"""Most tokens from the event to a phrase of a later sentence."""
_SAYING = ("statement", "rejection", "request")
_BUSY = frozenset({"agent", "target", "participant"})
"""Parts in other events of those who are no victims of this one («the judge charged the minister over the blast»)."""
_REACH = 8.0
"""Longest way in the parse from an event to a filler that is given to it."""
_ROLE = {
    "individual": "agent",
    "organisation": "agent",
    "target": "target",
    "victim": "victim",
    "instrument": "instrument",
}
_COLUMNS = {"agent": [0, 1], "target": [2, 3], "instrument": [4]}
"""Columns of FILLER that speak for a role."""
_SEEN = 0.3
"""Least probability that a word belongs to a phrase, where the branch knows its head."""
_IDLE = {"agent": 0.05, "target": 0.1, "instrument": 0.02}
"""A phrase of the parse that the branch thinks less likely than this to be one is left out."""
_CERTAIN = frozenset({"obj", "by", "effect"})
_DOES = frozenset({"subj", "by"})
_DIRECTED, _SAID = frozenset({"on", "against", "targeting", "at", "to", "with", "using", *_CERTAIN}), 0.3
"""Places in the sentence that nearly say for themselves who takes which part («an attack on the base»), and the share
of the probability that is asked of them."""
_ARMED = frozenset({"police", "military", "armed_group", "state", "government"})
_NEW_ARMS = frozenset({"missile", "drone"})
_LONGEST = 40
_COUNTED = {"target": 1.1, "instrument": 0.75}
"""A number is left out where the branch sees it in the phrase with less than this; the measures have it."""
_BREAKS = frozenset({"(", "[", ",", "--", ";", ":"})
_TRAILING = frozenset({"ADP", "CCONJ", "DET"})
_SOURCE = [n for n, name in enumerate(ATTRIBUTION) if name.endswith("source")]
_LEADING = frozenset({"DET", "PUNCT", "SPACE", "ADP", "CCONJ"})


@dataclass(frozen=True)
class Filler:
    """A phrase that the branch marks: tokens first to last, headed by ``head``; ``sure`` is its probability there."""

    kind: str
    first: int
    last: int
    head: Token
    sure: float

    @cached_property
    def span(self) -> tuple[int, int]:
        doc = self.head.doc
        return doc[self.first].idx, doc[self.last].idx + len(doc[self.last])


def find(parsed: Parsed) -> list[Filler]:
    """All phrases that the branch marks in a document, by kind and place."""
    if parsed.tags is None:
        return []
    table = parsed.tags.fillers.probabilities
    out = []
    for k, kind in enumerate(FILLER):
        outside, begin = table[:, k, 0], table[:, k, 1]
        run: list[int] = []
        for i in range(len(table) + 1):
            inside = i < len(table) and outside[i] < 1.0 - _INSIDE
            anew = inside and begin[i] > table[i, k, 2] and not (run and parsed.doc[run[-1]].head.i >= i)
            if run and (not inside or anew or parsed.doc[i].is_sent_start):
                filler = _filler(parsed, kind, run, 1.0 - outside)
                if filler is not None:
                    out.append(filler)
                run = []
            if inside:
                run.append(i)
    return out


def _filler(parsed: Parsed, kind: str, run: list[int], inside: object) -> Filler | None:
    doc = parsed.doc
    first, last = run[0], run[-1]
    while first < last and doc[first].pos_ in _LEADING:
        first += 1
    while last > first and (doc[last].is_punct or doc[last].is_space or doc[last].pos_ in _TRAILING):
        last -= 1
    if doc[first].pos_ in _LEADING:
        return None
    if kind in {"individual", "organisation"} and last + 1 < len(doc) and doc[last + 1].text == ":":
        return None  # «Army: rockets fired at the port»: who says it
    head = syntax.head([doc[i] for i in range(first, last + 1)])
    if first and doc[first - 1].lower_ in parsed.lexicon.words("article"):
        first -= 1
    return Filler(kind, first, last, head, float(inside[head.i]))  # type: ignore[index]


def settle(drafts: list[Draft], context: Context, triggers: frozenset[int]) -> None:
    """Put the phrases of violent events right by what the branch marks, and add what it alone found."""
    violent = [d for d in drafts if d.kind.startswith(VIOLENT)]
    if not violent or context.parsed.tags is None:
        return
    fillers = find(context.parsed)
    if not fillers:
        return
    inside = 1.0 - context.parsed.tags.fillers.probabilities[:, :, 0]
    for draft in violent:
        kept = [
            p for p in (_whole(own, context) for own in draft.phrases)
            if not _idle(p, inside) or _bears_arms(p, context) or _is_aim(p, context) or counts_arms(p, context)
            or _is_new_arm(p, context)
        ]  # fmt: skip
        draft.phrases = [_tight(phrase, inside, context) for phrase in kept]
    for draft in violent:
        _name_victims(draft, context)
    by_sentence: dict[int, list[Draft]] = {}
    for draft in violent:
        by_sentence.setdefault(draft.token.sent.start, []).append(draft)
    peaceful = [(d, p) for d in drafts if not d.kind.startswith(VIOLENT) for p in d.phrases if p.role in _BUSY]
    busy = {
        "victim": {p.head.i for _, p in peaceful},
        "agent": {p.head.i for d, p in peaceful if p.role == "agent" and d.kind.startswith(_SAYING)},
    }
    for filler in fillers:
        if not _can_take_part(filler, context) or filler.head.i in busy.get(_ROLE[filler.kind], ()):
            continue
        near = by_sentence.get(filler.head.sent.start, [])
        if near:
            acts = any(p.role == "agent" and _overlaps(p.span, filler.span) for _, p in peaceful)
            _add(filler, near, triggers, acts)
        elif _stands_alone(filler, context) and filler.head.i not in triggers:
            _add_from_below(filler, violent, context)


def _name_victims(draft: Draft, context: Context) -> None:
    """«Two bodyguards, Juan Mora and Ana Paz, were killed»: the people named in apposition are victims too."""
    for phrase in [p for p in draft.phrases if p.role == "victim"]:
        whole = context.actor_at.get(phrase.head.i)
        for child in phrase.head.children:
            if child.dep_ != "appos" or child.i < phrase.head.i:
                continue
            for token in syntax.conjuncts(child):
                actor = context.actor_at.get(token.i)
                if actor is None or actor is whole or actor.kind != "person" or token.pos_ != "PROPN":
                    continue
                if any(p.head.i == token.i for p in draft.phrases):
                    continue
                before = syntax.beside(token.doc, token.left_edge.i - 1)
                if token is child and before is not None and not before.is_punct:
                    draft.phrases = [replace(p, head=token) if p is phrase else p for p in draft.phrases]
                else:  # «its cameraman Wissam Hadi» is one phrase, «two guards, Juan Mora and Ana Paz» are three
                    span = syntax.noun_phrase(token, prepositions="none")
                    draft.phrases = sorted([*draft.phrases, Phrase("victim", token, span, "appos")], key=_order)


def _tight(phrase: Phrase, inside: NDArray[np.float32], context: Context) -> Phrase:
    """The phrase without vague numbers before it and without what the branch does not see as part of it behind it."""
    columns, head = _COLUMNS.get(phrase.role), phrase.head
    if columns is None or head.pos_ not in {"NOUN", "PROPN"} or head.i >= len(inside):
        return phrase
    likely = inside[:, columns].max(axis=1)
    tokens = [t for t in head.doc[max(0, head.i - _LONGEST) : head.i + _LONGEST] if _within(t, phrase.span)]
    first, last = tokens[0].i, tokens[-1].i
    first = _after_count(first, head, phrase.role, likely, context)
    known = likely[head.i] >= _SEEN and head.lemma_.lower() not in context.words("partitive")
    cut = head.i
    while cut < last and not _opens_other(head.doc[cut + 1], head, known and likely[cut + 1] < _SEEN):
        cut += 1
    while cut > head.i and (head.doc[cut].is_punct or head.doc[cut].pos_ in _TRAILING):
        cut -= 1
    return replace(phrase, span=(head.doc[first].idx, head.doc[cut].idx + len(head.doc[cut])))


def _whole(phrase: Phrase, context: Context) -> Phrase:
    """The thing itself, where the phrase is headed by how many there are or by a part of it."""
    head = phrase.head
    counts = phrase.role in {"target", "instrument"} and head.lemma_.lower() in context.words("count_of")
    if not counts and not (phrase.role == "target" and head.lemma_.lower() in context.words("part_of")):
        return phrase
    for child in head.children:
        for inner in child.children if child.lower_ == "of" and child.dep_ == "prep" else ():
            if inner.dep_ == "pobj" and inner.pos_ in {"NOUN", "PROPN"}:
                return replace(phrase, head=inner, span=syntax.noun_phrase(inner))
    return phrase


def _idle(phrase: Phrase, inside: NDArray[np.float32]) -> bool:
    """Does the branch see nobody who acts and nothing that is hit or used in this phrase?"""
    columns = _COLUMNS.get(phrase.role)
    if columns is None or phrase.head.tag_ == "PRP" or (phrase.role == "agent" and phrase.slot in _CERTAIN):
        return False
    least = _IDLE[phrase.role] * (_SAID if phrase.slot in _DIRECTED else 1.0)
    return float(inside[phrase.head.i, columns].max()) < least


def _bears_arms(phrase: Phrase, context: Context) -> bool:
    """Is it a side that bears arms by its name or kind? The branch knows guerrillas, and few police or armies."""
    if phrase.role == "agent" and phrase.head.dep_ == "pobj" and phrase.head.head.dep_ == "agent":
        return "people" in context.phrase_classes(phrase.head) or _is_armed(phrase, context)  # «shot by her husband»
    if phrase.role != "agent" and not (phrase.role == "target" and phrase.slot in _CERTAIN):
        return False
    return _is_armed(phrase, context)


def _is_armed(phrase: Phrase, context: Context) -> bool:
    actor = context.actor_at.get(phrase.head.i)
    return (actor is not None and actor.kind in _ARMED) or bool(context.classes(phrase.head) & {"armed", "state"})


def _speaks(head: Token, context: Context) -> bool:
    """Does the encoder see a source here («…, said Ana Paz, a farmer»), or is it said in apposition to one?"""
    tags = context.parsed.tags
    spoken = head.head if head.dep_ == "appos" else head
    return tags is not None and float(tags.attribution[[head.i, spoken.i]][:, _SOURCE].sum(axis=1).max()) >= _INSIDE


def _modifies(head: Token) -> bool:
    """«Patrol car»: a common noun before another."""
    return head.dep_ == "compound" and head.pos_ == "NOUN" and head.head.i > head.i


def _is_new_arm(phrase: Phrase, context: Context) -> bool:
    """A missile or a drone: there were few in the reports that taught the branch."""
    return phrase.role == "instrument" and bool(context.phrase_classes(phrase.head) & _NEW_ARMS)


def _is_aim(phrase: Phrase, context: Context) -> bool:
    """«An attack on the convoy»: what can be attacked, and stands where the target stands."""
    return phrase.slot in _DIRECTED and bool(context.phrase_classes(phrase.head) & {"facility", "armed", "place"})


def _can_take_part(filler: Filler, context: Context) -> bool:
    """Somebody acts: people, armed men, a body, a name; «the explosives», «a mistake», a place alone do not."""
    head = filler.head
    if head.lower_ in context.words("vague_quantity") or head.pos_ in {"ADJ", "VERB", "ADV"}:
        return False
    if syntax.is_asked_for(head):
        return False
    led_by = head.head.lower_ if head.dep_ == "pobj" else ""
    if _ROLE[filler.kind] == "agent" and led_by in context.words("suffering_preposition"):
        return False
    place = context.place_at.get(head.i)
    ground = place is not None and place.kind != "facility"
    if filler.kind == "target" and ground and led_by in context.words("spot_preposition"):
        return False
    if filler.kind == "victim" and head.i in context.place_at and head.i not in context.actor_at:
        return False
    if filler.kind in {"individual", "victim"} and (_speaks(head, context) or _modifies(head)):
        return False
    if head.dep_ == "compound" and head.i in context.place_at and head.head.i in context.place_at:
        return False  # «the Kursk region»
    if _ROLE[filler.kind] != "agent":
        return True
    if head.pos_ == "PROPN":
        return head.i in context.actor_at or head.i not in context.place_at
    return bool(context.phrase_classes(head) & {"people", "armed", "actor", "state"})


def _overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _within(token: Token, span: tuple[int, int]) -> bool:
    return span[0] <= token.idx and token.idx + len(token) <= span[1]


def _left_out(token: Token, context: Context) -> bool:
    """«Several», «another», «his», «alleged»."""
    hedging = context.tables.is_a("hedging", token.lower_)  # no part of who did it
    counts = token.lower_ in context.words("vague_quantity") or token.lower_ in context.words("picks_out")
    return hedging or counts or token.tag_ == "PRP$"


def _after_count(first: int, head: Token, role: str, likely: NDArray[np.float32], context: Context) -> int:
    """Where the phrase begins without what only counts, points or hedges («at least ten», «another», «alleged»)."""
    doc = head.doc
    while first < head.i:
        at = first + 1 if doc[first].lower_ in context.words("article") else first
        end = at
        while end < head.i and doc[end].lower_ in context.words("bounding"):
            end += 1
        number = end
        while number < head.i and doc[number].pos_ == "NUM":
            number += 1
        least = _COUNTED.get(role, 0.0)
        joined = number < head.i and doc[number].text in {"-", "–"}  # «a nine-storey block»
        if number > end and not joined and (end > at or likely[end] < least):
            first = number
        elif at < head.i and _left_out(doc[at], context):
            first = at + 1
        else:
            break
    return first


def _opens_other(token: Token, head: Token, unseen: bool) -> bool:
    """Does something else than the base phrase begin here: an apposition, a bracket, what the branch leaves out?"""
    if token.dep_ == "appos" or token.text in _BREAKS:
        return True
    return unseen and token.dep_ in {"prep", "acl", "relcl", "amod", "advmod"} and token.head.i <= head.i


def _add(filler: Filler, near: list[Draft], triggers: frozenset[int], acts: bool) -> None:
    """Give a filler that no event of the sentence has yet to the nearest one; ``acts``: in another it is the doer."""
    if filler.sure < _ADD[filler.kind] or filler.head.i in triggers or not near:
        return
    for draft in near:
        if any(_overlaps(p.span, filler.span) for p in draft.phrases):
            return
    host = min(near, key=lambda d: (distance(d.token, filler.head, set(triggers)), d.token.i))
    if _has_doer(host) and (filler.kind == "individual" or (acts and _ROLE[filler.kind] == "agent")):
        return
    if _ROLE[filler.kind] == "agent" and acts_beside(filler.head, host, triggers):
        return
    if distance(host.token, filler.head, set(triggers)) <= _REACH:
        role = _ROLE[filler.kind]
        host.phrases = sorted([*host.phrases, Phrase(role, filler.head, filler.span, "branch")], key=_order)


def _stands_alone(filler: Filler, context: Context) -> bool:
    """Is it sure enough for a sentence without an event; of victims, one that is named; of targets, no town?"""
    if filler.kind == "victim" and filler.head.pos_ != "PROPN":
        return False
    if filler.kind == "target" and "placename" in context.classes(filler.head):
        return False
    return filler.sure >= _ALONE.get(filler.kind, 2.0)


def _add_from_below(filler: Filler, drafts: list[Draft], context: Context) -> None:
    """«The dead were Ana Paz and Juan Mora»: a sentence without an event goes on with the one before it."""
    before = [d for d in drafts if 0 < filler.head.i - d.token.i <= _FOLLOWS]
    if before and not (filler.kind == "victim" and before[-1].kind == "sabotage"):
        host = before[-1]
        if filler.kind == "individual" and _has_doer(host):
            return
        if filler.kind == "target" and not context.parsed.same_paragraph(host.token.idx, filler.head.idx):
            return
        role = _ROLE[filler.kind]
        host.phrases = sorted([*host.phrases, Phrase(role, filler.head, filler.span, "branch")], key=_order)


def _has_doer(draft: Draft) -> bool:
    """Does the sentence itself say who did it («gunmen killed», «killed by gunmen»)? Nobody else did, then."""
    return any(p.role == "agent" and p.slot in _DOES for p in draft.phrases)


def _order(phrase: Phrase) -> tuple[tuple[int, int], str]:
    return phrase.span, phrase.role
