"""What a person should look at first: contested figures, possible merges and splits, incidents with little to go on.

Items are found incident by incident, those first whose decision would change the most (killed, then the newest), so
that a page of the queue costs the same however large the ledger is. What has been decided is not asked again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t
from whosays.ledger.answers import tellings_of
from whosays.ledger.filters import Filter
from whosays.ledger.neighbourhood import load_copies
from whosays.ledger.overview import COARSE
from whosays.ledger.rows import load_decisions
from whosays.ledger.within import distance_km
from whosays.reconcile.decisions import standing
from whosays.reconcile.facts import Telling
from whosays.reconcile.scoring import Comparison, compare
from whosays.reconcile.when import day
from whosays.reconcile.words import weights

if TYPE_CHECKING:
    from whosays.ledger.book import Ledger

Matter = Literal["contested", "merge", "split", "doubtful"]
MATTERS: tuple[Matter, ...] = ("contested", "merge", "split", "doubtful")
_BELOW = 2.0  # a pair so much under the threshold may still be one incident
_ABOVE = 0.6  # a telling held by so little over the threshold may not belong
_NEAR_KM = 30.0
_WINDOW = 25
_MOST_WINDOWS = 8
_MOST_TELLINGS = 10
_UNREVIEWED = "unreviewed"


@dataclass(frozen=True)
class Item:
    """One thing to decide.

    incidents: one, or the two of a possible merge; revisions: theirs, to be named when deciding; documents: what a
    split would set apart; score and threshold: how strongly a pair is linked; effect: persons killed that hang on it.
    """

    key: str
    matter: Matter
    incidents: tuple[str, ...]
    revisions: tuple[int, ...]
    effect: float
    words: str
    documents: tuple[str, ...] = ()
    score: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Queue:
    """A page of the queue. next: the place after it (effect and incident), None at the end; unreviewed: incidents of
    the selection that nobody has accepted or rejected, contested: those of them whose accounts differ; decided:
    decisions so far."""

    items: tuple[Item, ...]
    next: tuple[float, str] | None
    unreviewed: int
    contested: int
    decided: int


@dataclass
class _Row:
    id: str
    kind: str
    sort_date: str
    dated: bool
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str | None
    standing: str
    contested: str
    revision: int
    low: float | None
    high: float | None
    effect: float
    tellings: list[Telling] = field(default_factory=list)

    @property
    def order(self) -> tuple[float, str]:
        return (-self.effect, self.id)


def queue(
    ledger: Ledger,
    wanted: Filter | None = None,
    matters: Sequence[Matter] = MATTERS,
    limit: int = 10,
    after: tuple[float, str] | None = None,
) -> Queue:
    """The next items of a selection. after: `Queue.next` of the page before. Raises LedgerError."""
    chosen = replace(wanted or Filter(), review=_UNREVIEWED)
    items: list[Item] = []
    with ledger.database.reading() as connection:
        i = t.incident.c
        sums = sa.select(sa.func.count(), sa.func.sum(sa.case((i.contested != "", 1), else_=0)))
        left, contested = connection.execute(sums.where(*chosen.conditions())).one()
        place: tuple[float, str] | None = after
        for _ in range(_MOST_WINDOWS):
            rows = _window(connection, chosen, place)
            for row in rows:
                items.extend(_items(connection, row, matters))
                place = (row.effect, row.id)
                if len(items) >= limit:
                    break
            if len(items) >= limit or len(rows) < _WINDOW:
                break
        more = place is not None and bool(_window(connection, chosen, place, 1))
        decided = len(standing(load_decisions(connection)))
    return Queue(tuple(items), place if more else None, left, contested or 0, decided)


def matters_of(ledger: Ledger, incident: str) -> list[Item]:
    """What there is to decide about one incident, by its exact id; nothing where it has been reviewed."""
    with ledger.database.reading() as connection:
        rows = _rows(connection, [t.incident.c.id == incident, t.incident.c.review == _UNREVIEWED])
        return [item for row in rows for item in _items(connection, row, MATTERS, both_ways=True)]


def _effect() -> sa.ColumnElement[Any]:
    """The most persons killed that any account of an incident gives."""
    i = t.incident.c
    return sa.func.coalesce(i.killed_high, i.killed_best, i.killed_low, 0.0)


def _window(
    connection: Connection, wanted: Filter, after: tuple[float, str] | None, limit: int = _WINDOW
) -> list[_Row]:
    i = t.incident.c
    conditions = wanted.conditions()
    if after is not None:
        effect, last = after
        conditions += [_effect() <= effect, sa.or_(_effect() < effect, i.id > last)]
    return _rows(connection, conditions, limit)


def _rows(connection: Connection, conditions: Iterable[sa.ColumnElement[bool]], limit: int | None = None) -> list[_Row]:
    i = t.incident.c
    columns = (
        i.id, i.kind, i.sort_date, i.start_date.is_not(None), i.place, i.country, i.lat, i.lon, i.precision,
        i.standing, i.contested, i.revision, i.killed_low, i.killed_high, _effect(),
    )  # fmt: skip
    query = sa.select(*columns).where(*conditions).order_by(_effect().desc(), i.id).limit(limit)
    return [_Row(*r) for r in connection.execute(query)]


def _items(connection: Connection, row: _Row, matters: Sequence[Matter], both_ways: bool = False) -> Iterator[Item]:
    one = ((row.id,), (row.revision,))
    if "contested" in matters and row.contested:  # whatever outranks it in the standing, a denial say
        fields = row.contested.replace("_", " ").replace("; ", ", ")
        spread = max(0.0, (row.high or 0) - (row.low or 0))
        yield Item(f"contested:{row.id}", "contested", *one, spread, f"the accounts differ: {fields}")
    if "doubtful" in matters and (doubts := _doubts(row)):
        yield Item(f"doubtful:{row.id}", "doubtful", *one, row.effect, ", ".join(doubts))
    if "merge" in matters or "split" in matters:
        row.tellings = tellings_of(connection, row.id)[:_MOST_TELLINGS]
    if "split" in matters:
        yield from _splits(connection, row)
    if "merge" in matters:
        yield from _merges(connection, row, both_ways)


def _doubts(row: _Row) -> list[str]:
    out = []
    if not row.dated:
        out.append("no date")
    if row.precision is None:
        out.append("no place")
    elif row.precision in COARSE:
        out.append(f"place known only as {row.place}")
    return out


def _splits(connection: Connection, row: _Row) -> Iterator[Item]:
    """A telling that only a weak link holds in an incident of several."""
    tellings = row.tellings
    documents = {x.document for x in tellings}
    if len(documents) < 2:
        return
    copy_of = load_copies(connection, documents)
    weakest: tuple[float, Telling, Comparison] | None = None
    for x in tellings:
        others = [_compare(x, y, copy_of) for y in tellings if y.document != x.document]
        if not others:
            continue
        best = max(others, key=lambda c: (c.score, c.a, c.b))
        if weakest is None or (best.score, x.id) < (weakest[0], weakest[1].id):
            weakest = (best.score, x, best)
    if weakest is None or weakest[0] >= weights()["threshold"] + _ABOVE:
        return
    score, telling, found = weakest
    rest = [x.id for x in tellings if x.document != telling.document]
    if _decided(connection, [telling.id], rest):
        return
    effect = float(max((q.value or 0 for v in telling.voices for q in v.quantities if q.role == "killed"), default=0))
    yield Item(
        f"split:{row.id}:{telling.document}", "split", (row.id,), (row.revision,), effect,
        "one report hangs on the others by little", (telling.document,), score, found.reasons,
    )  # fmt: skip


def _merges(connection: Connection, row: _Row, both_ways: bool) -> Iterator[Item]:
    """Incidents of the same days and place that are nearly linked with this one, each pair once."""
    for other in _neighbours(connection, row):
        if not both_ways and other.order < row.order:
            continue
        other.tellings = tellings_of(connection, other.id)[:_MOST_TELLINGS]
        copy_of = load_copies(connection, {x.document for x in (*row.tellings, *other.tellings)})
        pairs = [_compare(x, y, copy_of) for x in row.tellings for y in other.tellings]
        pairs = [c for c in pairs if c.forbidden is None and c.score >= weights()["threshold"] - _BELOW]
        if not pairs or _decided(connection, [x.id for x in row.tellings], [y.id for y in other.tellings]):
            continue
        best = max(pairs, key=lambda c: (c.score, c.a, c.b))
        first, second = sorted((row, other), key=lambda r: r.id)
        yield Item(
            f"merge:{first.id}:{second.id}", "merge", (first.id, second.id), (first.revision, second.revision),
            min(row.effect, other.effect), "these two may be one incident", (), best.score, best.reasons,
        )  # fmt: skip


def _neighbours(connection: Connection, row: _Row) -> list[_Row]:
    i = t.incident.c
    middle = day(row.sort_date)
    if middle is None or not row.dated:
        return []
    first, last = (middle + datetime.timedelta(days=n) for n in (-1, 1))
    conditions = [
        i.sort_date >= first.isoformat(),
        i.sort_date <= f"{last.isoformat()}~",
        i.id != row.id,
        i.review == _UNREVIEWED,
        i.kind.startswith(row.kind.partition(".")[0], autoescape=True),
    ]
    return [other for other in _rows(connection, conditions) if _close(row, other)]


def _close(a: _Row, b: _Row) -> bool:
    if a.place is None or b.place is None:
        return a.country is None or b.country is None or a.country == b.country
    if a.place == b.place:
        return True
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    return distance_km(a.lat, a.lon, b.lat, b.lon) <= _NEAR_KM


def _compare(x: Telling, y: Telling, copy_of: dict[str, str]) -> Comparison:
    same = copy_of.get(x.document, x.document) == copy_of.get(y.document, y.document)
    return compare(x, y, same and x.document != y.document)


def _decided(connection: Connection, left: Sequence[str], right: Sequence[str]) -> bool:
    """True where a standing decision says whether these belong together."""
    one, two = t.anchor.alias(), t.anchor.alias()
    query = (
        sa.select(one.c.decision)
        .join(two, one.c.decision == two.c.decision)
        .where(one.c.telling.in_(left), two.c.telling.in_(right))
        .distinct()
    )
    numbers = {n for (n,) in connection.execute(query)}
    if not numbers:
        return False
    pair = (set(left), set(right))
    for d in standing(load_decisions(connection, numbers)):
        if d.action == "merge":
            return True
        if d.action == "split":
            a, b = set(d.left), set(d.right)
            if (a & pair[0] and b & pair[1]) or (a & pair[1] and b & pair[0]):
                return True
    return False
