"""The examples: files and records hold the same, and the sheets tell the episode as it is meant."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from whosays import sources
from whosays.cli.sheet import print_sheet
from whosays.model import Report
from whosays.reading.reader import Reader

FILES = sorted(Path("examples/kharkiv").iterdir())


@pytest.fixture(scope="module")
def reports(reader: Reader) -> dict[str, Report]:
    """Reports of the records by the first two characters of their ids."""
    found = reader.pipe(sources.documents(["examples/kharkiv.jsonl"]))
    return {(r.document.external_id or "")[:2]: r for r in found}


def test_records_hold_the_texts_of_the_files() -> None:
    records = [json.loads(line) for line in Path("examples/kharkiv.jsonl").read_text(encoding="utf8").splitlines()]
    assert [r["id"] for r in records] == [f.stem for f in FILES]
    for record, document in zip(records, sources.documents(FILES), strict=True):
        assert record["text"] == document.text
        assert record["published"] >= (document.published or "")[:10]  # a page may give the hour too
        assert set(record) == {"id", "published", "publisher", "side", "title", "text"}


def figures(report: Report, role: str) -> set[float | int | None]:
    return {m.value for m in report.measures if m.role == role}


def test_tolls_differ_between_the_reports(reports: dict[str, Report]) -> None:
    assert 2 in figures(reports["01"], "killed")
    assert 12 in figures(reports["02"], "killed")
    assert 60 in figures(reports["03"], "killed")
    assert 19 in figures(reports["06"], "killed")


def test_an_admission_and_denials_are_read_as_such(reports: dict[str, Report]) -> None:
    assert "admit" in {c.stance for c in reports["06"].claims}
    assert "deny" in {c.stance for c in reports["01"].claims}
    assert "deny" in {c.stance for c in reports["03"].claims}


def test_every_report_dates_the_bombing_or_leaves_it_open(reports: dict[str, Report]) -> None:
    for report in reports.values():
        for event in report.events:
            time = next((t for t in report.times if t.id == event.time), None)
            if time and time.start:
                assert time.start[:4] == "2024", (event.trigger.text, time.text)


def test_what_was_only_warned_of_is_not_among_what_happened(reports: dict[str, Report]) -> None:
    stream = io.StringIO()
    print_sheet(reports["03"], Console(file=stream, width=100))
    happened = stream.getvalue().split("WHO SAYS WHAT")[0]
    assert "would be answered" not in happened
    assert "civilian targets in Kharkiv" not in happened


def test_what_is_set_on_fire_is_not_shot_at(reports: dict[str, Report]) -> None:
    burning = [e for r in reports.values() for e in r.events if e.trigger.text == "fire"]
    assert not burning
