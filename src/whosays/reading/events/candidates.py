"""Which words name events, and of what kind: the table of triggers and the encoder's tags, weighed together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from whosays.reading import syntax
from whosays.reading.events import figures, reasons
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft
from whosays.reading.events.figures import HARD, HARM_FRAMES, SEEN, VIOLENT
from whosays.reading.events.tables import Condition, Trigger
from whosays.reading.tags import TRIGGER

if TYPE_CHECKING:
    from spacy.tokens import Token

THRESHOLD, THRESHOLD_ALONE = 0.39, 0.36
"""Least score of an event, and where the table speaks alone, or nearly so."""
TAG_WEIGHT = 0.35
"""Weight of the encoder's probability against the table's."""
TAG_WEIGHT_BRIEF = 0.1
"""The same for what is no violence, in headlines and in texts of one or two sentences: there it sees little."""
UNKNOWN_LEAST = 0.97
"""Least probability for a word that the table does not have, and which the encoder alone calls an event."""
FEW_SENTENCES = 2
_SOFT = ("meeting", "agreement", "rejection", "request", "statement", "aid", "release", "mobilization", "deployment")
_CONFLICT = Condition((), frozenset(), frozenset({"armed", "state", "weapons", "event"}), False)
_SAID, _UNSAID = 1.01, 0.6
"""What the table's kind weighs against the encoder's: where the words tell it, and where it is a fallback."""
_CONTENT = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "AUX", "ADV", "ADP", "X", "INTJ", "NUM"})
_OPEN = frozenset({"VERB", "NOUN", "PROPN", "ADJ"})
"""Parts of speech of a word that the encoder alone may call an event."""


def find(context: Context) -> list[Draft]:
    """All words of the document that may name an event, with kind and score, in text order."""
    parsed, out = context.parsed, []
    tags = parsed.tags
    trigger_tags = None if tags is None else tags.trigger
    warlike = _warlike(context)
    peaceful = figures.peaceful(context)
    short = len(parsed.sentences) <= FEW_SENTENCES
    known, forms = context.tables.triggers, context.tables.forms
    hyphen = figurative = False
    for token in parsed.doc:
        low, after_hyphen = token.lower_, hyphen
        hyphen = low == "-"
        named = low in known or low in forms or token.lemma_.lower() in known or after_hyphen
        if not named and (trigger_tags is None or trigger_tags[token.i, 0] > 1.0 - UNKNOWN_LEAST):
            continue
        if token.is_space or token.is_punct or token.pos_ not in _CONTENT or _in_name(context, token):
            continue
        if named and _later_died(context, token):
            continue
        tagged = None if trigger_tags is None else trigger_tags[token.i]
        tag_score = 0.0 if tagged is None else float(1.0 - tagged[0])
        row = _finer(context, token, lookup(context, token)) if named else None
        if row is None and (tag_score < UNKNOWN_LEAST or token.pos_ not in _OPEN):
            continue
        if row is not None and row.kind == "-" and context.tables.is_a("struggling", token.lemma_.lower()):
            figurative = True
        best = "-" if tagged is None else TRIGGER[int(tagged[1:].argmax()) + 1]
        if row is None and _part_of_trigger(context, token, best):
            continue
        if parsed.line_kind(token.idx) in {"byline", "boilerplate", "label"}:
            continue
        brief = row is not None and not row.kind.startswith(HARD) and (short or _in_heading(context, token))
        weight = TAG_WEIGHT_BRIEF if brief else TAG_WEIGHT
        least = THRESHOLD_ALONE if tags is None or brief else THRESHOLD
        sure = 0.5 if row is None else _sure(context, token, row, warlike, brief)
        score = sure if tagged is None else (1 - weight) * sure + weight * tag_score
        weak = score < least
        if weak and (row is None or row.kind == "-" or row.frame not in HARM_FRAMES):
            continue
        kind, said = _kind(context, token, row)
        if tagged is not None:
            kind = _weigh_kinds(kind, said, row, tagged)
        if kind == "-" or (peaceful and kind.startswith(VIOLENT)):
            continue
        draft = Draft(token, trigger_span(token, row), kind, round(score, 3), row, said, weak=weak)
        if parsed.explain:
            weapon = armed_with(context, token, row.frame) if row is not None and row.means else None
            draft.why = reasons.of_trigger(context, row, sure, weapon[1] if weapon else None, tagged)
            if row is None:
                draft.why += (f"no row of triggers.tsv fits: the encoder makes an event alone from {UNKNOWN_LEAST:g}",)
            elif kind not in (row.kind, weapon[0] if weapon else ""):
                draft.why += (f"encoder: its kind {kind} outweighs the table's",)
            draft.why += (f"score {score:.2f} of table and encoder together, at least {least:g}",)
        out.append(draft)
    return figures.left_out(out, figurative, context)


def _in_name(context: Context, token: Token) -> bool:
    """«The Government of National Accord»: a word within the longer name of somebody."""
    if token.pos_ == "PROPN" and token.ent_type_ == "LAW":
        return True
    actor = context.actor_at.get(token.i) if token.pos_ == "PROPN" else None
    if actor is None:
        return False
    end = token.idx + len(token)
    return any(
        m.via == "name" and m.span[0] < token.idx and end <= m.span[1] for m in actor.mentions if m.span is not None
    )


def _later_died(context: Context, token: Token) -> bool:
    """«Seven of the wounded died»: people whose fate the verb tells, and no event of its own."""
    some = token.head.head
    if token.dep_ != "pobj" or token.head.lower_ != "of" or some.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    row = lookup(context, some.head) if any(c.dep_ == "det" for c in token.children) else None
    return row is not None and row.frame == "die"


def _in_heading(context: Context, token: Token) -> bool:
    return context.parsed.line_kind(token.idx) == "heading"


def _warlike(context: Context) -> bool:
    """Does the document as a whole tell of violence: two plain words for it?"""
    found = 0
    for token in context.parsed.doc:
        rows = context.tables.triggers.get(token.lemma_.lower())
        if rows and any(row.sure >= 0.75 and row.kind.startswith(HARD) for row in rows):
            found += 1
            if found == 2:
                return True
    return False


def _sure(context: Context, token: Token, row: Trigger, warlike: bool, brief: bool) -> float:
    """The row's say, less before a noun, and less for talk and politics where nothing else tells of conflict."""
    sure = row.sure * (0.25 if _attributive(token) and not _headline_verb(context, token, row) else 1.0)
    if not warlike and row.kind.startswith(_SOFT) and not context.in_sentence(token, _CONFLICT):
        sure *= (0.85 if brief else 0.75) if row.when else (0.75 if brief else 0.5)
    return sure


def _headline_verb(context: Context, token: Token, row: Trigger) -> bool:
    """«Fiji Denounces Actions by Tonga», where the parse makes a noun of the verb."""
    return token.pos_ != "VERB" and "NOUN" not in row.pos and context.parsed.line_kind(token.idx) == "heading"


def lookup(context: Context, token: Token) -> Trigger | None:
    """The row of triggers.tsv that fits the word in its place; rows of kind «-» count as found."""
    table = context.tables
    heading = context.parsed.line_kind(token.idx) == "heading"
    lemma, form = token.lemma_.lower(), token.lower_
    rows: list[Trigger] = []
    joined = _joined(token)
    for key in dict.fromkeys((joined, form, lemma)):
        rows += table.triggers.get(key, ())
    if not rows and (heading or token.pos_ in {"PROPN", "X", "ADJ", "VERB"} or form.endswith("ing")):
        rows = table.triggers.get(table.forms.get(form, ""), [])
    if not rows:
        return None
    poses = _poses(token)
    if heading and not any(row.pos & poses for row in rows):
        poses = frozenset({"VERB", "NOUN", "ADJ"})
    for row in rows:
        if not (row.pos & poses):
            continue
        if row.particle and not _has_particle(token, row.particle):
            continue
        if any(context.holds(token, c) for c in row.unless):
            continue
        if all(context.holds(token, c) for c in row.when):
            return row
    return None


def _finer(context: Context, token: Token, row: Trigger | None) -> Trigger | None:
    """«Signed an agreement»: the row of the noun, with the finer code that the verb's row has."""
    if row is None or row.cameo or token.pos_ != "NOUN" or token.dep_ not in {"dobj", "nsubjpass"}:
        return row
    above = lookup(context, token.head)
    return replace(row, cameo=above.cameo) if above is not None and above.kind == row.kind else row


def _joined(token: Token) -> str:
    """«cease-fire», cut in three by the tokenizer, from its last word; else the word's own form."""
    i, doc = token.i, token.doc
    if i >= 2 and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ and not doc[i - 2].whitespace_:
        return f"{doc[i - 2].lower_}-{token.lemma_.lower()}"
    return token.lower_


def _poses(token: Token) -> frozenset[str]:
    """Parts of speech that the word may have: the tagger's, and those it mixes up with it."""
    pos = "NOUN" if token.pos_ in {"PROPN", "X", "NUM"} else "VERB" if token.pos_ == "AUX" else token.pos_
    if token.tag_ == "VBG" and any(c.dep_ == "dobj" for c in token.children):
        return frozenset({"VERB"})
    if pos in {"ADJ", "VERB"} and token.dep_ in {"dobj", "pobj", "nsubjpass"} and token.tag_ not in {"VBN", "VBG"}:
        return frozenset({pos, "NOUN"})
    if token.tag_ == "VBG" and token.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass", "conj", "compound", "aux"}:
        return frozenset({"VERB", "NOUN"})
    if token.tag_ in {"VBN", "VBD", "VBG"} or (pos == "ADJ" and token.lower_.endswith(("ed", "ing"))):
        return frozenset({pos, "VERB"})
    return frozenset({pos})


def _has_particle(token: Token, word: str) -> bool:
    if token.i + 1 < len(token.doc) and token.nbor().lower_ == word:
        return True
    if any(c.i < token.i and c.lower_ == word and c.dep_ in {"amod", "compound"} for c in token.children):
        return True
    deps = {"prt", "advmod", "dobj", "acomp", "oprd", "xcomp", "prep", "ccomp", "attr", "pobj"}
    if any(c.i > token.i and c.lower_ == word and c.dep_ in deps for c in token.children):
        return True
    return any(
        inner.lower_ == word for c in token.children if c.dep_ == "prep" for inner in c.children if inner.dep_ == "pobj"
    )


def _attributive(token: Token) -> bool:
    """A participle before a noun («captured fighters»), a noun before a noun («attack helicopter»)."""
    if token.dep_ == "amod" and token.i < token.head.i:
        return True
    if token.dep_ in {"compound", "nmod"} and token.i < token.head.i and token.ent_type_ != "EVENT":
        return token.head.pos_ in {"NOUN", "PROPN"}
    return False


def _part_of_trigger(context: Context, token: Token, kind: str) -> bool:
    """«Air» of «air strike», «fire» of «opened fire», «arms» of «supply arms»: the table has the word it belongs to."""
    if token.dep_ in {"dobj", "oprd", "acomp"}:
        row = lookup(context, token.head)
        return row is not None and (row.particle == token.lower_ or row.kind == kind)
    if token.dep_ not in {"compound", "nmod", "amod", "prt"}:
        return False
    return lookup(context, token.head) is not None


def trigger_span(token: Token, row: Trigger | None) -> tuple[int, int]:
    """The word with its particle, where that follows at once («went off», «shot dead»)."""
    start, end = token.idx, token.idx + len(token)
    if row is not None and "-" in row.lemma and _joined(token) == row.lemma:
        start = token.doc[token.i - 2].idx
    for child in token.children:
        dead = child.lower_ == "dead" and child.dep_ in {"acomp", "oprd", "amod", "advcl", "ccomp"}
        particle = child.dep_ == "prt" or (row is not None and child.lower_ == row.particle)
        if child.i == token.i + 1 and (dead or particle):
            end = child.idx + len(child)
    return start, end


def _kind(context: Context, token: Token, row: Trigger | None) -> tuple[str, bool]:
    """The kind by the table, and whether the words themselves tell it."""
    if row is None:
        return "-", False
    if not row.means:
        return row.kind, True
    weapon = means(context, token, row.frame)
    return (weapon, True) if weapon else (row.kind, False)


def means(context: Context, token: Token, frame: str = "") -> str | None:
    """The kind of attack that the weapon named with the trigger makes, or None."""
    found = armed_with(context, token, frame)
    return found[0] if found else None


def armed_with(context: Context, token: Token, frame: str = "") -> tuple[str, Token] | None:
    """The kind of attack that the weapon named with the trigger makes, and its word; or None.

    ``frame``: in «fire» and «die» the weapon may be the object, in «harm» («killed in shelling») it stands after «in».
    """
    slots, kinds = context.slots(token), context.tables.weapon_kinds
    fillers = [
        t for slot in ("mod", "with", "by", "using", "subj", "from", "of", "through") for t in slots.get(slot, ())
    ]
    fillers += slots.get({"fire": "obj", "die": "in", "harm": "in"}.get(frame, ""), ())
    for filler in fillers:
        if any("suicide" in context.classes(c) for c in filler.children):
            return kinds["suicide"], filler  # «a suicide bomber» flies no plane
        if "bomb" in context.classes(filler) and any("dropped" in context.classes(c) for c in filler.children):
            return kinds["air"], filler  # «a glide bomb»
        found = _weapon_kind(context, filler, kinds)
        if found:
            return found, filler
        for inner in filler.children:
            if inner.dep_ in {"compound", "amod", "nmod"}:
                found = _weapon_kind(context, inner, kinds)
                if found:
                    return found, inner
    return None


def name_by_arms(drafts: list[Draft], context: Context) -> None:
    """«Were wounded when their car drove over a bomb»: an attack whose only arms tell what kind it was."""
    for draft in drafts:
        vague = draft.kind == "attack.other" and draft.row is not None and draft.row.means
        fired = draft.kind == "attack.shooting" and draft.frame == "fire"  # «rockets fired at the port»
        if not vague and not fired:
            continue
        arms = [p.head for p in draft.phrases if p.role == "instrument"]
        kinds = {_weapon_kind(context, token, context.tables.weapon_kinds) for token in arms}
        if any("vehicle" in context.classes(token) for token in arms):  # «a car packed with explosives»
            kinds.discard(None)
        listed = any(len(syntax.conjuncts(syntax.first_conjunct(token))) > 1 for token in arms)
        if len(kinds) == 1 and not listed and (kind := kinds.pop()) is not None:
            draft.kind = kind
            if context.parsed.explain:
                draft.why += (f"kind {kind} of «{arms[0].text}», its instrument",)


def _weapon_kind(context: Context, token: Token, kinds: dict[str, str]) -> str | None:
    classes = context.classes(token)
    return next((kind for name, kind in kinds.items() if name in classes and kind != "attack.other"), None)


def _weigh_kinds(kind: str, said: bool, row: Trigger | None, tagged: object) -> str:
    """The kind that table and tags together favour; what the words themselves say counts more."""
    import numpy as np

    scores = np.array(tagged, dtype=np.float32)
    scores[0] = 0.0
    total = float(scores.sum())
    if total <= 0:
        return kind
    scores /= max(total, SEEN)  # where the encoder hardly sees an event, it has little to say of its kind
    if kind != "-":
        scores[TRIGGER.index(kind)] += _SAID if said else _UNSAID
    return TRIGGER[int(scores.argmax())]


def head_of(span: tuple[int, int], context: Context) -> Token:
    """The token that governs a span."""
    return syntax.head(list(context.parsed.tokens_in(span)))
