"""The inputs of a command or call, opened one after another; what cannot be read is told and passed over."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from whosays.errors import InputError
from whosays.reading.document import Document, parse_published
from whosays.sources import folders
from whosays.sources.columns import Columns
from whosays.sources.opening import Found, Rules, opened, origin_of

DEFAULT_MAX_CHARS = 200_000  # some 35,000 words; peak memory stays under 1 GB


def documents(
    inputs: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    max_chars: int = DEFAULT_MAX_CHARS,
    mapping: Mapping[str, str] | None = None,
    on_error: Callable[[InputError], None] | None = None,
    stdin: BinaryIO | None = None,
    on_open: Callable[[BinaryIO], None] | None = None,
) -> Iterator[Document]:
    """The documents in files, folders, archives and standard input (``-``), in order, one at a time in memory.

    inputs: names of files of the kinds in ``SUFFIXES``, folders, patterns such as ``news/**/*.txt``.
    published, publisher: of the inputs; a record (JSON lines, CSV, a message of a mailbox, a page of a crawl) keeps
    its own. max_chars: the longest text that is read, in code points.
    mapping: field -> column of records, as `whosays.sources.columns.parse_map` gives it.
    on_error: called with what cannot be read, and the rest is read on; without it InputError is raised.
    on_open: called with each file as it is opened (its place tells how far reading is).
    """
    parse_published(published)
    rules = Rules(published, publisher, max_chars, Columns(mapping))

    def tell(error: InputError) -> None:
        if on_error is None:
            raise error
        on_error(error)

    for name in folders.expanded(inputs, tell):
        for found in _open(name, rules, stdin, on_open):
            if isinstance(found, Document):
                yield found
            else:
                tell(found)


def _open(
    name: str, rules: Rules, stdin: BinaryIO | None, on_open: Callable[[BinaryIO], None] | None
) -> Iterator[Found]:
    label = "standard input" if name == "-" else folders.shown(name)
    try:
        if name == "-":
            stream = stdin or sys.stdin.buffer
            yield from opened(stream, origin_of(stream, label, None, ""), rules)
            return
        if folders.is_address(name):
            raise InputError("web addresses are not fetched; save the page and give the file")
        with open(name, "rb") as stream:
            if on_open is not None:
                on_open(stream)
            yield from opened(stream, origin_of(stream, label, label, os.path.basename(name)), rules)
    except InputError as error:
        yield InputError(f"{label}: {error}")
    except FileNotFoundError:
        yield InputError(f"{label}: no such file")
    except OSError as error:
        yield InputError(f"{label}: cannot be read ({error.strerror or error})")
    except ValueError as error:  # a name that no file can have
        yield InputError(f"{label!r}: cannot be read ({error})")
