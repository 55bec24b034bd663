"""Who says what of a happening in one document: claims with their sources, stances and numbers become voices."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from whosays.model import Claim, Event, Measure, Report
from whosays.model.report import Source, Span
from whosays.reconcile.drafts import Draft
from whosays.reconcile.facts import Party, Publisher, Quantity, Voice
from whosays.reconcile.language import phrases, words_of
from whosays.reconcile.nobody import noughts
from whosays.reconcile.sources import OURSELVES, acting_party, own_staff, publisher_party
from whosays.reconcile.speakers import Speakers
from whosays.reconcile.stances import OF_PERSONS, spares_civilians, stance_on
from whosays.reconcile.statements import of_another_day
from whosays.reconcile.sums import of_several
from whosays.reconcile.told_days import ToldDays
from whosays.reconcile.when import day
from whosays.reconcile.words import body_of, kind_table, weapon_kinds

_BESIDE_CHARS = 6
_NEAR_CHARS = 400
_NEXT_CHARS = 120
_TOLLS = frozenset(("killed", "injured", "missing", "captured", "displaced", "fired", "intercepted", "hit"))
_CULPRITS = frozenset(("state", "government", "military", "police", "armed_group", "political_group"))
_STANCE_ORDER = ("deny", "admit", "assert", "allege", "doubt", "other")
_PART_CHARS = 200
_CLAIM_CHARS = 400  # of source, cue and content, where they are shown as one
_BRIEF = 4  # words: «the allegation», «any part in it»


def voices_of(report: Report, publisher: Publisher, text: str, drafts: list[Draft]) -> tuple[Voice, ...]:
    """One voice for each source that speaks of the happening that these event mentions tell, in the order of keys."""
    speakers, told = Speakers(report, publisher), ToldDays(report, text)
    events = {d.event.id: d for d in drafts}
    shared = {d.event.id for d in drafts if d.instances > 1}
    claims = _resolved(_about_last(_speaking(report.claims), report, text), report)
    counted = _counted_already(report)
    by_claim: dict[str, list[Quantity]] = {}
    for measure in report.measures:
        event = measure.event or next((e for e in events if measure.id in events[e].event.measures), None)
        event = event or _event_before(measure, report)
        if measure.id in counted or _of_no_one_happening(measure, report, text):
            continue
        event = _main_beside(measure, event, told, report) or event
        if event not in events or event in shared:
            continue
        owner = _owner(measure, event, claims, report)
        if owner is not None:
            by_claim.setdefault(owner.id, []).append(_quantity(measure, report, text))
    voices: dict[str, Voice] = {}
    spared = {c.id for c in claims if spares_civilians(c, [events[e] for e in c.about if e in events])}
    for claim in sorted(claims, key=lambda c: c.id in spared):
        about = [events[e] for e in claim.about if e in events]
        quantities = by_claim.get(claim.id, [])
        if about:
            quantities = quantities + [q for s, e in claim.content for q in noughts(text, s, e)]
        if not about and not quantities:
            continue
        speech = claim.stance in ("threaten", "pledge", "expect", "ask")
        if speech and not quantities:
            continue
        doers = [p for d in about for p in named(d.agents, publisher_party(publisher))]
        doers += _culprits(claim, report, about)
        firsthand = any(own_staff(text[s:e], publisher) for s, e in claim.content)
        stance = stance_on(claim, about, quantities, report, text)
        if stance == "deny":  # what somebody denies he does not count
            quantities = [q for q in quantities if q.value == 0]
        for speaker in speakers.of(claim):
            own = speaker.own and not firsthand  # what the outlet's own people saw is no mere repetition
            if stance == "admit" and speaker.authority == 1:
                stance = "assert"  # a hospital admits the wounded
            voice = Voice(
                source=speaker.party,
                anonymous=speaker.anonymous,
                own=own,
                stance=stance,
                authority=3 if speaker.own and firsthand else speaker.authority,
                evidence=_evidence(claim, about, quantities, report, text),
                quantities=tuple(_of_arms(q, speaker.party, text) for q in quantities),
                agents=tuple({p.key: p for p in doers}.values()),
                targets=tuple(dict.fromkeys(t for d in about for t in d.targets))[:4],
            )
            key = voice.source.key
            if claim.id in spared and stance == "deny" and key in voices and voices[key].stance in ("assert", "admit"):
                voice = voice.model_copy(update={"stance": "assert"})  # who tells the deed denies but whom it hit
            voices[key] = _joined(voices[key], voice) if key in voices else voice
    return tuple(_all_or_civilians(voices[k], text) for k in sorted(voices))


def _counted_already(report: Report) -> frozenset[str]:
    """Ids of the numbers that only tell more of some whom another number of that event counts, and sort out nobody:
    «30 were wounded, three of them seriously».
    """
    measures = {m.id: m for m in report.measures}
    parts = ((whole, measures[i]) for whole in report.measures for i in whole.includes if i in measures)
    return frozenset(
        part.id for whole, part in parts
        if (part.role, part.event, part.unit, part.side) == (whole.role, whole.event, whole.unit, whole.side)
        and part.who in (None, whole.who)
    )  # fmt: skip


def _all_or_civilians(voice: Voice, text: str) -> Voice:
    """Traders or villagers are all who were hurt, and no part of them, where the voice tells of no fighters beside."""
    apart = {q.role for q in voice.quantities if q.who in ("military", "militant", "police")}

    def whole(q: Quantity) -> Quantity:
        implied = q.who == "civilian" and q.span is not None and not phrases("civilians").search(text, *q.span)
        return q.model_copy(update={"who": None}) if implied and q.role not in apart else q

    return voice.model_copy(update={"quantities": tuple(whole(q) for q in voice.quantities)})


def _of_no_one_happening(measure: Measure, report: Report, text: str) -> bool:
    """True for how many there may be, how many attacks there were, and who fell «in the two attacks»."""
    if measure.role == "other" and phrases("event_nouns").fullmatch(measure.unit):
        return True
    if measure.span is None:
        return False
    if measure.role in ("injured", "killed") and measure.who is None and _of_those_counted(measure, report, text):
        return True
    several = measure.role in OF_PERSONS and of_several(text, *_sentence(measure.span, report))
    return several or bool(phrases("maybe").match(text, measure.span[1]))


def _of_those_counted(measure: Measure, report: Report, text: str) -> bool:
    """True for «12» in «among those hurt, 12 were in a critical condition»."""
    assert measure.span is not None
    start, end = _sentence(measure.span, report)
    if phrases("of_wounded").search(text, *measure.span):
        return True
    around = text[start : measure.span[0]], text[measure.span[1] : end]
    return any(phrases(f"part_{measure.role}").search(words) for words in around)


def _main_beside(measure: Measure, event: str | None, told: ToldDays, report: Report) -> str | None:
    """Of «… killed five, three days after an attack»: the event of the main clause, whose number it is."""
    named = next((e for e in report.events if e.id == event), None)
    if named is None or measure.span is None or measure.span[0] > named.trigger.span[0]:
        return None
    if not told.only_counted_from(named):
        return None
    before = [e for e in report.events if e.sentence == named.sentence and e.trigger.span[0] < measure.span[0]]
    found = max(before, key=lambda e: e.trigger.span, default=None)
    return found.id if found is not None else None


def _speaking(claims: Iterable[Claim]) -> list[Claim]:
    """The claims but for those that only pass on what another one says, or that nobody in particular makes.

    «Eight people are said to have died» has no source of its own where somebody tells the same.
    """
    nobody = Source(kind="narrator")  # «is reported»: whoever says so is not said
    claims = [
        c.model_copy(update={"source": nobody}) if c.source.kind == "anonymous" and not c.source.text else c
        for c in claims
        if not phrases("nobody_named").match(c.source.text or "")
    ]
    by_id = {c.id: c for c in claims}
    claims = [
        c.model_copy(update={"source": by_id[c.via].source})  # «the clinic said that it had admitted nine»
        if c.via in by_id and c.source.ref is None and (c.source.text or "").lower() in words_of("pronoun") else c
        for c in claims
    ]  # fmt: skip
    told = {e for c in claims if c.source.text for e in c.about}
    claims = [
        c for c in claims
        if c.source.text or c.source.kind == "narrator" or (c.via is None and set(c.about) - told)
    ]  # fmt: skip
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
    rows = kind_table()
    violent = {e.id for e in report.events if e.kind in rows}
    quoted = any(c.source.kind != "narrator" and c.source.text and violent & set(c.about) for c in claims)
    for claim in claims:
        loose = not claim.about and claim.cue is not None and claim.source.kind != "narrator"
        if loose and (claim.stance == "allege" or any(noughts(text, s, e) for s, e in claim.content)):
            event = _last_told(claim.content[0][0], report, ("happened", "ongoing", "denied"))
            claim = claim.model_copy(update={"about": (event.id,)}) if event is not None else claim
        elif loose and quoted and _speaks_on(claim, text):
            start = min(claim.content[0][0], claim.source.span[0] if claim.source.span else claim.content[0][0])
            event = _last_told(start, report, ("happened", "ongoing", "denied"))
            if event is not None and text.count("\n\n", event.trigger.span[0], start) <= 1:
                stance = "other" if _denies_something_else(claim, text) else claim.stance
                claim = claim.model_copy(update={"about": (event.id,), "stance": stance})
        out.append(claim)
    return out


def _denies_something_else(claim: Claim, text: str) -> bool:
    """«Denied that there were any soldiers in the store», told after a strike on it: he does not deny the strike."""
    words = sum(len(text[s:e].split()) for s, e in claim.content)
    return claim.stance == "deny" and words > _BRIEF


def _speaks_on(claim: Claim, text: str) -> bool:
    """True where somebody speaks of what is, was or was not, and not of what is to come, of feelings or of trade."""
    words = (claim.source.text or "").lower()
    if claim.stance not in ("assert", "admit", "deny", "allege") or not words or words in words_of("pronoun"):
        return False
    return not any(phrases("beside_it").search(text, s, e) for s, e in claim.content)


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


def _resolved(claims: list[Claim], report: Report) -> list[Claim]:
    """Claims of «it», «he» or «they», where nobody said who that is, with the source quoted before them."""
    out: list[Claim] = []
    last: Claim | None = None
    person: Claim | None = None
    nameless: Claim | None = None
    silent = _silent(claims, report)
    for claim in sorted(claims, key=lambda c: (c.content[0] if c.content else (0, 0), c.id)):
        source = claim.source
        words = (source.text or "").lower()
        personal = phrases("of_a_person").fullmatch(words) is not None
        pronoun = personal or words in words_of("pronoun")
        unsaid = source.ref is None or source.ref in silent
        if source.kind != "narrator" and unsaid and pronoun:
            meant = person if personal and person is not None else last
            if meant is not None:
                claim = claim.model_copy(update={"source": meant.source})
        elif nameless is not None and personal and source.ref is not None and _follows(claim, nameless):
            claim = claim.model_copy(update={"source": nameless.source})  # «said a teacher. She said …»
        elif source.kind == "actor":
            last = person = claim
            nameless = nameless if pronoun else None
        elif source.kind == "anonymous" and words:
            person = claim
            body = body_of(words)
            last = claim if body is not None and body.group != "person" else last  # «the clinic said it had admitted …»
            nameless = claim if phrases("somebody").match(words) else nameless
        out.append(claim)
    return out


def _silent(claims: list[Claim], report: Report) -> set[str]:
    """Actors told of only by description, and never as a source: of the gunman and the officer it is the one quoted
    before that «he said» takes up.
    """
    spoken = {c.source.ref for c in claims if (c.source.text or "").lower() not in words_of("pronoun")}
    described = {a.id for a in report.actors if all(m.via in ("description", "pronoun") for m in a.mentions)}
    return described - spoken


def _follows(claim: Claim, before: Claim) -> bool:
    """True where a claim is made right after another one: no more than a sentence lies between their sources."""
    first, then = before.source.span, claim.source.span
    return first is not None and then is not None and 0 < then[0] - first[1] < _NEXT_CHARS


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


def _joined(a: Voice, b: Voice) -> Voice:
    """Two statements of one source in one document; the stance that says most stands.

    Of an outlet, what its own people saw is its account, and not what it repeats.
    """
    if a.own != b.own:
        return b if a.own else a
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


def _sentence(span: Span, report: Report) -> Span:
    return next(((s, e) for s, e in report.sentences if s <= span[0] < e), span)


def _touches(claim: Claim, measure: Measure) -> bool:
    span = measure.span
    return span is None or any(s < span[1] and span[0] < e for s, e in claim.content)


def _quantity(measure: Measure, report: Report, text: str) -> Quantity:
    side = measure.side
    if side is not None and side.startswith("a"):
        actor = next((a for a in report.actors if a.id == side), None)
        side = actor.country if actor is not None and actor.country else None
    role = measure.role
    arrived = bool(measure.span) and bool(phrases("arrived").match(text, measure.span[1] if measure.span else 0))
    if role in OF_PERSONS and measure.unit in weapon_kinds():
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


_FIGHTING = {"armed": "militant", "armed_group": "militant", "state": "military", "military": "military"}


def _of_arms(quantity: Quantity, source: Party, text: str) -> Quantity:
    """«Two of our brothers», «the enemy lost 23 men»: fighters or soldiers, by whose words they are."""
    own = _FIGHTING.get(source.kind)
    if own is None or quantity.who not in (None, "man") or quantity.span is None or quantity.role not in _LOSSES:
        return quantity
    start, end = quantity.span
    words = text[start:end]
    if phrases("own_men").search(words):
        return quantity.model_copy(update={"who": own})
    if quantity.who == "man" and phrases("enemy_men").search(text[max(0, start - _ENEMY_CHARS) : end]):
        return quantity.model_copy(update={"who": "militant" if own == "military" else "military"})
    if quantity.who == "man" and phrases("lost").search(text[max(0, start - _ENEMY_CHARS) : start]):
        return quantity.model_copy(update={"who": own})
    return quantity


_LOSSES = frozenset(("killed", "injured", "missing", "captured"))
_ENEMY_CHARS = 25


def _is_part(measure: Measure, report: Report) -> bool:
    """True where the text gives a larger number of the same weapons shortly before: this is what became of some."""
    assert measure.span is not None
    mine = measure.value or measure.low or 0
    return any(
        m.role == "fired" and m.unit == measure.unit and m.span is not None and (m.value or m.low or 0) > mine
        and 0 < measure.span[0] - m.span[0] < _PART_CHARS
        for m in report.measures
    )  # fmt: skip


def _evidence(
    claim: Claim, about: list[Draft], quantities: list[Quantity], report: Report, text: str
) -> tuple[tuple[tuple[int, int], str], ...]:
    """The words of the claim that tell the happening: its content, cut to the sentences of events and numbers; all of
    the claim where it tells of something named elsewhere («the ministry blamed the rebels»).
    """
    points = [d.event.trigger.span[0] for d in about] + [q.span[0] for q in quantities if q.span]
    sentences = {s for s in report.sentences for p in points if s[0] <= p < s[1]}
    spans = []
    for start, end in claim.content:
        for first, last in sorted(sentences):
            cut = (max(start, first), min(end, last))
            if cut[0] < cut[1]:
                spans.append(cut)
    if not spans:
        parts = [*claim.content, *(s for s in (claim.source.span, claim.cue.span if claim.cue else None) if s)]
        spans = [(min(s for s, _ in parts), max(e for _, e in parts))] if _near_together(parts) else list(claim.content)
    return tuple((s, text[s[0] : s[1]]) for s in sorted(set(spans)))


def _near_together(spans: list[tuple[int, int]]) -> bool:
    """Do the words stand in one or two sentences?"""
    return max(e for _, e in spans) - min(s for s, _ in spans) <= _CLAIM_CHARS


def named(agents: Iterable[Party], ourselves: Party) -> list[Party]:
    """Doers with «we» as the publisher; an outlet does nothing itself, whomever it quotes."""
    known = [] if ourselves.kind == "media" else [ourselves]
    return [q for p in agents for q in (known if p.key == OURSELVES.key else [p])]
