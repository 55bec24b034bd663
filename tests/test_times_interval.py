"""TIMEX3 values as days, lengths, holidays, and how far apart two times are."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from whosays.model import Time
from whosays.reading.lexicon import Lexicon
from whosays.reading.times import RULES, compatible, distance, interval
from whosays.reading.times.grammar import grammar
from whosays.reading.times.values import easter, holiday, length, period, shift
from whosays.reading.times.words import vocabulary

INTERVALS = [
    ("2024-11-23", "2024-11-23", "2024-11-23"),
    ("2024-11-23TNI", "2024-11-23", "2024-11-23"),
    ("2024-11-23T10:35", "2024-11-23", "2024-11-23"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2024", "2024-01-01", "2024-12-31"),
    ("199X", "1990-01-01", "1999-12-31"),
    ("18XX", "1800-01-01", "1899-12-31"),
    ("2024-W47", "2024-11-18", "2024-11-24"),
    ("2024-W47-WE", "2024-11-23", "2024-11-24"),
    ("2024-Q3", "2024-07-01", "2024-09-30"),
    ("2024-H2", "2024-07-01", "2024-12-31"),
    ("2023-WI", "2023-12-01", "2024-02-29"),
]


@pytest.mark.parametrize(("value", "start", "end"), INTERVALS)
def test_interval_of_a_value(value: str, start: str, end: str) -> None:
    found = interval(value)
    assert found is not None
    assert tuple(d.isoformat() for d in found) == (start, end)


@pytest.mark.parametrize(
    "value", ["", "XXXX-11-23", "XXXX-WXX-4", "P2D", "PRESENT_REF", "2024-13", "2024-02-30", "2024-W60", "X"]
)
def test_value_that_names_no_definite_days(value: str) -> None:
    assert interval(value) is None


def time(value: str, kind: str = "DATE") -> Time:
    days = interval(value)
    start, end = (d.isoformat() for d in days) if days else (None, None)
    return Time(id="t1", span=(0, 1), text="x", kind=kind, value=value, start=start, end=end)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [("2024-11-23", "2024-11-25", 2), ("2024-11", "2024-11-25", 0), ("2024-12", "2024-11-28", 3)],
)
def test_distance_in_days(a: str, b: str, apart: int) -> None:
    assert distance(time(a), time(b)) == apart
    assert distance(time(b), time(a)) == apart
    assert distance(time(a), time("XXXX-11-23")) is None


def test_compatible_times() -> None:
    assert compatible(time("2024-11-23"), time("2024-11-24"), tolerance=1)
    assert not compatible(time("2024-11-23"), time("2024-11-25"), tolerance=1)
    assert compatible(time("XXXX-11-23"), time("2024-11-23"))
    assert not compatible(time("XXXX-11-23"), time("2024-11-25"))
    assert compatible(time("XXXX-WXX-4"), time("2024-11-25"))
    assert compatible(time("P2D", "DURATION"), time("2024-11-25"))


def test_periods_and_shifts() -> None:
    day = datetime.date(2024, 1, 31)
    assert shift(day, 1, "M") == datetime.date(2024, 2, 29)
    assert shift(day, -1, "Y") == datetime.date(2023, 1, 31)
    assert period(day, "W") == "2024-W05"
    assert period(datetime.date(2024, 1, 15), "WI") == "2023-WI"
    assert shift(datetime.date(9999, 12, 31), 1, "D") == datetime.date(9999, 12, 31)


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [(2, "Y", "P2Y"), (2.5, "Y", "P2Y6M"), (5.5, "TH", "PT5H30M"), (0.5, "TH", "PT30M"), (None, "W", "PXW"),
     (None, "TM", "PTXM"), (1, "FN", "P2W"), (2, "DE", "P20Y"), (None, "DE", "PXDE"), (2, "Q", "P6M")],
)  # fmt: skip
def test_lengths(count: float | None, unit: str, value: str) -> None:
    assert length(count, unit) == value


def test_holidays() -> None:
    assert easter(2024) == datetime.date(2024, 3, 31)
    assert holiday("11-4w4", 2024) == datetime.date(2024, 11, 28)
    assert holiday("05-Lw1", 2024) == datetime.date(2024, 5, 27)
    assert holiday("11-1w1+1", 2024) == datetime.date(2024, 11, 5)
    assert holiday("easter-2", 2024) == datetime.date(2024, 3, 29)
    assert holiday("12-25", 2024) == datetime.date(2024, 12, 25)


def test_every_rule_of_the_grammar_is_known() -> None:
    lexicon = Lexicon()
    assert {rule for rule, _ in grammar(lexicon).rules} == set(RULES)


def test_a_user_can_add_a_holiday(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[times_words]]\nword = "Vyshyvanka day"\nclass = "HOLIDAY"\nvalue = "05-3w4"\n', encoding="utf8")
    lexicon = Lexicon("en", file)
    atoms, letters = vocabulary(lexicon).atoms("On Vyshyvanka Day 2024 they met.")
    found = [f for f in grammar(lexicon).find(atoms, letters) if f.rule == "holiday"]
    assert [f.value("h", "HOLIDAY") for f in found] == ["05-3w4"]
