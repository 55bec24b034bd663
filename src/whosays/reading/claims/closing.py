"""Who is named at the end of a sentence («…, the ministry said») said all of it, whatever the parse makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whosays.model import Claim
from whosays.reading.parse import Parsed

# behind the words of who said it: «in a statement on Friday», but no further clause
_TAIL_CHARS = 60
_TAIL = re.compile(r"[^,;:“\"]*[.!?]?[”\"]?\s*$")
_BEFORE_SOURCE = re.compile(r"[,”\"]\s*$")
_DATELINE = re.compile(r"[^.!?\n]{2,60}? [-–—]+ ")
_OPENING = " \t\r\n\"“„‟«‘'"
_TELLS = frozenset({"assert", "admit", "allege"})


def said_to_the_end(parsed: Parsed, claims: Sequence[Claim], items: Sequence[tuple[int, str]]) -> list[Claim]:
    """The claims, in the same order; those whose source closes their sentence hold all that stands before it.

    items: where each event and number stands (in code points, sorted), and its id; what no claim speaks of yet goes to
    the claim that now holds it.
    """
    owned = {i for c in claims for i in c.about}
    inside: dict[int, list[int]] = {}
    for n, claim in enumerate(claims):
        for sentence in {parsed.sentence_at(at) for at in _starts(claim)}:
            inside.setdefault(sentence, []).append(n)
    out = list(claims)
    for sentence, [n, *others] in sorted(inside.items()):
        start, end = parsed.sentences[sentence]
        claim = claims[n]
        if others or not _closes(claim, parsed.text, start, end):
            continue
        assert claim.source.span is not None
        assert claim.cue is not None
        last = min(claim.source.span[0], claim.cue.span[0])
        dateline = _DATELINE.match(parsed.text, start, claim.content[0][0])
        first = dateline.end() if dateline is not None else start
        first += len(parsed.text[first:last]) - len(parsed.text[first:last].lstrip(_OPENING))
        stop = max(claim.content[-1][1], len(parsed.text[:last].rstrip(' ,”"')))
        if claim.content == ((first, stop),):
            continue
        added = [i for at, i in items if first <= at < last and i not in owned]
        update: dict[str, object] = {"content": ((first, stop),), "about": (*claim.about, *added)}
        if parsed.explain:
            update["why"] = (*claim.why, "its source closes the sentence, all of which is said")
        out[n] = claim.model_copy(update=update)
    return out


def _starts(claim: Claim) -> list[int]:
    spans = (claim.source.span, claim.cue.span if claim.cue else None, *claim.content)
    return [s[0] for s in spans if s is not None]


def _closes(claim: Claim, text: str, start: int, end: int) -> bool:
    """Do the words of who said it end the sentence, and is what stands before no other clause's?"""
    if claim.source.span is None or claim.cue is None or claim.stance not in _TELLS:
        return False
    first, last = min(claim.source.span[0], claim.cue.span[0]), max(claim.source.span[1], claim.cue.span[1])
    if not (start < claim.content[0][0] and claim.content[-1][1] <= first and last <= end):
        return False
    if end - last > _TAIL_CHARS or not _TAIL.match(text[last:end]):
        return False
    return _BEFORE_SOURCE.search(text[start:first]) is not None
