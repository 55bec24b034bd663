"""Texts read and reconciled: whose figure it is, what stands, what is in dispute, what does not add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from whosays.model import Report
from whosays.model.incidents import Account, Incident, Incidents
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reconcile import Publisher, reconcile, tell

Answer = Callable[..., Incidents]
SHELLING = "OMSK, May 6 (Plain Wire) - Shells hit a market in the Sudanese city of Nyala on Tuesday, killing {toll}"


@pytest.fixture
def answer(reader: Reader) -> Answer:
    """What stands after these texts, each (text, published, publisher)."""

    def read(*texts: tuple[str, str, str]) -> Incidents:
        told: list[tuple[Report, Publisher]] = []
        for text, published, publisher in texts:
            report = reader.read(Document(text=text, published=published, publisher=publisher))
            told.append((report, Publisher(name=publisher)))
        return reconcile([tell(r, p) for r, p in told])

    return read


def account(incident: Incident, source: str) -> Account:
    return next(a for a in incident.accounts if source.lower() in a.source.lower())


def toll(found: Account, role: str = "killed", who: str | None = None) -> Sequence[object]:
    return [(m.low, m.best, m.high) for m in found.measures if (m.role, m.who) == (role, who)]


def test_a_figure_is_his_who_gives_it(answer: Answer) -> None:
    first = SHELLING.format(toll="at least 12 people, the Nyala Aid Committee said.")
    later = (
        "The Nyala Aid Committee raised its count of the people killed in Tuesday's shelling of Nyala to 19, less than "
        "the 23 documented by the U.N. human rights office."
    )
    [incident] = answer((first, "2031-05-06", "Plain Wire"), (later, "2031-05-09", "Plain Wire")).incidents
    committee = account(incident, "Committee")
    assert toll(committee) == [(19, 19, 19)]
    assert [m.low for m in committee.superseded] == [12]
    assert toll(account(incident, "Human Rights")) == [(23, 23, 23)]
    assert (incident.figure("killed").low, incident.figure("killed").best) == (19, 23)


def test_a_number_goes_to_the_day_beside_it(answer: Answer) -> None:
    text = (
        SHELLING.format(toll="at least 12 people.") + " Shells fell on the same market again on Wednesday, killing "
        "at least six people, the Nyala Aid Committee said. A surgeon of the Northern Clinic said that it had "
        "taken in 17 bodies on Tuesday."
    )
    found = {i.start: i for i in answer((text, "2031-05-08", "Plain Wire")).incidents}
    assert found["2031-05-06"].figure("killed").best == 17
    assert found["2031-05-07"].figure("killed").best == 6


@pytest.mark.parametrize(
    ("words", "who"), [("no civilians had", "civilian"), ("nobody had", None), ("no one had", None)]
)
def test_nobody_hurt_is_a_count_of_nought(answer: Answer, words: str, who: str | None) -> None:
    text = (
        "Missiles hit a fuel depot near Bryansk in Russia on Tuesday, the Russian defence ministry said, wounding "
        f"three servicemen. The governor of the Bryansk region said {words} been hurt in the attack."
    )
    [incident] = answer((text, "2031-03-12", "Plain Wire")).incidents
    assert toll(account(incident, "governor"), "injured", who) == [(0, 0, 0)]
    assert account(incident, "governor").stance == "assert"


def test_who_is_blamed_without_an_event_is_an_allegation(answer: Answer) -> None:
    text = (
        "A car bomb went off beside the courthouse of Tumaco in Colombia on Tuesday and killed at least three people, "
        "the mayor said. Colombia's defence ministry blamed the National Liberation Army (ELN)."
    )
    denial = (
        "A car bomb killed three people in Tumaco in Colombia on Tuesday. The National Liberation Army (ELN) denied "
        "that it had carried out the bombing."
    )
    [incident] = answer((text, "2031-06-03", "Plain Wire"), (denial, "2031-06-05", "Plain Wire")).incidents
    ministry = account(incident, "ministry")
    assert ministry.stance == "allege"
    assert any("National Liberation Army" in a for a in ministry.agents)
    assert incident.standing == "denied"


def test_what_was_hit_is_contested_where_one_says_plant_and_one_says_homes(answer: Answer) -> None:
    ours = (
        "Russian drones struck an ammunition depot in Poltava in the night to Friday, the Russian Ministry of Defence "
        "said."
    )
    theirs = (
        "Drones hit an apartment block in the Ukrainian city of Poltava overnight to Friday, killing four people, the "
        "governor of the Poltava region said."
    )
    [incident] = answer((ours, "2031-03-14", "Volga Sheet"), (theirs, "2031-03-14", "Plain Wire")).incidents
    assert "targets" in {c.field for c in incident.contested}
    assert incident.standing == "contested"


def test_a_record_falls_to_a_number_of_another_day(answer: Answer) -> None:
    claim = "Ukraine's air force said on Friday that Russia had sent a record 198 drones against Ukraine in the night."
    other = (
        "Ukraine's air force said on Friday that Russia had sent 198 drones against Ukraine in the night. Bulletins "
        "of the air force show that it counted 205 drones on the night of January 19."
    )
    alone = answer((claim, "2031-03-14", "Plain Wire"))
    assert [c.result for c in alone.checks if c.kind == "superlative"] == ["unverifiable"]
    both = answer((claim, "2031-03-14", "Plain Wire"), (other, "2031-03-15", "Local Sheet"))
    assert [c.result for c in both.checks if c.kind == "superlative"] == ["inconsistent"]


@pytest.mark.parametrize(("before", "result"), [(9, "consistent"), (8, "inconsistent")])
def test_an_increase_is_tried_against_what_was_said_before(answer: Answer, before: int, result: str) -> None:
    first = f"An air strike on the port of Latakia on Thursday killed {before} people, the health ministry said."
    later = (
        "Two more people have died of their wounds since Thursday's air strike on the port of Latakia, the health "
        "ministry said, bringing the death toll to 11."
    )
    found = answer((first, "2031-08-21", "Plain Wire"), (later, "2031-08-23", "Plain Wire"))
    assert [(c.result, c.total, c.parts) for c in found.checks if c.kind == "sum"] == [(result, 11, (before, 2))]


def test_what_the_outlets_own_people_saw_is_an_account(answer: Answer) -> None:
    text = (
        "A parcel bomb killed a postman in Tumaco on Wednesday, the mayor said. A reporter of Plain Wire saw the "
        "parcel explode at the counter."
    )
    [incident] = answer((text, "2031-06-07", "Plain Wire")).incidents
    assert account(incident, "Plain Wire").independent


def test_the_office_of_a_party_speaks_as_the_party(answer: Answer) -> None:
    text = "Our forces hit a militia depot in Nyala with two missiles on Tuesday."
    publisher = "Northern Front, Office of the Spokesman"
    [incident] = answer((text, "2031-05-07", publisher)).incidents
    assert [a.source for a in incident.accounts] == ["Northern Front"]


def test_traders_are_all_who_died_and_no_part_of_them(answer: Answer) -> None:
    text = "Gunmen shot at a market in Goma on Tuesday, killing seven traders, the mayor said."
    [incident] = answer((text, "2031-05-06", "Plain Wire")).incidents
    assert [(f.who, f.best) for f in incident.figures if f.role == "killed"] == [(None, 7)]


def test_what_only_the_outlet_counts_stands_in_the_figures(answer: Answer) -> None:
    text = SHELLING.format(toll="12 people, the Nyala Aid Committee said. Thirty others were wounded.")
    [incident] = answer((text, "2031-05-06", "Plain Wire")).incidents
    assert (incident.figure("killed").best, incident.figure("injured").best) == (12, 30)
    assert [a.source for a in incident.accounts if a.independent] == ["Nyala Aid Committee"]


def test_a_village_that_no_gazetteer_has_brings_two_texts_together(answer: Answer) -> None:
    first = "Gunmen stormed the village of Qelmirah in Mali on Monday night, killing seven people, the governor said."
    later = "The governor raised the number of dead in the raid on Qelmirah to 12 after five bodies were found."
    [incident] = answer((first, "2031-05-06", "Plain Wire"), (later, "2031-05-08", "Plain Wire")).incidents
    assert incident.place is not None
    assert incident.place.name == "Qelmirah"
    assert incident.figure("killed").best == 12


def test_a_place_that_heads_a_paragraph_is_where_it_happened(answer: Answer) -> None:
    note = (
        "Weekly note: Qelmirah and Tosso\n\nQelmirah. We have confirmed nine deaths in the raid of 5-6 May.\n\nTosso. "
        "A drone killed four herders on 7 May."
    )
    found = answer((note, "2031-05-09", "Sahel Watch")).incidents
    assert [(i.place.name, i.start, i.end) for i in found if i.place] == [
        ("Qelmirah", "2031-05-05", "2031-05-06"),
        ("Tosso", "2031-05-07", "2031-05-07"),
    ]


def test_where_a_spokesman_speaks_is_not_where_it_happened(answer: Answer) -> None:
    text = (
        "A bomb buried in the road between Kisumu and Eldoret went off under a lorry on Tuesday, wounding three, the "
        "army said. A spokesman in Nairobi said no soldier had been killed."
    )
    [incident] = answer((text, "2031-05-08", "Plain Wire")).incidents
    assert incident.place is not None
    assert incident.place.name in ("Kisumu", "Eldoret")


def test_a_strike_told_a_week_later_without_its_day_is_the_one_at_that_place(answer: Answer) -> None:
    first = "A missile strike hit the village of Qelmirah in Syria on Monday, killing seven people, the governor said."
    later = "The mission cannot verify the strike near Qelmirah. It has seen the footage of the strike."
    [incident] = answer((first, "2031-05-06", "Plain Wire"), (later, "2031-05-13", "Truce Mission")).incidents
    assert len(incident.documents) == 2


def test_bombs_told_of_with_a_drone_strike_were_dropped(answer: Answer) -> None:
    text = (
        "The council of Nyala disputed what was said of Thursday's drone strike on the town, saying that the bombs hit "
        "a harbour and that five people were killed."
    )
    [incident] = answer((text, "2031-05-10", "Plain Wire")).incidents
    assert incident.kind == "attack.drone"


@pytest.mark.parametrize(("text", "kind"), [("fell on", "attack.air"), ("exploded in", "attack.bombing")])
def test_what_falls_was_dropped(answer: Answer, text: str, kind: str) -> None:
    found = answer((f"Two bombs {text} a market in Nyala on Thursday, killing two.", "2031-05-10", "Plain Wire"))
    assert [i.kind for i in found.incidents] == [kind]


def test_how_badly_some_were_hurt_is_no_second_figure(answer: Answer) -> None:
    text = SHELLING.format(toll="12 people, five of them children, and wounding 30, three of them seriously, it said.")
    [incident] = answer((text, "2031-05-06", "Plain Wire")).incidents
    assert [(f.role, f.who, f.low, f.high) for f in incident.figures] == [
        ("injured", None, 30, 30), ("killed", None, 12, 12), ("killed", "child", 5, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["The opposition did not condemn the shelling of the market in Nyala on Tuesday, the mayor said.",
     "The army refused to discuss Tuesday's shelling of the market in Nyala."],
)  # fmt: skip
def test_who_will_not_speak_of_it_does_not_deny_it(answer: Answer, text: str) -> None:
    first = SHELLING.format(toll="12 people, the mayor said.")
    [incident] = answer((first, "2031-05-06", "Plain Wire"), (text, "2031-05-07", "Other Wire")).incidents
    assert incident.standing != "denied"
    assert all(a.stance != "deny" for a in incident.accounts)


def test_what_was_not_hit_is_no_denial_of_the_strike(answer: Answer) -> None:
    text = (
        "Jets of the Royal Thai Air Force struck military targets near Nyala on Tuesday. No dwelling, school or place "
        "of worship was struck."
    )
    [incident] = answer((text, "2031-05-10", "Royal Thai Army")).incidents
    assert [a.stance for a in incident.accounts] == ["assert"]


def test_who_claims_an_attack_but_no_civilians_is_no_denier(answer: Answer) -> None:
    text = (
        "The Northern Front claimed responsibility on Tuesday for an attack on an army base in Nyala, saying its "
        "fighters had killed 60 soldiers on Sunday. In a statement the group denied that it had killed civilians."
    )
    [incident] = [i for i in answer((text, "2031-05-06", "Plain Wire")).incidents if i.kind.startswith("attack")]
    front = account(incident, "Front")
    assert front.stance in ("admit", "assert")
    assert toll(front, who="military") == [(60, 60, 60)]
    assert incident.standing != "denied"
    bare = "The army denied that it had attacked Nyala on Sunday. Rebels said the army shelled Nyala on Sunday."
    assert [i.standing for i in answer((bare, "2031-05-06", "Plain Wire")).incidents] == ["denied"]


def test_a_toll_without_a_day_is_not_of_what_happened_last_month(answer: Answer) -> None:
    text = (
        "Gunmen attacked the Sudanese town of Nyala on Sunday, killing at least 14 people, officials said. The "
        "governor, Col. Issa Barak, put the toll at 16 dead and 20 wounded. Last month the Northern Front killed 40 "
        "traders in the same province, according to the army."
    )
    found = {i.start: i for i in answer((text, "2031-03-03", "Plain Wire")).incidents}
    assert set(found) == {"2031-03-02", "2031-02-01"}
    assert found["2031-02-01"].figure("killed").best == 40
    assert found["2031-02-01"].figure("injured") is None
    assert found["2031-03-02"].figure("injured").best == 20


def test_a_clock_in_a_quotation_is_of_the_day_that_was_told(answer: Answer) -> None:
    text = (
        "Gunmen attacked the Sudanese town of Nyala on Sunday, killing at least 14 people, local officials said on "
        'Monday. "They came at dawn and shot at everyone they saw," said Amin Barak, a trader.'
    )
    assert {i.start for i in answer((text, "2031-03-03", "Plain Wire")).incidents} == {"2031-03-02"}
    today = "Shells fell on a market in Nyala at dawn, killing two people, the mayor said."
    assert {i.start for i in answer((today, "2031-03-03", "Plain Wire")).incidents} <= {"2031-03-03", None}


def test_who_denies_something_beside_the_attack_does_not_deny_it(answer: Answer) -> None:
    text = (
        "Shells fell on a market in Nyala on Tuesday, killing at least two people, Governor Amin Barak said. "
        "Barak denied that there were any soldiers or weapons in the market."
    )
    [incident] = answer((text, "2031-05-10", "Plain Wire")).incidents
    assert account(incident, "Barak").stance == "assert"
    assert incident.standing != "denied"


def test_who_blames_is_shown_with_his_words(answer: Answer) -> None:
    text = (
        "A truck bomb went off outside a police station in Goma on Tuesday, killing three people, the mayor said. "
        "The defence ministry in Kinshasa blamed M23 rebels."
    )
    [incident] = answer((text, "2031-05-07", "Plain Wire")).incidents
    shown = [e.quote for e in account(incident, "defence").evidence]
    assert shown == ["The defence ministry in Kinshasa blamed M23 rebels"]


def test_a_late_death_told_with_the_toll_is_no_second_attack(answer: Answer) -> None:
    first = "A truck bomb in Goma killed six people on Tuesday, the mayor said."
    last = (
        "In Goma, families mourned the dead of Tuesday's truck bomb. According to the mayor, a driver died on Friday "
        "and the attack has now taken seven lives."
    )
    found = answer((first, "2031-05-07", "Plain Wire"), (last, "2031-05-11", "Plain Wire"))
    [incident] = found.incidents
    assert incident.start == "2031-05-06"
    assert toll(account(incident, "mayor")) == [(7, 7, 7)]


def test_those_who_fell_are_no_doers(answer: Answer) -> None:
    text = (
        "Our units entered into combat with rebels near Goma on Monday. In the battle, which went on until noon, six "
        "of our soldiers gave their lives."
    )
    found = answer((text, "2031-05-07", "Armed Forces of the Democratic Republic of the Congo"))
    assert all("six" not in name and not name.startswith("Our") for i in found.incidents for name in i.agents)


@pytest.mark.parametrize(
    "period",
    [
        "Since the governor took office in December, police have arrested nearly 4,000 people in Lyon.",
        "Police have arrested nearly 4,000 people in Lyon so far this year.",
        "Since the law took effect on 10 October, nearly 4,000 people have been arrested in Lyon.",
        "Nearly 4,000 people have been arrested in Lyon since the law took effect on 10 October.",
    ],
)
def test_the_sum_of_a_period_is_no_figure_of_the_day(answer: Answer, period: str) -> None:
    day = "On Monday, officers arrested three people in Lyon."
    for text in (f"{period} {day}", f"{day} {period}"):
        found = answer((text, "2031-05-14", "Plain Wire")).incidents
        assert [(i.start, [f.best for f in i.figures]) for i in found if i.clarity == "single"] == [("2031-05-12", [3])]


def test_since_the_day_of_the_attack_is_no_longer_time(answer: Answer) -> None:
    text = "At least 30 people have been killed in Gedaref since fighting erupted there on Saturday."
    [incident] = answer((text, "2031-05-14", "Plain Wire")).incidents
    assert (incident.clarity, [f.best for f in incident.figures]) == ("single", [30])


def test_what_names_no_place_may_be_at_a_hamlet_its_report_names(answer: Answer) -> None:
    first = "Men on motorcycles poured into the hamlet of Pobe Dar on Tuesday, killing 31 people, the governor said."
    later = (
        "With the help of elders the Plain Relief Society gave burial to 47 people who were killed on 11 February. "
        "Its teams had been unable to enter Pobe Dar before."
    )
    told = (first, "2031-02-12", "Plain Wire"), (later, "2031-02-16", "Plain Relief Society")
    [incident] = answer(*told).incidents
    assert incident.place and incident.place.name == "Pobe Dar"
    assert len(incident.accounts) == 2


@pytest.mark.parametrize(
    ("placed", "adrift"),
    [
        (
            "A drone hit a fuel depot in Kyiv on Tuesday, killing two people, the mayor said.",
            "Soldiers were killed in an attack on Tuesday, the Ukrainian army said. The president returned to Kyiv.",
        ),
        (
            "A bomb exploded in a market in Kano on Tuesday, killing nine people, police in Nigeria said.",
            "Attackers killed four herders on Tuesday, an elder said. Nigeria sent police from Kano and Kaduna.",
        ),
        (
            "Gunmen attacked a post in Djibo on Tuesday, killing eight soldiers, Burkina Faso's army said.",
            "An explosion killed five civilians on a road on Tuesday. The wounded lie in Djibo, Burkina Faso said.",
        ),
    ],
)
def test_a_town_that_a_report_names_is_not_where_it_happened(answer: Answer, placed: str, adrift: str) -> None:
    assert len(answer((placed, "2031-05-14", "Plain Wire"), (adrift, "2031-05-14", "Other Wire")).incidents) == 2
