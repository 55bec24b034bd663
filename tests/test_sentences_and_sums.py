"""What sentences say as a whole: who said all of one, numbers in lists, totals and their parts, how far ranks go."""

from __future__ import annotations

import pytest

from whosays.model.incidents import Incident, Incidents
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, reconcile, tell
from whosays.reconcile.language import phrases

Row = tuple[str, str, str | None, str]


def ledger(reader: Reader, *rows: Row) -> Incidents:
    told = []
    for publisher, published, side, text in rows:
        report = reader.read(Document(text=text, published=published, publisher=publisher, side=side))
        told.append(tell(report, Publisher(name=publisher, side=side)))
    return reconcile(told)


def sums(found: Incidents) -> list[tuple[str, float | int | None, tuple[float | int, ...]]]:
    return [(c.result, c.total, tuple(c.parts)) for c in found.checks if c.kind == "sum"]


def on(found: Incidents, day: str) -> Incident:
    [incident] = [i for i in found.incidents if i.start == day]
    return incident


LIST = (
    "Prison Watch",
    "2031-05-20",
    None,
    "Weekly note\n\nWe count 22 dead in the clashes of the week: 14 in the clash at Kenema on 12 May and eight in the "
    "ambush at Bo on 15 May.",
)


def test_numbers_of_a_list_go_to_the_happening_behind_them(reader: Reader) -> None:
    found = ledger(reader, LIST)
    killed = {i.start: i.figure("killed").best for i in found.incidents if i.figure("killed")}  # type: ignore[union-attr]
    assert (killed["2031-05-12"], killed["2031-05-15"]) == (14, 8)


def test_the_year_of_a_date_is_no_number_of_a_list(reader: Reader) -> None:
    row = ("Plain Wire", "2031-05-13", None, "The priest was killed on Nov. 12, 2029 by a gunman near his church.")
    figures = [(f.low, f.high) for i in ledger(reader, row).incidents for f in i.figures]
    assert all(2029 not in pair for pair in figures)


def test_some_of_those_counted_are_no_count_of_all(reader: Reader) -> None:
    row = ("Plain Wire", "2031-05-13", None, "A blast in Kenema wounded 55 people on Monday, police said. Among those "
           "hurt, 12 had sustained serious injuries, the police added.")  # fmt: skip
    [incident] = ledger(reader, row).incidents
    assert [(f.low, f.best, f.high) for f in incident.figures if f.role == "injured"] == [(55, 55, 55)]


def test_a_total_with_the_parts_of_its_list(reader: Reader) -> None:
    assert ("consistent", 22, (14, 8)) in sums(ledger(reader, LIST))


INCREASE = (
    (
        "Plain Wire",
        "2031-05-13",
        None,
        "Shells hit the market of Kenema on Monday, killing nine, the mayor said.",
    ),
    (
        "Plain Wire",
        "2031-05-15",
        None,
        "The mayor of Kenema said on Thursday that two of the wounded had died, bringing the death toll from Monday's "
        "shelling of the market in Kenema to 11.",
    ),
)


def test_an_increase_is_tried_against_what_was_said_before(reader: Reader) -> None:
    assert ("consistent", 11, (9, 2)) in sums(ledger(reader, *INCREASE))


def test_an_increase_of_which_the_ledger_has_no_beginning(reader: Reader) -> None:
    assert [r for r, total, _ in sums(ledger(reader, INCREASE[1])) if total == 11] == ["unverifiable"]


def test_an_increase_that_says_what_it_was_needs_no_other_report(reader: Reader) -> None:
    text = (
        "One of the wounded died in hospital, bringing the death toll from the shelling of the market in Kenema on "
        "Monday to 10, up from nine, the mayor said on Thursday."
    )
    assert ("consistent", 10, (9, 1)) in sums(ledger(reader, ("Plain Wire", "2031-05-15", None, text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six boats, four of them rubber craft and two wooden, were sunk in the raid.", ("consistent", 6, (4, 2))),
        ("Six boats, four of them rubber craft and three wooden, were sunk.", ("inconsistent", 6, (4, 3))),
        ("We counted 40 holes in the wall, 31 at the back and 14 on the left.", ("inconsistent", 40, (31, 14))),
        ("Fifteen names are in the book, those of 11 women and four men.", ("consistent", 15, (11, 4))),
        ("A raid killed 28 people, including five children and three women.", None),
        ("A raid killed 28 people, five children and three women among them.", None),
    ],
)
def test_a_list_that_says_what_all_of_it_is(
    reader: Reader, text: str, expected: tuple[str, int, tuple[int, ...]] | None
) -> None:
    found = sums(ledger(reader, ("Plain Wire", "2031-05-13", None, text)))
    assert found == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "later",
    [
        "Two women have died of burns from Monday's raid on Kelmi, bringing the number of dead to nine, a doctor said.",
        "The mayor raised the number of dead in Monday's raid on Kelmi to nine after two more bodies were found.",
    ],
)
def test_more_ways_to_tell_an_increase(reader: Reader, later: str) -> None:
    first = "Gunmen raided the village of Kelmi in Sudan on Monday, killing seven people, the mayor said."
    found = ledger(reader, ("Plain Wire", "2031-05-13", None, first), ("Plain Wire", "2031-05-16", None, later))
    assert sums(found) == [("consistent", 9, (7, 2))]


def test_the_day_behind_a_fronted_answer_is_the_answers(reader: Reader) -> None:
    text = "In response to the rocket attack on Nyala in Sudan, jets on Thursday struck a camp near Geneina in Sudan."
    found = ledger(reader, ("Plain Wire", "2031-05-16", None, text))
    assert [(i.kind, i.start) for i in found.incidents] == [("attack.air", "2031-05-15")]


def test_who_is_named_at_the_end_said_all_of_it(reader: Reader) -> None:
    text = (
        "Fighters of the Northern Front on Friday stormed an outpost near Kenema, burned two trucks and fled, which "
        "led to the death of five soldiers, the media office of the Ministry of Defence said."
    )
    found = ledger(reader, ("Plain Wire", "2031-05-17", None, text))
    accounts = {a.source for i in found.incidents for a in i.accounts if a.independent}
    assert accounts == {"media office of the Ministry of Defence"}


def test_the_monitor_is_the_one_that_the_report_names(reader: Reader) -> None:
    text = (
        "At least 18 people were killed in clashes at Kenema on Sunday, a war monitor said.\n\nThe Kenema Rights "
        "Observatory said most were farmers. The monitor said 40 people were wounded in the clashes."
    )
    found = on(ledger(reader, ("Plain Wire", "2031-05-20", None, text)), "2031-05-18")
    assert [a.source for a in found.accounts if a.independent] == ["Kenema Rights Observatory"]


def test_who_could_not_find_out_denies_nothing(reader: Reader) -> None:
    text = (
        "The Mission verified the deaths of six civilians by mortar fire in Kenema on 12 May 2031. The Mission cannot "
        "determine who fired first."
    )
    found = ledger(reader, ("United Nations Mission in Kenema", "2031-05-20", None, text))
    assert {a.stance for a in on(found, "2031-05-12").accounts} == {"assert"}


def test_the_deadliest_in_the_city_is_tried_against_the_city(reader: Reader) -> None:
    found = ledger(
        reader,
        ("Plain Wire", "2031-05-13", None, "A car bomb killed 30 people in Bo on Monday, the hospital said."),
        (
            "Plain Wire",
            "2031-05-17",
            None,
            "A car bomb killed four people in Kenema on Friday, the mayor said. It was the deadliest attack in the "
            "city since a grenade killed five people in March 2030.",
        ),
    )
    assert [c.result for c in found.checks if c.kind == "superlative"] == ["unverifiable"]


@pytest.mark.parametrize(
    ("name", "words", "fits"),
    [
        ("no_part", "the group had no part in the killings", True),
        ("no_part", "the group had a part in the killings", False),
        ("mourned", "Nine were buried in Bo on Friday after", True),
        ("here", "the deadliest attack in the city since March", True),
        ("here", "the deadliest attack in the country since March", False),
        ("of_arms", "the deadliest attack on the Malian army this year", True),
        ("of_arms", "the deadliest attack on the market this year", False),
    ],
)
def test_phrases(name: str, words: str, fits: bool) -> None:
    assert bool(phrases(name).search(words)) is fits


COMMUNIQUE = (
    "Statement\n\nOur fighters attacked an outpost of the army near Kenema on 12 May 2031. The enemy lost 23 men. We "
    "lost two of our brothers in the battle.\n\nWe have no connection with what happened in Makeni on 14 May."
)


def test_a_text_that_says_we_is_its_publisher_s_own(reader: Reader) -> None:
    found = on(ledger(reader, ("Dawn of the North", "2031-05-16", None, COMMUNIQUE)), "2031-05-12")
    [account] = [a for a in found.accounts if a.source == "Dawn of the North"]
    assert {(m.who, m.best) for m in account.measures if m.role == "killed"} == {("militant", 2), ("military", 23)}


def test_who_has_no_connection_with_it_denies_it(reader: Reader) -> None:
    raid = ("Plain Wire", "2031-05-15", None, "Gunmen killed seven villagers in Makeni on 14 May, the mayor said.")
    found = on(ledger(reader, raid, ("Dawn of the North", "2031-05-16", None, COMMUNIQUE)), "2031-05-14")
    assert {a.source: a.stance for a in found.accounts}["Dawn of the North"] == "deny"


def test_which_deed_answers_which(reader: Reader) -> None:
    text = (
        "Rebels on Wednesday fired rockets at the airport of Bo in what their spokesman called a response to Tuesday's "
        "drone strike on the market of Kenema, which killed nine people."
    )
    found = ledger(reader, ("Plain Wire", "2031-05-15", None, text))
    [answer] = [i for i in found.incidents if any(r.kind == "in_response_to" for r in i.relations)]
    [strike] = [i for i in found.incidents if any(r.to == i.id for r in answer.relations)]
    assert (answer.start, strike.start) == ("2031-05-14", "2031-05-13")


def test_a_strike_and_an_ambush_of_one_report_stay_apart(reader: Reader) -> None:
    text = (
        "Warplanes hit tanks near Kenema\n\nThe ministry said three soldiers were killed in the air strikes near "
        "Kenema on Tuesday. The Kenema Rights Observatory said seven soldiers died in the strikes. It put the dead in "
        "Monday's ambush at Makeni at nine."
    )
    found = ledger(reader, ("Plain Wire", "2031-05-15", None, text))
    assert [i.start for i in found.incidents] == ["2031-05-12", "2031-05-13"]


def test_an_age_is_no_number_of_dead(reader: Reader) -> None:
    text = "The strike on Kenema on Monday killed six people, among them a girl of 14, the mayor said."
    found = on(ledger(reader, ("Plain Wire", "2031-05-15", None, text)), "2031-05-12")
    assert all(f.best != 14 for f in found.figures)


def test_what_somebody_denies_he_does_not_count(reader: Reader) -> None:
    text = (
        "The mayor of Kenema said the drone strike on Monday killed six people. The Malian army denied that it had "
        "killed six people in the strike."
    )
    found = on(ledger(reader, ("Plain Wire", "2031-05-15", None, text)), "2031-05-12")
    assert [a.measures for a in found.accounts if a.stance == "deny"] == [()]


def test_a_total_of_two_attacks_is_of_neither_alone(reader: Reader) -> None:
    text = (
        "Note\n\nThe Mission verified the killing of nine people in the air strike on the market of Kenema on 12 May "
        "2031. It also confirmed that four people were killed in a strike on a house in Makeni on 14 May 2031. In the "
        "two attacks, 13 people in all lost their lives."
    )
    found = ledger(reader, ("United Nations Mission in Salone", "2031-05-20", None, text))
    assert ("consistent", 13, (9, 4)) in sums(found)
    assert {f.best for i in found.incidents for f in i.figures} == {9, 4}
