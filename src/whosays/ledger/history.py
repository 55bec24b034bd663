"""The versions of a document one after another, with what changed between them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import LedgerError
from whosays.ledger import schema as t
from whosays.ledger import versions
from whosays.ledger.changes import Changes, changes
from whosays.model import Report


@dataclass(frozen=True)
class Version:
    """One version of a document. current: the one that stands; added_at: when the ledger got it; changes: from the
    version before it, None for the first.
    """

    document: str
    uri: str | None
    publisher: str | None
    title: str | None
    published: str | None
    modified: str | None
    added_at: str
    words: int
    current: bool
    changes: Changes | None


def load_report(connection: Connection, document: str) -> Report:
    """The report of a document, with its text, by the document's exact id. Raises LedgerError."""
    data = connection.execute(sa.select(t.report.c.data).where(t.report.c.document == document)).scalar()
    text = connection.execute(sa.select(t.document.c.text).where(t.document.c.id == document)).scalar()
    if data is None:
        raise LedgerError(f"document {document} has no report")
    report = Report.model_validate_json(data)
    return report.model_copy(update={"document": report.document.model_copy(update={"text": text})})


def history(connection: Connection, document: str) -> tuple[Version, ...]:
    """All versions of the document from old to new."""
    out: list[Version] = []
    before: Report | None = None
    d, v = t.document.c, t.version.c
    query = sa.select(
        d.uri, d.publisher, d.title, d.published, d.added_at, d.words, v.modified, v.newest
    ).outerjoin(t.version, v.document == d.id)  # fmt: skip
    for one in versions.in_order(connection, document):
        row = connection.execute(query.where(d.id == one)).one()
        report = load_report(connection, one)
        out.append(
            Version(
                document=one, uri=row.uri, publisher=row.publisher, title=row.title, published=row.published,
                modified=row.modified, added_at=row.added_at, words=row.words, current=row.newest is None,
                changes=changes(before, report) if before is not None else None,
            )
        )  # fmt: skip
        before = report
    return tuple(out)
