"""Measures: what is counted, what was done to it, whose it is, and what it is a part of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.model import Measure
from whosays.reading.document import Document
from whosays.reading.measures import read_measures
from whosays.reading.measures.index import anchors
from whosays.reading.parse import Parsed
from whosays.reading.reader import Reader

Parse = Callable[..., Parsed]


def measures(parse: Parse, text: str) -> list[Measure]:
    return read_measures(parse(text), [], [], [])


def brief(m: Measure) -> tuple[str | None, str, str, float | int | None, float | int | None]:
    return m.text, m.role, m.unit, m.low, m.high


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The shelling killed 14 people.", [("14 people", "killed", "person", 14, 14)]),
        ("At least 30 villagers were injured in the raid.",
         [("At least 30 villagers", "injured", "person", 30, None)]),
        ("Up to 25 soldiers were captured.", [("Up to 25 soldiers", "captured", "person", None, 25)]),
        ("About 900 families fled the town.", [("About 900 families", "displaced", "person", 900, 900)]),
        ("Between 40 and 60 rebels died there.", [("Between 40 and 60 rebels", "killed", "person", 40, 60)]),
        ("Five to seven guards were wounded.", [("Five to seven guards", "injured", "person", 5, 7)]),
        ("Two dozen fighters surrendered.", [("Two dozen fighters", "captured", "person", 24, 24)]),
        ("Dozens of people were wounded.", [("Dozens of people", "injured", "person", 24, None)]),
        ("Tens of thousands of civilians fled.",
         [("Tens of thousands of civilians", "displaced", "person", 20000, None)]),
        ("Some 1.2 million people have been displaced.",
         [("Some 1.2 million people", "displaced", "person", 1200000, 1200000)]),
        ("Twenty-five miners are missing.", [("Twenty-five miners", "missing", "person", 25, 25)]),
        ("More than a hundred hostages were released.",
         [("More than a hundred hostages", "released", "person", 100, None)]),
        ("The army fired 12 rockets at the port.", [("12 rockets", "fired", "rocket", 12, 12)]),
        ("Air defences shot down nine drones.", [("nine drones", "intercepted", "drone", 9, 9)]),
        ("Three bridges were destroyed.", [("Three bridges", "destroyed", "bridge", 3, 3)]),
        ("The blast damaged six houses.", [("six houses", "damaged", "house", 6, 6)]),
        ("Rebels seized two villages.", [("two villages", "captured", "settlement", 2, 2)]),
        ("A soldier was killed.", [("A soldier", "killed", "person", 1, 1)]),
        ("The deaths of 12 farmers shocked the valley.", [("12 farmers", "killed", "person", 12, 12)]),
        ("Five were killed and 12 wounded.",
         [("Five", "killed", "person", 5, 5), ("12 wounded", "injured", "person", 12, 12)]),
        ("The bomb left two dead and 18 injured.",
         [("two dead", "killed", "person", 2, 2), ("18 injured", "injured", "person", 18, 18)]),
        ("The death toll rose to 40.", [("40", "killed", "person", 40, 40)]),
        ("Rescuers found seven bodies.", [("seven bodies", "killed", "person", 7, 7)]),
        ("Gunmen abducted 16 pupils.", [("16 pupils", "captured", "person", 16, 16)]),
        ("The raid claimed 31 lives.", [("31 lives", "killed", "person", 31, 31)]),
        ("A group of nine guerrillas was arrested.", [("nine guerrillas", "captured", "person", 9, 9)]),
        ("Police opened fire, killing another two protesters.",
         [("another two protesters", "killed", "person", 2, 2)]),
        ("Four men were found dead.", [("Four men", "killed", "person", 4, 4)]),
        ("Eight sailors are believed to have been killed.", [("Eight sailors", "killed", "person", 8, 8)]),
        ("The strikes killed or wounded 70 fighters.", [("70 fighters", "other", "person", 70, 70)]),
    ],
)  # fmt: skip
def test_what_is_read(parse: Parse, text: str, expected: list[tuple[object, ...]]) -> None:
    assert [brief(m) for m in measures(parse, text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two people died and at least two others were hurt.", ["killed 2-2", "injured 2-None"]),
        ("Officials put the death toll at 31, with more than 100 wounded.", ["killed 31-31", "injured 100-None"]),
        ("The number of dead rose from 12 to 28.", ["killed 28-28"]),
        ("Among the dead were four women and a baby.", ["killed 4-4", "killed 1-1"]),
        ("He said 6 were killed and 11 more wounded, 3 of them seriously.",
         ["killed 6-6", "injured 11-11", "injured 3-3"]),
        ("The rebels freed 15 of the 40 prisoners they were holding.", ["released 15-15", "captured 40-40"]),
        ("The militia lost three men and killed 12 soldiers.", ["killed 3-3", "killed 12-12"]),
        ("The blast left at least 8 dead, 30 wounded and 4 missing.",
         ["killed 8-None", "injured 30-30", "missing 4-4"]),
        ("Fourteen rockets were launched, of which nine were intercepted.", ["fired 14-14", "intercepted 9-9"]),
        ("Of the 43 drones, 38 were shot down.", ["fired 43-43", "intercepted 38-38"]),
        ("Air defences downed 56 of 80 drones launched overnight.", ["intercepted 56-56", "fired 80-80"]),
        ("At least 60 migrants drowned when a boat sank; 130 were rescued.", ["killed 60-None", "displaced 130-130"]),
        ("The mine killed one man and seriously injured another.", ["killed 1-1", "injured 1-1"]),
        ("The attack brought to 33 the number of medics killed this year.", ["killed 33-33"]),
        ("A commander was killed alongside two of his guards.", ["killed 1-1", "killed 2-2"]),
        ("Four other injured civilians were treated.", ["injured 4-4"]),
        ("A number of villagers were killed and injured, including a woman.", ["other 2-None", "other 1-1"]),
        ("Doctors treated the death of a 16-year-old as murder.", ["killed 1-1"]),
        ("An ambush killed 7 policemen; 5 more were hurt.", ["killed 7-7", "injured 5-5"]),
        ("Police fatally shot a man.", ["killed 1-1"]),
        ("12 soldiers had been taken prisoner and 30 killed.", ["captured 12-12", "killed 30-30"]),
        ("The raids hit more than 70 targets.", ["hit 70-None"]),
        ("Two were killed and ten injured as troops opened fire.", ["killed 2-2", "injured 10-10"]),
        ("The police fired 12 rounds in which two died.", ["fired 12-12", "killed 2-2"]),
        ("Another was killed near the mill.", ["killed 1-1"]),
        ("A local leader died in the firing.", ["killed 1-1"]),
        ("Soldiers, 10,000 strong, hold the city.", ["other 10000-10000"]),
        ("A three-storey house was hit.", []),
    ],
)  # fmt: skip
def test_casualty_text(parse: Parse, text: str, expected: list[str]) -> None:
    assert [f"{m.role} {m.low}-{m.high}" for m in measures(parse, text) if not m.derived] == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One.",
        "Hall, 24, grew up in the north.",
        "The talks lasted three days.",
        "He paid $2,000 for the car.",
        "The base is 40 kilometres from the border.",
        "Support fell to 30 percent.",
        "The two leaders met in Geneva.",
        "On November 23 the road was closed.",
        "In 2018 the town was rebuilt.",
        "No one was killed.",
        "It was one of the worst days of the war.",
    ],
)
def test_what_counts_nothing(parse: Parse, text: str) -> None:
    assert measures(parse, text) == []


@pytest.mark.parametrize(
    ("text", "who", "side"),
    [
        ("Two Russian servicemen were wounded.", "military", "RUS"),
        ("Six policemen were shot dead.", "police", None),
        ("Three children were killed.", "child", None),
        ("Nine militants were killed.", "militant", None),
        ("Four women were hurt.", "woman", None),
        ("Seven people were hurt.", None, None),
        ("Two journalists were detained.", "civilian", None),
        ("Five rebel fighters died.", "militant", None),
    ],
)
def test_who_and_whose(parse: Parse, text: str, who: str | None, side: str | None) -> None:
    (one,) = measures(parse, text)
    assert (one.who, one.side) == (who, side)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Five civilians, two of them children, were killed in the raid.", ["civilian", "child"]),
        ("Two of the dead were women, the mayor said.", ["woman"]),
        ("Two of our heroes were killed in the battle.", [None]),
    ],
)
def test_who_a_part_is(parse: Parse, text: str, who: list[str | None]) -> None:
    found = [m for m in measures(parse, text) if not m.derived]
    assert [(m.role, m.unit, m.who) for m in found] == [("killed", "person", w) for w in who]


def test_a_number_that_a_verb_of_harm_takes_is_no_date(parse: Parse) -> None:
    (one,) = measures(parse, "Drone strike on Kelmi market kills 14, hospital says")
    assert (one.role, one.value) == ("killed", 14)


def test_a_part_and_its_whole(parse: Parse) -> None:
    whole, part = sorted(
        (m for m in measures(parse, "Four of the six rockets fired at the city were shot down.") if not m.derived),
        key=lambda m: -(m.value or 0),
    )
    assert (part.text, part.role, part.value) == ("Four of the six rockets", "intercepted", 4)
    assert (whole.role, whole.value, whole.includes) == ("fired", 6, (part.id,))


def test_the_noun_left_out(parse: Parse) -> None:
    text = (
        "Officials said that two of the four missiles fired in the first attack were shot down, "
        "while five of the nine used in the second attack were destroyed."
    )
    found = {m.text: m for m in measures(parse, text) if not m.derived}
    assert found["five of the nine"].role == "intercepted"
    assert found["five of the nine"].unit == "missile"
    assert found["the nine"].role == "fired"
    assert found["the nine"].includes == (found["five of the nine"].id,)


def test_what_is_worked_out_says_from_what(parse: Parse) -> None:
    text = (
        "Officials said that two of the four missiles fired in the first attack were shot down, "
        "while five of the nine used in the second attack were destroyed."
    )
    derived = [m for m in measures(parse, text) if m.derived]
    assert [(m.role, m.value) for m in derived] == [
        ("other", 2), ("other", 4), ("fired", 13), ("intercepted", 7),
    ]  # fmt: skip
    assert all(m.span is None and len(m.from_) == 2 for m in derived)


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("The attack killed 28 people, including five children.", 28, [5]),
        ("Nine fighters were arrested, two of them foreigners.", 9, [2]),
        ("Police held 12 suspects: seven locals and five migrants.", 12, [7, 5]),
    ],
)
def test_inclusion(parse: Parse, text: str, whole: int, parts: list[int]) -> None:
    found = measures(parse, text)
    by_id = {m.id: m for m in found}
    big = next(m for m in found if m.value == whole)
    assert [by_id[i].value for i in big.includes] == parts


def test_anchor_of_a_measure(parse: Parse) -> None:
    parsed = parse("Two soldiers were killed.")
    found = read_measures(parsed, [], [], [])
    anchor = anchors(parsed, found)[found[0].id]
    assert (parsed.doc[anchor.number].text, parsed.doc[anchor.noun].text) == ("Two", "soldiers")
    assert parsed.doc[anchor.head].text == "soldiers"


_WORDS = st.sampled_from(
    [
        "the",
        "12",
        "three",
        "of",
        "five",
        "missiles",
        "people",
        "were",
        "killed",
        "injured",
        "and",
        ",",
        ".",
        "including",
        "children",
        "at",
        "least",
        "up",
        "to",
        "dozens",
        "a",
        "soldier",
        "1.2",
        "million",
        "half",
        "shot",
        "down",
        "-",
        "\n",
        "🙂",
        "%",
        "$",
        "between",
        "4",
        "to",
        "another",
        "hundred",
    ]
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(_WORDS, max_size=25))
def test_spans_hold_and_nothing_raises(reader: Reader, words: list[str]) -> None:
    from whosays.reading.reader import Document

    parsed = reader.parse(Document(text=" ".join(words)))
    for m in read_measures(parsed, [], [], []):
        if m.span is not None:
            assert parsed.text[m.span[0] : m.span[1]] == m.text
        if m.low is not None and m.high is not None:
            assert m.low <= m.high


def test_the_injured_are_no_part_of_the_dead(parse: Parse) -> None:
    found = measures(parse, "At least nine people were killed, including three children, and 19 were injured.")
    dead = next(m for m in found if m.value == 9)
    inside = [m.value for m in found if m.id in dead.includes]
    assert inside == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rockets killed a boy of 10 in Taiz.", [("a boy", "killed")]),
        ("Helicopters dropped 11 barrel bombs on the town.", [("11 barrel bombs", "fired")]),
        ("An estimated 27 million people in the country need food.", [("An estimated 27 million people", "other")]),
        ("The agency delivered water to 9,500 people a day.", [("9,500 people", "other")]),
        ("More than 2,100 victims took part in the case.", [("More than 2,100 victims", "other")]),
        ("Eight members of one family died in the blast.", [("Eight members", "killed")]),
        ("The team was beaten 3-0 at home.", []),
        ("At least four women had been raped.", [("At least four women", "other")]),
        ("Measles is spreading in the camp: 96 cases were recorded.", []),
        ("Russia launched nine Iskander-K ballistic missiles.", [("nine Iskander-K ballistic missiles", "fired")]),
        ("The army fired 155 mm shells at the village.", []),
        ("Two 155 mm shells hit the school.", [("Two 155 mm shells", "fired")]),
        ("Two 500-pound bombs hit the house.", [("Two 500-pound bombs", "fired")]),
        ("Three 911 callers saw a man with a gun.", [("Three 911 callers", "other")]),
        ("Some 12 500 people fled the town.", [("Some 12 500 people", "displaced")]),
        (
            "Of the 60 people on board, 40 were killed when a missile hit the bus.",
            [("60 people", "other"), ("40", "killed")],
        ),
        ("Rebels captured three self-propelled howitzers.", [("three self-propelled howitzers", "captured")]),
        ("We have spoken to eleven survivors.", [("eleven survivors", "other")]),
        ("Air raid on wedding in Orlu kills 18, residents say", [("18", "killed")]),
        (
            "A drone struck a market on Monday, killing 16 people, two farmers and a local official told Plain Wire.",
            [("16 people", "killed")],
        ),
        (
            "The army killed 12 rebels, three drivers and a nurse in the village.",
            [("12 rebels", "killed"), ("three drivers", "killed"), ("a nurse", "killed")],
        ),
    ],
)
def test_what_a_number_does_not_count(reader: Reader, text: str, expected: list[tuple[str, str]]) -> None:
    from whosays.reading.document import Document

    assert [(m.text, m.role) for m in reader.read(Document(text)).measures] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The raiders took nine girls from a hostel.", [("nine girls", "captured", "child")]),
        ("The raiders fled, taking 11 people with them.", [("11 people", "captured", None)]),
        ("An ambulance took nine girls to the clinic.", [("nine girls", "other", "child")]),
        ("Two soldiers were killed and three injured.", [("Two soldiers", "killed", "military"),
                                                         ("three injured", "injured", "military")]),
        ("The number of prisoners who lost their lives in the riot is 17.", [("17", "killed", None)]),
        ("The number of prisoners rose to 17.", [("17", "captured", None)]),
    ],
)  # fmt: skip
def test_what_befell_them_and_who_they_were(
    reader: Reader, text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = reader.read(Document(text=text, published="2031-05-08")).measures
    assert [(m.text, m.role, m.who) for m in found] == expected


def test_whose_father_a_victim_was_counts_no_dead(parse: Parse) -> None:
    found = measures(parse, "Omar Sahak, 52, the father of four girls, was shot dead at home in Kandahar on Sunday.")
    assert [m for m in found if m.low == 4] == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The raid killed 12 people, three of them children.", "child"),
        ("The raid killed 12 people, three of them young women.", "woman"),
        ("Nine people, four of them soldiers, were killed.", "military"),
        ("Ten people were killed, eight of them in Gao.", None),
    ],
)
def test_who_some_of_them_were(parse: Parse, text: str, who: str | None) -> None:
    whole, part = measures(parse, text)
    assert (part.role, part.who, whole.includes) == ("killed", who, (part.id,))


@pytest.mark.parametrize(
    ("text", "text_of_it"),
    [
        ("The group interviewed 23 people by telephone about the massacre of villagers.", "23 people"),
        ("The shooting is linked to a feud between two families of the town.", "two families"),
        ("Some 140,000 people are targeted with food assistance in the war zone.", "Some 140,000 people"),
        ("Two other men are wanted over the attack that killed nine traders.", "Two other men"),
    ],
)
def test_what_a_verb_of_its_own_says_of_them_is_no_harm(reader: Reader, text: str, text_of_it: str) -> None:
    found = {m.text: m.role for m in reader.read(Document(text)).measures}
    assert found.get(text_of_it, "other") == "other"


def test_numbers_of_lists_and_of_before_count_nobody(reader: Reader) -> None:
    text = (
        "1. Summary. Monitors recorded 41 violations of the truce, compared with 66 in the week before. Three "
        "civilians were killed and eight wounded.\n\n2. Incidents. A farmer was wounded by a mine."
    )
    counted = {(m.text, m.role) for m in reader.read(Document(text)).measures if m.unit == "person"}
    assert counted == {("Three civilians", "killed"), ("eight wounded", "injured"), ("A farmer", "injured")}


def test_those_who_were_shot_are_not_dead_for_it(parse: Parse) -> None:
    found = measures(parse, "Police investigate the shooting of three doctors.")
    assert [brief(m)[:2] for m in found] == [("three doctors", "injured")]


def test_survivors_are_no_dead(reader: Reader) -> None:
    report = reader.read(Document("The boat sank off the coast in 2021. Ten other passengers survived the wreck."))
    assert [m.text for m in report.measures if m.role == "killed"] == []


@pytest.mark.parametrize(
    ("text", "counted", "role", "value"),
    [
        ("The death toll from Friday's twin attack on a bank rose to 34.", "34", "killed", 34),
        ("Four of the wounded died in hospital.", "Four of the wounded", "killed", 4),
        ("Four of the wounded were nurses.", "Four of the wounded", "injured", 4),
        ("Rights monitors counted 19 deaths; the junta acknowledged only one.", "only one", "killed", 1),
        ("The rebels said 30 troops were killed; the army admitted to six.", "six", "killed", 6),
        ("The raid killed five villagers. Residents spoke of twelve.", "twelve", "killed", 12),
        ('The ministry said it had nine "neutralised" insurgents.', 'nine "neutralised" insurgents', "killed", 9),
        ("The army killed nine “terrorist” fighters.", "nine “terrorist” fighters", "killed", 9),
        ("A rocket hit a house, killing a couple and their son.", "a couple", "killed", 2),
        ("They fired 20 missiles at the port; all but four were shot down.", "all but four", "intercepted", 16),
        ("They shot down all but two of the 36 drones.", "all but two of the 36 drones", "intercepted", 34),
    ],
)
def test_numbers_by_what_stands_before_them(reader: Reader, text: str, counted: str, role: str, value: int) -> None:
    found = {m.text: (m.role, m.value) for m in reader.read(Document(text)).measures}
    assert found.get(counted) == (role, value)


def test_all_but_some_of_what_is_not_counted_is_no_number(reader: Reader) -> None:
    report = reader.read(Document("The village was all but destroyed. All but two houses were hit."))
    assert [m.text for m in report.measures] == []


def test_a_list_belongs_to_the_number_that_it_adds_up_to(reader: Reader) -> None:
    text = "The mission verified 60 civilians killed and 212 injured in the region: 31 men, 20 women, and 9 boys."
    report = reader.read(Document(text))
    dead = next(m for m in report.measures if m.value == 60)
    parts = [m for m in report.measures if m.id in dead.includes]
    assert [(m.value, m.role, m.event) for m in parts] == [(n, "killed", dead.event) for n in (31, 20, 9)]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Thousands have fled the town of 120,000 after the shelling.", "120,000"),
        ("The war drove them out of a country of 40 million people.", "40 million people"),
    ],
)
def test_how_many_live_there_is_no_toll(reader: Reader, text: str, counted: str) -> None:
    assert counted not in [m.text for m in reader.read(Document(text)).measures]


def test_who_took_part_in_a_funeral_is_not_dead(reader: Reader) -> None:
    text = "About 200 people took part in the funeral of a 24-year-old lieutenant killed on Thursday near the front."
    assert {m.value: m.role for m in reader.read(Document(text)).measures} == {200: "other", 1: "killed"}
