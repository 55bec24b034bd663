"""«… , a charge that Moscow denies»: who rejects, at the end of a sentence, what the sentence has just told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whosays.reading.claims.cues import CueTable
from whosays.reading.claims.draft import Draft
from whosays.reading.claims.rules import source_of
from whosays.reading.claims.syntax import phrase
from whosays.reading.syntax import agents, is_negated

if TYPE_CHECKING:
    from spacy.tokens import Token

    from whosays.reading.parse import Parsed

_SCORE = 0.75
_STANDS_FOR_ALL = frozenset({"something", "which"})


def rejected_at_the_end(parsed: Parsed, drafts: list[Draft], cues: CueTable) -> list[Draft]:
    """The drafts, with one for each rejection behind a comma: its content is the clause before, which ends there for
    whoever else is said to have told it.
    """
    for verb in parsed.doc:
        found = cues.get(verb) if verb.dep_ in {"relcl", "acl"} and verb.pos_ == "VERB" else None
        if found is None or found[0].stance != "deny" or is_negated(verb):
            continue
        comma = _comma(verb, cues, found[0].frames)
        source = next(iter(agents(verb)), None) if verb.dep_ == "acl" else source_of(verb, "VERB")
        if comma is None or source is None or source.i < comma:
            continue
        told = [d for d in drafts if d.start < comma <= d.end and parsed.doc[d.head].sent == verb.sent]
        start = min((d.start for d in told if d.head < comma), default=verb.sent.start)
        drafts = [d for d in drafts if not comma < d.head < verb.sent.end]
        for draft in told:
            draft.content = [(a, min(b, comma)) for a, b in draft.content if a < comma]
        new = Draft(verb.i, (verb.i, verb.i + 1), phrase(source), [(start, comma)], "deny", _SCORE)
        if parsed.explain:
            new.why = (found[0].told(parsed.lexicon), f"parse: what it rejects stands before, {_SCORE:.2f}")
        drafts.append(new)
    return sorted(drafts, key=lambda d: (d.start, d.cue))


def _comma(verb: Token, cues: CueTable, frames: frozenset[str]) -> int | None:
    """The comma before «a charge that Moscow denies», «which Moscow denied», «a claim denied by the army», or None."""
    noun = verb.head
    which = next((c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"} and c.lower_ in _STANDS_FOR_ALL), None)
    row = cues.get(noun) if noun.pos_ == "NOUN" else None
    if row is not None or noun.lower_ in _STANDS_FOR_ALL:
        before = noun.left_edge.i - 1
    elif which is not None and {"that", "obj"} <= frames:
        before = which.i - 1  # what is denied is no place or person: all that was told before
    else:
        return None
    doc = verb.doc
    return before if before > verb.sent.start and doc[before].text == "," else None
