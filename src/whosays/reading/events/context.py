"""What the events stage knows of one document: word classes of its tokens, its items by token, slots of a trigger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whosays.model import Actor, Measure, Place, Time
from whosays.reading import syntax
from whosays.reading.events.tables import Condition, Tables
from whosays.reading.parse import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

Slots = dict[str, list["Token"]]
_NAMED_PLACES = frozenset({"settlement", "district", "admin1", "region"})
_ARMED = frozenset({"military", "armed_group", "police"})
_MODIFIERS = frozenset({"compound", "amod", "npadvmod", "nmod", "conj"})
_PARTS = frozenset(
    {"one", "some", "many", "most", "several", "dozen", "hundred", "thousand", "number", "group", "score"}
)


@dataclass
class Context:
    """One document with its items looked up by token, and caches for what is asked often."""

    parsed: Parsed
    tables: Tables
    times: list[Time]
    places: list[Place]
    actors: list[Actor]
    measures: list[Measure]
    place_at: dict[int, Place] = field(default_factory=dict)
    time_at: dict[int, Time] = field(default_factory=dict)
    actor_at: dict[int, Actor] = field(default_factory=dict)
    measure_at: dict[int, list[Measure]] = field(default_factory=dict)
    _classes: dict[int, frozenset[str]] = field(default_factory=dict)
    _slots: dict[int, Slots] = field(default_factory=dict)
    _sentence_classes: dict[int, frozenset[str]] = field(default_factory=dict)
    _sentence_lemmas: dict[int, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.places:
            for token in self.parsed.tokens_in(place.span):
                self.place_at.setdefault(token.i, place)
        for time in self.times:
            for token in self.parsed.tokens_in(time.span):
                self.time_at.setdefault(token.i, time)
        for actor in self.actors:
            for mention in actor.mentions:
                for token in self.parsed.tokens_in(mention.span):
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
        if out & set(self.tables.weapon_kinds) or "weapon" in out:
            out.add("weapons")
        actor = self.actor_at.get(token.i)
        if actor is not None and token.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"}:
            out.add("actor")
            if actor.kind in _ARMED:
                out.add("armed")
            if actor.kind == "person":
                out.add("people")
            if actor.kind in {"state", "government", "military"}:
                out.add("state")
        if "air" in out and not any(c.ent_type_ in {"NORP", "GPE"} for c in token.children):
            out.add("unowned_air")
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
            if token.ent_type_ == "PERSON":
                out.add("people")
        if token.i in self.time_at or (token.ent_type_ in {"DATE", "TIME"} and token.pos_ != "NUM"):
            out.add("time")
            out -= {"people", "place", "armed"}
        return out

    def phrase_classes(self, token: Token) -> frozenset[str]:
        """Classes of a phrase's head, and for «dozens of rockets» or «a group of men» of what is counted too."""
        known = self.classes(token)
        if token.lemma_.lower() in _PARTS or token.pos_ == "NUM":
            for noun in syntax.prepositional(token, "of"):
                known |= self.classes(noun)
        return known

    def in_sentence(self, token: Token, condition: Condition) -> bool:
        """Does another word of the token's sentence fit the condition?"""
        sent = token.sent
        if sent.start not in self._sentence_classes:
            self._sentence_classes[sent.start] = frozenset(c for t in sent for c in self.classes(t))
            self._sentence_lemmas[sent.start] = frozenset(t.lemma_.lower() for t in sent)
        if not (condition.words & self._sentence_lemmas[sent.start]) and not (
            condition.classes & self._sentence_classes[sent.start]
        ):
            return False
        return any(
            t.i != token.i and (t.lemma_.lower() in condition.words or self.classes(t) & condition.classes)
            for t in sent
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
            for filler in self.slots(token).get(slot, ()):
                if condition.anything or filler.lemma_.lower() in condition.words or filler.lower_ in condition.words:
                    return True
                if condition.classes & self.phrase_classes(filler):
                    return True
        return False


def find_slots(token: Token, tables: Tables) -> Slots:
    """Heads of the phrases around a trigger by the slot they stand in.

    Verbs: subj (who does it), obj (who or what undergoes it; passives put right), prepositions, clause
    (complement), gov. Nouns: mod, poss, prepositions, gov; and where the noun is the object of a light verb
    («launched a strike on X»), or the subject of a verb of effect, that verb's phrases too.
    """
    slots: Slots = {}
    if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
        _verb_slots(token, slots)
        _add(slots, "mod", [c for c in token.children if c.dep_ in {"npadvmod", "advmod", "compound"}])
    else:
        _noun_slots(token, slots, tables)
    governing = syntax.governor(token)
    if governing is not None:
        _add(slots, "gov", [governing])
        if token.dep_ == "pobj" and token.head.lower_ in {"in", "under", "into"}:
            _add(slots, "gov", [token.head])
    return slots


def _add(slots: Slots, slot: str, tokens: list[Token]) -> None:
    have = slots.setdefault(slot, [])
    for token in tokens:
        if token not in have:
            have.append(token)


def _verb_slots(verb: Token, slots: Slots) -> None:
    _add(slots, "subj", syntax.doers(verb))
    _add(slots, "obj", syntax.undergoers(verb))
    _prepositions(verb, slots)
    for child in verb.children:
        if child.dep_ in {"xcomp", "ccomp"}:
            _add(slots, "clause", [child])
        elif child.dep_ == "dative" and child.pos_ != "ADP":
            _add(slots, "to", [child])
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ == "prep" for c in verb.children):
        return
    for child in verb.children:  # «fired and launched missiles at X»
        if (
            child.dep_ == "conj"
            and child.pos_ == "VERB"
            and not any(c.dep_.startswith("nsubj") for c in child.children)
        ):
            if not any(c.dep_ in {"dobj", "prep", "agent"} for c in verb.children):
                _prepositions(child, slots)


def _prepositions(token: Token, slots: Slots) -> None:
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.pos_ in {"ADP", "SCONJ", "ADV", "VERB"}:
            name = child.lower_
            if not any(c.dep_ == "neg" for c in child.children):  # «not by A but by B»
                _add(slots, name, syntax.prepositional(token, name))
            for inner in child.children:
                if inner.dep_ == "pcomp":
                    _add(slots, "clause" if name in {"of", "for"} else name, [inner])


def _noun_slots(noun: Token, slots: Slots, tables: Tables) -> None:
    top = noun
    for child in noun.children:
        if child.dep_ in {"compound", "amod", "nmod", "npadvmod"}:
            _add(slots, "mod", [child])
            if not tables.classes.get(child.lemma_.lower(), frozenset()) & {"facility"}:
                _add(slots, "mod", [c for c in child.children if c.dep_ in _MODIFIERS])
        elif child.dep_ == "poss":
            _add(slots, "poss", syntax.conjuncts(child))
        elif child.dep_ in {"acl", "relcl"}:
            _clause_on_noun(noun, child, slots, tables)
    _prepositions(noun, slots)
    after = noun.nbor() if noun.i + 1 < len(noun.doc) else noun
    if after.lower_ in {"by", "on", "against"} and after.dep_ in {"prep", "agent"} and after.head.i != noun.i:
        _add(slots, after.lower_, syntax.prepositional(after.head, after.lower_))
    first = syntax.first_conjunct(noun)
    if first.i != noun.i:
        for child in first.children:  # «shelling and airstrikes by X on Y»; «Israeli strikes and raids»
            if child.dep_ == "poss" or (child.dep_ == "amod" and child.ent_type_ in {"NORP", "GPE"}):
                _add(slots, "poss" if child.dep_ == "poss" else "mod", [child])
        _prepositions(first, slots)
    else:
        for other in syntax.conjuncts(noun)[1:]:
            if not any(c.dep_ in {"prep", "agent"} for c in noun.children):
                _prepositions(other, slots)
    top = first
    while top.dep_ in {"compound", "nmod"} and top.head.i != top.i:
        top = top.head
    _governing_verb(top, slots, tables)


def _clause_on_noun(noun: Token, clause: Token, slots: Slots, tables: Tables) -> None:
    """«strikes launched by X on Y», «an attack that killed five», «the raid targeting Y»."""
    part, role = tables.light.get(clause.lemma_.lower(), ("", ""))
    if syntax.is_passive(clause):
        _add(slots, "by", syntax.agents(clause))
        if part in {"agent", "event"}:
            _prepositions(clause, slots)
        return
    if part == "effect" and syntax.subjects(clause)[:1] == [noun]:
        _add(slots, "victim" if role == "victim" else "target", syntax.objects(clause))
    elif part == "agent" and noun in syntax.objects(clause):
        _add(slots, "subj", syntax.subjects(clause))
        _prepositions(clause, slots)


def _culprits(noun: Token, slots: Slots, tables: Tables) -> None:
    """Who is held to have done it: «responsible for the attack», «charged in», «attributed the strike to X»."""
    above = syntax.governor(noun)
    if above is None:
        return
    part = tables.light.get(above.lemma_.lower(), ("", ""))[0]
    if part in {"culprit", "blamed"} and noun.dep_ == "pobj":
        if above.pos_ == "VERB":
            _add(slots, "by", syntax.undergoers(above))
        elif above.head.pos_ in {"VERB", "AUX"}:
            _add(slots, "by", syntax.subjects(above.head) or syntax.subjects(above))
    elif part == "blamed" and noun.dep_ in {"dobj", "nsubjpass"}:
        _add(slots, "by", syntax.prepositional(above, "to") + syntax.prepositional(above, "on"))


def _governing_verb(noun: Token, slots: Slots, tables: Tables) -> None:
    _culprits(noun, slots, tables)
    verb = noun.head
    through = ""
    if noun.dep_ == "pobj" and noun.head.dep_ == "prep":
        through, verb = noun.head.lower_, noun.head.head
        if verb.pos_ == "NOUN" and through == "of" and verb.head.pos_ == "VERB":  # «a series of strikes»
            noun, verb = verb, verb.head
            through = ""
    if verb.pos_ not in {"VERB", "AUX"} or verb.i == noun.i:
        return
    part, role = tables.light.get(verb.lemma_.lower(), ("", ""))
    if through:
        if part == "undergoer" and through in {"under", "from", "in"}:
            _add(slots, "obj", syntax.subjects(verb))
            _prepositions(verb, slots)
        elif part == "agent" and through in {"in", "with", "out"}:
            _add(slots, "subj", syntax.undergoers(verb) if syntax.is_passive(verb) else syntax.subjects(verb))
        elif through == "under":
            _add(slots, "obj", syntax.subjects(verb))
        elif verb.lemma_ in {"be", "remain", "hold", "take", "keep", "place"} and through in {"in", "into", "under"}:
            _add(slots, "obj", syntax.undergoers(verb) or syntax.subjects(verb))
        elif through in {"during", "after", "at", "for", "before", "following"}:
            _add(slots, "company", syntax.doers(verb))
        return
    passive = noun.dep_ == "nsubjpass"
    if part == "agent" and (noun.dep_ == "dobj" or passive):
        _add(slots, "by" if passive else "subj", syntax.doers(verb))
        _prepositions(verb, slots)
    elif part == "undergoer" and noun.dep_ == "dobj":
        _add(slots, "obj", syntax.subjects(verb))
        _prepositions(verb, slots)
    elif noun.dep_ == "nsubj" and part == "effect":
        _add(slots, "victim" if role == "victim" else "target", syntax.objects(verb))
        _prepositions(verb, slots)
        for child in verb.children:
            if child.dep_ in {"advcl", "conj"} and child.pos_ == "VERB":
                below, below_role = tables.light.get(child.lemma_.lower(), ("", ""))
                if below == "effect" and syntax.subjects(child)[:1] == [noun]:
                    _add(slots, "victim" if below_role == "victim" else "target", syntax.objects(child))
    elif noun.dep_ in {"nsubj", "nsubjpass"}:
        if part == "event" or verb.lemma_ in {"take", "be", "begin", "continue", "start", "come", "follow"}:
            _prepositions(verb, slots)
