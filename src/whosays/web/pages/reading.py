"""A report as a page shows it: marked text, and the items in lists that lead to their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whosays.model import Claim, Event, Measure, Place, Report, Time
from whosays.web.pages.marks import Piece, marks_of, pieces
from whosays.web.wording import PRECISIONS, STANCES, STATUSES, kind_words, number, plural, span_words


@dataclass(frozen=True)
class Entry:
    """An item in a list: its words as they stand, what it means, and the items that belong to it."""

    id: str
    layer: str
    quote: str
    head: str
    says: str
    related: tuple[str, ...] = ()
    spotted: bool = True


@dataclass(frozen=True)
class Reading:
    """A report ready for a page. layers: entries by layer, in the order of the text."""

    pieces: tuple[Piece, ...]
    layers: tuple[tuple[str, str, tuple[Entry, ...]], ...]
    checks: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def reading(report: Report, also: Iterable[int] = ()) -> Reading:
    """The report with its text cut into marked pieces. also: offsets at which links may point."""
    text = report.document.text or ""
    found = {
        "claim": ("what sources say", [_claim(report, c) for c in report.claims if c.source.kind != "narrator"]),
        "event": ("events", [_event(report, e) for e in report.events]),
        "figure": ("figures", [_figure(report, m) for m in report.measures]),
        "place": ("places", [_place(p) for p in report.places]),
        "time": ("times", [_time(t) for t in report.times]),
    }
    return Reading(
        pieces=tuple(pieces(text, marks_of(report), also)),
        layers=tuple((layer, words, tuple(entries)) for layer, (words, entries) in found.items()),
        checks=tuple((c.result, c.message) for c in report.checks),
        warnings=report.warnings,
    )


def _claim(report: Report, c: Claim) -> Entry:
    name = c.source.text or "a source that is not named"
    if c.source.ref:
        name = next((a.name for a in report.actors if a.id == c.source.ref), name)
    if c.source.kind == "anonymous":
        name = f"{c.source.text} (not named)" if c.source.text else name
    via = f", as {c.via} has it" if c.via else ""
    return Entry(c.id, "claim", _short(report.quote(c), 110), name, STANCES.get(c.stance, c.stance) + via, c.about)


def _event(report: Report, e: Event) -> Entry:
    parts = [STATUSES.get(e.status, e.status)]
    for role in e.roles:
        if role.role in ("agent", "target", "victim"):
            parts.append(f"{ {'agent': 'by', 'target': 'on', 'victim': 'harmed:'}[role.role] } {_short(role.text, 50)}")
    times = [t for t in report.times if t.id == e.time]
    places = [p for p in report.places if p.id == e.place]
    parts += [span_words(t.start, t.end) for t in times if t.start] + [p.name for p in places]
    related = (*e.measures, *(t.id for t in times), *(p.id for p in places))
    return Entry(e.id, "event", e.trigger.text, kind_words(e.kind), ", ".join(parts), related)


def _figure(report: Report, m: Measure) -> Entry:
    unit = "" if m.unit in ("person", "people") else plural(m.unit)
    what = " ".join(x for x in (unit, m.role if m.role != "other" else "", f"({m.who})" if m.who else "") if x)
    bounds = {"at_least": "at least ", "at_most": "up to ", "about": "about "}
    value = next((v for v in (m.value, m.low, m.high) if v is not None), None)
    words = f"{number(m.low)}–{number(m.high)}" if m.bound == "range" else bounds.get(m.bound, "") + number(value)
    derived = f"worked out from {', '.join(m.from_)}" if m.derived else ""
    event = (m.event,) if m.event else ()
    return Entry(m.id, "figure", m.text or "", f"{words} {what}".strip(), derived, event, m.span is not None)


def _place(p: Place) -> Entry:
    where = [x for x in (p.admin1 if p.admin1 != p.name else None, p.country) if x]
    point = f"{p.lat:.2f}, {p.lon:.2f}" if p.lat is not None and p.lon is not None else "no point"
    return Entry(p.id, "place", p.text, p.name, ", ".join([*where, PRECISIONS.get(p.precision, p.precision), point]))


def _time(t: Time) -> Entry:
    anchors = {"explicit": "as written", "published": "from the day of publication", "context": "from the context"}
    known = span_words(t.start, t.end) if t.start or t.end else "date not known"
    return Entry(t.id, "time", t.text, known, anchors.get(t.anchor, ""))


def _short(words: str, most: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
