"""Claims: who says what, by which cue, with which stance.

The learned tagger finds cues, sources and contents, the parse says which belong together; the rules over the
cue table add what is nested in another claim, and read alone where no tagger is loaded.
"""

from __future__ import annotations

from whosays.model import Actor, Claim, Event, Measure
from whosays.reading.claims.assemble import to_claims
from whosays.reading.claims.cues import cue_table
from whosays.reading.claims.decode import segments
from whosays.reading.claims.draft import Draft, Holders
from whosays.reading.claims.join import join
from whosays.reading.claims.labels import called_lies
from whosays.reading.claims.quotations import Quotations
from whosays.reading.claims.rejections import rejected_at_the_end
from whosays.reading.claims.repair import end_at_semicolons, repair
from whosays.reading.claims.rules import read_by_rules
from whosays.reading.claims.speech import continue_quotations, cover_quotations
from whosays.reading.claims.tolls import give_tolls
from whosays.reading.parse import Parsed


def read_claims(parsed: Parsed, actors: list[Actor], events: list[Event], measures: list[Measure]) -> list[Claim]:
    """All claims in text order, with the narrator's for what no source claims."""
    cues = cue_table(parsed.lexicon)
    quotations = Quotations(parsed.text)
    drafts = read_by_rules(parsed, cues, quotations)
    if parsed.tags is not None:
        holders = Holders(drafts)
        outer = [d for d in drafts if not holders.of(d)]
        found = segments(parsed.doc, parsed.tags, outer)
        drafts = _merge(join(parsed, found, outer, cues, quotations), drafts)
    drafts = called_lies(parsed, repair(parsed, drafts), cues, events)
    drafts = rejected_at_the_end(parsed, drafts, cues)
    drafts = give_tolls(parsed, drafts, actors, measures)
    end_at_semicolons(parsed, drafts)
    cover_quotations(parsed, drafts, quotations)
    holders = Holders(drafts)
    drafts = [d for d in drafts if not (holders.of(d) and _same_speaker(parsed, d, quotations))]
    continue_quotations(parsed, drafts, quotations)
    _relays(drafts)
    return to_claims(parsed, drafts, quotations, actors, events, measures)


def _merge(learned: list[Draft], ruled: list[Draft]) -> list[Draft]:
    """The learned drafts, and those of the rules that lie inside the content of one of them, or whose cue is of several
    words that say it together («held them responsible»).
    """
    out = list(learned)
    cue_tokens = {i for d in learned for i in range(*d.cue)}
    holders = Holders(learned)
    ruled = [d for d in ruled if d.source is not None or not d.made]  # «that the state be held responsible»
    out.extend(d for d in ruled if d.head not in cue_tokens and (d.made or holders.of(d)))
    return sorted(out, key=lambda d: (d.start, d.cue))


def _same_speaker(parsed: Parsed, draft: Draft, quotations: Quotations) -> bool:
    """Is this «I think» or «we believe» in somebody's quoted words, and so no claim beside theirs?"""
    if draft.source is None or draft.source[1] - draft.source[0] > 1:
        return False
    pronoun = parsed.doc[draft.source[0]]
    return pronoun.lower_ in parsed.lexicon.words("subject_first") and quotations.at(pronoun.idx) is not None


def _relays(drafts: list[Draft]) -> None:
    """Set the carrier of each draft whose cue stands in the content of another: the smallest such content."""
    holders = Holders(drafts)
    for draft in drafts:
        outer = [d for d in holders.of(draft) if not draft.holds(d.head)]
        if outer:
            draft.carrier = min(outer, key=lambda d: (d.end - d.start, d.start))
