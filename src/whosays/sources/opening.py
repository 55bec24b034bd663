"""An open input to its documents: its kind found, the reader of that kind called, archives gone into."""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from whosays import __version__
from whosays.errors import InputError, UsageError
from whosays.reading.document import Document, parse_published
from whosays.sources import archives, docx, kinds, mail, markdown, pages, pdf, records, tables, warc
from whosays.sources.columns import Columns
from whosays.sources.decode import decode
from whosays.sources.folders import shown
from whosays.sources.kinds import Kind
from whosays.sources.limits import PAGE_BYTES_A_CHARACTER

_MOST_JSON = 64_000_000  # bytes of a JSON file that is not in lines
_DEEPEST = 2  # archives in archives; a compressed archive (.tar.gz, .zip.zst) counts as one
_UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

Found = Document | InputError


@dataclass(frozen=True)
class Rules:
    """What holds for all inputs of one call."""

    published: str | None
    publisher: str | None
    max_chars: int
    columns: Columns

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


@dataclass(frozen=True)
class Origin:
    """Where an input is from. label: how messages call it; uri: None for standard input; name: of the file."""

    label: str
    uri: str | None
    name: str
    budget: archives.Budget
    depth: int = 0
    packed: bool = field(default=False)

    def inside(self, name: str) -> Origin:
        """A file in the archive that this is."""
        uri = f"{self.uri}!{shown(name)}" if self.uri else None
        return dataclasses.replace(
            self, label=f"{self.label}!{shown(name)}", uri=uri, name=name, depth=self.depth + 1, packed=False
        )

    def unpacked(self) -> Origin:
        """What the compressed file holds that this is."""
        return dataclasses.replace(self, name=kinds.unpacked_name(self.name), packed=True)

    def numbered(self, number: int) -> Origin:
        """The message of this number."""
        return dataclasses.replace(
            self, label=f"{self.label}#{number}", uri=f"{self.uri}#{number}" if self.uri else None
        )


def origin_of(stream: BinaryIO, label: str, uri: str | None, name: str) -> Origin:
    """The origin of an input that has just been opened."""
    try:
        size = os.fstat(stream.fileno()).st_size
    except (OSError, AttributeError):
        size = 0
    return Origin(label, uri, name, archives.Budget(lambda: size))


def opened(stream: BinaryIO, origin: Origin, rules: Rules) -> Iterator[Found]:
    """The documents in a stream and the reasons why others are missing; never raises for what an input holds."""
    try:
        head, stream = _peeked(stream)
        kind = kinds.kind_of(origin.name, head)
        if kind == "zip":
            stream = archives.seekable(stream)
            holds = archives.zip_holds(stream)
            if holds == "office":
                raise InputError("an office document or a book of a kind that is not read; save it as PDF or text")
            kind = "docx" if holds == "word" else kind
        yield from _of_kind(kind, stream, origin, rules)
    except InputError as error:
        yield InputError(f"{origin.label}: {error}")
    except MemoryError:
        yield InputError(f"{origin.label}: needs more memory than there is; split it")
    except OSError as error:
        yield InputError(f"{origin.label}: cannot be read ({error.strerror or error})")
    except Exception as error:  # a fault in a parser must not keep the other inputs from being read
        words = str(error).splitlines()[0] if str(error) else ""
        yield InputError(f"{origin.label}: could not be read ({type(error).__name__}: {words}); please report this")


def _of_kind(kind: Kind, stream: BinaryIO, origin: Origin, rules: Rules) -> Iterator[Found]:
    limit = records.longest_line(rules.max_chars)
    match kind:
        case "records":
            lines = records.lines_of(_in_utf8(stream), limit)
            found = records.from_lines(lines, origin.label, rules.max_chars, rules.columns)
            yield from _under(found, rules)
        case "table":
            lines = records.lines_of(_in_utf8(stream), limit)
            yield from _under(tables.from_rows(lines, origin.label, rules.max_chars, rules.columns), rules)
        case "json":
            data = _read(stream, _MOST_JSON, "as JSON; give one record a line (.jsonl)")
            yield from _under(records.from_json(data, origin.label, rules.max_chars, rules.columns), rules)
        case "mbox":
            for number, message in enumerate(mail.split(stream), 1):
                at = origin.numbered(number)
                if isinstance(message, InputError):
                    yield InputError(f"{at.label}: {message}")
                else:
                    yield from _message(message, at, rules, single=False)
        case "mail":
            yield from _message(_read(stream, mail.MOST_BYTES, "for one message"), origin, rules, single=True)
        case "warc":
            yield from _captures(stream, origin, rules)
        case "zip" | "tar":
            if origin.depth >= _DEEPEST:
                raise InputError("an archive in an archive in an archive; unpack the outer one first")
            for member in archives.members(kind, stream, origin.budget):
                if isinstance(member, InputError):
                    yield InputError(f"{origin.label}!{member}")
                else:
                    yield from opened(member[1], origin.inside(member[0]), rules)
        case "gzip" | "zstd":
            if origin.packed:
                raise InputError("compressed twice; unpack it first")
            yield from opened(archives.unpacked(kind, stream, origin.budget), origin.unpacked(), rules)
        case _:
            whole = _whole(kind, stream, rules)
            for document in whole:
                document = document if document.uri else dataclasses.replace(document, uri=origin.uri)
                yield rules.over(document) if len(whole) == 1 else rules.under(document)


def _whole(kind: Kind, stream: BinaryIO, rules: Rules) -> list[Document]:
    """The documents of a file that is read whole: one, or the posts of a live page."""
    limit = rules.max_chars
    if kind == "pdf":
        found = [pdf.from_pdf(_read(stream, pdf.MOST_BYTES, "for a PDF file"), limit)]
    elif kind == "docx":
        found = [docx.from_docx(_read(stream, docx.MOST_BYTES, "for a Word document"))]
    else:
        most = limit * (PAGE_BYTES_A_CHARACTER if kind == "html" else 4)
        data = stream.read(most + 1)
        if len(data) > most:
            raise _too_large(f"over {most:,} bytes", limit)
        if not data.strip():
            raise InputError("the input is empty")
        if kind == "html":
            found = pages.documents_of(data, None, None)
        else:
            decoded = decode(data)
            plain = Document(text=decoded.text, warnings=decoded.warnings)
            found = [_from_markdown(decoded.text, decoded.warnings) if kind == "markdown" else plain]
    for document in found:
        if len(document.text) > limit:
            raise _too_large(f"{len(document.text):,} characters", limit)
    return found


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
        published_where="front matter" if published else None,
        publisher=fields.get("publisher"),
        title=fields.get("title"),
        byline=fields.get("author") or fields.get("byline"),
        uri=fields.get("uri") or fields.get("url"),
        extractor=f"whosays-markdown/{__version__}",
        warnings=warnings,
    )


def _message(data: bytes, origin: Origin, rules: Rules, *, single: bool) -> Iterator[Found]:
    """A message and what is attached to it."""
    try:
        document, attached = mail.from_message(data)
        if isinstance(document, InputError):
            if not attached:
                raise document
        elif len(document.text) > rules.max_chars:
            raise _too_large(f"{len(document.text):,} characters", rules.max_chars)
        else:
            document = dataclasses.replace(document, uri=origin.uri)
            yield rules.over(document) if single else rules.under(document)
    except InputError as error:
        yield InputError(f"{origin.label}: {error}")
        return
    for one in attached:
        if origin.depth < _DEEPEST:
            yield from opened(cast(BinaryIO, io.BytesIO(one.data)), origin.inside(one.name), rules)
        else:
            yield InputError(f"{origin.label}!{one.name}: attached to what is itself attached; not read")


def _captures(stream: BinaryIO, origin: Origin, rules: Rules) -> Iterator[Found]:
    for capture in warc.captures(stream, rules.max_chars * PAGE_BYTES_A_CHARACTER):
        if isinstance(capture, InputError):
            yield InputError(f"{origin.label}!{capture}")
            continue
        try:
            for document in _captured(capture):
                if len(document.text) > rules.max_chars:
                    raise _too_large(f"{len(document.text):,} characters", rules.max_chars)
                yield rules.under(document if document.uri else dataclasses.replace(document, uri=capture.address))
        except InputError as error:
            yield InputError(f"{origin.label}!{capture.address}: {error}")


def _captured(capture: warc.Capture) -> list[Document]:
    if capture.kind == "text/plain":
        decoded = decode(capture.body)
        return [Document(text=decoded.text, retrieved=capture.fetched, warnings=decoded.warnings)]
    return pages.documents_of(capture.body, capture.address, capture.content_type, capture.fetched)


def _under(found: Iterator[Found], rules: Rules) -> Iterator[Found]:
    for one in found:
        yield rules.under(one) if isinstance(one, Document) else one


def _read(stream: BinaryIO, most: int, why: str) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"too large: over {most:,} bytes {why}")
    if not data.strip():
        raise InputError("the input is empty")
    return data


def _too_large(size: str, limit: int) -> InputError:
    return InputError(
        f"too large: {size}, and one document may have {limit:,} characters; split it, give one report a line as "
        f"JSON lines, or raise --max-chars"
    )


def _peeked(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first bytes, and a stream that still has them."""
    if stream.seekable():
        place = stream.tell()
        head = stream.read(kinds.HEAD)
        stream.seek(place)
        return head, stream
    head = b""
    some = getattr(stream, "read1", stream.read)  # what is there already: the stream may be fed slowly
    while (len(head) < kinds.HEAD_AT_LEAST or b"\n" not in head[: kinds.HEAD]) and len(head) < kinds.HEAD:
        block = some(kinds.HEAD - len(head))
        if not block:
            break
        head += block
    return head, io.BufferedReader(_Rejoined(head, stream), 1 << 16)


class _Rejoined(io.RawIOBase):
    """What was read of a stream already, and then the rest of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._some = getattr(rest, "read1", rest.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._head:
            count = min(len(buffer), len(self._head))
            buffer[:count] = self._head[:count]
            self._head = self._head[count:]
            return count
        data = self._some(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _in_utf8(stream: BinaryIO) -> BinaryIO:
    """A stream of lines in UTF-8, where it is in UTF-16 with a mark (as Windows' shells and Excel write)."""
    head, stream = _peeked(stream)
    for mark, encoding in _UTF16:
        if head.startswith(mark):
            return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding), 1 << 16))
    return stream


class _Recoded(io.RawIOBase):
    """UTF-16 as UTF-8."""

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
        self._text.read(1)  # the mark
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._left:
            self._left = self._text.read(1 << 14).encode("utf8")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


__all__ = ["Found", "Origin", "Rules", "opened", "origin_of"]
