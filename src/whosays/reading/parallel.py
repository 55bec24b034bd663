"""Reading with all cores: processes that each have a reader, fed in batches, answering in the order of the input.

Memory does not grow with the stream: no more than a few batches for each process are under way or wait for their
turn. A process that dies is replaced; the document that it died of is told, and the others are read.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any

from whosays.errors import ModelError
from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.worker import Failed, read_batch, receive, send

if TYPE_CHECKING:
    from whosays.reading.reader import Reader

FEW = 12  # documents up to which one process is done before a second has loaded its language
_BATCH = 8  # documents
_BATCH_CHARS = 40_000
_AHEAD = 3  # batches for each process
_DEATHS = 10  # documents in a row that a process died of: then it is not the documents
_SLOW = 5.0  # seconds after which it is not waited for more to see how many there are
_WAIT = 0.5  # seconds that a batch is filled for
_QUICK = 0.1  # seconds in which a stream that does not keep one waiting fills a batch
_WORN = 30_000_000  # characters after which a reader is made anew: spaCy keeps each new word, some 800 bytes of it
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")

Outcome = Report | Failed


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Readers:
    """Reads documents with as many processes as it was given; with none of its own where there are few documents.

    make: gives a `Reader`, called with ``beside`` (see there); it must be picklable (the class, or
    `functools.partial` of it). jobs: processes; one alone keeps to one core.
    Nothing is loaded before there is a document to be read. Use it as a context manager: processes end with it.
    """

    def __init__(self, make: Callable[..., Reader], jobs: int) -> None:
        self._make = make
        self._jobs = jobs
        self._reader: Reader | None = None
        self._read = 0
        self._processes: list[_Process] = []
        self._tasks: queue.SimpleQueue[_Batch | None] = queue.SimpleQueue()

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for process in self._processes:
            self._tasks.put(None)
            process.end()
        self._processes = []

    def outcomes(self, items: Iterable[Document | Report]) -> Iterator[Outcome]:
        """A report for each document, or why there is none, in order; what is a report already comes as it is."""
        stream = iter(items)
        if self._jobs == 1:
            yield from self._here(stream)
            return
        first, all_there = ([], False) if self._processes else _first(stream)
        if all_there:
            yield from self._here(first)
        else:
            yield from self._there(chain(first, stream))

    def _here(self, items: Iterable[Document | Report]) -> Iterator[Outcome]:
        for batch in _batches(items):
            if self._read >= _WORN:
                self._reader, self._read = None, 0
                gc.collect()
            if batch.documents and self._reader is None:
                self._reader = self._make(beside=self._jobs > 1)
            done = iter(read_batch(self._reader, batch.documents) if self._reader and batch.documents else [])
            self._read += batch.size
            yield from batch.in_order(done)

    def _there(self, items: Iterable[Document | Report]) -> Iterator[Outcome]:
        if not self._processes:
            self._processes = [_Process(partial(self._make, beside=False), self._tasks) for _ in range(self._jobs)]
        waiting: deque[_Batch] = deque()
        asked = time.monotonic()
        for batch in _batches(items):
            waiting.append(batch)
            self._tasks.put(batch)
            quick = time.monotonic() - asked < _QUICK
            while waiting and (len(waiting) > _AHEAD * self._jobs or waiting[0].done.is_set()):
                yield from waiting.popleft().result()
                if quick:  # what takes the outcomes may be slow: the processes have their next batch first
                    break
            asked = time.monotonic()
        while waiting:
            yield from waiting.popleft().result()


@dataclass
class _Batch:
    """Some items of the stream, and the answers for those of them that are to be read."""

    items: list[Document | Report]
    documents: list[Document]
    done: threading.Event = field(default_factory=threading.Event)
    answers: list[bytes] = field(default_factory=list)
    error: Exception | None = None

    def result(self) -> Iterator[Outcome]:
        """The outcomes, when they are there. Raises what a process could not go on after."""
        self.done.wait()
        if self.error is not None:
            raise self.error
        found: list[Outcome] = []
        for answer in self.answers:
            value = pickle.loads(answer)
            if isinstance(value, Exception):
                raise value
            found.extend(value)
        return self.in_order(iter(found))

    @property
    def size(self) -> int:
        """Characters to be read."""
        return sum(len(d.text) for d in self.documents)

    def in_order(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Outcomes and the reports that were there already."""
        for item in self.items:
            yield item if isinstance(item, Report) else next(outcomes)


def _first(stream: Iterator[Document | Report]) -> tuple[list[Document | Report], bool]:
    """The first items of a stream, some more than FEW where it has them in good time, and whether they are all."""
    out: list[Document | Report] = []
    began = time.monotonic()
    for item in stream:
        out.append(item)
        if len(out) > FEW or time.monotonic() - began > _SLOW:
            return out, False
    return out, True


def _batches(items: Iterable[Document | Report]) -> Iterator[_Batch]:
    """Batches; small ones from a stream that is slow (pages that are fetched), so that none waits long."""
    some: list[Document | Report] = []
    size = 0
    began = time.monotonic()
    for item in items:
        if not some:
            began = time.monotonic()
        some.append(item)
        size += len(item.text) if isinstance(item, Document) else 0
        if len(some) >= _BATCH or size >= _BATCH_CHARS or time.monotonic() - began > _WAIT:
            yield _Batch(some, [x for x in some if isinstance(x, Document)])
            some, size = [], 0
    if some:
        yield _Batch(some, [x for x in some if isinstance(x, Document)])


class _Process:
    """One reading process and the thread that feeds it; another process takes its place if it dies."""

    def __init__(self, make: Callable[[], Reader], tasks: queue.SimpleQueue[_Batch | None]) -> None:
        self._make = make
        self._tasks = tasks
        self._ending = False
        self._read = 0
        self._deaths = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        threading.Thread(target=self._serve, name="whosays-reading", daemon=True).start()

    def end(self) -> None:
        """Stop at once: a reading process holds nothing that could be lost."""
        with self._lock:
            self._ending = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _serve(self) -> None:
        while not self._ending and (batch := self._tasks.get()) is not None:
            try:
                if self._read >= _WORN:
                    self._renew()
                if batch.documents:
                    batch.answers = self._answers(batch.documents)
                    self._read += batch.size
            except Exception as error:
                batch.error = error
            batch.done.set()

    def _renew(self) -> None:
        """Let the process end; the next batch starts another."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()
        self._read = 0

    def _answers(self, documents: list[Document]) -> list[bytes]:
        """The answer for the documents; where the process dies of them, one for each."""
        answer = self._ask(documents)
        if answer is not None:
            self._deaths = 0
            return [answer]
        if len(documents) == 1:
            self._deaths += 1
            if self._deaths >= _DEATHS:
                raise ModelError(f"reading processes end again and again ({self._death()}); try --jobs 1")
            reason = f"could not be read: the reading process died of it ({self._death()}); please report this"
            return [pickle.dumps([Failed(documents[0], reason)])]
        return [answer for document in documents for answer in self._answers([document])]

    def _ask(self, documents: list[Document]) -> bytes | None:
        """The process's answer; None where it died."""
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        try:
            send(process.stdin, documents)  # type: ignore[arg-type]
            return receive(process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError):
            process.wait()
            return None

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, with its language loaded. Raises what it failed of."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        with self._lock:
            if self._ending:
                raise ModelError("reading has ended")
            try:
                self._process = process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "whosays.reading.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, **_ONE_THREAD},
                    start_new_session=True,  # Ctrl-C is for the parent, which then ends this
                )
            except OSError as error:
                words = error.strerror or str(error)
                raise ModelError(f"a reading process cannot be started ({words}); try --jobs 1") from None
        assert process.stdin is not None and process.stdout is not None
        try:
            send(process.stdin, sys.path)  # type: ignore[arg-type]
            send(process.stdin, self._make)  # type: ignore[arg-type]
            answer: Any = pickle.loads(receive(process.stdout))  # type: ignore[arg-type]
        except (EOFError, OSError):
            process.wait()
            raise ModelError(f"a reading process ended while it was loading ({self._death()}); try --jobs 1") from None
        if answer is not None:
            raise answer
        return process

    def _death(self) -> str:
        code = self._process.returncode if self._process is not None else None
        if code is not None and code < 0:
            return f"signal {-code}" + (", as when memory runs out" if code == -9 else "")
        return f"exit code {code}"


__all__ = ["FEW", "Failed", "Outcome", "Readers", "cores"]
