"""Actors: who is named, described or meant by a pronoun, and which mentions belong together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whosays.reading.actors import ActorIndex, actor_at, read_actors
from whosays.reading.actors.pronouns import quotations
from whosays.reading.actors.words import government_of, words_of
from whosays.reading.document import Document
from whosays.reading.reader import Reader


def actors(parsed):
    """name -> (kind, country, texts of the mentions), without the encoder: the rules alone."""
    parsed.tags = None
    return {a.name: (a.kind, a.country, [m.text for m in a.mentions]) for a in read_actors(parsed, [])}


def owner(found, text):
    """Name of the actor that has a mention with this text."""
    return next((name for name, (_, _, texts) in found.items() if text in texts), None)


@pytest.mark.parametrize(
    ("text", "mention", "name", "kind", "country"),
    [
        ("Russian forces shelled the town.", "Russian forces", "Armed Forces of Russia", "military", "RUS"),
        ("Kenyan police arrested two men.", "Kenyan police", "Police of Kenya", "police", "KEN"),
        ("The Ukrainian air force shot it down.", "The Ukrainian air force", "Air Force of Ukraine", "military", "UKR"),
        (
            "Chad's defence ministry denied it.",
            "Chad's defence ministry",
            "Ministry of Defence of Chad",
            "military",
            "TCD",
        ),
        ("The Ministry of Health of Mali said so.", None, "Ministry of Health of Mali", "government", "MLI"),
        ("The Syrian regime blamed them.", "The Syrian regime", "Government of Syria", "government", "SYR"),
        ("Ankara said it would respond.", "Ankara", "Government of Turkey", "government", "TUR"),
        ("The Kremlin denied the report.", "The Kremlin", "Government of Russia", "government", "RUS"),
        ("The PKK claimed the attack.", "The PKK", "Kurdistan Workers' Party", "armed_group", "TUR"),
        ("The U.N. Security Council met.", "The U.N. Security Council", "United Nations Security Council", "igo", None),
        ("The rebels took the village.", "The rebels", "rebels", "armed_group", None),
        ("Residents fled the fighting.", "Residents", "Residents", "civilian", None),
    ],
)
def test_names_and_kinds(parse, text, mention, name, kind, country):
    found = actors(parse(text))
    assert name in found, found
    assert found[name][:2] == (kind, country)
    if mention is not None:
        assert mention in found[name][2]


@pytest.mark.parametrize(
    ("text", "word", "party"),
    [
        ("Moscow vowed to answer the raid.", "Moscow", True),
        ("An explosion was heard in Moscow.", "Moscow", False),
        ("The decision by Washington angered them.", "Washington", True),
        ("Police in Kenya detained a man.", "Kenya", False),
        ("They criticised Tehran's decision.", "Tehran", True),
        ("Troops withdrew from northern Syria's border.", "Syria", False),
        ("Iran accused Israel of the strike.", "Israel", True),
    ],
)
def test_place_or_party(parse, text, word, party):
    found = actors(parse(text))
    assert (owner(found, word) is not None) is party


def test_a_person_keeps_title_surname_and_pronoun_together(parse):
    text = "President Vladimir Putin met the envoys. Putin said he would wait. The Russian president then left."
    found = actors(parse(text))
    kind, country, texts = found["Vladimir Putin"]
    assert (kind, country) == ("person", "RUS")
    assert texts == ["President Vladimir Putin", "Putin", "he", "The Russian president"]


def test_apposition_and_name_are_one_mention(parse):
    found = actors(
        parse("The Chadian foreign minister, Abel Koumba, spoke. Koumba left. The foreign minister was late.")
    )
    assert found["Abel Koumba"][2] == [
        "The Chadian foreign minister, Abel Koumba",
        "Koumba",
        "The foreign minister",
    ]


def test_acronym_in_brackets_stands_for_the_name_afterwards(parse):
    text = "The Lake Valley Defence Union (LVDU) attacked the camp. The LVDU then withdrew."
    found = actors(parse(text))
    names = [name for name, (_, _, texts) in found.items() if any("LVDU" in t for t in texts)]
    assert len(names) == 1
    assert found[names[0]][2] == ["The Lake Valley Defence Union (LVDU)", "The LVDU"]


def test_described_group_takes_the_last_named_one(parse):
    found = actors(parse("Boko Haram attacked the village on Monday. The group also burned two farms."))
    assert found["Boko Haram"][2] == ["Boko Haram", "The group"]


def test_name_in_apposition_joins_what_was_said_before(parse):
    text = "Kurdish fighters left the city. The Kurdish militia, the YPG, said so on Sunday."
    found = actors(parse(text))
    assert found["People's Protection Units"][2] == ["Kurdish fighters", "The Kurdish militia, the YPG"]


def test_bare_government_is_the_one_named_elsewhere(parse):
    text = "The government rejected the offer. Earlier the Sudanese government had asked for talks."
    found = actors(parse(text))
    assert found["Government of Sudan"][2] == ["The government", "the Sudanese government"]


def test_first_person_in_a_quotation_is_the_speaker(parse):
    text = '"I saw the plane," said Maria Lopez. Pedro Ruiz said: "We ran and I fell."'
    found = actors(parse(text))
    spoken = [name for name, (_, _, texts) in found.items() if "I" in texts]
    assert spoken == ["Maria Lopez", "Pedro Ruiz"]


def test_they_in_a_quotation_are_not_those_who_spoke_before(parse):
    text = (
        "Rebels shelled Orlu, killing at least 14 people, local officials said on Monday. "
        '"They came at dawn," said Amin Sow, a trader.'
    )
    found = actors(parse(text))
    assert owner(found, "They") == owner(found, "Rebels")
    told = actors(parse("Local officials met on Monday. They said two villages were lost."))
    assert owner(told, "They") == owner(told, "Local officials")


def test_plural_pronoun_does_not_take_a_single_person(parse):
    found = actors(parse("Two soldiers met Maria Lopez. They left at noon."))
    assert owner(found, "They") == owner(found, "Two soldiers")


@pytest.mark.parametrize("text", ["He gave us two maps.", "It told us to wait.", "They let us go."])
def test_the_pronoun_us_is_no_state(parse, text):
    assert "Government of the United States" not in actors(parse(text))


def test_who_leads_or_backs_a_force_is_not_its_state(parse):
    found = actors(parse("US-backed fighters entered the town."))
    assert all(country != "USA" for _, country, texts in found.values() if "US-backed fighters" in texts)


def test_index_finds_the_actor_of_a_span(parse):
    parsed = parse("Turkish troops shelled the town, and the Taliban denied it.")
    parsed.tags = None
    found = read_actors(parsed, [])
    start = parsed.text.index("Turkish")
    army = next(a for a in found if a.name == "Armed Forces of Turkey")
    assert actor_at(found, (start, start + 14)) == army.id
    assert actor_at(found, (start + 8, start + 14)) == army.id
    town = parsed.text.index("town")
    assert actor_at(found, (town, town + 4)) is None
    assert ActorIndex(found).overlapping((0, len(parsed.text)))[0][1] == army.id


def test_users_rows_are_read(tmp_path):
    from whosays.reading.lexicon import Lexicon

    path = tmp_path / "mine.toml"
    path.write_text('[[actors]]\nname = "River Guard"\nkind = "armed_group"\naliases = "RG|Guards of the River"\n')
    words = words_of(Lexicon("en", path))
    assert any(entry.name == "River Guard" for _, entry in words.phrases["rg"])


def test_tables_are_compiled_once_for_each_lexicon(reader):
    assert words_of(reader.lexicon) is words_of(reader.lexicon)


@pytest.mark.parametrize(
    ("state", "name"),
    [("Chad", "Government of Chad"), ("United States", "Government of the United States")],
)
def test_government_name(state, name):
    assert government_of(state) == name


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "yes" and "no".', ["yes", "no"]),
        ('"It is open\n\nNext paragraph.', ["It is open"]),
        ("No quotation here.", []),
    ],
)
def test_quotations(text, inside):
    assert [text[a:b] for a, b in quotations(text)] == inside


@pytest.mark.parametrize("text", ["", " ", "Yes", "…", "\n\n", "US", "The", '"', "He", "Kyiv’s", "🙂 Iran 🙂"])
def test_odd_documents_do_not_raise(parse, text):
    for actor in read_actors(parse(text), []):
        for mention in actor.mentions:
            assert text[mention.span[0] : mention.span[1]] == mention.text


WORDS = [
    "Iran",
    "the",
    "army",
    "said",
    "(IRA)",
    '"',
    "he",
    ",",
    "Mr",
    "rebels",
    "of",
    "US",
    "-",
    "led",
    "\n",
    "’s",
    ".",
]


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), max_size=20))
def test_spans_hold_and_mentions_do_not_overlap(parse, words):
    text = " ".join(words)
    parsed = parse(text)
    found = read_actors(parsed, [])
    spans = sorted(m.span for a in found for m in a.mentions)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
    for one, two in pairwise(spans):
        assert one[1] <= two[0]
    assert len({a.id for a in found}) == len(found)
    assert read_actors(parsed, []) == found


def test_the_lead_introduces_who_is_named_next(parse):
    found = actors(parse("A nurse was arrested on Monday. Ann Lee had worked in the camp. Lee denied it."))
    assert found["Ann Lee"][2] == ["A nurse", "Ann Lee", "Lee"]


def test_members_of_a_group_are_the_group(parse):
    found = actors(parse("Hamas fired rockets. Members of the group left. Hamas fighters stayed."))
    assert found["Hamas"][2] == ["Hamas", "Members of the group", "Hamas fighters"]


def test_a_spokesmans_body_can_be_taken_up(parse):
    found = actors(parse("The Taliban's spokesman, Omar Zahid, spoke. The group had burned the bridge."))
    assert found["Taliban"][2] == ["The group"]


def test_names_of_texts_in_capitals_are_written_as_names(parse):
    found = actors(parse("PRESIDENT ALAN GARCIA CONDEMNED THE MURDER OF TWO POLICEMEN IN THE CAPITAL YESTERDAY."))
    assert "Alan Garcia" in found


def test_a_bare_ministry_belongs_to_the_only_state_spoken_of(parse):
    found = actors(parse("Afghan officials confirmed the blast. The interior ministry said two men were held."))
    assert found["Ministry of the Interior of Afghanistan"][:2] == ("government", "AFG")


def test_the_enemys_militia_is_not_our_force(reader: Reader) -> None:
    text = "Our air force carried out a strike near the port. At dawn the enemy militia fired two rockets at the town."
    ours, theirs = (
        next(a.id for a in reader.read(Document(text)).actors if any(w in m.text for m in a.mentions))
        for w in ("air force", "militia")
    )
    assert ours != theirs


def test_foreign_troops_named_later_are_not_the_police_before(reader: Reader) -> None:
    text = "The national police said that 15 people had died near Metoro. Rwandan troops chased the gunmen on Sunday."
    actors = reader.read(Document(text)).actors
    assert next(a for a in actors if any("police" in m.text for m in a.mentions)).country is None


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("The wife of the French ambassador, Claire Montarel, was hurt on Monday.", "Claire Montarel"),
        ("The mayor and his driver, Mario de Quito, left the town at noon.", "Mario de Quito"),
        ("The court heard of the kidnapping of Teresa Molina Urrez in May.", "Teresa Molina Urrez"),
    ],
)
def test_names_in_apposition_and_names_taken_for_something_else(reader: Reader, text: str, person: str) -> None:
    assert [a.name for a in reader.read(Document(text)).actors if a.name == person] == [person]


def test_a_state_and_its_body_make_a_name(reader: Reader) -> None:
    text = "The Turkish army shelled Afrin. US forces fired back. Two Syrian soldiers died. The army denied it."
    named = {m.text for a in reader.read(Document(text)).actors for m in a.mentions if m.via == "name"}
    assert named == {"Turkish army", "US forces"}


def test_who_lets_go_is_not_whom_he_had_taken(reader: Reader) -> None:
    text = "The Orlu Front released two engineers on Tuesday, nine days after abducting them in the hills."
    front = next(a for a in reader.read(Document(text)).actors if "Front" in a.name)
    assert all(m.text != "them" for m in front.mentions)


def test_those_handed_over_are_not_those_who_held_them(reader: Reader) -> None:
    text = (
        "The ministry said that it had captured nine men on Sunday. They were handed over to the Red Cross on Monday."
    )
    actors_ = reader.read(Document(text)).actors
    assert [a.name for a in actors_ if any(m.text == "They" for m in a.mentions)] == ["nine men"]


def test_the_dead_say_nothing_afterwards(reader: Reader) -> None:
    text = "Mr Kandar came back in 2010. His son was killed in the shelling of the port. It was, he said, a long war."
    speaker = [a.name for a in reader.read(Document(text)).actors if any(m.text == "he" for m in a.mentions)]
    assert speaker == ["Kandar"]


def test_who_denies_a_deed_is_the_they_of_the_deed(reader: Reader) -> None:
    text = (
        "The group Rights Now called on the court to look at officials in Chad, which have denied that they armed them."
    )
    they = [a.name for a in reader.read(Document(text)).actors if any(m.text == "they" for m in a.mentions)]
    assert they == ["Government of Chad"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rights groups said that 20 people had died.", "ngo"),
        ("The fire brigade put out the blaze.", "other"),
    ],
)
def test_groups_that_bear_no_arms(reader: Reader, text: str, kind: str) -> None:
    assert [a.kind for a in reader.read(Document(text)).actors if "people" not in a.name] == [kind]


def test_a_town_that_was_captured_is_nobody(reader: Reader) -> None:
    text = "The M23 is a rebel group that briefly captured Goma in November 2012. They hid in the bush around the town."
    assert not {a.name.lower() for a in reader.read(Document(text)).actors} & {"goma", "bush"}


def test_an_office_before_its_holders_name_is_his(reader: Reader) -> None:
    text = (
        "The governor of Orlu region, Pavlo Kyrenko, said three had died. All bridges have been destroyed, the "
        "governor of Luhansk, Serhiy Hadai, said."
    )
    report = reader.read(Document(text))
    names = {a.id: a.name for a in report.actors}
    said = [names.get(c.source.ref or "") for c in report.claims if c.source.kind == "actor"]
    assert said == ["Pavlo Kyrenko", "Serhiy Hadai"]


def _means(reader: Reader, text: str, word: str) -> list[str]:
    """Names of the actors that a pronoun of the text stands for."""
    return [a.name for a in reader.read(Document(text)).actors if any(m.text == word for m in a.mentions)]


def test_i_is_the_he_behind_the_quotation(reader: Reader) -> None:
    text = (
        "General Pavel Ostrov thanked the neighbours. Delgado told reporters that he had been moved five times. "
        '"They told me twice that I was going to be shot," he said.'
    )
    assert _means(reader, text, "I") == ["Delgado"]


def test_they_in_a_quotation_are_not_the_speakers_own(reader: Reader) -> None:
    text = (
        "The National Teachers Union said that a clerk was in hospital. "
        '"They beat people who carried only placards," said its secretary general, Ana Quispe.'
    )
    assert _means(reader, text, "They") == []


def test_a_village_that_nobody_knows_says_nothing(reader: Reader) -> None:
    text = (
        "A medic at the scene said that the first shell fell at noon. Two nuns were taken to a clinic in nearby "
        "Kyatmaw, he added."
    )
    assert _means(reader, text, "he") == ["medic"]


def test_no_agency_acts_in_a_dateline(reader: Reader) -> None:
    text = "ADEN, March 9 (Agency) - Two men were shot in the port on Sunday, police said."
    assert not [a.name for a in reader.read(Document(text)).actors if "Agency" in a.name]


def test_a_liberation_army_is_no_states(reader: Reader) -> None:
    found = reader.read(Document("The Orlu National Liberation Army (ONLA) took the hill. ONLA lost six men.")).actors
    assert [a.kind for a in found if "Liberation" in a.name] == ["armed_group"]


def test_nobody_and_the_flag_of_a_ship_are_no_actors(parse) -> None:
    text = (
        "No group has claimed the bombing. Suspicion fell on the Pakistani Taliban. The group denied it. A "
        "Liberia-flagged tanker was hit."
    )
    found = actors(parse(text))
    assert owner(found, "The group") == "Pakistani Taliban"
    assert "Government of Liberia" not in found and "No group" not in found


def test_party_agents_are_no_police(parse) -> None:
    found = actors(parse("Two party agents died. The police say they have arrested 34 suspects."))
    assert found["Two party agents"][0] == "political_group"
    assert owner(found, "The police") == "Police"
