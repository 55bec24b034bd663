"""Place or party? Whether the name of a state or of its capital stands for those who govern it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.words import Words

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent", "csubj"})


def stands_for_party(c: Candidate, words: Words) -> bool:
    """Does the state or seat act, own, or take part here (rather than locate)?"""
    assert c.hit is not None
    return _reads_as_actor(syntax.first_conjunct(c.head), words, c.hit.entry.type)


def _reads_as_actor(token: Token, words: Words, type_: str) -> bool:
    dep, head = token.dep_, token.head
    noun = words.readings.get(("noun", head.lemma_.lower()))
    verb = words.readings.get(("verb", head.lemma_.lower()))
    seat = type_ == "seat"
    if dep == "nsubj":
        if head.pos_ == "AUX" and seat:
            return False
        return verb != "place"
    if dep == "nsubjpass":
        return not seat or verb == "actor"
    if dep == "agent":
        return True
    if dep == "poss":
        return noun != "place"
    if dep in {"compound", "nmod", "amod"}:
        if type_ == "demonym":
            return noun != "place" and head.ent_type_ not in {"PERSON", "GPE", "LOC"}
        return noun != "place" and head.pos_ == "NOUN" and not seat
    if dep in {"dobj", "dative"}:
        return verb == "actor" or (not seat and verb != "place")
    if dep == "pobj":
        reading = words.readings.get(("prep", head.lower_))
        if head.dep_ == "agent" or reading == "actor":
            return True
        if reading == "context" and not seat:
            above = head.head
            return words.readings.get(("verb", above.lemma_.lower())) == "actor"
        return False
    if dep == "appos":
        return _reads_as_actor(head, words, type_) if head.i != token.i else False
    return (
        dep in {"ROOT", "attr", "npadvmod"}
        and not seat
        and token.i + 1 < len(token.doc)
        and (token.doc[token.i + 1].pos_ in {"VERB", "AUX"})
    )
