"""What the parse knows of a cue: whose it is, and what it introduces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.claims.draft import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTROLLED = ("xcomp", "advcl", "pcomp", "ccomp")
_PARTIES = ("GPE", "ORG", "NORP", "PERSON")
_AUXILIARIES = ("aux", "auxpass", "neg")
_LOOSE = ("punct", "cc", "mark")


def subject_of(verb: Token) -> Token | None:
    """The head of the phrase that does what ``verb`` says: its subject, the agent of a passive, the subject that
    it shares with the verb it is coordinated with, or the one that controls it («…, adding that»)."""
    seen = 0
    token = verb
    while seen < 6:
        seen += 1
        subject = _own_subject(token)
        if subject is not None:
            return subject
        if _passive(token):
            return None
        head = token.head
        if token.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
            token = head
        elif token.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
            return head
        elif token.dep_ in _CONTROLLED and head.pos_ in ("VERB", "AUX"):
            if token.dep_ == "ccomp" and token.tag_ not in ("VBG", "VBN"):
                return None
            token = head
        elif token.dep_ == "pcomp" and head.dep_ == "prep":
            token = head.head
            if head.lower_ == "as" and token.pos_ in ("VERB", "AUX"):
                return quoted_one(token)
            if token.pos_ in ("NOUN", "PROPN"):
                return possessor_of(token) or token
        elif token.dep_ == "parataxis":
            return None
        else:
            return None
    return None


def quoted_one(verb: Token) -> Token | None:
    """Who is quoted in «was quoted as saying» and «quoted the ministry as saying»."""
    wanted = "nsubjpass" if _passive(verb) else "dobj"
    return next((c for c in verb.children if c.dep_ == wanted), None)


def _passive(verb: Token) -> bool:
    return any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)


def _own_subject(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            by = next((g for g in child.children if g.dep_ == "pobj"), None)
            if by is not None:
                return by
    if not _passive(verb):
        for child in verb.children:
            if child.dep_ == "nsubj" and child.pos_ != "VERB":
                return child
    return None


def possessor_of(noun: Token) -> Token | None:
    """«Moscow's claim», «claims by Moscow», «the claim of the ministry», «claims from witnesses»."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
            obj = next((g for g in child.children if g.dep_ == "pobj"), None)
            if obj is not None:
                return obj
    return next((c for c in noun.lefts if c.dep_ in ("compound", "nmod", "amod") and c.ent_type_ in _PARTIES), None)


def antecedent_of(pronoun: Token) -> Token | None:
    """The noun that a relative pronoun stands for."""
    verb = pronoun.head
    for _ in range(3):
        if verb.dep_ == "relcl":
            noun = verb.head
            if pronoun.lower_ == "who" and noun.dep_ == "pobj" and noun.ent_type_ != "PERSON":
                above = noun.head.head
                return above if above.pos_ in ("NOUN", "PROPN") else noun
            return noun
        verb = verb.head
    return None


def phrase(head: Token) -> Range:
    """The noun phrase of a head: its subtree without clauses set off by commas, trailing marks and conjunctions."""
    doc = head.doc
    first, last = head.left_edge.i, head.right_edge.i + 1
    for child in head.rights:
        if child.dep_ in ("relcl", "acl", "advcl", "ccomp", "parataxis") and child.left_edge.i > head.i:
            before = doc[child.left_edge.i - 1]
            if (child.dep_ != "acl" and child.dep_ != "relcl") or before.text in (",", "-", "–", "—", "("):
                last = min(last, child.left_edge.i)
        elif child.dep_ == "punct" and child.text in (";", ":", '"'):
            last = min(last, child.i)
    return trim(doc, (first, max(last, head.i + 1)))


def clause(head: Token, *without: Token) -> set[int]:
    """Token numbers of the subtree of ``head``, without the subtrees of the tokens in ``without``."""
    out = {t.i for t in head.subtree}
    for hole in without:
        out.difference_update(t.i for t in hole.subtree)
    return out


def verb_group(verb: Token) -> Range:
    """The verb with the auxiliaries, negations and adverbs before it that touch it or each other, and its particle."""
    first, last = verb.i, verb.i + 1
    left = {c.i for c in verb.lefts if c.dep_ in _AUXILIARIES or (c.dep_ == "advmod" and c.pos_ == "ADV")}
    while first - 1 in left:
        first -= 1
    for child in verb.rights:
        if child.dep_ == "prt" and child.i == last:
            last += 1
    return first, last


_EDGE_LEFT = frozenset(",;:.-–—…)]")
_EDGE_RIGHT = frozenset(",;:.-–—([!?")


def trim(doc: Doc, rng: Range) -> Range:
    """The range without marks and spaces at its ends (never empty: the first token stays)."""
    first, last = rng
    while first < last - 1 and (doc[first].is_space or doc[first].text in _EDGE_LEFT):
        first += 1
    while last - 1 > first and (doc[last - 1].is_space or doc[last - 1].text in _EDGE_RIGHT):
        last -= 1
    return first, last
