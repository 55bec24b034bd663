"""The ledger's own texts as documents to be read again: after an update, or with other words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import sqlalchemy as sa

from whosays.errors import InputError
from whosays.ledger import schema as t
from whosays.ledger.history import load_report
from whosays.reading.document import Document

if TYPE_CHECKING:
    from whosays.ledger.database import Database


def held_documents(database: Database, on_error: Callable[[InputError], None]) -> Iterator[Document]:
    """All documents of a ledger as they were given to the reader, in the order of their ids.

    Each is taken in a transaction of its own, so that what has been read can be put in meanwhile. on_error: told of one
    whose text was not kept as it was given (it held NUL characters): read again it would be another document.
    """
    from whosays.reading.reader import document_info

    with database.reading() as connection:
        ids = [d for (d,) in connection.execute(sa.select(t.report.c.document).order_by(t.report.c.document))]
    for identity in ids:
        with database.reading() as connection:
            held = connection.execute(sa.select(t.document.c.side).where(t.document.c.id == identity)).fetchone()
            info = load_report(connection, identity).document if held else None
        if held is None or info is None or info.text is None:  # taken out meanwhile
            continue
        dated_by_reader = info.published_from == "dateline"
        document = Document(
            text=info.text,
            published=None if dated_by_reader else info.published,
            published_from=None if dated_by_reader else info.published_from,
            published_where=info.published_where,
            publisher=info.publisher,
            title=info.title,
            byline=info.byline,
            uri=info.uri,
            external_id=info.external_id,
            extractor=info.extractor,
            side=info.side or held.side,
            modified=info.modified,
            canonical=info.canonical,
            retrieved=info.retrieved,
        )
        if document_info(document, None).id == identity:
            yield document
        else:
            name = info.uri or info.external_id or identity
            on_error(InputError(f"{name}: its text was not kept as it was given; add its file with --reread"))
