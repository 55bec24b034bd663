"""Event mentions on the parse: the token that carries each trigger, and which events a phrase or clause holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whosays.model import Event

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

_CARRIED = ("dobj", "nsubjpass", "attr", "oprd", "xcomp", "nsubj", "pobj")
_LIGHT_DEPTH = 2


@dataclass(frozen=True)
class Mention:
    """An event and the syntactic head of its trigger."""

    event: Event
    token: Token
    order: int


class Mentions:
    """The event mentions of a document in text order."""

    def __init__(self, parsed: Parsed, events: list[Event]) -> None:
        self.parsed = parsed
        self.items: list[Mention] = []
        self._at: dict[int, list[Mention]] = {}
        for event in sorted(events, key=lambda e: (e.trigger.span, e.id)):
            span = parsed.tokens_in(event.trigger.span)
            mention = Mention(event, span.root, len(self.items))
            self.items.append(mention)
            for token in span:
                self._at.setdefault(token.i, []).append(mention)

    def at(self, token: Token) -> list[Mention]:
        """Mentions whose trigger holds the token."""
        return self._at.get(token.i, [])

    def carried_by(self, token: Token, depth: int = _LIGHT_DEPTH) -> list[Mention]:
        """Mentions at the token or, where it is no trigger, at what it takes («launched strikes», «the use of …»)."""
        here = self.at(token)
        if here or depth == 0:
            return here
        out: list[Mention] = []
        for child in token.children:
            if child.dep_ in _CARRIED and (child.dep_ != "nsubj" or not out):
                found = self.carried_by(child, depth - 1)
                if child.dep_ == "nsubj" and token.pos_ not in ("AUX", "VERB"):
                    continue
                out = found if child.dep_ in ("dobj", "attr", "nsubjpass") and found else out or found
            elif child.dep_ == "prep" and token.pos_ in ("NOUN", "PROPN"):
                for obj in child.children:
                    if obj.dep_ == "pobj":
                        out = out or self.carried_by(obj, depth - 1)
        return out

    def governing(self, token: Token) -> list[Mention]:
        """Mentions of the nearest word above the token that carries any."""
        above = token
        for _ in range(6):
            if above.head == above:
                return []
            above = above.head
            found = self.carried_by(above)
            if found:
                return found
        return []

    def under(self, tokens: Iterable[Token]) -> list[Mention]:
        """The topmost mentions in the subtrees of the tokens, with those coordinated with them."""
        out: list[Mention] = []
        for token in tokens:
            out.extend(m for m in self._topmost(token) if m not in out)
        return out

    def _topmost(self, token: Token, depth: int = 5) -> list[Mention]:
        found = list(self.at(token))
        if found:
            for conjunct in token.conjuncts:
                if conjunct.i > token.i:
                    found.extend(m for m in self.at(conjunct) if m not in found)
            return found
        if depth == 0:
            return []
        for child in token.children:
            if child.dep_ in ("relcl", "appos", "parataxis"):
                continue
            for mention in self._topmost(child, depth - 1):
                if mention not in found:
                    found.append(mention)
        return found
