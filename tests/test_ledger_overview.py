"""Views of a selection: the same sums however they are reached, remembered until a change, and read from indexes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.ledger import reports
from tests.ledger_reports import make
from tests.ledgers import BACKENDS, new_location
from tests.web_ledgers import fill
from whosays.errors import NotFoundError, UsageError
from whosays.ledger import Filter, Ledger
from whosays.ledger.checking import check_page
from whosays.ledger.locking import ChangedError, decide_on
from whosays.ledger.overview import FACETS, Overview, overview
from whosays.ledger.pulse import pulse
from whosays.ledger.reviewing import matters_of, queue
from whosays.ledger.source_record import source_record, sources
from whosays.web.query import as_params, selection

KINDS = ("attack", "attack.drone", "clash,protest")


@pytest.fixture(scope="module", params=BACKENDS)
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of 120 synthetic reports with some decisions."""
    with Ledger(new_location(request.param, tmp_path_factory.mktemp("many"))) as ledger:
        ledger.add(reports(0, 120))
        ids = [i.id for i in ledger.incidents()]
        ledger.decide("reject", ids[0], by="ana")
        ledger.decide("edit", ids[1], field="place.precision", value="country", by="ana")
        yield ledger


filters = st.builds(
    Filter,
    kind=st.sampled_from([None, *KINDS]),
    country=st.sampled_from([None, "UKR", "SDN"]),
    since=st.sampled_from([None, "2030-01-02"]),
    until=st.sampled_from([None, "2030-01-03"]),
    standing=st.sampled_from([None, "contested", "single_source,corroborated"]),
    source=st.sampled_from([None, "mayor", "army"]),
    side=st.sampled_from([None, "UKR"]),
    text=st.sampled_from([None, "market", '"fell on"']),
    min_killed=st.sampled_from([None, 5.0]),
    near=st.sampled_from([None, (-40.0, -90.0, 800.0)]),
    bbox=st.sampled_from([None, (-95.0, -60.0, 20.0, 60.0), (170.0, -60.0, -80.0, 60.0)]),
    precision=st.sampled_from([None, "settlement", "none"]),
    rejected=st.booleans(),
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(wanted=filters)
def test_views_agree_with_the_incidents_that_fit(many: Ledger, wanted: Filter) -> None:
    with many.database.reading() as connection:
        from whosays.ledger.answers import find

        held = {i.id: i for i in find(connection, wanted)}
    with overview(many, wanted) as o:
        totals, bars, cells, facets = o.totals(), o.timeline("day"), o.cells(6), o.facets(1000)
        page = o.page(1000)
        assert o.count() == totals.incidents == len(held) == len(page.incidents)
        assert {i.id for i in page.incidents} == set(held)
        for by in ("total", "week", "country"):
            rows = many.tally(by, **{f: getattr(wanted, f) for f in wanted.__dataclass_fields__})
            assert [(r.group, r.role, r.low, r.best, r.high, r.incidents, r.sources) for r in o.tally(by)] == [
                (r.group, r.role, r.low, r.best, r.high, r.incidents, r.sources) for r in rows
            ]
    dated = [i for i in held.values() if i.start]
    placed = [i for i in held.values() if i.place and i.place.lat is not None]
    assert sum(b.count for b in bars) == len(dated) == len(held) - totals.without_date
    assert sum(c.count for c in cells) == len(placed) == len(held) - totals.without_place
    for c in cells:
        assert c.west <= c.lon <= c.east
        assert c.south <= c.lat <= c.north
        assert set(c.ids) <= set(held)
    told = {a.source for i in held.values() for a in i.accounts if a.independent}
    assert totals.sources == len(told)
    chosen = dict(facets["standing"])
    if wanted.standing is None:
        assert sum(chosen.values()) == len(held)
    if wanted.source is None:
        counted = {s: sum(any(a.source == s for a in i.accounts) for i in held.values()) for s in told}
        assert {s: n for s, n in facets["source"] if s in told} == counted


@settings(max_examples=60, deadline=None, derandomize=True)
@given(wanted=filters)
def test_a_filter_goes_through_a_url_and_back(wanted: Filter) -> None:
    values = as_params(wanted)
    assert selection(**{k: (v == "true" if k == "rejected" else v) for k, v in values.items()}) == wanted


def test_as_of_is_seen_the_same_way(tmp_path: Path) -> None:
    with Ledger(fill(str(tmp_path / "war.db"))) as ledger:
        wanted = Filter(as_of="2031-03-14", kind="attack")
        with overview(ledger, wanted) as o:
            [incident] = o.page().incidents
            assert (o.count(), o.totals().incidents, o.facets()["kind"][0]) == (1, 1, ("attack", 1))
        assert [incident] == ledger.incidents(as_of="2031-03-14", kind="attack")


def test_answers_are_remembered_until_something_changes(tmp_path: Path) -> None:
    with Ledger(fill(str(tmp_path / "war.db"))) as ledger, Ledger(str(tmp_path / "war.db")) as other:
        asked: list[str] = []
        sa.event.listen(ledger.database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))

        def facets() -> dict[str, list[tuple[str, int]]]:
            with overview(ledger, Filter(kind="attack")) as o:
                return o.facets()

        first = facets()
        del asked[:]
        assert facets() == first
        assert not [q for q in asked if "GROUP BY" in q]
        other.decide("reject", ledger.incidents(kind="attack")[0].id, by="ana")
        assert facets() != first


def test_what_is_chosen_is_gone_afterwards(tmp_path: Path) -> None:
    with Ledger(fill(str(tmp_path / "war.db"))) as ledger:
        for _ in range(3):
            with overview(ledger, Filter(text="missiles", kind="attack")) as o:
                assert o.totals().incidents == 1
            with contextlib.suppress(ZeroDivisionError), overview(ledger, Filter(text="shells")) as o:
                assert 1 / (o.totals().incidents - 1)
        with ledger.database.reading() as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_temp_master").scalars().all()
        assert names == []


def test_overviews_scan_only_the_narrow_indexes(many: Ledger) -> None:
    """On SQLite nothing that adds up touches the long rows of incidents or accounts."""
    if not many.database.is_sqlite:
        pytest.skip("PostgreSQL keeps long columns apart from their rows")
    plans: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            found = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in found)

    sa.event.listen(many.database.engine, "before_cursor_execute", explain)
    try:
        with many.database.reading() as connection:
            o = Overview(connection, Filter())
            for look in (o.totals, o.timeline, o.facets, o.count, partial(o.cells, 4), partial(o.page, 20)):
                look()
    finally:
        sa.event.remove(many.database.engine, "before_cursor_execute", explain)
    assert plans
    scans = [p for p in plans if p.startswith("SCAN ") and ("incident" in p or "account" in p)]
    assert scans
    assert all("USING COVERING INDEX" in p for p in scans), scans


def test_pages_begin_at_their_place_in_the_index(many: Ledger) -> None:
    if not many.database.is_sqlite:
        pytest.skip("a plan of SQLite")
    with many.database.reading() as connection:
        o = Overview(connection, Filter(kind="attack"))
        seen, after = [], None
        while True:
            page = o.page(7, after)
            seen += [i.id for i in page.incidents]
            after = page.next
            if after is None:
                break
        assert len(seen) == len(set(seen)) == o.count()
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT sort_date, id FROM incident INDEXED BY incident_overview "
            "WHERE sort_date <= '2030-01-02' AND (sort_date < '2030-01-02' OR id < 'i') "
            "ORDER BY sort_date DESC, id DESC LIMIT 50"
        ).all()
        assert [row[3] for row in plan] == ["SEARCH incident USING COVERING INDEX incident_overview (sort_date<?)"]


def test_the_version_counts_every_change(tmp_path: Path) -> None:
    with Ledger(str(tmp_path / "war.db")) as ledger:

        def now() -> tuple[int, int, int]:
            with ledger.database.reading() as connection:
                found = pulse(connection)
            return found.version, found.document, found.decision

        before = now()
        ledger.add(make("Missiles hit Arda.", [{"words": "hit", "kind": "attack.missile", "on": "2031-03-11",
                                               "at": "Arda", "says": None}]))  # fmt: skip
        added = now()
        assert added[0] > before[0]
        assert (added[1], added[2]) == (1, 0)
        ledger.decide("accept", ledger.incidents()[0].id)
        assert now()[0] > added[0]
        assert now()[2] == 1
        same = now()
        ledger.incidents()
        assert now() == same


def test_the_queue_asks_what_hangs_most_on_it_first_and_never_again(many: Ledger) -> None:
    first = queue(many, limit=5)
    assert first.items
    assert first.unreviewed == len([i for i in many.incidents() if i.review == "unreviewed"])
    held = {i.id: i for i in many.incidents()}
    for item in first.items:
        assert [held[i].revision for i in item.incidents] == list(item.revisions)
        if item.matter == "contested":
            assert held[item.incidents[0]].contested
    everything, place = list(first.items), first.next
    while place is not None:
        more = queue(many, limit=5, after=place)
        everything += more.items
        place = more.next
    assert len({i.key for i in everything}) == len(everything)
    assert {i.incidents[0] for i in everything if i.matter == "contested"} == {
        i.id for i in many.incidents() if i.contested and i.review == "unreviewed"
    }


def test_what_is_denied_and_differs_is_contested_as_well(tmp_path: Path) -> None:
    strike = {"words": "hit", "kind": "attack.missile", "on": "2031-03-11", "at": "Arda", "by": "Russia"}
    denial = strike | {"says": "Russian Defence Ministry", "stance": "deny"}
    with Ledger(str(tmp_path / "war.db")) as ledger:
        ledger.add(make("Missiles hit the mill of Arda.", [strike | {"says": "the mayor"}], "Andes Wire"))
        ledger.add(make("Russia hit no mill in Arda, the Russian Defence Ministry said.", [denial], "Gazette"))
        [incident] = ledger.incidents()
        assert incident.standing == "denied"
        found = queue(ledger)
        assert [i.matter for i in found.items if i.incidents == (incident.id,)][:1] == ["contested"]
        assert found.contested == 1
        with overview(ledger, Filter()) as o:
            assert o.totals().contested == 1
            assert [c.contested for c in o.cells(6)] == [1]
        assert source_record(ledger, incident.accounts[0].source).contested == 1


def test_two_that_may_be_one_are_asked_about_until_somebody_says(tmp_path: Path) -> None:
    strike = {"words": "hit", "kind": "attack.missile", "on": "2031-03-11", "at": "Arda"}
    other = {"words": "shot", "kind": "attack.shooting", "on": "2031-03-11", "at": "Arda"}
    with Ledger(str(tmp_path / "war.db")) as ledger:
        ledger.add(make("Missiles hit the mill of Arda.", [strike | {"says": "the mayor"}], "Andes Wire"))
        ledger.add(make("Men shot at people in Arda at dawn.", [other | {"says": "the hospital"}], "Gazette"))
        one, two = ledger.incidents()
        [item] = [i for i in queue(ledger).items if i.matter == "merge"]
        assert set(item.incidents) == {one.id, two.id}
        assert item.reasons
        assert [i.key for i in matters_of(ledger, one.id) if i.matter == "merge"] == [item.key]
        decide_on(ledger, "split", [one.id, two.id], dict(zip(item.incidents, item.revisions, strict=True)), by="ana")
        assert not [i for i in queue(ledger).items if i.matter == "merge"]
        ledger.decide("undo")
        assert [i for i in queue(ledger).items if i.matter == "merge"]


def test_a_decision_on_what_was_seen_before_is_refused(tmp_path: Path) -> None:
    with Ledger(fill(str(tmp_path / "war.db"))) as ledger:
        incident = ledger.incidents()[0]
        with pytest.raises(ChangedError) as caught:
            decide_on(ledger, "accept", [incident.id], {incident.id: incident.revision + 1, "gone": 1})
        assert caught.value.current == {incident.id: incident, "gone": None}
        assert ledger.log() == []


def test_checks_page_by_page_are_all_checks(many: Ledger) -> None:
    found, after = [], None
    while True:
        page, after = check_page(many, limit=3, after=after)
        found += page
        if after is None:
            break
    assert sorted(map(repr, found)) == sorted(map(repr, many.checks()))
    with pytest.raises(UsageError):
        check_page(many, Filter(as_of="2030"))


def test_sources_by_what_they_tell(many: Ledger) -> None:
    names = sources(many, limit=1000)
    assert names == sorted(names, key=lambda row: (-row[1], row[0]))
    assert sources(many, "MAYOR", limit=3) == [n for n in names if "mayor" in n[0].lower()][:3]
    assert sources(many, limit=2, after=(names[1][1], names[1][0])) == names[2:4]
    name, count = names[0]
    record = source_record(many, name.upper())
    assert record.name == name
    assert sum(record.stances.values()) <= count
    assert sum(record.standings.values()) == record.incidents
    for row in record.figures:
        assert row.lower + row.within + row.higher == row.incidents
        assert row.others_low <= row.others_high
    with pytest.raises(NotFoundError):
        source_record(many, "nobody at all")


def test_zooms_and_facets_that_are_none(many: Ledger) -> None:
    with overview(many, Filter()) as o:
        with pytest.raises(UsageError):
            o.cells(19)
        assert set(o.facets()) == set(FACETS)
        assert all(len(rows) <= 2 for rows in o.facets(2).values())
        assert sum(c.count for c in o.cells(0)) >= sum(c.count for c in o.cells(18, bbox=(-180, -90, 180, 90)))


def test_what_has_neither_a_day_nor_a_publication_comes_last_in_either_order(tmp_path: Path) -> None:
    def told(n: int, published: str | None, on: str | None) -> Any:
        text = f"Shells fell on hamlet number {n}, the mayor said."
        event = {"words": "fell", "kind": "attack.artillery", "on": on, "says": "the mayor"}
        return make(text, [event], published=published, external_id=str(n), publisher=f"Paper {n}")

    with Ledger(tmp_path / "war.db") as ledger:
        ledger.add([told(1, None, "2031-03-02"), told(2, None, None), told(3, "2031-03-09", None), told(4, None, None)])
        ledger.add(told(5, None, "2031-01-05"))
        for newest, days in ((True, ["2031-03-09", "2031-03-02", "2031-01-05"]), (False, ["2031-01-05", "2031-03-02"])):
            for size in (1, 2, 3, 10):
                seen: list[str] = []
                after = None
                while not seen or after is not None:
                    with overview(ledger, Filter()) as o:
                        page = o.page(size, after, newest_first=newest)
                    seen += [i.id for i in page.incidents]
                    after = page.next
                assert len(seen) == len(set(seen)) == 5
                rows = {i.id: i for i in ledger.incidents()}
                shown = [rows[i].start or ("2031-03-09" if "hamlet number 3" in _words(ledger, rows[i]) else None)
                         for i in seen]  # fmt: skip
                assert shown[: len(days)] == days
                assert shown[3:] == [None, None]


def _words(ledger: Ledger, incident: Any) -> str:
    return ledger.text(incident.documents[0])
