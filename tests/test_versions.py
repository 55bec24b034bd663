"""Versions of one story: the newest stands, the earlier are kept, and the order of arrival changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger_reports import make
from tests.ledgers import BACKENDS, new_ledger
from tests.test_reconcile_properties import FEW, comparable, decide_something, document, report_of
from whosays.cli.app import run
from whosays.ledger import Ledger
from whosays.ledger.changes import changes
from whosays.ledger.versions import canonical_url, keys_of, moment, newest_among, version_row
from whosays.model import Report
from whosays.reconcile import Publisher, reconcile, tell
from whosays.reconcile.decisions import Decision

DAY = "2031-03-11"
URL = "https://wire.example/2031/03/arda-strike"


def at(report: Report, uri: str | None, **more: Any) -> Report:
    """The report of a page at this address; its id follows from text, address and publisher."""
    d = report.document
    key = "\x1f".join((d.text or "", uri or "", d.publisher or ""))
    new = {"id": hashlib.sha256(key.encode()).hexdigest()[:16], "uri": uri, **more}
    return report.model_copy(update={"document": d.model_copy(update=new)})


def story(killed: int, modified: str | None = None, uri: str | None = URL, **more: Any) -> Report:
    text = f"Missiles hit a depot in Arda on Tuesday. At least {killed} people were killed, the mayor said."
    report = make(
        text,
        [{"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "by": "Russia", "says": "the mayor",
          "numbers": [(f"At least {killed} people", "killed", "person", killed, "at_least")]}],
    )  # fmt: skip
    return at(report, uri, modified=modified, **more)


FIRST, SECOND, THIRD = (story(n, f"2031-03-12T{h}:00:00Z") for n, h in ((12, "08"), (17, "11"), (19, "15")))


def killed(ledger: Ledger) -> list[float | None]:
    found = [i.figure("killed") for i in ledger.incidents()]
    return [f.low for f in found if f]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.wire.example/a/b/?utm_source=x&id=7", "http://wire.example/a/b?id=7#comments"),
        ("HTTPS://Wire.Example:443/a/%7Eb/../c", "https://wire.example/a/c"),
        ("https://wire.example/caf%c3%a9", "https://wire.example/café"),
        ("https://пример.example/a", "https://xn--e1afmkfd.example/a"),
        ("https://wire.example/a?b=2&a=1&fbclid=zz", "https://wire.example/a?a=1&b=2"),
    ],
)
def test_one_page_has_one_address(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://wire.example/live#post-1", "https://wire.example/live#post-2"),
        ("https://wire.example/a?id=1", "https://wire.example/a?id=2"),
        ("https://wire.example/a%2Fb", "https://wire.example/a/b"),
        ("https://wire.example/%E9", "https://wire.example/%E8"),
        ("https://wire.example:8080/a", "https://wire.example/a"),
    ],
)
def test_two_pages_have_two_addresses(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "uri", [None, "", "report.txt", "/data/a.txt", "https://wire.example/", "http://[", "mailto:a@b"]
)
def test_what_is_no_page_is_no_key(uri: str | None) -> None:
    assert keys_of(uri, None, "Daily Wire") == ()


def test_an_id_counts_with_its_publisher_and_only_where_it_names_one_thing() -> None:
    assert keys_of(None, "17", "Daily Wire") == keys_of("a.txt", " 17", "daily wire") != ()
    assert keys_of(None, "17", None) == ()
    assert len(keys_of(URL, "17", "Daily Wire")) == 1
    unique = "tag:wire.example,2031:17"
    moved, elsewhere = (keys_of(u, unique, "Daily Wire") for u in (URL + "-2", "https://other.example/17"))
    assert len(set(keys_of(URL, unique, "Daily Wire")) & set(moved)) == 1
    assert not set(keys_of(URL, unique, "Daily Wire")) & set(elsewhere)


def test_what_a_page_says_its_address_is_counts_on_its_own_site() -> None:
    mobile = keys_of("https://m.wire.example/x?id=1", None, None, "https://wire.example/2031/03/x")
    assert mobile == keys_of("https://wire.example/2031/03/x", None, None)
    assert keys_of("https://portal.example/wire/7", None, None, URL) == keys_of(
        "https://portal.example/wire/7", None, None
    )
    assert keys_of(URL, None, None, "https://wire.example/") == keys_of(URL, None, None)
    assert len({keys_of(f"{URL}#post-{n}", None, None, URL) for n in range(3)}) == 3


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2031-03-12", "2031-03-12T00:00:00Z"),
        ("2031-03-12T08:30+02:00", "2031-03-12T06:30:00Z"),
        ("0001-01-01T00:00+05:00", None),
        ("Tuesday", None),
        (None, None),
    ],
)
def test_dates_are_compared_in_one_zone(value: str | None, found: str | None) -> None:
    assert moment(value) == found


def test_the_newest_version_stands_and_the_earlier_are_kept(ledger: Ledger) -> None:
    for order in itertools.permutations([FIRST, SECOND, THIRD]):
        for report in order:
            ledger.add(report)
        assert killed(ledger) == [19]
        assert [v.document for v in ledger.versions(URL)] == [r.document.id for r in (FIRST, SECOND, THIRD)]
        assert [v.current for v in ledger.versions(FIRST.document.id)] == [False, False, True]
        assert ledger.report(FIRST.document.id) == FIRST
        [incident] = ledger.incidents()
        assert incident.documents == (THIRD.document.id,)
        assert {d: x.superseded_by for d, x in ledger.documents().items()} == {
            FIRST.document.id: THIRD.document.id, SECOND.document.id: THIRD.document.id, THIRD.document.id: None
        }  # fmt: skip
        assert len(ledger.search("depot")) == 1
        for report in order:
            ledger.forget(report.document.id)
        assert ledger.info()["document"] == ledger.info()["telling"] == 0


def test_forgetting_the_newest_brings_the_one_before_it_back(ledger: Ledger) -> None:
    with_first = None
    ledger.add(FIRST)
    with_first = comparable(ledger.answer().to_dict())
    added = ledger.add([THIRD, SECOND])
    assert sorted(added.versions) == sorted([SECOND.document.id, THIRD.document.id])
    ledger.forget(URL)
    assert killed(ledger) == [17]
    ledger.forget(URL)
    assert comparable(ledger.answer().to_dict()) == with_first


def test_what_changed_is_told_in_figures_and_words(ledger: Ledger) -> None:
    ledger.add([FIRST, SECOND])
    first, second = ledger.versions(URL)
    assert first.changes is None
    assert second.changes is not None
    [figure] = second.changes.figures
    assert (figure.in_words(), figure.rose) == ("killed at least 12 → at least 17", True)
    assert [(p.before, p.after) for p in second.changes.passages] == [("12", "17")]
    assert (second.changes.words_added, second.changes.words_removed) == (1, 1)


def test_the_commands_tell_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "war.db")
    with Ledger(path) as ledger:
        ledger.add([FIRST, SECOND])
        [incident] = ledger.incidents()
    assert run(["versions", URL, "--ledger", path, "--format", "text"]) == 0
    out = capsys.readouterr().out
    assert "earlier version, published 2031-03-12, modified 2031-03-12T08:00:00Z" in out
    assert "   killed at least 12 → at least 17\n" in out
    assert "   «12» → «17»\n" in out
    assert run(["versions", FIRST.document.id[:8], "--ledger", path]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["current"], second["changes"]["figures"][0]["words"]) == (False, "killed at least 12 → at least 17")
    assert run(["show", incident.id, "--ledger", path, "--format", "text"]) == 0
    assert "killed at least 12 → at least 17; words: 1 added" in " ".join(capsys.readouterr().out.split())
    assert run(["versions", "https://wire.example/none", "--ledger", path]) == 3


def test_figures_are_paired_by_what_they_count() -> None:
    def told(text: str, *numbers: tuple[str, str, str, float, str]) -> Report:
        return make(text, [{"words": w, "kind": k, "on": DAY, "at": "Arda", "numbers": [(n, "killed", "person", v)]}
                           for w, k, n, v, _ in numbers])  # fmt: skip

    before = told(
        "Missiles hit a depot in Arda, killing 3. Gunmen stormed a bank, killing 12.",
        ("hit", "attack.missile", "3", 3, ""), ("stormed", "attack.raid", "12", 12, ""),
    )  # fmt: skip
    after = told(
        "Gunmen stormed a bank in the centre, killing 14. Missiles hit a depot in Arda, killing 13.",
        ("hit", "attack.missile", "13", 13, ""), ("stormed", "attack.raid", "14", 14, ""),
    )  # fmt: skip
    assert {f.in_words() for f in changes(before, after).figures} == {"killed 3 → 13", "killed 12 → 14"}
    assert changes(before, before).figures == changes(before, before).passages == ()


def test_a_copy_of_an_earlier_version_is_a_copy_of_the_story(ledger: Ledger) -> None:
    long = " ".join(f"word{n} of the long wire text about the night in the valley" for n in range(40))
    first = at(make(f"{long}. It hit Arda.", [{"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda"}],
                    published="2031-03-11"), URL)  # fmt: skip
    copy = make(f"{long}. It hit Arda.", [{"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda"}],
                publisher="Other Post", published="2031-03-12")  # fmt: skip
    rewritten = at(make("Officials now say that the missiles that hit Arda came from the sea.",
                        [{"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda"}]),
                   URL, modified="2031-03-13")  # fmt: skip
    for order in itertools.permutations([first, copy, rewritten]):
        for report in order:
            ledger.add(report)
        assert ledger.answer().copies == ((rewritten.document.id, copy.document.id),)
        ledger.forget(rewritten.document.id)
        assert ledger.answer().copies == ((first.document.id, copy.document.id),)
        ledger.forget(copy.document.id)
        ledger.forget(first.document.id)


def test_as_of_a_day_the_version_of_that_day_stands(ledger: Ledger) -> None:
    late = story(25, "2031-03-20")
    ledger.add([late, FIRST, SECOND])
    assert killed(ledger) == [25]
    [incident] = ledger.incidents(as_of="2031-03-19")
    assert incident.figure("killed").low == 17  # type: ignore[union-attr]
    assert ledger.answer(as_of="2031-03-21").to_dict() == ledger.answer().to_dict()


def test_without_dates_the_one_fetched_last_stands(ledger: Ledger) -> None:
    older = story(3, retrieved="2031-03-12T08:00:00Z", published=None)
    newer = story(5, retrieved="2031-03-12T09:00:00Z", published=None)
    ledger.add([newer, older])
    assert killed(ledger) == [5]


story_or_not = st.tuples(
    document,
    st.sampled_from([None, "https://wire.example/1", "https://wire.example/2", "https://wire.example/3"]),
    st.sampled_from([None, "2031-03-12T09:00:00Z", "2031-03-13"]),
    st.sampled_from([None, None, "tag:wire.example,2031:1"]),
)


def drawn_reports(drawn: list[Any]) -> list[Report]:
    found = [
        at(report_of(n, d), uri, modified=modified, external_id=own)
        for n, (d, uri, modified, own) in enumerate(drawn)
    ]  # fmt: skip
    return list({r.document.id: r for r in found}.values())


def whole(reports: list[Report], decisions: Sequence[Decision] = ()) -> str:
    """What reconciling all at once gives."""
    infos = {r.document.id: r.document for r in reports}

    class Row:
        def __init__(self, row: dict[str, Any]) -> None:
            self.__dict__.update(row)

    rows = {d: Row(version_row(i)) for d, i in infos.items()}
    keys = [(k, d) for d, i in infos.items() for k in keys_of(i.uri, i.external_id, i.publisher)]
    facts = [tell(r, Publisher(name=r.document.publisher)) for r in reports]
    return comparable(reconcile(facts, decisions, newest_among(rows, keys)).to_dict())


@pytest.mark.parametrize("backend", BACKENDS)
def test_versions_in_any_order_give_what_the_whole_gives(backend: str) -> None:
    with tempfile.TemporaryDirectory() as folder:

        @settings(FEW, max_examples=15)
        @given(st.lists(story_or_not, min_size=2, max_size=7), st.randoms(use_true_random=False), st.integers(1, 3))
        def check(drawn: list[Any], chance: Any, batch: int) -> None:
            reports = drawn_reports(drawn)
            order = [*reports, chance.choice(reports)]
            chance.shuffle(order)
            gone = {r.document.id for r in reports if chance.random() < 0.4}
            with new_ledger(backend, Path(folder)) as ledger:
                list(ledger.adding(((r, None) for r in order), batch=batch))
                assert comparable(ledger.answer().to_dict()) == whole(reports)
                newer = [
                    r.model_copy(update={"generator": r.generator.model_copy(update={"version": "9"})})
                    for r in reports
                    if chance.random() < 0.3
                ]
                ledger.add(newer)
                for d in sorted(gone):
                    ledger.forget(d)
                left = [r for r in reports if r.document.id not in gone]
                assert comparable(ledger.answer().to_dict()) == whole(left)

        check()


@cache
def _empty_before_versions() -> bytes:
    """The file of an empty ledger of step 0002."""
    config = Config()
    config.set_main_option("script_location", "whosays.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "old.db")
        engine = sa.create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0002")
        engine.dispose()
        return path.read_bytes()


def as_before_versions(new: Path, old: Path, reports: list[Report]) -> None:
    """A ledger of step 0002 with what a new one holds, and the addresses and ids of these reports."""
    old.write_bytes(_empty_before_versions())
    with contextlib.closing(sqlite3.connect(old)) as db:
        db.execute("ATTACH ? AS new", (str(new),))
        tables = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in tables:
            if name.startswith(("document_words", "sqlite_", "alembic_")):
                continue
            columns = ", ".join(f'"{r[1]}"' for r in db.execute(f"PRAGMA main.table_info({name})"))
            db.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM new.{name}")
        for d in (r.document for r in reports):
            db.execute("UPDATE document SET uri = ?, external_id = ? WHERE id = ?", (d.uri, d.external_id, d.id))
        db.commit()


@pytest.mark.parametrize("backend", BACKENDS)
def test_decisions_hold_over_versions_in_any_order(backend: str) -> None:
    with tempfile.TemporaryDirectory() as folder:

        @settings(FEW, max_examples=12)
        @given(st.lists(story_or_not, min_size=3, max_size=7), st.randoms(use_true_random=False))
        def check(drawn: list[Any], chance: Any) -> None:
            reports = drawn_reports(drawn)
            chance.shuffle(reports)
            half = max(1, len(reports) // 2)
            with new_ledger(backend, Path(folder)) as ledger:
                ledger.add(reports[:half])
                for _ in range(3):
                    decide_something(ledger, chance)
                for report in reports[half:]:
                    ledger.add(report)
                decide_something(ledger, chance)
                decisions = [d for d, _ in ledger.log()]
                found = ledger.answer(rejected=True).to_dict()["incidents"]
                assert comparable(found) == comparable(json.loads(whole(reports, decisions))["incidents"])

        check()


def test_what_a_person_decided_on_a_story_holds_for_its_new_version(ledger: Ledger) -> None:
    ledger.add(FIRST)
    [before] = ledger.incidents()
    ledger.decide("edit", before.id, field="place.name", value="Arda Fields")
    ledger.decide("accept", before.id)
    ledger.add(SECOND)
    [after] = ledger.incidents()
    assert (after.place.name, after.review, killed(ledger)) == ("Arda Fields", "accepted", [17])  # type: ignore[union-attr]
    assert ledger.show(before.id).id == after.id, "an id that was once given still leads there"
    ledger.decide("undo")
    ledger.decide("undo")
    [plain] = ledger.incidents()
    assert (plain.place.name, plain.review) == ("Arda", "unreviewed")  # type: ignore[union-attr]


@settings(FEW, max_examples=15)
@given(st.lists(story_or_not, min_size=2, max_size=7))
def test_a_ledger_from_before_versions_is_settled_when_it_is_opened(drawn: list[Any]) -> None:
    reports = [
        r.model_copy(update={"document": r.document.model_copy(update={"modified": None})})
        for r in drawn_reports(drawn)
    ]  # fmt: skip
    nameless = {"uri": None, "external_id": None}
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old.db"
        with new_ledger("sqlite", Path(folder)) as ledger:  # without addresses and ids there are no versions
            new = Path(ledger.database.location)
            ledger.add([r.model_copy(update={"document": r.document.model_copy(update=nameless)}) for r in reports])
        as_before_versions(new, old, reports)
        with Ledger(old) as ledger:
            answer = ledger.answer().to_dict()
        assert comparable(answer["incidents"]) == comparable(json.loads(whole(reports))["incidents"])
