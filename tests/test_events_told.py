"""Events in whole news texts: words of violence that mean something else, what is presupposed, whose deed it is."""

from __future__ import annotations

import pytest

from whosays.model import Event, Report
from whosays.reading.reader import Document, Reader


def _read(reader: Reader, text: str) -> Report:
    return reader.read(Document(text, published="2026-03-10"))


def _event(report: Report, trigger: str) -> Event:
    found = [e for e in report.events if e.trigger.text == trigger]
    assert found, f"no event «{trigger}» among {[(e.kind, e.trigger.text) for e in report.events]}"
    return found[0]


def _parts(event: Event, role: str) -> list[str]:
    return [r.text for r in event.roles if r.role == role]


@pytest.mark.parametrize(
    "text",
    [
        "The grandparents are fighting to keep the girl in Toronto.",
        "He lost the custody battle against his former wife in May.",
        "The judge said the ideological battle with the exiles had gone on for decades.",
        "Two people died when a lorry hit a minibus; six others were injured, two of them badly.",
        "Her mother died to give her a better life.",
        "The ladder was put there in advance of the concert.",
        "A ferry wreck killed nine tourists off the coast.",
        "The father withdrew the request on Monday.",
    ],
)
def test_no_violence_in_court_on_the_road_and_at_sea(reader: Reader, text: str) -> None:
    violent = ("attack.", "killing", "clash", "territory.")
    assert [(e.kind, e.trigger.text) for e in _read(reader, text).events if e.kind.startswith(violent)] == []


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Rebels are fighting to keep the town.", "fighting", "clash"),
        ("The rebels made an advance on the town.", "advance", "territory.advance"),
        ("Elena Roth attacked Martin Hale in a series of tweets.", "attacked", "statement.accusation"),
        ("Hackers targeted the voter lists of two states.", "targeted", "cyber"),
        ("Iran condemned the strike on the depot and said Israel would pay a heavy price.", "strike", "attack.air"),
        ("A farmer was killed when his tractor struck an anti-tank mine near the river.", "struck", "attack.bombing"),
    ],
)
def test_the_kind_by_what_stands_beside(reader: Reader, text: str, trigger: str, kind: str) -> None:
    assert _event(_read(reader, text), trigger).kind == kind


def test_attacks_in_words_stay_words_through_the_text(reader: Reader) -> None:
    text = (
        "Elena Roth attacked Martin Hale in a series of tweets on Friday. Her attacks on Hale went on at a rally. "
        "She also spoke of the attack on the embassy in Tunis, in which three guards were killed."
    )
    violent = [e for e in _read(reader, text).events if e.kind.startswith("attack.")]
    assert [(e.trigger.text, _parts(e, "target")) for e in violent] == [("attack", ["the embassy"])]


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("They could not yet say whether the explosion was caused by a bomb.", "explosion", "happened"),
        ("The cause of the explosion has not been determined.", "explosion", "happened"),
        ("There did not appear to be any link to explosions that went off in Leeds.", "explosions", "happened"),
        ("It was a well-planned attack, the spokesman said.", "attack", "happened"),
        ("The panel agreed to investigate the massacre of 40 villagers.", "massacre", "happened"),
        ("The judges acquitted him of rape for lack of evidence.", "rape", "possible"),
        ("His speech incites violence.", "violence", "possible"),
        ("The attack was not carried out.", "attack", "denied"),
    ],
)
def test_what_is_asked_about_an_event_does_not_undo_it(reader: Reader, text: str, trigger: str, status: str) -> None:
    assert _event(_read(reader, text), trigger).status == status


def test_shelling_at_the_head_of_a_sentence_does_what_its_verb_tells(reader: Reader) -> None:
    report = _read(reader, "Shelling hit the main market on 11 February, killing 17 people.")
    assert [e.trigger.text for e in report.events] == ["Shelling"]
    assert _parts(report.events[0], "target") == ["the main market"]
    assert _parts(report.events[0], "victim") == ["17 people"]


def test_what_came_before_an_attack_is_another_one(reader: Reader) -> None:
    report = _read(reader, "The attack came a day after gunmen killed two vaccinators in Bannu district.")
    assert _parts(_event(report, "attack"), "victim") == []
    assert _parts(_event(report, "killed"), "victim") == ["two vaccinators"]


def test_the_day_of_the_sentence_and_the_year_of_the_deed(reader: Reader) -> None:
    text = (
        "A court in Bangui on Monday sentenced Rene Yaka to 22 years in prison for the killing of 29 traders in 2018."
    )
    report = _read(reader, text)
    assert _parts(_event(report, "sentenced"), "time") == ["Monday"]
    assert _parts(_event(report, "killing"), "time") == ["2018"]
    assert _event(_read(reader, "Militia leader jailed for 22 years over market massacre"), "massacre").time is None


def test_clubs_are_what_they_clashed_with(reader: Reader) -> None:
    clashed = _event(_read(reader, "Supporters clashed with clubs and machetes, leaving two dead."), "clashed")
    assert (_parts(clashed, "target"), _parts(clashed, "instrument")) == ([], ["clubs", "machetes"])


def test_a_suspect_and_not_who_hands_him_over_is_held_to_have_done_it(reader: Reader) -> None:
    report = _read(reader, "Kenya handed over to the court a suspect in the embassy bombings.")
    assert _parts(_event(report, "bombings"), "agent") == ["a suspect"]


def test_who_is_named_before_a_colon_says_it(reader: Reader) -> None:
    fired = _event(
        _read(reader, "Army: rockets fired at Galilee\n\nMedics went to the town at once, police said."), "fired"
    )
    assert (fired.kind, _parts(fired, "agent")) == ("attack.missile", [])


def test_the_clause_of_a_verb_tells_who_did_it(reader: Reader) -> None:
    text = (
        "Fighting between the Northern Guard Forces and the River Front intensified on 9 February, when the Front "
        "attacked army positions north of the town."
    )
    assert _parts(_event(_read(reader, text), "attacked"), "agent") == ["the Front"]


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("The party has not confirmed his death.", "death", "possible"),
        ("Any attack on its personnel would be regarded as a grave breach.", "attack", "possible"),
        ("They said the city could erupt in violence if agents took the boy.", "violence", "possible"),
        ("Protesters called for more information about the shooting of Keith Odum.", "shooting", "happened"),
    ],
)
def test_what_is_open_and_what_is_known(reader: Reader, text: str, trigger: str, status: str) -> None:
    assert _event(_read(reader, text), trigger).status == status


def test_lives_and_men_lost_in_an_attack_are_its_dead(reader: Reader) -> None:
    for text, dead in (
        ("His people lost two young men in an attack by the herders.", "two young men"),
        ("Nine people lost their lives in an attack on a market in Goma.", "Nine people"),
    ):
        report = _read(reader, text)
        assert [e.trigger.text for e in report.events] == ["attack"]
        assert _parts(report.events[0], "victim") == [dead]
    assert _parts(_event(_read(reader, "At least six people lost their lives in Kogi."), "lost"), "victim") == [
        "At least six people"
    ]


def test_a_withdrawal_zone_is_no_withdrawal(reader: Reader) -> None:
    assert _read(reader, "On 5 June the team observed two tanks inside the withdrawal zone.").events == ()
    assert _event(_read(reader, "The army completed its withdrawal from the zone."), "withdrawal")


def test_under_small_arms_fire_and_hit_by_an_uncrewed_boat(reader: Reader) -> None:
    fire = _event(_read(reader, "A patrol of the mission came under small-arms fire close to the village."), "fire")
    assert (fire.kind, _parts(fire, "target")) == ("attack.shooting", ["A patrol of the mission"])
    hit = _event(_read(reader, "An uncrewed surface vessel hit the tanker on the port quarter."), "hit")
    assert (hit.kind, _parts(hit, "instrument")) == ("attack.drone", ["An uncrewed surface vessel"])


def test_who_was_to_be_murdered_is_not_dead(reader: Reader) -> None:
    report = _read(reader, "Police counted a dozen attempted murders of doctors in five years.")
    assert [m.text for m in report.measures if m.role == "killed"] == []


def test_a_word_with_a_hyphen_is_one_part(reader: Reader) -> None:
    report = _read(reader, "His co-defendant, Michel Zoubo, was cleared of all charges and will be released.")
    assert _parts(_event(report, "released"), "victim") == ["His co-defendant, Michel Zoubo"]


def test_what_cannot_be_verified_is_not_denied(reader: Reader) -> None:
    for text, status in (
        ("The mission cannot verify the strike near Kelmi.", "happened"),
        ("The mission could not verify any strike near Kelmi.", "possible"),
    ):
        [event] = [e for e in reader.read(Document(text, published="2026-03-10")).events if e.kind == "attack.air"]
        assert event.status == status


def test_whichever_attack_is_condemned_is_only_possible(reader: Reader) -> None:
    text = "The coordinator condemned any attack on civilians."
    [event] = [e for e in reader.read(Document(text, published="2026-03-10")).events if e.kind == "attack.other"]
    assert event.status == "possible"


def test_parents_who_died_count_where_relatives_tell_it(reader: Reader) -> None:
    report = _read(reader, "The parents died in Khan Younis on Sunday, relatives said.")
    assert _parts(_event(report, "died"), "victim") == ["The parents"]


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "target", "victims"),
    [
        ("The convoy came under fire as it left Bambari, leaving a peacekeeper dead and three others hurt.",
         "fire", "attack.shooting", ["The convoy"], ["a peacekeeper"]),
        ("The patrol came under fire from gunmen near Kidal and two soldiers were killed.",
         "fire", "attack.shooting", ["The patrol"], ["two soldiers"]),
        ("Two medics were killed when their ambulance came under fire in Kramatorsk.",
         "fire", "attack.shooting", ["their ambulance"], ["Two medics"]),
        ("The truck was taken for a rebel one and fired on by mistake near Goma.",
         "fired on", "attack.shooting", ["The truck"], []),
    ],
)  # fmt: skip
def test_what_came_under_fire(
    reader: Reader, text: str, trigger: str, kind: str, target: list[str], victims: list[str]
) -> None:
    event = _event(_read(reader, text), trigger)
    assert (event.kind, _parts(event, "target"), _parts(event, "victim")) == (kind, target, victims)
    assert "mistake" not in _parts(event, "agent")


@pytest.mark.parametrize(
    "text",
    [
        "The coach came under fire from fans after the defeat.",
        "The coalition came under fire for its budget.",
        "The bank has come under fire after an audit.",
    ],
)
def test_criticism_is_no_fire(reader: Reader, text: str) -> None:
    assert not [e for e in _read(reader, text).events if e.kind.startswith("attack")]


def test_harm_told_right_behind_an_attack_belongs_to_it(reader: Reader) -> None:
    report = _read(reader, "Shells hit the mayor's house in Kherson. His wife died and two of his sons were hurt.")
    died = _event(report, "died")
    assert died.kind == "attack.artillery"
    assert "His wife" in _parts(died, "victim")
    peaceful = _read(reader, "Shells hit the mayor's house in Kherson. His father died of cancer.")
    assert [e.trigger.text for e in peaceful.events] == ["hit"]


def test_all_places_of_a_list(reader: Reader) -> None:
    report = _read(reader, "The army denied that its soldiers executed 223 villagers in Nondin and Soro.")
    assert _parts(_event(report, "executed"), "place") == ["Nondin", "Soro"]


def test_a_siege_has_its_town_and_a_ramming_its_kind(reader: Reader) -> None:
    siege = _event(_read(reader, "Jihadists laid siege to Djibo, burning lorries and killing two drivers."), "siege")
    assert (_parts(siege, "agent"), _parts(siege, "place")) == (["Jihadists"], ["Djibo"])
    text = "A car packed with explosives rammed the gate of the base in Marib, killing 12 soldiers."
    assert _event(_read(reader, text), "rammed").kind == "attack.bombing"


def test_rockets_that_rain_down_are_the_weapon(reader: Reader) -> None:
    event = _event(_read(reader, "Rockets rained down on Kharkiv overnight, wounding six people."), "rained down")
    assert (event.kind, _parts(event, "instrument"), _parts(event, "target")) == (
        "attack.missile", ["Rockets"], ["Kharkiv"],
    )  # fmt: skip


def test_who_acts_in_the_clause_beside_did_not_do_it(reader: Reader) -> None:
    event = _event(_read(reader, "Drones hit Port Sudan and the army retreated from Omdurman."), "hit")
    assert _parts(event, "agent") == []


def test_opponents_of_a_leader_attack_and_a_short_text_is_english(reader: Reader) -> None:
    event = _event(_read(reader, "Haftar's opponents attacked Tripoli on Sunday."), "attacked")
    assert _parts(event, "agent") == ["Haftar's opponents"]


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "agents", "hit"),
    [
        ("Pirates boarded a tanker off Eyl and took 25 crew hostage.", "took", "abduction", ["Pirates"], ["25 crew"]),
        ("Six peacekeepers were taken captive by M23 fighters near Rutshuru.",
         "taken captive", "abduction", ["M23 fighters"], ["Six peacekeepers"]),
        ("The opposition leader was taken from his home by armed men in plain clothes.",
         "taken", "abduction", ["armed men"], ["The opposition leader"]),
        ("The mayor was taken from his home by police on Friday.", "taken", "detention", ["police"], ["The mayor"]),
        ("Masked men dragged the reporter from his car and drove him away.",
         "dragged", "abduction", ["Masked men"], ["the reporter"]),
        ("Militiamen hacked 42 people to death with machetes in Djaiba.",
         "hacked", "killing", ["Militiamen"], ["42 people"]),
        ("Two men were beaten to death by a mob in Orlu.", "beaten", "killing", ["a mob"], ["Two men"]),
        ("Gunmen shot dead a vaccinator in Tank.", "shot dead", "attack.shooting", ["Gunmen"], ["a vaccinator"]),
        ("She was shot dead by her ex-husband in Leeds, police said.",
         "shot dead", "attack.shooting", ["ex-husband"], ["She"]),
        ("The navy sank a patrol boat near Kerch with two sea drones.",
         "sank", "attack.drone", ["The navy"], ["a patrol boat"]),
        ("A glide bomb flattened a block in Kharkiv.", "flattened", "attack.air", [], ["a block"]),
        ("The Houthis fired two missiles at the tanker Sounion.",
         "fired", "attack.missile", ["The Houthis"], ["the tanker Sounion"]),
        ("Police used live rounds against demonstrators in Kisumu.",
         "used", "attack.shooting", ["Police"], ["demonstrators"]),
        ("Rebels freed 3,000 inmates, and women held there were raped and burned alive.",
         "raped", "sexual_violence", [], ["women"]),
    ],
)  # fmt: skip
def test_who_did_what_to_whom(
    reader: Reader, text: str, trigger: str, kind: str, agents: list[str], hit: list[str]
) -> None:
    event = _event(_read(reader, text), trigger)
    assert (event.kind, _parts(event, "agent")) == (kind, agents)
    assert sorted(_parts(event, "target") + _parts(event, "victim")) == hit


@pytest.mark.parametrize(
    "text",
    [
        "The fire ripped through a warehouse in Dhaka, killing 12 workers.",
        "A lorry ploughed into a bus shelter in Leeds, killing two people.",
        "The hurricane flattened hundreds of homes in Louisiana.",
        "Firefighters dragged two children from the burning house.",
        "The minister was taken to hospital by armed guards.",
        "The strike at the port entered its third week; ships were held outside.",
        "The liner sank in 1912 after it struck an iceberg.",
        "Saudi tourists fled the city and migrants crossing from Yemen slept in tents.",
    ],
)
def test_no_violence_in_fires_accidents_and_strikes(reader: Reader, text: str) -> None:
    violent = ("attack.", "killing", "clash", "territory.", "abduction")
    assert [(e.kind, e.trigger.text) for e in _read(reader, text).events if e.kind.startswith(violent)] == []


def test_members_of_a_group_are_the_group(reader: Reader) -> None:
    report = _read(reader, "Members of the Wagner group executed a deserter with a sledgehammer.")
    names = {a.id: a.name for a in report.actors}
    agent = next(r for r in _event(report, "executed").roles if r.role == "agent")
    assert (names[agent.ref or ""], "Members" in names.values()) == ("Wagner Group", False)


def test_a_security_service_is_a_party(reader: Reader) -> None:
    event = _event(_read(reader, "The security service said it had arrested two men."), "arrested")
    assert _parts(event, "agent") == ["it"]


def test_whom_the_act_befell_are_on_their_way(reader: Reader) -> None:
    report = _read(reader, "Border guards shot at migrants crossing from Yemen, survivors said.")
    assert [e.trigger.text for e in report.events] == ["shot"]


def test_an_attack_blamed_on_somebody_with_its_dead_and_the_camp_burned_in_it(reader: Reader) -> None:
    text = "Four miners were killed and a camp burned in an attack blamed on bandits near Jos."
    attack = _event(_read(reader, text), "attack")
    assert (_parts(attack, "agent"), _parts(attack, "victim")) == (["bandits"], ["Four miners"])


def test_snipers_pick_off_and_children_are_rescued_from_kidnappers(reader: Reader) -> None:
    shot = _event(_read(reader, "Snipers on rooftops picked off protesters in Dhaka."), "picked off")
    assert (shot.kind, _parts(shot, "victim")) == ("attack.shooting", ["protesters"])
    freed = _event(_read(reader, "The army rescued 11 of the abducted schoolgirls in Sambisa forest."), "rescued")
    assert freed.kind == "release"


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("A soldier trod on a mine near Fuzuli and lost a leg.", "trod", "attack.bombing"),
        ("Saboteurs derailed a freight train near Bryansk.", "derailed", "sabotage"),
        ("Gunmen blew a hole in the wall of the prison.", "blew", "attack.bombing"),
    ],
)
def test_mines_rails_and_walls(reader: Reader, text: str, trigger: str, kind: str) -> None:
    assert _event(_read(reader, text), trigger).kind == kind


def test_the_wounded_who_died_are_people_of_the_attack(reader: Reader) -> None:
    text = "A blast in Basra killed 12 people on Monday. Two of the injured succumbed to their wounds in hospital."
    assert "injured" not in [e.trigger.text for e in _read(reader, text).events]
    text = "The toll from a bombing in Basra rose to 40 on Friday after three of the wounded died, officials said."
    assert [(e.trigger.text, len(e.measures)) for e in _read(reader, text).events] == [("bombing", 2)]


def test_what_was_done_since_then_lasts_until_the_report(reader: Reader) -> None:
    text = "Since the general took power in January, police have arrested nearly 4,000 people."
    report = reader.read(Document(text, published="2026-03-10"))
    times = {t.id: (t.start, t.end) for t in report.times}
    assert times.get(_event(report, "arrested").time or "") == ("2026-01-01", "2026-03-10")
    text = "Since the truce began on 10 January, 300 people have been killed."
    report = reader.read(Document(text, published="2026-03-10"))
    assert [(t.start, t.end) for t in report.times] == [("2026-01-10", "2026-01-10")]
