"""Statements tried against the ledger: superlatives, totals over incidents, and sources against themselves."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whosays.model.incidents import Account, AccountMeasure, Incident, LedgerCheck
from whosays.reconcile.facts import Facts, Number, Statement, Telling
from whosays.reconcile.figures import excludes, said
from whosays.reconcile.language import months, phrases, seasons
from whosays.reconcile.sources import is_nameless
from whosays.reconcile.when import day
from whosays.reconcile.words import kind_table, plain

_CUMULATIVE = frozenset(("killed", "injured", "missing", "captured", "displaced", "destroyed", "damaged"))
# sizes of an attack, in the order in which «the largest» is taken to mean them
_NEWS_DAYS = 10
_NEAR_DEGREES = 0.15
_ARMS = frozenset(("military", "police"))
_SIZES = ("fired", "other", "hit", "killed", "displaced", "captured")


def check_all(
    documents: Mapping[str, Facts],
    tellings: Mapping[str, Telling],
    home: Mapping[str, str],
    incidents: Sequence[Incident],
    copy_of: Mapping[str, str],
) -> tuple[LedgerCheck, ...]:
    """All checks over a set of documents and their incidents. home: the incident of each telling."""
    by_id = {i.id: i for i in incidents}
    out: list[LedgerCheck] = []
    for facts in documents.values():
        for statement in facts.statements:
            own = [by_id[home[t]] for t in statement.tellings if t in home]
            if statement.kind == "superlative":
                first = own[0] if own else None
                told = [n for d in first.documents if d in documents for n in documents[d].numbers] if first else []
                out.append(check_superlative(statement, first, incidents, told))
            else:
                near = [i for i in incidents if statement.document in i.documents]
                out.append(check_sum(statement, own, near))
    for incident in incidents:
        out.extend(self_contradictions(incident))
    return once_told(out, copy_of)


def once_told(found: Iterable[LedgerCheck], copy_of: Mapping[str, str]) -> tuple[LedgerCheck, ...]:
    """The checks in order, without those of a copy that its original gives as well."""
    rows = sorted(found, key=lambda c: (c.document, c.span or (0, 0), c.kind, c.claim))
    told = {(c.document, c.kind, c.total) for c in rows if c.kind in ("sum", "superlative")}
    return tuple(c for c in rows if (copy_of.get(c.document), c.kind, c.total) not in told)


def check_sum(statement: Statement, own: Sequence[Incident], near: Sequence[Incident] = ()) -> LedgerCheck:
    """A sum within a report as the report checks it; a total over several incidents against their figures.

    near: the incidents of the statement's document.
    """
    result, message, parts = statement.result, statement.message, statement.parts
    items = tuple(i.id for i in own)
    if len(statement.tellings) > 1:
        found = [_part(statement, i) for i in own]
        known = [p for p in found if p is not None]
        if len(known) < len(statement.tellings):
            result, message = (
                "unverifiable",
                "a total over several incidents, not all of which have a number of their own",
            )
        else:
            parts = tuple(sorted(known, reverse=True))
            result = "consistent" if sum(known) == statement.total else "inconsistent"
            message = f"{' + '.join(f'{p:g}' for p in parts)} = {sum(known):g}, stated {statement.total:g}"
    elif len(parts) == 1 and statement.total is not None:
        before = next((b for i in own if (b := _said_before(statement, i)) is not None), None)
        if before is None:
            rest = statement.total - parts[0]
            before = rest if any(_ever_said(statement, i, rest) for i in (*own, *near)) else None
        if before is None:
            result, message = "unverifiable", "the ledger does not hold what was said before the increase"
        else:
            parts = (before, parts[0])
            result = "consistent" if sum(parts) == statement.total else "inconsistent"
            message = f"{before:g} before + {parts[1]:g} = {sum(parts):g}, stated {statement.total:g}"
    return LedgerCheck(
        kind="sum", document=statement.document, claim=statement.text, span=statement.span,
        result=result,  # type: ignore[arg-type]
        message=message, items=items, total=statement.total, parts=parts,
    )  # fmt: skip


def _said_before(statement: Statement, incident: Incident) -> float | int | None:
    """The last number that the account which gives the total had given before."""
    key = (statement.role, statement.unit, statement.who)
    for account in incident.accounts:
        now = [m for m in account.measures if (m.role, m.unit, m.who) == key and said(m) == statement.total]
        earlier = [m for m in account.superseded if (m.role, m.unit, m.who) == key and said(m) is not None]
        if now and earlier:
            return said(max(earlier, key=lambda m: (m.published or "", said(m) or 0)))
    return None


def _ever_said(statement: Statement, incident: Incident, value: float | int) -> bool:
    """True where some account gives, or gave, this number of those counted."""
    return any(
        (m.role, m.unit) == (statement.role, statement.unit) and said(m) == value
        for a in incident.accounts
        for m in (*a.measures, *a.superseded)
    )


def _part(statement: Statement, incident: Incident) -> float | int | None:
    """The number of this incident that goes into the total: of the same source where it gives one."""
    keys = [(statement.role, statement.unit, statement.who), (statement.role, statement.unit, None)]
    speaking = [a for a in incident.accounts if statement.document in a.documents]
    for rows in (speaking, incident.accounts):
        for key in keys:
            for account in rows:
                for m in account.measures:
                    if (m.role, m.unit, m.who) == key and m.bound == "exact":
                        return said(m)
        loose = {said(m) for a in rows for m in a.measures if (m.role, m.unit) == keys[0][:2] and m.bound == "exact"}
        if len(loose) == 1:
            return loose.pop()
    return None


def check_superlative(
    statement: Statement, own: Incident | None, others: Iterable[Incident], numbers: Iterable[Number] = ()
) -> LedgerCheck:
    """«A record», «the largest since March»: against the incidents of its kind that the ledger holds.

    numbers: those that the documents of the incident give for earlier days («on January 19 it counted 231»).
    """
    result, message, items = _superlative(statement, own, others)
    larger = _larger(statement, own, numbers)
    if larger is not None and result != "inconsistent":
        result = "inconsistent"
        message = f"document {larger.document} has more: {larger.value:g} {larger.unit} for {larger.start}"
    return LedgerCheck(
        kind="superlative", document=statement.document, claim=statement.text, span=statement.span,
        result=result,  # type: ignore[arg-type]
        message=message, items=items, total=statement.total,
    )  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What to look for to try a superlative: earlier incidents of these kinds with a number of this role and unit.

    since: the first day that counts; anchor: the last day of «since January», until which more is no contradiction.
    """

    kinds: tuple[str, ...]
    role: str
    unit: str
    value: float
    until: datetime.date
    since: datetime.date | None
    anchor: datetime.date | None
    who: frozenset[str | None] = frozenset()


def wanted(statement: Statement, own: Incident | None) -> Wanted | str:
    """What would confirm or refute the superlative, or why that cannot be said."""
    if own is None:
        return "the statement speaks of no incident that the ledger holds"
    measure = _measured(statement, own)
    if measure is None:
        return "no number is given that could be compared"
    until = day(own.start) or day(statement.published)
    if until is None:
        return "the incident has no date"
    rows = kind_table()
    family = rows[own.kind].family if own.kind in rows else None
    return Wanted(
        kinds=tuple(k for k, r in rows.items() if r.family == family),
        role=measure[0],
        unit=measure[1],
        value=measure[2],
        until=until,
        since=_since(statement, until),
        anchor=_anchor_end(statement, until),
        who=frozenset(_ARMS) if _of_arms(statement) else frozenset(),
    )


def _superlative(
    statement: Statement, own: Incident | None, others: Iterable[Incident]
) -> tuple[str, str, tuple[str, ...]]:
    want = wanted(statement, own)
    if isinstance(want, str) or own is None:
        return "unverifiable", str(want), (own.id,) if own else ()
    rivals: list[tuple[float, Incident]] = []
    told = day(statement.published)
    so_far = bool(phrases("this_year").search(plain(statement.text))) and told is not None
    until = max(want.until, told + datetime.timedelta(days=1)) if so_far and told else want.until
    for incident in others:
        start, end = day(incident.start), day(incident.end, last=True)
        if incident.id == own.id or start is None or start >= until or incident.kind not in want.kinds:
            continue
        if incident.review == "rejected" or not _comparable(own, incident, statement):
            continue
        if incident.documents and set(incident.documents) <= {statement.document}:
            continue  # what only the document itself tells can neither confirm nor refute it
        size = _size(incident, want.role, want.unit, want.who)
        if size is not None and (want.since is None or (end or start) >= want.since):
            rivals.append((size, incident))
    if phrases("first").search(plain(statement.text)):
        return _first_since(own, [i for _, i in rivals], want.anchor)
    rivals.sort(key=lambda r: (-r[0], r[1].id))
    what = f"{want.role} {want.unit}"
    window = f" since {statement.since}" if statement.since else ""
    for size, other in rivals:
        start = day(other.start)
        if size > want.value and (want.anchor is None or (start is not None and start > want.anchor)):
            message = f"{other.id} of {other.start} has more: {what} {size:g} against {want.value:g}"
            return "inconsistent", message, (own.id, other.id)
    if not rivals:
        return (
            "unverifiable",
            f"the ledger holds no earlier incident with a number ({what}){window}",
            (own.id,),
        )
    shown = tuple(i.id for _, i in rivals[:5])
    if want.anchor is not None and not any(_old(i, until) for _, i in rivals):
        return "unverifiable", f"the ledger holds nothing of the time{window} but of the days before", (own.id, *shown)
    return (
        "consistent",
        f"no earlier incident in the ledger has more ({what} {want.value:g}){window}",
        (own.id, *shown),
    )


def _old(incident: Incident, until: datetime.date) -> bool:
    """True for what does not belong to the days that the reports are of."""
    start = day(incident.start)
    return start is not None and (until - start).days > _NEWS_DAYS


def _first_since(
    own: Incident, rivals: Sequence[Incident], anchor: datetime.date | None
) -> tuple[str, str, tuple[str, ...]]:
    """«The first attack on the town since March»: no other at this place may come in between."""
    here = [i for i in rivals if own.place is not None and i.place is not None and i.place.name == own.place.name]
    between = [i for i in here if anchor is None or (day(i.start) or datetime.date.min) > anchor]
    if between:
        return "inconsistent", f"{between[0].id} of {between[0].start} came in between", (own.id, between[0].id)
    return "unverifiable", "the ledger holds no other one here in that time", (own.id, *(i.id for i in here[:5]))


def _larger(statement: Statement, own: Incident | None, numbers: Iterable[Number]) -> Number | None:
    """The largest number for an earlier day that refutes the superlative, or None."""
    want = wanted(statement, own)
    if isinstance(want, str):
        return None
    roles = {want.role, "other"} | (set(_SIZES[:3]) if want.role in _SIZES[:3] else set())
    after = want.anchor or want.since
    found = [
        n for n in numbers
        if n.unit == want.unit and n.role in roles and n.value > want.value
        and (last := day(n.end)) is not None and last < want.until and (after is None or last > after)
    ]  # fmt: skip
    return max(found, key=lambda n: (n.value, n.document, n.span), default=None)


def _measured(statement: Statement, own: Incident) -> tuple[str, str, float] | None:
    """What the superlative is measured by: its own number, the dead for «deadliest», else the attack's size."""
    counted = statement.total is not None and not phrases("event_nouns").search(statement.unit or "")
    if counted and statement.role and statement.unit and statement.total is not None:
        return statement.role, statement.unit, float(statement.total)
    roles: Sequence[str] = ("killed",) if phrases("deadliest").search(plain(statement.text)) else _SIZES
    arms = _of_arms(statement)
    for role in roles:
        said_of = [(f, v) for f in own.figures for v in (f.best if f.best is not None else f.high,)
                   if f.role == role and v is not None and (not arms or f.who in _ARMS)]  # fmt: skip
        whole = [(f, v) for f, v in said_of if f.who is None] or said_of
        if whole:
            figure, value = max(whole, key=lambda w: (w[1], w[0].unit)) if whole is said_of else whole[0]
            return role, figure.unit, float(value)
    return None


def _of_arms(statement: Statement) -> bool:
    return statement.role in (None, "killed") and bool(phrases("of_arms").search(statement.text))


def _size(incident: Incident, role: str, unit: str, who: frozenset[str | None] = frozenset()) -> float | None:
    rows = [f for f in incident.figures if (f.role, f.unit) == (role, unit)]
    if who:  # a total of nobody in particular may be theirs where no others are told of
        rows = [f for f in rows if f.who in who] or (rows if all(f.who is None for f in rows) else [])
    total = [f for f in rows if f.who is None] or rows
    values = [v for f in total for v in (f.best if f.best is not None else f.high,) if v is not None]
    return float(max(values)) if values else None


def _comparable(own: Incident, other: Incident, statement: Statement) -> bool:
    """In one country, or done by the same party; in one place where the statement reaches no further.

    What is next to it in time and place may be the same told otherwise.
    """
    kinds = kind_table()
    group, others = (kinds[k].group if k in kinds else "any" for k in (own.kind, other.kind))
    if group != others and "any" not in (group, others):
        return False
    near = _together(own, other)
    start, before = day(own.start), day(other.end, last=True)
    if near and start is not None and before is not None and (start - before).days <= 1:
        return False
    if phrases("here").search(statement.text) and not near:
        return False
    country = own.place.country if own.place else None
    agents = {a for a in own.agents if not is_nameless(a)}
    if other.place is None and start is not None and _old(other, start) and set(own.documents) & set(other.documents):
        return True  # told beside it, to compare them
    return bool(country and other.place and other.place.country == country) or bool(agents & set(other.agents))


def _together(own: Incident, other: Incident) -> bool:
    """True where both are at one place, as far as is known."""
    a, b = own.place, other.place
    if a is None or b is None or a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return a is not None and b is not None and a.name == b.name
    return abs(a.lat - b.lat) < _NEAR_DEGREES and abs(a.lon - b.lon) < _NEAR_DEGREES


def _since(statement: Statement, until: datetime.date) -> datetime.date | None:
    """The first day that the superlative covers, or None where it says none."""
    if phrases("this_year").search(plain(statement.text)):
        return datetime.date(until.year, 1, 1)
    anchor = _anchor(statement, until)
    return anchor[0] if anchor else None


def _anchor_end(statement: Statement, until: datetime.date) -> datetime.date | None:
    """The last day of «since January»: what happened until then may be larger."""
    anchor = _anchor(statement, until)
    return anchor[1] if anchor else None


def _anchor(statement: Statement, until: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    words = plain(statement.since or "")
    year = re.search(r"\b(\d{4})\b", words)
    month = next((n for m, n in months().items() if m in words.split()), None)
    month = month or next((n for s, n in seasons().items() if s in words), None)
    if year is None and month is None:
        return None
    if month is None:
        number = int(year[1]) if year else until.year
        return datetime.date(number, 1, 1), datetime.date(number, 12, 31)
    number = int(year[1]) if year else until.year - (1 if month >= until.month else 0)
    first = datetime.date(number, month, 1)
    after = datetime.date(number + month // 12, month % 12 + 1, 1)
    return first, after - datetime.timedelta(days=1)


def self_contradictions(incident: Incident) -> list[LedgerCheck]:
    """Sources that changed a number without saying so: a toll that falls, or a count that is another one."""
    out = []
    for account in incident.accounts:
        for now in account.measures:
            before = [m for m in account.superseded if (m.role, m.unit, m.who) == (now.role, now.unit, now.who)]
            broken = [m for m in before if _contradicts(m, now)]
            if broken and not _says_so(account, now):
                was = broken[-1]
                out.append(
                    LedgerCheck(
                        kind="self_contradiction",
                        document=now.document or account.documents[-1],
                        claim=f"{account.source}: {now.role} {said(now):g} {now.unit}",
                        result="inconsistent",
                        message=f"gave {said(was):g} before ({was.published or was.document}), without a word on it",
                        items=(incident.id,),
                    )
                )
    return out


def _contradicts(was: AccountMeasure, now: AccountMeasure) -> bool:
    before, after = said(was), said(now)
    if before is None or after is None or now.role == "other" or not excludes(was, now):
        return False
    return after < before if now.role in _CUMULATIVE else True


def _says_so(account: Account, now: AccountMeasure) -> bool:
    return any(phrases("corrected").search(e.quote) for e in account.evidence if e.document == now.document)
