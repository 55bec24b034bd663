"""Sums and superlatives that a document states, taken from its report's checks, with the words."""

from __future__ import annotations

import re

from whosays.model import Report
from whosays.reconcile.facts import Statement

_SINCE = re.compile(
    r"\bsince\s+((?:(?:early|late|mid|last|the (?:start|beginning) of)[ -])?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|spring|summer|autumn|winter|\d{4})\b(?:\s+\d{4})?)",
)


def statements_of(report: Report, text: str, tellings: dict[str, list[str]]) -> tuple[Statement, ...]:
    """The report's checks of kind sum and superlative as statements with span and numbers.

    tellings: telling ids by event id; an event of several days has several.
    """
    measures = {m.id: m for m in report.measures}
    events = {e.id: e for e in report.events}
    out = []
    for check in report.checks:
        if check.kind not in ("sum", "superlative"):
            continue
        named = [measures[i] for i in check.items if i in measures]
        spans = [m.span for m in named if m.span] + [events[i].trigger.span for i in check.items if i in events]
        if not spans:
            continue
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        if check.kind == "superlative":
            start, end = _sentence(report, start, end)
        values = [m.value for m in named if m.value is not None]
        event = next((i for i in check.items if i in events), None) or next((m.event for m in named if m.event), None)
        since = _SINCE.search(text, start, end)
        out.append(
            Statement(
                kind=check.kind,
                document=report.document.id,
                published=report.document.published,
                span=(start, end),
                text=text[start:end],
                result=check.result,
                message=check.message,
                total=max(values) if values and check.kind == "sum" else (values[0] if values else None),
                parts=tuple(sorted(values, reverse=True)[1:]) if check.kind == "sum" else (),
                role=named[0].role if named else None,
                unit=named[0].unit if named else None,
                since=since.group(1) if since else None,
                who=named[0].who if named else None,
                tellings=tuple(tellings.get(event or "", ())[:1]),
            )
        )
    out.extend(_totals(report, text, tellings))
    return tuple(sorted(out, key=lambda s: (s.span, s.kind)))


def _totals(report: Report, text: str, tellings: dict[str, list[str]]) -> list[Statement]:
    """Numbers that a document gives for several happenings together («the two strikes wounded five in all»)."""
    out = []
    for m in report.measures:
        several = tellings.get(m.event or "", [])
        if len(several) > 1 and m.span and m.value is not None and m.bound == "exact":
            start, end = _sentence(report, *m.span)
            out.append(
                Statement(
                    kind="sum", document=report.document.id, published=report.document.published, span=(start, end),
                    text=text[start:end], message="a total over several incidents", total=m.value, role=m.role,
                    unit=m.unit, who=m.who, tellings=tuple(several),
                )
            )  # fmt: skip
    return out


def _sentence(report: Report, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the span, or the span itself."""
    return next(((s, e) for s, e in report.sentences if s <= start and end <= e), (start, end))
