"""When a happening was, as the ledger takes it: not when it was spoken of, and not what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, Telling, tell

Told = Callable[[str, str], Sequence[Telling]]


@pytest.fixture
def told(reader: Reader) -> Told:
    """The tellings of a text published on a day."""

    def read(text: str, published: str) -> Sequence[Telling]:
        report = reader.read(Document(text=text, published=published, publisher="Plain Wire"))
        return tell(report, Publisher(name="Plain Wire")).tellings

    return read


def days(tellings: Sequence[Telling]) -> list[str | None]:
    return [t.start for t in sorted(tellings, key=lambda t: t.spans)]


def test_a_day_after_another_attack_is_counted_from_it(told: Told) -> None:
    text = (
        "An air strike hit a mill in Latakia on Monday, killing four people, the governor said. A day after the "
        "strike, gunmen stormed a police station in Homs and killed two officers, the police said."
    )
    assert days(told(text, "2031-06-18")) == ["2031-06-16", "2031-06-17"]


def test_what_came_days_before_is_counted_back(told: Told) -> None:
    text = (
        "An air strike hit the port of Latakia on Thursday, killing four people, three days after an attack on a mill "
        "in Homs, the governor said."
    )
    assert {"2031-06-19", "2031-06-16"} == set(days(told(text, "2031-06-20")))


def test_the_following_day_is_that_of_the_happening_spoken_of(told: Told) -> None:
    text = (
        "The committee put the dead of last Tuesday's shelling of Nyala at 30. An air strike on the airport last "
        "Thursday killed three workers, it said. It kept its count of a second shelling of Nyala, on the following "
        "day, at six."
    )
    assert "2031-05-07" in days(told(text, "2031-05-12"))
    assert "2031-05-09" not in days(told(text, "2031-05-12"))


def test_when_a_number_was_raised_is_not_when_it_happened(told: Told) -> None:
    text = (
        "Gunmen ambushed a convoy near Gao on Tuesday and killed 12 soldiers, a governor said. The army on Saturday "
        "raised its own toll of the ambush to 17."
    )
    assert days(told(text, "2031-09-07")) == ["2031-09-02"]


def test_since_bounds_what_is_compared(told: Told) -> None:
    text = (
        "Gunmen attacked the town of Gao before dawn on Tuesday and killed nine people, the mayor said. It was the "
        "first attack on Gao since November, when gunmen killed four farmers there."
    )
    found = {t.start: t for t in told(text, "2031-01-28")}
    assert {"2031-01-28", "2030-11-01"} == set(found)
    assert found["2030-11-01"].end == "2030-11-30"
    assert [q.value for v in found["2030-11-01"].voices for q in v.quantities] == [4]


def test_what_began_a_time_is_no_happening_of_its_own(told: Told) -> None:
    text = "Shells hit a mill in Homs on Tuesday. It was the fourth time since the coup in 2021 that the mill was hit."
    assert all(t.start == "2031-01-28" for t in told(text, "2031-01-29"))


def test_this_weeks_attack_joins_the_day_that_another_names(told: Told) -> None:
    text = "At least nine people were killed in this week's attack on the town of Gao, a rights group said on Friday."
    [telling] = told(text, "2031-01-31")
    assert not telling.summary


def test_a_hospital_elsewhere_is_not_where_it_happened(told: Told) -> None:
    text = "A sailor of the tanker, hit on Monday off Mokha, has left a hospital in Djibouti, the operator said."
    assert all(t.where is None or t.where.name != "Djibouti" for t in told(text, "2031-08-23"))


def test_hamlets_that_nobody_knows_tell_two_strikes_apart(told: Told) -> None:
    text = (
        "A drone strike on Vellamo on Monday killed two people, a villager said. On the same day a drone strike on "
        "Kittelbro killed five. The strike on Vellamo also hurt a child, he said."
    )
    found = told(text, "2031-06-18")
    assert [t.names for t in found] == [("vellamo",), ("kittelbro",)]


def test_the_dead_of_a_dated_fight_have_its_day(told: Told) -> None:
    text = (
        "Schools in Homs opened again, and families took their dead home after the clashes.\n\nIn the fighting of 6 "
        "June on the coastal road 17 people died."
    )
    [telling] = [t for t in told(text, "2031-06-18") if t.start == "2031-06-06"]
    assert [q.value for v in telling.voices for q in v.quantities if q.role == "killed"] == [17]


def test_a_day_in_the_words_for_the_speaker_is_of_what_they_tell(told: Told) -> None:
    text = "The owner of a ferry that was hit by a missile on Monday said on Wednesday that two sailors had died."
    assert "2031-06-16" in days(told(text, "2031-06-19"))
