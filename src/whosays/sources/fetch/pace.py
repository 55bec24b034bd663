"""How often a host is asked: requests to one host start one after another, with a pause between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Pace:
    """Hands out turns for each host; threads may share one.

    clock, sleep: seconds, as of the time module.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def wait_turn(self, host: str, pause_s: float) -> None:
        """Wait until this host may be asked, and book the pause that follows."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._free_at.get(host, now))
            self._free_at[host] = turn + pause_s
        if turn > now:
            self._sleep(turn - now)

    def hold(self, host: str, seconds: float) -> None:
        """The host asked for a pause: nobody asks it again before that."""
        with self._lock:
            self._free_at[host] = max(self._free_at.get(host, 0.0), self._clock() + seconds)
