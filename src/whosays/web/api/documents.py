"""Documents: the list, one of them, its text, its report; adding one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from whosays.errors import LedgerError, NotFoundError, UsageError
from whosays.ledger import schema as t
from whosays.ledger.answers import resolve_document
from whosays.ledger.putting import parse_report
from whosays.model import Report
from whosays.reading.document import Document, parse_published
from whosays.web import cursors
from whosays.web.access import require
from whosays.web.api.answers import ERRORS, WRITE_ERRORS, Fresh, TheLedger, answer
from whosays.web.api.shapes import AddedDocument, DocumentPage, DocumentRow, ReportIn, TextIn

router = APIRouter(tags=["documents"], responses=ERRORS)
Id = Annotated[str, Path(max_length=300, description="The id, its beginning, or the id it came with.")]
_DEEPEST = 40
_COLUMNS = ("id", "external_id", "uri", "publisher", "side", "published", "title", "language", "words", "added_at")


@router.get("/documents", response_model=DocumentPage, name="api_documents", dependencies=[Fresh])
def documents(
    request: Request,
    ledger: TheLedger,
    publisher: Annotated[str | None, Query(max_length=200, description="The publisher's whole name.")] = None,
    cursor: cursors.Cursor = None,
    limit: cursors.Limit = 50,
) -> Response:
    """Documents, the last added first."""
    query = ("documents", publisher)
    place = cursors.read(query, cursor, int)
    rows = _rows()
    if publisher:
        rows = rows.where(t.document.c.publisher == publisher)
    if place:
        rows = rows.where(t.document.c.seq < place[0])
    with ledger.database.reading() as connection:
        found = connection.execute(rows.order_by(t.document.c.seq.desc()).limit(limit + 1)).all()
    after = (found[limit - 1].seq,) if len(found) > limit else None
    return answer(request, {"items": [_row(r) for r in found[:limit]], "next": cursors.make(query, after)})


@router.get("/documents/{id}", response_model=DocumentRow, name="api_document", dependencies=[Fresh])
def document(request: Request, ledger: TheLedger, id: Id) -> Response:
    """What is known of a document."""
    with ledger.database.reading() as connection:
        found = resolve_document(connection, id)
        row = connection.execute(_rows().where(t.document.c.id == found)).one()
    return answer(request, _row(row))


@router.get(
    "/documents/{id}/text", name="api_text", dependencies=[Fresh], response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The text"}},
)  # fmt: skip
def text(request: Request, ledger: TheLedger, id: Id) -> Response:
    """The text that all spans count in, in Unicode code points."""
    body = ledger.text(id).encode("utf8", "replace")
    return Response(body, headers={"etag": request.state.tag}, media_type="text/plain; charset=utf-8")


@router.get("/documents/{id}/report", response_model=Report, name="api_report", dependencies=[Fresh])
def report(request: Request, ledger: TheLedger, id: Id) -> Response:
    """The report of a document (whosays-report/1), with its text."""
    return answer(request, ledger.report(id).to_dict())


@router.post(
    "/documents", response_model=AddedDocument, name="api_add", status_code=201, responses=WRITE_ERRORS,
    dependencies=[Depends(require("reviewer"))],
)  # fmt: skip
def add(request: Request, ledger: TheLedger, given: TextIn | ReportIn) -> Response:
    """Read a text, or take a report, and add it; with ``keep`` false it is only read."""
    keep = isinstance(given, ReportIn) or given.keep
    if isinstance(given, ReportIn):
        read = _taken(given.report)
    else:
        parse_published(given.published)
        read = request.app.state.reading.read(
            Document(
                given.text, published=given.published, published_from="option" if given.published else None,
                publisher=given.publisher, title=given.title, uri=given.uri, external_id=given.external_id,
                side=given.side,
            )
        )  # fmt: skip
    id = read.document.id
    data: dict[str, Any] = {"id": id, "outcome": "read", "copy_of": None, "incidents": [], "report": read.to_dict()}
    if not keep:
        return answer(request, data, 201)
    try:
        added = ledger.add(read, side=given.side)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        if isinstance(given, TextIn):
            raise
        raise UsageError(f"report: its parts do not fit together ({type(error).__name__}: {error})") from error
    data["outcome"] = "new" if id in added.new else "revised" if id in added.revised else "known"
    with ledger.database.reading() as connection:
        homes = sa.select(t.telling.c.incident).where(
            t.telling.c.document == id, t.telling.c.incident.is_not(None)
        ).distinct()  # fmt: skip
        data["incidents"] = sorted(i for (i,) in connection.execute(homes))
        original = sa.select(t.copy_of.c.original).where(t.copy_of.c.document == id)
        data["copy_of"] = connection.execute(original).scalar()
    return answer(request, data, 201)


@router.delete(
    "/documents/{id}", status_code=204, name="api_forget", responses=WRITE_ERRORS,
    dependencies=[Depends(require("admin"))],
)  # fmt: skip
def forget(ledger: TheLedger, id: Id) -> Response:
    """Take a document out with all that rests on it alone; decisions stay in the log."""
    with ledger.database.reading() as connection:
        exact = connection.execute(sa.select(t.document.c.id).where(t.document.c.id == id)).scalar()
    if exact is None:
        raise NotFoundError(f"'{id}' is no document of this ledger; give its whole id")
    ledger.forget(exact)
    return Response(status_code=204)


def _taken(data: dict[str, Any]) -> Report:
    """A report from JSON, its spans checked. Raises UsageError."""
    level, depth = [data], 0
    while level:
        level = [x for held in level for x in (held.values() if isinstance(held, dict) else held) if x and _holds(x)]
        depth += 1
        if depth > _DEEPEST:
            raise UsageError("report: it is nested too deeply")
    try:
        report = parse_report(data)
    except LedgerError as error:
        raise UsageError(f"report: {error}") from None
    _check_spans(report)
    return report


def _holds(value: object) -> bool:
    return isinstance(value, dict | list)


def _check_spans(report: Report) -> None:
    """Raise UsageError where the report has no text, or points outside of it."""
    text = report.document.text
    if text is None:
        raise UsageError("report: it is without its text, which the ledger needs")
    for start, end in _spans(report.model_dump(exclude={"document"})):
        if not 0 <= start <= end <= len(text):
            raise UsageError(f"report: a span points at {start}..{end}, the text has {len(text)} characters")


def _spans(data: object) -> Iterator[tuple[int, int]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "span" and value is not None:
                yield value[0], value[1]
            else:
                yield from _spans(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _spans(value)


def _rows() -> sa.Select[Any]:
    d = t.document.c
    query = sa.select(d.seq, *(d[c] for c in _COLUMNS), t.copy_of.c.original, t.version.c.newest)
    query = query.outerjoin(t.copy_of, t.copy_of.c.document == d.id)
    return query.outerjoin(t.version, t.version.c.document == d.id)


def _row(row: sa.Row[Any]) -> dict[str, Any]:
    return {**{c: getattr(row, c) for c in _COLUMNS}, "copy_of": row.original, "superseded_by": row.newest}
