"""What the encoder and the places say of a mention: does an actor stand here?"""

from __future__ import annotations

from collections.abc import Sequence

from whosays.model import Place
from whosays.reading.actors.candidates import Candidate
from whosays.reading.parse import Parsed

# Where the encoder is this sure, it overrules the syntax of a state's name, or drops a mention as idle
# (tuned on the development articles).
PARTY, IDLE = 0.4, 0.1
PERSON = 0.9  # the same for a lone name that the gazetteer has
SURE_PLACE = 0.5  # least confidence in such a town
SEEN_PLACE = 0.8  # least probability of a place, by the encoder, of one that no gazetteer has («at Ain Issa»)
_SITES = frozenset({"settlement", "district", "admin1", "region", "water", "other"})


class Tagged:
    """The encoder's probabilities for actor mentions; without an encoder everything is open."""

    def __init__(self, parsed: Parsed, places: Sequence[Place] = ()) -> None:
        self.parsed = parsed
        here = [p for p in places if p.kind in _SITES and (p.model_extra or {}).get("literal", True)]
        self._sites = [p.span for p in here]
        self._towns = {p.span for p in here if (p.gazetteer_id and p.confidence >= SURE_PLACE) or self._seen(p.span)}
        self._town_names = {p.text for p in here if p.span in self._towns}
        self.names: set[str] = set()
        self._mention = None if parsed.tags is None else 1.0 - parsed.tags.actor[:, 0]

    def _seen(self, span: tuple[int, int]) -> bool:
        """Is the encoder sure of a place here?"""
        if self.parsed.tags is None:
            return False
        tokens = self.parsed.tokens_in(span)
        return float(self.parsed.tags.place[tokens.start : tokens.end, 1:].sum(axis=1).mean()) >= SEEN_PLACE

    def expect(self, candidates: Sequence[Candidate]) -> None:
        """Look ahead over all names of persons: a surname among them is no town."""
        full = [c.name.split() for c in candidates if c.type == "person"]
        self.names = {word for words in full if len(words) > 1 for word in words}

    def probability(self, c: Candidate) -> float | None:
        """The highest probability of a mention among the candidate's tokens, or None without an encoder."""
        if self._mention is None:
            return None
        tokens = self.parsed.tokens_in((c.start, c.end))
        return float(self._mention[tokens.start : tokens.end].max(initial=0.0))

    def idle(self, c: Candidate) -> bool:
        """Does the encoder see nobody here who takes part in anything? (A known name is never idle.)"""
        if c.type in {"person", "known"}:
            return False
        probability = self.probability(c)
        return probability is not None and probability < IDLE

    def place(self, c: Candidate) -> bool:
        """Is a supposed name of a person or organisation one of the places of the text («Raqqa»)?"""
        if c.type not in {"org", "person"} or c.title is not None or c.figure is not None:
            return False
        start, end = c.head.idx, c.head.idx + len(c.head)
        probability = self.probability(c)
        if not any(s <= start and end <= e and c.end <= e for s, e in self._sites):
            lone = c.type == "person" and " " not in c.name and c.name not in self.names
            located = lone and (
                c.name in self._town_names
                or (c.head.dep_ == "pobj" and c.head.head.lower_ in self.parsed.lexicon.words("local_party"))
            )
            return located and probability is not None and probability < PERSON
        if c.type == "person" and c.name not in self.names and _is_where(c):
            return True
        town = c.type == "person" and (c.start, c.end) in self._towns and c.name not in self.names
        return probability is None or probability < (PERSON if town else PARTY)

    def party(self, c: Candidate, by_syntax: bool) -> bool:
        """Is the name of a state or seat a party here? Where the encoder is not sure, syntax decides."""
        probability = self.probability(c)
        if probability is None:
            return by_syntax
        return probability >= PARTY or (by_syntax and probability >= IDLE)


def _is_where(c: Candidate) -> bool:
    """«The mayor of Arnoun», «a farmer from Aita al-Shaab»: the name behind a word that says where or whence."""
    return c.head.dep_ == "pobj" and c.head.head.lower_ in {"at", "from", "in", "near", "of", "outside"}
