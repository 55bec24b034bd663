"""A selection of incidents at a glance: sums, bars of a timeline, cells of a map, facets, pages of a list.

Everything is one pass over narrow columns (on SQLite over the index `incident_overview`), never over the incidents'
whole data; a page of the list reads as many incidents as it shows.

    with overview(ledger, Filter(country="UKR")) as o:
        o.totals(), o.timeline(), o.cells(zoom=5), o.facets(), o.page(limit=50)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import UsageError
from whosays.ledger import schema as t
from whosays.ledger.answers import related
from whosays.ledger.filters import NO_PLACE, Filter, inside
from whosays.ledger.memory import Recall
from whosays.ledger.rows import chunks, incident_rows, insert_rows
from whosays.ledger.tally import BY, Row, group_named
from whosays.ledger.within import add_function
from whosays.model.incidents import Incident

if TYPE_CHECKING:
    from whosays.ledger.book import Ledger

T = TypeVar("T")
Bucket = Literal["day", "month", "year"]
COARSE = ("admin1", "country", "vague")
FACETS = ("kind", "standing", "precision", "country", "review", "side", "source", "actor")
_BARS = 120
_NO_DAY = "9999"
_CHOSEN = "chosen_incidents"
_NARROW = frozenset((
    "id", "sort_date", "start_date", "end_date", "kind", "place", "country", "admin1", "lat", "lon", "precision",
    "agents", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "standing",
    "contested", "clarity", "review", "revision",
))  # fmt: skip
# filters that look into other tables
_LOOKED_UP = ("text", "source", "side", "min_killed")
# from so many chosen incidents on it is faster to go through all accounts than to look each up
_MANY = 3000
_LENGTH = {"day": 10, "month": 7, "year": 4}


@dataclass(frozen=True)
class Totals:
    """What a selection comes to. Killed and injured add up as in a tally: an open number counts with what was said,
    incidents that sum up a longer time are left out. contested: incidents whose accounts differ, be they denied as
    well. sources: different independent sources; first, last: days."""

    incidents: int
    killed: tuple[float, float, float]
    injured: tuple[float, float, float]
    killed_open: int
    sources: int
    contested: int
    single_source: int
    without_place: int
    without_date: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Bar:
    """Incidents of one kind family (``attack``) in one day, month or year; single: those of one source only."""

    start: str
    family: str
    count: int
    single: int
    killed: float


@dataclass(frozen=True)
class Cell:
    """Incidents close together on the map, at the middle of their points; ids: all of up to three, else some.

    coarse: only the province or country is known, so that the point says little; kind, place, precision: of the first.
    """

    lat: float
    lon: float
    count: int
    ids: tuple[str, ...]
    coarse: bool
    contested: int
    killed: float
    west: float
    south: float
    east: float
    north: float
    kind: str
    place: str | None
    precision: str | None


@dataclass(frozen=True)
class Page:
    """A page of a list. next: where the next page begins (sort date and id of the last incident), None at the end."""

    incidents: tuple[Incident, ...]
    next: tuple[str, str] | None


@contextmanager
def overview(ledger: Ledger, wanted: Filter) -> Iterator[Overview]:
    """One consistent view of what a filter selects. With ``as_of`` it is worked out anew from what was published.

    Raises LedgerError.
    """
    if wanted.as_of is None:
        with ledger.database.reading() as connection:
            found = Overview(connection, wanted, recall=Recall(ledger, connection))
            yield found
            found.close()
        return
    answer = ledger.answer(as_of=wanted.as_of, rejected=True)
    told = _told(ledger, wanted.text)
    dates = {d: row.published for d, row in answer.documents.items()}
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    sa.event.listen(engine, "connect", lambda connection, _: add_function(connection))
    try:
        tables = [t.incident, t.account, t.figure, t.claim, t.evidence_item]
        with engine.begin() as connection:
            t.metadata.create_all(connection, tables=tables)
            for incident in answer.incidents:
                if told is None or told & set(incident.documents):
                    published = min((p for d in incident.documents if (p := dates.get(d))), default=None)
                    insert_rows(connection, incident_rows(incident, published))  # type: ignore[arg-type]
            relations = {i.id: i for i in answer.incidents}
            found = Overview(connection, replace(wanted, as_of=None, text=None), relations)
            yield found
            found.close()
    finally:
        engine.dispose()


def _told(ledger: Ledger, text: str | None) -> set[str] | None:
    if not text:
        return None
    from whosays.ledger.words import holding

    with ledger.database.reading() as connection:
        return {d for (d,) in connection.execute(holding(text))}


class Overview:
    """The answers about one selection; see `overview`."""

    def __init__(
        self,
        connection: Connection,
        wanted: Filter,
        whole: dict[str, Incident] | None = None,
        recall: Recall | None = None,
    ) -> None:
        self.connection, self.wanted = connection, wanted
        self._whole, self._recall = whole, recall
        self._sqlite = connection.dialect.name == "sqlite"
        self._plain = replace(wanted, rejected=False, limit=None, offset=0) == Filter()
        self._chosen: sa.Table | None = None
        self._many = True

    def close(self) -> None:
        """Take what was chosen out of memory."""
        if self._chosen is not None:
            self._chosen.drop(self.connection)
            self._chosen = None

    def totals(self) -> Totals:
        """Incidents, killed and injured, sources, and what the map and the timeline leave out."""
        return self._once(("totals",), self._totals)

    def _totals(self) -> Totals:
        i = self._of()
        counted = i.clarity != "summary"

        def total(*columns: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
            return sa.func.coalesce(sa.func.sum(sa.case((counted, sa.func.coalesce(*columns, 0)), else_=0)), 0)

        def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
            return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

        said = sa.or_(i.killed_low.is_not(None), i.killed_best.is_not(None))
        row = self._one(
            sa.func.count(),
            total(i.killed_low), total(i.killed_best, i.killed_low), total(i.killed_high, i.killed_best, i.killed_low),
            total(i.injured_low), total(i.injured_best, i.injured_low),
            total(i.injured_high, i.injured_best, i.injured_low),
            number(sa.and_(said, i.killed_high.is_(None), counted)),
            number(i.contested != ""), number(i.standing == "single_source"), number(i.lat.is_(None)),
            number(i.start_date.is_(None)), sa.func.min(i.start_date), sa.func.max(i.start_date),
        )  # fmt: skip
        told = sa.select(sa.func.count(sa.distinct(t.account.c.source))).select_from(t.account)
        told = told.where(t.account.c.independent == 1, *self._of_accounts())
        sources = self.connection.execute(self._covered(told, "account_told")).scalar_one()
        return Totals(
            incidents=row[0], killed=(row[1], row[2], row[3]), injured=(row[4], row[5], row[6]),
            killed_open=row[7], sources=sources, contested=row[8], single_source=row[9],
            without_place=row[10], without_date=row[11], first=(row[12] or "")[:10] or None,
            last=(row[13] or "")[:10] or None,
        )  # fmt: skip

    def bucket(self) -> Bucket:
        """The finest of day, month and year that leaves the selection at most 120 bars."""
        return self._once(("bucket",), self._bucket)

    def _bucket(self) -> Bucket:
        i = self._of()
        first, last = self._one(sa.func.min(i.start_date), sa.func.max(i.start_date))
        if first is None:
            return "day"
        year, other = int(first[:4]), int(last[:4])
        months = (other - year) * 12 + int(last[5:7] or 12) - int(first[5:7] or 1) + 1
        return "day" if months * 30.5 <= _BARS + 31 else "month" if months <= _BARS else "year"

    def timeline(self, bucket: Bucket | None = None) -> list[Bar]:
        """Incidents that have a date, by day, month or year and by kind family, in order. bucket: see `bucket`."""
        used = bucket or self.bucket()
        return list(self._once(("timeline", used), lambda: self._timeline(used)))

    def _timeline(self, bucket: Bucket) -> list[Bar]:
        length = _LENGTH[bucket]
        i = self._of()
        start = sa.func.substr(i.start_date, 1, length)
        query = self._select(
            start, i.kind, sa.func.count(), sa.func.sum(sa.case((i.standing == "single_source", 1), else_=0)),
            sa.func.sum(sa.func.coalesce(i.killed_best, i.killed_low, 0)),
        ).where(i.start_date.is_not(None)).group_by(start, i.kind)  # fmt: skip
        sums: dict[tuple[str, str], list[float]] = {}
        for when, kind, count, single, killed in self.connection.execute(query):
            row = sums.setdefault((when, kind.partition(".")[0]), [0, 0, 0])
            for n, value in enumerate((count, single, killed)):
                row[n] += value
        return [Bar(s, f, int(v[0]), int(v[1]), v[2]) for (s, f), v in sorted(sums.items())]

    def cells(self, zoom: int, bbox: tuple[float, float, float, float] | None = None, limit: int = 2000) -> list[Cell]:
        """Incidents that have a place, gathered in squares of about 64 pixels of a web map at this zoom (0-18).

        bbox: (west, south, east, north), what the map shows; the largest cells come first. Raises UsageError.
        """
        if not 0 <= zoom <= 18:
            raise UsageError("zoom: a number from 0 to 18")
        return list(self._once(("cells", zoom, bbox, limit), lambda: self._cells(zoom, bbox, limit)))

    def _cells(self, zoom: int, bbox: tuple[float, float, float, float] | None, limit: int) -> list[Cell]:
        i = self._of()
        step = 90 / 2**zoom
        y, x = self._floor((i.lat + 90) / step), self._floor((i.lon + 180) / step)
        coarse = sa.case((i.precision.in_(COARSE), 1), else_=0)
        count = sa.func.count()
        query = self._select(
            sa.func.avg(i.lat), sa.func.avg(i.lon), count, sa.func.min(i.id), sa.func.max(i.id), coarse,
            sa.func.sum(sa.case((i.contested != "", 1), else_=0)),
            sa.func.sum(sa.func.coalesce(i.killed_best, i.killed_low, 0)),
            sa.func.min(i.lon), sa.func.min(i.lat), sa.func.max(i.lon), sa.func.max(i.lat),
            sa.func.min(i.kind), sa.func.min(i.place), sa.func.min(i.precision),
        ).where(i.lat.is_not(None), i.lon.is_not(None))  # fmt: skip
        if bbox is not None:
            query = query.where(*inside(bbox, i.lat, i.lon))
        query = query.group_by(y, x, coarse).order_by(count.desc(), sa.func.min(i.id)).limit(limit)
        return [
            Cell(
                lat=round(r[0], 5), lon=round(r[1], 5), count=r[2], ids=tuple(sorted({r[3], r[4]})), coarse=bool(r[5]),
                contested=r[6], killed=r[7], west=r[8], south=r[9], east=r[10], north=r[11], kind=r[12], place=r[13],
                precision=r[14],
            )
            for r in self.connection.execute(query)
        ]  # fmt: skip

    def facets(self, limit: int = 12, only: tuple[str, ...] = FACETS) -> dict[str, list[tuple[str, int]]]:
        """For each field its values with how many incidents each would leave, the most frequent first.

        A field's own condition is set aside, so that its other values can be chosen. ``kind`` holds families
        (``attack``) and kinds (``attack.drone``); ``precision`` holds ``none`` for no place.
        """
        found = {}
        for name in only:
            found[name] = list(self._once(("facet", name), partial(self._facet, name)))[:limit]
        return found

    def page(self, limit: int = 50, after: tuple[str, str] | None = None, newest_first: bool = True) -> Page:
        """Incidents with their relations, by date (that of publication where they have none; what has neither comes
        last). after: ``next`` of the page before; costs no more further on.
        """
        places = self._once(("page", limit, after, newest_first), lambda: self._places(limit + 1, after, newest_first))
        ids = [i for _, i in places[:limit]]
        if self._whole is not None:
            found = [self._whole[i] for i in ids]
        else:
            rows = self.connection.execute(sa.select(t.incident.c.data).where(t.incident.c.id.in_(ids)))
            held = {i.id: i for i in (Incident.model_validate_json(data) for (data,) in rows)}
            found = related(self.connection, [held[i] for i in ids])
        return Page(tuple(found), places[limit - 1] if len(places) > limit else None)

    def _places(self, limit: int, after: tuple[str, str] | None, newest_first: bool) -> list[tuple[str, str]]:
        """Sort dates and ids of a page: through the index from where it begins, or from what was chosen already."""
        looked_up = any(getattr(self.wanted, name) for name in _LOOKED_UP)
        if self._chosen is not None or (looked_up and self._choose()):
            i = self._of()
            query = self._select(i.sort_date, i.id)
        else:
            i = t.incident.c
            query = self._select(i.sort_date, i.id, wanted=self.wanted)
        order = (i.sort_date.desc(), i.id.desc()) if newest_first else (i.sort_date, i.id)
        query = query.order_by(*order)

        def found(conditions: Sequence[sa.ColumnElement[bool]], most: int) -> list[tuple[str, str]]:
            return [(day, id) for day, id in self.connection.execute(query.where(*conditions).limit(most))]

        day, last = after or (None, None)
        if not newest_first:
            behind = () if day is None else (i.sort_date >= day, sa.or_(i.sort_date > day, i.id > last))
            return found(behind, limit)
        behind = () if day is None else (i.sort_date <= day, sa.or_(i.sort_date < day, i.id < last))
        if day == _NO_DAY:
            return found((*behind, i.sort_date == _NO_DAY), limit)
        dated = found((*behind, i.sort_date < _NO_DAY), limit)  # the index has those without a day at its late end
        return dated + (found((i.sort_date == _NO_DAY,), limit - len(dated)) if len(dated) < limit else [])

    def tally(self, by: str = "total", roles: Sequence[str] = (), who: str | None = None) -> list[Row]:
        """Sums of figures as `whosays.ledger.tally.tally` has them, without the incidents' ids. Raises UsageError."""
        if by not in BY:
            raise UsageError(f"by: '{by}' is none of {', '.join(BY)}")
        i, f = t.incident.c, t.figure.c
        column = {
            "total": sa.literal("all"), "place": i.place, "admin1": i.admin1, "country": i.country, "agent": i.agents,
            "kind": i.kind, "standing": i.standing,
        }.get(by, sa.func.substr(i.start_date, 1, 10))  # fmt: skip
        number = sa.func.count()
        query = (
            self._select(
                column, f.role, f.unit, f.who, sa.func.sum(sa.func.coalesce(f.low, 0)),
                sa.func.sum(sa.func.coalesce(f.best, f.low, 0)),
                sa.func.sum(sa.func.coalesce(f.high, f.best, f.low, 0)), number,
                sa.func.sum(i.independent_sources), number - sa.func.count(f.best), wanted=self.wanted,
            )
            .join(t.figure, f.incident == i.id)
            .where(i.clarity != "summary", f.who == who if who else f.who.is_(None))
            .group_by(column, f.role, f.unit, f.who)
        )  # fmt: skip
        if roles:
            query = query.where(f.role.in_(list(roles)))
        rows: dict[tuple[str, str, str, str | None], Row] = {}
        for value, *key, low, best, high, incidents, told, without in self.connection.execute(query):
            group = group_named(by, value)
            role, unit, whose = key
            row = rows.setdefault((group, role, unit, whose), Row(group, role, unit, whose))
            row.low, row.best, row.high = row.low + low, row.best + best, row.high + high
            row.incidents += incidents
            row.sources += told
            row.without_best += without
        return [rows[k] for k in sorted(rows, key=lambda k: (k[0], k[1], k[2], k[3] or ""))]

    def count(self) -> int:
        """How many incidents fit."""
        conditions = self.wanted.conditions()
        query = sa.select(sa.func.count()).select_from(t.incident).where(*conditions)
        return int(self._once(("count",), lambda: self.connection.execute(self._hinted(query)).scalar_one()))

    def _facet(self, name: str) -> list[tuple[str, int]]:
        aside: dict[str, Any] = {name: None, "rejected": self.wanted.rejected or name == "review"}
        others = replace(self.wanted, **aside)
        own = None if others == self.wanted else others
        counts: dict[str, int] = {}
        if name in ("side", "source"):
            column, incident = t.account.c[name], t.account.c.incident
            told = sa.select(column, incident).where(column.is_not(None), *self._of_accounts(own)).distinct()
            pairs = self._covered(told, f"account_{'told' if name == 'source' else 'aside'}").subquery()
            query = sa.select(pairs.c[name], sa.func.count()).group_by(pairs.c[name])
            counts = {value: n for value, n in self.connection.execute(query)}  # noqa: C416
        else:
            column = self._of(own)["agents" if name == "actor" else name]
            query = self._select(column, sa.func.count(), wanted=own).group_by(column)
            for value, n in self.connection.execute(query):
                for part in _values(name, value):
                    counts[part] = counts.get(part, 0) + n
        return sorted(counts.items(), key=lambda c: (-c[1], c[0]))

    def _once(self, key: tuple[Any, ...], work: Callable[[], T]) -> T:
        """The outcome of a piece of work, from memory where the ledger is as it was then."""
        if self._recall is None:
            return work()
        return self._recall.once((replace(self.wanted, limit=None, offset=0), *key), work)

    def _of(self, wanted: Filter | None = None) -> Any:
        """The columns to add up: those of what was chosen, or of all incidents for another filter."""
        return t.incident.c if wanted is not None or not self._choose() else cast("sa.Table", self._chosen).c

    def _choose(self) -> bool:
        """Choose once for all answers: on SQLite the narrow columns of the chosen go into a table in memory."""
        if self._chosen is None and self._sqlite and not self._plain:
            columns = [sa.Column(c.name, c.type) for c in t.incident.c if c.name in _NARROW]
            chosen = sa.Table(_CHOSEN, sa.MetaData(), *columns, prefixes=["TEMPORARY"])
            chosen.create(self.connection)
            query = self._select(*(t.incident.c[c.name] for c in columns), wanted=self.wanted)
            done = self.connection.execute(sa.insert(chosen).from_select([c.name for c in columns], query))
            self._chosen, self._many = chosen, done.rowcount > _MANY
        return self._chosen is not None

    def _select(self, *columns: sa.ColumnElement[Any], wanted: Filter | None = None) -> sa.Select[Any]:
        """A query over the selection (columns: of `_of`), or over what another filter selects."""
        if wanted is None and self._choose():
            return sa.select(*columns).select_from(cast("sa.Table", self._chosen))
        query = sa.select(*columns).select_from(t.incident).where(*(wanted or self.wanted).conditions())
        return self._hinted(query)

    def _hinted(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """Read nothing but the narrow index: SQLite cannot know that the rows are long."""
        return query.with_hint(t.incident, "INDEXED BY incident_overview", "sqlite")

    def _covered(self, query: sa.Select[Any], index: str) -> sa.Select[Any]:
        return query.with_hint(t.account, f"INDEXED BY {index}", "sqlite") if self._many else query

    def _one(self, *columns: sa.ColumnElement[Any]) -> tuple[Any, ...]:
        return tuple(self.connection.execute(self._select(*columns)).one())

    def _of_accounts(self, wanted: Filter | None = None) -> list[sa.ColumnElement[bool]]:
        """The selection, or that of another filter, as a condition on accounts."""
        incident, chosen = t.account.c.incident, wanted or self.wanted
        if replace(chosen, rejected=False, limit=None, offset=0) == Filter():
            # what is left out is short
            rejected = self._hinted(sa.select(t.incident.c.id).where(t.incident.c.review == "rejected"))
            return [] if chosen.rejected else [incident.not_in(rejected)]
        return [incident.in_(self._select(self._of(wanted).id, wanted=wanted))]

    def _floor(self, number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.cast(number, sa.Integer) if self._sqlite else sa.func.floor(number)


def _values(name: str, value: str | None) -> list[str]:
    """The facet values that a column's value stands for."""
    if name == "actor":
        return sorted(set((value or "").split("; ")) - {""})
    if value is None:
        return [NO_PLACE] if name == "precision" else []
    family = value.partition(".")[0]
    return [family, value] if name == "kind" and family != value else [value]


def incidents_of(ledger: Ledger, ids: list[str] | tuple[str, ...]) -> list[Incident]:
    """Incidents by exact ids, with relations, in the order given; ids that are none are left out."""
    with ledger.database.reading() as connection:
        found: dict[str, Incident] = {}
        for some in chunks(sorted(set(ids))):
            rows = connection.execute(sa.select(t.incident.c.data).where(t.incident.c.id.in_(some)))
            for (data,) in rows:
                incident = Incident.model_validate_json(data)
                found[incident.id] = incident
        whole = {i.id: i for i in related(connection, list(found.values()))}
    return [whole[i] for i in ids if i in whole]
