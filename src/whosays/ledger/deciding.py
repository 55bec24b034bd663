"""Decisions: append-only, each anchored to the tellings it is about, so that it outlives every reworking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import LedgerError, UsageError
from whosays.ledger import schema as t
from whosays.ledger.answers import resolve, resolve_document, tellings_of
from whosays.ledger.neighbourhood import rework
from whosays.ledger.putting import now, settle_decided_copies
from whosays.ledger.rows import chunks, load_decisions, storable, storable_json
from whosays.reconcile.corrections import check_edit
from whosays.reconcile.decisions import ACTIONS, Decision, standing


def decide(
    connection: Connection,
    action: str,
    subjects: Sequence[str],
    field: str | None = None,
    value: Any = None,
    by: str | None = None,
    reason: str | None = None,
) -> Decision:
    """Record a decision and rework what it concerns.

    subjects: accept, reject, edit, note: one incident; merge: two or more incidents; split: an incident and the
    documents (or telling ids) that are to stand apart, or other incidents that are not the same as the first; copy: a
    document and its original (one alone: it is no copy); undo: the number of a decision.
    Raises LedgerError or UsageError.
    """
    if action not in ACTIONS:
        raise UsageError(f"'{action}' is no decision; these are: {', '.join(ACTIONS)}")
    if action == "undo":
        return _undo(connection, subjects, by, reason)
    if action == "copy":
        return _copy(connection, subjects, by, reason)
    if not subjects:
        raise UsageError(f"{action}: name an incident")
    first = resolve(connection, subjects[0])
    left, right = [x.id for x in tellings_of(connection, first)], []
    if action == "merge":
        others = [resolve(connection, s) for s in subjects[1:]]
        if not set(others) - {first}:
            raise UsageError("merge: name two different incidents")
        right = sorted({x.id for o in others if o != first for x in tellings_of(connection, o)})
    elif action == "split":
        right = _others(connection, first, subjects[1:]) or _set_apart(connection, first, subjects[1:])
        left = [i for i in left if i not in right]
        if not left:
            raise UsageError("split: these are all that the incident consists of; leave some of it")
    elif len(subjects) > 1:
        raise UsageError(f"{action}: name one incident, not {len(subjects)}")
    if action == "edit":
        if not field:
            raise UsageError("edit: name the field and its value, as in: edit INCIDENT place.name=Arda")
        value = check_edit(field, value)
    elif action == "note" and not value:
        raise UsageError("note: give its words")
    number = _record(connection, action, first, left, right, field, value, by, reason)
    rework(connection, [*left, *right])
    return _load(connection, number)


def _others(connection: Connection, incident: str, subjects: Sequence[str]) -> list[str]:
    """The tellings of the named incidents where all subjects are ids of incidents other than this one."""
    ids = [i for (i,) in connection.execute(sa.select(t.incident.c.id).where(t.incident.c.id.in_(subjects)))]
    if not subjects or set(ids) != set(subjects) or incident in ids:
        return []
    return sorted(x.id for i in ids for x in tellings_of(connection, i))


def _set_apart(connection: Connection, incident: str, subjects: Sequence[str]) -> list[str]:
    """The tellings of an incident that the named documents or tellings stand for."""
    if not subjects:
        raise UsageError("split: name the documents that do not belong to the incident, as `show` lists them")
    tellings = tellings_of(connection, incident)
    out: set[str] = set()
    for subject in subjects:
        exact = {x.id for x in tellings if x.id == subject}
        found = exact or {x.id for x in tellings if x.document == resolve_document(connection, subject)}
        if not found:
            raise LedgerError(f"'{subject}' does not speak of incident {incident}")
        out |= found
    return sorted(out)


def _copy(connection: Connection, subjects: Sequence[str], by: str | None, reason: str | None) -> Decision:
    if not 1 <= len(subjects) <= 2:
        raise UsageError("copy: name the document and its original (the document alone: it is no copy)")
    documents = [resolve_document(connection, s) for s in subjects]
    if len(set(documents)) != len(documents):
        raise UsageError("copy: a document cannot be a copy of itself")
    before = _copy_mates(connection, documents)
    number = _record(connection, "copy", None, documents[:1], documents[1:], None, None, by, reason)
    settle_decided_copies(connection, [*documents, *before])
    return _load(connection, number)


def _copy_mates(connection: Connection, documents: Sequence[str]) -> set[str]:
    rows = connection.execute(
        sa.select(t.copy_of).where(t.copy_of.c.document.in_(documents) | t.copy_of.c.original.in_(documents))
    )
    return {d for r in rows for d in (r.document, r.original)}


def _undo(connection: Connection, subjects: Sequence[str], by: str | None, reason: str | None) -> Decision:
    log = load_decisions(connection)
    valid = {d.number for d in standing(log)}
    if not subjects:
        last = max(valid, default=None)
        if last is None:
            raise LedgerError("there is nothing to undo")
        number = last
    elif len(subjects) == 1 and str(subjects[0]).isdigit():
        number = int(subjects[0])
    else:
        raise UsageError("undo: give the number of a decision, as `log` shows it")
    found = next((d for d in log if d.number == number), None)
    if found is None:
        raise LedgerError(f"there is no decision {number}; see: whosays log")
    if found.action != "undo" and number not in valid:
        raise LedgerError(f"decision {number} is undone already")
    if any(d.action == "undo" and int(d.value) == number for d in log if found.action == "undo"):
        raise LedgerError(f"decision {number} is undone already")
    made = _record(connection, "undo", None, (), (), None, number, by, reason)
    touched = found
    while touched.action == "undo":
        touched = next(d for d in log if d.number == int(touched.value))
    if touched.action == "copy":
        documents = [*touched.left, *touched.right]
        held = {d for (d,) in connection.execute(sa.select(t.document.c.id).where(t.document.c.id.in_(documents)))}
        settle_decided_copies(connection, held | _copy_mates(connection, sorted(held)))
    else:
        rework(connection, [*touched.left, *touched.right])
    return _load(connection, made)


def _record(
    connection: Connection, action: str, incident: str | None, left: Iterable[str], right: Iterable[str],
    field: str | None, value: Any, by: str | None, reason: str | None,
) -> int:  # fmt: skip
    data: dict[str, Any] = {"left": sorted(left), "right": sorted(right), "field": field, "value": value}
    row = {
        "action": action, "incident": incident, "data": storable_json(json.dumps(data, ensure_ascii=False)),
        "reason": storable(reason) if reason else None, "decided_by": storable(by) if by else None,
        "decided_at": now(),
    }  # fmt: skip
    number = connection.execute(sa.insert(t.decision).values(row).returning(t.decision.c.number)).scalar_one()
    if action != "copy":
        for some in chunks([{"telling": i, "decision": number} for i in sorted({*data["left"], *data["right"]})]):
            connection.execute(sa.insert(t.anchor), some)
    return int(number)


def _load(connection: Connection, number: int) -> Decision:
    return next(d for d in load_decisions(connection, [number]) if d.number == number)
