"""One line on standard error that says how far a long run is; messages pass above it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """A bar on standard error if that is a terminal, else only the messages. ``quiet``: no bar."""

    def __init__(self, quiet: bool) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        if quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("loading the language model …", total=None)

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def read(self, done: int, failed: int) -> None:
        """Show how many documents are done and failed."""
        if self._bar and self._task is not None:
            failures = f", {failed} failed" if failed else ""
            self._bar.update(self._task, description=f"reading: {done} documents{failures}")

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
