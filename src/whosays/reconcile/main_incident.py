"""The main incident of a document: one range of killed and injured where a narrative weighs several sources.

What is told first is the verdict: a range there stands; an open number («at least 14») stands as the least, and the
highest number that any voice of the document gives for all the dead is the most. Numbers of parts, of lists and of
longer times are no totals; fighters are counted apart. A document whose first toll stands beside tolls of other days
or places of equal weight has no main incident.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from whosays.model import Incident, IncidentFigure, IncidentPlace, Report
from whosays.model.report import Span
from whosays.reconcile.drafts import Draft, drafts_of
from whosays.reconcile.tolls import FIGHTERS, GROUPS, HARM, Toll, paragraphs_of, tolls, totals
from whosays.reconcile.when import day, gap
from whosays.reconcile.where import fit
from whosays.reconcile.words import kind_table

# how many times the least number the most may be before it is another thing that is counted
_CREDIBLE = 12


@dataclass(frozen=True)
class Range:
    """A closed range of people; best: the number to use where one is wanted."""

    low: int
    best: int
    high: int | None


def with_main_incident(report: Report) -> Report:
    """The report with its main incident, or unchanged where it has none."""
    incident = main_incident(report)
    return report if incident is None else report.model_copy(update={"incident": incident})


def main_incident(report: Report, text: str | None = None) -> Incident | None:
    """The main incident. ``text``: the document's text, where the report is without it."""
    text = report.document.text if report.document.text is not None else text
    if not text:
        return None
    paragraphs = paragraphs_of(text)
    drafts = [d for d in drafts_of(report)[0] if kind_table()[d.kind].family == "violence"]
    found = tolls(report, text, paragraphs)
    if not drafts or not found:
        return None
    lead = min(t.paragraph for t in found)
    figures = []
    for role in HARM:
        figures += _figures(role, found, lead)
    if not figures:
        return None
    start, end = _days(report, drafts)
    return Incident(
        events=tuple(d.event.id for d in drafts), start=start, end=end, place=_place(report, drafts),
        figures=tuple(figures),
    )  # fmt: skip


def _figures(role: str, found: Sequence[Toll], lead: int) -> list[IncidentFigure]:
    ranges: dict[str | None, Range | None] = {None: _total(role, found, lead)}
    for who in GROUPS:
        ranges[who] = _group(role, who, found, lead, ranges[None])
    return [
        IncidentFigure(role=role, who=who, low=r.low, best=r.best, high=r.high)  # type: ignore[arg-type]
        for who, r in ranges.items() if r is not None
    ]  # fmt: skip


def _total(role: str, found: Sequence[Toll], lead: int) -> Range | None:
    """All of a role: the verdict of the lead, opened upwards where its words are open."""
    all_totals = totals(found, role)
    first = [t for t in all_totals if t.paragraph == lead and not t.alone]
    later = [t for t in all_totals if t not in first and not t.alone]
    definite = [t for t in first if t.bound != "vague"]
    if definite:
        verdict = definite[0]
        if verdict.bound == "range":
            return Range(verdict.least, verdict.least, verdict.most)
        if verdict.bound in ("exact", "about"):
            return Range(verdict.most, verdict.most, verdict.most)
        if verdict.bound == "at_most":
            others = [t for t in [*definite[1:], *later] if t.most <= verdict.most and t.bound not in ("at_most", "vague")]
            low = max((t.least for t in others), default=verdict.most)
            return Range(low, verdict.most, verdict.most)
        return _opened(verdict.least, later)
    groups = _sum_of_groups(role, found, lead)
    if groups:
        return Range(groups, groups, groups)
    vague = [t for t in first if t.bound == "vague"] + [t for t in all_totals if t.bound == "vague"]
    if vague:
        low = vague[0].least
        opened = _opened(low, later)
        return opened if opened.high else Range(low, low, None)
    later = [t for t in later if t.bound != "vague"]
    if later:
        low = min(t.least for t in later)
        return Range(low, later[0].most, max(t.most for t in later))
    return None


def _opened(low: int, later: Sequence[Toll]) -> Range:
    """An open number with the highest that is said anywhere; None where nobody says a higher one."""
    higher = [t.most for t in later if low < t.most <= max(low, 2) * _CREDIBLE]
    return Range(low, low, max(higher) if higher else None)


def _sum_of_groups(role: str, found: Sequence[Toll], lead: int) -> int:
    """Children, women and men of the first sentence that counts them, where it gives no total."""
    inside = [t for t in found if t.role == role and t.paragraph == lead and (t.who in GROUPS or t.alone)]
    if not inside:
        return 0
    sentence = inside[0].sentence
    return sum(t.least or t.most for t in inside if t.sentence == sentence and not (t.part and not t.who))


def _group(role: str, who: str, found: Sequence[Toll], lead: int, total: Range | None) -> Range | None:
    """Children, women or men among them."""
    mine = [t for t in found if t.role == role and t.who == who]
    first = [t for t in mine if t.paragraph == lead]
    later = [t for t in mine if t.paragraph != lead and not t.alone]
    most = total.high if total and total.high is not None else total.low if total else None
    later = [t for t in later if most is None or t.most <= most]
    if first:
        whole = [t for t in first if not t.alone]
        if not whole:
            n = len(first)
            return Range(n, n, n)
        t = max(whole, key=lambda t: t.most)
        if t.bound == "at_least":
            return _opened(t.least, later)
        if t.bound == "at_most":
            low = max((x.least for x in later if x.least <= t.most), default=t.most)
            return Range(low, t.most, t.most)
        return Range(t.least, t.most, t.most)
    if later:
        return Range(min(t.least for t in later), later[0].most, max(t.most for t in later))
    return None


def _days(report: Report, drafts: Sequence[Draft]) -> tuple[str | None, str | None]:
    dated = next((d for d in drafts if d.days), None)
    if dated is not None and dated.days is not None:
        return dated.days[0].isoformat(), dated.days[1].isoformat()
    time = next((t for t in report.times if day(t.start)), None)
    return (time.start[:10], (time.end or time.start)[:10]) if time and time.start else (None, None)


def _place(report: Report, drafts: Sequence[Draft]) -> IncidentPlace | None:
    found = next((d.where for d in drafts if d.where and not d.where.coarse), None)
    found = found or next((d.where for d in drafts if d.where), None)
    return IncidentPlace(name=found.name, lat=found.lat, lon=found.lon) if found else None
