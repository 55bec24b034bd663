"""Who takes which part in an event: the slots of its trigger by the rules of frames.tsv, with the encoder's vote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.events import reasons
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft, Phrase
from whosays.reading.events.slots import Slots
from whosays.reading.events.tables import FrameRule
from whosays.reading.tags import ROLE
from whosays.reading.untruths import called_untrue

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_LEAST_TAG = 0.95
"""Least probability for a phrase that only the encoder gives a part."""
_DROP_TAG = 0.98
"""Probability of «no part» at which the encoder overrules the table."""
_TRANSITIVE = frozenset({"harm", "killing", "abduction", "detention", "release", "interception"})
_CERTAIN = frozenset({"subj", "obj", "by", "between", "poss", "harm", "effect", "purpose", "purpose_obj", "beside"})
"""Slots whose part the encoder does not take away."""
_CLAUSAL = frozenset({"clause", "purpose"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_VIOLENT = ("attack", "killing", "abduction", "torture")
_BESIDE = "beside"
"""The slot of whoever is told of in the sentence (frames.tsv)."""
_APART = frozenset({"after", "before", "since"})
_KEEPERS = frozenset({"police", "military"})
_WITHIN = frozenset({"compound", "nmod", "amod", "poss"})


def assign(draft: Draft, context: Context, triggers: frozenset[int]) -> list[Phrase]:
    """The parts of an event, in text order. ``triggers``: tokens that name events (they are no parts)."""
    slots = _righted(draft, context)
    found: dict[tuple[int, str], Phrase] = {}
    taken: set[int] = set()
    for rule in context.tables.frame(draft.frame, draft.kind):
        for slot in rule.slots:
            for token in slots.get(slot, ()):
                if token.i in taken or not _fits(rule, token, slots, context):
                    continue
                if not _may_be_part(token, draft, triggers, context, slot):
                    continue
                taken.add(token.i)
                if rule.role != "-":
                    clause = slot in _CLAUSAL or token.pos_ == "VERB"
                    _keep(found, rule.role, token, context, slot, clause=clause)
                    kept = found.get((token.i, rule.role))
                    if kept is not None and context.parsed.explain:
                        kept.why = reasons.of_frame(context, draft, slot, kept)
    if not any(role == "agent" for _, role in found):
        _kept_by(found, draft, context, triggers)
    if draft.kind.startswith(_VIOLENT):
        _carried_arms(found, context, triggers)
    for role in ("victim", "target"):
        for token in slots.get(role, ()):
            if token.i not in taken and context.tables.frame_name(token) not in {"die", "harm", "damage"}:
                _keep(found, _people_role(role, token, context), token, context, "effect")
    if draft.after is not None:
        _share(found, draft.after)
    for harm in draft.absorbed:
        _absorb(found, harm, draft, context, triggers)
    _people_hit(found, draft, context)
    if draft.kind == "killing" and draft.status in {"planned", "threatened", "possible"}:
        _rename(found, "victim", "target")  # nobody is hurt yet
    _by_tags(found, draft, context, triggers)
    for key in [k for k, p in found.items() if p.role in {"victim", "target", "agent"} and _none_at_all(p.head)]:
        del found[key]
    return sorted(found.values(), key=lambda p: (p.span, p.role))


def _kept_by(found: dict[tuple[int, str], Phrase], draft: Draft, context: Context, triggers: frozenset[int]) -> None:
    """«Curfew was imposed, police said»: of acts that keep order, who keeps it and is told of in the sentence."""
    rules = [r for r in context.tables.frame(draft.frame, draft.kind) if _BESIDE in r.slots]
    if not rules or draft.status not in {"happened", "ongoing"}:
        return
    near = [t for t in draft.token.sent if _phrase_head(t) and t.i not in triggers and t.dep_ not in _WITHIN]
    for token in map(_of_whom, sorted(near, key=lambda t: (abs(t.i - draft.token.i), t.i))):
        actor = context.actor_at.get(token.i)
        keeps = actor is not None and actor.kind in _KEEPERS
        rule = next((r for r in rules if keeps or r.word_class in _classes_of_body(token, context)), None)
        if rule is not None and not any(key[0] == token.i for key in found):
            _keep(found, rule.role, token, context, _BESIDE)
            if context.parsed.explain:
                kept = found[token.i, rule.role]
                kept.why = reasons.of_frame(context, draft, _BESIDE, kept)
            return


def _classes_of_body(token: Token, context: Context) -> frozenset[str]:
    """The classes of who is named, and of the body he speaks for («police sources», «a police official»)."""
    known = context.phrase_classes(token)
    if known & {"people", "speaking"}:
        for child in token.children:
            known |= context.classes(child) if child.dep_ == "compound" else frozenset()
    return known


def _of_whom(token: Token) -> Token:
    """«The superintendent of police», «superintendent of police Anil Rao»: he."""
    noun = token.head.head
    if token.dep_ == "pobj" and token.head.lower_ == "of" and noun.pos_ in {"NOUN", "PROPN"}:
        token = noun
    return token.head if token.dep_ in _WITHIN else token


def _carried_arms(found: dict[tuple[int, str], Phrase], context: Context, triggers: frozenset[int]) -> None:
    """«Killed by a sniper with a rifle»: what stands with the doer."""
    for doer in [p.head for p in found.values() if p.role == "agent"]:
        for token in syntax.prepositional(doer, "with"):
            if "weapons" in context.phrase_classes(token) and token.i not in triggers:
                _keep(found, "instrument", token, context, "with")


def _righted(draft: Draft, context: Context) -> Slots:
    """The slots, with the subject of an object-less transitive verb put where it belongs («Two killed in raid»)."""
    token, slots = draft.token, context.slots(draft.token)
    moving = token.tag_ == "VBG" and token.lemma_ in context.words("moving_verb")
    if moving and slots.get("obj"):  # «blamed retreating rebels for it»
        return {**slots, "subj": slots["obj"], "obj": []}
    kind_frame = draft.frame or draft.kind.split(".")[0]
    if kind_frame in _TRANSITIVE and token.tag_ in {"VBN", "VBD"} and not slots.get("obj") and slots.get("subj"):
        if syntax.is_passive(token) or any(c.dep_ == "aux" for c in token.children):
            return slots
        return {**slots, "obj": slots["subj"], "subj": []}
    return slots


def _fits(rule: FrameRule, token: Token, slots: Slots, context: Context) -> bool:
    if not rule.word_class:
        return True
    if rule.word_class in {"transitive", "intransitive"}:
        transitive = any("people" in context.phrase_classes(t) for t in slots.get("obj", ()))
        return transitive == (rule.word_class == "transitive")
    if rule.word_class in {"with_of", "with_obj"}:
        return bool(slots.get(rule.word_class.removeprefix("with_")))
    if rule.word_class == "unsent":
        counted = [token, *syntax.prepositional(token, "of")]  # «contingents of the police»
        sent = any(context.phrase_classes(t) & {"armed", "people"} for t in counted)
        return sent and not (slots.get("subj") or slots.get("by"))
    return (rule.word_class in context.phrase_classes(token)) != rule.negated


def _may_be_part(token: Token, draft: Draft, triggers: frozenset[int], context: Context, slot: str) -> bool:
    stands_in = token.lower_ == "it" and slot == "subj" and token.i in context.actor_at  # «it had overrun a base»
    nobody = token.lower_ in context.words("placeholder") and not stands_in
    if token.i == draft.token.i or (nobody and slot != "clause"):
        return False
    if syntax.is_asked_for(token):
        return False
    if draft.row is not None and token.lower_ == draft.row.particle:  # «took hostage»
        return False
    if slot == "obj" and token.tag_ == "PRP" and token.lower_.endswith(("self", "selves")):  # «blew himself up»
        return False
    if token.pos_ == "NUM" and token.i and token.nbor(-1).text == "(":  # «shelling (66)»: how many it killed
        return False
    if "time" in context.classes(token) and slot not in _CLAUSAL:
        return False
    if token.i in triggers and slot in {"subj", "mod", "by", "with"} and not draft.kind.startswith("statement"):
        return False
    if slot == "by" and token.dep_ == "pcomp":  # «by resorting to force»: how, not who
        return False
    if slot == "mod" and (
        token.pos_ == "ADV" or (token.i in context.place_at and "facility" not in context.classes(token))
    ):
        return False
    if slot == "mod" and token.head.i != draft.token.i and "weapons" in context.classes(token.head):
        return token.dep_ != "compound"  # the «car» of «a car bomb attack»
    verb = draft.token
    if slot == "subj" and verb.dep_ == "acl" and verb.tag_ == "VB" and token.i == verb.head.i:  # «an attempt to kill»
        return bool(context.classes(token) & {"people", "armed", "actor"})
    return True


def _keep(
    found: dict[tuple[int, str], Phrase],
    role: str,
    token: Token,
    context: Context,
    slot: str = "",
    clause: bool = False,
) -> None:
    if (token.i, role) in found or (role in {"victim", "target"} and any(k[0] == token.i for k in found)):
        return
    whole = clause and token.pos_ in {"VERB", "AUX"}
    span = clause_part(token) if whole else _after_time(phrase_span(token), token, context)
    found[token.i, role] = Phrase(role, token, span, slot)


def phrase_span(token: Token) -> tuple[int, int]:
    """The noun phrase with its «of» and its apposition; a modifier («Israeli», «drone») alone."""
    if token.dep_ in {"compound", "amod", "nmod", "npadvmod"} and token.pos_ != "PRON":
        first = min(
            (c.i for c in token.children if c.dep_ in {"compound", "nummod"} and c.i < token.i), default=token.i
        )
        return token.doc[first].idx, token.idx + len(token)
    span = syntax.noun_phrase(token, prepositions="of", apposition=True)
    if any(t.tag_ in _FINITE and span[0] <= t.idx < span[1] for t in token.subtree):  # a clause taken for a phrase
        return syntax.noun_phrase(token, prepositions="none")
    return span


def _after_time(span: tuple[int, int], head: Token, context: Context) -> tuple[int, int]:
    """«Last year dynamite was placed …»: a time before a phrase is no part of it («yesterday's victims» is one)."""
    tokens = context.parsed.tokens_in(span)
    first = next((n for n, t in enumerate(tokens) if t.i not in context.time_at or t.i >= head.i), 0)
    return span if tokens[first].tag_ == "POS" else (tokens[first].idx, span[1])


def counts_arms(phrase: Phrase, context: Context) -> bool:
    """«The eight used in the second strike», said of missiles: a bare number."""
    number = phrase.role == "instrument" and phrase.head.pos_ == "NUM"
    return number and bool(context.phrase_classes(phrase.head) & {"missile", "drone", "artillery", "weapon"})


def _told_of(phrase: Phrase, draft: Draft) -> bool:
    """«The refusal of Togo», «the arrival of the premier»: of acts without violence the encoder has seen too few."""
    return phrase.slot == "of" and phrase.role in {"agent", "participant"} and not draft.kind.startswith(_VIOLENT)


def _none_at_all(token: Token) -> bool:
    """«No victims»: nobody."""
    return any(c.dep_ == "det" and c.lower_ == "no" for c in token.children)


def clause_part(verb: Token) -> tuple[int, int]:
    """The whole clause under a verb, without the outer punctuation and the word that opens it."""
    tokens = [t for t in verb.subtree if not t.is_space]
    while tokens and (tokens[0].is_punct or tokens[0].dep_ == "mark"):
        tokens.pop(0)
    while tokens and tokens[-1].is_punct:
        tokens.pop()
    if not tokens:
        return verb.idx, verb.idx + len(verb)
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def _people_role(role: str, token: Token, context: Context) -> str:
    return "target" if role == "victim" and not _is_people(token, context) else role


def _is_people(token: Token, context: Context) -> bool:
    classes = context.phrase_classes(token)
    if (
        "people" in classes
        or "armed" in classes
        or token.ent_type_ in {"PERSON", "NORP"}
        or token.pos_ in {"PRON", "NUM"}
    ):
        return True
    return any(m.unit == "person" for m in context.measure_at.get(token.i, ()))


def _absorb(
    found: dict[tuple[int, str], Phrase], harm: Token, draft: Draft, context: Context, triggers: frozenset[int]
) -> None:
    """Who and what the harm befell; whoever did it, where the host does not say («gunmen killed two in a raid»)."""
    slots = context.slots(harm)
    if harm.tag_ in {"VBN", "VBD"} and not slots.get("obj") and not syntax.is_passive(harm):
        slots = {**slots, "obj": slots.get("subj", [])}
    frame = context.tables.frame_name(harm)
    lives = frame == "lose" and any(t.lemma_ == "life" for t in slots.get("obj", ()))
    intransitive = frame == "die" or lives
    sufferers = list(slots.get("subj" if intransitive else "obj", ()))
    if harm.pos_ in {"NOUN", "PROPN"}:
        sufferers = [t for s in ("of", "among", "poss") for t in slots.get(s, ())]
        sufferers += [t for t in slots.get("to", ()) if "people" in context.phrase_classes(t)]
        sufferers = [t for t in sufferers if t.i not in triggers]
        if "people" in context.classes(harm):  # «victims of the war»: they, not the war
            sufferers = [t for t in sufferers if "people" in context.phrase_classes(t)]
        named = any("people" in context.classes(t) for t in slots.get("mod", ()))  # «civilian casualties»
        if not sufferers and (named or harm.i in context.measure_at or "people" in context.classes(harm)):
            sufferers = [harm]
    elif harm.pos_ == "VERB":
        company = [t for s in ("with", "alongside") for t in slots.get(s, ())]
        sufferers += [t for t in company if "people" in context.phrase_classes(t)]
    elif harm.pos_ == "ADJ":
        sufferers = [c for c in harm.head.children if c.dep_ in {"nsubj", "dobj", "nsubjpass"} and c.i != harm.i]
        sufferers = sufferers or [c for c in harm.children if c.dep_ in {"nsubj", "nummod"}]
        sufferers = [t for t in sufferers if t.dep_ != "nsubj"] or sufferers
    for token in sufferers:
        if token.i == draft.token.i or "time" in context.classes(token) or token.lower_ in context.words("placeholder"):
            continue
        hurts = frame in {"harm", "die", "lose"} or harm.pos_ != "VERB" or _is_people(token, context)
        role = "victim" if hurts else "target"
        if frame == "fire":  # «the missiles fired in the raid»; those who fired are its agents
            if "weapons" not in context.phrase_classes(token):
                continue
            role = "instrument"
        if token.i not in triggers or token.i == harm.i:
            _keep(found, role, token, context, "harm")
    if harm.pos_ == "VERB" and not intransitive and frame != "lose" and not any(k[1] == "agent" for k in found):
        for token in slots.get("subj", ()):
            classes = context.classes(token)
            acts = bool(classes & {"armed", "actor", "people", "state"}) and "weapons" not in classes
            if acts and token.i not in triggers and token.i != draft.token.i:
                _keep(found, "agent", token, context, "harm")


def _share(found: dict[tuple[int, str], Phrase], first: Draft) -> None:
    """A second effect has the first one's agent and instrument, where it names none."""
    for phrase in first.phrases:
        if phrase.role in {"agent", "instrument"} and not any(key[1] == phrase.role for key in list(found)):
            found[phrase.head.i, phrase.role] = phrase


def _people_hit(found: dict[tuple[int, str], Phrase], draft: Draft, context: Context) -> None:
    """Counted people that an attack hits are victims, not targets («shot three men»)."""
    if not draft.kind.startswith(("attack", "killing", "clash")):
        return
    for i, role in list(found):
        measures = context.measure_at.get(i, ())
        if role == "target" and any(m.unit == "person" and m.role in {"killed", "injured"} for m in measures):
            phrase = found.pop((i, role))
            found[i, "victim"] = _as(phrase, "victim", "counted people")


def _rename(found: dict[tuple[int, str], Phrase], old: str, new: str) -> None:
    for (i, role), phrase in list(found.items()):
        if role == old:
            del found[i, role]
            found[i, new] = _as(phrase, new, "nobody is hurt yet")


def _as(phrase: Phrase, role: str, reason: str) -> Phrase:
    """The phrase in another role, which its reasons tell where they are asked for."""
    return replace(phrase, role=role, why=f"{phrase.why}, but {role}: {reason}" if phrase.why else "")


def _by_tags(found: dict[tuple[int, str], Phrase], draft: Draft, context: Context, triggers: frozenset[int]) -> None:
    """Add the phrases that the encoder gives a part, drop those it is sure have none."""
    tags = context.parsed.tags
    if tags is None:
        return
    heads = [t for t in _phrase_heads(draft.token.sent, context) if t.i != draft.token.i and t.i not in triggers]
    scores = tags.roles(draft.token.i, [t.i for t in heads])
    by_token = {t.i: row for t, row in zip(heads, scores, strict=True)}
    for key in list(found):
        row = by_token.get(key[0])
        certain = found[key].slot in _CERTAIN or counts_arms(found[key], context) or _told_of(found[key], draft)
        if row is not None and float(row[0]) >= _DROP_TAG and not certain:
            del found[key]
    held = {key[0] for key in found}
    spans = [p.span for p in found.values()]
    for token, row in zip(heads, scores, strict=True):
        best = int(row.argmax())
        role = ROLE[best]
        if role in {"none", "time", "place"} or float(row[best]) < _LEAST_TAG or token.i in held:
            continue
        acts_elsewhere = token.dep_ == "nsubj" and token.head.i != draft.token.i and token.head.i in triggers
        if role == "agent" and acts_elsewhere and any(k[1] == "agent" for k in found):
            continue
        if role == "agent" and _has_subject(draft, found) and not draft.token.is_ancestor(token):
            continue
        if any(a <= token.idx < b for a, b in spans):
            continue
        if role == "agent" and (_ended_it(token, draft, context) or acts_beside(token, draft, triggers)):
            continue
        if role == "target" and token.dep_ == "dobj" and _second_effect(token.head, draft, triggers, context):
            continue
        if role == "victim" and (_hurt_elsewhere(token, draft, triggers, context) or _speaks(token, context)):
            continue
        if role == "victim" and "placename" in context.classes(token) and not context.classes(token) & {"people"}:
            continue
        phrase = Phrase(role, token, phrase_span(token), "tags")
        found[token.i, role] = phrase
        spans.append(phrase.span)


def _has_subject(draft: Draft, found: dict[tuple[int, str], Phrase]) -> bool:
    """«… when the rebels attacked»: the verb's own clause tells who did it."""
    return draft.token.pos_ == "VERB" and any(p.role == "agent" and p.slot == "subj" for p in found.values())


def acts_beside(token: Token, draft: Draft, triggers: frozenset[int]) -> bool:
    """«Drones hit the port and the army retreated»: who acts in the clause beside this one, which has a subject."""
    verb, own = token.head, draft.token
    if token.dep_ != "nsubj" or verb.i not in triggers or verb.dep_ != "conj" or own.pos_ != "VERB":
        return False
    beside = syntax.first_conjunct(verb).i == syntax.first_conjunct(own).i and verb.i > own.i
    return beside and any(c.dep_ in {"nsubj", "nsubjpass"} for c in own.children)


def _ended_it(token: Token, draft: Draft, context: Context) -> bool:
    """«Police foiled an attack»: the police did not attack; «dismissed the accusation»: nor accuse."""
    verb, table = token.head, context.tables.modality
    lemma = verb.lemma_.lower()
    ends = token.dep_ == "nsubj" and lemma in table["ends"]
    if token.dep_ == "nsubj" and draft.kind == "statement.accusation" and draft.token.dep_ in {"dobj", "pobj", "nsubj"}:
        denies = lemma in table["rejects"] or table["verb"].get(lemma) == "denied"
        ends = denies or called_untrue(verb, context.parsed.lexicon.words) is not None
    return ends and any(t.i == verb.i for t in draft.token.ancestors)


def _hurt_elsewhere(token: Token, draft: Draft, triggers: frozenset[int], context: Context) -> bool:
    """«81 were killed, bringing the total killed to 900», «killed two and took four»: whom another verb befell."""
    verb = syntax.first_conjunct(token).head
    other = verb.i in triggers and verb.i != draft.token.i and verb not in draft.absorbed
    harms = {context.tables.frame_name(t) for t in (draft.token, verb)}
    taken = verb.dep_ == "conj" or draft.token.dep_ == "conj"
    taken = taken or any(c.dep_ == "mark" and c.lower_ in _APART for c in verb.children)
    return other and token.dep_ in {"dobj", "nsubjpass"} and (taken or harms <= {"harm", "die"})


def _speaks(token: Token, context: Context) -> bool:
    """«…, Ali Hamza told reporters»: who tells it."""
    return token.dep_ == "nsubj" and context.tables.is_a("saying", token.head.lemma_)


def _second_effect(verb: Token, draft: Draft, triggers: frozenset[int], context: Context) -> bool:
    """«Hit the base, and damaged a radar»: is the verb an event of its own beside this one?"""
    other = verb.i in triggers and verb.i != draft.token.i and verb not in draft.absorbed
    return other and verb.dep_ == "conj" and context.tables.frame_name(verb) == "damage"


def _phrase_heads(sentence: Span, context: Context) -> list[Token]:
    if sentence.start not in context.phrase_heads:
        context.phrase_heads[sentence.start] = [t for t in sentence if _phrase_head(t)]
    return context.phrase_heads[sentence.start]


def _phrase_head(token: Token) -> bool:
    """Could a role phrase be headed here?"""
    if token.pos_ not in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}:
        return False
    if token.pos_ == "ADJ":
        return token.ent_type_ in {"NORP", "GPE"}
    if token.dep_ == "compound" and token.ent_type_ == token.head.ent_type_ == "ORG":  # a word within a name
        return False
    return not (token.dep_ in {"compound", "nummod"} and token.ent_type_ not in {"GPE", "NORP", "ORG"})
