"""The page of one document: its text with marks in layers, the items in lists, versions, copies, incidents."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from whosays.ledger import schema as t
from whosays.ledger.answers import documents_of, load_incident, resolve_document
from whosays.model.incidents import Incident
from whosays.web.links import path_for
from whosays.web.pages.frame import ledger_of, page
from whosays.web.pages.reading import reading

router = APIRouter()
_MOST = 30


@router.get("/documents/{id}", name="document")
def document_page(request: Request, id: str) -> Response:
    """One document by its id, its own id, or its address."""
    ledger = ledger_of(request)
    with ledger.database.reading() as connection:
        found = resolve_document(connection, id)
        if found != id:
            return RedirectResponse(path_for(request, "document", id=found), 303)
        row = connection.execute(sa.select(t.document).where(t.document.c.id == id)).one()
        starts = sa.select(t.evidence_item.c.start_char).where(t.evidence_item.c.document == id)
        stated = sa.select(t.statement.c.start_char).where(t.statement.c.document == id)
        anchors = sorted({s for (s,) in connection.execute(starts.union(stated))})
        incidents = _incidents(connection, id)
        copies = connection.execute(
            sa.select(t.copy_of).where((t.copy_of.c.document == id) | (t.copy_of.c.original == id))
        )
        mates = {x for r in copies for x in (r.document, r.original)} - {id}
        others = documents_of(connection, mates)
        own = documents_of(connection, {id})[id]
    report = ledger.report(id)
    versions = ledger.versions(id)
    return page(
        request,
        "document.html",
        id=id,
        row=row,
        info=report.document,
        generator=report.generator,
        own=own,
        others=others,
        link=safe_link(row.uri),
        anchors=set(anchors),
        reading=reading(report, anchors),
        incidents=incidents,
        versions=versions if len(versions) > 1 else (),
    )


def safe_link(uri: str | None) -> str | None:
    """The address, if it is one of the web that can be followed; never a script's."""
    try:
        parts = urlsplit(uri or "")
    except ValueError:
        return None
    return uri if parts.scheme in ("http", "https") and parts.netloc else None


def _incidents(connection: sa.Connection, id: str) -> list[Incident]:
    homes = sa.select(t.telling.c.incident).where(t.telling.c.document == id, t.telling.c.incident.is_not(None))
    ids = sorted({i for (i,) in connection.execute(homes)})[:_MOST]
    return sorted((load_incident(connection, i) for i in ids), key=lambda i: (i.start or "9999", i.id))
