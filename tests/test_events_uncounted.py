"""Whom an event killed counts, named or told without a number; derived, and never beside a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from whosays.ledger import Ledger
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
    ("text", "words", "low"),
    [
        ("Pavel Horan was killed in police firing on Monday.", "Pavel Horan", 1),
        ("The man killed in the shelling was a baker.", "The man", 1),
        ("Police shot dead the farmer.", "the farmer", 1),
        ("Villagers died in the airstrike on Dorvala.", "Villagers", 2),
        ("The gunmen killed the villagers.", "the villagers", 2),
    ],
)
def test_the_dead_without_a_number(reader: Reader, text: str, words: str, low: int) -> None:
    (found,) = killed(reader, text)
    assert (found.text, found.value, found.low, found.high) == (words, None, low, None)
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
        "The minister visited the victims of the bombing in hospital.",
        "Blood from the victims of the attack at Dorvala had traces of gas.",
    ],
)
def test_who_did_not_die_is_not_counted(reader: Reader, text: str) -> None:
    assert not killed(reader, text)


def test_who_is_named_contradicts_no_count(reader: Reader, tmp_path: Path) -> None:
    one = "ODESSOR, March 4 2031 - Shelling killed five people in Selydove on Monday, the governor said."
    other = "ODESSOR, March 5 2031 - Nurse Olena Koval died when a shell hit Selydove on Monday, a ministry said."
    with Ledger(tmp_path / "l.db") as ledger:
        ledger.add([reader.read(Document(text)) for text in (one, other)])
        (incident,) = ledger.incidents()
    (figure,) = [f for f in incident.figures if f.role == "killed"]
    assert (figure.low, figure.best, figure.high) == (5, 5, 5)
    assert not any(c.field.startswith("figures") for c in incident.contested)
