"""A reading process: loads a reader, reads the batches that come in on standard input, answers on standard output.

    python -m whosays.reading.worker

Started by `whosays.reading.parallel`. Messages are pickles, each behind its length (8 bytes, big endian). The first
two are the module path and what makes the reader; each further one is a batch of documents, answered by their
outcomes. A failure to load, or an error of ours, is answered by the exception. The process ends with its input.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from whosays.errors import WhosaysError

if TYPE_CHECKING:
    from whosays.model import Report
    from whosays.reading.document import Document
    from whosays.reading.reader import Reader

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class Failed:
    """A document that could not be read, and why, in words."""

    document: Document
    reason: str


def read_batch(reader: Reader, batch: Sequence[Document]) -> list[Report | Failed]:
    """A report for each document, or why there is none, in order. Raises WhosaysError for a fault of the reader."""
    out: list[Report | Failed] = []
    try:
        out.extend(reader.pipe(batch, on_error=lambda document, error: out.append(_failed(document, error))))
    except WhosaysError:
        raise
    except Exception as error:
        if len(batch) == 1:
            return [_failed(batch[0], error)]
        return [outcome for document in batch for outcome in read_batch(reader, [document])]
    return out


def _failed(document: Document, error: Exception) -> Failed:
    words = str(error).splitlines()[0] if str(error) else ""
    return Failed(document, f"could not be read ({type(error).__name__}: {words}); please report this")


def send(stream: BinaryIO, value: object) -> None:
    """Write one message."""
    data = pickle.dumps(value, protocol=5)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """The pickle in the next message. Raises EOFError at the end of the stream."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    [length] = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def main() -> None:
    """Answer until the input ends."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints is not an answer
        sys.path[:] = pickle.loads(receive(requests))
        try:
            reader: Any = pickle.loads(receive(requests))()
        except Exception as error:
            send(
                answers, error if isinstance(error, WhosaysError) else RuntimeError(f"{type(error).__name__}: {error}")
            )
            return
        send(answers, None)
        while True:
            try:
                batch = pickle.loads(receive(requests))
            except EOFError:
                return
            try:
                send(answers, read_batch(reader, batch))
            except WhosaysError as error:
                send(answers, error)


if __name__ == "__main__":
    from whosays.reading import worker  # by its name, or what it answers would be of «__main__»

    with contextlib.suppress(EOFError, BrokenPipeError):  # nobody listens any more
        worker.main()
