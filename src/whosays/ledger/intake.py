"""What `add` is given: documents to be read, or reports that have been read, one after another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from whosays import sources
from whosays.errors import InputError, LedgerError
from whosays.ledger.putting import parse_report
from whosays.model import Report
from whosays.reading.document import Document

_REPORT_SUFFIXES = (".json", ".jsonl", ".ndjson")
_SUFFIXES = (*sources.SUFFIXES, ".json")


def items(
    inputs: Iterable[str],
    *,
    published: str | None = None,
    publisher: str | None = None,
    max_chars: int = sources.DEFAULT_MAX_CHARS,
    on_error: Callable[[InputError], None],
) -> Iterator[Document | Report]:
    """Documents and reports in files, folders and standard input, in order; see `whosays.sources.documents`."""
    for name in expanded(inputs, on_error):
        if _holds_reports(name):
            yield from _reports(name, on_error)
        else:
            yield from sources.documents(
                [name], published=published, publisher=publisher, max_chars=max_chars, on_error=on_error
            )


def expanded(inputs: Iterable[str], on_error: Callable[[InputError], None]) -> Iterator[str]:
    """The inputs, folders replaced by the files in them that can be read, sorted."""
    for name in inputs:
        path = Path(name)
        if name != "-" and path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
            if not files:
                on_error(InputError(f"{name}: no files here that can be read ({', '.join(sorted(_SUFFIXES))})"))
            yield from map(str, files)
        else:
            yield name


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
    path = Path(name)
    try:
        text = path.read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        on_error(InputError(f"{name}: cannot be read ({error})"))
        return
    for where, part in _parts(name, text):
        try:
            yield parse_report(part)
        except LedgerError as error:
            on_error(InputError(f"{where}: {error}"))


def _parts(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The reports of a file: the file itself where it is one object, else its lines."""
    try:
        json.loads(text)
        yield name, text
    except ValueError:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield f"{name}:{number}", line
