"""What police and troops do among people: everyday verbs that are events with them as the subject."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whosays.model import Event
from whosays.reading.events import read_events
from whosays.reading.parse import Parsed

Parse = Callable[..., Parsed]


def _events(parse: Parse, text: str) -> list[Event]:
    return read_events(parse(text), [], [], [], [])[0]


ACTS = [
    ("Police officers guarded the exam halls on Monday.", "guarded", "deployment", "Police officers"),
    ("Troops were keeping a vigil in the old quarter.", "vigil", "deployment", "Troops"),
    ("Constables kept watch over the bazaar.", "watch", "deployment", "Constables"),
    ("Security at the shrine was tightened by the administration.", "Security", "deployment", "the administration"),
    ("Soldiers took up positions along the canal.", "positions", "deployment", "Soldiers"),
    ("A large number of police personnel were positioned at the mill.", "positioned", "deployment", "police personnel"),
    ("The army was called out in Dorvala.", "called out", "deployment", "The army"),
    ("Police sealed off the lanes around the mill.", "sealed off", "disruption", "Police"),
    ("The police stopped the marchers and a procession.", "stopped", "disruption", "The police"),
    ("Police seized swords and pistols from a barn.", "seized", "disruption", "Police"),
    ("The police dispersed the crowd near the mill.", "dispersed", "disruption", "The police"),
    ("The police disallowed the procession.", "disallowed", "rejection", "The police"),
    ("Police used water cannon on the marchers.", "used", "attack.other", "Police"),
    ("Constables charged the crowd with batons.", "charged", "attack.other", "Constables"),
    ("The commissioner ordered his men to clear the square.", "ordered", "request", "The commissioner"),
    ("The police shifted the families to a camp.", "shifted", "displacement", "The police"),
    ("The police checked the lorry at the bridge.", "checked", "disruption", "The police"),
    ("The police prevented the mob from entering the mill.", "prevented", "disruption", "The police"),
    ("Police nabbed two burglars near the canal.", "nabbed", "detention", "Police"),
    ("The police booked six persons for rioting.", "booked", "detention", "The police"),
    ("The constables thrashed the residents.", "thrashed", "attack.other", "The constables"),
    ("Twelve rounds of tear gas were used by police.", "used", "attack.other", "police"),
    ("The police chased the mob into the lanes.", "chased", "disruption", "The police"),
    ("Police launched a massive operation against the marchers.", "operation", "disruption", "Police"),
    ("Police raids on the party's offices went on.", "raids", "disruption", "Police"),
    ("The riot police jammed the phone network in Dorvala.", "jammed", "disruption", "The riot police"),
    ("All police stations in Dorvala were put on high alert.", "alert", "mobilization", "All police stations"),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "agent"), ACTS)
def test_police_act(parse: Parse, text: str, trigger: str, kind: str, agent: str) -> None:
    event = next((e for e in _events(parse, text) if e.trigger.text == trigger), None)
    assert event is not None and event.kind == kind
    assert any(r.role == "agent" and agent in r.text for r in event.roles), event.roles


@pytest.mark.parametrize(
    "text",
    [
        "The clerk guarded the secret and kept watch over the stove.",
        "The usher stopped the guests at the door.",
        "The chef ordered his men to clear the kitchen.",
        "The tide dispersed the crowd of boats.",
    ],
)
def test_the_same_verbs_of_others_are_no_events(parse: Parse, text: str) -> None:
    assert not _events(parse, text)


def test_recourse_to_fire_has_its_doer(parse: Parse) -> None:
    (firing,) = [e for e in _events(parse, "The police had resorted to firing.") if e.kind == "attack.shooting"]
    assert [(r.role, r.text) for r in firing.roles] == [("agent", "The police")]


def test_how_it_was_done_is_no_doer(parse: Parse) -> None:
    found = next(
        e for e in _events(parse, "Police dispersed the crowd by firing in the air.") if e.kind == "disruption"
    )
    assert [r.text for r in found.roles if r.role == "agent"] == ["Police"]


def test_an_account_of_the_raid_is_no_part_in_it(parse: Parse) -> None:
    raid = next(e for e in _events(parse, "An officer gave an account of the raid.") if e.trigger.text == "raid")
    assert not raid.roles


def test_who_is_kept_in_custody_does_not_act(parse: Parse) -> None:
    found = next(e for e in _events(parse, "Two farmers were kept in detention.") if e.trigger.text == "detention")
    assert [(r.role, r.text) for r in found.roles] == [("victim", "Two farmers")]


def test_the_firing_has_the_doer_of_the_shooting_before(parse: Parse) -> None:
    text = "Police opened fire on the crowd at the mill. Two men were killed in the firing."
    firing = next(e for e in _events(parse, text) if e.trigger.text == "firing")
    assert ("agent", "Police") in {(r.role, r.text) for r in firing.roles}
    text = "Police opened fire on the crowd at the mill. Two men were killed in private firing."
    firing = next(e for e in _events(parse, text) if e.trigger.text == "firing")
    assert "Police" not in {r.text for r in firing.roles}


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("The arrests were not lawful.", "arrests", "happened"),
        ("There were no arrests.", "arrests", "denied"),
        ("Troops could be seen patrolling the streets.", "patrolling", "happened"),
        ("Troops could be asked to patrol the streets.", "patrol", "possible"),
    ],
)
def test_status(parse: Parse, text: str, trigger: str, status: str) -> None:
    assert next(e for e in _events(parse, text) if e.trigger.text == trigger).status == status


def test_the_firing_killed_rather_than_the_riot_beside_it(parse: Parse) -> None:
    events = _events(parse, "Rioting and army firing left two dead and five injured in Dorvala.")
    firing = next(e for e in events if e.trigger.text == "firing")
    assert [r.text for r in firing.roles if r.role == "victim"] == ["two", "five"]
