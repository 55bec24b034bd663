"""Confidence: curves that rise, and reports cut at a confidence without loose ends."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.errors import UsageError
from whosays.model import Report
from whosays.reading.calibration import KINDS, calibrated, curves, on_curve
from whosays.reading.document import Document
from whosays.reading.lexicon import Lexicon
from whosays.reading.reader import Reader
from whosays.reading.threshold import at_least

TEXT = (
    "Drones hit a fuel depot near Poltava on Monday, killing three workers, the governor said. The army said that it "
    "had shot down 12 of the 15 drones. Russia denied that it had attacked the town. Two days later missiles struck "
    "Kharkiv in response to the attack, wounding five people, according to the mayor."
)


@pytest.fixture(scope="module")
def report(reader: Reader) -> Report:
    return reader.read(Document(text=TEXT, published="2031-03-14"))


@pytest.mark.parametrize(
    ("score", "expected"), [(0.0, 0.2), (0.3, 0.2), (0.4, 0.35), (0.5, 0.5), (0.9, 0.9), (1.0, 0.9)]
)
def test_a_score_lies_on_the_line_between_two_points(score: float, expected: float) -> None:
    assert on_curve([(0.3, 0.2), (0.5, 0.5), (0.9, 0.9)], score) == pytest.approx(expected)


def test_without_points_a_score_stays() -> None:
    assert on_curve([], 0.37) == 0.37


@pytest.mark.parametrize("kind", KINDS)
def test_the_curves_of_the_table_rise(kind: str) -> None:
    curve = curves(Lexicon("en"))[kind]
    assert len(curve) > 1
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in itertools.pairwise(curve))
    assert all(0 <= x <= 1 for point in curve for x in point)


def test_what_has_no_confidence_gets_none(report: Report) -> None:
    narrated = [c for c in report.claims if c.confidence is None]
    assert [c.confidence for c in calibrated(Lexicon("en"), "claim", narrated)] == [None] * len(narrated)


@given(least=st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_a_report_cut_at_a_confidence_has_no_loose_ends(report: Report, least: float) -> None:
    cut = at_least(report, least)
    assert all(x.confidence is None or x.confidence >= least for x in (*cut.events, *cut.claims, *cut.places))
    ids = {x.id for part in (cut.times, cut.places, cut.actors, cut.measures, cut.events, cut.claims) for x in part}
    named = [i for c in cut.claims for i in c.about] + [c.via for c in cut.claims if c.via]
    named += [m.event for m in cut.measures if m.event] + [e.place for e in cut.events if e.place]
    named += [r.ref for e in cut.events for r in e.roles if r.ref] + [i for e in cut.events for i in e.measures]
    named += [i for r in cut.relations for i in (r.from_, r.to)]
    assert set(named) <= ids
    assert Report.model_validate(cut.model_dump(by_alias=True)) == cut


def test_everything_stays_at_nought_and_a_wrong_least_is_told(report: Report) -> None:
    assert at_least(report, 0) == report
    assert len(at_least(report, 1).events) < len(report.events)
    with pytest.raises(UsageError, match="write a number from 0 to 1"):
        at_least(report, 60)
