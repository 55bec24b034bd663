"""Deciding on what one has seen: a decision names the revisions it was made on, and is refused where they moved on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import LedgerError, NotFoundError
from whosays.ledger import answers, deciding
from whosays.ledger import schema as t
from whosays.model.incidents import Incident
from whosays.reconcile.decisions import Decision

if TYPE_CHECKING:
    from whosays.ledger.book import Ledger


class ChangedError(LedgerError):
    """Somebody else was faster. current: the incidents as they are now, by the ids that were named (None: gone)."""

    def __init__(self, message: str, current: dict[str, Incident | None]) -> None:
        super().__init__(message)
        self.current = current


def decide_on(
    ledger: Ledger,
    action: str,
    subjects: Sequence[str],
    revisions: Mapping[str, int],
    field: str | None = None,
    value: Any = None,
    by: str | None = None,
    reason: str | None = None,
) -> tuple[Decision, list[Incident]]:
    """As `Ledger.decide`, if every incident named in ``revisions`` still has that revision, in one transaction.

    Returns the decision and the incidents that now hold what it was about. Raises ChangedError (nothing is recorded),
    LedgerError, UsageError.
    """
    with ledger.database.writing() as connection:
        _check(connection, revisions)
        made = deciding.decide(connection, action, subjects, field, value, by, reason)
        about = made if action != "undo" else _undone(connection, int(made.value))
        return made, _left(connection, about)


def _check(connection: Connection, revisions: Mapping[str, int]) -> None:
    current: dict[str, Incident | None] = {}
    for given, revision in revisions.items():
        try:
            [now] = answers.related(connection, [answers.load_incident(connection, answers.resolve(connection, given))])
        except NotFoundError:
            current[given] = None
            continue
        if now.id != given or now.revision != revision:
            current[given] = now
    if current:
        names = ", ".join(sorted(current))
        raise ChangedError(
            f"{names}: changed since you opened it; nothing was recorded. Look again, then decide", current
        )


def _undone(connection: Connection, number: int) -> Decision:
    from whosays.ledger.rows import load_decisions

    log = {d.number: d for d in load_decisions(connection)}
    found = log[number]
    while found.action == "undo":
        found = log[int(found.value)]
    return found


def _left(connection: Connection, decision: Decision) -> list[Incident]:
    column = t.telling.c.document if decision.action == "copy" else t.telling.c.id
    ids = [*decision.left, *decision.right]
    query = sa.select(t.telling.c.incident).where(column.in_(ids), t.telling.c.incident.is_not(None)).distinct()
    homes = sorted(i for (i,) in connection.execute(query))
    return answers.related(connection, [answers.load_incident(connection, i) for i in homes])
