"""The parse put right where the parser is known to err, before any stage reads it: whose verb, whose clause.

Each rule looks at a few words of one clause and moves an arc only where the other reading is plainly better. The
sentence borders stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_DATED = frozenset({"DATE", "TIME"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
# Verbs of saying that, after «A said that B was hit and …», go on telling what A did.
_SPEAKS_ON = frozenset({
    "accuse", "add", "ask", "blame", "call", "condemn", "criticise", "criticize", "demand", "deny", "describe",
    "dismiss", "express", "insist", "pledge", "promise", "reject", "reiterate", "say", "urge", "vow", "warn",
})  # fmt: skip
_REPORTS = _SPEAKS_ON | frozenset({"announce", "claim", "confirm", "report", "state", "tell", "acknowledge", "admit"})


def put_right(doc: Doc) -> None:
    """Move the arcs that the rules below find wrong."""
    for token in doc:
        if token.pos_ not in {"VERB", "AUX"} and token.dep_ != "amod":
            continue
        if token.dep_ == "conj" and token.lemma_ in _SPEAKS_ON:
            _speaks_on(token)
        elif token.dep_ == "amod" and token.tag_ in {"VBN", "VBD"}:
            _main_verb(token)
        if token.tag_ in _FINITE and token.i >= 2:
            _after_date(token)


def _speaks_on(verb: Token) -> None:
    """«The group denied its men were involved and blamed bandits»: the group blamed them."""
    first = verb.head
    above = first.head
    if first.dep_ != "ccomp" or above.lemma_ not in _REPORTS or above.i > first.i or first.lemma_ in _REPORTS:
        return
    if verb.tag_ not in {"VBD", "VBZ", "VBN"} or any(c.dep_ in _SUBJECTS or c.dep_ == "aux" for c in verb.children):
        return
    says = any(c.dep_ in {"dobj", "ccomp", "xcomp", "prep"} and c.i > verb.i for c in verb.children)
    stands = first.lemma_ == "be" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in first.children)
    if not says or not stands or any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children):
        return
    for child in first.children:
        if child.dep_ == "cc" and child.i < verb.i and child.i > first.i:
            child.head = above
    verb.head = above


def _main_verb(verb: Token) -> None:
    """«The strikes, which …, targeted a port»: the verb, read as a participle of «port», takes it as its object."""
    noun, before = verb.head, verb.nbor(-1) if verb.i else verb
    subject = noun.head
    if noun.dep_ not in {"conj", "appos"} or noun.i < verb.i or before.text != "," or subject.dep_ != "ROOT":
        return
    if subject.pos_ not in {"NOUN", "PROPN"} or not any(
        c.dep_ in {"relcl", "acl"} and subject.i < c.i < verb.i for c in subject.children
    ):
        return
    verb.head, verb.dep_ = subject, "acl"
    noun.head, noun.dep_ = verb, "dobj"


def _after_date(verb: Token) -> None:
    """«On 21 January M23 captured the town»: the name after the date is no part of it."""
    name = verb.nbor(-1)
    if name.pos_ != "PROPN" or name.dep_ not in {"nummod", "appos", "npadvmod", "pobj"} or name.ent_type_ in _DATED:
        return
    if any(c.dep_ in _SUBJECTS or c.dep_ == "auxpass" for c in verb.children):
        return
    date = name.head
    if date.i != name.i - 1 or date.dep_ != "pobj" or date.head.head.i != verb.i:
        return
    name.head, name.dep_ = verb, "nsubj"
