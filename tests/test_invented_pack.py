"""Six short reports on one week of an invented war, read and reconciled: what a careful reader would write down."""

from __future__ import annotations

import pytest

from whosays.model.incidents import Account, Incident, Incidents
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, reconcile, tell

GENERAL_STAFF = "General Staff of the Malian Armed Forces"
REPORTS = (
    ("Plain Wire", "2031-09-03", None,
     "BAMAKO, Sept 3 (Plain Wire) - Fighters of the al Qaeda-linked group JNIM ambushed a convoy of the Malian army "
     "near Douentza on Tuesday, killing at least 30 soldiers, a local official and two security sources said. JNIM "
     "said it had killed 57 soldiers in the ambush. In July 2030 more than 40 soldiers were killed in a similar "
     "ambush near Boni."),
    (GENERAL_STAFF, "2031-09-04", "MLI",
     "On 2 September 2031 a convoy fell into an ambush of terrorist groups near Douentza, in which 12 soldiers were "
     "killed. The armed forces will hunt down those who did it."),
    ("River Voice", "2031-09-05", None,
     "Drones struck a wedding party in the village of Kelmi on Thursday afternoon, killing 16 guests, villagers said. "
     "The strike came two days after the ambush near Douentza."),
    ("Plain Wire", "2031-09-07", None,
     "Twenty-two civilians were killed in a drone strike on a wedding at Kelmi last Thursday, the rights group River "
     "Witness said on Sunday. The army on Saturday raised its own toll of last Tuesday's ambush near Douentza to 17 "
     "soldiers, from 12. It denied that civilians were targeted at Kelmi."),
    ("Evening Sheet", "2031-09-07", None,
     "Gunmen on motorcycles attacked the village of Dinangourou on Friday night, killing seven villagers, the prefect "
     "of Koro said."),
    ("Northern Monitor", "2031-09-08", None,
     "We count nine dead in the raid on Dinangourou on 5 September. The ambush near Douentza on 2 September, in which "
     "41 soldiers were killed, was the deadliest attack on the army this year."),
)  # fmt: skip


@pytest.fixture(scope="module")
def week(reader: Reader) -> Incidents:
    told = []
    for publisher, published, side, text in REPORTS:
        report = reader.read(Document(text=text, published=published, publisher=publisher, side=side))
        told.append(tell(report, Publisher(name=publisher, side=side)))
    return reconcile(told)


def on(week: Incidents, day: str) -> Incident:
    [found] = [i for i in week.incidents if i.start == day]
    return found


def account(incident: Incident, words: str) -> Account:
    [found] = [a for a in incident.accounts if words.lower() in a.source.lower()]
    return found


def test_three_happenings_and_one_of_the_year_before(week: Incidents) -> None:
    assert [i.start for i in week.incidents] == ["2030-07-01", "2031-09-02", "2031-09-04", "2031-09-05"]


def test_the_ambush_is_told_by_all_and_disputed(week: Incidents) -> None:
    ambush = on(week, "2031-09-02")
    assert ambush.standing == "contested"
    killed = ambush.figure("killed", who="military")
    assert killed is not None
    assert (killed.low, killed.high) == (17, 57)
    assert {a.source for a in ambush.accounts} >= {"anonymous: two security sources", "Northern Monitor"}


def test_the_army_replaces_its_own_figure(week: Incidents) -> None:
    army = next(a for a in on(week, "2031-09-02").accounts if a.side == "MLI" and a.kind == "state")
    assert [m.best for m in army.measures if m.role == "killed" and m.who == "military"] == [17]
    assert 12 in [m.best for m in army.superseded]


def test_the_place_of_the_ambush_is_not_that_of_the_strike(week: Incidents) -> None:
    place = on(week, "2031-09-04").place
    assert place is not None
    assert place.name == "Kelmi"


def test_who_denies_the_aim_does_not_deny_the_strike(week: Incidents) -> None:
    assert on(week, "2031-09-04").standing != "denied"


def test_a_village_that_nobody_knows_brings_two_accounts_together(week: Incidents) -> None:
    raid = on(week, "2031-09-05")
    assert {a.source for a in raid.accounts} == {"prefect of Koro", "Northern Monitor"}


def test_threats_make_no_incident(week: Incidents) -> None:
    assert all("hunt down" not in e.quote for i in week.incidents for a in i.accounts for e in a.evidence)


def test_of_the_deadliest_on_the_army_the_others_say_nothing(week: Incidents) -> None:
    [check] = [c for c in week.checks if c.kind == "superlative"]
    assert check.result == "unverifiable"
