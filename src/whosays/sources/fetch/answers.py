"""What comes of asking for a web address: an answer, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from whosays.errors import InputError

FetchFailure = Literal[
    "refused_address", "robots", "too_large", "timeout", "http_status", "redirects", "network", "offline", "bad_url",
]  # fmt: skip


@dataclass(frozen=True)
class Fetched:
    """An answer, read to its end.

    url: as asked; final_url: after redirects; status: HTTP status (2xx, or 304 where not_modified);
    headers: names in lower case, values of a repeated header joined by «, »;
    content_type: «text/html» and the like, in lower case, without parameters; charset: as the header names it;
    body: unpacked, empty for a 304; etag, last_modified: to be given to the next request for this address;
    fetched_at: ISO 8601, UTC, when the request was sent.
    """

    url: str
    final_url: str
    status: int
    not_modified: bool
    headers: Mapping[str, str]
    content_type: str | None
    charset: str | None
    body: bytes
    etag: str | None
    last_modified: str | None
    fetched_at: str


class FetchError(InputError):
    """A web address that gave no document; the message names it and the reason in one line.

    kind: why; status: the HTTP status where there was one; retry_after: seconds after which the host
    says it may be asked again; passing: asking again at once may help (429, 5xx, a broken connection).
    """

    def __init__(
        self,
        url: str,
        kind: FetchFailure,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        passing: bool = False,
    ) -> None:
        super().__init__(f"{shown(url)}: {reason}")
        self.url = url
        self.kind: FetchFailure = kind
        self.reason = reason
        self.status = status
        self.retry_after = retry_after
        self.passing = passing

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled by its parts: a worker process may hand one over."""
        return (_again, (self.url, self.kind, self.reason, self.status, self.retry_after, self.passing))


def _again(
    url: str, kind: FetchFailure, reason: str, status: int | None, retry_after: float | None, passing: bool
) -> FetchError:
    return FetchError(url, kind, reason, status=status, retry_after=retry_after, passing=passing)


def shown(url: str) -> str:
    """An address as a message shows it: no control characters, no user and password, not endless."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in url[:2000])
    scheme, mark, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    if mark and "@" in host:
        text = f"{scheme}://…@{host.rpartition('@')[2]}{slash}{path}"
    return text if len(text) <= 200 else text[:199] + "…"
