"""A group of tellings becomes an incident: kind, day, place, parties, accounts, figures, standing, and why."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from whosays.model.incidents import (
    Account,
    Contested,
    ContestedValue,
    Incident,
    IncidentPlace,
    Why,
)
from whosays.reconcile.accounts import accounts, independent_sources
from whosays.reconcile.corrections import corrected
from whosays.reconcile.decisions import Decision
from whosays.reconcile.facts import Party, Telling, Where
from whosays.reconcile.figures import contested_figures, figures
from whosays.reconcile.scoring import compare
from whosays.reconcile.sources import same_party
from whosays.reconcile.when import LONG_DAYS, common, interval, length
from whosays.reconcile.words import kind_table, object_words, telling_words

_WHY_AT_MOST = 12
# who can deny an incident as a party to it; that a monitor knows of none is no denial
_PARTIES = frozenset(("state", "armed", "armed_group", "political_group", "government", "military", "civil", "police"))
_NO_WORD = frozenset(("other", "doubt"))


def incident_id(tellings: Iterable[Telling]) -> str:
    """The id of an incident: a short hash of the telling published first.

    It stays while later reports come in, and an id that was once given always leads to the incident that now holds
    that telling.
    """
    first = min(tellings, key=lambda t: (t.published or "9999", t.id))
    return telling_code(first.id)


def telling_code(telling_id: str) -> str:
    """The id of the incident whose first telling this is."""
    return "i" + base64.b32encode(sha256(telling_id.encode()).digest()[:7]).decode().lower().rstrip("=")[:10]


def has_happened(tellings: Iterable[Telling]) -> bool:
    """False where all that is said is that it did not happen, or where nothing says when it did."""
    return any(not t.loose and not only_denied(t) for t in tellings)


def only_denied(telling: Telling) -> bool:
    """True where all who speak of it deny it."""
    return bool(telling.voices) and all(v.stance == "deny" for v in telling.voices)


def assemble(
    tellings: Sequence[Telling],
    copy_of: Mapping[str, str],
    decisions: Sequence[Decision] = (),
) -> Incident:
    """One incident of a group of tellings. decisions: those anchored to one of them, in order.

    Relations are not filled in: they lead to other incidents and are resolved when all are known.
    """
    tellings = sorted(tellings, key=lambda t: t.id)
    own = accounts(tellings, copy_of)
    told = [t for t in tellings if any(v.stance != "deny" for v in t.voices) or not t.voices] or list(tellings)
    found = [*contested_figures(own), *_contested_agents(own, told), *_contested_targets(own, told, _place(told))]
    days = _days(told)
    place = _place(told)
    incident = Incident(
        id=incident_id(tellings),
        kind=_kind(told),
        start=days[0] if days else None,
        end=days[1] if days else None,
        place=place,
        agents=_agents(told),
        targets=_targets(told),
        accounts=tuple(own),
        figures=figures(own),
        independent_sources=independent_sources(own),
        standing=_standing(own, found),  # type: ignore[arg-type]
        contested=tuple(sorted(found, key=lambda c: c.field)),
        clarity="summary" if all(t.summary for t in told) else "single",
        revision=len({t.document for t in tellings}) + len(decisions),
        why=_why(tellings, copy_of),
        mentioned_in=tuple(sorted({t.document for t in tellings} - {d for a in own for d in a.documents})),
    )
    return corrected(incident, decisions)


def _kind(tellings: Sequence[Telling]) -> str:
    """The kind told most often, open ones («attack.other», «interception») only where there is no other."""
    rows = kind_table()
    count: dict[str, int] = {}
    for t in tellings:
        for kind in t.kinds or (t.kind,):
            count[kind] = count.get(kind, 0) + (2 if kind == t.kind else 1)
    closed = [k for k in count if rows[k].rank > 5] or [k for k in count if rows[k].rank > 2] or list(count)
    return min(closed, key=lambda k: (-count[k], -rows[k].rank, k))


def _days(tellings: Sequence[Telling]) -> tuple[str, str] | None:
    for wanted in ("explicit", "context"):
        days = [d for t in tellings if t.dated == wanted and (d := interval(t.start, t.end))]
        if days:
            loose = [d for t in tellings if t.dated != wanted and (d := interval(t.start, t.end))]
            vague = all(length(d) > LONG_DAYS for d in days)
            closer = [d for d in loose if length(d) == 2 or (vague and length(d) <= LONG_DAYS)]
            first, last = common(days + closer)
            return first.isoformat(), last.isoformat()
    return None


def _place(tellings: Sequence[Telling]) -> IncidentPlace | None:
    """The closest place, then the one told most often."""
    count: dict[str, int] = {}
    places: dict[str, Where] = {}
    for t in tellings:
        for i, place in enumerate([*([t.where] if t.where else []), *t.also]):
            places.setdefault(place.key, place)
            count[place.key] = count.get(place.key, 0) + (3 if i == 0 else 1)
    if not places:
        return None
    best = places[min(places, key=lambda k: (places[k].coarse, -count[k], k))]
    return IncidentPlace(
        name=best.name,
        country=best.country,
        lat=best.lat,
        lon=best.lon,
        precision=best.precision,  # type: ignore[arg-type]
        radius_km=best.radius_km,
        admin1=best.admin1,
    )


def _agents(tellings: Sequence[Telling]) -> tuple[str, ...]:
    """The parties named as doers, one name each, the most often named first."""
    groups: list[list[Party]] = []
    for party in sorted((p for t in tellings for p in t.agents), key=lambda p: (p.key, p.name)):
        home = next((g for g in groups if any(same_party(party, p) for p in g)), None)
        if home is None:
            groups.append([party])
        else:
            home.append(party)
    names = [(-len(g), max((p.name for p in g), key=lambda n: (len(telling_words(n)), n))) for g in groups]
    return tuple(name for _, name in sorted(names))


def _targets(tellings: Sequence[Telling]) -> tuple[str, ...]:
    """What was hit, names that say the same in fewer words left out."""
    names = sorted({x for t in tellings for x in t.targets}, key=lambda x: (-len(telling_words(x)), x))
    kept: list[str] = []
    for name in names:
        words = telling_words(name)
        if words and not any(words <= telling_words(k) for k in kept):
            kept.append(name)
    return tuple(sorted(kept)[:8])


def _contested_agents(own: Sequence[Account], tellings: Sequence[Telling]) -> list[Contested]:
    """Who did it, or whether it happened, where accounts exclude each other."""
    own = [a for a in own if a.stance not in _NO_WORD]  # who only speaks of it says nothing of who did it
    named = [a for a in own if a.kind != "media" and a.agents and a.stance != "deny"]
    deniers = [a for a in own if a.stance == "deny" and a.kind in _PARTIES]
    doers = [p for t in tellings for p in t.agents]
    values = [ContestedValue(source=a.source, value="; ".join(a.agents)) for a in own if a.agents]
    out = []
    # a group that denies an attack denies that it was its own, whoever is named
    blamed = [a for a in deniers if any(_is(a, p) for p in doers) or a.agents or a.kind in ("armed", "armed_group")]
    if blamed:
        said = {v.source for v in values}
        values += [ContestedValue(source=a.source, value=f"not {a.source}") for a in blamed if a.source not in said]
        out.append(Contested(field="agents", values=tuple(values)))
    elif deniers:
        shown = [
            ContestedValue(source=a.source, value=a.stance) for a in own if a.stance in ("assert", "admit", "deny")
        ]
        out.append(Contested(field="happened", values=tuple(shown)))
    elif any(_different(a, b, doers) for i, a in enumerate(named) for b in named[i + 1 :]):
        out.append(Contested(field="agents", values=tuple(values)))
    return out


def _contested_targets(
    own: Sequence[Account], tellings: Sequence[Telling], place: IncidentPlace | None
) -> list[Contested]:
    """What was hit, where the side that did it, or a foreign one, names only military objects and another only
    civilian ones.
    """
    doers = [p for t in tellings for p in t.agents]
    country = place.country if place else None
    classes = {a.source: _object_classes(a) for a in own if a.targets and a.stance != "deny"}
    from_afar = [a for a in own if any(_is(a, p) for p in doers) or (a.side and country and a.side != country)]
    did = [a for a in from_afar if classes.get(a.source) == {"military"}]
    hit = [a for a in own if classes.get(a.source) == {"civilian"} and a not in from_afar]
    if not did or not hit:
        return []
    shown = [ContestedValue(source=a.source, value="; ".join(a.targets)) for a in own if classes.get(a.source)]
    return [Contested(field="targets", values=tuple(shown))]


def _object_classes(account: Account) -> set[str]:
    """«military», «civilian» or both, by the words of what an account says was hit."""
    words = {w for t in account.targets for w in telling_words(t)}
    return {name for name, some in object_words().items() if words & some}


def _is(account: Account, party: Party) -> bool:
    if account.side:
        return account.side == party.side
    words, other = telling_words(account.source), telling_words(party.name)
    return bool(words & other) and (words <= other or other <= words)


def _different(a: Account, b: Account, doers: Sequence[Party]) -> bool:
    """True where two accounts name parties of different sides as the doer."""
    sides = {p.name: p.side or p.key for p in doers}
    one, two = {sides[n] for n in a.agents if n in sides}, {sides[n] for n in b.agents if n in sides}
    states = {s for s in one | two if not s.startswith("name:")}
    return bool(one and two) and not one & two and len(states) == len(one | two)


def _standing(own: Sequence[Account], contested: Sequence[Contested]) -> str:
    fields = {c.field for c in contested}
    if any(a.stance == "deny" and a.kind in _PARTIES for a in own) and fields & {"agents", "happened"}:
        return "denied"
    if fields:
        return "contested"
    if any(a.stance == "admit" for a in own):
        return "admitted"
    return "corroborated" if independent_sources(own) >= 2 else "single_source"


def _why(tellings: Sequence[Telling], copy_of: Mapping[str, str]) -> tuple[Why, ...]:
    """For each telling but the first, the pair that speaks most for its being here."""
    out = []
    for i, t in enumerate(tellings[: _WHY_AT_MOST + 1]):
        others = [o for j, o in enumerate(tellings[: _WHY_AT_MOST + 1]) if j != i]
        if i and others:
            pairs = [compare(t, o, same_text(copy_of, t.document, o.document)) for o in others]
            best = max(pairs, key=lambda c: (c.score, c.a, c.b))
            out.append(Why(with_=t.document, score=best.score, reasons=best.reasons))
    return tuple(out)


def same_text(copy_of: Mapping[str, str], a: str, b: str) -> bool:
    """True where the two documents are copies of one text."""
    return a != b and copy_of.get(a, a) == copy_of.get(b, b)
