"""Incidents as somebody who follows them sees them: those that documents have touched, with every name they went by.

An incident's id comes from its first telling, so it may change as documents come in, and with a new version of its only
document. The codes here hold all ids that it has or had: of its tellings, and of those of earlier versions that told
the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t
from whosays.ledger.answers import load_incident, tellings_of
from whosays.ledger.rows import chunks
from whosays.model.incidents import Incident
from whosays.reconcile.assemble import telling_code


@dataclass(frozen=True)
class Followed:
    """An incident and all ids that it has or had."""

    incident: Incident
    codes: frozenset[str]


@dataclass(frozen=True)
class Baseline:
    """What a ledger holds before anybody follows it. ids: of all tellings' incidents, past and present; figures:
    (incident, role, unit, who, value); contested: (incident, field); admitted: (incident, source).
    """

    ids: tuple[str, ...]
    figures: tuple[tuple[str, str, str, str | None, float], ...]
    contested: tuple[tuple[str, str], ...]
    admitted: tuple[tuple[str, str], ...]


def touched(connection: Connection, documents: Iterable[str]) -> list[Followed]:
    """The incidents that these documents tell of, by id."""
    ids: set[str] = set()
    for some in chunks(sorted(set(documents))):
        query = sa.select(t.telling.c.incident).where(t.telling.c.document.in_(some), t.telling.c.incident.is_not(None))
        ids |= {i for (i,) in connection.execute(query)}
    return [_followed(connection, i) for i in sorted(ids)]


def _followed(connection: Connection, incident: str) -> Followed:
    ids = [x.id for x in tellings_of(connection, incident)]
    codes = {telling_code(i) for i in ids}
    for some in chunks(ids):
        earlier = sa.select(t.succession.c.code).where(t.succession.c.now.in_(some))
        codes |= {c for (c,) in connection.execute(earlier)}
    return Followed(load_incident(connection, incident), frozenset(codes))


def baseline(connection: Connection) -> Baseline:
    """What the ledger holds now."""
    f, i, a = t.figure.c, t.incident.c, t.account.c
    value = sa.func.coalesce(f.best, f.low, f.high)
    codes = connection.execute(sa.select(t.telling.c.code).order_by(t.telling.c.code))
    figures = connection.execute(sa.select(f.incident, f.role, f.unit, f.who, value).where(value.is_not(None)))
    contested = connection.execute(sa.select(i.id, i.contested).where(i.contested != ""))
    admitted = connection.execute(sa.select(a.incident, a.source).where(a.stance == "admit"))
    return Baseline(
        ids=tuple(c for (c,) in codes),
        figures=tuple((r[0], r[1], r[2], r[3], float(r[4])) for r in figures),
        contested=tuple((r.id, field) for r in contested for field in r.contested.split("; ")),
        admitted=tuple((r.incident, r.source) for r in admitted),
    )
