"""Whom an event killed counts, named or told without a number; derived, and never beside a number."""

from __future__ import annotations

import pytest

from whosays.model import Measure
from whosays.reading.document import Document
from whosays.reading.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def killed(reader: Reader, text: str) -> list[Measure]:
    report = reader.read(Document(text))
    found = [m for m in report.measures if m.role == "killed"]
    held = {key for e in report.events for key in e.measures}
    assert {m.id for m in found} <= held, "every one counts in an event"
    return found


@pytest.mark.parametrize(
    ("text", "words", "value", "low"),
    [
        ("Pavel Horan was killed in police firing on Monday.", "Pavel Horan", 1, 1),
        ("The man killed in the shelling was a baker.", "The man", 1, 1),
        ("Police shot dead the farmer.", "the farmer", 1, 1),
        ("Villagers died in the airstrike on Dorvala.", "Villagers", None, 2),
        ("The gunmen killed the villagers.", "the villagers", None, 2),
    ],
)
def test_the_dead_without_a_number(reader: Reader, text: str, words: str, value: int | None, low: int) -> None:
    (found,) = killed(reader, text)
    assert (found.text, found.value, found.low) == (words, value, low)
    assert found.derived
    assert found.from_ == (found.event,)


@pytest.mark.parametrize(
    "text",
    [
        "Five people, among them Pavel Horan, were killed in the shelling.",
        "A farmer was killed in police firing.",
    ],
)
def test_a_number_counts_alone(reader: Reader, text: str) -> None:
    (found,) = killed(reader, text)
    assert not found.derived


@pytest.mark.parametrize(
    "text",
    [
        "Nobody was killed in the police firing.",
        "Pavel Horan was wounded in police firing.",
        "The army threatened to kill the governor.",
        "The shelling killed off the harvest.",
    ],
)
def test_who_did_not_die_is_not_counted(reader: Reader, text: str) -> None:
    assert not killed(reader, text)
