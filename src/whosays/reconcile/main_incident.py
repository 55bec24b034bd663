"""The main incident of a document: one range of killed and injured where a narrative weighs several sources.

What is told first is the verdict: a range there stands; an open number («at least 14») stands as the least, and the
highest number that any voice of the document gives for all the dead is the most. Numbers of parts, of lists and of
longer times are no totals; fighters are counted apart. A document whose first toll stands beside tolls of other days
or places of equal weight has no main incident.
"""

from __future__ import annotations

from collections.abc import Sequence

from whosays.model import Incident, IncidentFigure, IncidentPlace, Report
from whosays.reconcile.drafts import Draft, drafts_of
from whosays.reconcile.ranges import Said, named_voices, ranges
from whosays.reconcile.tolls import HARM, paragraphs_of, tolls, totals
from whosays.reconcile.victims import identified
from whosays.reconcile.when import day, gap
from whosays.reconcile.where import fit
from whosays.reconcile.words import kind_table

# the paragraphs in which the first toll must stand; what comes later is no document about it
_OPENING = 3
_OPENING_CHARS = 900


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
    known = identified(report, text)
    if not drafts or not (found or any(k.total for k in known.values())):
        return None
    if found and (found[0].paragraph >= _OPENING or found[0].span[0] - paragraphs[0][0] > _OPENING_CHARS):
        return None
    main = next((d for d in drafts if first and d.event.id == first.event), drafts[0])
    elsewhere = {d.event.id for d in drafts if _apart(d, main)}
    mine = [t for t in found if t.event not in elsewhere]
    counted = [t for t in found if not t.part]
    if counted and 2 * sum(t in mine for t in counted) <= len(counted):
        return None
    lead = min((t.paragraph for t in mine), default=0)
    figures = [
        IncidentFigure(role=role, who=who, low=r.low, best=r.best, high=r.high)  # type: ignore[arg-type]
        for role in HARM for who, r in ranges(Said(role, mine, lead, known[role], named_voices(report, mine))).items()
    ]  # fmt: skip
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
