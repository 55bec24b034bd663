"""What a text tells briefly, without its place or as a thing heard of, finds the incident it is of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whosays.model.incidents import Account, Incident, Incidents
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, reconcile, tell

Answer = Callable[..., Incidents]
STRIKE = "A drone hit a fuel depot in the Sudanese city of Nyala on Thursday, killing six people, the governor said."


@pytest.fixture
def answer(reader: Reader) -> Answer:
    """What stands after these texts, each (text, published, publisher)."""

    def read(*texts: tuple[str, str, str]) -> Incidents:
        reports = [reader.read(Document(text=x, published=d, publisher=p)) for x, d, p in texts]
        return reconcile([tell(r, Publisher(name=p)) for r, (_, _, p) in zip(reports, texts, strict=True)])

    return read


def account(incident: Incident, source: str) -> Account:
    return next(a for a in incident.accounts if source.lower() in a.source.lower())


@pytest.mark.parametrize(
    ("country", "incidents"),
    [("Sudan", 1), ("Chad", 2)],
)
def test_a_day_and_a_country_stand_for_the_place(answer: Answer, country: str, incidents: int) -> None:
    later = (
        f"Doctors in {country} asked for help on Saturday. Thursday's drone strike killed nine people, the charity "
        f"Open Hands said. Roads in {country} are closed."
    )
    found = answer((STRIKE, "2031-05-09", "Plain Wire"), (later, "2031-05-10", "Open Post")).incidents
    assert len(found) == incidents


RAID = "Gunmen raided the village of Kelmi in Sudan on Thursday, killing nine people, the mayor said. "


@pytest.mark.parametrize(
    ("said", "source", "stance"),
    [
        ("“We heard the engines and ran,” said a fisherman who lost his boat.", "who lost his boat", "assert"),
        ("\n\nThe African Union mission in the area said it was gathering information.", "African Union", "other"),
        ("The clinic in Brezno said that it had admitted 16 wounded people.", "clinic in Brezno", "assert"),
        ("The Central Hospital in Brezno had admitted 16 wounded, its director said.", "Central Hospital", "assert"),
    ],
)  # fmt: skip
def test_who_speaks_on_of_it_has_an_account(answer: Answer, said: str, source: str, stance: str) -> None:
    [incident] = answer((RAID + said, "2031-05-10", "Plain Wire")).incidents
    assert account(incident, source).stance == stance


@pytest.mark.parametrize(
    "said",
    [
        "The African Union said it was appalled.",
        "Traders in Brezno said that prices had doubled.",
        "The railway said that trains would run again on Monday.",
    ],
)
def test_feelings_trade_and_what_is_to_come_are_no_accounts(answer: Answer, said: str) -> None:
    [incident] = answer((RAID + said, "2031-05-10", "Plain Wire")).incidents
    assert [a.source for a in incident.accounts] == ["mayor"]


def test_a_witness_in_a_bodys_own_report_is_part_of_its_account(answer: Answer) -> None:
    text = RAID.replace(", the mayor said", "") + "Survivors said that they had been shot at from two sides."
    [incident] = answer((text, "2031-05-10", "Brezno Human Rights Monitor")).incidents
    assert [a.source for a in incident.accounts] == ["Brezno Human Rights Monitor"]


def test_an_office_and_the_name_said_next_are_one_source(answer: Answer) -> None:
    text = (
        "A shell hit a market in the Sudanese city of Nyala on Thursday, killing 14 people, the director of the "
        "Northern Hospital said.\n\n“We have 14 bodies and 31 wounded,” Dr Ana Brod told Plain Wire."
    )
    [incident] = answer((text, "2031-05-09", "Plain Wire")).incidents
    assert len(incident.accounts) == 1


def test_a_group_named_next_is_the_one_of_the_lead(answer: Answer) -> None:
    text = (
        "Jets bombed the village of Kelmi in Sudan on Thursday, killing five people, a resistance group said.\n\n"
        "The Plains League said that two jets took part in the attack."
    )
    [incident] = answer((text, "2031-05-09", "Plain Wire")).incidents
    assert [a.source for a in incident.accounts] == ["Plains League"]


def test_the_army_of_no_named_state_is_that_of_the_country(answer: Answer) -> None:
    first = "The Sudanese army shelled Nyala on Thursday, killing nine people, the Sudanese army said."
    later = "Thursday's shelling of Nyala in Sudan killed nine people. The armed forces said that nine had been killed."
    [incident] = answer((first, "2031-05-09", "Plain Wire"), (later, "2031-05-10", "Open Post")).incidents
    assert len([a for a in incident.accounts if a.kind != "media"]) == 1


def test_he_who_speaks_is_not_the_bomber_told_of(answer: Answer) -> None:
    text = (
        "A suicide bomber attacked a checkpoint in the Sudanese city of Nyala on Thursday, killing at least eight "
        "people, the police commander of the region said. Three soldiers were among the dead and at least 20 people "
        "were wounded, he said."
    )
    [incident] = answer((text, "2031-05-09", "Plain Wire")).incidents
    assert [a.kind for a in incident.accounts] == ["civil"]


def test_last_week_on_a_sunday_may_be_the_week_that_ends_then(answer: Answer) -> None:
    later = (
        "The charity Open Hands has treated 12 people who were hurt in the drone strike on Nyala in Sudan last week."
    )
    assert len(answer((STRIKE, "2031-05-09", "Plain Wire"), (later, "2031-05-11", "Open Post")).incidents) == 1


@pytest.mark.parametrize("verb", ["ran over", "hit", "struck", "drove over", "triggered"])
def test_a_vehicle_that_runs_onto_a_mine_is_bombed(answer: Answer, verb: str) -> None:
    text = f"A truck {verb} a landmine near the Sudanese city of Nyala on Thursday, killing two, the governor said."
    [incident] = answer((text, "2031-05-09", "Plain Wire")).incidents
    assert incident.kind == "attack.bombing"


def test_a_command_that_quotes_itself_is_one_source(answer: Answer) -> None:
    text = (
        "U.S. Africa Command conducted an airstrike near the Sudanese city of Nyala on Thursday. The command's initial "
        "assessment is that the airstrike killed eight militants."
    )
    [incident] = answer((text, "2031-05-09", "U.S. Africa Command")).incidents
    assert len(incident.accounts) == 1
