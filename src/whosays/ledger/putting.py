"""Putting reports in and taking documents out: one transaction each, so that nothing half done is ever seen."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import LedgerError
from whosays.ledger import schema as t
from whosays.ledger import versions
from whosays.ledger.answers import whole_facts
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
    load_facts,
    load_tellings,
    report_row,
    shingle_day,
    storable,
    storable_json,
    without_tellings,
)
from whosays.model import Report
from whosays.reconcile import copies
from whosays.reconcile.assemble import telling_code
from whosays.reconcile.blocking import stored_keys
from whosays.reconcile.facts import Facts, Publisher
from whosays.reconcile.succession import read_anew, successors
from whosays.reconcile.tell import tell


@dataclass
class Added:
    """What came of adding: document ids that are new, were known, were read anew; of the new ones, those that are
    copies, and those that are versions (newer or earlier ones) of documents that the ledger had."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def __iadd__(self, other: Added) -> Added:
        for name in ("new", "known", "revised", "copies", "versions", "failed"):
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


def put(connection: Connection, prepared: Sequence[Prepared], anew: bool = False) -> Added:
    """Put reports in and rework their neighbourhood. anew: also in place of one that the same version has read."""
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
        if d in todo or (engines.get(d) == engine and not anew):
            added.known.append(d)
            continue
        (added.revised if d in engines else added.new).append(d)
        todo[d] = batch[d]
    if not todo:
        return added
    earlier = {f.document: f for f in whole_facts(connection, added.revised)}
    stood_for = _stood_for(connection, earlier.values())
    dirty = _take_tellings(connection, added.revised)
    # by name only: what a document says of its publisher's side must not depend on which document came first
    names = {p.facts.publisher.name for p in todo.values()}
    publishers = [{"name": storable(n)} for n in sorted(n for n in names if n)]
    insert_new(connection, t.publisher, publishers)
    documents = [document_row(p.report, p.facts, p.text, at) for d, p in todo.items() if d not in engines]
    insert_rows(connection, {t.document: documents})
    mates = versions.note(connection, [(p.report.document, p.facts.publisher.name) for p in todo.values()])
    moved = versions.settle(connection, mates | set(todo))
    dirty |= _shelve(connection, moved.earlier - moved.before - set(todo))
    back = _unshelve(connection, moved.before - moved.earlier - set(todo))
    reports = [report_row(p.report, p.facts, at, whole=d in moved.earlier) for d, p in todo.items()]
    insert_rows(connection, {t.report: reports})
    _put_shingles(connection, [p.facts for p in todo.values()])
    placed = {d: p.facts for d, p in todo.items() if d not in moved.earlier} | back
    _put_tellings(connection, placed.values())
    _put_succession(connection, moved.several | moved.before)
    _put_successors(connection, earlier, {d: f for d, f in placed.items() if d in earlier}, stood_for)
    tellings = {x.id: x for f in placed.values() for x in f.tellings}
    concerned = find_copies(connection, {d: p.facts for d, p in todo.items()})
    concerned |= set(added.revised) | (moved.earlier ^ moved.before)
    changed = settle_copies(connection, concerned) - set(placed)
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
    added.versions = [d for d in added.new if d in moved.several]
    return added


def settle_all(connection: Connection) -> None:
    """Say which versions stand over the whole ledger, after a step that brought versions to an older one."""
    moved = versions.settle(connection, versions.all_several(connection))
    dirty = _shelve(connection, moved.earlier - moved.before)
    _put_succession(connection, moved.several)
    rework(connection, dirty | _tellings_of(connection, moved.several))
    settled = settle_copies(connection, moved.earlier)
    if settled:
        settle_decided_copies(connection, settled)


def _put_shingles(connection: Connection, facts: Iterable[Facts]) -> None:
    rows = [
        {"hash": h, "day": shingle_day(f.published), "document": f.document}
        for f in facts
        for h in copies.index_keys(f.signature)
    ]
    insert_new(connection, t.shingle, rows)


def _put_tellings(connection: Connection, facts: Iterable[Facts]) -> None:
    """Put in what these documents tell."""
    some = list(facts)
    insert_rows(
        connection,
        {
            t.telling: [
                {
                    "id": x.id,
                    "document": f.document,
                    "published": x.published,
                    "code": telling_code(x.id),
                    "refers": int(bool(x.responds_to or x.part_of)),
                    "data": storable_json(x.model_dump_json()),
                }
                for f in some
                for x in f.tellings
            ],
            t.statement: [
                {"document": f.document, "start_char": x.span[0], "data": storable_json(x.model_dump_json())}
                for f in some
                for x in f.statements
            ],
            t.unreal: [
                {
                    "document": f.document,
                    "start_char": x.span[0],
                    "end_char": x.span[1],
                    "status": x.status,
                    "kind": x.kind,
                    "quote": storable(x.quote),
                }
                for f in some
                for x in f.unreal
            ],
            t.block: [
                {"key": key, "telling": x.id}
                for f in some
                for x in f.tellings
                for key in sorted({key_number(k) for k in stored_keys(x)})
            ],
        },
    )


def _stood_for(connection: Connection, facts: Iterable[Facts]) -> dict[str, str]:
    """The tellings of earlier readings and versions, each with the one of these facts that stands for it."""
    out: dict[str, str] = {}
    for some in chunks(sorted(x.id for f in facts for x in f.tellings)):
        query = sa.select(t.succession.c.earlier, t.succession.c.now).where(t.succession.c.now.in_(some))
        out.update({r.earlier: r.now for r in connection.execute(query)})
    return out


def _put_successors(
    connection: Connection, before: Mapping[str, Facts], after: Mapping[str, Facts], stood_for: Mapping[str, str]
) -> None:
    """Of documents that were read anew: which tellings stand for those that are told by other words now.

    stood_for: what stood for others in the earlier reading (see `_stood_for`).
    """
    found = read_anew(before, after)
    kept = {x.id for f in after.values() for x in f.tellings}
    found.update({e: now for e, old in stood_for.items() if (now := old if old in kept else found.get(old))})
    home = {x.id: f.document for f in after.values() for x in f.tellings}
    rows = [
        {"earlier": old, "document": home[now], "code": telling_code(old), "now": now}
        for old, now in sorted(found.items())
    ]
    insert_new(connection, t.succession, rows)
    _carry_anchors(connection, found)


def _carry_anchors(connection: Connection, now_by_old: Mapping[str, str]) -> None:
    """Let decisions be found by the tellings that stand for those they were made on."""
    for some in chunks(sorted(now_by_old)):
        found = connection.execute(sa.select(t.anchor).where(t.anchor.c.telling.in_(some)))
        insert_new(connection, t.anchor, [{"telling": now_by_old[r.telling], "decision": r.decision} for r in found])


def _put_succession(connection: Connection, documents: Iterable[str]) -> None:
    """Say anew which tellings stand for those of the earlier versions among these; decisions are found by both."""
    members = sorted(set(documents))
    for some in chunks(members):
        connection.execute(sa.delete(t.succession).where(t.succession.c.document.in_(some)))
    newest = versions.newest_of(connection, members)
    if not newest:
        return
    facts = {f.document: f for f in whole_facts(connection, {*newest, *newest.values()})}
    now_by_old = successors(facts, newest)
    document = {x.id: d for d in newest for x in facts[d].tellings}
    rows = [
        {"earlier": old, "document": document[old], "code": telling_code(old), "now": now}
        for old, now in sorted(now_by_old.items())
    ]
    insert_rows(connection, {t.succession: rows})
    _carry_anchors(connection, now_by_old)


def _shelve(connection: Connection, documents: Iterable[str]) -> set[str]:
    """Keep what these documents tell with their reports only; returns the tellings that stood with theirs."""
    some = sorted(documents)
    if not some:
        return set()
    put = sa.update(t.report).where(t.report.c.document == sa.bindparam("d"))
    rows = [{"d": f.document, "f": storable_json(f.model_dump_json())} for f in whole_facts(connection, some)]
    connection.execute(put.values(facts=sa.bindparam("f")), rows)
    return _take_tellings(connection, some, with_report=False)


def _unshelve(connection: Connection, documents: Iterable[str]) -> dict[str, Facts]:
    """Take what these documents tell back from their reports; it has yet to be put in."""
    found = load_facts(connection, documents)
    put = sa.update(t.report).where(t.report.c.document == sa.bindparam("d"))
    rows = [{"d": d, "f": storable_json(without_tellings(f).model_dump_json())} for d, f in sorted(found.items())]
    if rows:
        connection.execute(put.values(facts=sa.bindparam("f")), rows)
    return found


def take(connection: Connection, document: str) -> None:
    """Forget a document: its text, report, tellings and all that was worked out from it alone. Where it was the newest
    version of several, the one before it stands again.
    """
    group = set()
    for a, b in connection.execute(
        sa.select(t.copy_pair).where((t.copy_pair.c.a == document) | (t.copy_pair.c.b == document))
    ):
        group |= {a, b}
    mates = versions.mates_of(connection, [document])
    before = set(versions.newest_of(connection, mates))
    dirty = _take_tellings(connection, [document])
    connection.execute(sa.delete(t.document).where(t.document.c.id == document))
    moved = versions.settle(connection, mates - {document})
    back = _unshelve(connection, before - moved.earlier - {document})
    _put_tellings(connection, back.values())
    _put_succession(connection, moved.members)
    group = (group | moved.members) - {document}
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


def _take_tellings(connection: Connection, documents: Sequence[str], with_report: bool = True) -> set[str]:
    """Take the tellings (and reports) of these documents out; returns the tellings that stood with them."""
    if not documents:
        return set()
    own = _tellings_of(connection, documents)
    mates = _mates(connection, own)
    drop_incidents(connection, own)
    for some in chunks(sorted(documents)):
        connection.execute(sa.delete(t.telling).where(t.telling.c.document.in_(some)))
        for table in (t.statement, t.unreal, *((t.report, t.shingle) if with_report else ())):
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


def known(connection: Connection, documents: Iterable[str]) -> set[str]:
    """Those of the documents that the ledger holds."""
    out: set[str] = set()
    for some in chunks(sorted(set(documents))):
        query = sa.select(t.report.c.document).where(t.report.c.document.in_(some))
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
