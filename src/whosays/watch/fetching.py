"""Several hosts asked at once, each host by one thread at a time. Threads that end with the program."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """A piece of work that ended: what was asked, and the answer or the error."""

    asked: Any
    answer: T | None
    error: Exception | None


class Pool(Generic[T]):
    """Runs work in daemon threads: a clean stop waits for no slow host."""

    def __init__(self, threads: int, work: Callable[[Any], T]) -> None:
        self._work = work
        self._todo: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done[T]] = queue.SimpleQueue()
        self.running = 0
        for n in range(threads):
            threading.Thread(target=self._run, name=f"whosays-watch-{n}", daemon=True).start()

    def give(self, asked: Any) -> None:
        """Have something done."""
        self.running += 1
        self._todo.put(asked)

    def take(self, timeout: float | None) -> Done[T] | None:
        """The next piece that ended; None where none does within so many seconds."""
        try:
            done = self._done.get(timeout=timeout) if timeout else self._done.get_nowait()
        except queue.Empty:
            return None
        self.running -= 1
        return done

    def _run(self) -> None:
        while True:
            asked = self._todo.get()
            try:
                self._done.put(Done(asked, self._work(asked), None))
            except Exception as error:  # told by whoever takes it
                self._done.put(Done(asked, None, error))
