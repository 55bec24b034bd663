"""Acts that keep order, told without who did it: the force told of in the sentence; and what is no such act."""

from __future__ import annotations

import pytest

from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def agents(report: Report, kind: str) -> set[str]:
    return {r.text.lower() for e in report.events if e.kind == kind for r in e.roles if r.role == "agent"}


@pytest.mark.parametrize(
    ("text", "kind", "agent"),
    [
        ("curfew was imposed in two towns, police said.", "disruption", "police"),
        ("The superintendent of police said that the quarter was under curfew.", "disruption",
         "the superintendent of police"),
        ("Troops patrolled the streets and a curfew was imposed.", "disruption", "troops"),
        ("police said security had been stepped up at the station.", "deployment", "police"),
        ("Police recovered two pistols from the driver.", "disruption", "police"),
        ("police personnel are searching the hostels.", "disruption", "police personnel"),
        ("Curfew was placed on three wards, police sources said.", "disruption", "police sources"),
        ("Eight batallions of police have been deployed in Dorvala.", "deployment", "eight batallions of police"),
        ("the lane has been sealed off, said a local police official.", "disruption", "a local police official"),
    ],
)  # fmt: skip
def test_who_keeps_order(reader: Reader, text: str, kind: str, agent: str) -> None:
    assert agent in agents(reader.read(Document(text)), kind)


@pytest.mark.parametrize(
    "text",
    [
        "The army said that power was cut in three towns.",
        "Curfew was imposed in two towns, residents said.",
    ],
)
def test_who_only_speaks_did_not_do_it(reader: Reader, text: str) -> None:
    assert not agents(reader.read(Document(text)), "disruption")


@pytest.mark.parametrize(
    "text",
    [
        "The opposition called it an abject surrender on the issue of water.",
        "Officials apprehend trouble during the fair.",
        "Police searched for the missing girl.",
    ],
)
def test_words_in_other_meanings(reader: Reader, text: str) -> None:
    events = reader.read(Document(text)).events
    assert not [e for e in events if e.kind in {"detention", "disruption"}]


def test_we_are_the_body_that_speaks(reader: Reader) -> None:
    report = reader.read(Document('"We picked the man up near the mill," the police said.'))
    role = next(r for e in report.events for r in e.roles if r.text == "We")
    assert next(a.kind for a in report.actors if a.id == role.ref) == "police"


def test_we_of_a_person_are_nobody_named(reader: Reader) -> None:
    report = reader.read(Document('"We attacked the post near the mill," Anna Berg said.'))
    assert {r.ref for e in report.events for r in e.roles if r.text == "We"} == {None}


def test_who_has_a_rank_before_the_name_takes_part(reader: Reader) -> None:
    report = reader.read(Document("They met Police Commissioner K Rao and the mayor."))
    assert "Police Commissioner K Rao" in {r.text for e in report.events for r in e.roles if e.kind == "meeting"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Preventive arrests have been made in the town.", "happened"),
        ("Security arrangements are being made at the temples.", "ongoing"),
        ("Police are conducting searches in the hostels to find the men.", "ongoing"),
        ("Police will conduct searches in the hostels.", "planned"),
    ],
)
def test_what_the_tense_of_a_verb_says_of_its_noun(reader: Reader, text: str, status: str) -> None:
    assert {e.status for e in reader.read(Document(text)).events} == {status}


def test_sources_of_the_police_are_police(reader: Reader) -> None:
    report = reader.read(Document("Three men were held near the mill, police sources said."))
    assert {a.kind for a in report.actors for m in a.mentions if m.text == "police sources"} == {"police"}


def test_the_dead_of_the_next_sentence_are_of_the_firing(reader: Reader) -> None:
    report = reader.read(
        Document("Police opened fire to quell the mob. Four people have been killed and five injured.")
    )
    assert agents(report, "attack.other") == {"police"}


@pytest.mark.parametrize("how", ["in a stabbing", "near the old mill", "by two robbers"])
def test_the_dead_of_another_happening_are_not(reader: Reader, how: str) -> None:
    report = reader.read(Document(f"Police opened fire to quell the mob. A student was killed {how}."))
    assert "police" not in agents(report, "attack.other")


def test_police_firing_at_the_end_of_a_list(reader: Reader) -> None:
    report = reader.read(Document("The town was calm except for stray arson, looting and police firing."))
    assert agents(report, "attack.shooting") == {"police"}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Police foiled an attempt to burn the library.", "sabotage", "planned"),
        ("Police prevented the mob from entering the library.", "territory.advance", "denied"),
    ],
)
def test_what_was_foiled_or_prevented_did_not_happen(reader: Reader, text: str, kind: str, status: str) -> None:
    assert {e.status for e in reader.read(Document(text)).events if e.kind == kind} == {status}
