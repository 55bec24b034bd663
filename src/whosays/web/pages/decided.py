"""The decisions about an incident, undone ones among them, in the order in which they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t
from whosays.ledger.rows import chunks, load_decisions
from whosays.reconcile.decisions import Decision, standing


@dataclass(frozen=True)
class Step:
    """A decision. stands: it has not been undone; undone_by: who undid it."""

    decision: Decision
    stands: bool
    undone_by: str | None = None


def steps(connection: Connection, tellings: Iterable[str]) -> list[Step]:
    """Decisions that concern these tellings, oldest first."""
    numbers: set[int] = set()
    for some in chunks(sorted(set(tellings))):
        rows = connection.execute(sa.select(t.anchor.c.decision).where(t.anchor.c.telling.in_(some)))
        numbers |= {n for (n,) in rows}
    if not numbers:
        return []
    found = load_decisions(connection, numbers)
    valid = {d.number for d in standing(found)}
    by = {int(d.value): d.by for d in found if d.action == "undo"}
    return [
        Step(d, d.number in valid, None if d.number in valid else by.get(d.number))
        for d in found
        if d.number in numbers
    ]
