"""The main incident of a document: a verdict and several voices, the identified dead, and where there is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.model import Incident, Report
from whosays.reading.reader import Document, Reader
from whosays.reconcile.main_incident import main_incident, with_main_incident
from whosays.reconcile.ranges import Range, Said, ranges
from whosays.reconcile.tolls import Toll, paragraphs_of
from whosays.reconcile.victims import Identified, identified

Figures = dict[tuple[str, str | None], tuple[int | None, int | None]]

DAY = "On Friday, May 3, 2024, "


def read(reader: Reader, text: str, published: str | None = "2024-05-06") -> Report:
    return with_main_incident(reader.read(Document(text, published=published)))


def figures(report: Report) -> Figures:
    assert report.incident is not None
    return {(f.role, f.who): (f.low, f.high) for f in report.incident.figures}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{DAY}between 12 and 15 civilians were killed and 20 others were wounded in a strike on Kharkiv."
            "\n\nThe mayor said that 30 people had died.",
            {("killed", None): (12, 15), ("injured", None): (20, 20)},
        ),
        (
            f"{DAY}at least 12 people were killed in a strike on Kharkiv.\n\nA rescue service counted "
            "14 dead. Local news wrote of nine people killed.",
            {("killed", None): (12, 14)},
        ),
        (
            f"{DAY}11 civilians, including five women and two children, were killed in a strike on Kharkiv.",
            {
                ("killed", None): (11, 11),
                ("killed", "child"): (2, 2),
                ("killed", "woman"): (5, 5),
                ("killed", "man"): (4, 4),
            },
        ),
        (
            f"{DAY}more than 20 people were killed in a strike on Kharkiv and others were wounded.",
            {("killed", None): (21, None), ("injured", None): (2, None)},
        ),
        (
            f"{DAY}dozens of people were wounded when drones hit a bakery in Kharkiv. Two people were killed.",
            {("killed", None): (2, 2), ("injured", None): (24, None)},
        ),
        (
            f"{DAY}a baker was killed along with four neighbours in a strike on Kharkiv.",
            {("killed", None): (5, 5)},
        ),
    ],
)
def test_figures(reader: Reader, text: str, expected: Figures) -> None:
    found = figures(read(reader, text))
    assert {k: found.get(k) for k in expected} == expected


def test_day_place_and_events(reader: Reader) -> None:
    report = read(reader, f"{DAY}at least 12 people were killed in a strike on Kharkiv.")
    incident = report.incident
    assert incident is not None
    assert (incident.start, incident.end) == ("2024-05-03", "2024-05-03")
    assert incident.place is not None
    assert incident.place.name == "Kharkiv"
    assert set(incident.events) <= {e.id for e in report.events}
    assert incident.events


NARRATIVE = f"""{DAY}a strike hit the house of the Orlov family in Izium.

Petro Orlov, 61, was killed together with his wife Oksana Orlova, 58, their daughter Iryna Orlova, 33, and her two
children: Danylo Orlov (9) and Sofia Orlova (4 months).

Their neighbour Marko Bondar wrote on social media that the house had been hit without warning. According to Hanna
Lysenko, Oksana Orlova had baked bread for the whole street. Mykola Orlov, the brother of Petro Orlov, mourned them.
"""


def test_named_and_kin_are_counted_once_without_their_mourners(reader: Reader) -> None:
    report = read(reader, NARRATIVE)
    assert report.document.text is not None
    counted = identified(report, report.document.text)["killed"]
    assert (counted.total, counted.child, counted.woman, counted.man) == (5, 2, 2, 1)
    assert counted.first == NARRATIVE.index("Petro Orlov")
    assert figures(report)["killed", None] == (5, 5)
    assert figures(report)["killed", "child"] == (2, 2)


def test_spellings_of_one_name_are_one_person(reader: Reader) -> None:
    text = (
        f"{DAY}Mohammed Qasim Haddad (30) was killed in Homs by a bomb. A friend mourned the death of Muhammad Haddad."
    )
    report = read(reader, text)
    assert identified(report, text)["killed"].total == 1


def test_who_dies_of_wounds_is_no_longer_injured(reader: Reader) -> None:
    text = (
        f"{DAY}Ivan Petrenko (41) was injured in a strike on Izium.\n\nIvan Petrenko died of his wounds two days later."
    )
    counted = identified(read(reader, text), text)
    assert (counted["killed"].total, counted["injured"].total) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The council of Izium met on Friday and passed the budget of the town.",
        "The flood of 1953 is remembered in the town each year with a service in the church.",
        # two strikes on two days, the figures shared between them
        "On May 3, 2024, five people were killed in a strike on Kharkiv. On May 9, 2024, seven people were killed in a "
        "strike on Odesa.",
    ],
)
def test_none(reader: Reader, text: str) -> None:
    assert read(reader, text).incident is None


def test_a_toll_told_late_makes_no_main_incident(reader: Reader) -> None:
    talk = "Ministers of the two countries met in Geneva and spoke about the price of grain.\n\n"
    text = talk * 5 + f"{DAY}12 people were killed in a strike on Kharkiv."
    assert read(reader, text).incident is None


def test_numbers_of_lists_families_and_longer_times_are_no_toll(reader: Reader) -> None:
    text = (
        f"{DAY}at least three people were killed in a strike on Kharkiv.\n\nThe list of victims has 7,000 names. "
        "Two families were killed. More than 400 people have been killed in the region since 2022."
    )
    assert figures(read(reader, text))["killed", None] == (3, None)


def test_fighters_are_counted_apart(reader: Reader) -> None:
    found = figures(read(reader, f"{DAY}four civilians and nine militants were killed in a strike on Homs."))
    assert found["killed", None] == (4, 4)
    assert found["killed", "militant"] == (9, 9)


def test_a_named_voice_is_no_verdict(reader: Reader) -> None:
    text = (
        f"The mayor of Kharkiv said that seven people were killed in a strike on the town {DAY.lower()[:-2]}.\n\n"
        "The regional police said that nine people were killed."
    )
    assert figures(read(reader, text))["killed", None] == (7, 9)


def test_in_the_json_only_where_there_is_one(reader: Reader) -> None:
    report = read(reader, f"{DAY}12 people were killed in a strike on Kharkiv.")
    data = json.loads(json.dumps(report.to_dict()))
    assert data["incident"]["figures"][0] == {"role": "killed", "who": None, "low": 12, "best": 12, "high": 12}
    assert Incident.model_validate(data["incident"]) == report.incident
    assert "incident" not in read(reader, "Nothing happened.").to_dict()


def test_without_its_text_a_report_needs_it(reader: Reader) -> None:
    report = reader.read(Document(f"{DAY}12 people were killed in a strike on Kharkiv."))
    bare = report.model_copy(update={"document": report.document.model_copy(update={"text": None})})
    assert main_incident(bare) is None
    assert main_incident(bare, report.document.text) == main_incident(report)


def test_paragraphs() -> None:
    assert [s for s, _ in paragraphs_of("a\n\nb\n \nc")] == [0, 3, 7]
    assert paragraphs_of("a\nb") == [(0, 1), (2, 3)]
    assert paragraphs_of("") == []
    text = "x" * 499 + "." + "y" * 499 + "."
    assert paragraphs_of(text, [(0, 500), (500, 1000)]) == [(0, 500), (500, 1000)]


def toll(n: int, bound: str, paragraph: int, who: str | None) -> Toll:
    low, high = {"at_least": (n, None), "at_most": (None, n), "range": (n, n + 3)}.get(bound, (n, n))
    return Toll("killed", who, None if bound == "range" else n, low, high, bound, (0, 1), (0, 9), paragraph)


TOLLS = st.builds(
    toll,
    st.integers(1, 60),
    st.sampled_from(["exact", "at_least", "at_most", "range", "about"]),
    st.integers(0, 3),
    st.sampled_from([None, None, "civilian", "child", "woman", "man", "militant"]),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(TOLLS, max_size=8), st.integers(0, 20))
def test_ranges_are_in_order_and_a_lead_without_open_end_is_kept(told: list[Toll], named: int) -> None:
    said = Said("killed", told, 0, Identified("killed", named, 0, 0, 0), frozenset())
    found = ranges(said)
    for r in found.values():
        assert 0 <= r.low <= r.best
        assert r.high is None or r.best <= r.high
    first = [t for t in told if t.paragraph == 0 and t.who in (None, "civilian")]
    if first and first[0].bound in ("exact", "about", "range"):
        assert found[None] == Range(first[0].least, first[0].least, first[0].most)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # the quarter before its city, the city before the strip, wherever they stand in the opening
        (
            f"{DAY}four people were killed in Gaza City, in the Shuja'iyya neighbourhood, in the Gaza Strip.",
            "Shuja'iyya",
        ),
        # a point in degrees before all
        (f"{DAY}four people were killed in Kharkiv (49.9935, 36.2304), in Ukraine.", "49.9935, 36.2304"),
        # a surname that is also a town far away agrees with nothing else that is named
        (f"{DAY}four people were killed in the home of Karim Salem in Rafah, in the south of the Gaza Strip.", "Rafah"),
    ],
)
def test_the_closest_place_that_agrees_with_the_others(reader: Reader, text: str, name: str) -> None:
    incident = read(reader, text).incident
    assert incident is not None
    assert incident.place is not None
    assert incident.place.name == name


def test_ages_fathers_and_the_missing_are_no_tolls(reader: Reader) -> None:
    text = (
        f"{DAY}at least five people were killed in a strike on Izium.\n\nAmong the dead were Petro Koval, 41; his wife "
        "Olha Koval, 39; and Danylo Koval, 17. A father of nine said that the house sheltered 14 people. "
        "Eight people are still trapped under the rubble."
    )
    assert figures(read(reader, text))["killed", None] == (5, None)


def test_a_toll_far_above_a_large_one_counts_something_else(reader: Reader) -> None:
    text = (
        f"{DAY}at least 25 people were killed in a strike on Izium.\n\nA rescuer counted 31 dead. "
        "An officer spoke of 240 people killed."
    )
    assert figures(read(reader, text))["killed", None] == (25, 31)


def test_an_exact_verdict_is_opened_by_up_to_beside_it(reader: Reader) -> None:
    text = f"{DAY}a strike on Izium killed 12 identified members of one family, and up to 18 civilians."
    assert figures(read(reader, text))["killed", None] == (12, 18)


def test_ages_in_words_and_after_nicknames(reader: Reader) -> None:
    text = (
        f"{DAY}a house in Homs was hit. Salim Qasim Haddad “Abu Karim”, 61-62, was killed with his eight-year-old "
        "grandson Karim Nabil Haddad and his daughter, 27-year-old Dr. Rana Salim Haddad."
    )
    counted = identified(read(reader, text), text)["killed"]
    assert (counted.total, counted.child, counted.woman, counted.man) == (3, 1, 1, 1)


def test_an_age_in_two_words_is_that_of_a_grown_person(reader: Reader) -> None:
    text = f"{DAY}a house in Homs was hit. The strike killed thirty-two-year-old Samer Haddad and his son Karim Haddad."
    counted = identified(read(reader, text), text)["killed"]
    assert (counted.total, counted.child) == (2, 1)


@pytest.mark.parametrize(
    "again", ["Abdul Majeed Haddad", "Abdelmajid al-Haddad", "Abd al-Majid Alhaddad", "Citizen Abdelmajid Haddad"]
)
def test_glued_parts_of_a_name_are_compared_apart(reader: Reader, again: str) -> None:
    text = f"{DAY}Tariq Abdelmajid Haddad (30) was killed in Homs. Friends mourned the death of Tariq {again}."
    text = text.replace("Tariq Citizen", "Citizen Tariq")
    assert identified(read(reader, text), text)["killed"].total == 1


def test_children_of_a_couple_may_be_grown(reader: Reader) -> None:
    text = (
        f"{DAY}a strike hit a house in Izium.\n\nOlha Melnyk (52) was killed with her three children: Taras Melnyk "
        "(24), Bohdan Melnyk (22) and Daryna Melnyk (16)."
    )
    found = figures(read(reader, text))
    assert (found["killed", "child"], found["killed", "man"]) == ((1, 1), (2, 2))


def test_given_names_tell_sex_where_nothing_else_does(reader: Reader) -> None:
    text = (
        f"{DAY}four people were killed in Homs: Huda Darwish (40), Khaled Nasri (38), Rasha Aziz (7) and Jo Ray (30)."
    )
    counted = identified(read(reader, text), text)["killed"]
    assert (counted.total, counted.child, counted.woman, counted.man) == (4, 1, 1, 1)


def test_parts_of_the_injured_are_injured(reader: Reader) -> None:
    text = f"{DAY}three people were killed, and 14 people, including four children, were injured in a strike on Izium."
    report = reader.read(Document(text))
    misread = [m.model_copy(update={"role": "killed"}) if m.who == "child" else m for m in report.measures]
    found = figures(with_main_incident(report.model_copy(update={"measures": tuple(misread)})))
    assert ("killed", "child") not in found
    assert found["injured", "child"] == (4, 4)


def test_the_dead_who_are_brought_to_a_hospital_are_not_injured(reader: Reader) -> None:
    text = (
        f"{DAY}at least six people were killed and others were injured in a strike on Izium.\n\nNine deceased people, "
        "the doctors said, were among the injured brought to the hospital."
    )
    assert figures(read(reader, text))["injured", None][0] == 2


def test_a_later_sentence_that_counts_all_counts_the_groups(reader: Reader) -> None:
    text = (
        f"{DAY}at least nine people were killed in a strike on Izium, Petro Koval (11) and Iryna Koval (12) among them."
        "\n\nThe police said that nine people, including four children, were killed."
    )
    assert figures(read(reader, text))["killed", "child"] == (4, 4)


def test_groups_are_no_more_than_the_verdict_leaves(reader: Reader) -> None:
    text = (
        f"{DAY}five children were killed in a strike on Izium.\n\nOne agency wrote first that four women were killed."
    )
    assert ("killed", "woman") not in figures(read(reader, text))


def test_who_has_a_family_is_grown(reader: Reader) -> None:
    text = (
        f"{DAY}a house in Homs was hit. Nabil Qasim Haddad (60) was killed, and so were his son, Karim Nabil Haddad, "
        "with his wife, Rasha Omar Nasri, and his daughter, Lina Nabil Haddad."
    )
    counted = identified(read(reader, text), text)["killed"]
    assert (counted.total, counted.child, counted.woman, counted.man) == (4, 1, 1, 2)


def test_up_to_has_its_least_in_what_is_counted_below_it(reader: Reader) -> None:
    text = (
        f"{DAY}nine people, including up to six children, were killed in a strike on Izium.\n\nThe police counted five "
        "children killed. A resident wrote of six children killed."
    )
    assert figures(read(reader, text))["killed", "child"] == (5, 6)


def test_the_dozens_of_a_title_are_those_that_the_text_counts(reader: Reader) -> None:
    text = (
        "Airstrike on market kills dozens in Kharkiv, doctors say\n\n"
        f"{DAY}at least 31 people were killed when a bomb fell on a market in Kharkiv, the mayor said."
    )
    report = read(reader, text)
    assert figures(report)["killed", None][0] == 31
