"""What ``whosays add`` does: documents are read and put in a few at a time; what the ledger has is passed over."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from whosays.cli.given import Given
from whosays.cli.progress import Progress, Track
from whosays.errors import UsageError, WhosaysError
from whosays.ledger import Ledger
from whosays.ledger.intake import SUFFIXES, items
from whosays.model import DocumentInfo, Report
from whosays.reading.document import Document
from whosays.reading.parallel import Failed, Outcome, Readers, cores

_AHEAD = 64  # documents that the ledger is asked about at once
_WAIT = 0.5  # seconds that such a batch is filled for
_BATCH = 16  # reports that are put in at once
_MOST_ERRORS = 10_000  # that the final line repeats


@dataclass(frozen=True)
class AddOptions:
    """The options of ``whosays add``."""

    ledger: str
    side: str | None
    lexicon: Path | None
    reread: bool
    limit: int | None
    jobs: int | None
    dry_run: bool
    format: str | None
    quiet: bool


@dataclass
class Counts:
    """What came of it so far."""

    new: int = 0
    known: int = 0
    revised: int = 0
    copies: int = 0
    versions: int = 0
    failed: int = 0
    errors: list[str] = field(default_factory=list)


def add_inputs(given: Given, options: AddOptions) -> int:
    """Add all inputs; returns the exit code: 0 done, 1 some input failed, 130 broken off."""
    if options.side is not None and not (len(options.side) == 3 and options.side.isalpha()):
        raise UsageError(f"--side: '{options.side}' is no ISO 3166-1 alpha-3 code such as UKR")
    track = None if options.quiet else Track()
    progress = Progress(options.quiet, given.size(track, SUFFIXES))
    code = 0
    with ExitStack() as stack:
        ledger = _ledger(options, create=not options.dry_run and bool(given.inputs))
        if ledger is not None:
            stack.enter_context(ledger)
        readers = stack.enter_context(_readers(options))
        stack.enter_context(progress)
        adding = _Adding(ledger, options, progress, track)
        if given.inputs or ledger is None:
            opened = track.opened if track else None
            found = items(given.inputs, on_error=adding.failed, on_open=opened, **given.rules())
        else:
            found = ledger.held(adding.failed)
        try:
            adding.all(found, readers)
        except KeyboardInterrupt:
            code = 130
    if code:
        again = "begin with the first again" if options.reread else "go on"
        progress.say(f"interrupted; what was added is kept, run the same command again to {again}")
    _say(adding.counts, options)
    return code or (1 if adding.counts.failed else 0)


def _ledger(options: AddOptions, create: bool) -> Ledger | None:
    """The ledger; None for a dry run over one that is not there yet."""
    if options.dry_run and "://" not in options.ledger and not os.path.exists(options.ledger):
        return None
    return Ledger(options.ledger, create=create)


def _readers(options: AddOptions) -> Readers:
    from whosays.whole_reader import whole_reader

    made = partial(whole_reader, lexicon=options.lexicon)
    return Readers(made, options.jobs if options.jobs is not None else cores())


class _Adding:
    """One run: what waits to be put in, and what has come of the rest."""

    def __init__(self, ledger: Ledger | None, options: AddOptions, progress: Progress, track: Track | None) -> None:
        self._ledger = ledger
        self._options = options
        self._progress = progress
        self._track = track
        self._waiting: list[tuple[Report, str | None]] = []
        self._places: deque[int] = deque()
        self._held = 0  # of what is to be read, what the ledger has
        self.counts = Counts()

    def failed(self, error: object) -> None:
        """Tell of something that is left out."""
        self.counts.failed += 1
        if len(self.counts.errors) < _MOST_ERRORS:
            self.counts.errors.append(str(error))
        self._progress.say(f"error: {error}")

    def all(self, found: Iterable[Document | Report], readers: Readers) -> None:
        """Add what is found, up to the limit. What has been read is put in whatever breaks off the rest."""
        fresh = self._fresh(found)
        limit = self._options.limit
        if self._options.dry_run:
            found_anew = sum(1 for _ in islice(fresh, limit))
            self.counts.new, self.counts.revised = found_anew - self._held, self._held
            return
        while True:
            taken = 0
            try:
                for outcome in readers.outcomes(islice(fresh, None if limit is None else limit - self.counts.new)):
                    taken += 1
                    self._take(outcome)
            finally:
                if not isinstance(sys.exc_info()[1], WhosaysError):
                    self._put()
            if limit is None or self.counts.new >= limit or not taken:
                return

    def _fresh(self, found: Iterable[Document | Report]) -> Iterator[Document | Report]:
        """What is to be read, of what is found: what the ledger does not have, or all that is to be read again.

        Reports go on as they are: the ledger judges those.
        """
        from whosays.reading.reader import document_info

        for batch in _ahead(found, _AHEAD):
            ids = [x.document.id if isinstance(x, Report) else document_info(x, None).id for x in batch]
            known = self._ledger.known(ids) if self._ledger else set()
            if self._options.reread:
                self._held += len(known)
                known = set()
            for item, identity in zip(batch, ids, strict=True):
                place = self._track.place if self._track else 0
                if identity in known and not isinstance(item, Report):
                    self.counts.known += 1
                    if not self._places:
                        self._show(place)
                    continue
                self._places.append(place)
                yield item

    def _take(self, outcome: Outcome) -> None:
        place = self._places.popleft()
        if isinstance(outcome, Failed):
            self.failed(f"{_label(outcome.document)}: {outcome.reason}")
        elif outcome.document.text is None:
            self.failed(f"report {outcome.document.id}: without its text (--no-text), which the ledger needs")
        else:
            self._warn(outcome)
            self._waiting.append((outcome, outcome.document.side or self._options.side))
            if len(self._waiting) >= _BATCH:
                self._put()
                self._show(place)

    def _warn(self, report: Report) -> None:
        """Tell of what was read badly or not at all, before it is in the ledger and out of sight."""
        if not self._options.quiet:
            for warning in report.warnings:
                self._progress.say(f"warning: {_label(report.document)}: {warning}")

    def _put(self) -> None:
        assert self._ledger is not None
        for added in self._ledger.adding(self._waiting, batch=_BATCH, anew=self._options.reread):
            self.counts.new += len(added.new)
            self.counts.known += len(added.known)
            self.counts.revised += len(added.revised)
            self.counts.copies += len(added.copies)
            self.counts.versions += len(added.versions)
            self._tell_earlier(added.versions)
        self._waiting = []

    def _tell_earlier(self, versions: Sequence[str]) -> None:
        """Tell of versions of a story that do not stand: a correction without a later date is no correction."""
        if self._options.quiet or not versions or self._ledger is None:
            return
        for d, row in self._ledger.documents(versions).items():
            if row.superseded_by:
                name = row.uri or row.external_id or d
                self._progress.say(
                    f"warning: {name}: taken for an earlier version of a story; {row.superseded_by} stands (the later "
                    f"of 'published' and 'modified' decides; see: whosays versions {d})"
                )

    def _show(self, place: int) -> None:
        counts = self.counts
        self._progress.read(counts.new + counts.known + counts.revised, counts.failed, place)


def _label(document: Document | DocumentInfo) -> str:
    return document.uri or document.external_id or "standard input"


def _ahead(found: Iterable[Document | Report], size: int) -> Iterator[list[Document | Report]]:
    """Lists of ``size``, shorter ones where they come slowly."""
    batch: list[Document | Report] = []
    began = time.monotonic()
    for item in found:
        if not batch:
            began = time.monotonic()
        batch.append(item)
        if len(batch) == size or time.monotonic() - began > _WAIT:
            yield batch
            batch = []
    if batch:
        yield batch


def _say(counts: Counts, options: AddOptions) -> None:
    """The exact count of what came of it."""
    if options.format == "json" or (options.format is None and not sys.stdout.isatty()):
        said = {"ledger": options.ledger, **asdict(counts)}
        print(json.dumps(said | {"dry_run": True} if options.dry_run else said, ensure_ascii=False))
        return
    if options.dry_run:
        anew = f", {counts.revised} to be read anew" if counts.revised else ""
        print(f"{counts.new} new, {counts.known} known{anew}, {counts.failed} failed; nothing was read or added")
        return
    versions = f", {counts.versions} versions of known stories" if counts.versions else ""
    words = f"{counts.new} new ({counts.copies} of them copies{versions}), {counts.known} known"
    words += f", {counts.revised} read anew" if counts.revised else ""
    print(f"{words}, {counts.failed} failed. Next: whosays incidents --ledger {options.ledger}")
