"""Candidate mentions: every noun phrase or name that could be an actor, with what it says of that actor.

Nothing is resolved here: a candidate holds its span, its head and the clues (name, state, title, noun,
modifiers) by which ``entities`` finds out whose mention it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from whosays.model.report import ActorKind, MentionVia
from whosays.reading import syntax
from whosays.reading.actors.phrases import Hit
from whosays.reading.actors.words import Body, Figure, Group, Title, Words
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

CandidateType = Literal["known", "state", "body", "person", "role", "org", "group", "pronoun"]
Range = tuple[int, int]

NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
PERSONAL = ("he", "she", "they", "it", "i", "we")  # classes of pronouns in grammar.tsv
_INNER = frozenset({"compound", "nmod", "amod"})


@dataclass(slots=True)
class Candidate:
    """A possible mention at [start, end) code points, headed by ``head``.

    name: the proper name in it (a person's or organisation's), without title; alias: an acronym in brackets;
    country: ISO alpha-3 of the state in it; owner: a known actor among its modifiers («YPG fighters»);
    holder: surname of a person among its modifiers («Assad's army»); modifiers: its adjectives and inner
    nouns, lower case; telling: those that tell one group from another; definite: «the», «this», a possessor;
    government: «government forces», «the regime's army»; member_of: «members of the group»;
    apposed: index of the token that the phrase is an apposition to; backward: takes up a name, or is nobody;
    core: where a person's own name begins, behind title and apposition.
    """

    type: CandidateType
    start: int
    end: int
    head: Token
    via: MentionVia
    name: str = ""
    alias: str | None = None
    kind: ActorKind = "other"
    country: str | None = None
    hit: Hit | None = None
    owner: Hit | None = None
    holder: str | None = None
    body: Body | None = None
    title: Title | None = None
    group: Group | None = None
    figure: Figure | None = None
    modifiers: frozenset[str] = field(default_factory=frozenset)
    telling: frozenset[str] = field(default_factory=frozenset)
    definite: bool = False
    indefinite: bool = False
    plural: bool = False
    counted: bool = False
    government: bool = False
    member_of: Group | None = None
    apposed: int | None = None
    backward: bool = False
    core: int = -1


class Context:
    """The document with the names found in it: what the readers of mentions share.

    hits: for each token the table phrase that covers it; people, orgs: token -> (first, last) of the
    person's or unknown organisation's name that covers it; head_words: nouns that head names.
    """

    def __init__(self, parsed: Parsed, words: Words, hits: list[Hit | None]) -> None:
        self.parsed, self.words, self.hits, self.doc = parsed, words, hits, parsed.doc
        self.people: dict[int, Range] = {}
        self.orgs: dict[int, Range] = {}
        self.head_words: frozenset[str] = frozenset()

    def name_head(self, first: int, last: int) -> Token:
        """The token that heads the name at tokens [first, last]."""
        if first == last:
            return self.doc[first]
        return syntax.head([self.doc[k] for k in range(first, last + 1)])

    def before_bracket(self, ent: Span) -> int:
        """Index of the entity's last token, or of the one before a bracket that opens inside it."""
        opened = next((t.i for t in ent if t.text == "(" and t.i > ent.start), ent.end)
        return opened - 1

    def inner(self, token: Token, last: int) -> bool:
        """Is the name only a modifier of a noun after it («the YPG officials»)?"""
        return token.dep_ in _INNER and token.head.i > last

    def span_of(self, first: int, last: int) -> Range:
        """Code points of the tokens [first, last]."""
        return self.doc[first].idx, self.doc[last].idx + len(self.doc[last])

    def widen(self, token: Token, start: int, end: int) -> Range:
        """The name with its article and modifiers, but without an owner («Syria's White Helmets»)."""
        left, right = syntax.noun_phrase(token, prepositions="none")
        for child in token.children:
            if child.dep_ == "poss" and child.idx < start:
                left = max(left, min(start, child.right_edge.idx + len(child.right_edge) + 1))
        while left < start and self.parsed.clean[left] in " \"'-":
            left += 1
        return min(left, start), max(end, right)

    def bracket(self, end: int) -> tuple[int, str | None]:
        """«… Units (YPG)»: the end after the bracket, and the acronym or full name in it."""
        text = self.parsed.clean
        if text[end : end + 2] != " (":
            return end, None
        close = text.find(")", end + 2, end + 90)
        inside = self.parsed.text[end + 2 : close] if close > 0 else ""
        if not inside or "(" in inside or not (inside[0].isupper() or inside[0] == "@"):
            return end, None
        words = inside.split()
        acronym = len(words) == 1 and sum(c.isupper() for c in inside) >= 2
        spelled = len(words) > 2 and sum(w[0].isupper() for w in words) >= len(words) - 1
        return (close + 1, inside) if acronym or spelled else (end, None)

    def state_of(self, index: int) -> str | None:
        """Country of the state word at the token, unless it only says who leads or backs («US-backed»)."""
        hit = self.hits[index]
        if hit is None or hit.entry.type == "actor" or self.backer(index):
            return None
        if hit.entry.type == "seat" and self.doc[hit.last].dep_ != "poss":
            return None
        return hit.entry.country

    def backer(self, index: int) -> bool:
        """Does the name at the token only say who leads or backs another («US-backed», «Saudi-led»)?"""
        hit = self.hits[index]
        if hit is None or hit.last + 2 >= len(self.doc):
            return False
        return self.doc[hit.last + 1].text == "-" and self.doc[hit.last + 2].tag_ in {"VBN", "VBD", "JJ"}

    def registry(self, last: int) -> bool:
        """Does the name that ends at the token only say whose a ship or a thing is («Liberia-flagged»)?"""
        if last + 2 >= len(self.doc) or self.doc[last + 1].text != "-":
            return False
        return ("participle", self.doc[last + 2].lower_) in self.words.readings

    def describes_person(self, token: Token) -> bool:
        """Can the noun describe one person (a title, or a noun for people in the singular)?"""
        if token.tag_ in {"NNS", "NNPS"}:
            return False
        lemma = token.lemma_.lower()
        group = self.words.groups.get(lemma)
        return lemma in self.words.titles or (group is not None and not group.collective)

    def title_in(self, lowers: list[str]) -> Title | None:
        """The last title among the words, as long as it can be («prime minister», not «minister»)."""
        titles = self.words.titles
        lowers = [w for w in lowers if w != "-"]
        for k in range(len(lowers), 0, -1):
            for n in (3, 2, 1):
                if k >= n and " ".join(lowers[k - n : k]) in titles:
                    return titles[" ".join(lowers[k - n : k])]
        return None


def as_name(parsed: Parsed, start: int, end: int) -> str:
    """The words as a name: as written, but not in the capitals of a text all in capitals."""
    written, lowered = parsed.text[start:end], parsed.clean[start:end]
    return lowered if written.isupper() and not lowered.isupper() else written


def without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """The outermost of nested candidates, in text order."""
    ordered = sorted(candidates, key=lambda c: (c.start, c.start - c.end))
    out: list[Candidate] = []
    for candidate in ordered:
        if out and candidate.start < out[-1].end:
            better = out[-1].type == "org" and candidate.type in {"known", "person"}
            if better and candidate.end >= out[-1].end:
                out[-1] = candidate
            elif candidate.core >= out[-1].end:  # «the daughter of the ambassador, Ana Paz»
                candidate.start = candidate.core
                out.append(candidate)
            continue
        out.append(candidate)
    return out
