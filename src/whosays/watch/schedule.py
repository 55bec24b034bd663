"""When something is to be done: the next look at a source, the next attempt after a failure. Times are seconds."""

from __future__ import annotations

from collections.abc import Sequence

# A cron job starts a little earlier or later each time: what is due within this share of its interval is due.
_EARLY = 0.1
_EARLIEST_S = 60.0


def is_due(due: float, now: float, every: float, once: bool) -> bool:
    """Is it time? once: the run is one of a cron job's, which may come a little early."""
    return due <= now + (min(every * _EARLY, _EARLIEST_S) if once else 0.0)


def next_look(now: float, every: float, failures: int, backoff: float, longest: float) -> float:
    """When to look at a source again: sooner than usual after a first failure, later and later after more."""
    return now + (every if not failures else pause(failures, backoff, longest))


def pause(failures: int, backoff: float, longest: float, asked: float | None = None) -> float:
    """How long to wait after so many failures one after another: doubled each time, as long as the host asks for."""
    doubled = backoff * 2.0 ** min(max(0, failures - 1), 40)
    return max(min(doubled, longest), min(asked or 0.0, 86400.0))


def next_revisit(age: float, ages: Sequence[float]) -> float | None:
    """Seconds from now to the next age at which an entry is looked at again; None after the last."""
    return next((a - age for a in ages if a > age), None)
