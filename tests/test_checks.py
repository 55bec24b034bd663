"""Checks of a report against itself: what adds up, what does not, and what one document cannot show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whosays.model import Check, Event, Evidence, Measure, Relation, Time
from whosays.reading.checks import read_checks
from whosays.reading.measures import read_measures
from whosays.reading.parse import Parsed
from whosays.reading.times import read_times

Parse = Callable[..., Parsed]


def event(parsed: Parsed, number: int, word: str, time: str | None = None, status: str = "happened") -> Event:
    start = parsed.text.index(word)
    return Event(
        id=f"e{number}",
        kind="attack.other",
        trigger=Evidence(span=(start, start + len(word)), text=word),
        sentence=parsed.sentence_at(start),
        status=status,  # type: ignore[arg-type]
        time=time,
    )


def figures(parse: Parse, text: str) -> list[Check]:
    parsed = parse(text)
    measures = read_measures(parsed, [], [], [])
    return read_checks(parsed, [], [], measures, [], [])


@pytest.mark.parametrize(
    ("text", "kind", "result", "numbers"),
    [
        ("The attack killed 28 people, including five children.", "subset", "consistent", ["5", "28"]),
        ("The attack killed 8 people, including 15 children.", "subset", "inconsistent", ["15", "8"]),
        ("Police held 12 suspects: seven locals and five migrants.", "sum", "consistent", ["7", "5", "12"]),
        ("Police held 12 suspects: seven locals and four migrants.", "sum", "inconsistent", ["7", "4", "11", "12"]),
        ("The blast killed 12 people: seven soldiers and six civilians.", "sum", "inconsistent", ["7", "6", "13"]),
        ("Three of the five missiles fired at the base were shot down.", "subset", "consistent", ["3", "5"]),
        ("The raid killed at least 20 people, including six women.", "subset", "consistent", ["6", "at least 20"]),
    ],
)  # fmt: skip
def test_parts_and_wholes(parse: Parse, text: str, kind: str, result: str, numbers: list[str]) -> None:
    (check,) = figures(parse, text)
    assert (check.kind, check.result) == (kind, result)
    assert all(n in check.message for n in numbers)


def test_no_check_without_a_comparison(parse: Parse) -> None:
    assert figures(parse, "Five people were killed. Six were hurt.") == []


@pytest.mark.parametrize(
    ("text", "words", "trigger"),
    [
        ("Russia launched a record 90 drones at the port.", "a record 90 drones", None),
        ("It was the deadliest attack this year.", "the deadliest attack this year", "attack"),
        ("The army began its biggest offensive since March.", "its biggest offensive since March", "offensive"),
    ],
)
def test_a_rank_cannot_be_shown_from_one_document(parse: Parse, text: str, words: str, trigger: str | None) -> None:
    parsed = parse(text)
    measures = read_measures(parsed, [], [], [])
    events = [event(parsed, 1, trigger)] if trigger else []
    (check,) = read_checks(parsed, [], [], measures, events, [])
    assert (check.kind, check.result) == ("superlative", "unverifiable")
    assert words in check.message
    assert check.items == (("e1",) if trigger else (measures[0].id,))


@pytest.mark.parametrize(
    "text", ["He lives in the largest city of the country.", "The first strike hit a bridge.", "He has a record."]
)
def test_no_rank_of_an_event(parse: Parse, text: str) -> None:
    parsed = parse(text)
    events = [event(parsed, 1, "strike")] if "strike" in text else []
    assert read_checks(parsed, [], [], [], events, []) == []


@pytest.mark.parametrize(
    ("text", "result", "words"),
    [
        ("The strike on Tuesday, November 23 killed five.", "inconsistent", ["Saturday", "Tuesday"]),
        ("The strike on Saturday, November 23 killed five.", "consistent", ["Saturday"]),
        ("It began on Monday, 25 November 2024.", "consistent", ["Monday"]),
    ],
)
def test_weekdays(parse: Parse, text: str, result: str, words: list[str]) -> None:
    parsed = parse(text, published="2024-11-26")
    times = read_times(parsed)
    (check,) = read_checks(parsed, times, [], [], [], [])
    assert (check.kind, check.result) == ("chronology", result)
    assert all(w in check.message for w in words)
    assert check.items[0] in {t.id for t in times}


def test_weekday_of_an_unknown_year_is_not_checked(parse: Parse) -> None:
    parsed = parse("The strike on Tuesday, November 23 killed five.")
    assert read_checks(parsed, read_times(parsed), [], [], [], []) == []


def dated(identity: str, day: str, text: str, at: int) -> Time:
    return Time(
        id=identity, span=(at, at + len(text)), text=text, kind="DATE", value=day, start=day, end=day,
        anchor="explicit",
    )  # fmt: skip


@pytest.mark.parametrize(("first", "result"), [("2024-11-20", "consistent"), ("2024-11-24", "inconsistent")])
def test_the_order_that_is_told(parse: Parse, first: str, result: str) -> None:
    parsed = parse("The reprisal came after the raid.")
    times = [dated("t1", "2024-11-22", "reprisal", 4), dated("t2", first, "raid", 28)]
    events = [event(parsed, 1, "reprisal", "t1"), event(parsed, 2, "raid", "t2")]
    relation = Relation(kind="after", from_="e1", to="e2", span=(18, 23))
    (check,) = read_checks(parsed, times, [], [], events, [relation])
    assert (check.kind, check.result, check.items) == ("chronology", result, ("e1", "e2"))
    assert "2024-11-22" in check.message
    assert first in check.message


def test_a_deed_dated_after_the_publication(parse: Parse) -> None:
    parsed = parse("Rebels made a raid.", published="2024-11-26")
    late = dated("t1", "2024-12-05", "raid", 14)
    (check,) = read_checks(parsed, [late], [], [], [event(parsed, 1, "raid", "t1")], [])
    assert check.result == "inconsistent"
    assert "2024-12-05" in check.message
    planned = event(parsed, 1, "raid", "t1", "planned")
    assert read_checks(parsed, [late], [], [], [planned], []) == []


def test_overlapping_groups_are_not_called_wrong(parse: Parse) -> None:
    parsed = parse("x")
    whole = Measure(id="m1", span=(0, 1), text="x", role="killed", unit="person", value=10, low=10, high=10,
                    bound="exact", includes=("m2", "m3"))  # fmt: skip
    parts = [
        Measure(id=i, span=(0, 1), text="x", role="killed", unit="person", who=who, value=6, low=6, high=6,
                bound="exact")  # type: ignore[arg-type]
        for i, who in (("m2", "civilian"), ("m3", "child"))
    ]  # fmt: skip
    (check,) = read_checks(parsed, [], [], [whole, *parts], [], [])
    assert (check.kind, check.result) == ("sum", "unverifiable")


@pytest.mark.parametrize(("noun", "ranked"), [("loss", True), ("poem", False)])
def test_what_is_ranked_by_it_was_told_before(parse: Parse, noun: str, ranked: bool) -> None:
    parsed = parse(f"Shells killed 30 men of the garrison. It was the heaviest {noun} of the year.")
    found = read_checks(parsed, [], [], [], [event(parsed, 1, "killed")], [])
    assert [c.items for c in found if c.kind == "superlative"] == ([("e1",)] if ranked else [])
