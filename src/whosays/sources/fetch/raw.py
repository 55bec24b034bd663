"""Everything that goes over the wire, kept as WARC records (ISO 28500) for evidence."""

from __future__ import annotations

import datetime
import io
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from whosays import __version__
from whosays.errors import InputError

Headers = Iterable[tuple[bytes, bytes]]
_HOP_HEADERS = {b"transfer-encoding"}  # the body is kept without its chunks


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

    def keep(
        self,
        url: str,
        *,
        fetched_at: str,
        request: tuple[str, Headers],
        status: tuple[int, str],
        headers: Headers,
        body: bytes,
        address: str | None,
        truncated: str | None,
    ) -> None:
        """One request and its response.

        request: method with target («GET /path») and headers; status: code and reason; body: as received
        (packed as the headers say); truncated: «length» or «time» where reading was broken off.
        """
        with self._lock:
            try:
                self._write(url, fetched_at, request, status, headers, body, address, truncated)
            except OSError as error:
                raise InputError(f"{self._folder}: raw responses cannot be kept ({error.strerror or error})") from None

    def close(self) -> None:
        """End the file."""
        with self._lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = self._writer = None

    def _write(
        self,
        url: str,
        fetched_at: str,
        request: tuple[str, Headers],
        status: tuple[int, str],
        headers: Headers,
        body: bytes,
        address: str | None,
        truncated: str | None,
    ) -> None:
        from warcio.statusandheaders import StatusAndHeaders

        writer = self._writer or self._begin()
        extra = {"WARC-Date": fetched_at}
        if address:
            extra["WARC-IP-Address"] = address
        if truncated:
            extra["WARC-Truncated"] = truncated
        kept = [(_text(name), _text(value)) for name, value in headers if name.lower() not in _HOP_HEADERS]
        answer = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(f"{status[0]} {status[1]}".strip(), kept, protocol="HTTP/1.1"),
            warc_headers_dict=extra,
        )
        lines = [(_text(name), _text(value)) for name, value in request[1]]
        asked = writer.create_warc_record(
            url,
            "request",
            http_headers=StatusAndHeaders(f"{request[0]} HTTP/1.1", lines, is_http_request=True),
            warc_headers_dict={"WARC-Date": fetched_at},
        )
        writer.write_request_response_pair(asked, answer)
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


def _text(value: bytes) -> str:
    return value.decode("latin-1")
