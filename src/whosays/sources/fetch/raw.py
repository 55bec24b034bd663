"""Everything that goes over the wire, kept as WARC records (ISO 28500) for evidence."""

from __future__ import annotations

import datetime
import io
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from whosays import __version__
from whosays.errors import InputError

Headers = Iterable[tuple[bytes, bytes]]
_HOP_HEADERS = {b"transfer-encoding"}  # the body is kept without its chunks


@dataclass(frozen=True)
class Exchange:
    """One request and its response.

    at: ISO 8601, UTC; asked: method and target («GET /path»); status: code and reason; body: as received, packed
    as the headers say; peer: the network address that answered; truncated: «length» or «time» where reading was
    broken off.
    """

    url: str
    at: str
    asked: str
    request_headers: Headers
    status: str
    headers: Headers
    body: bytes
    peer: str | None = None
    truncated: str | None = None


class RawKeeper:
    """Writes one gzipped WARC file into a folder, begun with the first exchange; threads may share one.

    Raises InputError where the folder cannot be written.
    """

    def __init__(self, folder: Path, user_agent: str) -> None:
        self._folder = Path(folder)
        self._user_agent = user_agent
        self._lock = threading.Lock()
        self._stream: IO[bytes] | None = None
        self._writer: Any = None

    def keep(self, exchange: Exchange) -> None:
        """Write a request and its response."""
        with self._lock:
            try:
                self._write(exchange)
            except OSError as error:
                raise InputError(f"{self._folder}: raw responses cannot be kept ({error.strerror or error})") from None

    def close(self) -> None:
        """End the file."""
        with self._lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = self._writer = None

    def _write(self, exchange: Exchange) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        writer = self._writer or self._begin()
        extra = {"WARC-Date": exchange.at}
        if exchange.peer:
            extra["WARC-IP-Address"] = exchange.peer
        if exchange.truncated:
            extra["WARC-Truncated"] = exchange.truncated
        kept = [header for header in exchange.headers if header[0].lower() not in _HOP_HEADERS]
        response = writer.create_warc_record(
            exchange.url,
            "response",
            payload=io.BytesIO(exchange.body),
            http_headers=StatusAndHeaders(exchange.status, _texts(kept), protocol="HTTP/1.1"),
            warc_headers_dict=extra,
        )
        asked = StatusAndHeaders(f"{exchange.asked} HTTP/1.1", _texts(exchange.request_headers), is_http_request=True)
        request = writer.create_warc_record(
            exchange.url, "request", http_headers=asked, warc_headers_dict={"WARC-Date": exchange.at}
        )
        writer.write_request_response_pair(request, response)
        assert self._stream is not None
        self._stream.flush()

    def _begin(self) -> Any:
        from warcio.warcwriter import WARCWriter

        self._folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d%H%M%S%f")
        path = self._folder / f"whosays-{stamp}-{os.getpid()}.warc.gz"
        self._stream = path.open("xb")
        self._writer = WARCWriter(self._stream, gzip=True)
        info = {
            "software": f"whosays/{__version__}",
            "format": "WARC File Format 1.0",
            "http-header-user-agent": self._user_agent,
        }
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, info))
        return self._writer


def _texts(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
