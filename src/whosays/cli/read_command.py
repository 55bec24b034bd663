"""What ``whosays read`` does: open the inputs, read them, write the reports, tell what failed."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from whosays import sources
from whosays.cli import output
from whosays.cli.given import Given
from whosays.cli.progress import Progress, Track
from whosays.reading.document import Document
from whosays.reading.parallel import Failed, Readers, cores
from whosays.reading.threshold import at_least

if TYPE_CHECKING:
    from whosays.model import DocumentInfo
    from whosays.reading.reader import Reader


@dataclass(frozen=True)
class ReadOptions:
    """The options of ``whosays read``."""

    format: output.Format | None
    output: Path | None
    with_text: bool
    model: str | None
    lexicon: Path | None
    jobs: int | None
    quiet: bool
    explain: bool = False
    min_confidence: float = 0.0


def read_inputs(given: Given, options: ReadOptions) -> int:
    """Read all inputs and write their reports; returns the exit code: 0 done, 1 some input failed, 130 broken off."""
    format = output.choose_format(options.format, options.output)
    to_terminal = options.output is None and sys.stdout.isatty()
    track = None if options.quiet else Track()
    progress = Progress(options.quiet, given.size(track, tuple(sources.SUFFIXES)))
    places: deque[int] = deque()
    done = failures = 0

    def failed(message: object) -> None:
        nonlocal failures
        failures += 1
        progress.say(f"error: {message}")

    def documents() -> Iterator[Document]:
        for document in sources.documents(
            given.inputs, on_error=failed, on_open=track.opened if track else None, **given.rules()
        ):
            places.append(track.place if track else 0)
            yield document

    found = documents()
    first = next(found, None)
    if first is None:
        return 1 if failures else 0
    with (
        progress,
        output.opened(options.output) as stream,
        Readers(partial(_reader, options), _jobs(options)) as readers,
    ):
        try:
            for outcome in readers.outcomes(_with(first, found)):
                place = places.popleft()
                if isinstance(outcome, Failed):
                    failed(f"{_label(outcome.document)}: {outcome.reason}")
                    continue
                done += 1
                report = at_least(outcome, options.min_confidence)
                progress.read(done, failures, place)
                with progress.paused(to_terminal):
                    output.write(report, format, stream, options.with_text)
                if not options.quiet and not (to_terminal and format is output.Format.text):
                    for warning in outcome.warnings:
                        progress.say(f"warning: {_label(outcome.document)}: {warning}")
        except KeyboardInterrupt:
            if not options.quiet and done:
                progress.say(f"interrupted after {done:,} documents; what was written is whole")
            return 130
    return 1 if failures else 0


def _with(first: Document, others: Iterator[Document]) -> Iterator[Document]:
    yield first
    yield from others


def _jobs(options: ReadOptions) -> int:
    return options.jobs if options.jobs is not None else cores()


def _reader(options: ReadOptions, beside: bool = True) -> Reader:
    from whosays.whole_reader import whole_reader

    return whole_reader(options.model, options.lexicon, beside, options.explain)


def _label(document: Document | DocumentInfo) -> str:
    return document.uri or document.external_id or "standard input"
