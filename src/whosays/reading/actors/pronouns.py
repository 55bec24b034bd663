"""Pronouns: to whom «he», «they», «it», «we» and «I» refer, by number, gender, nearness and syntax."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.entities import Entity
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

_MALE = frozenset({"he", "him", "his", "himself"})
_FEMALE = frozenset({"she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_NEUTER = frozenset({"it", "its", "itself"})
_FIRST = frozenset({"i", "me", "my", "mine", "myself"})
_FIRST_PLURAL = frozenset({"we", "us", "our", "ours", "ourselves"})
_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_SENTENCES_BACK = 2


def quotations(text: str) -> list[tuple[int, int]]:
    """Stretches in double quotes (plain ones, as ``Parsed.clean`` has them); a paragraph's end closes one."""
    out: list[tuple[int, int]] = []
    opened: int | None = None
    for m in re.finditer(r'"|\n\s*\n', text):
        if m.group() == '"':
            if opened is None:
                opened = m.end()
            else:
                out.append((opened, m.start()))
                opened = None
        elif opened is not None:
            out.append((opened, m.start()))
            opened = None
    return out


class Pronouns:
    """Finds the entity of a pronoun among the mentions that stand before it."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.quotes = quotations(parsed.clean)
        self._quote_starts = [s for s, _ in self.quotes]
        self.history: list[tuple[Candidate, Entity]] = []
        self.speaker: Entity | None = None

    def note(self, c: Candidate, entity: Entity) -> None:
        """A mention was read: it can be referred to from now on."""
        self.history.append((c, entity))

    def in_quote(self, position: int) -> tuple[int, int] | None:
        """The quotation that holds the position, or None."""
        k = bisect_right(self._quote_starts, position) - 1
        if k >= 0 and position < self.quotes[k][1]:
            return self.quotes[k]
        return None

    def resolve(self, c: Candidate, speakers: dict[tuple[int, int], Entity]) -> Entity | None:
        """The entity that the pronoun stands for, or None where that is not clear."""
        word = c.head.lower_
        quote = self.in_quote(c.start)
        if word in _FIRST or word in _FIRST_PLURAL:
            speaker = speakers.get(quote) if quote else None
            if speaker is None or (word in _FIRST) != speaker.person:
                return None
            return speaker
        if word in _MALE or word in _FEMALE:
            return self._best(c, lambda e: e.person and e.gender in {None, "m" if word in _MALE else "f"}, quote)
        if word in _PLURAL:
            return self._best(c, lambda e: e.plural or e.kind in {"police"} or (not e.person and e.generic), quote)
        if word in _NEUTER:
            return self._best(c, lambda e: not e.plural and not e.person and e.kind not in {"civilian"}, quote)
        return None

    def _best(self, c: Candidate, fits, quote: tuple[int, int] | None) -> Entity | None:  # type: ignore[no-untyped-def]
        here = self.parsed.sentence_at(c.start)
        best: tuple[float, int] | None = None
        found: Entity | None = None
        for mention, entity in reversed(self.history):
            back = here - self.parsed.sentence_at(mention.start)
            if back > _SENTENCES_BACK:
                break
            if not fits(entity) or _is_own_phrase(mention, c):
                continue
            if quote and self.speaker is entity and self.in_quote(mention.start) is None:
                continue
            score = _salience(mention.head, back, same_role=_subject(c.head))
            if best is None or score > best[0]:
                best, found = (score, mention.start), entity
        if found is not None and c.head.lower_ in _FEMALE:
            found.gender = found.gender or "f"
        elif found is not None and c.head.lower_ in _MALE:
            found.gender = found.gender or "m"
        return found


def _salience(head: Token, back: int, same_role: bool) -> float:
    score = -2.0 * back
    if _subject(head):
        score += 1.5 + (0.5 if same_role else 0.0)
    elif head.dep_ == "poss":
        score += 0.6
    elif head.dep_ in {"dobj", "dative"}:
        score += 0.8
    return score


def _subject(token: Token) -> bool:
    while token.dep_ in {"conj", "appos", "compound"} and token.head.i != token.i:
        token = token.head
    return token.dep_ in _SUBJECT


def _is_own_phrase(mention: Candidate, c: Candidate) -> bool:
    """An object pronoun does not mean the subject of its own verb («Ali saw him»)."""
    if c.head.dep_ in {"dobj", "dative", "pobj"} and not c.head.lower_.endswith(("self", "selves")):
        verb = c.head.head
        if c.head.dep_ == "dobj" and mention.head.dep_ in _SUBJECT and mention.head.head.i == verb.i:
            return True
    return False
