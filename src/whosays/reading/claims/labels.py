"""«Baku called that a lie», «branded the accusation false»: who calls it untrue denies it, and alleges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.claims.cues import CueTable
from whosays.reading.claims.draft import Draft
from whosays.reading.claims.rules import source_of
from whosays.reading.claims.syntax import phrase, trim, verb_group
from whosays.reading.syntax import agents
from whosays.reading.untruths import called_untrue

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.model import Event
    from whosays.reading.parse import Parsed

_SCORE = 0.75


def called_lies(parsed: Parsed, drafts: list[Draft], cues: CueTable, events: list[Event]) -> list[Draft]:
    """The drafts, with a denial for each thing said, or event, that somebody calls untrue; what the encoder made of the
    same words goes, but for the claims of others in them («Kyiv's claim»).
    """
    triggers = {e.trigger.span[0] for e in events}
    for verb in parsed.doc:
        found = called_untrue(verb, parsed.lexicon.words)
        if found is None or not _may_be_untrue(found.head, cues, triggers, parsed):
            continue
        before = next((d.source for d in drafts if d.head == verb.i and d.source is not None), None)
        owner = next(iter(agents(verb)), None) or _by(verb, found.word) or source_of(verb, "VERB")
        if owner is not None and found.thing[0] <= owner.i < found.thing[1]:
            owner = None
        source = phrase(owner) if owner is not None and not (before and before[0] <= owner.i < before[1]) else before
        if source is None:
            continue
        thing = trim(parsed.doc, found.thing)
        lost = range(min(verb.i, thing[0]), max(thing[1], found.word.i + 1))
        drafts = [d for d in drafts if d.head not in lost or _of_another(d, source)]
        for draft in drafts:
            if draft.head in lost:
                draft.content = [(a, min(b, thing[1])) for a, b in draft.content if a < thing[1]] or draft.content
        new = Draft(verb.i, verb_group(verb), source, [thing], "deny", _SCORE, made=True)
        if parsed.explain:
            new.why = (f"grammar.tsv: {found.word.lower_} (untrue) of «{found.head.text}», {_SCORE:.2f}",)
        drafts = [*drafts, new]
    return sorted(drafts, key=lambda d: (d.start, d.cue))


def _may_be_untrue(head: Token, cues: CueTable, triggers: set[int], parsed: Parsed) -> bool:
    """Is it something said or shown, an event, or a «that» for one?"""
    if head.pos_ not in {"NOUN", "PROPN"}:
        return True
    return cues.get(head) is not None or head.lemma_.lower() in parsed.lexicon.words("labelled") or head.idx in triggers


def _by(verb: Token, word: Token) -> Token | None:
    """«Was branded a lie by Moscow», where the parse hangs Moscow on the lie."""
    if not any(c.dep_ == "auxpass" for c in verb.children):
        return None
    by = next((c for c in word.rights if c.lower_ == "by"), None)
    return next((c for c in by.rights if c.dep_ == "pobj"), None) if by is not None else None


def _of_another(draft: Draft, source: tuple[int, int]) -> bool:
    """Has the draft a source of its own?"""
    return draft.source is not None and (draft.source[1] <= source[0] or draft.source[0] >= source[1])
