"""What `add` is given: documents to be read, or reports that have been read, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from whosays.errors import InputError, LedgerError
from whosays.ledger.putting import parse_report
from whosays.model import Report
from whosays.reading.document import Document
from whosays.sources import folders, kinds
from whosays.sources.inputs import documents
from whosays.sources.records import looks_like_records

_REPORT_SUFFIXES = (".json", ".jsonl", ".ndjson")
SUFFIXES = (*kinds.SUFFIXES, ".json")  # of files that are taken from folders
_MOST_BYTES = 64_000_000  # of one report


def items(
    inputs: Iterable[str], *, on_error: Callable[[InputError], None], **rules: Any
) -> Iterator[Document | Report]:
    """Documents and reports in files, folders, at addresses and in standard input, in order.

    rules: the options of `whosays.sources.documents`.
    """
    names = folders.expanded(inputs, on_error, SUFFIXES)
    for are_reports, some in groupby(names, _holds_reports):
        if are_reports:
            for name in some:
                yield from _reports(name, on_error)
        else:
            yield from documents(some, on_error=on_error, **rules)


def _holds_reports(name: str) -> bool:
    """Is this a file of reports: one JSON object, or one a line, that says so?"""
    path = Path(name)
    if path.suffix.lower() not in _REPORT_SUFFIXES or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(200)
    except OSError:
        return False
    return b'"format"' in head and b"whosays-" in head


def _reports(name: str, on_error: Callable[[InputError], None]) -> Iterator[Report]:
    """The reports of a file: the file itself where it is one object, else its lines, one at a time in memory."""
    label = folders.shown(name)
    try:
        with open(name, "rb") as stream:
            if looks_like_records(stream.readline(_MOST_BYTES)):
                stream.seek(0)
                parts: Iterable[bytes] = iter(lambda: stream.readline(_MOST_BYTES), b"")
                where = "{}:{}"
            else:
                stream.seek(0)
                parts, where = [stream.read(_MOST_BYTES)], "{}"
            for number, part in enumerate(parts, 1):
                try:
                    if part.strip():
                        yield parse_report(part)
                except LedgerError as error:
                    on_error(InputError(f"{where.format(label, number)}: {error}"))
    except (OSError, UnicodeDecodeError) as error:
        on_error(InputError(f"{label}: cannot be read ({error})"))
