"""Attacks told in the verbs of every day («put a missile into», «poured into the village»), and such verbs in peace."""

from __future__ import annotations

import pytest

from whosays.model import Event, Report
from whosays.reading.reader import Document, Reader


def _read(reader: Reader, text: str) -> Report:
    return reader.read(Document(text, published="2031-05-14"))


def _parts(event: Event, role: str) -> list[str]:
    return [r.text for r in event.roles if r.role == role]


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("A drone put a missile into a car near Nabatieh, leaving three people dead.", "put", "attack.drone"),
        ("Rockets intended for an army base burst beside a market in Kyaukme.", "burst", "attack.missile"),
        ("A shell went through the roof of the school in Orlu.", "went", "attack.artillery"),
        ("Some 70 drones were sent at the port on Sunday night.", "sent", "attack.drone"),
        ("The drones of the army released their munitions on the cattle market.", "released", "attack.air"),
        ("Uniformed men opened up on a crowd in Conakry.", "opened up", "attack.shooting"),
        ("Gendarmes discharged rifles at persons who posed no threat.", "discharged", "attack.shooting"),
        ("Rebels fell upon the village at night.", "fell", "attack.raid"),
        ("Militants descended on the village of Orlu on Thursday.", "descended", "attack.raid"),
        ("A lorry with explosives was driven into the gate of the police post.", "driven", "attack.bombing"),
        ("Some 60 houses were put to the torch, he said.", "put", "sabotage"),
        ("The army abandoned its last base on the river.", "abandoned", "territory.withdrawal"),
        ("Our aircraft engaged rebel fighters near Nasir.", "engaged", "clash"),
    ],
)
def test_everyday_verbs_tell_attacks(reader: Reader, text: str, trigger: str, kind: str) -> None:
    found = {e.trigger.text: e.kind for e in _read(reader, text).events}
    assert found.get(trigger) == kind, found


@pytest.mark.parametrize(
    "text",
    [
        "The company put a missile into service last year.",
        "The shop released a new game on Friday.",
        "Fans poured into the stadium.",
        "The couple announced their engagement.",
        "The lawyer engaged the officer in conversation.",
        "She fell upon hard times.",
        "The two families descended on the beach.",
        "Missiles come in many sizes.",
        "He was driven into the city by his brother.",
    ],
)
def test_everyday_verbs_in_peace(reader: Reader, text: str) -> None:
    violent = [e for e in _read(reader, text).events if e.kind.startswith(("attack", "clash", "territory", "sabotage"))]
    assert violent == []


def test_dead_that_are_counted_make_an_event_in_a_report_of_violence(reader: Reader) -> None:
    text = "Gunmen attacked the town of Orlu. Volunteers have given burial to 47 persons who died on 11 February."
    died = [e for e in _read(reader, text).events if e.trigger.text == "died"]
    assert len(died) == 1 and died[0].measures
    alone = "Volunteers have given burial to 47 persons who died on 11 February."
    assert not _read(reader, alone).events


def test_beside_what_and_as_what_is_not_who_did_it(reader: Reader) -> None:
    text = "The rebels bombarded the barracks by the river with 30 rockets, by way of answer to the crime."
    [event] = [e for e in _read(reader, text).events if e.trigger.text == "bombarded"]
    assert _parts(event, "agent") == ["The rebels"]


def test_the_spring_since_which_is_not_when(reader: Reader) -> None:
    report = _read(reader, "It was the deadliest strike in the district since the spring.")
    assert [e.time for e in report.events] == [None]


def test_which_party_is_nobody(reader: Reader) -> None:
    report = _read(reader, "It is not known which party fired the shells.")
    assert report.actors == () and _parts(report.events[0], "agent") == []


def test_storeys_are_part_of_a_house(reader: Reader) -> None:
    report = _read(reader, "A bomb destroyed a two-storey station.")
    assert _parts(report.events[0], "target") == ["a two-storey station"]


def test_strikes_on_the_depot_are_of_the_kind_told_with_it(reader: Reader) -> None:
    text = (
        "Missile strikes hit an ammunition depot. Russia launched 40 drones at Kyiv overnight. "
        "The strikes on the depot wounded five servicemen."
    )
    assert _read(reader, text).events[-1].kind == "attack.missile"


def test_in_the_ambush_twelve_soldiers(reader: Reader) -> None:
    [event] = _read(reader, "In the ambush 12 soldiers of the regime were killed.").events
    assert (event.kind, _parts(event, "victim")) == ("attack.raid", ["12 soldiers of the regime"])
