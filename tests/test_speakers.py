"""Who makes a claim: spokesmen and their bodies, two sources side by side, nameless ones, armies without a state."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whosays.model.incidents import Account, Incidents
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, reconcile, tell
from whosays.reconcile.sources import publisher_party

Heard = Callable[..., Incidents]


@pytest.fixture
def heard(reader: Reader) -> Heard:
    """The incidents of one text."""

    def read(text: str, publisher: str = "Plain Wire", published: str = "2031-05-08") -> Incidents:
        report = reader.read(Document(text=text, published=published, publisher=publisher))
        return reconcile([tell(report, Publisher(name=publisher))])

    return read


def sources(found: Incidents) -> list[str]:
    return sorted(a.source for i in found.incidents for a in i.accounts)


def by(found: Incidents, words: str) -> Account:
    return next(a for i in found.incidents for a in i.accounts if words.lower() in a.source.lower())


def test_a_spokesman_speaks_for_his_body(heard: Heard) -> None:
    text = (
        "A drone hit a mill in Goma on Tuesday, killing four people, a spokesman for the M23 rebels, who hold "
        "the town, said. The drone had wounded nine more, the spokesman said later."
    )
    found = heard(text)
    assert sources(found) == ["March 23 Movement"]


def test_a_spokesman_named_once_is_known_by_his_name(heard: Heard) -> None:
    text = (
        "Shells hit a depot in Nyala on Tuesday and killed two soldiers, the army's spokesman Adam Idris said. Idris "
        "said that nine others had been wounded in the shelling."
    )
    found = heard(text)
    assert len({a.side or a.source for i in found.incidents for a in i.accounts}) == 1
    assert not any("Idris" in s for s in sources(found))


def test_two_sources_side_by_side_are_two(heard: Heard) -> None:
    text = "Gunmen ambushed a bus near Gao on Tuesday and killed nine people, a local official and two residents said."
    assert sources(heard(text)) == ["anonymous: two residents", "local official"]


def test_an_officer_who_is_not_named_is_nameless(heard: Heard) -> None:
    text = (
        "An air strike on the airport of Nyala on Tuesday killed 12 fighters, a high-ranking officer of the army, "
        "who asked not to be named, said."
    )
    [account] = heard(text).incidents[0].accounts
    assert account.source.startswith("anonymous") and account.authority == 6


def test_the_head_of_a_hospital_counts_like_the_hospital(heard: Heard) -> None:
    text = "Shells hit a market in Nyala on Tuesday, killing 14 people, the director of the town's hospital said."
    assert by(heard(text), "hospital").authority == 1


def test_an_army_that_no_state_stands_behind_is_a_group(heard: Heard) -> None:
    text = "On 6 May our fighters took complete control of the village of Vellamo and killed nine soldiers."
    [account] = heard(text, publisher="Vellamo Army Information Desk").incidents[0].accounts
    assert (account.source, account.side, account.kind) == ("Vellamo Army", None, "armed_group")


def test_who_only_looks_into_it_asserts_nothing(heard: Heard) -> None:
    text = (
        "Shells hit a market in Nyala on Tuesday, killing 14 people, the mayor said. The U.N. human rights office said "
        "it was looking into the shelling of the market in Nyala on Tuesday."
    )
    assert by(heard(text), "human rights").stance == "other"


def test_a_police_officer_of_the_only_country_told_of_is_its_own(heard: Heard) -> None:
    text = "Gunmen killed two farmers in Gao in Mali on Tuesday, the army said."
    assert by(heard(text), "arm").side == "MLI"


@pytest.mark.parametrize(
    "words",
    [
        "The attacks on the mill will not stop, Idris said.",
        "The cause of the blast at the mill is not known.",
        "Many of the wounded could not be moved.",
    ],
)
def test_what_is_negated_beside_an_attack_does_not_deny_it(heard: Heard, words: str) -> None:
    text = f"A blast at a mill in Nyala on Tuesday killed four people, the mayor said. {words}"
    found = heard(text)
    assert all(a.stance != "deny" for i in found.incidents for a in i.accounts)


def test_what_a_party_says_of_itself_it_did(heard: Heard) -> None:
    text = "Gunmen ambushed a convoy near Gao on Tuesday. JNIM said it had killed 57 soldiers in the ambush."
    found = heard(text)
    assert any("Islam" in agent for i in found.incidents for agent in i.agents)


def test_the_office_is_who_brings_the_text_out(heard: Heard) -> None:
    text = (
        "The Office has verified the killing of 21 civilians in the shelling of a market in Nyala on 6 May. The Office "
        "counted nine children among them, spokesperson Ana Petrova said."
    )
    assert sources(heard(text, publisher="Nyala Human Rights Office")) == ["Nyala Human Rights Office"]


def test_a_number_before_an_earlier_attack_is_of_the_later_one(heard: Heard) -> None:
    text = (
        "An air strike on a mill in Nyala on Thursday killed five people, three days after an attack on a school "
        "in the same town, a resident said."
    )
    killed = {i.start: i.figure("killed") for i in heard(text, published="2031-05-09").incidents}
    assert killed["2031-05-08"].best == 5
    assert killed.get("2031-05-05") is None


def test_it_is_the_body_told_of_before_and_not_one_named_later(heard: Heard) -> None:
    text = (
        "Drones of the Ministry of Defence of the Government of National Concord bombed a harbour at Sirte on Tuesday, "
        "the ministry announced. It said six smugglers had been killed.\n\n"
        "The Emergency Medicine Centre gave a figure of nine dead in the strike. It said the road had been cleared."
    )
    killed = {
        a.source: m.best for i in heard(text).incidents for a in i.accounts for m in a.measures if m.role == "killed"
    }
    assert sorted((v, "Medicine" in k) for k, v in killed.items()) == [(6, False), (9, True)]


def test_the_ministry_is_the_one_named_before(heard: Heard) -> None:
    text = (
        "Shells hit a mill near Aleppo on Tuesday and killed four people, the health ministry said. Nine people were "
        "wounded by the shells, the ministry said."
    )
    assert sources(heard(text)) == ["health ministry"]


def test_a_ministry_is_of_the_capital_named_before_it(heard: Heard) -> None:
    text = (
        "Shells killed four soldiers near Sotk on Tuesday, the Defence Ministry in Yerevan said. In Baku, the Defence "
        "Ministry denied that its forces had fired the shells."
    )
    assert {(a.side, a.stance) for i in heard(text).incidents for a in i.accounts} >= {("AZE", "deny")}


def test_she_is_the_nameless_one_who_spoke_last(heard: Heard) -> None:
    text = (
        'Gunmen attacked a hostel in Goma on Tuesday and killed two guards, the mayor said. "They had no faces," said '
        "a cook who hid in the yard. She said she had seen the gunmen kill the two guards."
    )
    assert toll_of(by(heard(text), "cook")) == {2}


def toll_of(account: Account) -> set[float | int | None]:
    return {m.best for m in account.measures if m.role == "killed"}


def test_us_forces_are_not_the_outlets_own(heard: Heard) -> None:
    found = heard(
        "US forces struck a camp near Arda on Tuesday. US drones had hit the same camp in March.", "Plain Post"
    )
    assert found.incidents
    for incident in found.incidents:
        assert all("Post" not in agent for agent in incident.agents)
        assert {a.kind for a in incident.accounts} == {"media"}


def test_who_says_we_in_quotation_marks_is_not_the_outlet(heard: Heard) -> None:
    found = heard(
        "The front lies quiet.\n\n“We struck a camp near Arda on Tuesday and killed nine,” the general told a crowd.",
        "Plain Post",
    )
    assert all(a.kind == "media" for i in found.incidents for a in i.accounts if "Post" in a.source)
    assert all("Post" not in agent for i in found.incidents for agent in i.agents)


def test_who_admits_one_deed_does_not_admit_another_told_in_passing(heard: Heard) -> None:
    found = heard(
        "The president admitted that he had ordered the strikes on a camp after evidence linked it to the bombing of a "
        "school in Dover in May. The bombing of the school killed nine."
    )
    [bombing] = [i for i in found.incidents if i.kind == "attack.bombing"]
    assert bombing.standing != "admitted"


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Military Media of the Islamic Resistance", "Islamic Resistance"),
        ("Hakkal, media wing of the BLA", "BLA"),
        ("Radio Lakay FM", "Radio Lakay FM"),
    ],
)
def test_the_media_of_a_party_speak_as_the_party(name: str, party: str) -> None:
    assert publisher_party(Publisher(name=name)).name == party
