"""The inputs of a command or call, opened one after another; what cannot be read is told and passed over."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from whosays import __version__
from whosays.errors import InputError, UsageError
from whosays.reading.document import Document, parse_published
from whosays.sources import html, markdown, records
from whosays.sources.decode import decode

DEFAULT_MAX_CHARS = 200_000  # some 35,000 words; peak memory stays under 1 GB
_PAGE_BYTES_A_CHARACTER = 20  # a page's markup, scripts and inlined images beside its text

Kind = Literal["text", "markdown", "html", "records"]
SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "records", ".ndjson": "records",
}  # fmt: skip


@dataclass(frozen=True)
class _Options:
    """What holds for all inputs of one call."""

    published: str | None
    publisher: str | None
    max_chars: int
    stdin: BinaryIO | None

    def over(self, document: Document) -> Document:
        """The options laid over what a single file says of itself."""
        if self.published:
            document = dataclasses.replace(document, published=self.published, published_from="option")
        return dataclasses.replace(document, publisher=self.publisher) if self.publisher else document

    def under(self, document: Document) -> Document:
        """The options for what a record does not say itself."""
        if self.published and not document.published:
            document = dataclasses.replace(document, published=self.published, published_from="option")
        if self.publisher and not document.publisher:
            document = dataclasses.replace(document, publisher=self.publisher)
        return document


def documents(
    inputs: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    max_chars: int = DEFAULT_MAX_CHARS,
    on_error: Callable[[InputError], None] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document]:
    """The documents in files (text, Markdown, HTML, JSON lines) and standard input (``-``), in order.

    published, publisher: of the inputs; a record of JSON lines keeps its own.
    max_chars: the longest text that is read, in code points.
    on_error: called with what cannot be read, and the rest is read on; without it InputError is raised.
    """
    parse_published(published)
    options = _Options(published, publisher, max_chars, stdin)
    for name in inputs:
        for found in _open(name, options):
            if isinstance(found, Document):
                yield found
            elif on_error is None:
                raise found
            else:
                on_error(found)


def from_bytes(data: bytes) -> Document:
    """One document from the bytes of a text file or a web page. Raises InputError."""
    return _single(data, "html" if html.looks_like_html(data) else "text")


def _open(name: str | Path, options: _Options) -> Iterator[Document | InputError]:
    label = "standard input" if str(name) == "-" else str(name)
    try:
        if str(name) == "-":
            yield from _from_stream(options.stdin or sys.stdin.buffer, label, None, None, options)
            return
        if str(name).startswith(("http://", "https://")):
            raise InputError("web addresses are not fetched; save the page and give the file")
        path = Path(name)
        if path.is_dir():
            raise InputError(f"this is a folder; give its files, for instance {path}/*.txt")
        with path.open("rb") as stream:
            yield from _from_stream(stream, label, str(path), SUFFIXES.get(path.suffix.lower()), options)
    except InputError as error:
        yield InputError(f"{label}: {error}")
    except FileNotFoundError:
        yield InputError(f"{label}: no such file")
    except OSError as error:
        yield InputError(f"{label}: cannot be read ({error.strerror or error})")
    except ValueError as error:  # a name that no file can have
        yield InputError(f"{label!r}: cannot be read ({error})")


def _from_stream(
    stream: BinaryIO, label: str, uri: str | None, kind: Kind | None, options: _Options
) -> Iterator[Document | InputError]:
    limit = options.max_chars
    first = b""
    if kind is None:
        first = stream.readline(records.longest_line(limit))
        if records.looks_like_records(first):
            kind = "records"
        else:
            first += stream.read(2000)
            kind = "html" if html.looks_like_html(first) else "text"
    if kind == "records":
        for found in records.from_lines(_lines(first, stream, records.longest_line(limit)), label, limit):
            yield options.under(found) if isinstance(found, Document) else found
        return
    most_bytes = limit * (_PAGE_BYTES_A_CHARACTER if kind == "html" else 4)
    data = first + stream.read(max(0, most_bytes + 1 - len(first)))
    if not data.strip():
        raise InputError("the input is empty")
    document = _single(data, kind) if len(data) <= most_bytes else None
    if document is None or len(document.text) > limit:
        size = f"{len(document.text):,} characters" if document else f"over {most_bytes:,} bytes"
        raise InputError(
            f"too large: {size}, and one document may have {limit:,} characters; split it, give one report "
            f"a line as JSON lines, or raise --max-chars"
        )
    if document.uri is None:
        document = dataclasses.replace(document, uri=uri)
    yield options.over(document)


def _lines(first: bytes, stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines of a stream; of one longer than ``limit`` the beginning only, to bound memory."""
    if first:
        yield first
    while line := stream.readline(limit):
        yield line
        while len(line) == limit and not line.endswith(b"\n"):
            line = stream.readline(limit)


def _single(data: bytes, kind: Kind) -> Document:
    if kind == "html":
        decoded = html.decode_page(data)
        page = html.article(decoded.text)
        return Document(
            text=page.text,
            published=page.published,
            published_from="metadata" if page.published else None,
            publisher=page.publisher,
            title=page.title,
            byline=page.byline,
            uri=page.uri,
            extractor=page.extractor,
            warnings=decoded.warnings,
        )
    decoded = decode(data)
    if kind == "text":
        return Document(text=decoded.text, warnings=decoded.warnings)
    return _from_markdown(decoded.text, decoded.warnings)


def _from_markdown(source: str, warnings: tuple[str, ...]) -> Document:
    text, fields = markdown.to_text(source)
    published = fields.get("published") or fields.get("date")
    try:
        parse_published(published)
    except UsageError:
        warnings = (*warnings, f"front matter: '{published}' is no date such as 2024-11-26; read without one")
        published = None
    return Document(
        text=text,
        published=published,
        published_from="metadata" if published else None,
        publisher=fields.get("publisher"),
        title=fields.get("title"),
        byline=fields.get("author") or fields.get("byline"),
        uri=fields.get("uri") or fields.get("url"),
        extractor=f"whosays-markdown/{__version__}",
        warnings=warnings,
    )
