"""WARC and WET files (crawls, Common Crawl's news set): a document for each page or text in them, as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from whosays.errors import InputError

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
    from warcio.exceptions import ArchiveLoadFailed

    count = 0
    try:
        for record in ArchiveIterator(stream, arc2warc=True):
            count += 1
            found = _capture(record, most_bytes)
            if found is not None:
                yield found
    except ArchiveLoadFailed as error:
        raise InputError(f"damaged after {count:,} records ({str(error).splitlines()[0]})") from None
    except (EOFError, OSError) as error:
        raise InputError(f"damaged after {count:,} records ({error})") from None
    if not count:
        raise InputError("no WARC records in it")


def _capture(record: object, most_bytes: int) -> Capture | InputError | None:
    kind = record.rec_type  # type: ignore[attr-defined]
    headers = record.rec_headers  # type: ignore[attr-defined]
    answer = record.http_headers  # type: ignore[attr-defined]
    if kind not in ("response", "resource", "conversion"):
        return None
    content_type = (answer if kind == "response" and answer is not None else headers).get_header("Content-Type") or ""
    media = content_type.split(";")[0].strip().lower()
    address = headers.get_header("WARC-Target-URI") or ""
    if media not in _PAGES and media != "text/plain":
        return None
    if kind == "response" and (answer is None or answer.get_statuscode() != "200"):
        return None
    body = record.content_stream().read(most_bytes + 1)  # type: ignore[attr-defined]
    if len(body) > most_bytes:
        return InputError(f"{address}: too large: over {most_bytes:,} bytes")
    return Capture(address.strip("<>"), media, content_type, body, headers.get_header("WARC-Date"))
