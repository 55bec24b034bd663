"""What ``whosays add`` does: documents are read and put in a few at a time; what the ledger has is passed over."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whosays import __version__
from whosays.cli.progress import Progress
from whosays.errors import InputError, UsageError, WhosaysError
from whosays.ledger import Added, Ledger
from whosays.ledger.intake import items
from whosays.model import Report
from whosays.reading.document import Document, parse_published

_AHEAD = 64
_BATCH = 16


@dataclass(frozen=True)
class AddOptions:
    """The options of ``whosays add``."""

    ledger: str
    published: str | None
    publisher: str | None
    side: str | None
    lexicon: Path | None
    reread: bool
    limit: int | None
    max_chars: int
    format: str | None
    quiet: bool


def add_inputs(inputs: Sequence[str], options: AddOptions) -> int:
    """Add all inputs; returns the exit code: 0 done, 1 some input failed, 130 broken off."""
    parse_published(options.published)
    if options.side is not None and not (len(options.side) == 3 and options.side.isalpha()):
        raise UsageError(f"--side: '{options.side}' is no ISO 3166-1 alpha-3 code such as UKR")
    progress = Progress(quiet=options.quiet)
    total = Added()
    code = 0

    def failed(error: InputError) -> None:
        total.failed.append(("", str(error)))
        progress.say(f"error: {error}")

    with Ledger(options.ledger) as ledger, progress:
        found = items(
            inputs,
            published=options.published,
            publisher=options.publisher,
            max_chars=options.max_chars,
            on_error=failed,
        )
        try:
            for batch in _ahead(found, _AHEAD):
                _add_batch(ledger, batch, options, total, progress, failed)
                if options.limit is not None and len(total.new) >= options.limit:
                    break
        except KeyboardInterrupt:
            progress.say("interrupted; what was added is kept, run it again to go on")
            code = 130
    _say(total, options)
    return code or (1 if total.failed else 0)


def _ahead(found: Iterable[Document | Report], size: int) -> Iterator[list[Document | Report]]:
    batch: list[Document | Report] = []
    for item in found:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _add_batch(
    ledger: Ledger,
    batch: list[Document | Report],
    options: AddOptions,
    total: Added,
    progress: Progress,
    failed: object,
) -> None:
    """Read those of a batch that are not known, and put them in."""
    from whosays.reading.reader import document_info

    ids = {id(x): x.document.id if isinstance(x, Report) else document_info(x, None).id for x in batch}
    engine = f"whosays {__version__}" if options.reread else None
    known = ledger.known(ids.values(), engine)
    fresh = [x for x in batch if isinstance(x, Report) or ids[id(x)] not in known]
    total.known.extend(ids[id(x)] for x in batch if not isinstance(x, Report) and ids[id(x)] in known)
    if options.limit is not None:
        fresh = fresh[: max(0, options.limit - len(total.new))]
    waiting: list[tuple[Report, str | None]] = []

    def put() -> None:
        nonlocal total, waiting
        for added in ledger.adding(waiting, batch=_BATCH):
            total += added
            progress.read(len(total.new) + len(total.known) + len(total.revised), len(total.failed))
        waiting = []

    try:
        for report in _reports(fresh, options, failed):
            if report.document.text is None:
                failed(InputError(f"report {report.document.id}: without its text (--no-text), which the ledger needs"))  # type: ignore[operator]
                continue
            waiting.append((report, report.document.side or options.side))
            if len(waiting) >= _BATCH:
                put()
    finally:
        if waiting and not isinstance(sys.exc_info()[1], WhosaysError):
            put()


def _reports(fresh: list[Document | Report], options: AddOptions, failed: object) -> Iterator[Report]:
    """Reports as they are, documents read."""
    documents = [x for x in fresh if isinstance(x, Document)]
    yield from (x for x in fresh if isinstance(x, Report))
    if documents:

        def tell(document: Document, error: Exception) -> None:
            label = document.uri or document.external_id or "standard input"
            failed(InputError(f"{label}: could not be read ({type(error).__name__}: {error})"))  # type: ignore[operator]

        yield from _reader(options.lexicon).pipe(documents, on_error=tell)


_readers: dict[Path | None, object] = {}


def _reader(lexicon: Path | None):  # type: ignore[no-untyped-def]
    """The reader, loaded once."""
    from whosays.reading.reader import Reader

    if lexicon not in _readers:
        _readers[lexicon] = Reader(lexicon=lexicon)
    return _readers[lexicon]


def _say(total: Added, options: AddOptions) -> None:
    """The exact count of what came of it."""
    counts = {
        "new": len(total.new), "known": len(total.known), "revised": len(total.revised),
        "copies": len(total.copies), "failed": len(total.failed),
    }  # fmt: skip
    if options.format == "json" or (options.format is None and not sys.stdout.isatty()):
        errors = [message for _, message in total.failed]
        print(json.dumps({"ledger": options.ledger, **counts, "errors": errors}, ensure_ascii=False))
        return
    words = f"{counts['new']} new ({counts['copies']} of them copies), {counts['known']} known"
    words += f", {counts['revised']} read anew" if counts["revised"] else ""
    print(f"{words}, {counts['failed']} failed. Next: whosays incidents --ledger {options.ledger}")
