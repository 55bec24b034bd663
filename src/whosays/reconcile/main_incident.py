"""The main incident of a document: one range of killed and injured where a narrative weighs several sources.

What is told first is the verdict: a range there stands; an open number («at least 14») stands as the least, and the
highest number that any voice of the document gives for all the dead is the most. Numbers of parts, of lists and of
longer times are no totals; fighters are counted apart. A document whose first toll stands beside tolls of other days
or places of equal weight has no main incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whosays.model import Incident, IncidentFigure, IncidentPlace, Report
from whosays.reconcile.drafts import Draft, drafts_of
from whosays.reconcile.tolls import GROUPS, HARM, Toll, paragraphs_of, tolls, totals
from whosays.reconcile.victims import Identified, identified
from whosays.reconcile.when import day, gap
from whosays.reconcile.where import fit
from whosays.reconcile.words import kind_table

# the paragraphs in which the first toll must stand; what comes later is no document about it
_OPENING = 4
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
    first = next((t for role in HARM for t in totals(found, role)), None) or next(iter(found), None)
    if not drafts or first is None or min(t.paragraph for t in found) >= _OPENING:
        return None
    main = next((d for d in drafts if d.event.id == first.event), drafts[0])
    elsewhere = {d.event.id for d in drafts if _apart(d, main)}
    mine = [t for t in found if t.event not in elsewhere]
    if 2 * sum(not t.part for t in mine) <= sum(not t.part for t in found):
        return None
    known = identified(report, text)
    lead = min(t.paragraph for t in mine)
    owned = _owned(report, mine)
    figures = [f for role in HARM for f in _figures(role, mine, lead, known[role], owned)]
    if not figures:
        return None
    own = [d for d in drafts if d.event.id not in elsewhere]
    start, end = _days(report, own)
    return Incident(
        events=tuple(dict.fromkeys(d.event.id for d in own)), start=start, end=end, place=_place(report, main, own),
        figures=tuple(figures),
    )  # fmt: skip


def _apart(draft: Draft, main: Draft) -> bool:
    """Is it another happening: of another day, or of a place that is known to be another?"""
    if draft.days and main.days and gap(draft.days, main.days) > 1:
        return True
    return draft.where is not None and main.where is not None and fit(draft.where, main.where) == "apart"


def _owned(report: Report, found: Sequence[Toll]) -> set[str]:
    """Ids of the numbers that somebody who is named gives: one voice among others, and no verdict of the writer."""
    spans = [span for c in report.claims if c.source.kind == "actor" for span in c.content]
    return {t.id for t in found if t.id and any(s <= t.span[0] < e for s, e in spans)}


def _figures(role: str, found: Sequence[Toll], lead: int, known: Identified, owned: set[str]) -> list[IncidentFigure]:
    ranges: dict[str | None, Range | None] = {None: _total(role, found, lead, known, owned)}
    for who in GROUPS:
        ranges[who] = _group(role, who, found, lead, ranges[None], known)
    ranges["man"] = ranges["man"] or _rest(ranges)
    return [
        IncidentFigure(role=role, who=who, low=r.low, best=r.best, high=r.high)  # type: ignore[arg-type]
        for who, r in ranges.items() if r is not None
    ]  # fmt: skip


def _rest(ranges: dict[str | None, Range | None]) -> Range | None:
    """Men, where women and children are told: who is left."""
    total, children, women = (ranges[who] for who in (None, "child", "woman"))
    if not total or not children or not women:
        return None
    rest = total.low - children.low - women.low
    return Range(rest, rest, rest) if rest > 0 else None


def _total(role: str, found: Sequence[Toll], lead: int, known: Identified, owned: set[str]) -> Range | None:
    """All of a role: the verdict of the lead, opened upwards where its words are open."""
    all_totals = totals(found, role)
    first = [t for t in all_totals if t.paragraph == lead and not t.alone]
    later = [t for t in all_totals if t not in first and not t.alone]
    definite = [t for t in first if t.bound != "vague"]
    if definite:
        verdict = definite[0]
        if verdict.bound == "range":
            return Range(verdict.least, verdict.least, verdict.most)
        if verdict.id in owned:
            told = [t for t in [*definite, *later] if t.bound != "vague"]
            return Range(
                min(t.least for t in told if t.least), verdict.most, max(t.most for t in told if _near(t, verdict))
            )
        if verdict.bound in ("exact", "about"):
            return Range(verdict.most, verdict.most, verdict.most)
        if verdict.bound == "at_most":
            others = [
                t for t in [*definite[1:], *later] if t.most <= verdict.most and t.bound not in ("at_most", "vague")
            ]
            low = max((t.least for t in others), default=verdict.most)
            if 0 < known.total < verdict.most:
                low = known.total
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
    if known.total:
        opened = _opened(known.total, later)
        return opened if opened.high else Range(known.total, known.total, known.total)
    if later:
        low = min(t.least for t in later)
        return Range(low, later[0].most, max(t.most for t in later))
    return None


def _opened(low: int, later: Sequence[Toll]) -> Range:
    """An open number with the highest that is said anywhere; None where nobody says a higher one."""
    higher = [t.most for t in later if low < t.most <= max(low, 2) * _CREDIBLE]
    return Range(low, low, max(higher) if higher else None)


def _near(toll: Toll, verdict: Toll) -> bool:
    return toll.most <= max(verdict.most, 2) * _CREDIBLE


def _sum_of_groups(role: str, found: Sequence[Toll], lead: int) -> int:
    """Children, women and men of the first sentence that counts them, where it gives no total."""
    inside = [t for t in found if t.role == role and t.paragraph == lead and (t.who in GROUPS or t.alone)]
    if not inside:
        return 0
    sentence = inside[0].sentence
    return sum(t.least or t.most for t in inside if t.sentence == sentence and not (t.part and not t.who))


def _group(
    role: str, who: str, found: Sequence[Toll], lead: int, total: Range | None, known: Identified
) -> Range | None:
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
    named = min(getattr(known, who), most) if most is not None else getattr(known, who)
    told = max((t.least for t in later), default=0)
    low = max(named, told)
    return Range(low, low, low) if low else None


def _days(report: Report, drafts: Sequence[Draft]) -> tuple[str | None, str | None]:
    dated = next((d for d in drafts if d.days), None)
    if dated is not None and dated.days is not None:
        return dated.days[0].isoformat(), dated.days[1].isoformat()
    time = next((t for t in report.times if day(t.start)), None)
    return (time.start[:10], (time.end or time.start)[:10]) if time and time.start else (None, None)


def _place(report: Report, main: Draft, drafts: Sequence[Draft]) -> IncidentPlace | None:
    drafts = [main, *drafts]
    found = next((d.where for d in drafts if d.where and not d.where.coarse), None)
    found = found or next((d.where for d in drafts if d.where), None)
    return IncidentPlace(name=found.name, lat=found.lat, lon=found.lon) if found else None
