"""One report becomes tellings: each happening as this document tells it, with its voices."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable

from whosays.model import Claim, Event, Measure, Report
from whosays.reconcile import copies
from whosays.reconcile.drafts import Draft, drafts_of, group
from whosays.reconcile.facts import Facts, Party, Publisher, Quantity, Statement, Telling, Unreal, Voice, Where
from whosays.reconcile.nobody import noughts
from whosays.reconcile.sources import (
    FIRST_PERSON,
    NO_ONE,
    OURSELVES,
    OWN_STAFF,
    acting_party,
    claim_source,
    own_staff,
    publisher_party,
)
from whosays.reconcile.statements import numbers_of, of_another_day, parts_of_totals, statements_of
from whosays.reconcile.when import day, length
from whosays.reconcile.where import where
from whosays.reconcile.words import kind_table, telling_words, weapon_kinds

_UNREAL = frozenset(("planned", "threatened", "possible", "denied"))
_DAYS_OF_BACKGROUND = 21
_SUMMARY_DAYS = 3


def tell(report: Report, publisher: Publisher, text: str | None = None) -> Facts:
    """What reconciling needs of one report. ``text``: the document's text, where the report is without it."""
    document = report.document
    publisher = _known_better(publisher, report)
    text = document.text if document.text is not None else (text or "")
    drafts, unreal = drafts_of(report)
    groups = group(report, drafts)
    ids = {e: _telling_id(document.id, g) for g in groups for d in g for e in (d.key,)}
    tellings = _loose(report, (_telling(report, publisher, text, g, ids) for g in groups))
    return Facts(
        document=document.id,
        text_id=document.text_id,
        external_id=document.external_id,
        uri=document.uri,
        title=document.title,
        published=document.published,
        publisher=publisher,
        credits=copies.credits(text),
        words=len(text.split()),
        signature=copies.sample(text),
        tellings=tuple(sorted(tellings, key=lambda t: t.id)),
        unreal=tuple(_unreal(document.id, e, text) for e in unreal),
        statements=_statements(report, text, _by_event(groups, ids), tellings),
        numbers=numbers_of(report, text, tellings),
    )


def _statements(
    report: Report, text: str, by_event: dict[str, list[str]], tellings: Iterable[Telling]
) -> tuple[Statement, ...]:
    """What the report checks itself, and totals with their parts that it has not checked, each once."""
    found = list(statements_of(report, text, by_event))
    for s in parts_of_totals(report, text, tellings):
        same = [
            o for o in found
            if o.kind == "sum" and o.total == s.total and s.span[0] < o.span[1] and o.span[0] < s.span[1]
        ]  # fmt: skip
        if all(len(o.parts) < len(s.parts) for o in same):
            found = [o for o in found if o not in same] + [s]
    return tuple(sorted(found, key=lambda s: (s.span, s.kind, s.message)))


def _known_better(publisher: Publisher, report: Report) -> Publisher:
    """The publisher, known as a party where the document itself says what «our units» did."""
    if publisher.kind is not None:
        return publisher
    told = {e for c in report.claims if c.source.kind == "narrator" for e in c.about}
    ours = any(
        r.role == "agent" and FIRST_PERSON.match(r.text) and not OWN_STAFF.search(r.text.lower())
        for e in report.events
        if e.id in told
        for r in e.roles
    )
    return publisher.model_copy(update={"kind": "party"}) if ours else publisher


def _set(report: Report, tellings: Iterable[Telling]) -> list[Telling]:
    """Give each telling without a place the place last told of before it, or last named, as its setting."""
    sources = [c.source.span for c in report.claims if c.source.span]
    named = [
        (p.span[0], where(p)) for p in report.places
        if not p.text.isupper() and not any(s <= p.span[0] < e + 5 for s, e in sources)
    ]  # fmt: skip
    named = [(at, place) for at, place in named if not place.coarse]
    out: list[Telling] = []
    last: Where | None = None
    told_at = 0
    for telling in sorted(tellings, key=lambda t: t.spans):
        if telling.where is not None:
            last = telling.where if not telling.background else last
            told_at = telling.spans[-1][0] if not telling.background else told_at
        else:
            start = telling.spans[0][0]
            before = [(at, place) for at, place in named if at < start]
            at, setting = (told_at, last) if last else before[-1] if before else (start, None)
            if telling.start and start - at > _SETTING_CHARS:  # a thing of its own, told long after
                setting = None
            telling = telling.model_copy(update={"setting": setting})
        out.append(telling)
    return out


def _dated_by_document(report: Report, tellings: list[Telling]) -> list[Telling]:
    """Where no telling has a day and the document names one single day beside its own, that day is meant."""
    published = day(report.document.published)
    if published is None or any(t.start for t in tellings):
        return tellings
    days = {d for t in report.times if (d := day(t.start)) and t.start and (t.end or "")[:10] == t.start[:10]}
    days = {d for d in days if 0 < (published - d).days <= _DAYS_OF_BACKGROUND} or days & {published}
    if len(days) != 1:
        return tellings
    only = days.pop().isoformat()
    return [t.model_copy(update={"start": only, "end": only, "dated": "context"}) for t in tellings]


def _loose(report: Report, tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """Mark the tellings that name no day where others in the document do."""
    found = _dated_by_document(report, _set(report, tellings))
    dated = any(t.start for t in found)
    return tuple(t.model_copy(update={"loose": True}) if dated and not t.start else t for t in found)


def _by_event(groups: list[list[Draft]], ids: dict[str, str]) -> dict[str, list[str]]:
    """The tellings of each event, in the order of its instances."""
    out: dict[str, list[str]] = {}
    for draft in sorted((d for g in groups for d in g), key=lambda d: (d.event.id, d.instance)):
        out.setdefault(draft.event.id, []).append(ids[draft.key])
    return out


def _telling_id(document: str, drafts: list[Draft]) -> str:
    first = min(drafts, key=lambda d: (d.event.trigger.span, d.instance))
    return f"{document}:{first.event.trigger.span[0]}" + (f".{first.instance}" if first.instance else "")


def _unreal(document: str, event: Event, text: str) -> Unreal:
    spans = [event.trigger.span] + [r.span for r in event.roles if r.role in ("agent", "target", "victim", "place")]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    if end - start > 300:
        start, end = event.trigger.span
    return Unreal(document=document, span=(start, end), quote=text[start:end], status=event.status, kind=event.kind)


def _telling(report: Report, publisher: Publisher, text: str, drafts: list[Draft], ids: dict[str, str]) -> Telling:
    drafts = sorted(drafts, key=lambda d: (d.event.trigger.span, d.instance))
    rows = kind_table()
    told = Counter(d.kind for d in drafts)
    kinds = sorted(told, key=lambda k: (-rows[k].rank, -told[k], k))
    sure = [d for d in drafts if d.dated in ("explicit", "context") and d.days]
    days = None
    dated = "none"
    if sure:
        best = min(sure, key=lambda d: (d.dated != "explicit", length(d.days), d.event.trigger.span))  # type: ignore[arg-type]
        nights = [d for d in sure if d.days and length(d.days) == 2 and best.days and _holds(d.days, best.days)]
        days, dated = (nights[0] if nights else best).days, best.dated
    places = _places(drafts)
    published = day(report.document.published)
    voices = _voices(report, publisher, text, drafts)
    ourselves = publisher_party(publisher)
    agents = {p.key: p for d in drafts for p in _named(d.agents, ourselves)}
    own = set(_ids(drafts, ids))
    return Telling(
        id=_telling_id(report.document.id, drafts),
        document=report.document.id,
        published=report.document.published,
        kind=kinds[0],
        kinds=tuple(kinds),
        start=days[0].isoformat() if days else None,
        end=days[1].isoformat() if days else None,
        dated=dated,  # type: ignore[arg-type]
        where=places[0] if places else None,
        also=tuple(places[1:4]),
        agents=tuple(agents[k] for k in sorted(agents)),
        targets=tuple(dict.fromkeys(t for d in drafts for t in d.targets))[:6],
        words=tuple(sorted({w for d in drafts for w in d.words})),
        names=_names(report, text, drafts),
        spans=tuple(d.event.trigger.span for d in drafts),
        voices=voices,
        responds_to=_related(report, drafts, ids, "in_response_to", own),
        part_of=_related(report, drafts, ids, "part_of", own),
        background=bool(days and published and (published - days[1]).days > _DAYS_OF_BACKGROUND),
        summary=bool(days and length(days) > _SUMMARY_DAYS),
    )


def _named(agents: Iterable[Party], ourselves: Party) -> list[Party]:
    """Doers with «we» as the publisher."""
    return [ourselves if p.key == OURSELVES.key else p for p in agents]


def _names(report: Report, text: str, drafts: list[Draft]) -> tuple[str, ...]:
    """Names of two words and more in the sentences of these events and those before, but for parties and known
    places.
    """
    acting = [a for a in report.actors if a.kind != "other"]  # a ship or a plant may be an actor of no kind
    parties = {n for a in acting for n in (a.name, *(m.text for m in a.mentions)) if len(n.split()) <= 4}
    known = {w for n in parties for w in telling_words(n)}
    known |= {w for p in report.places if p.lat is not None for w in telling_words(p.text)}
    found: set[str] = set()
    for draft in drafts:
        at = draft.event.sentence
        for start, end in report.sentences[max(0, at - 1) : at + 1]:
            found |= {" ".join(sorted(telling_words(m[0]))) for m in _NAME.finditer(text, start, end)}
    return tuple(sorted(n for n in found if n and not set(n.split()) <= known))


def _holds(outer: tuple[datetime.date, ...], inner: tuple[datetime.date, ...]) -> bool:
    return bool(outer[0] <= inner[0] and inner[1] <= outer[1])


def _ids(drafts: list[Draft], ids: dict[str, str]) -> list[str]:
    return [ids[d.key] for d in drafts]


def _places(drafts: list[Draft]) -> list[Where]:
    """The places of a telling: those of its main events first, then the closest, then those most often named."""
    rows = kind_table()
    found: dict[str, Where] = {}
    weight: dict[str, int] = {}
    for d in drafts:
        main = rows[d.kind].rank > 5 and d.days is not None
        for i, place in enumerate(([d.where] if d.where else []) + d.also):
            found.setdefault(place.key, place)
            weight[place.key] = weight.get(place.key, 0) + (2 if i == 0 else 1) * (3 if main else 1)
    return [found[k] for k in sorted(found, key=lambda k: (found[k].coarse, -weight[k], k))]


def _related(report: Report, drafts: list[Draft], ids: dict[str, str], kind: str, own: set[str]) -> tuple[str, ...]:
    mine = {d.event.id for d in drafts}
    targets = {r.to for r in report.relations if r.kind == kind and r.from_ in mine}
    return tuple(sorted({v for k, v in ids.items() if k.split("#")[0] in targets} - own))


def _voices(report: Report, publisher: Publisher, text: str, drafts: list[Draft]) -> tuple[Voice, ...]:
    actors = {a.id: a for a in report.actors}
    events = {d.event.id: d for d in drafts}
    shared = {d.event.id for d in drafts if d.instances > 1}
    claims = _resolved(_about_last(_speaking(report.claims), report, text))
    by_claim: dict[str, list[Quantity]] = {}
    for measure in report.measures:
        event = measure.event or next((e for e in events if measure.id in events[e].event.measures), None)
        event = event or _event_before(measure, report)
        if measure.span is not None and _MAYBE.match(text, measure.span[1]):
            continue
        if event not in events or event in shared:
            continue
        owner = _owner(measure, event, claims, report)
        if owner is not None:
            by_claim.setdefault(owner.id, []).append(_quantity(measure, report, text))
    voices: dict[str, Voice] = {}
    for claim in claims:
        about = [events[e] for e in claim.about if e in events]
        quantities = by_claim.get(claim.id, [])
        if about:
            quantities = quantities + [q for s, e in claim.content for q in noughts(text, s, e)]
        if not about and not quantities:
            continue
        source, anonymous, own, authority = claim_source(claim, actors, publisher, _country_near(claim, report))
        if own and any(own_staff(text[s:e], publisher) for s, e in claim.content):
            own, authority = False, 3  # what the outlet's own people saw
        speech = claim.stance in ("threaten", "pledge", "expect", "ask")
        if speech and not quantities:
            continue
        harmless = bool(about) and all(d.harmless for d in about)
        denied = bool(about) and all(d.event.status == "denied" for d in about)
        stance = "deny" if denied or claim.stance == "deny" else claim.stance
        if stance == "deny" and harmless:  # «no civilians were hurt» says nothing against the attack
            stance = "assert"
        doers = [p for d in about for p in _named(d.agents, publisher_party(publisher))]
        doers += _culprits(claim, report, about)
        voice = Voice(
            source=source,
            anonymous=anonymous,
            own=own,
            stance=stance if not speech else "other",
            authority=authority,
            evidence=_evidence(claim, about, quantities, report, text),
            quantities=tuple(quantities),
            agents=tuple({p.key: p for p in doers}.values()),
            targets=tuple(dict.fromkeys(t for d in about for t in d.targets))[:4],
        )
        voices[source.key] = _joined(voices[source.key], voice) if source.key in voices else voice
    return tuple(voices[k] for k in sorted(voices))


def _speaking(claims: Iterable[Claim]) -> list[Claim]:
    """The claims but for those that only pass on what another one says, or that nobody in particular makes."""
    claims = [c for c in claims if not NO_ONE.match(c.source.text or "")]
    passed: dict[str, set[str]] = {}
    for claim in claims:
        if claim.via:
            passed.setdefault(claim.via, set()).update(claim.about)
    return [c for c in claims if c.id not in passed or set(c.about) - passed[c.id]]


def _about_last(claims: list[Claim], report: Report, text: str) -> list[Claim]:
    """Claims that name no event but speak of what was told last before them.

    «The ministry blamed the guerrillas»; «the governor said no civilians had been hurt».
    """
    out = []
    for claim in claims:
        loose = not claim.about and claim.cue is not None and claim.source.kind != "narrator"
        if loose and (claim.stance == "allege" or any(noughts(text, s, e) for s, e in claim.content)):
            event = _last_told(claim.content[0][0], report, ("happened", "ongoing", "denied"))
            claim = claim.model_copy(update={"about": (event.id,)}) if event is not None else claim
        out.append(claim)
    return out


def _culprits(claim: Claim, report: Report, about: list[Draft]) -> list[Party]:
    """Whom an allegation names: the actors in its words."""
    if claim.stance != "allege" or any(d.agents for d in about):
        return []
    inside = {
        a.id: a for a in report.actors for m in a.mentions
        if a.kind in _CULPRITS and any(s <= m.span[0] and m.span[1] <= e for s, e in claim.content)
    }  # fmt: skip
    return [acting_party(inside[i]) for i in sorted(inside)]


def _last_told(at: int, report: Report, statuses: tuple[str, ...] = ("happened", "ongoing")) -> Event | None:
    """The last violent event told before a point of the text, near enough to be meant."""
    rows = kind_table()
    told = [
        e for e in report.events
        if e.trigger.span[0] < at and e.status in statuses and e.kind in rows
        and rows[e.kind].family == "violence"
    ]  # fmt: skip
    last = max(told, key=lambda e: e.trigger.span, default=None)
    return last if last is not None and at - last.trigger.span[0] < _NEAR_CHARS else None


def _resolved(claims: list[Claim]) -> list[Claim]:
    """Claims of «it», «he» or «they», where nobody said who that is, with the source quoted before them."""
    out: list[Claim] = []
    last: Claim | None = None
    for claim in sorted(claims, key=lambda c: (c.content[0] if c.content else (0, 0), c.id)):
        source = claim.source
        if source.kind != "narrator" and source.ref is None and (source.text or "").lower() in _PRONOUNS:
            if last is not None:
                claim = claim.model_copy(update={"source": last.source})
        elif source.kind == "actor":
            last = claim
        out.append(claim)
    return out


def _country_near(claim: Claim, report: Report) -> str | None:
    """The country of a place within the words of the source, or right after them («… in Moscow»)."""
    span = claim.source.span
    if span is None:
        return None
    inside = [p for p in report.places if p.span[0] >= span[0] and p.span[0] <= span[1] + 5 and p.country]
    return min(inside, key=lambda p: p.span).country if inside else None


def _event_before(measure: Measure, report: Report) -> str | None:
    """For a toll that is tied to no event («In all 14 people lost their lives»): the last happening told before it,
    or the last of the day that stands beside the number («41 bodies on Tuesday»).
    """
    if measure.span is None or (measure.role not in _TOLLS and measure.unit not in weapon_kinds()):
        return None
    stated = _day_beside(measure, report)
    if stated is not None:
        rows, times = kind_table(), {t.id: t for t in report.times}
        same = [
            e for e in report.events
            if e.trigger.span[0] < measure.span[0] and e.status in ("happened", "ongoing") and e.kind in rows
            and rows[e.kind].family == "violence" and e.time in times and day(times[e.time].start) == stated
        ]  # fmt: skip
        if same:
            return max(same, key=lambda e: e.trigger.span).id
    if measure.role not in _TOLLS and of_another_day(measure.span, report):
        return None
    last = _last_told(measure.span[0], report)
    return last.id if last is not None else None


def _day_beside(measure: Measure, report: Report) -> datetime.date | None:
    """The single day named right after a number («41 bodies on Tuesday»)."""
    assert measure.span is not None
    end = measure.span[1]
    for t in report.times:
        if end < t.span[0] <= end + _BESIDE_CHARS and t.start and (t.end or "")[:10] == t.start[:10]:
            return day(t.start)
    return None


_BESIDE_CHARS = 6
_NEAR_CHARS = 400
_SETTING_CHARS = 500
_NAME = re.compile(r"\b[A-Z][a-z][\w'’-]*(?: [A-Z][a-z][\w'’-]*)+")
_TOLLS = frozenset(("killed", "injured", "missing", "captured", "displaced", "fired", "intercepted", "hit"))
# «more than 200 people might have been inside»: how many may be there is no count of anything
_MAYBE = re.compile(r"[^.;\n]{0,30}\b(?:may|might|could) have been\b")
# what only befalls persons: said of missiles and drones it tells their fate, but not which
_OF_PERSONS = frozenset(("killed", "injured", "missing", "captured", "displaced"))
_NOWHERE = r"short|in(?:to)? (?:open|empty|uninhabited|a field|fields|the sea)"
_ARRIVED = re.compile(
    r"[^.;\n]{0,75}?\b(?:reach\w*|hit|struck|got through"
    rf"|(?:fell|fallen|came down|come down|landed|crashed|exploded)\b(?! (?:{_NOWHERE})))"
)
_CULPRITS = frozenset(("state", "government", "military", "police", "armed_group", "political_group"))
_PRONOUNS = frozenset(("it", "he", "she", "they", "we", "i", "who", "which"))
_STANCE_ORDER = ("deny", "admit", "assert", "allege", "doubt", "other")


def _joined(a: Voice, b: Voice) -> Voice:
    """Two statements of one source in one document; the stance that says most stands."""
    stances = {a.stance, b.stance}
    return a.model_copy(
        update={
            "stance": next((s for s in _STANCE_ORDER if s in stances), a.stance),
            "evidence": tuple(sorted(set(a.evidence) | set(b.evidence))),
            "quantities": a.quantities + b.quantities,
            "agents": tuple({p.key: p for p in a.agents + b.agents}.values()),
            "targets": tuple(dict.fromkeys(a.targets + b.targets))[:4],
        }
    )


def _owner(measure: Measure, event: str, claims: list[Claim], report: Report) -> Claim | None:
    """The claim a number belongs to: one that names it, else one whose words hold it, else one about its event."""

    def order(claim: Claim) -> tuple[bool, bool, bool, int, str]:
        span = measure.span
        holds = span is not None and any(s <= span[0] and span[1] <= e for s, e in claim.content)
        size = sum(e - s for s, e in claim.content)
        return claim.source.kind == "narrator", not holds, measure.id not in claim.about, size, claim.id

    near = [c for c in claims if measure.id in c.about or (event in c.about and _touches(c, measure))]
    near = near or [c for c in claims if event in c.about and c.source.kind == "narrator"]
    found = min(near, key=order, default=None)
    if found is None or found.source.kind == "narrator":
        return _speaker_beside(measure, claims, report) or found
    return found


def _speaker_beside(measure: Measure, claims: list[Claim], report: Report) -> Claim | None:
    """The only one who is quoted in the sentence of a number («…, the governor said, bringing the toll to five»)."""
    if measure.span is None:
        return None
    start, end = next(((s, e) for s, e in report.sentences if s <= measure.span[0] < e), (0, 0))
    inside = [
        c for c in claims if c.source.kind != "narrator" and c.source.span and start <= c.source.span[0] < end
        and c.stance in ("assert", "admit") and c.source.span[1] <= measure.span[0]
    ]  # fmt: skip
    sources = {c.source.ref or c.source.text for c in inside}
    return min(inside, key=lambda c: c.id) if len(sources) == 1 else None


def _touches(claim: Claim, measure: Measure) -> bool:
    span = measure.span
    return span is None or any(s < span[1] and span[0] < e for s, e in claim.content)


def _quantity(measure: Measure, report: Report, text: str) -> Quantity:
    side = measure.side
    if side is not None and side.startswith("a"):
        actor = next((a for a in report.actors if a.id == side), None)
        side = actor.country if actor is not None and actor.country else None
    role = measure.role
    arrived = bool(measure.span) and bool(_ARRIVED.match(text, measure.span[1] if measure.span else 0))
    if role in _OF_PERSONS and measure.unit in weapon_kinds():
        role = "hit" if arrived else "other"
    elif role in ("fired", "other") and arrived and measure.unit in weapon_kinds() and _is_part(measure, report):
        role = "hit"  # «one struck a car park», after how many were fired
    return Quantity(
        role=role,
        unit=measure.unit,
        who=measure.who,
        side=side,
        value=measure.value,
        low=measure.low,
        high=measure.high,
        bound=measure.bound,
        span=measure.span,
        derived=measure.derived,
    )


def _is_part(measure: Measure, report: Report) -> bool:
    """True where the text gives a larger number of the same weapons shortly before: this is what became of some."""
    assert measure.span is not None
    mine = measure.value or measure.low or 0
    return any(
        m.role == "fired" and m.unit == measure.unit and m.span is not None and (m.value or m.low or 0) > mine
        and 0 < measure.span[0] - m.span[0] < _PART_CHARS
        for m in report.measures
    )  # fmt: skip


_PART_CHARS = 200


def _evidence(
    claim: Claim, about: list[Draft], quantities: list[Quantity], report: Report, text: str
) -> tuple[tuple[tuple[int, int], str], ...]:
    """The words of the claim that tell the happening: its content, cut to the sentences of events and numbers."""
    points = [d.event.trigger.span[0] for d in about] + [q.span[0] for q in quantities if q.span]
    sentences = {s for s in report.sentences for p in points if s[0] <= p < s[1]}
    spans = []
    for start, end in claim.content:
        for first, last in sorted(sentences):
            cut = (max(start, first), min(end, last))
            if cut[0] < cut[1]:
                spans.append(cut)
    if not spans:
        spans = [d.event.trigger.span for d in about]
    return tuple((s, text[s[0] : s[1]]) for s in sorted(set(spans)))
