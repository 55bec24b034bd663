"""The one HTTP client of whosays: asks for an address as often, as much and as politely as the settings say."""

from __future__ import annotations

import datetime
import email.utils
import re
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from whosays.sources.fetch import unpack
from whosays.sources.fetch.addresses import RefusedAddress, Resolver, system_resolver
from whosays.sources.fetch.answers import Fetched, FetchError, shown
from whosays.sources.fetch.pace import Pace
from whosays.sources.fetch.raw import Exchange, RawKeeper
from whosays.sources.fetch.robots import MAX_BYTES as ROBOTS_BYTES
from whosays.sources.fetch.robots import Robots
from whosays.sources.fetch.settings import Settings
from whosays.sources.fetch.transport import CheckedTransport, Deadline, NoSuchHost

_LONGEST_URL = 8_000
_REDIRECTS = {301, 302, 303, 307, 308}
_TRY_AGAIN = {429, 500, 502, 503, 504}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.I)


@dataclass(frozen=True)
class _Wanted:
    """What is asked for. beginning: of a body over the limit the beginning will do."""

    etag: str | None = None
    last_modified: str | None = None
    max_bytes: int = 0
    beginning: bool = False


class Fetcher:
    """Fetches documents over HTTP and HTTPS; use it as a context manager. Threads may share one.

    Each new connection goes to an address that was checked; each redirect is followed by hand and checked
    like a first request. No cookies are kept, nothing is run, no proxy is used, no user and password are sent.
    resolver: how names become addresses (default: as this machine does it).
    """

    def __init__(self, settings: Settings | None = None, *, resolver: Resolver = system_resolver) -> None:
        self.settings = settings or Settings()
        self._deadline = Deadline()
        self._transport: CheckedTransport | None = None
        self._resolver = resolver
        self._opening = threading.Lock()
        self._turns = threading.BoundedSemaphore(self.settings.concurrency)
        self._pace = Pace()
        self._robots = Robots(self._get_robots)
        keep = self.settings.keep_raw
        self._raw = RawKeeper(keep, self.settings.user_agent) if keep else None

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the file of raw responses."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        if self._raw is not None:
            self._raw.close()

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """What an address answers. Raises FetchError.

        etag, last_modified: of the answer that is there already; if the host says that it still holds,
        the new one is ``not_modified`` and has no body.
        """
        return self._follow(url, _Wanted(etag, last_modified, self.settings.max_bytes), self.settings.respect_robots)

    def _get_robots(self, url: str) -> Fetched:
        return self._follow(url, _Wanted(max_bytes=ROBOTS_BYTES, beginning=True), respect_robots=False)

    def _follow(self, url: str, wanted: _Wanted, respect_robots: bool) -> Fetched:
        if self.settings.offline:
            raise FetchError(url, "offline", "not fetched: whosays was told to stay offline")
        target = _checked_url(url, url)
        seen: set[str] = set()
        for _ in range(self.settings.max_redirects + 1):
            if str(target) in seen:
                raise FetchError(url, "redirects", "its redirects lead in a circle")
            seen.add(str(target))
            pause = self.settings.per_host_delay_s
            if respect_robots:
                try:
                    pause = max(pause, self._robots.check(str(target), _origin(target)))
                except FetchError as error:
                    raise _for(url, target, error) from None
            answer = self._persist(url, target, wanted, pause)
            if isinstance(answer, Fetched):
                return answer
            target = _checked_url(answer, url)
        raise FetchError(url, "redirects", f"it redirects more than {self.settings.max_redirects} times")

    def _persist(self, url: str, target: httpx.URL, wanted: _Wanted, pause: float) -> Fetched | str:
        """An answer or the address of a redirect; what may go better a second time is tried again."""
        for attempt in range(self.settings.retries + 1):
            self._pace.wait_turn(target.host, pause)
            with self._turns:
                try:
                    return self._once(url, target, wanted)
                except FetchError as error:
                    failure = error
            wait = failure.retry_after if failure.retry_after is not None else self.settings.backoff_s * 2**attempt
            if not failure.passing or wait > self.settings.longest_wait_s or attempt == self.settings.retries:
                break
            self._pace.hold(target.host, wait)
        raise _for(url, target, failure)

    def _once(self, url: str, target: httpx.URL, wanted: _Wanted) -> Fetched | str:
        headers = {
            "User-Agent": self.settings.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
            "application/xml;q=0.9, text/plain;q=0.9, application/json;q=0.8, */*;q=0.1",
            "Accept-Encoding": unpack.ACCEPTED,
            "Accept-Language": "en, *;q=0.5",
        }
        if wanted.etag:
            headers["If-None-Match"] = wanted.etag
        if wanted.last_modified:
            headers["If-Modified-Since"] = wanted.last_modified
        fetched_at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        address = str(target)
        self._deadline.start(self.settings.timeout_s)
        try:
            limits = httpx.Timeout(self.settings.timeout_s, connect=self.settings.connect_s)
            request = httpx.Request("GET", target, headers=headers, extensions={"timeout": limits.as_dict()})
            response = self._connections().handle_request(request)
            response.request = request
            try:
                return self._read(url, address, response, wanted, fetched_at)
            finally:
                response.close()
        except RefusedAddress as error:
            raise FetchError(
                address, "refused_address", f"not fetched: {error}; --allow-private reaches such addresses too"
            ) from None
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            connecting = isinstance(error, httpcore.ConnectTimeout)
            limit = min(self.settings.connect_s, self.settings.timeout_s) if connecting else self.settings.timeout_s
            what = "no connection" if connecting else "no whole answer"
            raise FetchError(address, "timeout", f"{what} within {limit:g} s") from None
        except NoSuchHost as error:
            raise FetchError(address, "network", str(error), passing=error.passing) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            if "CERTIFICATE_VERIFY_FAILED" in reason:
                reason = reason.partition("certificate verify failed: ")[2] or reason
                raise FetchError(address, "network", f"its certificate is not valid ({reason[:150]})") from None
            raise FetchError(address, "network", f"the connection failed ({reason[:150]})", passing=True) from None

    def _connections(self) -> CheckedTransport:
        with self._opening:
            if self._transport is None:
                self._transport = CheckedTransport(self.settings, self._resolver, self._deadline)
            return self._transport

    def _read(
        self, url: str, address: str, response: httpx.Response, wanted: _Wanted, fetched_at: str
    ) -> Fetched | str:
        """The body of an answer, as far as the limits allow. Raises FetchError, httpcore's errors."""
        raw = bytearray()
        peer = _peer(response)
        truncated: str | None = "time"
        try:
            taken = unpack.Unpacked(response.headers.get("content-encoding"), wanted.max_bytes)
            if int(response.headers.get("content-length", "0") or "0") > wanted.max_bytes and not wanted.beginning:
                raise unpack.TooLarge
            for piece in response.iter_raw():
                self._deadline.left()
                raw += piece
                if len(raw) > wanted.max_bytes and not wanted.beginning:
                    raise unpack.TooLarge
                taken.feed(piece)
            body = taken.body()
            truncated = None
        except unpack.TooLarge:
            truncated = "length"
            if not wanted.beginning:
                reason = f"over {wanted.max_bytes:,} bytes, packed or unpacked"
                raise FetchError(address, "too_large", reason, status=response.status_code) from None
            body = taken.beginning()
        except unpack.Damaged as error:
            truncated = None
            raise FetchError(
                address, "network", str(error), status=response.status_code, passing=response.status_code in _TRY_AGAIN
            ) from None
        finally:
            self._keep(response, bytes(raw), fetched_at, peer, truncated)
        return _judged(url, address, response, body, fetched_at, bool(wanted.etag or wanted.last_modified))

    def _keep(
        self, response: httpx.Response, body: bytes, fetched_at: str, peer: str | None, truncated: str | None
    ) -> None:
        if self._raw is None:
            return
        request = response.request
        self._raw.keep(
            Exchange(
                url=str(request.url),
                at=fetched_at,
                asked=f"{request.method} {request.url.raw_path.decode('ascii')}",
                request_headers=request.headers.raw,
                status=f"{response.status_code} {response.reason_phrase}".strip(),
                headers=response.headers.raw,
                body=body,
                peer=peer,
                truncated=truncated,
            )
        )


def _peer(response: httpx.Response) -> str | None:
    """The network address that answers."""
    stream = response.extensions.get("network_stream")
    try:
        peer = stream.get_extra_info("server_addr") if stream is not None else None
    except OSError:
        return None
    return str(peer[0]) if peer else None


def _judged(
    url: str, address: str, response: httpx.Response, body: bytes, fetched_at: str, conditional: bool
) -> Fetched | str:
    """The answer, or the address that it redirects to. Raises FetchError for any other status."""
    status = response.status_code
    if status in _REDIRECTS and (where := response.headers.get("location")):
        return urljoin(address, where.strip())
    if not (200 <= status < 300 or (status == 304 and conditional)):
        raise FetchError(
            address,
            "http_status",
            f"the host answers {status} {_phrase(status)}".rstrip(),
            status=status,
            retry_after=_retry_after(response.headers.get("retry-after")),
            passing=status in _TRY_AGAIN,
        )
    kind, _, parameters = response.headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    return Fetched(
        url=url,
        final_url=address,
        status=status,
        not_modified=status == 304,
        headers={name.lower(): value for name, value in response.headers.items()},
        content_type=kind.strip().lower() or None,
        charset=charset.group(1).lower() if charset else None,
        body=b"" if status == 304 else body,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        fetched_at=fetched_at,
    )


def _checked_url(url: str, asked: str) -> httpx.URL:
    """The address to ask, without its fragment. Raises FetchError (bad_url), named by the address asked for."""
    via = "" if url == asked else f"redirected to {shown(url)}: "
    scheme, mark, rest = url.strip(" ").partition("://")
    host, slash, path = rest.partition("/")
    url = scheme + mark + host + slash + path.replace(" ", "%20")
    if len(url) > _LONGEST_URL:
        raise FetchError(asked, "bad_url", f"{via}longer than {_LONGEST_URL:,} characters")
    if any(c <= " " or c == "\x7f" or c == "\\" for c in url):
        raise FetchError(asked, "bad_url", f"{via}not a web address (it holds a space or a control character)")
    try:
        parts = urlsplit(url)
        parsed = httpx.URL(url).copy_with(fragment=None)
        port = parts.port
    except (httpx.InvalidURL, ValueError, UnicodeError, TypeError):
        raise FetchError(asked, "bad_url", f"{via}not a web address") from None
    if parsed.scheme not in {"http", "https"}:
        raise FetchError(asked, "bad_url", f"{via}only http and https addresses are fetched")
    if not parsed.host or port == 0:
        raise FetchError(asked, "bad_url", f"{via}it names no host")
    if parsed.userinfo or "@" in parts.netloc:
        raise FetchError(asked, "bad_url", f"{via}addresses with a user and password are not fetched")
    return parsed


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _for(url: str, target: httpx.URL, error: FetchError) -> FetchError:
    """An error at the end of redirects, told of the address that was asked for."""
    via = "" if str(target) == str(httpx.URL(url).copy_with(fragment=None)) else f"redirected to {shown(str(target))}: "
    return FetchError(
        url,
        error.kind,
        via + error.reason,
        status=error.status,
        retry_after=error.retry_after,
        passing=error.passing,
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait (RFC 9110, 10.2.3: a number or a date); None where nothing usable is said."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), 1e9)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.UTC)
    return max(0.0, when.timestamp() - time.time())
