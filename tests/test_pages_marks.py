"""Cutting texts into marked pieces and excerpts, laying out timelines and tolls, words of dates."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.invented_war import market
from whosays.ledger import Ledger
from whosays.ledger.overview import Bar
from whosays.web.pages.marks import LAYERS, Mark, excerpt, pieces
from whosays.web.pages.timeline import HEIGHT, timeline
from whosays.web.pages.tolls import nice_step, tolls
from whosays.web.wording import GROUPS, range_words, span_words

TEXTS = st.text(alphabet=st.sampled_from("ab c.\n😀\u0301ش—"), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    at = st.integers(0, len(text) + 3)
    marks = draw(st.lists(st.tuples(at, at, st.sampled_from(LAYERS)), max_size=8))
    return text, [Mark(f"x{n}", layer, a, b) for n, (a, b, layer) in enumerate(marks)]


@given(marked(), st.lists(st.integers(0, 70), max_size=4))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_pieces_give_the_text_again_and_carry_what_stands_on_them(
    found: tuple[str, list[Mark]], also: list[int]
) -> None:
    text, marks = found
    out = pieces(text, marks, also)
    assert "".join(p.text for p in out) == text
    good = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    for p in out:
        assert text[p.start : p.start + len(p.text)] == p.text
        covering = {m.item for m in good if m.start <= p.start and p.start + len(p.text) <= m.end}
        assert set(p.items) == covering
    for m in good:
        assert "".join(p.text for p in out if m.item in p.items) == text[m.start : m.end]
    begun = [b for p in out for b in p.begins]
    assert sorted(begun) == sorted(m.item for m in good)


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_excerpts_hold_the_words_and_little_else(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    found = excerpt(text, start, end, around=20)
    assert found.words == " ".join(text[start:end].split())
    assert len(found.before) <= 22 and len(found.after) <= 23
    assert "\n" not in found.before + found.words + found.after


def test_an_excerpt_stays_in_its_paragraph() -> None:
    text = "A title\n\nTwo people died at noon, he said.\n\nNext paragraph."
    found = excerpt(text, text.index("died"), text.index("died") + 4)
    assert (found.before, found.words, found.after) == ("Two people ", "died", " at noon, he said.")


def test_bars_stack_by_group_to_the_height_of_their_count() -> None:
    bars = [
        Bar("2031-03-01", "attack", 3, 1, 0),
        Bar("2031-03-01", "protest", 1, 0, 0),
        Bar("2031-03-03", "clash", 2, 2, 0),
    ]
    found = timeline(bars, "day")
    assert found is not None
    by_day = {s.since: s for s in found.stacks}
    assert [s.since for s in found.stacks] == sorted(by_day)
    assert len(found.stacks) >= 29
    first = by_day["2031-03-01"]
    assert sum(b.height for b in first.blocks) == pytest.approx(HEIGHT * 4 / found.most)
    assert [(b.group, b.hollow) for b in first.blocks] == [("g1", False), ("g1", True), ("g4", False)]
    assert first.words == "1 Mar 2031: 4 incidents (3 attacks, 1 unrest)"
    assert all(b.hollow for b in by_day["2031-03-03"].blocks)
    assert not by_day["2031-03-02"].blocks
    assert {g for g, _ in found.groups} <= set(GROUPS)


def test_months_and_years_end_with_their_last_day() -> None:
    found = timeline([Bar("2031-02", "attack", 1, 0, 0), Bar("2031-04", "attack", 1, 0, 0)], "month")
    assert found is not None
    assert [(s.since, s.until) for s in found.stacks] == [
        ("2031-02", "2031-02-28"), ("2031-03", "2031-03-31"), ("2031-04", "2031-04-30"),
    ]  # fmt: skip
    assert timeline([], "day") is None


def test_a_toll_shows_what_each_source_said_when(ledger: Ledger) -> None:
    ledger.add(list(market()))
    [incident] = ledger.incidents()
    [toll] = tolls(incident)
    said = dict(toll.rows)
    assert [n for _, n in said["Governor of Northmark"]] == ["at least 6", "11"]
    assert {line.last for line in toll.lines} == {"11", "14", "17"}
    heights = {line.source: line.dots[-1].y for line in toll.lines}
    assert heights["Rescue Service"] < heights["Central Hospital"] < heights["Governor of Northmark"]
    labels = sorted(line.label_y for line in toll.lines)
    assert all(b - a >= 15 for a, b in pairwise(labels))


@pytest.mark.parametrize(
    ("most", "step"), [(1, 1), (4, 1), (5, 2), (17, 5), (40, 10), (60, 20), (1000, 500), (4000, 1000)]
)
def test_ticks_are_round(most: float, step: float) -> None:
    assert nice_step(most) == step


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-11-23", "2024-11-23", "23 Nov 2024"), ("2024-11-23", "2024-11-25", "23–25 Nov 2024"),
        ("2024-11-30", "2024-12-02", "30 Nov – 2 Dec 2024"), ("2024-12-30", "2025-01-02", "30 Dec 2024 – 2 Jan 2025"),
        ("2024-11", None, "Nov 2024"), ("2024", None, "2024"), (None, None, "no date"),
        (None, "2024-11", "until Nov 2024"),
    ],
)  # fmt: skip
def test_days_in_words(start: str | None, end: str | None, words: str) -> None:
    assert span_words(start, end) == words


def test_ranges_in_words() -> None:
    assert range_words(5, 5) == "5"
    assert range_words(3, 1200) == "3–1,200"
    assert range_words(24, None) == "24 or more"
    assert range_words(None, 9) == "up to 9"
    assert range_words(None, None) == "–"
