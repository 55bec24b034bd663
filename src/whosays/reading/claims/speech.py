"""Quoted speech made whole: a claim that holds part of a quotation holds all of it, and what follows uncued."""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import TYPE_CHECKING

from whosays.reading.claims.draft import Draft, Range, runs, subtract
from whosays.reading.claims.quotations import Quotation, Quotations

if TYPE_CHECKING:
    from whosays.reading.parse import Parsed

Span = tuple[int, int]
_SHORTEST = 4  # words; shorter quotations are names and single expressions
_FAR = 25  # letters between a claim and the quotation that goes on with it


def cover_quotations(parsed: Parsed, drafts: list[Draft], quotations: Quotations) -> None:
    """Extend each draft over the rest of a quotation whose beginning, or greater part, it holds.

    Cues and sources of the draft stay out; a quotation in whose other part somebody else's claim begins
    outside of this draft's words is still all this speaker's.
    """
    for draft in drafts:
        held = set(draft.tokens())
        added: set[int] = set()
        for q in quotations.within(*_outer_span(parsed, draft)):
            first, last = _tokens_of(parsed, q)
            if last - first < _SHORTEST or first <= draft.head < last:
                continue
            inside = sum(first <= i < last for i in held)
            if inside == last - first or not inside:
                continue
            if first in held or first + 1 in held or 2 * inside >= last - first:
                added.update(range(first, last))
        if added:
            holes = [draft.cue] + ([draft.source] if draft.source else [])
            draft.content = subtract(runs(held | added), *holes)


def _tokens_of(parsed: Parsed, q: Quotation) -> Range:
    span = parsed.tokens_in((q.inner_start, max(q.inner_end, q.inner_start + 1)))
    return span.start, span.end


def continue_quotations(parsed: Parsed, drafts: list[Draft], quotations: Quotations) -> None:
    """Add to each draft the quotations that follow it with no cue of their own.

    A quotation that fills whole sentences, right after a claim's content, cue or source, goes on with that claim.
    """
    reach = sorted(((max(d.cue[1], d.end), min(d.cue[0], d.start), n) for n, d in enumerate(drafts)))
    covered = {i for last, first, _ in reach for i in range(first, last)}
    last_of = {last: drafts[n] for last, _, n in reach}
    ends = [last for last, _, _ in reach]
    for q in quotations.items:
        span = parsed.tokens_in((q.inner_start, max(q.inner_end, q.inner_start + 1)))
        if sum(t.is_alpha for t in span) < _SHORTEST:
            continue
        if any(t.i in covered for t in span):
            continue
        sentence = parsed.doc[span.start].sent
        before = parsed.clean[sentence.start_char : q.start].strip()
        after = parsed.clean[q.end : parsed.doc[span.end - 1].sent.end_char].strip(' "\n.,')
        if before or after:
            continue
        at = bisect_right(ends, span.start) - 1
        if at < 0:
            continue
        b = ends[at]
        draft = last_of[b]
        gap = parsed.clean[parsed.doc[b - 1].idx + len(parsed.doc[b - 1]) : q.start]
        if sum(c.isalpha() for c in gap) > _FAR or gap.count("\n\n") > 1:
            continue
        quoted = [q2 for q2 in quotations.within(*_outer_span(parsed, draft)) if _in_content(parsed, q2, draft)]
        if not quoted:
            continue
        draft.content = [*draft.content, (span.start, span.end)]
        if parsed.explain:
            draft.why += ("quotation marks: it goes on in the quotation that follows",)
        covered.update(range(span.start, span.end))
        insort(ends, span.end)
        last_of[span.end] = draft


def _in_content(parsed: Parsed, q: Quotation, draft: Draft) -> bool:
    return draft.holds(parsed.token_at(q.inner_start).i)


def _outer_span(parsed: Parsed, draft: Draft) -> Span:
    last = parsed.doc[draft.end - 1]
    return parsed.doc[draft.start].idx, last.idx + len(last)
