"""Pronouns: to whom «he», «they», «it», «we» and «I» refer, by number, gender, nearness and syntax."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from whosays.reading.actors.candidates import Candidate
from whosays.reading.actors.entities import Entity
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_SENTENCES_BACK = 2
_STEPS = 3
# Weights of salience, tuned on the development articles: a sentence back costs BACK; what stands as subject,
# as subject of a subject pronoun besides, as possessor or object; a name; each mention so far.
BACK, SUBJECT, PARALLEL, POSSESSOR, OBJECT = 1.0, 1.5, 0.5, 0.6, 0.8
NAMED, OFTEN = 0.8, 0.1
OWN_WORDS = 1.5
"""«The group said that they …»: for who says the clause."""
PATIENT = 0.5
"""«They were handed over»: for those to whom something was done before."""
SPEAKS_ON = 0.5
"""«A nurse said … He added …»: for who spoke before."""
_PATIENT = frozenset({"dobj", "nsubjpass"})
_PLURAL_BODIES: dict[str, float] = {"armed_group": 0.2, "police": 0.8, "military": 0.2, "government": 0.0, "ngo": 0.0}


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
        self.parsed, self.words = parsed, parsed.lexicon.words
        self.quotes = quotations(parsed.clean)
        self._quote_starts = [s for s, _ in self.quotes]
        self.history: list[tuple[Candidate, Entity]] = []

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
        speaker = speakers.get(quote) if quote else None
        if word in self.words("i"):
            return speaker if speaker is not None and speaker.person else None
        if word in self.words("we"):
            return (speaker.speaks_for if speaker.person else speaker) if speaker is not None else None
        if word in self.words("he") or word in self.words("she"):
            gender = "m" if word in self.words("he") else "f"
            found = self._best(c, lambda e: 1.0 if e.person and e.gender in {None, gender} else None, speaker)
            if found is not None and found.gender is None:
                found.gender = gender
            return found
        if word in self.words("they"):
            return self._best(c, _plural_fit, speaker)
        if word in self.words("it"):
            return self._best(c, _neuter_fit, speaker)
        return None

    def _says(self, token: Token) -> bool:
        return token.dep_ == "nsubj" and token.head.lemma_ in self.words("speaking_on")

    def _best(self, c: Candidate, fit: Callable[[Entity], float | None], speaker: Entity | None) -> Entity | None:
        """The most salient of the entities mentioned here or in the last sentences; not who is speaking."""
        here = self.parsed.sentence_at(c.start)
        subject = _subject(c.head)
        best: float | None = None
        found: Entity | None = None
        owners = _whose_words(c.head)
        suffers = c.head.dep_ == "nsubjpass" and c.head.lower_ in self.words("they")
        saying = self._says(c.head)
        quoted = c.head.lower_ in self.words("they") and not saying and self.in_quote(c.start) is not None
        dead: set[int] = set()
        for mention, entity in reversed(self.history):
            back = here - self.parsed.sentence_at(mention.start)
            if back > _SENTENCES_BACK:
                break
            weight = fit(entity)
            if weight is None or entity is speaker or _is_own_phrase(mention, c):
                continue
            if quoted and (self._says(mention.head) or (entity.kind == "civilian" and not _subject(mention.head))):
                continue  # «…, killing two people, officials said. “They came at dawn,” said a trader»: others did
            if speaker is not None and speaker.person and entity is speaker.speaks_for:
                continue  # «they fired at us», says who would say «we» of his own
            if saying and _is_dead(mention):
                dead.add(id(entity))
            if id(entity) in dead:
                continue
            score = weight + _salience(mention, back, subject) + _prominence(entity)
            score += OWN_WORDS if mention.head.i in owners else 0.0
            score += PATIENT if suffers and mention.head.dep_ in _PATIENT else 0.0
            score += SPEAKS_ON if saying and self._says(mention.head) else 0.0
            if best is None or score > best:
                best, found = score, entity
        return found


def _whose_words(pronoun: Token) -> frozenset[int]:
    """Token indices of who says the clause that the pronoun is the subject of.

    «The officials in Chad, who deny that they armed anyone»: a relative pronoun stands for the noun before it, or
    for the one that this is hung on.
    """
    clause = pronoun.head
    if pronoun.dep_ not in _SUBJECT or clause.dep_ != "ccomp":
        return frozenset()
    for child in clause.head.children:
        if child.dep_ == "nsubj":
            if child.tag_ in {"WDT", "WP"} and clause.head.dep_ == "relcl":
                noun = clause.head.head
                hung = noun.dep_ == "pobj" and noun.head.dep_ == "prep"
                return frozenset({noun.i, noun.head.head.i} if hung else {noun.i})
            return frozenset({child.i})
    return frozenset()


def _is_dead(mention: Candidate) -> bool:
    """«His son was killed», «his son died»: he says nothing afterwards."""
    head = mention.head
    lemma = head.head.lemma_
    return (head.dep_ in _PATIENT and lemma == "kill") or (head.dep_ == "nsubj" and lemma == "die")


def _plural_fit(entity: Entity) -> float | None:
    if entity.plural:
        return 1.0
    if entity.person:
        return None
    return _PLURAL_BODIES.get(entity.kind)


def _neuter_fit(entity: Entity) -> float | None:
    return None if entity.plural or entity.person or entity.kind == "civilian" else 1.0


def _salience(mention: Candidate, back: int, same_role: bool) -> float:
    """How much the place of the mention makes it the one that a pronoun takes up."""
    score = -BACK * back
    if _subject(mention.head):
        score += SUBJECT + (PARALLEL if same_role else 0.0)
    elif mention.head.dep_ == "poss":
        score += POSSESSOR
    elif mention.head.dep_ in {"dobj", "dative"}:
        score += OBJECT
    return score


def _prominence(entity: Entity) -> float:
    """Named ones and those spoken of often come first."""
    return (0.0 if entity.unnamed else NAMED) + OFTEN * min(len(entity.mentions), 8)


def _subject(token: Token) -> bool:
    while token.dep_ in {"conj", "appos", "compound"} and token.head.i != token.i:
        token = token.head
    return token.dep_ in _SUBJECT


def _is_own_phrase(mention: Candidate, c: Candidate) -> bool:
    """An object pronoun does not mean the subject of its own verb («Ali saw him», «Ali left after seeing him»), nor
    «his» its own noun.
    """
    head = c.head
    if mention.start <= c.start < mention.end:
        return True
    if head.dep_ in {"dobj", "dative"} and not head.lower_.endswith(("self", "selves")):
        return mention.head.dep_ in _SUBJECT and mention.head.head.i == _doer_verb(head.head).i
    return False


def _doer_verb(verb: Token) -> Token:
    """The verb whose subject does what a verb without a subject of its own tells («left after seeing him»)."""
    for _ in range(_STEPS):
        if verb.tag_ != "VBG" or any(t.dep_ in _SUBJECT for t in verb.lefts):
            break
        if verb.dep_ == "pcomp" and verb.head.head.pos_ in {"VERB", "AUX"}:
            verb = verb.head.head
        elif verb.dep_ in {"advcl", "xcomp", "conj"} and verb.head.pos_ in {"VERB", "AUX"}:
            verb = verb.head
        else:
            break
    return verb
