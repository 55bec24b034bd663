"""An entry of a source to documents: its page fetched and taken apart, or what the feed or the file itself holds."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from whosays import sources
from whosays.errors import InputError, UsageError
from whosays.reading.document import Document, parse_published
from whosays.sources import web
from whosays.watch.config import Source
from whosays.watch.state import Item, host_of

if TYPE_CHECKING:
    from whosays.sources.fetch import Fetched, Fetcher


def from_answer(source: Source, item: Item, answer: Fetched, title: str | None, fetcher: Fetcher) -> list[Document]:
    """The documents in a fetched page, completed by what the source says of it. title: of the feed.

    Raises InputError where there are none.
    """
    found = []
    for one in web.documents_in(answer, fetcher):
        if isinstance(one, InputError):
            raise InputError(str(one).removeprefix(f"{answer.final_url}: "))
        found.append(one)
    if not found:
        raise InputError("there is nothing to be read")
    return [_completed(d, source, item, title, answer.fetched_at, alone=len(found) == 1) for d in found]


def from_source(source: Source, item: Item, title: str | None, warning: str | None = None) -> list[Document]:
    """The document that a feed itself holds. warning: why the page was not read. Raises InputError."""
    text = item.data.get("content") or item.data.get("summary")
    if not text:
        raise InputError("the feed holds no text of it, and no address")
    warnings = [warning] if warning else []
    if not item.data.get("content"):
        warnings.append("only the feed's summary was read, not the page")
    document = Document(text=text, uri=item.data.get("url"), warnings=tuple(warnings))
    return [_completed(document, source, item, title, None, alone=True)]


def from_file(source: Source, item: Item, on_error: Callable[[InputError], None]) -> Iterator[Document]:
    """The documents in a file. A file is one story: when it changes, it is a new version of it."""
    path = Path(item.id)
    try:
        seen = path.stat().st_mtime
    except OSError as error:
        on_error(InputError(f"{path}: cannot be read ({error.strerror or error})"))
        return
    for document in sources.documents([item.id], on_error=on_error):
        if document.uri == item.id:
            document = dataclasses.replace(document, uri=path.resolve().as_uri(), retrieved=_iso(seen))
        yield _under(document, source)


def _completed(
    document: Document, source: Source, item: Item, title: str | None, fetched_at: str | None, alone: bool
) -> Document:
    """What the source knows and the page does not say; what the configuration says of the source comes first."""
    data = item.data
    document = web.dated(document, data.get("published"), source.kind)
    changed = data.get("lastmod") or data.get("updated")
    if changed and not document.modified and changed != data.get("published"):
        document = dataclasses.replace(document, modified=changed)
    if source.rolling:
        mark = hashlib.sha256(document.text.encode("utf8", "replace")).hexdigest()[:12]
        document = dataclasses.replace(document, uri=f"{document.uri}#{mark}", canonical=None)
    if alone:
        document = dataclasses.replace(
            document,
            title=document.title or data.get("title"),
            byline=document.byline or data.get("byline"),
            external_id=document.external_id or data.get("id"),
        )
    # a host's name stands where a page does not say who brings it out
    named = document.publisher if document.publisher != host_of(document.uri).removeprefix("www.") else None
    publisher = source.publisher or named or title or document.publisher
    return _under(dataclasses.replace(document, publisher=publisher, retrieved=fetched_at), source)


def _under(document: Document, source: Source) -> Document:
    """The publisher and side of the source, where the document has none; a date that is none is left out."""
    try:
        parse_published(document.published)
    except UsageError:
        warning = f"'{document.published}' is no date such as 2024-11-26; read without one"
        document = dataclasses.replace(
            document, published=None, published_from=None, warnings=(*document.warnings, warning)
        )
    return dataclasses.replace(
        document, publisher=document.publisher or source.publisher, side=document.side or source.side
    )


def _iso(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
