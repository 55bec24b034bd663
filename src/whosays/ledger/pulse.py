"""Has the ledger changed? One row that every writing transaction counts up, and the newest document and decision."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t


@dataclass(frozen=True, order=True)
class Pulse:
    """version: counts up with every change; document: the last row number given; decision: the last number given."""

    version: int
    document: int
    decision: int


def pulse(connection: Connection) -> Pulse:
    """Where the ledger stands; three look-ups."""
    version = connection.execute(sa.select(t.change.c.version)).scalar()
    document = connection.execute(sa.select(sa.func.max(t.document.c.seq))).scalar()
    decision = connection.execute(sa.select(sa.func.max(t.decision.c.number))).scalar()
    return Pulse(version or 0, document or 0, decision or 0)


def beat(connection: Connection) -> None:
    """Count one change; part of the transaction that made it."""
    connection.execute(sa.update(t.change).values(version=t.change.c.version + 1))
