"""The record of one source: what it has told, how it stood, and its figures beside those of others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import NotFoundError
from whosays.ledger import schema as t
from whosays.ledger.called import called, full_name
from whosays.ledger.memory import Recall

if TYPE_CHECKING:
    from whosays.ledger.book import Ledger


@dataclass(frozen=True)
class Beside:
    """A source's current figures of one sort beside those of other sources, over the incidents where both give one.

    lower, within, higher: incidents where its best number is below, among or above the others'; own, others_low,
    others_high: sums over these incidents.
    """

    role: str
    unit: str
    incidents: int
    lower: int
    within: int
    higher: int
    own: float
    others_low: float
    others_high: float


@dataclass(frozen=True)
class SourceRecord:
    """What one party or outlet has told.

    stances: accounts by stance (assert, confirm, admit, deny, …); standings: its incidents by standing; corroborated:
    incidents that another independent source tells as well; denied_by_others: incidents that it tells and another
    denies; contested: incidents whose accounts differ; revised: figures it has replaced; documents: reports that
    carry it; first, last: days of its incidents.
    """

    name: str
    side: str | None
    kind: str | None
    incidents: int
    first: str | None
    last: str | None
    documents: int
    independent: int
    stances: dict[str, int]
    standings: dict[str, int]
    corroborated: int
    denied_by_others: int
    contested: int
    revised: int
    figures: tuple[Beside, ...]


def source_record(ledger: Ledger, name: str) -> SourceRecord:
    """The record of a source by its name as accounts give it, in any case, or by another name («RSF»).

    Raises NotFoundError.
    """
    with ledger.database.reading() as connection:
        exact = _named(connection, name)
        return Recall(ledger, connection).once(("source", exact), lambda: _record(connection, exact))


def sources(
    ledger: Ledger, part: str = "", limit: int = 50, after: tuple[int, str] | None = None
) -> list[tuple[str, int]]:
    """Sources by how many incidents they tell, the most first; part: of the name; after: the last of the page before
    (incidents, name)."""
    a = t.account.c
    number = sa.func.count()
    query = sa.select(a.source, number).group_by(a.source).order_by(number.desc(), a.source).limit(limit)
    if part:
        query = query.where(called(a.source, part))
    if after is not None:
        query = query.having(sa.or_(number < after[0], sa.and_(number == after[0], a.source > after[1])))
    with ledger.database.reading() as connection:
        return [(source, n) for source, n in connection.execute(query)]


def _named(connection: Connection, name: str) -> str:
    a = t.account.c
    exact = connection.execute(sa.select(a.source).where(a.source == name).limit(1)).scalar()
    if exact is None:
        names = [n.lower() for n in (name, full_name(name)) if n]
        alike = sa.select(a.source).where(sa.func.lower(a.source).in_(names)).order_by(a.source).limit(1)
        exact = connection.execute(alike).scalar()
    if exact is None:
        raise NotFoundError(f"'{name}' is no source of this ledger")
    return str(exact)


def _record(connection: Connection, name: str) -> SourceRecord:
    a, i = t.account.c, t.incident.c
    own = (
        sa.select(a.id, a.incident, a.side, a.kind, a.stance, a.independent, i.standing, i.contested, i.start_date)
        .join(t.incident, i.id == a.incident)
        .where(a.source == name, i.review != "rejected")
    )
    rows = connection.execute(own).all()
    mine = sa.select(a.incident).where(a.source == name)
    other = t.account.alias()
    beside = (
        sa.select(other.c.incident, other.c.stance, other.c.independent)
        .where(other.c.incident.in_(mine), other.c.source != name)
        .distinct()
    )
    kept = {r.incident for r in rows}
    told = {r.incident for r in rows if r.stance != "deny"}
    corroborated, denied = set(), set()
    for r in connection.execute(beside):
        if r.stance == "deny":
            denied.add(r.incident)
        elif r.independent:
            corroborated.add(r.incident)
    days = [r.start_date[:10] for r in rows if r.start_date]
    documents = sa.select(sa.func.count(sa.distinct(t.evidence_item.c.document))).where(
        t.evidence_item.c.account.in_(sa.select(a.id).where(a.source == name))
    )
    revised = sa.select(sa.func.count()).where(
        t.claim.c.account.in_(sa.select(a.id).where(a.source == name)), t.claim.c.current == 0
    )
    return SourceRecord(
        name=name,
        side=_most(r.side for r in rows),
        kind=_most(r.kind for r in rows),
        incidents=len(kept),
        first=min(days, default=None),
        last=max(days, default=None),
        documents=int(connection.execute(documents).scalar_one()),
        independent=sum(r.independent for r in rows),
        stances=dict(sorted(Counter(r.stance for r in rows).items())),
        standings=dict(sorted(Counter({r.incident: r.standing for r in rows}.values()).items())),
        corroborated=len(corroborated & told),
        denied_by_others=len(denied & told),
        contested=len({r.incident for r in rows if r.contested}),
        revised=int(connection.execute(revised).scalar_one()),
        figures=_figures(connection, name, kept),
    )


def _most(values: object) -> str | None:
    """The value that occurs most often, the first by name among equals."""
    found = Counter(v for v in values if v)  # type: ignore[attr-defined]
    return min(found, key=lambda v: (-found[v], v)) if found else None


def _figures(connection: Connection, name: str, kept: set[str]) -> tuple[Beside, ...]:
    """Totals (of all people or things) that the source and others give now for the same incidents."""
    c, a = t.claim.c, t.account.c
    value = sa.func.coalesce(c.best, c.low, c.high)
    own: dict[tuple[str, str, str], float] = {}
    others: dict[tuple[str, str, str], list[float]] = {}
    mine = sa.select(a.incident).where(a.source == name)
    query = (
        sa.select(c.incident, c.role, c.unit, value.label("value"), a.source)
        .join(t.account, a.id == c.account)
        .where(a.incident.in_(mine), c.current == 1, c.who.is_(None), value.is_not(None))
        .where(sa.or_(a.source == name, a.independent == 1))
    )
    for r in connection.execute(query):
        key = (r.incident, r.role, r.unit)
        if r.source == name:
            own[key] = r.value
        else:
            others.setdefault(key, []).append(r.value)
    sums: dict[tuple[str, str], list[float]] = {}
    for key in sorted(set(own) & set(others)):
        incident, role, unit = key
        if incident not in kept:
            continue
        value_, low, high = own[key], min(others[key]), max(others[key])
        row = sums.setdefault((role, unit), [0.0] * 7)
        place = 1 if value_ < low else 3 if value_ > high else 2
        for n, more in ((0, 1), (place, 1), (4, value_), (5, low), (6, high)):
            row[n] += more
    return tuple(
        Beside(role, unit, int(v[0]), int(v[1]), int(v[2]), int(v[3]), v[4], v[5], v[6])
        for (role, unit), v in sorted(sums.items(), key=lambda x: (-x[1][0], x[0]))
    )
