"""Putting reports in and taking documents out: one transaction each, so that nothing half done is ever seen."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import LedgerError
from whosays.ledger import schema as t
from whosays.ledger.neighbourhood import (
    drop_incidents,
    find_copies,
    find_links,
    forget_links,
    rework,
    settle_copies,
)
from whosays.ledger.rows import (
    chunks,
    document_row,
    insert_new,
    insert_rows,
    key_number,
    load_tellings,
    report_row,
    shingle_day,
    storable,
    storable_json,
)
from whosays.model import Report
from whosays.reconcile import copies
from whosays.reconcile.assemble import telling_code
from whosays.reconcile.blocking import stored_keys
from whosays.reconcile.facts import Facts, Publisher
from whosays.reconcile.tell import tell


@dataclass
class Added:
    """What came of adding: document ids that are new, were known, were read anew, or are copies (of the new ones)."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def __iadd__(self, other: Added) -> Added:
        for name in ("new", "known", "revised", "copies", "failed"):
            getattr(self, name).extend(getattr(other, name))
        return self


@dataclass(frozen=True)
class Prepared:
    """A report made ready outside of the transaction."""

    report: Report
    facts: Facts
    text: str


def prepare(report: Report, publisher: Publisher) -> Prepared:
    """Work out a report's facts. Raises LedgerError where the report is without its text."""
    text = report.document.text
    if text is None:
        raise LedgerError(f"report {report.document.id}: it is without its text (--no-text), which the ledger needs")
    return Prepared(report, tell(report, publisher, text), storable(text))


def now() -> str:
    """The time of an entry, UTC, seconds."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def put(connection: Connection, prepared: Sequence[Prepared]) -> Added:
    """Put reports in and rework their neighbourhood."""
    added = Added()
    batch = {p.report.document.id: p for p in prepared}
    engines: dict[str, str] = {}
    for some in chunks(sorted(batch)):
        query = sa.select(t.report.c.document, t.report.c.engine).where(t.report.c.document.in_(some))
        engines.update((r.document, r.engine) for r in connection.execute(query))
    at = now()
    todo: dict[str, Prepared] = {}
    for p in prepared:
        d = p.report.document.id
        engine = f"{p.report.generator.name} {p.report.generator.version}"
        if d in todo or engines.get(d) == engine:
            added.known.append(d)
            continue
        (added.revised if d in engines else added.new).append(d)
        todo[d] = batch[d]
    if not todo:
        return added
    dirty = _take_tellings(connection, added.revised)
    # by name only: what a document says of its publisher's side must not depend on which document came first
    names = {p.facts.publisher.name for p in todo.values()}
    publishers = [{"name": storable(n)} for n in sorted(n for n in names if n)]
    insert_new(connection, t.publisher, publishers)
    insert_rows(
        connection,
        {
            t.document: [document_row(p.report, p.facts, p.text, at) for d, p in todo.items() if d not in engines],
            t.report: [report_row(p.report, p.facts, at) for p in todo.values()],
            t.telling: [
                {
                    "id": x.id,
                    "document": d,
                    "published": x.published,
                    "code": telling_code(x.id),
                    "refers": int(bool(x.responds_to or x.part_of)),
                    "data": storable_json(x.model_dump_json()),
                }
                for d, p in todo.items()
                for x in p.facts.tellings
            ],
            t.statement: [
                {"document": d, "start_char": x.span[0], "data": storable_json(x.model_dump_json())}
                for d, p in todo.items()
                for x in p.facts.statements
            ],
            t.unreal: [
                {
                    "document": d,
                    "start_char": x.span[0],
                    "end_char": x.span[1],
                    "status": x.status,
                    "kind": x.kind,
                    "quote": storable(x.quote),
                }
                for d, p in todo.items()
                for x in p.facts.unreal
            ],
            t.block: [
                {"key": key, "telling": x.id}
                for p in todo.values()
                for x in p.facts.tellings
                for key in sorted({key_number(k) for k in stored_keys(x)})
            ],
        },
    )
    insert_new(
        connection,
        t.shingle,
        [
            {"hash": h, "day": shingle_day(p.facts.published), "document": d}
            for d, p in todo.items()
            for h in copies.index_keys(p.facts.signature)
        ],
    )
    tellings = {x.id: x for p in todo.values() for x in p.facts.tellings}
    concerned = find_copies(connection, {d: p.facts for d, p in todo.items()})
    changed = settle_copies(connection, concerned | set(added.revised)) - set(todo)
    if changed:
        others = _tellings_of(connection, changed)
        dirty |= others
        forget_links(connection, others)
        tellings.update(load_tellings(connection, others))
    find_links(connection, tellings)
    rework(connection, dirty | set(tellings))
    for some in chunks(sorted(todo)):
        rows = connection.execute(sa.select(t.copy_of.c.document).where(t.copy_of.c.document.in_(some)))
        added.copies.extend(d for (d,) in rows)
    return added


def take(connection: Connection, document: str) -> None:
    """Forget a document: its text, report, tellings and all that was worked out from it alone."""
    group = set()
    for a, b in connection.execute(
        sa.select(t.copy_pair).where((t.copy_pair.c.a == document) | (t.copy_pair.c.b == document))
    ):
        group |= {a, b}
    group.discard(document)
    dirty = _take_tellings(connection, [document])
    connection.execute(sa.delete(t.document).where(t.document.c.id == document))
    changed = settle_copies(connection, group)
    if group:
        changed |= group
        others = _tellings_of(connection, changed)
        dirty |= others
        forget_links(connection, others)
        find_links(connection, load_tellings(connection, others))
    rework(connection, dirty)


def settle_decided_copies(connection: Connection, documents: Iterable[str]) -> None:
    """After a decision on a copy: settle its group and rework what hangs on it."""
    wanted = set(documents)
    changed = settle_copies(connection, wanted) | wanted
    others = _tellings_of(connection, changed)
    mates = _mates(connection, others)
    forget_links(connection, others)
    find_links(connection, load_tellings(connection, others))
    rework(connection, others | mates)


def _take_tellings(connection: Connection, documents: Sequence[str]) -> set[str]:
    """Take the tellings and reports of these documents out; returns the tellings that stood with them."""
    if not documents:
        return set()
    own = _tellings_of(connection, documents)
    mates = _mates(connection, own)
    drop_incidents(connection, own)
    for some in chunks(sorted(documents)):
        connection.execute(sa.delete(t.telling).where(t.telling.c.document.in_(some)))
        connection.execute(sa.delete(t.shingle).where(t.shingle.c.document.in_(some)))
        for table in (t.report, t.statement, t.unreal):
            connection.execute(sa.delete(table).where(table.c.document.in_(some)))
    return mates - own


def _mates(connection: Connection, tellings: Iterable[str]) -> set[str]:
    """Tellings linked to these, or in one incident with them."""
    out: set[str] = set()
    for some in chunks(sorted(tellings)):
        out |= {b for (b,) in connection.execute(sa.select(t.link.c.b).where(t.link.c.a.in_(some)))}
        out |= {a for (a,) in connection.execute(sa.select(t.link.c.a).where(t.link.c.b.in_(some)))}
        homes = sa.select(t.telling.c.incident).where(t.telling.c.id.in_(some))
        out |= {i for (i,) in connection.execute(sa.select(t.telling.c.id).where(t.telling.c.incident.in_(homes)))}
    return out


def _tellings_of(connection: Connection, documents: Iterable[str]) -> set[str]:
    out: set[str] = set()
    for some in chunks(sorted(set(documents))):
        out |= {i for (i,) in connection.execute(sa.select(t.telling.c.id).where(t.telling.c.document.in_(some)))}
    return out


def known(connection: Connection, documents: Iterable[str], engine: str | None = None) -> set[str]:
    """Those of the documents that the ledger holds (read by this engine, if one is named)."""
    out: set[str] = set()
    for some in chunks(sorted(set(documents))):
        query = sa.select(t.report.c.document).where(t.report.c.document.in_(some))
        if engine is not None:
            query = query.where(t.report.c.engine == engine)
        out |= {d for (d,) in connection.execute(query)}
    return out


def publisher_of(connection: Connection, name: str | None, side: str | None) -> Publisher:
    """The publisher as a person described it to the ledger (`Ledger.publisher`); a record's own side comes first."""
    if not name:
        return Publisher(side=side)
    row = connection.execute(sa.select(t.publisher).where(t.publisher.c.name == storable(name))).fetchone()
    if row is None:
        return Publisher(name=name, side=side)
    return Publisher(name=name, side=side or row.side, kind=row.kind)


def parse_report(data: str | bytes | dict[str, object]) -> Report:
    """A report from JSON. Raises LedgerError where it is none, or of a version that is not understood."""
    from pydantic import ValidationError

    try:
        value = json.loads(data) if isinstance(data, str | bytes) else data
    except ValueError:
        raise LedgerError("this is no JSON") from None
    found = value.get("format") if isinstance(value, dict) else None
    if found != "whosays-report/1":
        what = f"format '{found}'" if found else "no format named"
        raise LedgerError(f"not a report that this version understands ({what}; expected 'whosays-report/1')")
    try:
        return Report.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise LedgerError(f"a broken report: {place}: {first['msg']}") from None
