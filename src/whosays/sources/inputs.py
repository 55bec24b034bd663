"""The inputs of a command or call, opened one after another; what cannot be read is told and passed over."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from whosays.errors import InputError
from whosays.reading.document import Document, parse_published
from whosays.sources import folders
from whosays.sources.columns import Columns
from whosays.sources.limits import DEFAULT_MAX_CHARS
from whosays.sources.opening import Found, Rules, opened, origin_of

if TYPE_CHECKING:
    from whosays.sources.fetch import Fetcher, Settings


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
    web: Settings | None = None,
) -> Iterator[Document]:
    """The documents in files, folders, archives, at web addresses and in standard input (``-``), in order.

    inputs: names of files of the kinds in ``SUFFIXES``, folders, patterns such as ``news/**/*.txt``, addresses.
    published, publisher: of the inputs; a record (JSON lines, CSV, a message of a mailbox, a page of a crawl) keeps
    its own. max_chars: the longest text that is read, in code points.
    mapping: field -> column of records, as `whosays.sources.columns.parse_map` gives it.
    on_error: called with what cannot be read, and the rest is read on; without it InputError is raised.
    on_open: called with each file as it is opened (its place tells how far reading is).
    web: how addresses are fetched (default: politely, public hosts only).
    """
    parse_published(published)
    rules = Rules(published, publisher, max_chars, Columns(mapping))

    def tell(error: InputError) -> None:
        if on_error is None:
            raise error
        on_error(error)

    with ExitStack() as stack:
        fetcher: Fetcher | None = None
        for name in folders.expanded(inputs, tell):
            if folders.is_address(name):
                fetcher = fetcher or stack.enter_context(_fetcher(web))
                some = _fetched(name, rules, fetcher)
            else:
                some = _open(name, rules, stdin, on_open)
            for found in some:
                if isinstance(found, Document):
                    yield found
                else:
                    tell(found)


def from_bytes(data: bytes) -> Document:
    """The one document in the bytes of a file of any kind. Raises InputError."""
    rules = Rules(None, None, DEFAULT_MAX_CHARS, Columns())
    stream = cast(BinaryIO, io.BytesIO(data))
    found = list(opened(stream, origin_of(stream, "the bytes", None, ""), rules))
    for one in found:
        if isinstance(one, InputError):
            raise one
    if len(found) != 1 or not isinstance(found[0], Document):
        raise InputError(f"the bytes hold {len(found)} documents; read them from a file with read_many()")
    return found[0]


def _fetcher(web: Settings | None) -> Fetcher:
    from whosays.sources.fetch import Fetcher

    return Fetcher(web)


def _fetched(url: str, rules: Rules, fetcher: Fetcher) -> Iterator[Found]:
    """What an address leads to; the options are laid over a lone page, and under the entries of a feed or list."""
    from whosays.sources.web import web_documents

    found = web_documents(url, fetcher, max_chars=rules.max_chars)
    first = next(found, None)
    if first is None:
        yield InputError(f"{url}: nothing to be read there")
        return
    second = next(found, None)
    for one in (first, *(() if second is None else (second,))):
        if isinstance(one, InputError):
            yield one
        else:
            yield rules.over(one) if second is None else rules.under(one)
    for one in found:
        yield rules.under(one) if isinstance(one, Document) else one


def _open(
    name: str, rules: Rules, stdin: BinaryIO | None, on_open: Callable[[BinaryIO], None] | None
) -> Iterator[Found]:
    label = "standard input" if name == "-" else folders.shown(name)
    try:
        if name == "-":
            stream = stdin or sys.stdin.buffer
            yield from opened(stream, origin_of(stream, label, None, ""), rules)
            return
        with open(name, "rb") as stream:
            if on_open is not None:
                on_open(stream)
            yield from opened(stream, origin_of(stream, label, label, os.path.basename(name)), rules)
    except InputError as error:
        yield InputError(f"{label}: {error}")
    except FileNotFoundError:
        known = "no such file" if "://" not in name else "neither a file nor an address of http or https"
        yield InputError(f"{label}: {known}")
    except OSError as error:
        yield InputError(f"{label}: cannot be read ({error.strerror or error})")
    except ValueError as error:  # a name that no file can have
        yield InputError(f"{label!r}: cannot be read ({error})")
