"""From drafts to the claims of the report: spans, what a claim is about, the narrator's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from whosays.model import Actor, Claim, Cue, Event, Measure, Source
from whosays.model.report import Quote
from whosays.reading.claims.closing import said_to_the_end
from whosays.reading.claims.draft import Draft, Range
from whosays.reading.claims.quotations import Quotations
from whosays.reading.claims.sources import ActorIndex, make_source
from whosays.reading.claims.stance import menaces, owns, stance_of

if TYPE_CHECKING:
    from whosays.reading.parse import Parsed

Span = tuple[int, int]
Row = tuple[Span, Draft | None, Claim]
_OUTER = " \t\r\n\"“”„‟«»,;:.-–—…'‘’"
# Share of letters in quotation marks from which a claim is quoted directly; letters from which it is mixed.
_DIRECT, _MIXED = 0.8, 2


def to_claims(
    parsed: Parsed,
    drafts: list[Draft],
    quotations: Quotations,
    actors: list[Actor],
    events: list[Event],
    measures: list[Measure],
) -> list[Claim]:
    """The drafts as claims in text order, and the narrator's for the events and measures that nobody claims."""
    index = ActorIndex(actors)
    occasions = sorted(
        [(e.trigger.span[0], 0, n, e.id) for n, e in enumerate(events)]
        + [(m.span[0], 1, n, m.id) for n, m in enumerate(measures) if m.span]
    )
    rows: list[Row] = []
    claimed: set[str] = set()
    for draft in drafts:
        content = _content_spans(parsed, draft)
        if not content:
            continue
        about = _about(content, occasions)
        claimed.update(about)
        first, last = parsed.doc[draft.cue[0]], parsed.doc[draft.cue[1] - 1]
        cue = (first.idx, last.idx + len(last))
        stance = stance_of(parsed, draft)
        claim = Claim(
            id="",
            source=make_source(parsed, draft.source, index),
            cue=Cue(span=cue, text=parsed.text[cue[0] : cue[1]], lemma=parsed.doc[draft.head].lemma_.lower()),
            content=tuple(content),
            quote=_quote_kind(parsed, content, quotations),
            stance=stance,
            about=about,
            confidence=round(max(0.0, min(1.0, draft.score)), 2),
            why=draft.why,
        )
        rows.append(((min(content[0][0], cue[0]), max(content[-1][1], cue[1])), draft, claim))
    by_id, events_by_id = {a.id: a for a in actors}, {e.id: e for e in events}
    rows = _carried(parsed, rows, by_id)
    threats = sorted(e.trigger.span[0] for e in events if e.kind == "statement.threat")
    hinting = parsed.lexicon.words("hinting")
    rows = [
        (x, d, _as_threat(parsed, c) if menaces(c, threats, events_by_id, by_id, hinting) else c) for x, d, c in rows
    ]
    rows = [(x, d, _as_admitted(parsed, c) if owns(parsed, c, events_by_id) else c) for x, d, c in rows]
    items = [(at, key) for at, _, _, key in occasions]
    whole = said_to_the_end(parsed, [c for _, _, c in rows], items)
    claimed.update(i for c in whole for i in c.about)
    rows = [((min(x[0], c.content[0][0]), x[1]), d, c) for (x, d, _), c in zip(rows, whole, strict=True)]
    rows.extend((c.content[0], None, c) for c in narrated(parsed, claimed, events, measures))
    rows.sort(key=lambda r: (r[0][0], -r[0][1], r[2].cue is None))
    ids = {id(d): f"c{n}" for n, (_, d, _) in enumerate(rows, 1) if d is not None}
    out = []
    for n, (_, from_draft, claim) in enumerate(rows, 1):
        carrier = from_draft.carrier if from_draft is not None else None
        via = ids.get(id(carrier)) if carrier is not None else None
        out.append(claim.model_copy(update={"id": f"c{n}", "via": via}))
    return out


def _as_threat(parsed: Parsed, claim: Claim) -> Claim:
    why = (
        (*claim.why, "threaten: a warning of violence by a state or an armed body, or a hint at its own")
        if parsed.explain
        else ()
    )
    return claim.model_copy(update={"stance": "threaten", "why": why})


def _as_admitted(parsed: Parsed, claim: Claim) -> Claim:
    why = (*claim.why, "admit: it claims the deed as its own") if parsed.explain else ()
    return claim.model_copy(update={"stance": "admit", "why": why})


_PERSONS = frozenset({"person", "civilian"})


def _carried(parsed: Parsed, rows: list[Row], actors: dict[str, Actor]) -> list[Row]:
    """«it said», «she added» right after somebody was quoted: the same source speaks on."""
    out: list[Row] = []
    person = parsed.lexicon.words("subject_person")
    last: Claim | None = None
    for span, draft, claim in sorted(rows, key=lambda r: (r[2].cue.span if r[2].cue else r[0], r[0])):
        source = claim.source
        word = (source.text or "").lower()
        if source.span is not None and (word in person or word == "it"):
            apart = (
                parsed.sentence_at(source.span[0]) - parsed.sentence_at(last.cue.span[0]) if last and last.cue else 9
            )
            before = actors.get(last.source.ref or "") if last is not None else None
            fits = before is not None and (before.kind in _PERSONS) == (word in person)
            if fits and before is not None and 0 < apart <= 1 and source.ref != before.id:
                why = (*claim.why, f"source: «{source.text}» is {before.name}, quoted before") if parsed.explain else ()
                ref = source.model_copy(update={"ref": before.id})
                claim = claim.model_copy(update={"source": ref, "why": why})
        elif source.kind == "actor":
            last = claim
        out.append((span, draft, claim))
    return out


def _content_spans(parsed: Parsed, draft: Draft) -> list[Span]:
    """Spans of the content without outer quotation marks and the marks around them."""
    spans: list[Span] = []
    for first, last in _whole(parsed, draft):
        start = parsed.doc[first].idx
        end = parsed.doc[last - 1].idx + len(parsed.doc[last - 1])
        last_word = parsed.doc[last - 1].text
        while start < end and parsed.text[start] in _OUTER:
            start += 1
        abbreviated = end - 2 > start and parsed.text[end - 1] == "." and "." in last_word[:-1]
        while end > start and parsed.text[end - 1] in _OUTER and not abbreviated:
            end -= 1
        if end > start:
            spans.append((start, end))
    return sorted(set(spans))


def _whole(parsed: Parsed, draft: Draft) -> list[Range]:
    """The content's pieces, with what the decoder left out inside one sentence put back.

    Speech is broken by its own cue and source («…», she said, «…»), not by words of its own.
    """
    breaks = [r for r in (draft.cue, draft.source) if r is not None]
    out: list[Range] = []
    for first, last in sorted(draft.content):
        before = out[-1] if out else None
        if before is not None and first >= before[1]:
            apart = any(a < first and b > before[1] for a, b in breaks)
            if not apart and parsed.doc[before[1] - 1].sent.start == parsed.doc[first].sent.start:
                out[-1] = (before[0], last)
                continue
        out.append((first, last))
    return out


def _quote_kind(parsed: Parsed, content: list[Span], quotations: Quotations) -> Quote:
    letters = inside = 0
    for start, end in content:
        marks = [(max(start, q.start), min(end, q.end)) for q in quotations.within(start, end)]
        letters += sum(c.isalnum() for c in parsed.text[start:end])
        inside += sum(c.isalnum() for a, b in marks for c in parsed.text[a:b])
    if inside >= _DIRECT * max(1, letters):
        return "direct"
    return "mixed" if inside >= _MIXED else "indirect"


def _about(content: list[Span], occasions: list[tuple[int, int, int, str]]) -> tuple[str, ...]:
    """Ids of the events, then the measures, that begin in the content; ``occasions`` are sorted by position."""
    found = []
    for start, end in content:
        found.extend(occasions[bisect_left(occasions, (start,)) : bisect_left(occasions, (end,))])
    return tuple(x[3] for x in sorted(found, key=lambda x: x[1:3]))


def narrated(parsed: Parsed, claimed: set[str], events: Iterable[Event], measures: Iterable[Measure]) -> list[Claim]:
    """The narrator's claims: one for each sentence, about its events and measures that no source claims."""
    by_sentence: dict[int, list[str]] = {}
    for event in events:
        if event.id not in claimed:
            by_sentence.setdefault(parsed.sentence_at(event.trigger.span[0]), []).append(event.id)
    for measure in measures:
        if measure.id not in claimed and measure.span is not None:
            by_sentence.setdefault(parsed.sentence_at(measure.span[0]), []).append(measure.id)
    return [
        Claim(
            id="",
            source=Source(kind="narrator"),
            content=(parsed.sentences[n],),
            quote="none",
            stance="assert",
            about=tuple(items),
            why=("narrator: the text names no source for these events and figures",) if parsed.explain else (),
        )
        for n, items in sorted(by_sentence.items())
    ]
