"""The benchmark runner: intervals, what counts as a fall, the page it writes, and the error browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import benchmarks.__main__ as runner
from benchmarks import counts, error_kinds, errors, reports
from benchmarks.intervals import intervals, total
from benchmarks.scorers import scorer

here = pytest.mark.skipif(not reports.BENCH.is_dir(), reason="the benchmark sets are not beside the project")

TEXT = "The mayor of Izium spoke on Monday. Two people died on 3 May 2024, he said."
MONDAY, MAY = (28, 34), (55, 65)


def test_every_measure_has_a_set_with_an_error_browser_and_counts() -> None:
    for m in runner.measures():
        assert m.set in error_kinds.KINDS_OF, m
        assert m.set in counts._COUNT or m.set in reports.LEDGERS, m
        assert m.set in counts._FIGURES, m


def test_committed_figures_belong_to_measures() -> None:
    known = {m.id: m for m in runner.measures()}
    for name, figure in runner.committed().items():
        assert name in known
        assert 0 <= figure.low <= figure.figure <= figure.high <= 100, name


def gold_and_report(value: str = "2024-05-03") -> tuple[dict[str, object], dict[str, object]]:
    times = [
        {"span": list(MONDAY), "kind": "DATE", "value": "2024-05-06"},
        {"span": list(MAY), "kind": "DATE", "value": "2024-05-03"},
    ]
    said = [
        {"span": list(MAY), "kind": "DATE", "value": value},
        {"span": [4, 9], "kind": "DATE", "value": "PRESENT_REF"},
    ]
    return {"id": "a", "text": TEXT, "published": "2024-05-07", "times": times}, {"times": said}


@here
def test_errors_of_times() -> None:
    gold, report = gold_and_report("2024-05-04")
    found = list(error_kinds.time(scorer("time"), "a", gold, report))
    assert {(e.kind, e.span) for e in found} == {
        ("false time", (4, 9)), ("missed time", MONDAY), ("wrong value", MAY),
    }  # fmt: skip
    lines = "\n".join(errors.show(found, limit=5, width=8))
    assert "== wrong value: 1" in lines
    assert "»3 May 2024«" in lines
    assert "2024-05-04 for 2024-05-03" in lines


@here
def test_counts_give_the_scorer_s_figures(tmp_path: Path) -> None:
    gold, report = gold_and_report()
    path = tmp_path / "a.json"
    path.write_text(json.dumps(report), encoding="utf8")
    one = counts._COUNT["time"](scorer("time"), gold | {"path": path}, report)
    assert counts.value(counts.figures("time", one), "value.f1") == pytest.approx(50.0)


@here
def test_intervals_hold_the_figure_and_repeat() -> None:
    documents = [{"value.hit": i % 3, "value.said": 3, "value.gold": 4} for i in range(60)]
    figure = counts.value(counts.figures("time", total(documents)), "value.f1")
    first = intervals("time", documents, ["value.f1"], samples=200)["value.f1"]
    assert figure is not None
    assert first.low < figure < first.high
    assert first.high - first.low < 20
    assert intervals("time", documents, ["value.f1"], samples=200)["value.f1"] == first
    same = intervals("time", documents[:1] * 60, ["value.f1"], samples=50)["value.f1"]
    assert same.low == same.high


def row(before: float | None, now: float, low: float, high: float, noise: float = 3) -> runner.Row:
    measure = runner.Measure("time", "value F1", "value.f1", noise, "–", "–", 80)
    return runner.Row(
        measure, None if before is None else runner.Figure(before, before, before), runner.Figure(now, low, high)
    )


@pytest.mark.parametrize(
    ("found", "fell"),
    [
        (row(80, 78, 70, 86), False),  # within the points of the table
        (row(80, 76, 70, 82), True),  # beyond them, though within the interval
        (row(80, 78.5, 78, 79), True),  # beyond half of a narrow interval
        (row(80, 84, 80, 88), False),
        (row(None, 10, 5, 15), False),
    ],
)
def test_a_fall_is_more_than_the_noise(found: runner.Row, fell: bool) -> None:
    assert found.fell is fell


def test_figures_are_kept_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n", encoding="utf8")
    monkeypatch.setattr(runner, "PAGE", page)
    monkeypatch.setattr(runner, "FIGURES", tmp_path / "figures.json")
    measure = runner.measures()[0]
    runner.keep([measure], {measure.id: runner.Figure(81.256, 75.1, 88), "gone: figure": runner.Figure(1, 1, 1)})
    text = page.read_text("utf8")
    assert f"| {measure.set} | {measure.name} | 81.3 | 75.1–88.0 |" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert runner.committed() == {measure.id: runner.Figure(81.26, 75.1, 88)}


def test_table_shows_what_was_and_is() -> None:
    lines = runner.table([row(80, 78.04, 70, 86), row(None, 10, 5, 15)])
    assert "| 80.0 | 78.0 | 70.0–86.0 |" in lines[2]
    assert "| – | 10.0 | 5.0–15.0 |" in lines[3]


def test_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(["nothing-like-it"]) == 2
    assert "no such set: nothing-like-it" in capsys.readouterr().err


def test_words_around_are_cut() -> None:
    error = error_kinds.Error("missed", "a", "x", span=(0, 600), text="w" * 700)
    assert len(error.around(20)) < 320
    assert error_kinds.Error("missed", "a", "x").around(20) == ""
