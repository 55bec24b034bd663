"""The lines of the sheet that tell why an item was read (``whosays read --explain``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from whosays.cli import wording
from whosays.cli.wording import plain
from whosays.model import Actor, Event, Measure, Place, Relation, Report, Time

Line = tuple[Text, int]
"""Words and how far they are indented."""
_NAMED = 6
_REASON = 8


def under(why: Iterable[str], indent: int = _REASON) -> Iterator[Line]:
    """Each reason on a line of its own."""
    for reason in why:
        yield Text(f"· {plain(reason)}", style="dim"), indent


def of_entry(
    events: Iterable[Event], times: Iterable[Time], place: Place | None, measures: Iterable[Measure]
) -> Iterator[Line]:
    """The reasons of all mentions of an event, of its time and place and of what is counted in it."""
    for event in events:
        yield from _named(event.trigger.text, event.why)
    for item in (*times, *((place,) if place else ()), *measures):
        yield from _named(item.text or wording.figure(item), item.why)  # type: ignore[arg-type]


def rest(report: Report, shown: set[str]) -> Iterator[Line]:
    """What was read and stands in no entry of the sheet, and why; nothing without reasons."""
    items: list[Time | Place | Measure | Actor] = [*report.times, *report.places, *report.measures, *report.actors]
    for item in items:
        if item.id not in shown and item.why:
            words = item.name if isinstance(item, Actor) else item.text or wording.figure(item)  # type: ignore[arg-type]
            yield Text.assemble((plain(words), "bold"), f" {_sort(item)}"), 4
            yield from under(item.why, _NAMED)
    for relation in report.relations:
        if relation.why:
            yield Text(_related(report, relation)), 4
            yield from under(relation.why, _NAMED)


def _named(words: str, why: tuple[str, ...]) -> Iterator[Line]:
    if why:
        yield Text(f"why “{plain(words)}”:", style="dim"), _NAMED
        yield from under(why)


def _sort(item: Time | Place | Measure | Actor) -> str:
    if isinstance(item, Time):
        return f"time, {item.value}"
    if isinstance(item, Measure):
        return f"number, {item.role}"
    return f"{'place' if isinstance(item, Place) else 'party'}, {item.kind.replace('_', ' ')}"


def _related(report: Report, relation: Relation) -> str:
    by_id = {event.id: event.trigger.text for event in report.events}
    one, other = (plain(by_id.get(id, id)) for id in (relation.from_, relation.to))
    return f"“{one}” {relation.kind.replace('_', ' ')} “{other}”"
