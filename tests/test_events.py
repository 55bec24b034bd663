"""Events from sentences written for the purpose: kind, trigger, status, roles, merging, time and place, numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.errors import LexiconError
from whosays.model import Event, Measure, Place, Time
from whosays.reading.events import event_index, read_events
from whosays.reading.events.tables import tables
from whosays.reading.lexicon import Lexicon
from whosays.reading.parse import Parsed
from whosays.reading.reader import Document, Reader

Parse = Callable[..., Parsed]


def _events(parse: Parse, text: str) -> list[Event]:
    return read_events(parse(text), [], [], [], [])[0]


def _find(events: list[Event], trigger: str) -> Event:
    found = [e for e in events if e.trigger.text == trigger]
    assert found, f"no event «{trigger}» among {[(e.kind, e.trigger.text) for e in events]}"
    return found[0]


def _roles(event: Event) -> set[tuple[str, str]]:
    return {(r.role, r.text) for r in event.roles}


KINDS = [
    ("Rebels fired two rockets at the airport.", "fired", "attack.missile"),
    ("The drone strike hit a fuel depot.", "strike", "attack.drone"),
    ("Three workers died in a strike on the power plant.", "strike", "attack.air"),
    ("Nurses went on strike over pay.", "strike", "protest"),
    ("Warplanes bombed the village on Sunday.", "bombed", "attack.air"),
    ("Heavy shelling continued near the town of Orikhiv.", "shelling", "attack.artillery"),
    ("A roadside bomb exploded near a police convoy.", "exploded", "attack.bombing"),
    ("A suicide attack on a checkpoint wounded four soldiers.", "attack", "attack.suicide"),
    ("Gunmen opened fire on a wedding party.", "opened fire", "attack.shooting"),
    ("Police lathi-charged the protesters.", "lathi-charged", "attack.other"),
    ("The rioters were booked for arson.", "booked", "detention"),
    ("Militants ambushed an army patrol in the hills.", "ambushed", "attack.raid"),
    ("Air defences intercepted seven missiles.", "intercepted", "interception"),
    ("Troops clashed with militants near the border.", "clashed", "clash"),
    ("The general was assassinated in his car.", "assassinated", "killing"),
    ("Pirates kidnapped three sailors.", "kidnapped", "abduction"),
    ("The raiders left before dawn, taking six women with them.", "taking", "abduction"),
    ("Guards tortured the prisoners for weeks.", "tortured", "torture"),
    ("Soldiers set fire to the mill and looted the shops.", "looted", "sabotage"),
    ("The army captured the village of Verbove.", "captured", "territory.capture"),
    ("The army captured forty soldiers.", "captured", "detention"),
    ("Columns of tanks advanced towards the capital.", "advanced", "territory.advance"),
    ("The garrison retreated across the river.", "retreated", "territory.withdrawal"),
    ("Police arrested two men over the bombing.", "arrested", "detention"),
    ("The rebels released four hostages.", "released", "release"),
    ("The government deployed 2,000 troops to the border.", "deployed", "deployment"),
    ("Berlin supplied the army with tanks and missiles.", "supplied", "weapons.supply"),
    ("The regime tested a ballistic missile on Friday.", "tested", "weapons.test"),
    ("The raid cut off electricity in the east of the country.", "cut off", "disruption"),
    ("Thousands of villagers fled the fighting.", "fled", "displacement"),
    ("Crowds protested against the coup in the capital.", "protested", "protest"),
    ("The foreign ministers of Egypt and Jordan met in Cairo.", "met", "meeting"),
    ("The two sides signed a peace agreement in Doha.", "agreement", "agreement"),
    ("A ceasefire between the army and the rebels began at dawn.", "ceasefire", "ceasefire"),
    ("Russia vetoed the resolution on Syria.", "vetoed", "rejection"),
    ("The president urged the rebels to lay down their arms.", "urged", "request"),
    ("Washington imposed sanctions on the general.", "sanctions", "sanction"),
    ("The minister accused Ankara of arming the rebels.", "accused", "statement.accusation"),
    ("The army denied the claim that it had shelled the town.", "denied", "statement.denial"),
    ("Hackers hacked the ministry's computers.", "hacked", "cyber"),
    ("Two men threw dynamite sticks at the embassy.", "threw", "attack.bombing"),
    ("Police raided a house in the suburb and found a rifle.", "raided", "disruption"),
    ("Rebels raided a village and burned the church.", "raided", "attack.raid"),
    ("The army launched a military operation against the rebels.", "operation", "attack.other"),
]


@pytest.mark.parametrize(("text", "trigger", "kind"), KINDS)
def test_kind_and_trigger(parse: Parse, text: str, trigger: str, kind: str) -> None:
    assert _find(_events(parse, text), trigger).kind == kind


ROLES = [
    ("Rebels attacked the convoy.", "attacked", {("agent", "Rebels"), ("target", "the convoy")}),
    ("The convoy was attacked by rebels.", "attacked", {("agent", "rebels"), ("target", "The convoy")}),
    ("The attack by rebels on the convoy failed.", "attack", {("agent", "rebels"), ("target", "the convoy")}),
    ("The army's attack against the rebels failed.", "attack", {("agent", "The army"), ("target", "the rebels")}),
    ("The rebels launched an attack on the base.", "attack", {("agent", "The rebels"), ("target", "the base")}),
    ("An attack was carried out by rebels on the base.", "attack", {("agent", "rebels")}),
    ("The base that rebels attacked burned for days.", "attacked", {("agent", "rebels"), ("target", "The base")}),
    ("Rebels shelled the depot and raided the camp.", "raided", {("agent", "Rebels"), ("target", "the camp")}),
    ("Soldiers arrested a farmer.", "arrested", {("agent", "Soldiers"), ("victim", "a farmer")}),
    ("Ukraine's use of the missiles angered Moscow.", "use", {("agent", "Ukraine"), ("instrument", "the missiles")}),
    ("Gunmen killed a judge and two guards.", "killed", {("victim", "a judge"), ("victim", "two guards")}),
    ("Troops killed the commander with a rocket.", "killed", {("agent", "Troops"), ("instrument", "a rocket")}),
    ("Residents fled from the city.", "fled", {("victim", "Residents"), ("origin", "the city")}),
    ("The army withdrew from the city.", "withdrew", {("agent", "The army"), ("origin", "the city")}),
    ("Police blamed separatists for the blast.", "blast", {("agent", "separatists")}),
    ("The group claimed responsibility for the attack.", "attack", {("agent", "The group")}),
    ("Gunmen on motorbikes attacked the village.", "attacked", {("agent", "Gunmen"), ("target", "the village")}),
    (
        "Clashes between the M23 and Wazalendo militias left 20 dead.",
        "Clashes",
        {("participant", "the M23"), ("participant", "Wazalendo militias")},
    ),
    ("Officials attributed the strike to the air force.", "strike", {("agent", "the air force")}),
    ("Troops tried to storm the prison.", "storm", {("agent", "Troops"), ("target", "the prison")}),
    ("About 150 policemen were deployed at the port.", "deployed", {("agent", "About 150 policemen")}),
    ("The minister deployed 150 policemen at the port.", "deployed", {("target", "150 policemen")}),
    ("Two men perished in army shelling as the mayor slept.", "shelling", {("agent", "army")}),
    ("Six platoons of the National Guard have been deployed.", "deployed", {("agent", "Six platoons")}),
    ("Russia attacked Kyiv with drones and missiles.", "attacked", {("instrument", "drones")}),
    ("He was killed by a sniper with a rifle.", "killed", {("agent", "a sniper"), ("instrument", "a rifle")}),
    ("An army column was dispatched to the border.", "dispatched", {("agent", "An army column")}),
    ("Border troops were put on high alert.", "alert", {("agent", "Border troops")}),
    ("The army staged a flag march in the old town.", "march", {("agent", "The army")}),
    ("Juan Mora was fired at in the capital.", "fired", {("target", "Juan Mora")}),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), ROLES)
def test_roles_follow_the_syntax(parse: Parse, text: str, trigger: str, expected: set[tuple[str, str]]) -> None:
    roles = _roles(_find(_events(parse, text), trigger))
    for role, words in expected:
        assert any(r == role and words in w for r, w in roles), (role, words, roles)


STATUS = [
    ("Rebels attacked the convoy.", "attacked", "happened"),
    ("Rebels did not attack the convoy.", "attack", "denied"),
    ("The army denied shelling the hospital.", "shelling", "denied"),
    ("The rebels could attack the capital.", "attack", "possible"),
    ("Troops will attack the town at dawn.", "attack", "planned"),
    ("The army plans to attack the town.", "attack", "planned"),
    ("Moscow vowed to strike the capital.", "strike", "threatened"),
    ("The general threatened to bomb the dam.", "bomb", "threatened"),
    ("If the rebels attack the base, the army will respond.", "attack", "possible"),
    ("Soldiers are shelling the suburbs.", "shelling", "ongoing"),
    ("The army is preparing an assault on the city.", "assault", "planned"),
    ("The army has bombed the village.", "bombed", "happened"),
    ("They want an inquiry into the raid that left two dead.", "raid", "happened"),
    ("The ministry said 70 deaths due to army shelling had been reported.", "shelling", "happened"),
    ("The union wants an inquiry into the shelling of the mine.", "shelling", "happened"),
    ("Not a single deserter was arrested.", "arrested", "denied"),
    ("The army was able to capture nine rebels.", "capture", "happened"),
    ("The police were directed to arrest the owner.", "arrest", "planned"),
    ("The army did not rule out a strike on the dam.", "strike", "possible"),
    ("Reports of a massacre in Verbove were fabricated.", "massacre", "denied"),
    ("Claims of a raid on the mosque were false.", "raid", "denied"),
    ("Claims of a raid on the mosque were investigated.", "raid", "happened"),
    ("The rebels appealed for a ceasefire.", "ceasefire", "possible"),
    ("Police fired shots to disperse teachers demanding back pay.", "demanding", "happened"),
    ("The army ruled out a strike on the dam.", "strike", "denied"),
    ("The generals called off the assault on the city.", "assault", "denied"),
    ("The minister called the strike a crime.", "strike", "happened"),
    ("The front denied participation in the murder of the minister.", "murder", "happened"),
    ("All parties rejected the murder of the minister.", "murder", "happened"),
    ("The murder was committed by members of the front.", "murder", "happened"),
]


@pytest.mark.parametrize(("text", "trigger", "status"), STATUS)
def test_status(parse: Parse, text: str, trigger: str, status: str) -> None:
    assert _find(_events(parse, text), trigger).status == status


MERGED = [
    ("A missile hit a house, killing five people and wounding nine.", ["hit"], {"five people", "nine"}),
    ("An airstrike killed twelve villagers.", ["airstrike"], {"twelve villagers"}),
    ("Twelve villagers were killed in an airstrike.", ["airstrike"], {"Twelve villagers"}),
    ("Twelve villagers were killed in police firing.", ["firing"], {"Twelve villagers"}),
    ("Twelve villagers died due to police firing.", ["firing"], {"Twelve villagers"}),
    ("Twelve villagers died when the police resorted to firing.", ["firing"], {"Twelve villagers"}),
    ("The police fired 40 rounds killing twelve villagers.", ["fired"], {"twelve villagers"}),
    ("Two soldiers died when a bomb exploded.", ["exploded"], {"Two soldiers"}),
    ("The shelling resulted in casualties among civilians.", ["shelling"], {"civilians"}),
    ("Three people were killed and six wounded in a car bombing.", ["bombing"], {"Three people", "six"}),
    (
        "One nurse was killed and four others wounded at the market on Tuesday when police fired to clear the road.",
        ["fired"],
        {"One nurse", "four others"},
    ),
    ("The officer had ordered shelling of the market in which four people were killed.", ["shelling"], {"four people"}),
    ("Most people killed in the army shelling belong to one family.", ["shelling"], {"Most people"}),
    ("Half of the miners who died due to police firing were boys.", ["firing"], {"the miners"}),
    (
        "The union wants an inquiry into the shelling that left one dead and several others injured at Marikana.",
        ["shelling"],
        {"one", "others"},
    ),
    ("The captain had ordered firing at the crowd, in which four people were killed.", ["firing"], {"four people"}),
    ("One killed, five hurt in police firing in Kano.", ["firing"], {"One"}),
]


@pytest.mark.parametrize(("text", "triggers", "victims"), MERGED)
def test_harm_is_a_part_of_the_attack(parse: Parse, text: str, triggers: list[str], victims: set[str]) -> None:
    events = _events(parse, text)
    assert [e.trigger.text for e in events] == triggers
    found = {w for r, w in _roles(events[0]) if r == "victim"}
    assert all(any(v in w for w in found) for v in victims), found


def test_an_act_did_the_harm_rather_than_the_violence_it_is_part_of(parse: Parse) -> None:
    text = "In a new outbreak of violence in two towns, four men were killed and five injured when police opened fire."
    fire = _find(_events(parse, text), "opened fire")
    assert {w for r, w in _roles(fire) if r == "victim"} == {"four men", "five"}


def test_who_speaks_is_no_victim(parse: Parse) -> None:
    events = _events(parse, "Gunmen stormed Dorvala, abducting dozens of women, residents and a local official said.")
    assert {w for r, w in _roles(_find(events, "abducting")) if r == "victim"} == {"dozens of women"}
    events = _events(parse, "The attackers fired indiscriminately, said Rosa Leal, a farmer whose brother was hurt.")
    assert not {w for e in events for r, w in _roles(e) if r == "victim" and ("Leal" in w or "farmer" in w)}


def test_a_year_before_the_doers_is_no_number_of_them(parse: Parse) -> None:
    seized = _find(_events(parse, "In 2021 gunmen seized nine teachers from Dorvala."), "seized")
    assert ("agent", "gunmen") in _roles(seized)


def test_what_left_people_dead_is_no_withdrawal(parse: Parse) -> None:
    events = _events(parse, "Rioting and army shelling in the old town left two dead and five injured.")
    assert not [e for e in events if e.kind == "territory.withdrawal" or e.trigger.text in {"left", "injured"}]


def test_bare_harm_is_an_attack_of_its_own(parse: Parse) -> None:
    events = _events(parse, "Two people were killed in the suburb.")
    assert [(e.kind, e.trigger.text) for e in events] == [("attack.other", "killed")]


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("A rocket hit the base and damaged a radar.", ["hit", "damaged"]),
        ("Shelling and airstrikes shook the suburb.", ["Shelling", "airstrikes"]),
        ("Rebels ambushed a patrol and kidnapped two officers.", ["ambushed", "kidnapped"]),
    ],
)
def test_coordination_makes_two_events(parse: Parse, text: str, triggers: list[str]) -> None:
    assert [e.trigger.text for e in _events(parse, text)] == triggers


def _time(text: str, key: str, words: str) -> Time:
    at = text.index(words)
    return Time(id=key, span=(at, at + len(words)), text=words, kind="DATE", value="XXXX-11-23")


def _place(text: str, key: str, words: str) -> Place:
    at = text.index(words)
    return Place(id=key, span=(at, at + len(words)), text=words, name=words, kind="settlement", precision="settlement")


def test_time_and_place_of_the_clause(parse: Parse) -> None:
    text = "Rebels shelled Donetsk on Monday, and troops arrested a mayor in Kherson on Tuesday."
    times = [_time(text, "t1", "Monday"), _time(text, "t2", "Tuesday")]
    places = [_place(text, "p1", "Donetsk"), _place(text, "p2", "Kherson")]
    events, _ = read_events(parse(text), times, places, [], [])
    assert [(e.trigger.text, e.time, e.place) for e in events] == [("shelled", "t1", "p1"), ("arrested", "t2", "p2")]
    assert ("time", "Monday") in _roles(events[0])
    assert ("place", "Donetsk") in _roles(events[0])


def test_time_of_saying_is_not_the_time_of_the_deed(parse: Parse) -> None:
    text = "The ministry said on Monday that rebels had shelled the town."
    events, _ = read_events(parse(text), [_time(text, "t1", "Monday")], [], [], [])
    assert _find(events, "shelled").time is None


def test_two_dates_are_two_instances(parse: Parse) -> None:
    text = "Missiles hit the base on November 23 and 25."
    times = [_time(text, "t1", "November 23"), _time(text, "t2", "25")]
    events, _ = read_events(parse(text), times, [], [], [])
    event = _find(events, "hit")
    assert event.instances == 2
    assert {r.ref for r in event.roles if r.role == "time"} == {"t1", "t2"}


def test_first_and_second_are_dated_in_order(parse: Parse) -> None:
    text = (
        "The army reported strikes on November 23 and 25. Three missiles were fired in the first strike. "
        "The second strike damaged a radar."
    )
    times = [_time(text, "t1", "November 23"), _time(text, "t2", "25")]
    events, _ = read_events(parse(text), times, [], [], [])
    assert [e.time for e in events if e.trigger.text == "strike"] == ["t1", "t2"]


def test_numbers_go_to_their_events(parse: Parse) -> None:
    text = "Gunmen killed five farmers near the mill, and police arrested three men."
    found = []
    for n, (words, role) in enumerate([("five farmers", "killed"), ("three men", "captured")], 1):
        at = text.index(words)
        found.append(
            Measure(id=f"m{n}", span=(at, at + len(words)), text=words, role=role, unit="person", bound="exact")
        )
    events, measures = read_events(parse(text), [], [], [], found)
    killed, arrested = _find(events, "killed"), _find(events, "arrested")
    assert [m.event for m in measures] == [killed.id, arrested.id]
    assert (killed.measures, arrested.measures) == (("m1",), ("m2",))


def test_codes_and_ids(parse: Parse) -> None:
    events = _events(parse, "Rebels fired a missile at the port. Police arrested two men.")
    assert [e.id for e in events] == ["e1", "e2"]
    assert events[0].codes.plover == "ASSAULT"
    assert [e.sentence for e in events] == [0, 1]


def test_index_gives_trigger_tokens(parse: Parse) -> None:
    parsed = parse("Rebels shelled the port. Police arrested two men.")
    events, _ = read_events(parsed, [], [], [], [])
    index = event_index(parsed, events)
    assert [index.tokens[e.id].text for e in events] == ["shelled", "arrested"]
    assert index.at(index.tokens["e2"]) == events[1]
    assert [e.id for e in index.by_sentence[1]] == ["e2"]


def test_a_user_adds_a_word(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "words.toml"
    path.write_text('[[triggers]]\nlemma = "zap"\npos = "VERB"\nkind = "attack.drone"\nsure = "0.9"\n', encoding="utf8")
    assert tables(Lexicon("en", path)).triggers["zap"][0].kind == "attack.drone"


@pytest.mark.parametrize("line", ['sure = "2"', 'sure = "0.5"\nwhen = "nonsense"'])
def test_a_wrong_row_is_named(tmp_path: object, line: str) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "words.toml"
    path.write_text(f'[[triggers]]\nlemma = "zap"\npos = "VERB"\nkind = "clash"\n{line}\n', encoding="utf8")
    with pytest.raises(LexiconError, match="triggers"):
        tables(Lexicon("en", path))


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Rebels",
                "attacked",
                "killed",
                "the strike",
                "on Monday",
                "«",
                "🜁",
                "\n",
                ",",
                ".",
                "by",
                "in",
                "two",
                "him",
            ]
        ),
        max_size=14,
    )
)
def test_never_raises_and_spans_hold(reader: Reader, words: list[str]) -> None:
    parsed = reader.parse(Document(text=" ".join(words)))
    events, _ = read_events(parsed, [], [], [], [])
    for event in events:
        for item in (event.trigger, *event.roles):
            assert parsed.text[item.span[0] : item.span[1]] == item.text
            assert item.text.strip()


def test_the_strikes_are_of_the_kind_named_before(parse: Parse) -> None:
    events = _events(parse, "Two missiles hit the depot at night. The strikes wounded a guard.")
    assert [(e.trigger.text, e.kind) for e in events] == [("hit", "attack.missile"), ("strikes", "attack.missile")]


def test_a_country_that_acts_is_no_place(parse: Parse) -> None:
    text = "US troops shelled the port of Latakia."
    places = [_place(text, "p1", "US"), _place(text, "p2", "Latakia")]
    events, _ = read_events(parse(text), [], places, [], [])
    assert [e.place for e in events] == ["p2"]


def test_missiles_fired_in_a_strike_belong_to_it(parse: Parse) -> None:
    events = _events(parse, "Two of the six missiles launched in the first strike were shot down.")
    assert [(e.trigger.text, e.kind) for e in events][-1] == ("shot down", "interception")
    assert "fired" not in {e.trigger.text for e in events}


def test_a_second_effect_has_its_own_victims_and_the_first_ones_doer(reader: Reader) -> None:
    text = (
        "Officials admitted that Arland's rocket attacks hit the Orlu barracks, wounding two soldiers, and damaged "
        "a radar, resulting in casualties."
    )
    events = list(reader.read(Document(text)).events)
    first, second = _find(events, "attacks"), _find(events, "damaged")
    assert ("victim", "two soldiers") in _roles(first) and ("target", "a radar") not in _roles(first)
    assert {("agent", "Arland"), ("target", "a radar"), ("victim", "casualties")} <= _roles(second)


ROLES_APART = [
    ("Arland launched 40 drones at Borland overnight.", "launched", ("target", "Borland")),
    ("Envoys held a meeting in Orlu to discuss the truce.", "meeting", ("topic", "the truce")),
    ("The sides signed a deal to exchange all prisoners.", "deal", ("topic", "to exchange all prisoners")),
    ("The crew said soldiers had shot at them near the quay.", "shot", ("target", "them")),
    (
        "Ivo Karlu, who ordered the massacre of 60 men, was found guilty of genocide.",
        "genocide",
        ("agent", "Ivo Karlu"),
    ),
    ("We hold the junta in Orlu fully responsible for this massacre.", "massacre", ("agent", "the junta")),
    (
        "Soldiers seized power, prompting condemnation from the African Union.",
        "condemnation",
        ("agent", "the African Union"),
    ),
    ("The junta responded with air strikes on the town.", "strikes", ("agent", "The junta")),
    ("Marchers set fire to the party headquarters.", "set fire", ("target", "the party headquarters")),
    ("The Karlu Army said it had overrun a junta base at Orlu.", "overrun", ("agent", "it")),
    ("Soldiers pursued them and freed five pupils the next day.", "freed", ("victim", "five pupils")),
    ("The enemy lost 22 men near the bridge.", "lost", ("victim", "22 men")),
    ("Guerrillas set three buses on fire near Cali.", "set", ("target", "buses")),
    ("One of the bombs set the building on fire.", "set", ("instrument", "One of the bombs")),
    ("They met over Arland's acts, including the firing of a missile on Monday.", "firing", ("agent", "Arland")),
    (
        "The army said that four of the six rockets fired in the first raid were destroyed.",
        "raid",
        ("instrument", "four of the six rockets"),
    ),
]


@pytest.mark.parametrize(("text", "trigger", "role"), ROLES_APART)
def test_parts_that_stand_apart_from_their_event(
    reader: Reader, text: str, trigger: str, role: tuple[str, str]
) -> None:
    assert role in _roles(_find(list(reader.read(Document(text)).events), trigger))


def test_a_campaign_that_targets_somebody_goes_on(reader: Reader) -> None:
    text = "The drone attack on Orlu was part of a wider campaign by Russia to target power plants in Ukraine."
    report = reader.read(Document(text))
    campaign = _find(list(report.events), "campaign")
    assert campaign.status == "ongoing"
    assert any(r.kind == "part_of" and r.to == campaign.id for r in report.relations)


PARTS_THAT_ARE_NONE = [
    ("Two men were killed in an exchange of fire at the gate.", "target", "the gate"),
    ("The Front claimed the ambush on the road to Orlu, in which five men died.", "target", "the road"),
    ("Marchers set fire to the party headquarters.", "target", "fire"),
]


@pytest.mark.parametrize(("text", "role", "phrase"), PARTS_THAT_ARE_NONE)
def test_what_plays_no_part(reader: Reader, text: str, role: str, phrase: str) -> None:
    assert not any((role, phrase) in _roles(e) for e in reader.read(Document(text)).events)


def test_the_dead_of_a_day_are_not_those_of_the_total(reader: Reader) -> None:
    text = "The clinic said 81 people had been killed and 132 wounded in a day, bringing the total killed to 900."
    day, total = [e for e in reader.read(Document(text)).events if e.trigger.text == "killed"]
    assert {("victim", "81 people"), ("victim", "132")} <= _roles(day)
    assert ("victim", "81 people") not in _roles(total)


def test_captured_arms_are_no_captured_place(reader: Reader) -> None:
    events = reader.read(
        Document("Rebels captured two armoured vehicles and four howitzers near Orlu on Monday.")
    ).events
    assert not any(e.kind == "territory.capture" for e in events)


def test_fighting_that_continued_goes_on(parse: Parse) -> None:
    assert _find(_events(parse, "Fighting in the old town continued on Tuesday."), "Fighting").status == "ongoing"
    assert _find(_events(parse, "Residents said shelling continued on Tuesday."), "shelling").status == "ongoing"
    assert _find(_events(parse, "Fighting in the old town stopped on Tuesday."), "Fighting").status == "happened"


def test_a_year_before_the_noun_is_the_events_own(parse: Parse) -> None:
    text = "A court jailed four men for the 2015 attack on the hotel."
    events, _ = read_events(parse(text), [_time(text, "t1", "2015")], [], [], [])
    assert (_find(events, "attack").time, _find(events, "jailed").time) == ("t1", None)


@pytest.mark.parametrize(
    "text",
    [
        "The report added that Juan Mora had been fired in January.",
        "A search operation is under way in the north.",
        "The president praised the operations carried out by the police in the capital.",
    ],
)
def test_dismissals_and_searches_are_no_attacks(parse: Parse, text: str) -> None:
    assert not [e for e in _events(parse, text) if e.kind.startswith("attack")]


def test_who_foils_an_attack_did_not_attack(parse: Parse) -> None:
    events = _events(parse, "Security forces foiled an attack on the airport, killing all seven attackers.")
    assert not any(r.role == "agent" for r in _find(events, "attack").roles)
    assert ("agent", "Security forces") in _roles(_find(events, "killing"))


def test_whom_strikes_killed_that_were_carried_out(parse: Parse) -> None:
    (event,) = _events(parse, "The army carried out air strikes in Paktika, killing 46 people.")
    assert (event.trigger.text, ("victim", "46 people") in _roles(event)) == ("strikes", True)


def test_a_deed_before_which_something_is_denied_is_not_denied(parse: Parse) -> None:
    events = _events(parse, "He denied that troops had left their base before the raid.")
    assert _find(events, "raid").status == "happened"


def test_who_was_killed_when_a_town_fell_was_killed_on_that_day(parse: Parse) -> None:
    text = "Fighters killed 35 people when they overran the town of Djaiba on Saturday."
    events, _ = read_events(parse(text), [_time(text, "t1", "Saturday")], [], [], [])
    assert [e.time for e in events] == ["t1", "t1"]


def test_a_toll_told_before_is_not_of_an_event_with_a_number_of_its_own(parse: Parse) -> None:
    text = "The spokesman put the toll at 21 and said soldiers had killed nine militiamen."
    numbers = [
        Measure(id=key, span=(at, at + len(words)), text=words, role="killed", unit="person", bound="exact")
        for key, words in (("m1", "21"), ("m2", "nine militiamen"))
        for at in [text.index(words)]
    ]
    _, measures = read_events(parse(text), [], [], [], numbers)
    assert [m.event is None for m in measures] == [True, False]


def test_what_stands_behind_a_description_is_no_part_of_it(reader: Reader) -> None:
    report = reader.read(
        Document("The mayor wrote to the families of the victims of the terrorist bomb attacks in Arda.")
    )
    [attack] = [e for e in report.events if e.kind == "attack.bombing"]
    refs = {r.role: r.ref for r in attack.roles if r.ref is not None}
    assert "agent" not in refs
    assert "instrument" not in refs


def test_what_people_flee_from_is_no_victim(reader: Reader) -> None:
    report = reader.read(Document("Villagers fled the shelling of Orlu."))
    fled = _find(list(report.events), "fled")
    assert {r for r in _roles(fled) if r[0] == "victim"} == {("victim", "Villagers")}
