"""What the events stage knows of one document: word classes of its tokens, its items by token, conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whosays.model import Actor, Measure, Place, Time
from whosays.reading import syntax
from whosays.reading.events.slots import Slots, find_slots
from whosays.reading.events.tables import Condition, Tables
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

_NAMED_PLACES = frozenset({"settlement", "district", "admin1", "region"})
_FORCES = frozenset({"armed", "actor", "police"})
_ARMED = frozenset({"military", "armed_group", "police"})
_THINGS = frozenset({"facility", "vehicle", "traffic", "craft"})
_WEAPONS = frozenset({"missile", "drone", "artillery", "bomb", "weapons", "weapon"})


@dataclass
class Context:
    """One document with its items looked up by token, and caches for what is asked often."""

    parsed: Parsed
    tables: Tables
    times: list[Time]
    places: list[Place]
    actors: list[Actor]
    measures: list[Measure]
    located: dict[str, Time | Place] = field(default_factory=dict)
    place_at: dict[int, Place] = field(default_factory=dict)
    time_at: dict[int, Time] = field(default_factory=dict)
    actor_at: dict[int, Actor] = field(default_factory=dict)
    measure_at: dict[int, list[Measure]] = field(default_factory=dict)
    phrase_heads: dict[int, list[Token]] = field(default_factory=dict)
    _classes: dict[int, frozenset[str]] = field(default_factory=dict)
    _slots: dict[int, Slots] = field(default_factory=dict)
    _in_sentence: dict[int, dict[str, set[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.located = {time.id: time for time in self.times} | {place.id: place for place in self.places}
        for place in self.places:
            for token in self.parsed.tokens_in(place.span):
                self.place_at.setdefault(token.i, place)
        for time in self.times:
            for token in self.parsed.tokens_in(time.span):
                self.time_at.setdefault(token.i, time)
        for actor in self.actors:
            for mention in actor.mentions:
                tokens = list(self.parsed.tokens_in(mention.span))
                last = syntax.head(tokens).i if mention.via == "description" and tokens else None
                for token in tokens:  # «the families of the victims of the attack» are no victims
                    if last is None or token.i <= last:
                        self.actor_at.setdefault(token.i, actor)
        for measure in self.measures:
            if measure.span is not None:
                for token in self.parsed.tokens_in(measure.span):
                    self.measure_at.setdefault(token.i, []).append(measure)

    def classes(self, token: Token) -> frozenset[str]:
        """The word classes of a token: of its lemma, of the items it stands in, of its entity type."""
        known = self._classes.get(token.i)
        if known is None:
            known = self._classes[token.i] = frozenset(self._find_classes(token))
        return known

    def _find_classes(self, token: Token) -> set[str]:
        table = self.tables.classes
        lemma, form = token.lemma_.lower(), token.lower_
        out: set[str] = set(table.get(lemma, ())) | set(table.get(form, ()))
        if not out and form.endswith("s"):
            out |= table.get(form[:-1], frozenset())
        if token.pos_ == "PRON" and lemma == "it":
            out.discard("people")
        if (out & set(self.tables.weapon_kinds) or "weapon" in out) and "people" not in out:  # a gunman is no weapon
            out.add("weapons")
        actor = self.actor_at.get(token.i)
        if actor is not None and token.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"}:
            out.add("actor")
            if actor.kind in _ARMED:
                out.add("armed")
            if actor.kind == "police":
                out.add("police")
            if actor.kind == "person":
                out.add("people")
                if token.pos_ == "PROPN":
                    out.add("named")
            if actor.kind in {"state", "government", "military"}:
                out.add("state")
        if token.pos_ in {"NOUN", "PROPN"} and any(m.unit == "person" for m in self.measure_at.get(token.i, ())):
            out.add("people")
        if "air" in out and not any(c.ent_type_ in {"NORP", "GPE"} for c in token.children):
            out.add("unowned_air")
        if token.pos_ == "PROPN" and any("dignitary" in table.get(c.lemma_.lower(), ()) for c in token.children):
            out.add("dignitary")  # «President Banda»
        if token.pos_ == "PROPN" and any("ranked" in table.get(c.lemma_.lower(), ()) for c in token.children):
            out.add("people")  # «commissioner k rao»
        if token.pos_ == "PROPN" and any("nature" in table.get(c.lemma_.lower(), ()) for c in token.children):
            out |= {"nature", "disaster"}  # «Cyclone Mbira»
        place = self.place_at.get(token.i)
        if place is not None and token.pos_ != "ADJ":
            out.add("place")
            if place.kind in _NAMED_PLACES:
                out.add("placename")
        if token.ent_type_ in {"GPE", "LOC", "FAC"}:
            out.add("place")
            if token.ent_type_ != "FAC":
                out.add("placename")
        if token.ent_type_ in {"GPE", "NORP"}:
            out |= {"state", "actor"}
        elif token.ent_type_ in {"ORG", "PERSON"} and token.pos_ == "PROPN":
            out.add("actor")
            if token.ent_type_ == "PERSON" and (place is None or actor is not None):  # a town that NER does not know
                out.add("people")
        if token.i in self.time_at or (token.ent_type_ in {"DATE", "TIME"} and token.pos_ != "NUM"):
            out.add("time")
            out -= {"people", "place", "armed"}
        return out

    def actor_of(self, head: Token) -> Actor | None:
        """The actor that a phrase with this head names; of «members of Hamas» Hamas."""
        actor = self.actor_at.get(head.i)
        if actor is None and head.lemma_.lower() in self.words("belonging"):
            return next((self.actor_at[t.i] for t in syntax.prepositional(head, "of") if t.i in self.actor_at), None)
        return actor

    def phrase_classes(self, token: Token) -> frozenset[str]:
        """Classes of a phrase's head, and for «dozens of rockets» or «a group of men» of what is counted too."""
        known = self.classes(token)
        if token.pos_ == "NUM":  # «seven of the eight», said of missiles
            for measure in self.measure_at.get(token.i, ()):
                known |= self.tables.classes.get(measure.unit or "", frozenset())
        if "part" in known or token.pos_ == "NUM":
            for noun in syntax.prepositional(token, "of"):
                known |= self.classes(noun)
            for word in token.children:  # «an army column»
                if word.dep_ == "compound":
                    known |= self.classes(word) & _FORCES
        for child in token.children:  # «an uncrewed surface vessel», «armed men»
            if child.dep_ == "amod" and "people" in known and child.lower_ in self.words("bearing_arms"):
                known |= {"armed"}
            if child.dep_ == "amod" and "drone" in self.classes(child):
                known |= {"drone", "weapons"}
        if token.pos_ == "PROPN" or "holder" in known:  # «Army Tactical Missile Systems (ATACMS)», «the frigate Orlan»
            for child in token.children:
                if child.dep_ in {"compound", "appos", "nmod"}:
                    known |= self.classes(child) & (_WEAPONS | _THINGS)
        return known

    def _counted(self, token: Token) -> list[Token]:
        """«Tens of thousands of reservists»: the reservists."""
        of = token
        for _ in range(2):
            round_number = of.pos_ == "NUM" or of.lemma_.lower() in self.words("round_number")
            if not round_number and "part" not in self.classes(of):
                break
            inner = syntax.prepositional(of, "of")
            if not inner:
                break
            of = inner[0]
        return [] if of is token else [of]

    def words(self, name: str) -> frozenset[str]:
        """The words of a class of grammar.tsv."""
        return self.parsed.lexicon.words(name)

    def in_sentence(self, token: Token, condition: Condition) -> bool:
        """Does another word of the token's sentence fit the condition?"""
        start = token.sent.start
        if start not in self._in_sentence:
            where: dict[str, set[int]] = {}
            for t in token.sent:
                where.setdefault(t.lemma_.lower(), set()).add(t.i)
                for name in self.classes(t):
                    where.setdefault("@" + name, set()).add(t.i)
            self._in_sentence[start] = where
        where = self._in_sentence[start]
        own = {token.i}
        return any(where.get(word, own) - own for word in condition.words) or any(
            where.get("@" + name, own) - own for name in condition.classes
        )

    def slots(self, token: Token) -> Slots:
        """What stands around the word: see :func:`find_slots`."""
        found = self._slots.get(token.i)
        if found is None:
            found = self._slots[token.i] = find_slots(token, self.tables)
        return found

    def holds(self, token: Token, condition: Condition) -> bool:
        """Does a condition of triggers.tsv hold for the word?"""
        for slot in condition.slots:
            if slot == "clause":
                if self.in_sentence(token, condition):
                    return True
                continue
            if slot == "no":
                if all(not self.slots(token).get(word) for word in condition.words):
                    return True
                continue
            for filler in self.slots(token).get("clause" if slot == "comp" else slot, ()):
                if condition.anything or filler.lemma_.lower() in condition.words or filler.lower_ in condition.words:
                    return True
                if condition.classes & self.phrase_classes(filler):
                    return True
                if condition.words and any(t.lemma_.lower() in condition.words for t in self._counted(filler)):
                    return True
        return False
