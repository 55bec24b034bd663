"""How far a long run is: a line that renews itself on a terminal, a plain line now and then in a log."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

LOG_EVERY = 30.0  # seconds between two lines in a log
_WINDOW = 60.0  # seconds that the rate is taken over


class Progress:
    """A line on standard error; messages pass above it. ``quiet``: messages only.

    total: bytes of all inputs, where known; it gives the share that is done and the time left.
    """

    def __init__(self, quiet: bool, total: int | None = None) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._total = total
        self._quiet = quiet
        self._seen: deque[tuple[float, int, int]] = deque()  # when, documents, bytes
        self._logged = time.monotonic()
        if quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        shape = BarColumn(bar_width=20) if total else SpinnerColumn()
        columns = (shape, TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("loading the language model …", total=total)

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def read(self, done: int, failed: int, place: int = 0) -> None:
        """Show how many documents are done and failed, and how many bytes of the inputs that is."""
        now = time.monotonic()
        if self._bar and self._task is not None:
            self._note(now, done, place)
            self._bar.update(self._task, description=self._words(done, failed), completed=min(place, self._total or 0))
        elif not self._quiet and now - self._logged >= LOG_EVERY:
            self._note(now, done, place)
            self._logged = now
            print(f"reading: {self._words(done, failed)}", file=sys.stderr, flush=True)
        elif not self._seen:
            self._note(now, done, place)

    def _note(self, now: float, done: int, place: int) -> None:
        self._seen.append((now, done, place))
        while len(self._seen) > 2 and self._seen[1][0] <= now - _WINDOW:
            self._seen.popleft()

    def _words(self, done: int, failed: int) -> str:
        (since, first, start), (now, last, place) = self._seen[0], self._seen[-1]
        words = [f"{done:,} documents"]
        if failed:
            words.append(f"{failed:,} failed")
        if now - since >= 1:
            words.append(f"{(last - first) / (now - since):.1f} a second")
        if self._total:
            words.append(f"{min(100, 100 * place // self._total)} %")
            if now - since >= 5 and place > start:
                words.append(f"{_span((self._total - place) * (now - since) / (place - start))} left")
        return ", ".join(words)

    def say(self, message: str) -> None:
        """Print a line on standard error, above the bar."""
        if self._bar and self._bar.live.is_started:
            self._bar.console.print(message, markup=False, highlight=False, soft_wrap=True)
        else:
            print(message, file=sys.stderr)

    @contextmanager
    def paused(self, needed: bool) -> Iterator[None]:
        """Take the bar away while something else is written to the same terminal."""
        bar = self._bar if needed and self._bar and self._bar.live.is_started else None
        if bar:
            bar.stop()
        yield
        if bar:
            bar.start()


class Track:
    """The bytes of files that are read one after another: how many there are, how many have been taken."""

    def __init__(self) -> None:
        self._before = 0
        self._size = 0
        self._stream: BinaryIO | None = None

    def opened(self, stream: BinaryIO) -> None:
        """Take note of the next file."""
        self._before += self._size
        self._stream = stream
        self._size = os.fstat(stream.fileno()).st_size

    @property
    def place(self) -> int:
        """Bytes taken so far."""
        try:
            return self._before + (min(self._stream.tell(), self._size) if self._stream else 0)
        except (ValueError, OSError):  # closed, or a pipe, which knows no place
            return self._before + self._size


def size_of(names: Iterable[str]) -> int | None:
    """Bytes of all these files; None where one is no plain file."""
    total = 0
    for name in names:
        if not os.path.isfile(name):
            return None
        total += os.path.getsize(name)
    return total or None


def _span(seconds: float) -> str:
    """Seconds in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
