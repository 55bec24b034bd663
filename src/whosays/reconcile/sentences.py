"""What the sentences of a report say beyond its items, before tellings are made of them.

A number stands with the happening named right behind it («34 in the clashes»). Dead and injured told of without an
event, but with a place or a day of their own («in Kelmi on Friday, three dead»), are a happening.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from whosays.model import Claim, Event, Measure, Place, Relation, Report, Time
from whosays.model.report import Evidence, Role, Source, Span
from whosays.reconcile.language import phrases, small_numbers
from whosays.reconcile.words import kind_table, weapon_kinds

_HARM = frozenset(("killed", "injured"))
_REAL = frozenset(("happened", "ongoing"))
_IN_CHARS = 70
_ANSWERED_CHARS = 90
_AGE_CHARS = 50


def put_right(report: Report, text: str) -> Report:
    """The report with what its sentences say as a whole."""
    for step in (
        _without_ages,
        _sent_weapons,
        _counted_in,
        _told_by_numbers,
        _denied_in_words,
        _answered,
    ):
        report = step(report, text)
    return report


def _without_ages(report: Report, text: str) -> Report:
    """Drops numbers that are ages: «a girl of 14»."""
    ages = {
        m.id for m in report.measures
        if m.span is not None and phrases("age").search(text[max(0, m.span[0] - _AGE_CHARS) : m.span[0]])
        and not re.search(r"[a-z]{3,} [a-z]|\d [a-z]", m.text or "")
    }  # fmt: skip
    if not ages:
        return report
    events = tuple(
        e.model_copy(update={"measures": tuple(i for i in e.measures if i not in ages)}) for e in report.events
    )
    measures = tuple(
        m.model_copy(update={"includes": tuple(i for i in m.includes if i not in ages)})
        for m in report.measures
        if m.id not in ages
    )
    return report.model_copy(update={"events": events, "measures": measures})


def _sent_weapons(report: Report, text: str) -> Report:
    """«Sent 14 drones across the border» is an attack with them, and no delivery."""
    fired = {m.event: m.unit for m in report.measures if m.role == "fired" and m.unit in weapon_kinds()}
    fired |= {e.id: m.unit for e in report.events for m in report.measures
              if m.id in e.measures and m.role == "fired" and m.unit in weapon_kinds()}  # fmt: skip
    sent = {e.id for e in report.events if e.kind == "weapons.supply" and e.id in fired}
    if not sent:
        return report
    events = tuple(
        e.model_copy(update={"kind": weapon_kinds()[fired[e.id]]}) if e.id in sent else e for e in report.events
    )
    return report.model_copy(update={"events": events})


def _counted_in(report: Report, text: str) -> Report:
    """Numbers of dead and injured go to the happening that is named right behind them.

    In a list («34 in the clashes at Kelmi, 14 in the ambush on the next day») the places and parts between one number
    and the next are of the one happening; those behind the last part are of none of them.
    """
    rows = kind_table()
    violent = [e for e in report.events if e.kind in rows and rows[e.kind].family == "violence" and e.status in _REAL]
    measures = [*report.measures, *_listed(report, text)]
    sentences = {e.id: e.sentence for e in report.events}
    pairs: dict[str, tuple[Measure, Event]] = {}
    for m in measures:
        if m.span is None or m.role not in _HARM:
            continue
        behind = [e for e in violent if m.span[1] < e.trigger.span[0] <= m.span[1] + _IN_CHARS]
        event = min(behind, key=lambda e: e.trigger.span, default=None)
        if event is None or not phrases("counted_in").match(text[m.span[1] : event.trigger.span[0]]):
            continue
        if m.event is None or sentences.get(m.event) == event.sentence:
            pairs[m.id] = (m, event)
    if not pairs:
        return report
    totals = _totals(report, measures, pairs)
    pairs = {i: pair for i, pair in pairs.items() if i not in totals}
    home: dict[str, str | None] = {i: e.id for i, (_, e) in pairs.items()} | dict.fromkeys(totals)
    parts = _parts_of_lists(report, list(pairs.values()))
    for m in measures:
        listed = [(span, e) for span, e in parts if m.span and m.id not in home and span[0] <= m.span[0] < span[1]]
        if listed:
            home[m.id] = listed[0][1].id
    outside = {p.id: p.span[0] for p in report.places}
    events = []
    for e in report.events:
        mine = [i for i in e.measures if home.get(i, e.id) == e.id] + [i for i in home if home[i] == e.id]
        own = next((span for span, event in parts if event.id == e.id), None)
        place = e.place if own is None or own[0] <= outside.get(e.place or "", own[0]) < own[1] else None
        roles = tuple(r for r in e.roles if r.role != "place" or own is None or own[0] <= r.span[0] < own[1])
        time = _day_of_part(report, e, own, parts)
        if time != e.time:
            roles = tuple(r for r in roles if r.role != "time")
        update = {"measures": tuple(dict.fromkeys(mine)), "place": place, "roles": roles, "time": time}
        events.append(e.model_copy(update=update))
    counted = tuple(m.model_copy(update={"event": home.get(m.id, m.event)}) for m in measures)
    return report.model_copy(update={"measures": counted, "events": tuple(events)})


def _day_of_part(report: Report, event: Event, own: Span | None, parts: list[tuple[Span, Event]]) -> str | None:
    """The time of an event where the parts of a list have days of their own: none goes to another part."""
    sentence = report.sentences[event.sentence]
    days: dict[Span, list[str]] = {}
    for t in report.times:
        for span, _ in parts:
            if sentence[0] <= span[0] < sentence[1] and span[0] <= t.span[0] < span[1] and _single(t):
                days.setdefault(span, []).append(t.id)
    if len(days) < 2:
        return event.time
    if own is None:
        return event.time if all(event.time not in ids for ids in days.values()) else None
    return days[own][0] if len(days.get(own, [])) == 1 else None


def _totals(report: Report, measures: list[Measure], pairs: dict[str, tuple[Measure, Event]]) -> set[str]:
    """Numbers that are the sum of a list of their sentence: they are of none of its happenings alone."""
    out = set()
    for start, end in report.sentences:
        inside = [m for m in measures if m.span is not None and start <= m.span[0] < end and m.role in _HARM]
        for m in inside:
            parts = [o.value or 0 for o in inside if o.id in pairs and o.span and m.span and o.span[0] > m.span[0]]
            if len(parts) > 1 and sum(parts) == m.value:
                out.add(m.id)
    return out


def _parts_of_lists(report: Report, pairs: list[tuple[Measure, Event]]) -> list[tuple[Span, Event]]:
    """The stretch of each happening in a sentence that counts several, from its number to the next."""
    out = []
    for start, end in report.sentences:
        inside = [(m.span, e) for m, e in pairs if m.span is not None and start <= m.span[0] < end]
        inside.sort(key=lambda p: p[0])
        if len({e.id for _, e in inside}) < 2:
            continue
        last = inside[-1][1].trigger.span[1]
        behind = [m.span[0] for m in report.measures if m.span and m.role in _HARM and last < m.span[0] < end]
        stops = [s for (s, _), _ in inside[1:]] + [min(behind, default=end)]
        out += [((span[0], stop), e) for (span, e), stop in zip(inside, stops, strict=True)]
    return out


def _listed(report: Report, text: str) -> list[Measure]:
    """Numbers without a noun that go on a list of dead or injured («34 in the clashes, 14 in the ambush»)."""
    known = [*(m.span for m in report.measures if m.span), *(t.span for t in report.times)]
    out = []
    for start, end in report.sentences:
        before = [m for m in report.measures if m.role in _HARM and m.unit == "person" and m.span]
        before = [m for m in before if m.span and start <= m.span[0] < end]
        if not before:
            continue
        first = min(before, key=lambda m: m.span or (0, 0))
        for found in phrases("another_count").finditer(text, (first.span or (0, 0))[1], end):
            span = found.span("number")
            value = int(found["number"]) if found["number"].isdigit() else small_numbers().get(found["number"].lower())
            if value is None or any(s < span[1] and span[0] < e for s, e in known):
                continue
            out.append(
                Measure(
                    id=f"l{span[0]}", span=span, text=found["number"], role=first.role, unit="person", value=value,
                    low=value, high=value, bound="exact",
                )
            )  # fmt: skip
    return out


def _told_by_numbers(report: Report, text: str) -> Report:
    """Adds a happening for dead and injured that no event of their sentence tells of, where a place or day does."""
    rows = kind_table()
    added: list[Event] = []
    homes: dict[str, str] = {}
    told = {e.sentence for e in report.events if e.kind in rows and rows[e.kind].family in ("violence", "custody")}
    for n, (start, end) in enumerate(report.sentences):
        inside = _inside(start, end)
        if n in told:
            continue
        numbers = [
            m for m in report.measures
            if m.role in _HARM and m.unit == "person" and m.event is None and inside(m.span)
        ]  # fmt: skip
        if not numbers:
            continue
        sources = [c.source.span for c in report.claims if c.source.span]
        places = [
            p for p in report.places
            if inside(p.span) and (p.precision in ("exact", "settlement", "near") or p.kind == "other")
            and not any(s <= p.span[0] < e + 5 for s, e in sources)
        ]  # fmt: skip
        cues = [c.cue.span for c in report.claims if c.cue is not None]
        times = [t for t in report.times if inside(t.span) and _single(t) and not _beside(t, cues)]
        if not places and not times:
            continue
        event = _event(report, n, numbers, places[0] if places else None, times[0] if times else None, text)
        added.append(event)
        homes |= {m.id: event.id for m in numbers}
    if not added:
        return report
    measures = tuple(m.model_copy(update={"event": homes.get(m.id, m.event)}) for m in report.measures)
    claims = tuple(
        c.model_copy(update={"about": tuple(dict.fromkeys([*c.about, *(homes[i] for i in c.about if i in homes)]))})
        for c in report.claims
    )
    return report.model_copy(update={"measures": measures, "claims": claims, "events": (*report.events, *added)})


def _event(
    report: Report, sentence: int, numbers: list[Measure], place: Place | None, time: Time | None, text: str
) -> Event:
    assert numbers[0].span is not None
    span = numbers[0].span
    words = [("place", place), ("time", time)]
    roles = tuple(
        Role(role=role, span=item.span, text=text[item.span[0] : item.span[1]], ref=item.id)  # type: ignore[arg-type]
        for role, item in words
        if item is not None
    )
    return Event(
        id=f"n{sentence}", kind="attack.other", trigger=Evidence(span=span, text=text[span[0] : span[1]]),
        sentence=sentence, status="happened", roles=roles, time=time.id if time else None,
        place=place.id if place else None, measures=tuple(m.id for m in numbers),
    )  # fmt: skip


def _denied_in_words(report: Report, text: str) -> Report:
    """Adds what is denied in words that tell no event: «we have no connection with what happened in Kelmi»."""
    rows = kind_table()
    told = {e.sentence for e in report.events if e.kind in rows and rows[e.kind].family in ("violence", "custody")}
    events: list[Event] = []
    claims = {c.id: c for c in report.claims}
    for n, (start, end) in enumerate(report.sentences):
        found = phrases("no_part").search(text, start, end) if n not in told else None
        places = [p for p in report.places if found and found.end() <= p.span[0] < end and not p.text.isupper()]
        times = [t for t in report.times if found and found.end() <= t.span[0] < end and _single(t)]
        if found is None or not (places or times):
            continue
        event = _denied(found.span(), n, places[:1], times[:1], text)
        events.append(event)
        saying = [c for c in claims.values() if any(s <= found.start() < e for s, e in c.content)]
        named = [c for c in saying if c.source.kind != "narrator"] or saying
        claim = named[0] if named else Claim(
            id=f"d{n}", source=Source(kind="narrator"), content=((start, end),), quote="none", stance="deny"
        )  # fmt: skip
        claims[claim.id] = claim.model_copy(update={"stance": "deny", "about": (*claim.about, event.id)})
    if not events:
        return report
    return report.model_copy(update={"events": (*report.events, *events), "claims": tuple(claims.values())})


def _denied(span: Span, sentence: int, places: list[Place], times: list[Time], text: str) -> Event:
    return Event(
        id=f"d{sentence}", kind="attack.other", trigger=Evidence(span=span, text=text[span[0] : span[1]]),
        sentence=sentence, status="denied", time=times[0].id if times else None,
        place=places[0].id if places else None,
    )  # fmt: skip


def _answered(report: Report, text: str) -> Report:
    """Adds which deed is said to answer which: the one told before «in response to» the one named right behind it.

    A relation that was read from anything but a deed in such a sentence is put right.
    """
    rows = kind_table()
    deeds = [e for e in report.events if e.kind in rows and rows[e.kind].family == "violence" and e.status in _REAL]
    known = {(r.from_, r.to) for r in report.relations if r.kind == "in_response_to"}
    answered: dict[str, str] = {}
    doers: dict[str, set[Span]] = {}
    spans: dict[str, Span] = {}
    times = {t.id: t.span for t in report.times}
    moved: dict[str, str | None] = {}
    for n, (start, end) in enumerate(report.sentences):
        here = [e for e in deeds if e.sentence == n]
        for found in phrases("answers").finditer(text, start, end):
            behind = [e for e in here if found.end() <= e.trigger.span[0] < found.end() + _ANSWERED_CHARS]
            to = min(behind, key=lambda e: e.trigger.span, default=None)
            before = [e for e in here if e.trigger.span[0] < found.start() and e.kind != "interception"]
            later = [e for e in here if to is not None and e.trigger.span[0] > to.trigger.span[1]]
            if not before and not later:  # «In response to the raid, helicopters surprised a column. Five were killed»
                later = [e for e in deeds if e.sentence == n + 1]
            deed = before[-1] if before else later[0] if later else None
            if to is None or deed is None or any((e.id, to.id) in known for e in deeds):
                continue
            answered[to.id] = deed.id
            doers[to.id] = {r.span for r in deed.roles if r.role == "agent"}
            spans[to.id] = found.span()
            at = times.get(to.time or "", (0, 0))[0]
            fronted = to.trigger.span[1] < at and "," in text[to.trigger.span[1] : at]
            if fronted and deed.time is None and deed in later:  # «in answer to the raid, jets yesterday struck a camp»
                moved |= {deed.id: to.time, to.id: None}
    if not answered:
        return report
    kept = tuple(r for r in report.relations if r.kind != "in_response_to" or r.to not in answered)
    added = tuple(Relation(kind="in_response_to", from_=d, to=t, span=spans[t]) for t, d in sorted(answered.items()))
    events = tuple(  # nobody answers himself
        e.model_copy(update={"roles": tuple(r for r in e.roles if r.role != "agent" or r.span not in doers[e.id])})
        if e.id in doers else e
        for e in report.events
    )  # fmt: skip
    events = tuple(e.model_copy(update={"time": moved[e.id]}) if e.id in moved else e for e in events)
    events = tuple(
        e.model_copy(update={"roles": tuple(r for r in e.roles if r.role != "time")})
        if moved.get(e.id, "") is None
        else e
        for e in events
    )
    return report.model_copy(update={"relations": (*kept, *added), "events": events})


def _inside(start: int, end: int) -> Callable[[Span | None], bool]:
    return lambda span: span is not None and start <= span[0] < end


def _single(time: Time) -> bool:
    return time.kind in ("DATE", "TIME") and bool(time.start) and (time.start or "")[:10] == (time.end or "")[:10]


def _beside(time: Time, cues: list[Span]) -> bool:
    """True for the day on which somebody said it."""
    return any(-1 <= time.span[0] - e <= 15 or -1 <= s - time.span[1] <= 15 for s, e in cues)
