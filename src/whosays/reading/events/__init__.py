"""Events: triggers, status, roles, time and place, and the measures that count in them."""

from __future__ import annotations

from whosays.model import Actor, Event, Evidence, Measure, Place, Role, Time
from whosays.model.report import Codes
from whosays.reading.events import (
    candidates,
    carried,
    circumstances,
    fillers,
    links,
    merging,
    reasons,
    roles,
    status,
    uncounted,
)
from whosays.reading.events.codes import around, codes_of
from whosays.reading.events.context import Context
from whosays.reading.events.draft import Draft
from whosays.reading.events.index import EventIndex, event_index
from whosays.reading.events.tables import tables
from whosays.reading.parse import Parsed

__all__ = ["EventIndex", "event_index", "read_events"]


def read_events(
    parsed: Parsed, times: list[Time], places: list[Place], actors: list[Actor], measures: list[Measure]
) -> tuple[list[Event], list[Measure]]:
    """All events in text order, and the measures with ``event`` filled in, with those of the dead that none counts."""
    context = Context(parsed, tables(parsed.lexicon), times, places, actors, measures)
    drafts = merging.merge(candidates.find(context), context)
    triggers = frozenset(draft.token.i for draft in drafts)
    for draft in drafts:
        draft.status = status.decide(draft, context)
        draft.phrases = roles.assign(draft, context, triggers)
    circumstances.settle(drafts, context)
    counted = links.link(drafts, context)
    fillers.settle(drafts, context, triggers)
    candidates.name_by_arms(drafts, context)
    carried.hand_on(drafts, context)
    ids = {id(draft): f"e{n}" for n, draft in enumerate(drafts, 1)}
    linked = [m.model_copy(update={"event": ids[id(counted[m.id])]}) if m.id in counted else m for m in measures]
    for measure, draft in uncounted.count(drafts, counted, context):
        linked.append(measure.model_copy(update={"event": ids[id(draft)], "from_": (ids[id(draft)],)}))
    by_event: dict[str, list[str]] = {}
    for measure in linked:
        if measure.event is not None:
            by_event.setdefault(measure.event, []).append(measure.id)
    beside = around(drafts, context.tables)
    events = [_event(draft, ids[id(draft)], by_event, context, codes_of(draft, beside)) for draft in drafts]
    return events, linked


def _event(draft: Draft, key: str, by_event: dict[str, list[str]], context: Context, codes: Codes) -> Event:
    parsed = context.parsed
    return Event(
        id=key,
        kind=draft.kind,
        trigger=Evidence(span=draft.span, text=parsed.text[slice(*draft.span)]),
        sentence=parsed.sentence_at(draft.span[0]),
        status=draft.status,  # type: ignore[arg-type]
        roles=tuple(_roles(draft, context)),
        time=draft.time,
        place=draft.place,
        measures=tuple(by_event.get(key, ())),
        instances=draft.instances,
        codes=codes,
        confidence=min(1.0, max(0.0, draft.score)),
        why=(*draft.why, *reasons.of_roles(draft, parsed.text), *reasons.of_setting(draft, context))
        if parsed.explain
        else (),
    )


def _roles(draft: Draft, context: Context) -> list[Role]:
    """The roles as the report has them: with references, and with the time and the place of the event."""
    text = context.parsed.text
    sentence = context.parsed.sentence_at(draft.span[0])
    out = []
    for phrase in draft.phrases:
        actor = context.actor_of(phrase.head)
        place = context.place_at.get(phrase.head.i)
        ref = actor.id if actor else place.id if place else None
        if phrase.role in {"place", "origin"} and place is not None:
            ref = place.id
        out.append(Role(role=phrase.role, span=phrase.span, text=text[slice(*phrase.span)], ref=ref))  # type: ignore[arg-type]
    for role, keys in (("time", [draft.time, *draft.more_times]), ("place", [draft.place, *draft.more_places])):
        for key in keys:
            item = context.located.get(key or "")
            if item is not None and context.parsed.sentence_at(item.span[0]) == sentence:
                out.append(Role(role=role, span=item.span, text=item.text, ref=item.id))  # type: ignore[arg-type]
    return out
