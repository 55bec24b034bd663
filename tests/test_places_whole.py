"""Places whose names a gazetteer has only in part, or in another spelling, and towns near what the text names."""

from __future__ import annotations

import pytest

from whosays.model import Place
from whosays.reading.document import Document
from whosays.reading.reader import Reader


def places_of(reader: Reader, text: str) -> list[Place]:
    return reader.read(Document(text, published="2031-05-14")).places


@pytest.mark.parametrize(
    ("text", "name", "part"),
    [
        ("Mortars hit Armenian posts at Verin Shorzha, south of Sevan, in Armenia.", "Verin Shorzha", "Shorzha"),
        ("Two soldiers died in Mir Ali, North Waziristan, Pakistan said.", "Mir Ali", "Mir"),
        ("A drone hit a car at Ain Issa, south of Kobane in Syria.", "Ain Issa", "Ain"),
        ("In Haiti, gunmen entered Village-de-Dieu on Friday.", "Village-de-Dieu", "Village"),
        ("Gunmen overran the town of Pobe-Mengao in Burkina Faso.", "Pobe-Mengao", "Pobe"),
    ],
)
def test_a_part_of_a_name_is_no_place_of_its_own(reader: Reader, text: str, name: str, part: str) -> None:
    texts = [p.text for p in places_of(reader, text)]
    assert name in texts and part not in texts


def test_two_towns_joined_by_a_hyphen_are_two(reader: Reader) -> None:
    texts = [p.text for p in places_of(reader, "Captives crossed the Ijevan-Gazakh line into Armenia on Monday.")]
    assert "Ijevan-Gazakh" not in texts


@pytest.mark.parametrize("text", ["Peacekeepers saw fire along the Blue Line near Naqoura in Lebanon.",
                                  "On the Green Line in Cyprus, all was quiet."])  # fmt: skip
def test_a_line_is_no_town_of_a_part_of_its_name(reader: Reader, text: str) -> None:
    assert not {"Line", "Green", "Blue"} & {p.text for p in places_of(reader, text)}


def test_a_word_without_a_capital_is_no_place(reader: Reader) -> None:
    text = "Nine people died in Haiti. In other news, mango exporters complain about the price of crates."
    assert [p.text for p in places_of(reader, text)] == ["Haiti"]


def test_a_village_that_no_gazetteer_has_is_no_person(reader: Reader) -> None:
    text = (
        "Tanks were seen at Arnoun and on the road to Kfar Tebnit, in Lebanon. The mayor of Arnoun, Ali Haidar, "
        "said the village was empty."
    )
    report = reader.read(Document(text, published="2031-05-14"))
    assert {"Arnoun", "Kfar Tebnit"} <= {p.text for p in report.places}
    assert [a.name for a in report.actors if a.kind == "person"] == ["Ali Haidar"]


def test_another_spelling_of_a_place_named_is_a_place(reader: Reader) -> None:
    text = "The Rapid Support Forces shelled Al-Fashir for a third day. Forty people died in El Fasher, Sudan."
    found = [p for p in places_of(reader, text) if "Fash" in p.text]
    assert len(found) == 2 and len({p.gazetteer_id for p in found}) == 1


def test_a_town_over_the_border_near_the_places_named_is_meant(reader: Reader) -> None:
    text = (
        "The Islamic Resistance in Lebanon fired rockets at the barracks of Beit Hillel, by the settlement of Kiryat "
        "Shmona. Lebanon will not be silent, it said."
    )
    assert [p.country for p in places_of(reader, text) if p.text == "Kiryat Shmona"] == ["ISR"]


def test_a_hamlet_far_from_all_that_is_named_is_not_meant(reader: Reader) -> None:
    text = "Our monitors went from door to door in Bongard. Eleven people died in the prison of Croix-des-Bouquets."
    assert [p.country for p in places_of(reader, text) if p.text == "Bongard"] in ([None], ["HTI"])


def test_a_rank_makes_a_name_a_persons(reader: Reader) -> None:
    text = "Brigadier Paris told reporters in Haifa that the drone was shot down. Paris gave no details."
    assert [p.text for p in places_of(reader, text)] == ["Haifa"]


def test_a_road_is_a_line(reader: Reader) -> None:
    text = "Bodies were found on the Djibo road in Burkina Faso."
    assert [p.precision for p in places_of(reader, text) if p.text == "Djibo road"] == ["line"]


def test_what_lies_at_a_point_is_the_town_and_not_its_district(reader: Reader) -> None:
    text = "A mosque was attacked 18 kilometres from Bankilare, in the Tillaberi region of Niger."
    assert [p.precision for p in places_of(reader, text) if p.text == "Bankilare"] == ["near"]


def test_the_valley_is_no_region_of_another_name(reader: Reader) -> None:
    text = "The Islamic State in the Sahel claimed the raid near Tahoua in Niger. He asked for a post in the valley."
    assert "the valley" not in [p.text for p in places_of(reader, text)]


def test_the_border_with_a_state_is_no_town(reader: Reader) -> None:
    text = "The loggers were from Maiduguri, Nigeria. They worked near the border with Cameroon."
    assert "the border" not in [p.text for p in places_of(reader, text)]


def test_a_village_said_to_be_one_keeps_its_whole_name(reader: Reader) -> None:
    text = "Two bombs fell on the village of Man Loi on Friday. In Man Loi, four people died, said a farmer of Man Loi."
    found = places_of(reader, text)
    assert [(p.text, p.country, p.gazetteer_id) for p in found] == [("Man Loi", None, None)] * 3


def test_a_town_keeps_its_name_beside_another_name(reader: Reader) -> None:
    text = "The city of Goma Rwandan troops had left was quiet. Shells hit the town of Bakhmut Friday."
    assert {"Goma", "Bakhmut"} <= {p.text for p in places_of(reader, text)}
