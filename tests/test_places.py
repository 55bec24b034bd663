"""Places: what is recognised, what it means, how precisely it is known, and what it refers back to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whosays.errors import LexiconError
from whosays.gazetteer import distance_km
from whosays.model import Place
from whosays.reading.document import Document
from whosays.reading.lexicon import Lexicon
from whosays.reading.parse import Parsed
from whosays.reading.places import read_places
from whosays.reading.places.assemble import gazetteer
from whosays.reading.places.words import place_words
from whosays.reading.reader import Reader

Parse = Callable[..., Parsed]


def find(places: list[Place], text: str) -> Place:
    """The place with these words; fails with what was found instead."""
    for p in places:
        if p.text == text:
            return p
    raise AssertionError(f"no place '{text}' among {[p.text for p in places]}")


@pytest.mark.parametrize(
    ("text", "mention", "kind", "country", "precision"),
    [
        ("Shells fell on Kherson, Ukraine, on Monday.", "Kherson", "settlement", "UKR", "settlement"),
        ("Ukraine said shells fell in the Kharkiv region.", "Kharkiv region", "admin1", "UKR", "admin1"),
        ("Russia sent troops to the Kursk region.", "Kursk region", "admin1", "RUS", "admin1"),
        ("Syrian jets struck Idlib province overnight.", "Idlib province", "admin1", "SYR", "admin1"),
        ("The army shelled the town of Pokrovsk in eastern Ukraine.", "Pokrovsk", "settlement", "UKR", "settlement"),
        ("Clashes broke out in eastern Ukraine on Tuesday.", "eastern Ukraine", "region", "UKR", "vague"),
        ("Aid reached north-west Syria on Friday.", "north-west Syria", "region", "SYR", "vague"),
        ("A ship was hit in the Red Sea.", "Red Sea", "water", None, "vague"),
        ("Troops crossed the Euphrates near Raqqa in Syria.", "Euphrates", "water", None, "line"),
        ("Rockets were fired from the Gaza Strip.", "Gaza Strip", "region", "PSE", "vague"),
        ("Two people died in Walker County, Texas.", "Walker County", "district", "USA", "district"),
        ("Fighting in Darfur spread to El Fasher.", "El Fasher", "settlement", "SDN", "settlement"),
        ("Syria's western Idlib province was calm.", "Idlib province", "admin1", "SYR", "admin1"),
        ("Shells landed on the Syria-Iraq border.", "Syria-Iraq border", "region", None, "line"),
        ("A bomb went off outside Mogadishu, Somalia.", "Mogadishu", "settlement", "SOM", "near"),
    ],
)
def test_kind_country_precision(
    parse: Parse, text: str, mention: str, kind: str, country: str | None, precision: str
) -> None:
    place = find(read_places(parse(text)), mention)
    assert (place.kind, place.country, place.precision) == (kind, country, precision)


@pytest.mark.parametrize(
    ("text", "mention", "where"),
    [
        ("Police in Long Beach, CA, arrested two men.", "Long Beach", (33.77, -118.19)),
        ("A fire broke out in Springfield, Mass., on Sunday.", "Springfield", (42.1, -72.59)),
        ("He was born in Paris, Texas.", "Paris", (33.66, -95.55)),
        ("Officials in Albany, N.Y., met on Friday.", "Albany", (42.65, -73.76)),
        ("The mayor of London, Ontario, resigned.", "London", (42.98, -81.23)),
        ("Drones hit a depot in Engels, Russia.", "Engels", (51.48, 46.1)),
        ("Ukraine's army left Pokrovsk; Donetsk and Kramatorsk were shelled.", "Pokrovsk", (48.28, 37.18)),
        ("The Kursk Vostochny air base in Russia was hit.", "Kursk Vostochny air base", (51.75, 36.3)),
        ("Jets took off from Incirlik air base in Turkey.", "Incirlik air base", (37.0, 35.43)),
    ],
)
def test_the_right_namesake(parse: Parse, text: str, mention: str, where: tuple[float, float]) -> None:
    place = find(read_places(parse(text)), mention)
    assert place.lat is not None
    assert place.lon is not None
    assert distance_km(place.lat, place.lon, *where) < 25


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The USA condemned the attack.", "USA"),
        ("The U.S. and China held talks.", "USA"),
        ("Officials in Tirana, Albania, said so.", "ALB"),
        ("Trade with China fell.", "CHN"),
        ("Tbilisi is the capital of Georgia.", "GEO"),
    ],
)
def test_countries_are_countries(parse: Parse, text: str, country: str) -> None:
    places = read_places(parse(text))
    assert (country, "country") in {(p.country, p.kind) for p in places}


@pytest.mark.parametrize(
    ("text", "no_place"),
    [
        ("Mr Jackson met reporters on Monday.", "Jackson"),
        ("M.S. Dhoni won the match for India.", "M.S."),
        ("Ukrainian forces shot down three drones.", "Ukrainian"),
        ("Syrian forces shelled the northern Syrian district.", "Syrian district"),
        ("The White House said so in Washington.", "House"),
        ("President Paul Kagame and Michelle Washington spoke.", "Washington"),
        ("He said on Monday that March was cold.", "March"),
    ],
)
def test_no_places(parse: Parse, text: str, no_place: str) -> None:
    assert no_place not in {p.text for p in read_places(parse(text))}


def test_spellings_mean_one_place(parse: Parse) -> None:
    places = read_places(parse("He stayed in Kiev. In Kyiv, Ukraine, sirens sounded."))
    assert find(places, "Kiev").gazetteer_id == find(places, "Kyiv").gazetteer_id == "geonames:703448"


@pytest.mark.parametrize("part", ["the east of the country", "the country's northwest"])
def test_a_part_of_the_country_is_vague(parse: Parse, part: str) -> None:
    places = read_places(parse(f"Sudan was calm at first. By noon roads were closed in {part}."))
    found = find(places, part)
    assert (found.country, found.kind, found.precision) == ("SDN", "region", "vague")
    assert found.derived_from == places[0].id


def test_country_refers_back(parse: Parse) -> None:
    places = read_places(parse("Ukraine was hit overnight. Power failed across the country."))
    back = find(places, "the country")
    assert back.derived_from == find(places, "Ukraine").id
    assert back.country == "UKR"


def test_town_refers_back(parse: Parse) -> None:
    places = read_places(parse("Rebels entered Manbij in Syria. Residents fled the town at dawn."))
    assert find(places, "the town").derived_from == find(places, "Manbij").id


def test_the_town_is_no_datelines(parse: Parse) -> None:
    places = read_places(parse("MOGADISHU - Rebels took the town of Awdhegle in Somalia. Families fled the town."))
    assert find(places, "the town").name == "Awdhegle"


def test_the_same_town_is_the_one_spoken_of(parse: Parse) -> None:
    text = (
        "A bomb killed three people in Jalalabad on Tuesday. The injured were taken to hospitals in the city. "
        "The defence ministry in Kabul blamed rebels. In 2029 a bomb in the same city killed eight."
    )
    assert find(read_places(parse(text)), "the same city").name == "Jalalabad"


def test_hamlets_abroad_do_not_vouch_for_each_other(parse: Parse) -> None:
    places = read_places(parse("In Popayan and Cali, people mourn those who fell near El Plateado, said El Farallon."))
    assert [p.country for p in places if p.text == "El Plateado"] != ["MEX"]


def test_nothing_to_refer_to(parse: Parse) -> None:
    assert read_places(parse("The town was quiet and the country slept.")) == []


def test_party_is_marked(parse: Parse) -> None:
    places = read_places(parse("Moscow vowed to retaliate. An explosion shook Moscow, Russia."))
    assert [p.literal for p in places if p.text == "Moscow"] == [False, True]  # type: ignore[attr-defined]


def test_distance_moves_the_point(parse: Parse) -> None:
    place = find(read_places(parse("A drone fell 20 km north of Kharkiv in Ukraine.")), "Kharkiv")
    assert place.precision == "near"
    assert place.lat == pytest.approx(50.16, abs=0.05)


def test_unknown_place_takes_the_area_around_and_is_unsure(parse: Parse) -> None:
    places = read_places(parse("The village of Zhabrovo in the Kharkiv region of Ukraine was taken."))
    place = find(places, "Zhabrovo")
    assert place.country == "UKR"
    assert place.precision == "vague"
    assert place.confidence <= 0.3
    assert place.gazetteer_id is None


def test_an_unknown_place_is_not_put_where_an_attacker_is_from(parse: Parse) -> None:
    places = read_places(parse("A US-led airstrike hit a school in Al-Zhabra on Monday."))
    assert [p.text for p in places if p.country == "USA"] == ["US"]


def test_long_documents_cost_in_proportion(parse: Parse) -> None:
    text = "Rebels shelled Manbij in Syria. Residents fled the town. Aid went to Raqqa, Idlib and Hama.\n\n"
    short, long = parse(text * 10), parse(text * 200)
    read_places(short)
    assert len(read_places(long)) == 20 * len(read_places(short))


def test_dateline_is_a_place(parse: Parse) -> None:
    places = read_places(parse("DAMASCUS (Reuters) - Rebels shelled an army post on Monday, a monitor said."))
    assert places[0].text == "DAMASCUS"
    assert places[0].country == "SYR"


def test_users_places_come_first(tmp_path, reader) -> None:  # type: ignore[no-untyped-def]
    words = tmp_path / "words.toml"
    words.write_text('[[places]]\nname = "Hill 31"\nkind = "other"\ncountry = "UKR"\nlat = "48.1"\nlon = "37.2"\n')
    entry = place_words(Lexicon("en", words), gazetteer()).own["hill 31"][0]
    assert (entry.country, entry.lat) == ("UKR", 48.1)


@pytest.mark.parametrize("row", ['name = "X"\nkind = "town"', 'name = "X"\nkind = "other"\nlat = "95"\nlon = "1"',
                                 'name = "X"\nkind = "other"\nentry = "geonames:0"'])  # fmt: skip
def test_wrong_rows_are_refused(tmp_path, row: str) -> None:  # type: ignore[no-untyped-def]
    words = tmp_path / "words.toml"
    words.write_text(f"[[places]]\n{row}\n")
    with pytest.raises(LexiconError):
        place_words(Lexicon("en", words), gazetteer())


TEXTS = [
    "",
    " ",
    "Kyiv",
    "…",
    "\n\n",
    "İstanbul 🙂 Kyiv",
    "of the of",
    "'s",
    "KHARKIV",
    "the the the",
    "Calif.",
    "U.S.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_do_no_harm(parse: Parse, text: str) -> None:
    for p in read_places(parse(text)):
        assert text[p.span[0] : p.span[1]] == p.text


WORDS = "Kyiv the of region Syria , 's town 10 km north Texas airport in Paris N.Y. - Al country 🙂"
SCRAPS = [*WORDS.split(), "\n"]


@given(st.lists(st.sampled_from(SCRAPS), max_size=14))
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_hold_and_ids_are_unique(parse: Parse, words: list[str]) -> None:
    text = " ".join(words)
    places = read_places(parse(text))
    assert len({p.id for p in places}) == len(places)
    ids = {p.id for p in places}
    for p in places:
        assert text[p.span[0] : p.span[1]] == p.text
        assert p.derived_from is None or p.derived_from in ids - {p.id}
    assert read_places(parse(text)) == places


@pytest.mark.parametrize(
    ("text", "mention", "near"),
    [
        # any transliteration of a quarter, by its article or the word for its kind
        ("A school burned in the al-Zaytun neighbourhood of Gaza City.", "al-Zaytun neighbourhood", (31.49, 34.45)),
        ("Rescue crews reached Al Shujaiya in Gaza City.", "Al Shujaiya", (31.5, 34.477)),
        # a camp is not the town whose name it bears
        ("Tents burned in Jabaliya refugee camp in the Gaza Strip.", "Jabaliya refugee camp", (31.535, 34.497)),
        # the gazetteer has the name without its article
        ("Crowds waited in al-Nusayrat, in the Gaza Strip.", "al-Nusayrat", (31.449, 34.393)),
    ],
)
def test_quarters_and_camps(parse: Parse, text: str, mention: str, near: tuple[float, float]) -> None:
    p = find(read_places(parse(text)), mention)
    assert p.lat is not None
    assert p.lon is not None
    assert distance_km(p.lat, p.lon, *near) < 1.0
    assert p.precision in ("district", "settlement")


def test_a_town_is_not_its_camp(parse: Parse) -> None:
    places = read_places(parse("Shops closed in Jenin. Later that week troops entered Jenin refugee camp."))
    assert find(places, "Jenin").gazetteer_id != find(places, "Jenin refugee camp").gazetteer_id
    assert find(places, "Jenin").name == "Jenin"


def test_an_ordinary_name_is_no_quarter_without_a_word_for_it(parse: Parse) -> None:
    places = read_places(parse("Mr Sabra spoke in Gaza City. His daughter Amal met Mr Nasr in Rafah."))
    assert all(p.kind != "district" for p in places)


def test_the_first_part_of_a_family_name_is_no_town(parse: Parse) -> None:
    places = read_places(parse("The house of the Abu Rumman family near Ramallah burned. Bani Awad saw it."))
    assert [p.text for p in places if p.text in ("Abu", "Bani", "the Abu")] == []


@pytest.mark.parametrize(
    ("text", "mention", "point"),
    [
        ("A drone fell in Kharkiv (49.9935, 36.2304).", "49.9935, 36.2304", (49.9935, 36.2304)),
        ("A drone fell in Kharkiv, at 49.99, 36.23.", "49.99, 36.23", (49.99, 36.23)),
        ("A ship burned at 12°30'0\"N, 43°15'30\"E.", "12°30'0\"N, 43°15'30\"E", (12.5, 43.258333)),
        ("They met at 33.4500° S, 70.6667° W.", "33.4500° S, 70.6667° W", (-33.45, -70.6667)),
    ],
)
def test_points_in_degrees(parse: Parse, text: str, mention: str, point: tuple[float, float]) -> None:
    p = find(read_places(parse(text)), mention)
    assert (p.lat, p.lon, p.precision) == (*point, "exact")


@pytest.mark.parametrize(
    "text",
    ["Shares fell 12.34, 13.45 and 14.56 points in Tokyo.", "It lies at 99.1234, 200.5678.", "Rates of 1,234.567, 12."],
)
def test_other_numbers_are_no_points(parse: Parse, text: str) -> None:
    assert all(p.precision != "exact" for p in read_places(parse(text)))


def test_a_village_that_no_gazetteer_has_is_a_place(reader: Reader) -> None:
    report = reader.read(Document("Drones struck a wedding in the village of Kelmiro on Thursday, killing 16 guests."))
    assert [(p.text, p.kind, p.precision, p.lat) for p in report.places] == [("Kelmiro", "settlement", "vague", None)]


def test_each_name_of_a_list_of_villages_is_a_place(parse: Parse) -> None:
    places = read_places(
        parse("The fighting spread to the villages of Rusembo, Tsarowa and Bitarwe in Chad on Monday.")
    )
    assert [p.text for p in places if p.kind == "settlement"] == ["Rusembo", "Tsarowa", "Bitarwe"]


def test_a_lake_is_named_with_the_word_for_it(parse: Parse) -> None:
    places = read_places(parse("Rebels shelled a camp on Lake Kivu on Monday. Two men drowned in Lake Mbarwe."))
    assert [(p.text, p.kind) for p in places] == [("Lake Kivu", "water"), ("Lake Mbarwe", "water")]


def test_a_name_that_sounds_like_a_far_town_is_not_taken_for_it(reader: Reader) -> None:
    text = (
        "Clashes broke out around Rugari on Monday. The fighting spread to Rutshuru and Goma in the Congo. "
        "Gunmen burned houses in Mukondi a day later, the army said in Bunia."
    )
    report = reader.read(Document(text))
    assert {p.country for p in report.places} == {"COD"}


def test_a_small_town_elsewhere_is_not_meant_where_all_else_lies_in_one_country(parse: Parse) -> None:
    text = "Men from Bunia and Goma attacked the village of Sayo, they said in Bukavu, in the Congo."
    assert find(read_places(parse(text)), "Sayo").gazetteer_id is None


def test_the_first_word_of_a_body_is_no_place(reader: Reader) -> None:
    text = "Fighters of the Union of Congolese Patriots came to Bunia. The Southern Front is a group of rebels."
    places = reader.read(Document(text)).places
    assert not {p.name for p in places} & {"Union"} and all(p.gazetteer_id is None for p in places if "South" in p.text)


def test_great_towns_are_known_by_their_other_names(reader: Reader) -> None:
    text = (
        "Drones of the Russian army struck two plants in Kharkov on Monday, the ministry in Moscow said. Russia will "
        "answer every attack of Kiev on Belgorod, Kursk and Voronezh."
    )
    places = reader.read(Document(text)).places
    assert {p.country for p in places if p.text in ("Kharkov", "Kiev")} == {"UKR"}


def test_the_capital_is_the_seat_among_the_towns_named(parse: Parse) -> None:
    places = read_places(parse("Sirens sounded in Kyiv, Lviv and Odesa in Ukraine. No strike hit the capital."))
    assert find(places, "the capital").name == "Kyiv"


@pytest.mark.parametrize(
    "text",
    [
        "President Lincoln spoke on Tuesday. A message to Lincoln was read out, and Lincoln left for Kenya.",
        "Rahimi, 52, was shot dead in Kandahar. Rahimi had led the council.",
    ],
)
def test_a_name_that_the_document_gives_to_a_person_is_no_place(reader: Reader, text: str) -> None:
    names = [p.name for p in reader.read(Document(text, published="2026-03-10")).places]
    assert names in (["Kenya"], ["Kandahar"])


def test_a_village_of_another_country_is_not_the_one_of_a_text_about_one(reader: Reader) -> None:
    text = (
        "Burkina Faso: soldiers killed villagers\n\nBurkina Faso's army killed 44 people in Soro village near "
        "Ouahigouya, the group said. The government in Burkina Faso has not replied."
    )
    soro = next(p for p in reader.read(Document(text)).places if p.text.startswith("Soro"))
    assert soro.country in {None, "BFA"}


def test_the_second_half_of_a_name_with_a_hyphen_is_no_place_by_itself(reader: Reader) -> None:
    names = [
        p.text
        for text in ("A crowd lynched two men in Petion-Ville.", "They were held in Port-au-Prince.")
        for p in reader.read(Document(text)).places
    ]
    assert names == ["Petion-Ville", "Port-au-Prince"]


def test_a_great_city_is_meant_by_its_short_name(parse: Parse) -> None:
    found = find(read_places(parse("Two men from London were arrested in Frankfurt on Sunday.")), "Frankfurt")
    assert found.country == "DEU"


def test_a_great_city_is_not_meant_by_an_odd_name_of_it(parse: Parse) -> None:
    found = find(read_places(parse("Shells fell on a camp in Kalembe in Congo. Aid workers left Goma.")), "Kalembe")
    assert found.country != "LKA"
