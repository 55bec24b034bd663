"""«Called the report a fabrication», «dismissed as lies claims that …»: what is called untrue, in so many words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosays.reading.syntax import is_negated

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Words = Callable[[str], frozenset[str]]
_COMPLETES = frozenset({"dobj", "prep", "ccomp"})
_BEFORE_LABEL = frozenset({"ADJ", "ADV"})


@dataclass(frozen=True)
class Untruth:
    """thing: [first, last) in tokens of what is so called; head: its noun or pronoun; word: «lie», «false», …"""

    thing: tuple[int, int]
    head: Token
    word: Token


def called_untrue(verb: Token, words: Words) -> Untruth | None:
    """What the subject of the verb calls untrue, or None. The parse often takes «a lie» for a part of the thing so
    called, so their order in the sentence decides.

    words: the classes of grammar.tsv.
    """
    if verb.pos_ != "VERB" or verb.lemma_.lower() not in words("labelling") or is_negated(verb):
        return None
    doc, untrue = verb.doc, words("untrue")
    passive = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
    for word in doc[verb.i + 1 : verb.right_edge.i + 1]:
        if word.text in ";:":
            return None
        if word.lower_ not in untrue or word.head.lemma_ == "be":
            continue
        first = _phrase_start(doc, word, verb, words("indefinite_article") | untrue)
        behind_as = doc[first - 1].lower_ == "as"
        stop = first - 1 if behind_as else first
        if passive is not None:
            thing = (passive.left_edge.i, passive.right_edge.i + 1)
        elif stop > verb.i + 1:
            thing = (verb.i + 1, stop)
        elif behind_as and word.i + 1 < len(doc):  # «dismissed as false reports that …»
            last = max(c.right_edge.i for c in verb.rights if c.dep_ in _COMPLETES)
            thing = (word.i + 1, max(last, word.i + 1) + 1)
        else:
            continue
        head = _head(doc, thing, words("article"))
        if head is not None:
            return Untruth(thing, head, word)
    return None


def _phrase_start(doc: Doc, word: Token, verb: Token, before: frozenset[str]) -> int:
    """Where «an outright lie», «"pure fiction"» begins."""
    i = word.i
    while i - 1 > verb.i:
        left = doc[i - 1]
        if not (left.is_quote or left.lower_ in before or left.pos_ in _BEFORE_LABEL) or left.lower_ == "as":
            break
        i -= 1
    return i


def _head(doc: Doc, thing: tuple[int, int], articles: frozenset[str]) -> Token | None:
    """The noun or pronoun of the thing, or None where it is a person or no phrase at all («called on …»)."""
    first, last = thing
    within = doc[first:last]
    head: Token = next((t for t in within if t.pos_ in {"NOUN", "PROPN"} and t.head not in within), within.root)
    if doc[first].pos_ in {"ADP", "PART", "PUNCT", "VERB", "AUX"} and not doc[first].is_quote:
        return None
    if last == first + 1 and head.tag_ in {"DT", "IN", "PRP", "WDT"}:  # «called that a lie»
        return head if head.lower_ not in articles else None
    if head.pos_ not in {"NOUN", "PROPN"} or head.ent_type_ == "PERSON":
        return None
    return head
