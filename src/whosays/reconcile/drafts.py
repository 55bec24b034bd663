"""Event mentions of one report as drafts: what each says of its kind, days, place and parties."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from whosays.model import Actor, Event, Place, Report, Time
from whosays.reconcile.facts import Party, Where
from whosays.reconcile.language import phrases
from whosays.reconcile.local_names import LocalNames
from whosays.reconcile.sources import OURSELVES, acting_party, party_by_words
from whosays.reconcile.told_days import ToldDays
from whosays.reconcile.when import gap, interval, length
from whosays.reconcile.where import named_only, where
from whosays.reconcile.words import kind_table, telling_words, weapon_kinds

_HAPPENED = frozenset(("happened", "ongoing"))
_SPEECH = frozenset(("threaten", "pledge", "expect", "ask"))
_OPEN = frozenset(("attack.other", "attack.air", "attack.shooting", "attack.raid", "interception"))


@dataclass
class Draft:
    """One event mention (or one of its instances) with what it says of day, place and parties.

    called: the words of its trigger; names: local names; one: a single happening by its words; new: told as if for the
    first time; known: told as heard of before; over: the sum of a longer time.
    """

    event: Event
    kind: str = ""
    instance: int = 0
    instances: int = 1
    days: tuple[datetime.date, datetime.date] | None = None
    dated: str = "none"
    where: Where | None = None
    also: list[Where] = field(default_factory=list)
    agents: list[Party] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    one: bool = False
    new: bool = False
    known: bool = False
    over: bool = False
    denied: bool = False

    @property
    def harmless(self) -> bool:
        """True where what is denied is only that anyone or anything was harmed."""
        return any(phrases("nobody").match(t) for t in self.targets)

    @property
    def key(self) -> str:
        """Event id, with the number of the instance where there are several."""
        return f"{self.event.id}#{self.instance}"


def drafts_of(report: Report, text: str | None = None) -> tuple[list[Draft], list[Event]]:
    """The event mentions that may make incidents, in the order of the text, and those that have not happened.

    text: the document's, where the report is without it.
    """
    kinds = kind_table()
    text = (report.document.text if text is None else text) or ""
    told = Told(text, ToldDays(report, text), LocalNames(report, text))
    stances: dict[str, set[str]] = {}
    for claim in report.claims:
        for item in claim.about:
            stances.setdefault(item, set()).add(claim.stance)
    drafts: list[Draft] = []
    unreal: list[Event] = []
    for event in sorted(report.events, key=lambda e: (e.trigger.span, e.id)):
        if event.kind not in kinds:
            continue
        if told.days.bounds(event):
            continue
        said = stances.get(event.id, set())
        if event.status == "possible" and said == {"deny"}:
            event = event.model_copy(update={"status": "denied"})
        if event.status in ("planned", "threatened", "possible"):
            unreal.append(event)
            continue
        if event.status in _HAPPENED and said and said <= _SPEECH:
            status = "threatened" if "threaten" in said else "planned"
            unreal.append(event.model_copy(update={"status": status}))
            continue
        drafts.extend(_instances(report, event, told))
    return drafts, unreal


@dataclass(frozen=True)
class Told:
    """What stands around the events of one report: their days, and the names of spots."""

    text: str
    days: ToldDays
    names: LocalNames


def _instances(report: Report, event: Event, told: Told) -> list[Draft]:
    """One draft for each day that the event names, where it is said to have happened on several."""
    times = {t.id: t for t in report.times}
    if _borrowed(report, event):
        return [replace(_draft(report, event, told, None), where=None, also=[])]
    named = [times[r.ref] for r in event.roles if r.role == "time" and r.ref in times]
    if event.time in times and times[event.time] not in named:
        named.append(times[event.time])
    named += [t for t in report.times if t not in named and any(_joined(t, n, told.text) for n in named)]
    named = [t for t in sorted(named, key=lambda t: t.span) if t.kind in ("DATE", "TIME")]
    apart = _apart(named)
    nights = _one_night(apart, told.text)
    if nights is not None:
        return [replace(_draft(report, event, told, apart[0]), days=nights)]
    if len(apart) > 1 and (event.instances or len(apart)) > 1:
        return [_draft(report, event, told, t, n + 1, len(apart)) for n, t in enumerate(apart)]
    return [_draft(report, event, told, times.get(event.time or ""))]


def _borrowed(report: Report, event: Event) -> bool:
    """True for what is only named as the cause of another event and has no time but that event's own."""
    events = {e.id: e for e in report.events}
    causes = [
        events[r.from_]
        for r in report.relations
        if r.kind == "in_response_to" and r.to == event.id and r.from_ in events
    ]
    return any(event.time is not None and event.time == c.time for c in causes)


def _one_night(times: list[Time], text: str) -> tuple[datetime.date, datetime.date] | None:
    """The two days of «the night of 5 and 6 November», «the raid of 5-6 November»."""
    if len(times) != 2:
        return None
    night = phrases("night").search(text[max(0, times[0].span[0] - 40) : times[1].span[1]])
    if not night and not _joined(times[0], times[1], text):
        return None
    first, last = interval(times[0].start, times[0].end), interval(times[1].start, times[1].end)
    return (first[0], last[1]) if first and last and (last[1] - first[0]).days == 1 else None


def _joined(a: Time, b: Time, text: str) -> bool:
    """True for the two days of «5-6 November»."""
    first, second = sorted((a.span, b.span))
    return text[first[1] : second[0]] in ("-", "–", "/")


def _apart(times: list[Time]) -> list[Time]:
    """The times that are single days and do not overlap; empty where that is not so."""
    found: list[Time] = []
    for t in times:
        days = interval(t.start, t.end)
        if days is None or length(days) > 2:
            continue
        if all(gap(days, interval(o.start, o.end) or days) > 0 for o in found):
            found.append(t)
    return found


def _draft(report: Report, event: Event, told: Told, time: Time | None, instance: int = 0, instances: int = 1) -> Draft:
    places = {p.id: p for p in report.places}
    actors = {a.id: a for a in report.actors}
    agents: list[Party] = []
    targets: list[str] = []
    also: list[Where] = []
    words = set(telling_words(event.trigger.text))
    for role in event.roles:
        if event.kind == "interception" and role.role in ("agent", "target", "victim"):
            words |= telling_words(role.text[:120])  # who stops missiles has not fired them, and they are no target
        elif role.role == "agent":
            actor = actors.get(role.ref or "")
            party = acting_party(actor) if actor else party_by_words(role.text)
            ours = phrases("we").match(role.text) or (actor is not None and phrases("we").match(actor.name))
            if ours and (actor is None or not _quoted(report, role.span)):
                party = OURSELVES
            elif actor is None and (party.kind not in ("state", "armed") or _lost_there(report, event, role.span)):
                continue
            if party.key not in {p.key for p in agents}:
                agents.append(party)
        elif role.role in ("target", "victim"):
            hit = " ".join(role.text.split())[:120]
            if role.role == "target" or phrases("nobody").match(hit):
                targets.append(hit)
            words |= telling_words(role.text[:120])
            if role.ref in places and not _elsewhere(places[role.ref], told.text, event):
                also.append(where(places[role.ref]))
        elif role.role == "instrument":
            words |= telling_words(role.text[:80])
        elif role.role == "place" and role.ref != event.place:
            place = places.get(role.ref or "")
            if not _elsewhere(place, told.text, event):
                also.append(where(place) if place is not None else named_only(role.text))
    if not agents and event.kind != "interception":
        agents = _who_says_so(report, event, actors, told.text)
    days = told.days.of(event, time)
    anchor = time.anchor if time else "none"
    dated = "none" if days is None else "explicit" if anchor == "explicit" else "context"
    sides = {p.side for p in agents if p.side}
    spot, others = _spots(report, event, sides, told.text)
    behind = places.get(event.place or "")
    counted = told.days.only_counted_from(event) and not _right_behind(event, behind)
    if counted or _of_another(report, event, behind, told.text):
        spot, others, also = None, [], []
    if spot is None:
        spot = told.names.spot(event) or told.names.heading(event)
    also = [p for p in [*others, *also] if spot is None or p.key != spot.key]
    return Draft(
        event=event, kind=_kind(report, event), instance=instance, instances=instances, days=days, dated=dated,
        where=spot, also=also, agents=agents, targets=targets,
        words=frozenset(words), called=telling_words(event.trigger.text), names=told.names.of(event),
        one=told.days.one(event), new=told.days.new(event), known=told.days.known(event),
        over=told.days.over(event), denied=event.status == "denied",
    )  # fmt: skip


_ACTING = frozenset(("state", "government", "military", "police", "armed_group"))


def _who_says_so(report: Report, event: Event, actors: dict[str, Actor], text: str) -> list[Party]:
    """The doer of what somebody says of itself: «the Front said it had killed nine»."""
    for claim in report.claims:
        actor = actors.get(claim.source.ref or "")
        if event.id not in claim.about or actor is None or actor.kind not in _ACTING:
            continue
        start = next((s for s, e in claim.content if s <= event.trigger.span[0] < e), None)
        if start is not None and phrases("itself").match(text[start : event.trigger.span[0]]):
            return [acting_party(actor)]
    return []


def _lost_there(report: Report, event: Event, span: tuple[int, int]) -> bool:
    """True for those who were killed or hurt: «in the battle, six of our men gave their lives»."""
    return any(
        m.role in ("killed", "injured") and m.span is not None and m.span[0] < span[1] and span[0] < m.span[1]
        for m in report.measures if m.id in event.measures
    )  # fmt: skip


def _quoted(report: Report, span: tuple[int, int]) -> bool:
    """True for words that somebody other than the outlet says."""
    return any(c.source.kind != "narrator" and any(s <= span[0] < e for s, e in c.content) for c in report.claims)


def _of_another(report: Report, event: Event, place: Place | None, text: str) -> bool:
    """True for the place of the earlier one in «the strike came two days after the ambush near the town»."""
    end = event.trigger.span[1]
    if place is None or place.span[0] <= end or not phrases("after_another").search(text[end : place.span[0]]):
        return False
    return any(end <= e.trigger.span[0] < place.span[0] for e in report.events)


def _right_behind(event: Event, place: Place | None) -> bool:
    return place is not None and 0 < place.span[0] - event.trigger.span[1] < _BEHIND_CHARS


_BEHIND_CHARS = 25


def _kind(report: Report, event: Event) -> str:
    """The event's kind, or the one that its weapons stand for where it does not say how."""
    if event.kind not in _OPEN:
        return event.kind
    weapons = weapon_kinds()
    units = [m.unit for m in report.measures if m.id in event.measures or m.event == event.id]
    found = {w for r in event.roles if r.role == "instrument" for w in telling_words(r.text)}
    found |= {w for u in units for w in telling_words(u)} | set(telling_words(event.trigger.text))
    return next((kind for word, kind in weapons.items() if word in found), event.kind)


_BROUGHT_CHARS = 70


def _elsewhere(place: Place | None, text: str, event: Event) -> bool:
    """True for a place where those who were hurt were brought, and for a sea that a ship is named after.

    «The hospital in Mekele» is where they were brought, unless it is what was hit.
    """
    if place is None:
        return False
    if place.kind == "water" and phrases("named_after").match(text, place.span[1]):
        return True
    start = max(0, place.span[0] - _BROUGHT_CHARS)
    brought = phrases("brought").search(text[start : place.span[0]])
    if brought is None:
        return False
    first = start + brought.start()
    return not any(r.role == "target" and r.span[0] <= first < r.span[1] for r in event.roles)


def _spots(report: Report, event: Event, sides: set[str], text: str) -> tuple[Where | None, list[Where]]:
    """Where an event happened, and other places it touches.

    A place within the words of what was hit comes first; one within the words of a source («the ministry in Sanaa»),
    one where the wounded were brought, and the doer's own country are not where it happened.
    """
    places = {p.id: p for p in report.places}
    hit = [r.span for r in event.roles if r.role in ("target", "place")]
    within = [p for p in report.places if any(s <= p.span[0] and p.span[1] <= e for s, e in hit)]
    sources = [c.source.span for c in report.claims if c.source.span]
    within = [p for p in within if not _elsewhere(p, text, event)]
    named = places.get(event.place or "")
    if named is not None and _elsewhere(named, text, event):
        named = None
    if named is not None and any(s <= named.span[0] < e + 5 for s, e in sources) and within:
        named = None
    found = [where(p) for p in ([named] if named else []) + within]
    found = [p for p in found if not (p.precision == "country" and p.country in sides)] or (found if not sides else [])
    found.sort(key=lambda p: p.coarse)
    return (found[0], found[1:]) if found else (None, [])
