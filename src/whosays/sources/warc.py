"""WARC and WET files (crawls, Common Crawl's news set): a document for each page or text in them, as it is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from whosays.errors import InputError
from whosays.sources.folders import shown

_MOST_HEAD = 200_000  # bytes of an answer's head
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True)
class Capture:
    """One record: what was found at an address. ``kind``: the media type, lower case, without parameters."""

    address: str
    kind: str
    content_type: str
    body: bytes
    fetched: str | None


def captures(stream: BinaryIO, most_bytes: int) -> Iterator[Capture | InputError]:
    """The pages and texts of a file; others (requests, images, redirects, errors) are passed over.

    most_bytes: of one page. Raises InputError where the file is damaged; the records before that have come out.
    """
    from warcio.archiveiterator import ArchiveIterator

    logging.getLogger("warcio").setLevel(logging.CRITICAL)  # it tells of every flaw that it works around

    class Records(ArchiveIterator):
        INC_RECORD = ""  # it would print this on standard error; ``err_count`` counts it

    count = 0
    try:
        records = Records(stream, arc2warc=True)
        for record in records:
            count += 1
            found = _capture(record, most_bytes)
            if found is not None:
                yield found
    except InputError:
        raise
    except Exception as error:  # a broken file can fail anywhere in the parser, with any class
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"damaged after {count:,} records ({words})") from None
    if records.err_count:
        raise InputError(f"damaged: {records.err_count:,} records do not end where they say; what was found is read")
    if not count:
        raise InputError("no WARC records in it")


def _capture(record: Any, most_bytes: int) -> Capture | InputError | None:
    kind, answer = record.rec_type, record.http_headers
    if kind not in ("response", "resource", "conversion"):
        return None
    headers = answer if kind == "response" and answer is not None else record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    media = content_type.split(";")[0].strip().lower()
    if media not in _PAGES and media != "text/plain":
        return None
    if kind == "response" and (answer is None or answer.get_statuscode() != "200"):
        return None
    address = shown((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"))
    too_large = InputError(f"{address}: too large: over {most_bytes:,} bytes")
    if (record.length or 0) > most_bytes + _MOST_HEAD:
        return too_large
    try:
        body = _body(record, most_bytes)
    except InputError as error:
        return InputError(f"{address}: {error}")
    if len(body) > most_bytes:
        return too_large
    return Capture(address, media, content_type, body, record.rec_headers.get_header("WARC-Date"))


def _body(record: Any, most_bytes: int) -> bytes:
    """The body of an answer, out of its chunks and unpacked; at most one byte more than ``most_bytes``."""
    from warcio.bufferedreaders import ChunkedDataReader

    from whosays.sources.fetch import unpack

    answer = record.http_headers
    stream = record.raw_stream
    if answer is not None and (answer.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream, decomp_type=None)
    raw: bytes = stream.read(most_bytes + 1)
    coding = answer.get_header("Content-Encoding") if answer is not None else None
    if not coding:
        return raw
    try:
        unpacked = unpack.Unpacked(coding, most_bytes)
        unpacked.feed(raw)
        return unpacked.body()
    except unpack.TooLarge:
        raise InputError(f"too large: unpacks to over {most_bytes:,} bytes") from None
    except unpack.Damaged as error:
        if raw.lstrip()[:1] == b"<":  # kept unpacked, under the header that came with it
            return raw
        raise InputError(str(error)) from None
