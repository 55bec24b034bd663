"""Whose words: a source phrase as the report has it (actor, anonymous, narrator; which actor)."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whosays.model import Actor, Mention, Source
from whosays.reading.claims.cues import cue_table
from whosays.reading.claims.draft import Range
from whosays.reading.claims.syntax import antecedent_of, subject_of
from whosays.reading.lexicon import Lexicon, TableSpec

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

_NAMED = ("PERSON", "ORG", "GPE", "NORP")
SPEAKERS = TableSpec(
    name="speakers",
    required=("word", "what"),
    allowed={"what": frozenset({"office", "nobody", "unnamed", "document", "act"})},
)
# Kinds of actors that are people without a name where no name is given; a body that is described is still a body.
_PEOPLE = frozenset({"civilian", "person", "government", "media", "other"})
_UNNAMED = frozenset({"description", "pronoun"})

_SPEAKERS: WeakKeyDictionary[Lexicon, dict[str, str]] = WeakKeyDictionary()


def speakers(lexicon: Lexicon) -> dict[str, str]:
    """Word -> what it tells of who speaks, read once a lexicon."""
    if lexicon not in _SPEAKERS:
        _SPEAKERS[lexicon] = {r["word"].lower(): r["what"] for r in lexicon.rows(SPEAKERS)}
    return _SPEAKERS[lexicon]


class ActorIndex:
    """Mentions of all actors by position."""

    def __init__(self, actors: list[Actor]) -> None:
        found: list[tuple[int, int, Actor, Mention]] = []
        for actor in actors:
            found.extend((m.span[0], m.span[1], actor, m) for m in actor.mentions)
        self._items = sorted(found, key=lambda x: (x[0], x[1]))
        self._starts = [x[0] for x in self._items]

    def within(self, start: int, end: int) -> list[tuple[int, int, Actor, Mention]]:
        """(start, end, actor, mention) for the mentions that overlap [start, end)."""
        k = bisect_right(self._starts, start)
        while k and self._items[k - 1][1] > start:
            k -= 1
        out = []
        for item in self._items[k:]:
            if item[0] >= end:
                break
            if item[1] > start:
                out.append(item)
        return out


def make_source(parsed: Parsed, rng: Range | None, index: ActorIndex) -> Source:
    """The source for a token range; None stands for a claim whose owner the text does not name."""
    if rng is None:
        return Source(kind="anonymous")
    doc = parsed.doc
    head = doc[rng[0] : rng[1]].root
    span = (doc[rng[0]].idx, doc[rng[1] - 1].idx + len(doc[rng[1] - 1]))
    if head.tag_ in ("WP", "WDT"):
        noun = antecedent_of(head)
        if noun is not None:
            actor = _actor_at(index, noun)
            if actor is None:
                span = (doc[noun.left_edge.i].idx, span[1])
                rng = (noun.left_edge.i, rng[1])
            head = noun
    text = parsed.text[span[0] : span[1]]
    actor = _actor_at(index, head)
    if actor is None and speakers(parsed.lexicon).get(head.lemma_.lower()) == "document":
        owners = [(t, a) for t in _owners(head) if (a := _actor_at(index, t)) is not None]
        head, actor = owners[0] if owners else (head, None)
    if actor is None and (owner := _own_words(parsed, head)) is not None:
        actor = _actor_at(index, owner)
        head = owner if actor is not None else head
    if actor is not None and _within_a_name(index, head, rng):
        return Source(kind="actor", ref=None, span=span, text=text)
    if actor is not None:
        unnamed = _unnamed(actor, head, parsed)
        return Source(kind="anonymous" if unnamed else "actor", ref=actor.id, span=span, text=text)
    side = next((a.id for s, _, a, _ in index.within(*span) if a.country and s < head.idx), None)
    pronouns = parsed.lexicon.words("subject_first") | parsed.lexicon.words("subject_person")
    named = head.lower_ in pronouns or any(
        t.ent_type_ in _NAMED and t.pos_ == "PROPN" and _top(t, head) for t in doc[rng[0] : rng[1]]
    )
    return Source(kind="actor" if named else "anonymous", ref=None if named else side, span=span, text=text)


def _own_words(parsed: Parsed, said: Token) -> Token | None:
    """«The army stood by its statement that …», «repeated its claim that …»: whose words these are, the army."""
    found = cue_table(parsed.lexicon).get(said) if said.pos_ == "NOUN" else None
    if found is None or not any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in said.children):
        return None
    above = said
    while above.pos_ not in {"VERB", "AUX"} and above.head.i != above.i:
        above = above.head
    return subject_of(above) if above.pos_ in {"VERB", "AUX"} else None


def _owners(document: Token) -> list[Token]:
    """Whose statement it is: «the ministry's statement», «a report by Amnesty», «a Pentagon statement»."""
    possessors = [t for t in document.children if t.dep_ == "poss"]
    if possessors:
        return possessors
    before = [t for t in document.children if t.dep_ in {"compound", "nmod"}]
    by = [p for t in document.children if t.lower_ in {"by", "from", "of"} for p in t.children if p.dep_ == "pobj"]
    return [*by, *before]


def _unnamed(actor: Actor, head: Token, parsed: Parsed) -> bool:
    """Is the actor people whom the text describes but never names («diplomats», «a resident», then «she»)?

    Who speaks for a body («a spokesman») is as good as named, and so is a body («the ministry»).
    """
    if actor.kind not in _PEOPLE or any(m.via not in _UNNAMED for m in actor.mentions):
        return False
    if actor.country and actor.name.startswith("Government of "):
        return False
    described = [parsed.tokens_in(m.span).root for m in actor.mentions if m.via == "description"]
    table = speakers(parsed.lexicon)
    for noun in described or [head]:
        if table.get(noun.lemma_.lower()) == "office":
            return False
        if noun.pos_ == "PROPN" and noun.ent_type_ in _NAMED:
            return False
        if any(t.dep_ == "appos" and t.pos_ == "PROPN" for t in noun.children):
            return False
    return actor.kind in ("person", "civilian") or any(n.tag_ in ("NNS", "NNPS") for n in described)


def _within_a_name(index: ActorIndex, head: Token, rng: Range) -> bool:
    """Is the state only the end of a longer name that is no actor yet («Radio Lebanon»)?"""
    items = index.within(head.idx, head.idx + len(head))
    start, _, actor, mention = min(items, key=lambda x: (x[1] - x[0], x[0]))
    if mention.via != "name" or not actor.name.startswith("Government of ") or head.pos_ != "PROPN":
        return False
    before = [c for c in head.lefts if c.dep_ == "compound" and rng[0] <= c.i and c.idx < start]
    return any(c.text[:1].isupper() for c in before)


def _top(token: Token, head: Token) -> bool:
    """Is the token the head of the phrase, part of its name, or its apposition?"""
    return token == head or (token.head == head and token.dep_ in ("compound", "appos", "flat", "nmod", "amod"))


def _actor_at(index: ActorIndex, head: Token) -> Actor | None:
    """The actor whose mention ends with, or holds, the head word; the shortest such mention."""
    items = index.within(head.idx, head.idx + len(head))
    best = min(items, key=lambda x: (x[1] - x[0], x[0]), default=None)
    return best[2] if best else None
