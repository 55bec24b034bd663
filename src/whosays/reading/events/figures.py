"""Words of violence in texts that tell of something else: sport, markets, insults, lawsuits, storms.

What one word means its sentence tells (triggers.tsv); here the whole text has its say.
"""

from __future__ import annotations

from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft
from whosays.reading.events.tables import Condition
from whosays.reading.tags import TRIGGER

VIOLENCE_LEAST = 0.6
"""Where the encoder sees no word of violence in the whole text as likely as this, «attack» is sport, weather, talk."""
COUNTED_LEAST = 0.1
"""The same where the text counts people killed or hurt."""
FEW_KNOWN = 3
"""Most words of violence that the encoder is sure of in a text that is taken for one with figures of speech."""
ENOUGH_WORDS = 60
"""A shorter text is too little for the encoder to tell what the whole is about."""
SEEN = 0.3
"""Probability of an event from which the encoder's word on its kind counts in full."""
VIOLENT = ("attack", "killing", "clash", "abduction", "torture", "territory", "interception", "sabotage", "riot")
HARD = ("attack", "killing", "clash", "abduction", "torture", "detention", "territory", "interception", "weapons")
HARM_FRAMES = frozenset({"harm", "die", "damage"})
_BEARS_ARMS = Condition((), frozenset({"kill", "wound"}), frozenset({"armed", "weapons"}), False)
_NAMES = frozenset({"NOUN", "PROPN"})
_AFTER_DISASTER = 150
"""Most tokens from a natural disaster to the harm that it did."""


def left_out(drafts: list[Draft], figurative: bool, context: Context) -> list[Draft]:
    """The drafts without those that the text as a whole shows to be no violence.

    figurative: a word for fighting stood in the text for a struggle without arms.
    """
    if figurative:
        drafts = [d for d in drafts if not _fights_on(d, context)]
    return _without_disasters(_without_verbal(_without_figures_of_speech(drafts, context), context), context)


def _fights_on(draft: Draft, context: Context) -> bool:
    """«The long battle is over», in a text whose battle is over custody: no clash, where nobody bears arms."""
    struggle = draft.kind == "clash" and context.tables.is_a("struggling", draft.token.lemma_.lower())
    return struggle and not context.in_sentence(draft.token, _BEARS_ARMS)


def _without_disasters(drafts: list[Draft], context: Context) -> list[Draft]:
    """Without the bare harm («two died») that an earthquake or a flood did, and no attack told after it."""
    disasters = [t.i for t in context.parsed.doc if t.pos_ in _NAMES and "disaster" in context.classes(t)]
    if not disasters:
        return drafts
    drafts = [d for d in drafts if not _of_the_storm(d, disasters, context)]
    harms = {d.token.i for d in drafts if d.is_harm or context.tables.frame_name(d.token) in {"harm", "die"}}
    attacks = [d.token.i for d in drafts if d.kind.startswith(VIOLENT) and d.token.i not in harms]
    out = []
    for draft in drafts:
        sentence = draft.token.sent
        bare = draft.token.i in harms and draft.kind == "attack.other"
        if bare and not any(sentence.start <= i < sentence.end for i in attacks):
            disaster = max((i for i in disasters if i < draft.token.i), default=-_AFTER_DISASTER)
            attack = max((i for i in attacks if i < draft.token.i), default=-1)
            if disaster > attack and draft.token.i - disaster < _AFTER_DISASTER and not _has_doer(draft, context):
                continue
        out.append(draft)
    return out


def _of_the_storm(draft: Draft, disasters: list[int], context: Context) -> bool:
    """«It attacked us from every side», said of a storm."""
    doers = context.slots(draft.token).get("subj", ())
    told = draft.kind == "attack.other" and [t.lower_ for t in doers] == ["it"]
    return told and any(0 < draft.token.i - i < _AFTER_DISASTER for i in disasters)


def _without_figures_of_speech(drafts: list[Draft], context: Context) -> list[Draft]:
    """Without the «attacks» that the encoder sees nothing in, where it sees little in most of the text's.

    In a report of violence it knows nearly every blow; on chess, wine or markets it takes one word in three for one.
    People counted as dead or hurt stay.
    """
    tags = context.parsed.tags
    if tags is None or len(tags.trigger) < ENOUGH_WORDS:
        return drafts
    seen = {id(d): float(1.0 - tags.trigger[d.token.i, 0]) for d in drafts if d.kind.startswith(VIOLENT)}
    known = sum(sure >= VIOLENCE_LEAST for sure in seen.values())
    if known > FEW_KNOWN or 2 * known >= len(seen):
        return drafts
    return [d for d in drafts if seen.get(id(d), 1.0) >= SEEN or _harms_people(d, context)]


def _without_verbal(drafts: list[Draft], context: Context) -> list[Draft]:
    """Without the attacks in words that an earlier sentence has shown to be such («attacked Ruiz in tweets»): those on
    the same one, and bare ones («the attacks») after it.
    """
    verbs = context.tables
    if not any(d.kind == "statement.accusation" and verbs.is_a("striking", d.token.lemma_) for d in drafts):
        return drafts
    out: list[Draft] = []
    targets: set[str] = set()
    verbal = False
    for draft in drafts:
        if verbs.is_a("striking", draft.token.lemma_) and draft.kind in {"statement.accusation", "attack.other"}:
            slots = context.slots(draft.token)
            names = {t.lower_ for slot in ("obj", "on", "against") for t in slots.get(slot, ())}
            if draft.kind == "statement.accusation":
                targets |= names
                verbal = True
            elif (names & targets) or (verbal and not names):
                continue
            else:
                verbal = False
        out.append(draft)
    return out


def _harms_people(draft: Draft, context: Context) -> bool:
    """«Two guards were shot», «killed a farmer»: is it done to people, or by those who bear arms?"""
    slots = context.slots(draft.token)
    if any(context.phrase_classes(t) & {"armed", "police"} for t in (*slots.get("subj", ()), *slots.get("by", ()))):
        return True
    if draft.frame in HARM_FRAMES and draft.token.pos_ == "NOUN":  # «one civilian death»
        return True
    hurt = [*slots.get("obj", ()), *slots.get("of", ())]
    return draft.frame in HARM_FRAMES and any("people" in context.phrase_classes(t) for t in hurt)


def _has_doer(draft: Draft, context: Context) -> bool:
    """«Gunmen killed two»: is it told of somebody who acts?"""
    slots = context.slots(draft.token)
    doers = (
        []
        if draft.frame == "die" or draft.token.pos_ in {"ADJ", "NOUN"}
        else [*slots.get("subj", ()), *slots.get("by", ())]
    )
    return any(context.phrase_classes(t) & {"people", "armed", "actor", "weapons"} for t in doers)


def peaceful(context: Context) -> bool:
    """Does the encoder see no act of violence anywhere in the text? Where the words count the dead or hurt, it must see
    next to none: «shells hit the market» may look like finance to it.
    """
    tags = context.parsed.tags
    if tags is None or len(tags.trigger) < ENOUGH_WORDS:
        return False
    violent = [i for i, kind in enumerate(TRIGGER) if kind.startswith(VIOLENT)]
    most = float(tags.trigger[:, violent].sum(axis=1).max())
    return most < VIOLENCE_LEAST and (most < COUNTED_LEAST or not _counts_harm(context))


def _counts_harm(context: Context) -> bool:
    """«killing at least 12 people», «three soldiers were wounded»: a verb of harm with a number of people."""
    for token in context.parsed.doc:
        rows = context.tables.triggers.get(token.lemma_.lower(), ()) if token.pos_ == "VERB" else ()
        if not any(row.frame in HARM_FRAMES and row.kind.startswith(HARD) for row in rows):
            continue
        for child in token.children:
            counted = child.dep_ in {"dobj", "nsubjpass", "nsubj"} and any(c.dep_ == "nummod" for c in child.children)
            if counted and "people" in context.classes(child):
                return True
    return False
