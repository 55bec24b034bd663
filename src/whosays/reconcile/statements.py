"""Sums and superlatives that a document states, taken from its report's checks, with the words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from whosays.model import Report
from whosays.model.report import Span
from whosays.reconcile.facts import Number, Statement, Telling
from whosays.reconcile.language import phrases
from whosays.reconcile.when import day, interval


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
        if check.kind == "superlative":  # a number behind «since» is of what it is measured against
            behind = phrases("since_behind")
            named = [m for m in named if m.span is None or not behind.search(text[max(0, m.span[0] - 120) : m.span[0]])]
        spans = [m.span for m in named if m.span] + [events[i].trigger.span for i in check.items if i in events]
        if not spans:
            continue
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        if check.kind == "superlative":
            start, end = _sentence(report, start, end)
        values = [m.value for m in named if m.value is not None]
        event = next((i for i in check.items if i in events), None) or next((m.event for m in named if m.event), None)
        since = phrases("since_said").search(text, start, end)
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
    out.extend(_told_with_parts(report, text, tellings))
    return tuple(sorted(out, key=lambda s: (s.span, s.kind)))


def _totals(report: Report, text: str, tellings: dict[str, list[str]]) -> list[Statement]:
    """Numbers that a document gives for several happenings together («the two strikes wounded five in all»)."""
    out = []
    for m in report.measures:
        several = tellings.get(m.event or "", [])
        larger = any(
            (o.event, o.role, o.unit) == (m.event, m.role, m.unit) and (o.value or 0) > (m.value or 0)
            for o in report.measures
        )
        if len(several) > 1 and not larger and m.span and m.value is not None and m.bound == "exact":
            start, end = _sentence(report, *m.span)
            out.append(
                Statement(
                    kind="sum", document=report.document.id, published=report.document.published, span=(start, end),
                    text=text[start:end], message="a total over several incidents", total=m.value, role=m.role,
                    unit=m.unit, who=m.who, tellings=tuple(several),
                )
            )  # fmt: skip
    return out


def _told_with_parts(report: Report, text: str, tellings: dict[str, list[str]]) -> list[Statement]:
    """Totals whose parts the document tells: in the same sentence, as «the other two», or before «in all».

    Only what adds up is reported: numbers that do not may count different things.
    """
    out = []
    for m in report.measures:
        if m.span is None or m.value is None:
            continue
        first, last = _sentence(report, *m.span)
        alike = [
            o
            for o in report.measures
            if o.id != m.id and o.unit == m.unit and o.bound == "exact" and 0 < (o.value or 0) < m.value
        ]
        same = [o for o in alike if o.role == m.role and o.span]
        beside = [o for o in same if o.span and o.event == m.event and m.span[0] < o.span[0] < last]
        rest = [o for o in alike if o.span is None] if m.role == "fired" else []
        stopped = [o for o in alike if o.span and o.role in _FATES and first <= o.span[0] < last] if rest else []
        before = (
            [o for o in same if o.span and o.span[0] < m.span[0]] if phrases("in_all").search(text, first, last) else []
        )
        for parts in (beside, [*stopped[:1], *rest[:1]], before):
            numbers = tuple(sorted((o.value for o in parts if o.value is not None), reverse=True))
            if len(numbers) < 2 or sum(numbers) != m.value:
                continue
            spans = [m.span, *(o.span for o in parts if o.span)]
            start, end = min(s for s, _ in spans), max(e for _, e in spans)
            if parts is before:
                start, end = first, last
            event = m.event or next((o.event for o in parts if o.event), None)
            out.append(
                Statement(
                    kind="sum", document=report.document.id, published=report.document.published, span=(start, end),
                    text=text[start:end], result="consistent",
                    message=f"{' + '.join(f'{n:g}' for n in numbers)} = {m.value:g}, stated {m.value:g}",
                    total=m.value, parts=numbers, role=m.role, unit=m.unit, who=m.who,
                    tellings=tuple(tellings.get(event or "", ())[:1]),
                )
            )  # fmt: skip
            break
    return out


# what becomes of what was fired, and who the dead and injured were: parts that a total consists of
_FATES = ("intercepted", "hit", "other", "missing")


def parts_of_totals(report: Report, text: str, tellings: Iterable[Telling]) -> list[Statement]:
    """Totals that one voice gives together with all their parts: fired = stopped + lost + arrived, dead = groups of
    dead.

    Parts that come to less than the total say nothing (the rest is not told of); parts that come to more are
    inconsistent.
    """
    out = []
    for telling in tellings:
        for voice in telling.voices:
            exact = [q for q in voice.quantities if q.bound == "exact" and q.value is not None and q.span]
            for total in exact:
                if total.role == "fired":
                    alike = [q for q in exact if q.unit == total.unit]
                    if any(q.role == "fired" and (q.value or 0) > (total.value or 0) for q in alike):
                        continue
                    parts = [q for q in alike if q.role in _FATES or (q.role == "fired" and q.value != total.value)]
                elif total.role in ("killed", "injured") and total.who is None:
                    parts = [
                        q
                        for q in exact
                        if q.role == total.role and q.who in ("military", "militant", "police", "civilian")
                    ]
                else:
                    continue
                parts = list({(q.role, q.who, q.span): q for q in parts}.values())
                added = sum(float(q.value or 0) for q in parts)
                if len(parts) < 2 or added < float(total.value or 0):
                    continue
                start = min(q.span[0] for q in [total, *parts] if q.span)
                end = max(q.span[1] for q in [total, *parts] if q.span)
                start, end = _sentence(report, start, end)
                numbers = tuple(sorted((q.value for q in parts if q.value is not None), reverse=True))
                out.append(
                    Statement(
                        kind="sum", document=telling.document, published=telling.published, span=(start, end),
                        text=text[start:end], result="consistent" if added == total.value else "inconsistent",
                        message=f"{' + '.join(f'{n:g}' for n in numbers)} = {added:g}, stated {total.value:g}",
                        total=total.value, parts=numbers, role=total.role, unit=total.unit, who=total.who,
                        tellings=(telling.id,),
                    )
                )  # fmt: skip
    return out


_DAYS_BEFORE = 2  # a number of the days just before is of what the report tells


def of_another_day(span: Span, report: Report) -> tuple[datetime.date, datetime.date] | None:
    """The one earlier day (or stretch of days) that the sentence of a number names, or None."""
    published = day(report.document.published)
    if published is None:
        return None
    start, end = _sentence(report, *span)
    times = [t for t in report.times if start <= t.span[0] < end]
    days = {d for t in times if (d := interval(t.start, t.end)) and (published - d[1]).days > _DAYS_BEFORE}
    return days.pop() if len(days) == 1 else None


def numbers_of(report: Report, text: str, tellings: Iterable[Telling]) -> tuple[Number, ...]:
    """Exact numbers for earlier days that no telling has, each with the one time that its sentence names."""
    taken = {q.span for t in tellings for v in t.voices for q in v.quantities}
    parts = {i for m in report.measures for i in m.includes}
    out = []
    for m in report.measures:
        if (
            m.span is None
            or m.value is None
            or m.span in taken
            or m.id in parts
            or m.bound not in ("exact", "at_least")
        ):
            continue
        days = of_another_day(m.span, report)
        if days is not None:
            first, last = days
            start, end = _sentence(report, *m.span)
            out.append(
                Number(
                    document=report.document.id, span=m.span, sentence=text[start:end], role=m.role, unit=m.unit,
                    value=m.value, start=first.isoformat(), end=last.isoformat(),
                )
            )  # fmt: skip
    return tuple(sorted(out, key=lambda n: n.span))


def _sentence(report: Report, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the span, or the span itself."""
    return next(((s, e) for s, e in report.sentences if s <= start and end <= e), (start, end))
