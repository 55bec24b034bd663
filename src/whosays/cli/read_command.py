"""What ``whosays read`` does: open the inputs, read them, write the reports, tell what failed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from whosays import sources
from whosays.cli import output
from whosays.cli.progress import Progress
from whosays.errors import UsageError
from whosays.reading.document import Document, parse_published

if TYPE_CHECKING:
    from whosays.model import DocumentInfo
    from whosays.reading.reader import Reader


@dataclass(frozen=True)
class ReadOptions:
    """The options of ``whosays read``."""

    published: str | None
    publisher: str | None
    format: output.Format | None
    output: Path | None
    with_text: bool
    model: str | None
    lexicon: Path | None
    max_chars: int
    quiet: bool


def read_inputs(inputs: Sequence[str], options: ReadOptions) -> int:
    """Read all inputs and write their reports; returns how many inputs or records failed."""
    parse_published(options.published)
    if inputs.count("-") > 1:
        raise UsageError("standard input (-) can be read only once")
    format = output.choose_format(options.format, options.output)
    to_terminal = options.output is None and sys.stdout.isatty()
    progress = Progress(quiet=options.quiet)
    done = failures = 0

    def failed(message: object) -> None:
        nonlocal failures
        failures += 1
        progress.say(f"error: {message}")

    documents = sources.documents(
        inputs,
        published=options.published,
        publisher=options.publisher,
        max_chars=options.max_chars,
        on_error=failed,
    )
    first = next(documents, None)
    if first is None:
        return failures
    with progress, output.opened(options.output) as stream:
        reader = _reader(options)
        for report in reader.pipe(chain([first], documents), on_error=_failure(failed)):
            done += 1
            progress.read(done, failures)
            with progress.paused(to_terminal):
                output.write(report, format, stream, options.with_text)
            if not options.quiet and not (to_terminal and format is output.Format.text):
                for warning in report.warnings:
                    progress.say(f"warning: {_label(report.document)}: {warning}")
    return failures


def _reader(options: ReadOptions) -> Reader:
    from whosays.reading.reader import Reader

    if options.model:
        return Reader(options.model, lexicon=options.lexicon)
    return Reader(lexicon=options.lexicon)


def _failure(failed: Callable[[object], None]) -> Callable[[Document, Exception], None]:
    def tell(document: Document, error: Exception) -> None:
        failed(f"{_label(document)}: could not be read ({type(error).__name__}: {error}); please report this")

    return tell


def _label(document: Document | DocumentInfo) -> str:
    return document.uri or document.external_id or "standard input"
