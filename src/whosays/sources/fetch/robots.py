"""What a host's robots.txt allows (RFC 9309), asked once a day for each host."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from whosays.sources.fetch.answers import Fetched, FetchError
from whosays.sources.fetch.settings import ROBOTS_NAME

MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read
_KEPT_S = 24 * 3600.0  # RFC 9309, 2.4
_FAILURE_KEPT_S = 600.0
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True)
class _Rules:
    parsed: Any | None  # Protego; None: everything is allowed
    closed: str | None  # why nothing is allowed
    until: float


class Robots:
    """The rules of all hosts that were asked; threads may share one.

    ask: fetches the robots.txt at an address; raises FetchError.
    """

    def __init__(self, ask: Callable[[str], Fetched], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: dict[str, _Rules] = {}
        self._asking: dict[str, threading.Lock] = {}

    def check(self, url: str, origin: str) -> float:
        """The pause in seconds that the host asks for between requests (0.0: none).

        origin: scheme, host and port of the address. Raises FetchError (kind robots) for an address that may
        not be fetched, and what comes of asking for the robots.txt itself when the host cannot be reached.
        """
        rules = self._rules(origin, url)
        if rules.closed:
            raise FetchError(url, "robots", rules.closed)
        if rules.parsed is None:
            return 0.0
        if not rules.parsed.can_fetch(url, ROBOTS_NAME):
            raise FetchError(url, "robots", "the host's robots.txt asks that this page is not fetched by programs")
        return min(float(rules.parsed.crawl_delay(ROBOTS_NAME) or 0.0), _LONGEST_PAUSE_S)

    def _rules(self, origin: str, url: str) -> _Rules:
        with self._lock:
            asking = self._asking.setdefault(origin, threading.Lock())
        with asking:
            rules = self._hosts.get(origin)
            if rules is None or rules.until < self._clock():
                rules = self._hosts[origin] = self._fetch(origin, url)
            return rules

    def _fetch(self, origin: str, url: str) -> _Rules:
        now = self._clock()
        try:
            answer = self._ask(f"{origin}/robots.txt")
        except FetchError as error:
            if error.kind == "http_status" and error.status is not None:
                if error.status == 429 or error.status >= 500:  # 2.3.1.4: unreachable, so all is closed
                    why = f"the host's robots.txt cannot be had now (HTTP {error.status}); try again later"
                    return _Rules(None, why, now + _FAILURE_KEPT_S)
                return _Rules(None, None, now + _KEPT_S)  # 2.3.1.3: there is none
            if error.kind in {"redirects", "too_large", "bad_url"}:
                return _Rules(None, None, now + _KEPT_S)
            raise FetchError(url, error.kind, error.reason, status=error.status, passing=error.passing) from None
        return _Rules(_parsed(answer.body), None, now + _KEPT_S)


def _parsed(body: bytes) -> Any:
    from protego import Protego

    return Protego.parse(body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff"))
