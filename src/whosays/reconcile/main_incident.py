"""The main incident of a document: one range of killed and injured where a narrative weighs several sources.

What is told first is the verdict: a range there stands; an open number («at least 14») stands as the least, and the
highest number that any voice of the document gives for all the dead is the most. Numbers of parts, of lists and of
longer times are no totals; fighters are counted apart. A document whose first toll stands beside tolls of other days
or places of equal weight has no main incident.
"""

from __future__ import annotations

from collections.abc import Sequence

from whosays.model import Incident, IncidentFigure, IncidentPlace, Report
from whosays.model.report import Span
from whosays.reconcile.drafts import Draft, drafts_of
from whosays.reconcile.facts import Where
from whosays.reconcile.ranges import Said, named_voices, ranges
from whosays.reconcile.tolls import HARM, Toll, paragraphs_of, tolls, totals
from whosays.reconcile.victims import identified
from whosays.reconcile.when import day, gap
from whosays.reconcile.where import distance, fit, radius, where
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
    paragraphs = paragraphs_of(text, report.sentences)
    drafts = [d for d in drafts_of(report)[0] if kind_table()[d.kind].family == "violence"]
    found = _counted_below(tolls(report, text, paragraphs), report, text)
    first = next((t for role in HARM for t in totals(found, role)), None) or next(iter(found), None)
    known = identified(report, text)
    starts = [found[0].span[0]] if found else [k.first for k in known.values() if k.first is not None]
    if not drafts or not starts or not _in_the_opening(min(starts), paragraphs):
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
    opening = (paragraphs[0][0], paragraphs[min(lead, len(paragraphs) - 1)][1])
    start, end = _days(report, own)
    return Incident(
        events=tuple(dict.fromkeys(d.event.id for d in own)),
        start=start,
        end=end,
        place=_place(report, main, own, opening),
        figures=tuple(figures),
    )


def _counted_below(found: list[Toll], report: Report, text: str) -> list[Toll]:
    """The tolls without the «dozens» of a title over a text that counts them."""
    title = report.document.title
    end = text.find(title) + len(title) if title and title in text else 0
    counted = {t.role for t in found if t.span[0] >= end and t.bound != "vague" and not t.part}
    return [t for t in found if t.span[1] > end or t.bound != "vague" or t.role not in counted]


def _in_the_opening(at: int, paragraphs: Sequence[Span]) -> bool:
    end = paragraphs[min(_OPENING, len(paragraphs)) - 1][1]
    return at < end and at - paragraphs[0][0] <= _OPENING_CHARS


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


def _place(report: Report, main: Draft, drafts: Sequence[Draft], opening: Span) -> IncidentPlace | None:
    """The most closely known place of the opening or of the events, among those that agree with the others.

    A quarter is closer than its town, a town closer than its province; a name that lies where no other place of the
    opening does (a surname that is also a town) is passed over.
    """
    named = [where(p) for p in report.places if opening[0] <= p.span[0] < opening[1]]
    told = [d.where for d in (main, *drafts) if d.where]
    every = list({p.key: p for p in reversed([*named, *told]) if p.lat is not None}.values())[::-1]
    known = [o for o in every if o.key not in _lent(report)]
    agreeing = {p.key: sum(_agree(p, o) for o in known if o.key != p.key) for p in every}
    most = max(agreeing.values(), default=0)
    fitting = [p for p in every if 2 * agreeing[p.key] >= most]
    closest = min(fitting, key=_reach, default=None) or next(iter(told), None)
    return IncidentPlace(name=closest.name, lat=closest.lat, lon=closest.lon) if closest else None


def _lent(report: Report) -> set[str]:
    """Keys of buildings and the like that no gazetteer has, whose point is that of a place named beside them."""
    return {where(p).key for p in report.places if p.kind in ("facility", "other") and p.precision in ("vague", "line")}


def _agree(place: Where, other: Where) -> bool:
    """Does one of the two lie in the other, or close by?"""
    apart = distance(place, other)
    return apart is not None and apart <= max(_reach(place), _reach(other)) + _NEAR_KM


def _reach(place: Where) -> float:
    return place.radius_km if place.radius_km is not None else radius(place)


_NEAR_KM = 5.0
