"""The ledger as one object: the same verbs for the command line, for Python and for the web."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import InputError, LedgerError
from whosays.export import plain, write
from whosays.ledger import answers, deciding, following, putting, versions
from whosays.ledger import schema as t
from whosays.ledger.called import is_called
from whosays.ledger.database import Database
from whosays.ledger.filters import Filter
from whosays.ledger.following import Baseline, Followed
from whosays.ledger.history import Version, history, load_report
from whosays.ledger.neighbourhood import load_copies, rework
from whosays.ledger.putting import Added
from whosays.ledger.rereading import held_documents
from whosays.ledger.rows import chunks, load_decisions
from whosays.ledger.tally import Row, Share, shares, tally
from whosays.model import Report
from whosays.model.incidents import Account, Incident, Incidents, LedgerCheck, LedgerDocument
from whosays.reading.document import Document
from whosays.reconcile.decisions import Decision, standing
from whosays.reconcile.facts import Publisher, Telling
from whosays.reconcile.scoring import Comparison, compare

if TYPE_CHECKING:
    from types import TracebackType

BATCH = 16


@dataclass(frozen=True)
class Chain:
    """What an incident answered, and what answered it, as reports say; nearest first."""

    incident: Incident
    answered: tuple[Incident, ...]
    answered_by: tuple[Incident, ...]


@dataclass(frozen=True)
class Explanation:
    """Why two incidents are one or two: the pairs of their tellings, the strongest first, and decisions on them."""

    a: str
    b: str
    pairs: tuple[Comparison, ...]
    decisions: tuple[Decision, ...]

    @property
    def merged(self) -> bool:
        """True where the two are one incident."""
        return self.a == self.b


class Ledger:
    """A ledger of reports. Use it as a context manager, or close it.

    location: path of an SQLite file (made where there is none), or ``postgresql://…``. Several processes may use one
    ledger at once. Every method raises LedgerError where the ledger cannot be read or written.
    """

    def __init__(self, location: str | os.PathLike[str], create: bool = True) -> None:
        self.database = Database(location, create=create, upgraded=_brought_up_to_date)
        self.location = self.database.location

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()

    def add(self, reports: Report | Iterable[Report], side: str | None = None) -> Added:
        """Put reports in; those it has are left alone. side: of their publishers, where not known."""
        some = [reports] if isinstance(reports, Report) else reports
        return self.add_from((r, r.document.side or side) for r in some)

    def add_from(self, reports: Iterable[tuple[Report, str | None]]) -> Added:
        """Put reports in, each with its publisher's side; a batch at a time, each batch whole or not at all."""
        total = Added()
        for added in self.adding(reports):
            total += added
        return total

    def adding(
        self, reports: Iterable[tuple[Report, str | None]], batch: int = BATCH, anew: bool = False
    ) -> Iterator[Added]:
        """As `add_from`, with the outcome of each batch as it is kept. anew: in place of those that it has."""
        waiting: list[tuple[Report, str | None]] = []
        for item in reports:
            waiting.append(item)
            if len(waiting) >= batch:
                yield self._put(waiting, anew)
                waiting = []
        if waiting:
            yield self._put(waiting, anew)

    def _put(self, reports: Sequence[tuple[Report, str | None]], anew: bool) -> Added:
        with self.database.reading() as connection:
            named = {(r.document.publisher, side) for r, side in reports}
            publishers = {k: putting.publisher_of(connection, *k) for k in sorted(named, key=str)}
        prepared = [putting.prepare(r, publishers[r.document.publisher, side]) for r, side in reports]
        with self.database.writing() as connection:
            return putting.put(connection, prepared, anew)

    def known(self, documents: Iterable[str]) -> set[str]:
        """Those of these document ids that the ledger holds."""
        with self.database.reading() as connection:
            return putting.known(connection, documents)

    def held(self, on_error: Callable[[InputError], None]) -> Iterator[Document]:
        """All its documents, to be read again; what is read goes in with ``adding(…, anew=True)``.

        on_error: told of those that cannot be.
        """
        return held_documents(self.database, on_error)

    def forget(self, document: str) -> str:
        """Take a document out with all that rests on it alone; returns its id. Decisions stay in the log."""
        with self.database.writing() as connection:
            found = answers.resolve_document(connection, document)
            putting.take(connection, found)
        return found

    def publisher(
        self, name: str, side: str | None = None, kind: str | None = None, domains: str | None = None
    ) -> None:
        """Say what a publisher is (kind: media, party, body, igo). Holds for documents that are added from now on."""
        values = {k: v for k, v in (("side", side), ("kind", kind), ("domains", domains)) if v is not None}
        with self.database.writing() as connection:
            found = connection.execute(sa.select(t.publisher.c.id).where(t.publisher.c.name == name)).scalar()
            if found is None:
                connection.execute(sa.insert(t.publisher).values(name=name, **values))
            elif values:
                connection.execute(sa.update(t.publisher).where(t.publisher.c.id == found).values(**values))

    def incidents(self, **filters: Any) -> list[Incident]:
        """Incidents by date, with their relations; filters as in `Filter`."""
        wanted = Filter(**filters)
        if wanted.as_of is not None:
            return list(self.answer(**filters).incidents)
        with self.database.reading() as connection:
            return answers.related(connection, answers.find(connection, wanted))

    def count(self, **filters: Any) -> int:
        """How many incidents fit."""
        if filters.get("as_of"):
            return len(self.incidents(**filters))
        with self.database.reading() as connection:
            return answers.count(connection, Filter(**filters))

    def answer(self, **filters: Any) -> Incidents:
        """The whole answer in the format whosays-incidents/1; filters as in `Filter`."""
        with self.database.reading() as connection:
            return answers.everything(connection, Filter(**filters))

    def show(self, incident: str) -> Incident:
        """One incident, by its id, the beginning of it, or an id it had before."""
        with self.database.reading() as connection:
            found = answers.load_incident(connection, answers.resolve(connection, incident))
            return answers.related(connection, [found])[0]

    def claims(self, by: str, **filters: Any) -> list[tuple[Incident, Account]]:
        """What a source says, incident by incident; ``by``: a part of its name, or another name of it («JNIM»)."""
        found = self.incidents(source=by, **filters)
        return [(i, a) for i in found for a in i.accounts if is_called(a.source, by)]

    def tally(self, by: str = "total", roles: Sequence[str] = (), who: str | None = None, **filters: Any) -> list[Row]:
        """Sums of figures over the incidents that fit; see `whosays.ledger.tally.tally`."""
        return tally(self.incidents(**filters), by, roles, who)

    def interception(self, **filters: Any) -> list[Share]:
        """Shares of what was intercepted, each with the claimant's name."""
        return shares(self.incidents(**filters))

    def chain(self, incident: str) -> Chain:
        """What an incident answered and what answered it, through any number of steps."""
        with self.database.reading() as connection:
            start = answers.resolve(connection, incident)

            def follow(step: Any) -> tuple[Incident, ...]:
                seen, edge = {start}, [start]
                out: list[Incident] = []
                while edge:
                    found = sorted({i for e in edge for i in step(e)} - seen)
                    seen |= set(found)
                    out.extend(answers.load_incident(connection, i) for i in found)
                    edge = found
                return tuple(out)

            def back(i: str) -> list[str]:
                [one] = answers.related(connection, [answers.load_incident(connection, i)])
                return [r.to for r in one.relations if r.kind == "in_response_to"]

            [middle] = answers.related(connection, [answers.load_incident(connection, start)])
            return Chain(middle, follow(back), follow(lambda i: answers.answered_by(connection, i)))

    def search(self, words: str, limit: int = 20) -> list[answers.Hit]:
        """Documents that hold all the words; words in quotation marks are a phrase."""
        with self.database.reading() as connection:
            return answers.search(connection, words, limit)

    def checks(self, **filters: Any) -> tuple[LedgerCheck, ...]:
        """Superlatives, totals and sources tried against the ledger."""
        return self.answer(**filters).checks

    def why(self, a: str, b: str | None = None) -> Explanation:
        """Why two incidents (or the tellings of one) are one or two. Document ids may be given as well."""
        with self.database.reading() as connection:
            one = answers.resolve(connection, a)
            two = answers.resolve(connection, b) if b is not None else one
            tellings_a = answers.tellings_of(connection, one)
            tellings_b = answers.tellings_of(connection, two)
            documents = {x.document for x in (*tellings_a, *tellings_b)}
            copy_of = load_copies(connection, documents)
            pairs: dict[tuple[str, str], Comparison] = {}
            for x in tellings_a:
                for y in tellings_b:
                    if x.id != y.id:
                        same = copy_of.get(x.document, x.document) == copy_of.get(y.document, y.document)
                        found = compare(x, y, same and x.document != y.document)
                        pairs[found.a, found.b] = found
            ids = {x.id for x in (*tellings_a, *tellings_b)}
            numbers: set[int] = set()
            for some in chunks(sorted(ids)):
                rows = connection.execute(sa.select(t.anchor.c.decision).where(t.anchor.c.telling.in_(some)))
                numbers |= {n for (n,) in rows}
            decided = tuple(d for d in standing(load_decisions(connection, numbers)) if d.action in ("merge", "split"))
        ranked = sorted(pairs.values(), key=lambda c: (c.forbidden is not None, -c.score, c.a, c.b))
        return Explanation(one, two, tuple(ranked), decided)

    def decide(
        self,
        action: str,
        *subjects: str,
        field: str | None = None,
        value: Any = None,
        by: str | None = None,
        reason: str | None = None,
    ) -> Decision:
        """Record a person's decision: accept, reject, edit, merge, split, copy, note or undo."""
        with self.database.writing() as connection:
            return deciding.decide(connection, action, subjects, field, value, by, reason)

    def log(self) -> list[tuple[Decision, bool]]:
        """All decisions in order, each with whether it stands (False: undone)."""
        with self.database.reading() as connection:
            log = load_decisions(connection)
        valid = {d.number for d in standing(log)}
        undone = {int(d.value) for d in log if d.action == "undo"}
        return [(d, d.number in valid if d.action != "undo" else d.number not in undone) for d in log]

    def info(self) -> dict[str, Any]:
        """Sizes, versions and dates of the ledger."""
        with self.database.reading() as connection:
            out = answers.sizes(connection)
        out["location"] = self.database.shown
        out["bytes"] = os.path.getsize(self.location) if self.database.is_sqlite else None
        return out

    def export(self, format: str, target: str | os.PathLike[str] | TextIO, **options: Any) -> write.Exported:
        """Write the incidents that fit in another project's columns; see `whosays.export.write.export`."""
        return write.export(self, format, target, **options)

    def to_frame(self, library: str = "pandas", **filters: Any) -> Any:
        """The incidents as a data frame of pandas or polars, whichever is named; the columns of the CSV export."""
        from importlib import import_module

        try:
            frames = import_module(library)
        except ImportError:
            raise LedgerError(f"{library} is not installed: pip install {library}") from None
        rows = [plain.values(e) for e in write.entries(self.answer(**filters))]
        return frames.DataFrame({c: [row[c] for row in rows] for c in plain.COLUMNS})

    def tellings(self, incident: str) -> list[Telling]:
        """The tellings an incident consists of."""
        with self.database.reading() as connection:
            return answers.tellings_of(connection, answers.resolve(connection, incident))

    def documents(self, ids: Iterable[str] | None = None) -> dict[str, LedgerDocument]:
        """Documents by id; all of them where none are named."""
        with self.database.reading() as connection:
            return answers.documents_of(connection, None if ids is None else set(ids))

    def text(self, document: str) -> str:
        """The text of a document."""
        with self.database.reading() as connection:
            found = answers.resolve_document(connection, document)
            return str(connection.execute(sa.select(t.document.c.text).where(t.document.c.id == found)).scalar_one())

    def report(self, document: str) -> Report:
        """The report of a document, with its text."""
        with self.database.reading() as connection:
            found = answers.resolve_document(connection, document)
            return load_report(connection, found)

    def versions(self, document: str) -> tuple[Version, ...]:
        """All versions of a document from old to new, each with what changed from the one before it."""
        with self.database.reading() as connection:
            return history(connection, answers.resolve_document(connection, document))

    def updated(self, documents: Iterable[str]) -> dict[str, int]:
        """How many earlier versions those of these documents have that have any."""
        with self.database.reading() as connection:
            return versions.earlier_counts(connection, documents)

    def touched(self, documents: Iterable[str]) -> list[Followed]:
        """The incidents that these documents tell of, each with all ids that it has or had."""
        with self.database.reading() as connection:
            return following.touched(connection, documents)

    def baseline(self) -> Baseline:
        """What the ledger holds, for somebody who begins to follow it."""
        with self.database.reading() as connection:
            return following.baseline(connection)

    def checks_in(self, incidents: Sequence[Incident]) -> tuple[LedgerCheck, ...]:
        """Superlatives and totals that the documents of these incidents state, tried against the whole ledger."""
        with self.database.reading() as connection:
            return answers.checks(connection, incidents, {d for i in incidents for d in i.documents})

    def reports(self) -> Iterator[Report]:
        """All reports, by document, without their texts."""
        with self.database.reading() as connection:
            for (data,) in connection.execute(sa.select(t.report.c.data).order_by(t.report.c.document)):
                yield Report.model_validate_json(data)

    def rebuild(self) -> int:
        """Work out all incidents anew from the stored facts; returns how many there are. Changes nothing else."""
        with self.database.writing() as connection:
            rework(connection, [i for (i,) in connection.execute(sa.select(t.telling.c.id))])
            return int(connection.execute(sa.select(sa.func.count()).select_from(t.incident)).scalar_one())


def _brought_up_to_date(connection: Connection, step: str) -> None:
    """What is worked out anew when an older ledger has its new tables; ``step``: where it was."""
    if step < "0005":
        putting.settle_all(connection)


def open(location: str | os.PathLike[str], create: bool = True) -> Ledger:
    """Open a ledger; see `Ledger`."""
    return Ledger(location, create=create)


__all__ = ["Added", "Chain", "Explanation", "Filter", "Ledger", "Publisher", "open"]
