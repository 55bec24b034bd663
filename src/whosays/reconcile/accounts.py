"""Accounts of one incident: what each distinct source says of it, over all documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whosays.model.incidents import Account, AccountMeasure, Quote
from whosays.reconcile.facts import Party, Quantity, Telling, Voice
from whosays.reconcile.figures import Dated, current
from whosays.reconcile.language import words_of
from whosays.reconcile.sources import is_bare_arms, is_bare_state, same_party
from whosays.reconcile.words import body_of, plain, telling_words

Said = tuple[Telling, Voice]

_SPEAKS = frozenset(("assert", "admit", "allege"))
# of a state's bodies, which one its bare name («Moscow said») stands for in an account of fighting
_STANDS_FOR_STATE = ("defence_ministry", "army", "general_staff", "air_force", "navy")
_LOSSES = frozenset(("killed", "injured", "missing", "captured"))


def accounts(tellings: Sequence[Telling], copy_of: Mapping[str, str]) -> list[Account]:
    """One account for each distinct source, those of the highest authority first.

    An outlet's own voice makes an account only in a document that names nobody, and counts as independent only
    where no document names anybody. copy_of: the original of each copied document.
    """
    said = [(t, v) for t in sorted(tellings, key=lambda t: t.id) for v in t.voices]
    named = [(t, v) for t, v in said if not v.own]
    own = [(t, v) for t, v in said if v.own]
    doers = {p.side or p.key for t in tellings for p in t.agents if not _only_denies(t)}
    out = [_account(group, doers) for group in _by_source(named)]
    spoken_for = {t.document for t, _ in named}
    silent = [(t, v) for t, v in own if t.document not in spoken_for]
    silent += _told_by_nobody_else([(t, v) for t, v in own if t.document in spoken_for], out)
    nobody_named = not out
    for group in _by_source(silent):
        account = _account(group, doers)
        first_hand = nobody_named and not all(d in copy_of for d in account.documents)
        out.append(account.model_copy(update={"independent": first_hand}))
    return sorted(out, key=_order)


def _told_by_nobody_else(own: Iterable[Said], named: Sequence[Account]) -> list[Said]:
    """What outlets count in their own voice beside those they quote, where none of the quoted counts it."""
    counted = {(m.role, m.unit, m.who) for a in named for m in a.measures}
    out = []
    for t, v in own:
        alone = tuple(q for q in v.quantities if q.key not in counted)
        if alone:
            out.append((t, v.model_copy(update={"quantities": alone})))
    return out


def _order(account: Account) -> tuple[int, bool, str]:
    return account.authority, not account.independent, account.source


def _only_denies(telling: Telling) -> bool:
    return bool(telling.voices) and all(v.stance == "deny" for v in telling.voices)


def _by_source(said: Iterable[Said]) -> list[list[Said]]:
    """What is said, grouped by who says it; different names of one source come together."""
    by_key: dict[str, list[Said]] = {}
    parties: dict[str, Party] = {}
    for t, v in said:
        by_key.setdefault(v.source.key, []).append((t, v))
        parties.setdefault(v.source.key, v.source)
    parent = {k: k for k in by_key}

    def find(k: str) -> str:
        while parent[k] != k:
            k = parent[k]
        return k

    def join(a: str, b: str) -> None:
        low, high = sorted((find(a), find(b)))
        parent[high] = low

    keys = sorted(by_key)
    states = [k for k in keys if is_bare_state(k)]
    documents = {k: {t.document for t, _ in by_key[k]} for k in keys}
    for i, a in enumerate(keys):
        for b in keys[i + 1 :]:
            if a in states or b in states:
                continue
            briefly = bool(documents[a] & documents[b]) and _shorter(a, b)
            if briefly or _same(parties[a], parties[b]) or _described(parties[a], by_key[a], parties[b], by_key[b]):
                join(a, b)
    for state in states:
        side = parties[state].side
        for body in _STANDS_FOR_STATE:
            if side and f"{body}:{side}" in parent:
                join(state, f"{body}:{side}")
                break
    for k in keys:
        home = _only_arms(parties[k], by_key[k], parties)
        if home is not None:
            join(k, home)
    groups: dict[str, list[Said]] = {}
    for k in keys:
        groups.setdefault(find(k), []).extend(by_key[k])
    return [groups[k] for k in sorted(groups)]


def _only_arms(party: Party, said: Sequence[Said], parties: Mapping[str, Party]) -> str | None:
    """For «the army» of no state that is named: the key of the one army, or ministry of defence, of the others."""
    body = body_of(party.name)
    if party.side or body is None or body.name not in _STANDS_FOR_STATE or not is_bare_arms(party.name):
        return None
    bodies = {k: b.name for k, p in parties.items() if p.side and (b := body_of(p.name))}
    known = [k for name in (body.name, *_STANDS_FOR_STATE) for k, b in sorted(bodies.items()) if b == name]
    at_home: list[set[str | None]] = [set(t.lands[:1]) or ({t.where.country} if t.where else set()) for t, _ in said]
    return known[0] if known and all({parties[k].side for k in known} == h for h in at_home) else None


def _described(a: Party, said_a: Sequence[Said], b: Party, said_b: Sequence[Said]) -> bool:
    """True where one document gives one number to «a local group» and to a body that it names: they are one."""
    if (a.name == a.name.lower()) == (b.name == b.name.lower()) or a.side != b.side:
        return False
    described, named = (a, b) if a.name == a.name.lower() else (b, a)
    group, body = body_of(described.name), body_of(named.name)
    if (group is not None and group != body) or "person" in (described.kind, named.kind):
        return False
    numbers_a = {(t.document, q.key, q.value, q.low) for t, v in said_a for q in v.quantities if q.value != 0}
    numbers_b = {(t.document, q.key, q.value, q.low) for t, v in said_b for q in v.quantities}
    return bool(numbers_a & numbers_b)


def _shorter(a: str, b: str) -> bool:
    """True where one nameless source is the other said more briefly («a security source … the source»)."""
    (kind_a, _, words_a), (kind_b, _, words_b) = a.partition(":"), b.partition(":")
    if kind_a != "anonymous" or kind_b != "anonymous" or not words_a or not words_b:
        return False
    return set(words_a.split()) <= set(words_b.split()) or set(words_b.split()) <= set(words_a.split())


def _same(a: Party, b: Party) -> bool:
    if same_party(a, b):
        return True
    body_a, body_b = body_of(a.name), body_of(b.name)
    if body_a is None or body_a != body_b or body_a.authority is None or a.kind == "person" or b.kind == "person":
        return False
    if a.side and b.side and a.side != b.side:
        return False
    names_a, names_b = _distinct(a), _distinct(b)
    if not names_a or not names_b:  # «the governor» is Governor Ana, but not the mayor
        return bool(_title(a) & _title(b))
    return names_a <= names_b or names_b <= names_a


def _title(party: Party) -> frozenset[str]:
    """The words of a name that say which class of body it is."""
    body = body_of(party.name)
    return (
        frozenset(w for m in body.pattern.finditer(plain(party.name)) for w in telling_words(m[0]))
        if body
        else frozenset()
    )


def _distinct(party: Party) -> frozenset[str]:
    """The words of a name that tell one body of its class from another."""
    body = body_of(party.name)
    text = body.pattern.sub(" ", plain(party.name)) if body else party.name
    return telling_words(text) - words_of("about_a_source")


def _account(group: Sequence[Said], doers: set[str]) -> Account:
    latest = sorted(group, key=lambda s: (s[0].published or "", s[0].id))
    party = _shown(group)
    numbers = [
        Dated(q, t.document, t.published or "", authority_of(v, q, t, doers)) for t, v in group for q in v.quantities
    ]
    now, before = current(numbers)
    evidence = {
        (t.published or "", t.document, span): Quote(document=t.document, span=span, quote=quote)
        for t, v in group
        for span, quote in v.evidence
    }
    agents = {p.key: p.name for _, v in group for p in v.agents}
    return Account(
        source=party.name,
        kind=party.kind,
        side=party.side,
        stance=_conceding(stance_of(latest), party, now),  # type: ignore[arg-type]
        independent=True,
        authority=min(v.authority for _, v in group),
        documents=tuple(sorted({t.document for t, _ in group})),
        evidence=tuple(evidence[k] for k in sorted(evidence)),
        measures=now,
        superseded=before,
        agents=tuple(agents[k] for k in sorted(agents)),
        targets=tuple(sorted({x for _, v in group for x in v.targets})),
    )


def _shown(group: Sequence[Said]) -> Party:
    """The name to show of a source's names: a body's own before a bare state's, then the fullest, then by order."""
    parties = {(v.source.key, v.source.name): v.source for _, v in group}
    count: dict[str, int] = {}
    for _, v in group:
        count[v.source.key] = count.get(v.source.key, 0) + 1

    def order(party: Party) -> tuple[bool, int, int, str]:
        return (
            is_bare_state(party.key),
            -len(telling_words(party.name)),
            -count[party.key],
            party.key,
        )

    best = min(parties.values(), key=order)
    side = best.side or next((p.side for p in sorted(parties.values(), key=order) if p.side), None)
    if side is None and best.kind == "civil":  # «the mayor», «the regional governor»: of the country it happened in
        countries = {t.where.country for t, _ in group if t.where}
        side = countries.pop() if len(countries) == 1 else None
    return best.model_copy(update={"side": side})


def _conceding(stance: str, party: Party, now: Sequence[AccountMeasure]) -> str:
    """A party that reports losses of its own forces admits them, whatever verb it is quoted with."""
    body = body_of(party.name)
    guards = body is not None and body.name in ("police", "prosecutor")
    if stance not in ("assert", "allege") or not (
        guards or party.kind in ("state", "armed", "armed_group", "military")
    ):
        return stance
    own = ("militant",) if party.kind in ("armed", "armed_group") else ("police",) if guards else ("military", "police")
    lost = any(
        m.who in own and m.role in _LOSSES and (guards or m.authority == 4) and (m.best or m.low or 0) > 0
        and (m.side is None or party.side is None or m.side == party.side)
        for m in now
    )  # fmt: skip
    return "admit" if lost else stance


def stance_of(latest: Sequence[Said]) -> str:
    """One stance of what a source said in the order of time: its latest denial or admission stands."""
    stances = [v.stance for _, v in latest]
    strong = [s for s in stances if s in ("deny", "admit")]
    if strong:
        return strong[-1]
    return next((s for s in ("assert", "allege", "doubt") if s in stances), "other")


def authority_of(voice: Voice, quantity: Quantity, telling: Telling, doers: set[str]) -> int:
    """How much a number weighs: a party counts more on what was done to its own than on what was done to others."""
    if voice.authority != 4:
        return voice.authority
    source = voice.source
    if quantity.side and source.side:
        return 4 if quantity.side == source.side else 5
    if quantity.who == "military" and quantity.role in ("killed", "injured", "missing", "captured"):
        armed = {p.kind for p in telling.agents} & {"armed_group", "armed"}
        if source.kind in ("armed_group", "armed") or armed:
            return 4 if source.kind not in ("armed_group", "armed") else 5
    if quantity.who == "militant":
        return 4 if source.kind in ("armed_group", "armed") else 5
    did_it = (source.side or source.key) in doers or any(same_party(source, p) for p in telling.agents)
    return 5 if did_it else 4


def independent_sources(found: Iterable[Account]) -> int:
    """Accounts that assert, admit or allege: one a state, and one for each source that speaks for no state."""
    speaking = [a for a in found if a.independent and a.stance in _SPEAKS]
    return len({a.side for a in speaking if a.side}) + sum(1 for a in speaking if not a.side)
