"""Did it happen? Negation, modality, tense and the words above an event decide, with the encoder's vote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.events import reasons
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft
from whosays.reading.events.figures import SEEN
from whosays.reading.events.merging import in_which
from whosays.reading.reasons import Heard
from whosays.reading.tags import STATUS
from whosays.reading.untruths import Words, called_untrue

if TYPE_CHECKING:
    from spacy.tokens import Token

Modality = Mapping[str, Mapping[str, str]]
"""Where a word stands -> the word -> the status that it gives (modality.tsv)."""
_SPEECH = ("statement", "request", "rejection")
_VIOLENT = ("attack", "killing", "abduction", "torture", "riot", "sabotage", "clash")
_STEPS = 5
_INTO_TALK = frozenset({"acl", "relcl", "ccomp", "pobj", "prep", "conj", "nsubj", "nsubjpass", "dobj", "compound"})
_SURE, _STRONG, _LASTING, _WEAK, _TOLD = 1.3, 1.05, 0.6, 0.3, 0.5
"""How much a cue weighs against the encoder's probability: grammar decides, a governing word nearly so."""
_THROUGH = frozenset({"dobj", "pobj", "xcomp", "ccomp", "pcomp", "conj", "acl", "advcl", "nsubjpass", "prep", "relcl",
                      "compound", "amod", "nsubj", "attr", "dative", "agent", "oprd", "acomp"})  # fmt: skip


def decide(draft: Draft, context: Context) -> str:
    """The status of an event."""
    table: Modality = context.tables.modality
    heard: list[tuple[str, str]] = []
    if context.parsed.explain:
        table = {where: Heard(words, heard) for where, words in table.items()}
    cue, strength = _by_cue(draft, table, context)
    tags = context.parsed.tags
    if context.parsed.explain:
        seen = None if tags is None else tags.status[draft.token.i]
        draft.why += reasons.of_status(context, heard, cue, strength, seen)
    if tags is None:
        return cue
    event = float(1.0 - tags.trigger[draft.token.i, 0])
    row = tags.status[draft.token.i] * min(1.0, event / SEEN)  # unseen, it has little to say of its status
    row[STATUS.index(cue)] += strength
    return STATUS[int(row.argmax())]


def _by_cue(draft: Draft, table: Modality, context: Context) -> tuple[str, float]:
    """Status by the words, and how strong that is against the encoder's probability (0 to 1)."""
    token = draft.token
    speech = draft.kind.startswith(_SPEECH)
    words = context.parsed.lexicon.words
    if any(_came_true(harm, table) for harm in draft.absorbed):
        return "happened", _SURE
    if token.pos_ in {"VERB", "AUX"}:
        own = _verb_status(token, table, speech)
        if (own is None or own[1] <= _WEAK) and _told_and_denied(token, table, words):
            return "denied", _STRONG
        if own is None and token.dep_ == "ccomp" and _called_untrue(token, words):
            return "denied", _STRONG
        if own and own[1] <= _WEAK and token.dep_ == "ccomp":  # «denied that it had fallen»
            over = _from_above(token, table, speech)
            own = over if over and over[0] == "denied" else own
        ended = token.dep_ == "acl" and token.head.head.lemma_.lower() in table["ends"]
        if own and own[1] <= _WEAK and ended:  # «foiled an attempt to burn it»
            own = _from_above(token, table, speech) or own
        if own:
            return own
    else:
        own = _noun_status(token, table)
        if own:
            return own
        if _did_harm(token):
            return "happened", _STRONG
        if _told_and_denied(token, table, words) or _called_untrue(token, words):
            return "denied", _STRONG
    if draft.kind.startswith(_VIOLENT) and _given(token, table):
        whichever = any(c.dep_ == "det" and c.lower_ == "any" for c in token.children)  # «condemned any attack»
        return "possible" if whichever else "happened", _STRONG
    above = _from_above(token, table, speech) or _goes_on(token, table)
    if (
        above
        and above[0] in {"planned", "happened"}
        and any(c.dep_ == "det" and c.lower_ == "any" for c in token.children)
    ):
        return "possible", above[1]  # «any attack would be a breach»
    if above:
        return above
    if _progressive(token):
        return "ongoing", _STRONG
    done = _carried_out(token, context)
    if done:
        return done, _LASTING
    lasting = table["self"].get(token.lemma_.lower()) if token.pos_ == "NOUN" and not _of_a_year(token) else None
    if lasting:  # «a campaign to drive them out» is named by what it is still after
        aims = any(c.tag_ == "VB" and c.dep_ in {"acl", "relcl"} for c in token.rights)
        return lasting, _STRONG if aims else _LASTING
    return "happened", _TOLD if _finite_past(token) else 0.25


def _given(token: Token, table: Modality) -> bool:
    """«Did not condemn the attack», «declined to comment on the raid»: whatever is said of the verb, it took place."""
    below = token
    for _ in range(_STEPS):
        head, dep = below.head, below.dep_
        if head.i == below.i or dep not in {"pobj", "prep", "dobj", "nsubjpass", "conj"}:
            return False
        lemma = head.lemma_.lower()
        if head.pos_ in {"VERB", "AUX"}:
            if dep == "nsubjpass" and syntax.is_negated(
                head
            ):  # «the raid was not mentioned»; not «was not carried out»
                return lemma not in table["occurs"] and lemma not in table["verb"]
            return lemma in table["given"] and dep != "conj" and below.lower_ not in table["time"]
        if lemma in table["told"] or lemma in table["noun"]:
            return False
        below = head
    return False


def _of_what_happened(noun: Token, preposition: Token, table: Modality) -> bool:
    """«An inquiry into the attack», «a part in the attack»: does the noun tell that it took place?"""
    lemma = noun.lemma_.lower()
    return (table["noun"].get(f"{lemma}_{preposition.lower_}") or table["noun"].get(lemma)) == "happened"


def _finite_past(token: Token) -> bool:
    """«Were released», «attacked»: told as a thing of the past."""
    return token.tag_ == "VBD" or any(c.dep_ == "auxpass" and c.tag_ == "VBD" for c in token.children)


def _carried_out(noun: Token, context: Context) -> str | None:
    """«Searches have been made», «are making arrests», «plans are being made»: what the tense of the verb says."""
    verb = noun.head
    if noun.pos_ != "NOUN" or noun.dep_ not in {"dobj", "nsubjpass"} or "agent" not in context.tables.light_parts(verb):
        return None
    if _progressive(verb):
        return "ongoing"
    return "happened" if _perfect(verb) else None


def _told_and_denied(token: Token, table: Modality, words: Words) -> bool:
    """«Denied reports that two had been killed», «there were no reports of strikes»."""
    below = token
    for _ in range(_STEPS):
        head, dep = below.head, below.dep_
        if head.i == below.i or dep not in _INTO_TALK or (dep == "pobj" and head.lower_ in table["time"]):
            return False
        if dep == "prep" and _of_what_happened(head, below, table):  # «suggestions of a delay in the withdrawal»
            return False
        if head.pos_ == "NOUN" and head.lemma_.lower() in table["told"] and (dep != "prep" or below.lower_ == "of"):
            if _called_untrue(head, words):
                return True
            if any(c.dep_ == "det" and c.lower_ == "no" for c in head.children):
                return True
            verb = head.head
            if head.dep_ == "pobj" and verb.lower_ == "as":  # «dismissed as propaganda reports that …»
                verb = verb.head
            elif head.dep_ not in {"dobj", "nsubjpass"}:
                return False
            lemma = verb.lemma_.lower()
            denies = table["verb"].get(lemma) == "denied" or lemma in table["rejects"]
            return verb.pos_ == "VERB" and denies and not syntax.is_negated(verb)
        below = head
    return False


def _called_untrue(token: Token, words: Words) -> bool:
    """«Branded the report a lie», «called the massacre a hoax», «called the report that | troops fired a lie»."""
    found = called_untrue(token.head, words)
    if found is None or not found.thing[0] <= token.i < found.thing[1]:
        return False
    return found.head.i == token.i or (token.dep_ == "ccomp" and found.head.pos_ == "NOUN")


def _goes_on(token: Token, table: Modality) -> tuple[str, float] | None:
    """«Shelling continued», where the parse sees a verb in the first word."""
    after = syntax.beside(token.doc, token.i + 1)
    if after is None or token.tag_ != "VBG" or after.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    status = table["subj"].get(after.lemma_.lower())
    return (status, _STRONG) if status else None


def _of_a_year(noun: Token) -> bool:
    """«The 2014 campaign», «last year's campaign»: over."""
    return any(c.dep_ in {"nummod", "poss"} and c.ent_type_ == "DATE" for c in noun.children)


def _came_true(harm: Token, table: Modality) -> bool:
    """«Ordered the firing in which four were killed», «a probe into the raid that left two dead»: it took place."""
    verb = harm if harm.pos_ == "VERB" else harm.head
    if (verb.dep_ != "relcl" and in_which(verb) is None) or _verb_status(verb, table, False) is not None:
        return False
    return verb.tag_ == "VBD" or any(c.dep_ == "auxpass" and c.lower_ in {"was", "were"} for c in verb.children)


def _verb_status(verb: Token, table: Modality, speech: bool) -> tuple[str, float] | None:
    if syntax.is_negated(verb):
        return "denied", _SURE
    for child in verb.children:
        if child.dep_ == "aux" and child.tag_ == "MD":
            if verb.lemma_ in table["sees"] and child.lower_ in {"could", "can"} and syntax.is_passive(verb):
                continue  # «troops could be seen patrolling»: they did
            status = table["aux"].get(child.lower_)
            if status == "planned" and child.lower_ == "would" and _perfect(verb):
                status = "possible"
            if status:
                return status, _SURE
        elif child.dep_ == "aux" and child.lower_ == "to" and _is_to(verb):
            return "planned", _STRONG
        elif child.dep_ == "mark":
            status = table["mark"].get(child.lower_)
            if status:
                return status, _STRONG
    if _perfect(verb) and not any(c.tag_ == "MD" for c in verb.children):
        return ("happened", _WEAK) if not _progressive(verb) else ("ongoing", _WEAK)
    if verb.dep_ in {"advcl", "acl"} and verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children):
        return "planned", 0.6 if verb.dep_ == "advcl" else 0.3
    return None


def _is_to(verb: Token) -> bool:
    """«The leaders are to meet»: a plan."""
    return verb.dep_ == "xcomp" and verb.head.lower_ in {"is", "are", "was", "were"} and verb.tag_ == "VB"


def _noun_status(noun: Token, table: Modality) -> tuple[str, float] | None:
    for child in noun.children:
        if child.i < noun.i and child.dep_ in {"amod", "det", "compound"}:
            status = table["mod"].get(child.lower_)
            if status == "possible" and child.lower_ == "any":
                continue
            if status == "planned" and noun.doc[child.i - 1].text == "-":  # «a well-planned attack»
                continue
            if status:
                return status, _STRONG
    if noun.dep_ == "pobj":
        status = table["prep"].get(noun.head.lower_)
        if status and status != "-":
            return status, _STRONG
    return None


def _from_above(token: Token, table: Modality, speech: bool) -> tuple[str, float] | None:
    """What the words that govern the event say of it: «plans to attack», «threat of a strike», «denied attacking»."""
    below, steps = token, 0
    while below.head.i != below.i and steps < _STEPS:
        head, dep = below.head, below.dep_
        if dep not in _THROUGH:
            return None
        lemma = head.lemma_.lower()
        if dep == "pobj" and head.lower_ in table["time"]:
            return None  # «denied that troops had left before the raid»: the raid is not denied
        if dep == "relcl" or (dep == "advcl" and below.tag_ not in {"VB"}):
            return None
        if dep == "acl" and below.tag_ in {"VBG", "VBN"} and not steps and lemma not in table["noun"]:
            return None  # «to disperse teachers demanding pay»: they do demand it
        said = _said_of_subject(head, table) if dep in {"nsubj", "nsubjpass"} else None
        if said == "denied" and (not steps or below.lemma_.lower() in table["told"]):
            return said, _STRONG
        if dep == "nsubjpass" and not steps and _definite(token) and _whether(head):
            return "happened", _STRONG
        if dep == "conj":
            if head.pos_ in {"VERB", "AUX"} and below.pos_ in {"VERB", "AUX"} and not _own_subject(below):
                inherited = _verb_status(head, table, speech)
                if inherited:
                    return inherited
        elif dep == "prep" and below.lower_ == "for" and head.lemma_.lower() in table["for"]:
            return table["for"][head.lemma_.lower()], _STRONG
        elif dep == "prep" and below.lower_ == "of" and lemma in table["of"] and head.pos_ == "VERB":
            return None if _definite(token) else (table["of"][lemma], _STRONG)
        elif (
            dep == "prep" and below.lower_ == "from" and token.dep_ == "pcomp" and table["verb"].get(lemma) == "denied"
        ):
            return "denied", _STRONG  # «prevented the mob from entering»
        elif dep == "prep" and any(c.dep_ == "dobj" and _of_what_happened(c, below, table) for c in head.children):
            return "happened", _STRONG  # «denied that it had played a role in the riots»
        elif dep == "prep" and lemma in table["leads"]:
            own = _verb_status(head, table, False)
            if own and own[0] not in {"happened", "ongoing"}:
                return own
        elif head.pos_ in {"VERB", "AUX"} and dep not in {"nsubj", "prep", "agent"}:
            if speech and lemma in table["utters"] and dep == "dobj":  # who offers condolences has said them
                return None
            found = _verb_above(below, head, dep, lemma, table, steps, token)
            if found is not None:
                return found if found[0] else None
        elif dep == "acl" and lemma in table["told"] and below.tag_ in {"VBD", "VBN"} and _own_subject(below):
            return None  # «could not verify reports that three had died»
        elif head.pos_ == "NOUN" and dep in {"acl", "prep", "compound"}:
            status = table["noun"].get(f"{lemma}_{below.lower_}") or table["noun"].get(lemma)
            if status == "happened":
                if steps <= 1 and dep == "prep":
                    return status, _STRONG
            elif status and not (dep == "prep" and below.lower_ not in {"of", "for", "to", "against"}):
                return status, _STRONG
        elif head.pos_ == "ADJ" and dep in {"xcomp", "ccomp", "prep"}:
            if lemma in table["owes"] and below.lower_ == "to":  # «deaths due to shelling»: a cause, no plan
                return None
            if lemma in table["manages"] and head.head.tag_ == "VBD" and not syntax.is_negated(head.head):
                return None  # «was able to arrest ten»: they did
            status = table["verb"].get(lemma)
            if status:
                return status, _STRONG
        elif dep in {"nsubj", "nsubjpass"} and head.pos_ in {"VERB", "AUX"} and below.pos_ == "NOUN":
            own = _verb_status(head, table, speech)
            if own and own[0] == "denied" and (steps or lemma not in table["occurs"]):
                return None
            if own and own[0] != "happened":
                return own
            if not own and not steps and said:
                return said, _STRONG
        below, steps = head, steps + 1
    return None


def _definite(noun: Token) -> bool:
    """«The blast», «Monday's raid»: known to the reader."""
    return any(
        c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in {"the", "this", "that", "these"}) for c in noun.children
    )


def _whether(verb: Token) -> bool:
    """«Whether the blast was caused by a bomb», «if the raid was planned»: asked of what took place."""
    asked = any(c.dep_ == "mark" and c.lower_ in {"whether", "if"} for c in verb.children)
    return asked and syntax.is_passive(verb) and not any(c.tag_ == "MD" for c in verb.children)


def _did_harm(noun: Token) -> bool:
    """«Explosions that went off», «the raid which killed two»: it took place, whatever is said of it."""
    told = (c for c in noun.children if c.dep_ == "relcl" and c.tag_ == "VBD" and not syntax.is_negated(c))
    return any(any(w.dep_ == "nsubj" and w.tag_ in {"WDT", "IN"} for w in c.children) for c in told)


def _said_of_subject(verb: Token, table: Modality) -> str | None:
    """«Fighting continued», «the reports were fabricated», «… are false»: what the verb, or its complement, says."""
    words = [verb, *(c for c in verb.children if verb.lemma_ == "be" and c.dep_ in {"acomp", "attr"})]
    return next((table["subj"][w.lemma_.lower()] for w in words if w.lemma_.lower() in table["subj"]), None)


def _verb_above(
    below: Token, head: Token, dep: str, lemma: str, table: Modality, steps: int, token: Token
) -> tuple[str, float] | None:
    """A status, ("", 0) to stop without one, or None to go on upwards."""
    particle = next((c.lower_ for c in head.children if c.dep_ == "prt"), "")
    status = (table["verb"].get(f"{lemma}_{particle}") if particle else None) or table["verb"].get(lemma)
    if status == "planned" and any(c.dep_ == "aux" and c.lower_ in table["maybe"] for c in head.children):
        return "possible", _SURE  # «he could yet order the invasion»
    if dep == "nsubjpass" and lemma in table["aims"]:
        return None
    if status == "denied" and lemma == "deny" and syntax.is_negated(head):  # «neither confirmed nor denied the strike»
        return "happened", _STRONG
    if status == "ongoing":
        return (_verb_status(head, table, False) or (status, _STRONG)) if dep in {"xcomp", "dobj"} else None
    infinitive = dep == "xcomp" or below.tag_ == "VB"
    finite = dep == "ccomp" and below.tag_ in {"VBD", "VBZ", "VBP"} and steps == 0
    if lemma in table["calls"] and dep == "dobj" and not particle:  # «called the strike a crime»
        return None
    committed = lemma in table["commits"] and dep in {"dobj", "nsubjpass"}
    if committed:  # «the murder was committed by», not «committed to leave»
        return _verb_status(head, table, False)
    if status == "denied" and lemma in table["excludes"] and syntax.is_negated(head):  # «do not rule out a strike»
        return "possible", _SURE
    if status == "denied" and lemma in table["halts"] and dep == "dobj" and head.tag_ == "VB" and token.pos_ == "NOUN":
        return table["halts"][lemma], _STRONG
    if status == "denied" and (infinitive or dep in {"dobj", "ccomp", "pcomp", "prep", "nsubjpass"}):
        return "denied", _STRONG
    if status and (infinitive or (dep in {"dobj", "nsubjpass", "prep", "pobj"} and steps <= 2)):
        return status, _STRONG
    if status in {"threatened", "possible"} and dep == "ccomp" and (not finite or lemma in table["thinks"]):
        return status, _STRONG
    own = _verb_status(head, table, False)
    if own and own[0] == "denied" and lemma in table["confirms"]:
        known = dep == "dobj" and any(c.dep_ == "det" and c.lower_ not in {"a", "any"} for c in below.children)
        return "happened" if known and below.i == token.i else "possible", own[1]  # «cannot verify the strike» told of
    if dep in {"dobj", "nsubjpass", "xcomp", "attr", "oprd"} and own and own[0] not in {"happened"}:
        return own
    if dep == "ccomp":
        return "", 0.0
    return None


def _own_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)


def _perfect(verb: Token) -> bool:
    return verb.tag_ in {"VBN", "VBG"} and any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def _progressive(token: Token) -> bool:
    being = token.tag_ == "VBN" and any(c.dep_ == "auxpass" and c.lower_ == "being" for c in token.children)
    if token.tag_ != "VBG" and not being:
        return False
    return any(
        c.dep_ in {"aux", "auxpass"} and c.lower_ in {"is", "are", "'s", "'re", "am", "been"} for c in token.children
    )
