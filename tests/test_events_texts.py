"""Events in sentences of whole reports: whose time and victims they are, and what ordinary words do not say."""

from __future__ import annotations

import pytest

from whosays.model import Event, Report
from whosays.reading.reader import Document, Reader


def _read(reader: Reader, text: str) -> Report:
    return reader.read(Document(text, published="2023-11-09"))


def _event(report: Report, trigger: str) -> Event:
    found = [e for e in report.events if e.trigger.text == trigger]
    assert found, f"no event «{trigger}» among {[(e.kind, e.trigger.text) for e in report.events]}"
    return found[0]


def _parts(event: Event, role: str) -> list[str]:
    return [r.text for r in event.roles if r.role == role]


def test_when_it_was_said_behind_a_list_of_deeds(reader: Reader) -> None:
    text = (
        "Suspected insurgents killed at least 14 farmers and abducted three women in two villages in Nigeria's "
        "Borno state, residents and a militia leader said on Thursday."
    )
    report = _read(reader, text)
    killed, abducted = _event(report, "killed"), _event(report, "abducted")
    assert killed.time is None and abducted.time is None
    assert _parts(killed, "victim") == ["at least 14 farmers"]
    assert _parts(abducted, "victim") == ["three women"]


def test_the_day_they_came_is_the_day_they_fired(reader: Reader) -> None:
    report = _read(reader, "The men arrived on motorcycles late on Tuesday in Borno and opened fire on a crowd.")
    assert _parts(_event(report, "opened fire"), "time") == ["Tuesday"]


def test_what_is_denied_in_the_perfect_did_not_happen(reader: Reader) -> None:
    assert _event(_read(reader, "A spokesman denied that any commander had died."), "died").status == "denied"


def test_what_somebody_is_asked_to_stop_goes_on_and_is_not_the_askers_deed(reader: Reader) -> None:
    massacres = _event(_read(reader, "We call on the United Nations to stop the massacres."), "massacres")
    assert (massacres.status, _parts(massacres, "agent")) == ("ongoing", [])


def test_arms_without_a_verb_of_attack_tell_the_kind(reader: Reader) -> None:
    text = "Four soldiers were wounded when their vehicle drove over a roadside bomb near Gwoza on Wednesday."
    assert [e.kind for e in _read(reader, text).events] == ["attack.bombing"]


def test_a_phrase_ends_before_its_verb(reader: Reader) -> None:
    text = "On Monday 35 soldiers of the regime were killed, among them an officer, and 12 were taken prisoner."
    report = _read(reader, text)
    assert _parts(_event(report, "killed"), "victim") == ["35 soldiers of the regime"]
    assert _parts(_event(report, "taken prisoner"), "victim") == ["12"]


def test_a_number_in_brackets_is_no_target(reader: Reader) -> None:
    text = "Air strikes killed more people than any other means, 181, followed by shelling (66) and shooting (40)."
    assert not {t for e in _read(reader, text).events for t in _parts(e, "target")} & {"66", "40"}


@pytest.mark.parametrize(
    ("text", "trigger", "role", "expected"),
    [
        ("The army blamed retreating rebel fighters for the mine.", "retreating", "agent", ["rebel fighters"]),
        ("A court convicted a former commander of murder.", "convicted", "victim", ["a former commander"]),
        ("The massacre of Goma shocked the whole of the Congo.", "massacre", "victim", []),
    ],
)
def test_who_it_is_told_of(reader: Reader, text: str, trigger: str, role: str, expected: list[str]) -> None:
    assert _parts(_event(_read(reader, text), trigger), role) == expected


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("He attacked the council for its failure to mend the pumps.", "attacked", "statement.accusation"),
        ("Some thirty houses were burned in the village after the raid.", "burned", "sabotage"),
    ],
)
def test_what_is_meant(reader: Reader, text: str, trigger: str, kind: str) -> None:
    assert _event(_read(reader, text), trigger).kind == kind


@pytest.mark.parametrize("text", ["The accused had pleaded not guilty.", "His lawyers said that they would appeal."])
def test_what_is_said_in_court_is_no_request(reader: Reader, text: str) -> None:
    assert [e.kind for e in _read(reader, text).events if e.kind == "request"] == []


def test_a_warrant_is_no_arrest_yet(reader: Reader) -> None:
    report = _read(reader, "The court had issued a warrant for the arrest of the general in March.")
    assert _event(report, "arrest").status == "planned"


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("A police spokesman denied reports that two looters had been killed.", "killed", "denied"),
        ("She rejected suggestions that the two sides had agreed to a truce.", "truce", "denied"),
        ("There were no reports of strikes on the capital.", "strikes", "denied"),
        ("We could not verify reports that 13 men were killed in an attack on two boats.", "attack", "happened"),
        ("The minister could yet order the invasion.", "invasion", "possible"),
        ("Suppose that the rebels captured Goma.", "captured", "possible"),
        ("Priest released in Haiti after nine days; police deny paying gang", "released", "happened"),
    ],
)
def test_what_reports_say_of_it(reader: Reader, text: str, trigger: str, status: str) -> None:
    assert _event(_read(reader, text), trigger).status == status


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Tens of thousands of reservists were called up for the war.", "called up", "mobilization"),
        ("The ministry says its air defences destroyed eleven drones over the sea.", "destroyed", "interception"),
        ("In May 2024 it seized Rutshuru once more.", "seized", "territory.capture"),
        ("Nine kidnapped nuns were rescued.", "rescued", "release"),
    ],
)
def test_whom_and_what_it_was_done_to_tells_the_kind(reader: Reader, text: str, trigger: str, kind: str) -> None:
    assert _event(_read(reader, text), trigger).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Cyclone Mbira, which struck the coast a week ago, has killed at least 57 people in three countries.",
        "Mudslides buried homes in the hills. Officials put the number of dead at 59, and six people died in Beira.",
        "Rescuers fought rising waters in the north on Thursday.",
        "The storm struck the port of Beira a week ago.",
        "Analysts recalled the tariff battle of 2014. That was a massacre for small exporters.",
        "The central bank will defend the peso if it is attacked by speculators.",
        "The two capitals exchanged fire over a plan to raise the tariff on wheat.",
    ],
)
def test_storms_and_markets_attack_nobody(reader: Reader, text: str) -> None:
    assert [e.kind for e in _read(reader, text).events if e.kind.startswith(("attack", "clash"))] == []


def test_after_a_flood_an_attack_kills_again(reader: Reader) -> None:
    text = "A flood killed six people in May. On Monday gunmen attacked the camp. Two people died at once."
    assert [e.trigger.text for e in _read(reader, text).events] == ["attacked", "died"]


def test_doctors_are_not_those_they_treat(reader: Reader) -> None:
    text = "A shell hit the market on Monday. Doctors in the hospital have treated 63 wounded."
    assert _parts(_event(_read(reader, text), "wounded"), "victim") == ["63"]


def test_a_town_is_no_victim(reader: Reader) -> None:
    text = "Ukraine live: three killed in strike on Kramatorsk as EU ministers meet"
    assert _parts(_event(_read(reader, text), "strike"), "victim") == ["three"]


def test_those_who_are_picked_up_at_sea_are_not_detained(reader: Reader) -> None:
    report = _read(reader, "The firm said that 14 sailors were picked up by a passing ship and taken to Djibouti.")
    assert not [e.kind for e in report.events if e.kind == "detention"]


def test_the_sick_of_a_camp_were_not_killed_by_their_flight(reader: Reader) -> None:
    report = _read(reader, "Cholera has spread among the displaced, and six deaths were recorded last week.")
    dead = [m for m in report.measures if m.role == "killed"]
    assert [m.event for m in dead] == [None]


def test_who_did_it_is_told_in_its_own_clause(reader: Reader) -> None:
    report = _read(
        reader,
        "A student was stabbed to death by a neighbour after a quarrel.\n\nA man on a motorcycle snatched the "
        "handbag of a clerk.",
    )
    assert _parts(_event(report, "stabbed"), "agent") == ["a neighbour"]


def test_who_makes_an_arrest_in_a_killing_is_not_the_killer(reader: Reader) -> None:
    report = _read(reader, "Police made an arrest in the February slaying of Dr. Amal Rahimi in Herat.")
    assert _parts(_event(report, "arrest"), "agent") == ["Police"]
    assert _parts(_event(report, "slaying"), "agent") == []


def test_the_day_of_a_count_is_not_the_day_of_the_attack(reader: Reader) -> None:
    report = _read(reader, "Police said 25 people had died in the Maiduguri bombings as of Monday.")
    assert _event(report, "bombings").time is None


def test_when_the_evidence_came_is_not_when_the_bomb_went_off(reader: Reader) -> None:
    report = _read(reader, "The evidence from the Herat bombing arrived over the weekend at a laboratory in Kabul.")
    assert _event(report, "bombing").time is None


def test_what_may_lead_to_deaths_has_not(reader: Reader) -> None:
    report = _read(reader, "The bishop condemned any acts which may result in the killing of innocent people.")
    assert _event(report, "killing").status == "possible"


def test_what_an_attack_was_aimed_at_does_not_make_it_a_plan(reader: Reader) -> None:
    report = _read(reader, "The bombings in Quetta on Sunday, Dr. Rahimi said, were aimed at clinics.")
    assert _event(report, "bombings").status == "happened"


def test_those_who_march_are_not_displaced(reader: Reader) -> None:
    report = _read(reader, "In a demonstration, tens of thousands of women marched in Kampala on Friday.")
    assert [m.role for m in report.measures] == ["other"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The opposition did not condemn the violence in Goma on Sunday.", "violence"),
        ("Officials declined to discuss the raid in Jos on Friday.", "raid"),
        ("She denied knowing about the attack on the village.", "attack"),
        ("The minister denied that police had played a passive role in the riots in Kisumu.", "riots"),
        ("The party denied any role in the riots in Jos on Friday.", "riots"),
        ("The ministry rejected criticism of its handling of the riots.", "riots"),
        ("The army denied reports that it had delayed the rescue after the bombing.", "bombing"),
        ("The UN will investigate the killing of two farmers in Jos.", "killing"),
        ("The riots in Jos should not be linked to the vote, the minister said.", "riots"),
        ("Boko Haram has not yet claimed the bombing in Jos.", "bombing"),
    ],
)
def test_what_is_taken_for_granted_happened(reader: Reader, text: str, trigger: str) -> None:
    assert _event(_read(reader, text), trigger).status == "happened"


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The attack was not carried out by our men, a spokesman said.", "attack"),
        ("The army denied the attack on the village.", "attack"),
        ("The army denied reports of a raid on the village.", "raid"),
        ("There was no bombing in Jos on Friday, police said.", "bombing"),
    ],
)
def test_what_is_denied_itself_is_denied(reader: Reader, text: str, trigger: str) -> None:
    assert _event(_read(reader, text), trigger).status == "denied"


def test_who_does_not_claim_it_did_not_do_it(reader: Reader) -> None:
    for text in ("The group did not claim responsibility for the bombing in Jos.",
                 "Boko Haram has not yet claimed the bombing in Jos."):  # fmt: skip
        assert _parts(_event(_read(reader, text), "bombing"), "agent") == []


def test_what_was_fired_and_fell_is_one_attack_where_it_fell(reader: Reader) -> None:
    text = (
        "Rockets fired from Sudan fell on a village market in Chad on Sunday, killing five people, the governor said."
    )
    events = _read(reader, text).events
    assert [(e.kind, _parts(e, "target"), _parts(e, "agent")) for e in events] == [
        ("attack.missile", ["a village market"], [])
    ]
    report = _read(reader, "Drones launched by Russia hit a power station in Sumy on Sunday.")
    assert [(e.kind, _parts(e, "agent")) for e in report.events] == [("attack.drone", ["Russia"])]
    report = _read(reader, "Missiles fired at Kharkiv overnight damaged a school.")
    assert [(e.kind, _parts(e, "target")) for e in report.events] == [("attack.missile", ["a school"])]
