"""The phrases around a trigger by the slot they stand in, which conditions and frames speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.events.tables import Tables

if TYPE_CHECKING:
    from spacy.tokens import Token

Slots = dict[str, list["Token"]]
_AIMED = ("at", "into", "towards", "toward")
_STRANDED = frozenset({"at", "on", "upon"})
_MODIFIERS = frozenset({"compound", "amod", "npadvmod", "nmod", "conj"})


def find_slots(token: Token, tables: Tables) -> Slots:
    """Heads of the phrases around a trigger by the slot they stand in.

    Verbs: subj (who does it), obj (who or what undergoes it; passives put right), prepositions, clause
    (complement), gov. Nouns: mod, poss, prepositions, gov; and where the noun is the object of a light verb
    («launched a strike on X»), or the subject of a verb of effect, that verb's phrases too.
    """
    slots: Slots = {}
    doer = _gerund_doer(token, tables)
    if doer is not None:
        _add(slots, "subj", [doer])
        _prepositions(token, slots)
    elif token.dep_ == "aux" and token.tag_ == "MD":
        _duty_slots(token, slots)
    elif (token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB")) and not _stands_as_noun(token):
        _verb_slots(token, slots)
        _stranded(token, slots)
        if tables.frame_name(token) == "fire":  # «launched drones at the port», «at» hung on the drones
            for thing in [n for t in slots["obj"] for n in (t, *syntax.prepositional(t, "of"))]:
                for name in _AIMED:
                    _add(slots, name, syntax.prepositional(thing, name))
        _add(slots, "result", [c for c in token.children if c.dep_ == "oprd"])
        _add(slots, "mod", [c for c in token.children if c.dep_ in {"npadvmod", "advmod", "compound"}])
    else:
        _noun_slots(token, slots, tables)
        if token.pos_ == "ADJ" and not tables.frame_name(token):  # not «dead»
            _adjective_slots(token, slots)
    _purposes(token, slots)
    if token.dep_ in {"compound", "nmod"} and token.i < token.head.i:  # «a killing spree»
        _add(slots, "gov", [token.head])
    governing = syntax.governor(token)
    if governing is not None:
        _add(slots, "gov", [governing])
        if token.dep_ == "pobj" and token.head.lower_ in {"in", "under", "into", "as", "on"}:
            _add(slots, "gov", [token.head])
    return slots


def _stands_as_noun(token: Token) -> bool:
    """«Shelling hit the market»: a gerund that is a subject, with nothing that only a verb has."""
    subject = token.tag_ == "VBG" and token.dep_ in {"nsubj", "nsubjpass"}
    return subject and all(
        c.dep_ in {"det", "amod", "compound", "poss", "prep", "conj", "cc", "punct"} for c in token.children
    )


def _stranded(verb: Token, slots: Slots) -> None:
    """«Was fired at», «were shot at»: the subject is what it was aimed at."""
    aimed = [c for c in verb.children if c.lower_ in _STRANDED and c.dep_ in {"prep", "prt"} and not any(c.children)]
    if aimed and slots["obj"] and syntax.is_passive(verb):
        slots[aimed[0].lower_], slots["obj"] = slots["obj"], []


def _purposes(token: Token, slots: Slots) -> None:
    """«A meeting to discuss the truce», «a deal to avoid a war», «held talks to end the siege»: clause and object."""
    beside = list(token.children)
    if token.dep_ == "dobj":
        beside += token.head.children
    for child in beside:
        infinitive = child.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children)
        if infinitive and child.dep_ in {"acl", "relcl", "advcl", "xcomp"} and child.i > token.i:
            _add(slots, "purpose", [child])
            _add(slots, "purpose_obj", syntax.objects(child))


def _gerund_doer(token: Token, tables: Tables) -> Token | None:
    """«Killed in police firing», where the parse takes the firing for a verb: the police."""
    before = token.nbor(-1) if token.i > token.sent.start else None
    if before is None or syntax.compound_gerund(before) != token:
        return None
    return before if tables.is_a("armed", before.lemma_.lower()) else None


def _add(slots: Slots, slot: str, tokens: list[Token]) -> None:
    have = slots.setdefault(slot, [])
    for token in tokens:
        if token not in have:
            have.append(token)


def _verb_slots(verb: Token, slots: Slots) -> None:
    _add(slots, "subj", syntax.doers(verb))
    _add(slots, "obj", syntax.undergoers(verb))
    _prepositions(verb, slots)
    if verb.tag_ != "VBN" and any(c.dep_ == "nsubj" for c in verb.children):
        slots.pop("by", None)  # «bombarded the barracks by the river», «by way of answer»: who did it is the subject
    for noun in slots["obj"]:
        _with_object(noun, slots)
    for child in verb.children:
        if child.dep_ in {"xcomp", "ccomp"}:
            _add(slots, "clause", [child])
            asked = [c for c in child.children if c.dep_ in {"nsubj", "nsubjpass"}]
            if child.dep_ == "ccomp" and asked:
                infinitive = child.tag_ == "VB" and any(c.lower_ == "to" for c in child.children)
                bid = child.tag_ == "VB" and not any(c.dep_ in {"aux", "neg"} for c in child.children)
                _add(slots, "asked" if infinitive else "that", [child])
                if bid:
                    _add(slots, "bid", [child])
                if infinitive or bid:
                    _add(slots, "askee", [t for c in asked for t in syntax.conjuncts(c)])
        elif child.dep_ == "dative" and child.pos_ != "ADP":
            _add(slots, "to", [child])
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ == "prep" for c in verb.children):
        return
    for child in verb.children:  # «fired and launched missiles at X»
        shared = child.dep_ == "conj" and child.pos_ == "VERB"
        shared = shared and not any(c.dep_.startswith("nsubj") for c in child.children)
        if shared and not any(c.dep_ in {"dobj", "prep", "agent"} for c in verb.children):
            _prepositions(child, slots)


def _with_object(noun: Token, slots: Slots) -> None:
    """«Lifted the embargo on Chile»: what stands with the object, in slots of its own."""
    for child in noun.children:
        if child.dep_ in {"prep", "dative"}:
            _add(slots, f"obj_{child.lower_}", syntax.prepositional(noun, child.lower_))
        elif child.dep_ in {"compound", "amod", "nmod"}:
            _add(slots, "obj_mod", [child])


def _duty_slots(modal: Token, slots: Slots) -> None:
    """«Chad said Mali must leave», for «must»: subj who says it, obj who is bound, clause what is to be done."""
    verb = modal.head
    if verb.dep_ != "ccomp" or verb.head.pos_ != "VERB":
        return
    _add(slots, "subj", syntax.doers(verb.head))
    _add(slots, "obj", syntax.subjects(verb))
    _add(slots, "clause", [verb])


def _adjective_slots(adjective: Token, slots: Slots) -> None:
    """«Chad is ready to leave»: who is, and what for."""
    if adjective.dep_ in {"acomp", "oprd", "attr", "ccomp", "advcl", "ROOT"}:
        verb = adjective.head if adjective.dep_ in {"acomp", "oprd", "attr"} else adjective
        _add(slots, "subj", syntax.subjects(verb))
    _add(slots, "clause", [c for c in adjective.children if c.dep_ in {"xcomp", "ccomp"}])


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
        if child.dep_ == "det":
            _add(slots, "det", [child])
        elif child.dep_ in {"compound", "amod", "nmod", "npadvmod"}:
            _add(slots, "mod", [child])
            if not tables.is_a("facility", child.lemma_.lower()):
                _add(slots, "mod", [c for c in child.children if c.dep_ in _MODIFIERS])
        elif child.dep_ == "poss":
            _add(slots, "poss", syntax.conjuncts(child))
        elif child.dep_ in {"acl", "relcl"}:
            _clause_on_noun(noun, child, slots, tables)
    if noun.dep_ == "pobj" and noun.head.lower_ == "including" and "poss" not in slots:
        _add(slots, "poss", [c for c in noun.head.head.children if c.dep_ == "poss"])  # «Russia's acts, including …»
    _prepositions(noun, slots)
    for near in [t for name in ("by", "on", "against", "of", "in") for t in slots.get(name, ())]:
        for name in ("by", "on", "against"):  # «the attack by A on B», the second hung on A
            if not slots.get(name):
                _add(slots, name, syntax.prepositional(near, name))
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
    light = tables.light_parts(clause)
    if syntax.is_passive(clause):
        _add(slots, "by", syntax.agents(clause))
        if "blamed" in light:  # «an attack blamed on bandits»
            _add(slots, "by", syntax.prepositional(clause, "on", "to"))
        if light.keys() & {"agent", "event"}:
            _prepositions(clause, slots)
        return
    if "effect" in light and syntax.subjects(clause)[:1] == [noun]:
        _add(slots, light["effect"], syntax.objects(clause))
    elif "agent" in light and noun in syntax.objects(clause):
        _add(slots, "subj", syntax.subjects(clause))
        _prepositions(clause, slots)


def _culprits(noun: Token, slots: Slots, tables: Tables) -> None:
    """Who is held to have done it: «responsible for the attack», «charged in», «attributed the strike to X»."""
    above = syntax.governor(noun)
    if above is None:
        return
    light = tables.light_parts(above)
    if not light and above.dep_ == "dobj" and above.head.pos_ == "VERB":  # «blamed A for the attack», «for» hung on A
        above = above.head
        light = tables.light_parts(above)
    verb = above if above.pos_ in {"VERB", "AUX"} else above.head
    if syntax.is_negated(verb):  # «did not claim responsibility for it»
        return
    if noun.dep_ == "pobj" and (blamed := _blamed(verb, tables)):
        _add(slots, "by", blamed)
    elif light.keys() & {"culprit", "blamed"} and noun.dep_ == "pobj":
        if above.pos_ == "VERB":
            _add(slots, "by", syntax.undergoers(above))
        elif above.dep_ == "amod" and above.i > above.head.i:  # «held A responsible for it», «responsible» hung on A
            _add(slots, "by", [above.head])
        elif above.pos_ == "NOUN" and tables.is_a("people", above.lemma_.lower()) and above.dep_ != "attr":
            _add(slots, "by", [above])  # «handed over a suspect in the raid»
        elif above.head.pos_ in {"VERB", "AUX"}:
            own = [c for c in above.children if c.dep_ == "nsubj"]  # «hold A responsible for it»
            if not syntax.is_passive(above.head) and above.pos_ == "ADJ":
                own = own or syntax.objects(above.head)
            _add(slots, "by", own or syntax.subjects(above.head) or syntax.subjects(above))
    elif "claimer" in light and noun.dep_ in {"dobj", "nsubjpass"}:
        _add(slots, "by", syntax.doers(above))
    elif "blamed" in light and noun.dep_ in {"dobj", "nsubjpass"}:
        _add(slots, "by", syntax.prepositional(above, "to") + syntax.prepositional(above, "on"))


def _blamed(verb: Token, tables: Tables) -> list[Token]:
    """«Pointed the finger at A», «laid the blame at A's door», «put the blame for it on A»: A."""
    blame = next((o for o in syntax.objects(verb) if tables.is_a("blame", o.lemma_.lower())), None)
    if blame is None:
        return []
    below = [verb, *(t for t in verb.subtree if t.i >= blame.i and t.dep_ in {"dobj", "pobj"})]
    at = [a for t in below for a in syntax.prepositional(t, "at")]
    if tables.is_a("pointing", verb.lemma_):
        return at[:1]
    doors = [c for a in at for c in a.children if c.dep_ == "poss" and tables.is_a("blame", a.lemma_.lower())]
    return doors or [a for t in below for a in syntax.prepositional(t, "on")][:1]


def _asked_to_end(noun: Token, verb: Token, tables: Tables) -> bool:
    """«Called on the council to stop the killing»: somebody else's; «urged the army to stop its raids» tells whose."""
    infinitive = verb.dep_ == "xcomp" and verb.tag_ == "VB"
    asked = tables.is_a("asking", verb.head.lemma_) and tables.is_a("ending", verb.lemma_)
    return infinitive and asked and not any(c.dep_ == "poss" for c in noun.children)


def _takes_in(verb: Token, tables: Tables) -> bool:
    """«Made an arrest in the slaying»: who does so is not its doer."""
    rows = [row for o in syntax.objects(verb) for row in tables.triggers.get(o.lemma_.lower(), ())]
    return any(row.kind == "detention" for row in rows)


def _governing_verb(noun: Token, slots: Slots, tables: Tables) -> None:
    _culprits(noun, slots, tables)
    verb = noun.head
    through = ""
    if noun.dep_ == "pobj" and noun.head.dep_ == "prep":
        through, verb = noun.head.lower_, noun.head.head
        telling = tables.is_a("telling", verb.lemma_.lower())  # «gave an account of the raid»
        if (
            verb.pos_ == "NOUN" and through == "of" and verb.head.pos_ == "VERB" and not telling
        ):  # «a series of strikes»
            noun, verb = verb, verb.head
            through = ""
    if verb.pos_ not in {"VERB", "AUX"} or verb.i == noun.i:
        return
    light = tables.light_parts(verb)
    passive = syntax.is_passive(verb)
    if through:
        if "undergoer" in light and through in {"under", "from", "in"}:
            _add(slots, "obj", syntax.subjects(verb))
            _prepositions(verb, slots)
        elif "recourse" in light and through == "to":
            _add(slots, "subj", syntax.doers(verb))
        elif "venture" in light and through == "on":
            _add(slots, "subj", syntax.subjects(verb))
        elif "agent" in light and through == "as":  # «used villagers as shields»
            _add(slots, "subj", syntax.doers(verb))
            _add(slots, "obj", syntax.undergoers(verb))
        elif (
            "agent" in light
            and through in {"in", "with", "out"}
            and not (passive and ("state" in light or through == "with"))
            and not _takes_in(verb, tables)
        ):
            slot = "with" if passive and tables.frame_name(verb) == "fire" else "subj"  # «the missiles used in it»
            _add(slots, slot, syntax.undergoers(verb) if passive else syntax.subjects(verb))
        elif through == "under":
            _add(slots, "obj", (syntax.undergoers(verb) if "state" in light else []) or syntax.subjects(verb))
        elif "state" in light and through in {"in", "into", "under", "on"}:
            _add(slots, "obj", syntax.undergoers(verb) or syntax.subjects(verb))
        elif through in {"during", "after", "at", "for", "before", "following"}:
            _add(slots, "company", syntax.doers(verb))
        return
    done = noun.dep_ == "nsubjpass"
    if _asked_to_end(noun, verb, tables):
        return
    if "agent" in light and (noun.dep_ == "dobj" or done or (noun.dep_ == "xcomp" and noun.tag_ == "NN")):
        _add(slots, "by" if done else "subj", syntax.doers(verb))
        _prepositions(verb, slots)
    elif "state" in light and passive and noun.dep_ == "dobj" and any(c.dep_ == "prt" for c in verb.children):
        _add(slots, "obj", syntax.undergoers(verb))  # «were put on alert»
    elif "undergoer" in light and noun.dep_ == "dobj":
        _add(slots, "obj", syntax.subjects(verb))
        _prepositions(verb, slots)
    elif noun.dep_ == "nsubj" and "effect" in light:
        _add(slots, light["effect"], syntax.objects(verb))
        _prepositions(verb, slots)
        for child in verb.children:
            if child.dep_ in {"advcl", "conj"} and child.pos_ == "VERB":
                below = tables.light_parts(child)
                if child.dep_ == "conj" and tables.frame_name(child) == "damage":
                    continue  # «hit the base and damaged a radar»: an event of its own
                if "effect" in below and syntax.subjects(child)[:1] == [noun]:
                    _add(slots, below["effect"], syntax.objects(child))
    elif noun.dep_ in {"nsubj", "nsubjpass"} and "event" in light:
        _prepositions(verb, slots)
