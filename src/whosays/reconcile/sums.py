"""Totals and their parts as the sentences of a document give them, whatever events they were read for.

Within a sentence or the next («22 dead, 19 in the first and three in the second»), by an increase («two more died,
bringing the toll to nine») and over several happenings («24 in the two attacks»). Parts are only
reported where they add up: numbers that do not may count different things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from whosays.model import Report
from whosays.model.report import Span
from whosays.reconcile.facts import Statement, Telling
from whosays.reconcile.language import ages, phrase_rows, phrases, small_numbers
from whosays.reconcile.words import kind_table

_HARM = frozenset(("killed", "injured", "missing", "captured"))
_BRACKETS = re.compile(r"\([^()]*\)")
_LEAST = 3


@dataclass(frozen=True)
class _Counted:
    """A number in a document: what it counts, as far as that is said."""

    span: Span
    value: float
    role: str
    unit: str
    who: str | None = None


def sums_in_words(report: Report, text: str, tellings: Iterable[Telling]) -> list[Statement]:
    """Totals of dead, injured and the like with their parts, by the words of the document's sentences."""
    told = sorted((t for t in tellings if kind_table()[t.kind].family == "violence"), key=lambda t: t.spans)
    counted = _numbers(report, text)
    out: list[Statement] = []
    for n, (start, end) in enumerate(report.sentences):
        following = report.sentences[n + 1] if n + 1 < len(report.sentences) else None
        before = report.sentences[n - 1] if n else (start, start)
        for total in (c for c in counted if start <= c.span[0] < end and c.value >= _LEAST and c.role in _HARM):
            parts = _parts(total, counted, text, (start, end), following)
            added = _added(total, text, (before[0], end), start)
            home = _home(total, told)
            if parts:
                last = max(p.span[1] for p in parts)
                values = tuple(sorted((p.value for p in parts), reverse=True))
                out.append(_statement(report, text, (start, max(last, end)), total, values, "consistent", home))
            elif added is not None:
                out.append(_statement(report, text, (start, end), total, added, "unverifiable", home))
            else:
                several = _several(text, start, end, total, told)
                if several:
                    out.append(_statement(report, text, (start, end), total, (), "unverifiable", several))
    return out + _wholes(report, text, counted, told, out)


def _wholes(
    report: Report, text: str, counted: list[_Counted], told: list[Telling], known: list[Statement]
) -> list[Statement]:
    """Totals of anything with a list right behind them that says what all of it is: it adds up, or is too long."""
    out = []
    for start, end in report.sentences:
        for found in (m for p in phrase_rows("whole_list") for m in p.finditer(text, start, end)):
            span = found.span("total")
            named = next((c for c in counted if c.span[0] <= span[0] < c.span[1]), None)
            value = _value(found["total"]) or ages().get(found["total"].lower())
            values = [
                v for m in phrases("part_number").finditer(found["parts"]) if (v := _part_value(m[0])) is not None
            ]
            if value is None or len(values) < 2 or max(values) >= value or sum(values) < value:
                continue
            if any(t.span[0] < span[1] and span[0] < t.span[1] for t in report.times):
                continue
            given = tuple(sorted(values, reverse=True))
            if any(s.total == value and s.span[0] <= span[0] < s.span[1] and s.parts == given for s in known):
                continue
            total = named or _Counted(span, value, "other", "thing")
            out.append(_statement(report, text, found.span(), total, given, "consistent", _home(total, told)))
    return out


def _part_value(words: str) -> float | None:
    return 1.0 if words.lower() in ("a", "an") else _value(words)


def _numbers(report: Report, text: str) -> list[_Counted]:
    """The numbers of a document in order: those that were read, and those of lists without a noun."""
    out = [
        _Counted(m.span, float(m.value), m.role, m.unit, m.who)
        for m in report.measures
        if m.span is not None and m.value is not None and m.bound != "vague"
    ]
    known = [c.span for c in out]
    for start, end in report.sentences:
        first = next((c for c in out if start <= c.span[0] < end and c.role in _HARM), None)
        if first is None:
            continue
        for found in phrases("listed").finditer(text, first.span[1], end):
            span, value = found.span("number"), _value(found["number"])
            if value is not None and not any(s < span[1] and span[0] < e for s, e in known):
                out.append(_Counted(span, value, first.role, first.unit, first.who))
                known.append(span)
    return sorted(out, key=lambda c: c.span)


def _value(words: str) -> float | None:
    bare = words.replace(",", "").lower()
    return float(bare) if bare.isdigit() else small_numbers().get(bare)


def _parts(
    total: _Counted, counted: list[_Counted], text: str, sentence: Span, following: Span | None
) -> list[_Counted]:
    """Numbers behind a total, in its sentence or in one that says who they were, that add up to it."""
    end = sentence[1]
    if following is not None and phrases("the_dead").search(text[following[0] : following[1]]):
        end = following[1]
    behind = [c for c in counted if total.span[1] <= c.span[0] < end and c.role == total.role and c.value > 0]
    brackets = [m.span() for m in _BRACKETS.finditer(text, total.span[1], end)]
    outside = [c for c in behind if not any(s <= c.span[0] < e for s, e in brackets)]
    for row in (behind, outside):
        for first in range(min(2, len(row))):
            added = 0.0
            for last in range(first, len(row)):
                added += row[last].value
                if added == total.value and last > first:
                    return row[first : last + 1]
    return []


def _added(total: _Counted, text: str, stretch: Span, sentence: int) -> tuple[float, ...] | None:
    """What came to a number before («two more died, bringing it to nine»), with that number where it is given."""
    if total.role != "killed" or not phrases("rise_to").search(text[sentence : total.span[0]]):
        return None
    words = text[sentence : stretch[1]]
    from_ = next((v for p in phrase_rows("up_from") for m in p.finditer(words) if (v := _value(m["number"]))), None)
    for pattern in phrase_rows("more_dead"):
        for at in (sentence, stretch[0]):
            found = pattern.search(text, at, stretch[1])
            if found is None:
                continue
            more = 1.0 if "single" in pattern.groupindex else _value(found["number"])
            if more is not None and more < total.value and (from_ is None or from_ + more == total.value):
                return (from_, more) if from_ is not None else (more,)
    return None


def _home(total: _Counted, told: list[Telling]) -> tuple[str, ...]:
    """The telling that has the number, or the last one told before it."""
    for t in told:
        if any(q.span == total.span for v in t.voices for q in v.quantities):
            return (t.id,)
    before = [(s, t.id) for t in told if not t.background for s, _ in t.spans if s < total.span[1]]
    return (max(before)[1],) if before else ()


def of_several(text: str, start: int, end: int) -> bool:
    """True where a sentence counts over several happenings: «24 in the two attacks»."""
    return any(pattern.search(text, start, end) for pattern in phrase_rows("several"))


def _several(text: str, start: int, end: int, total: _Counted, told: list[Telling]) -> tuple[str, ...]:
    """The happenings that a total is of: as many as it says, told last before it."""
    for pattern in phrase_rows("several"):
        found = pattern.search(text, start, end)
        if found is None:
            continue
        many = _value(found["number"]) if found["number"] else 2
        before = [(t.spans[0], t.id) for t in told if not (t.background or t.loose) and t.spans[0][0] < start]
        if many is not None and 1 < many <= len(before) and total.value > many:
            return tuple(i for _, i in sorted(before)[-int(many) :])
    return ()


def _statement(
    report: Report, text: str, span: Span, total: _Counted, parts: tuple[float, ...], result: str, home: tuple[str, ...]
) -> Statement:
    numbers = tuple(int(p) if p == int(p) else p for p in parts)
    whole = int(total.value) if total.value == int(total.value) else total.value
    added = " + ".join(f"{p:g}" for p in numbers)
    if len(numbers) > 1:
        result = "consistent" if sum(numbers) == whole else "inconsistent"
    return Statement(
        kind="sum", document=report.document.id, published=report.document.published, span=span,
        text=text[span[0] : span[1]], result=result, message=f"{added} = {whole:g}, stated {whole:g}" if added else "",
        total=whole, parts=numbers, role=total.role, unit=total.unit, who=total.who, tellings=home,
    )  # fmt: skip
