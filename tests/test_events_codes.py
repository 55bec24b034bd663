"""Codes of events in PLOVER and CAMEO: by the word, by the status, else by the kind."""

from __future__ import annotations

import pytest

from whosays.model.kinds import kinds, plover_of
from whosays.reading.document import Document

CODED = [
    ("Norway and Chad signed a peace agreement on Monday.", "agreement", "057", "SUPPORT"),
    ("The government of Peru severed diplomatic relations with Chile.", "severed", "161", "SANCTION"),
    ("The rebels quit the peace talks with the government of Chad.", "quit", "164", "SANCTION"),
    ("France and Egypt resumed diplomatic relations on Tuesday.", "resumed", "050", "SUPPORT"),
    ("The government of Kenya lifted the state of emergency in the north.", "lifted", "081", "CONCEDE"),
    ("Demonstrators blocked a bridge in Lagos to demand new elections.", "blocked", "144", "PROTEST"),
    ("The Ghanaian army arrested twelve rebels.", "arrested", "173", "COERCE"),
    ("Police in Lagos fired tear gas shells at the marchers.", "fired", "175", "COERCE"),
    ("Kenya and Uganda agree that the border should be marked anew.", "agree", "040", "CONSULT"),
    ("Kenya expressed concern over the fighting in Sudan.", "expressed", "012", None),
    ("Kenya wants Sudan to withdraw its troops.", "wants", "020", "REQUEST"),
    ("The rebels said they would attack Khartoum.", "attack", "138", "THREATEN"),
    ("Ghana said that Togo must hand over the pilots.", "must", "100", "REQUEST"),
    ("Pakistan insisted that India withdraw its troops.", "insisted", "100", "REQUEST"),
    ("Finland encouraged Chad and Sudan to settle their dispute.", "encouraged", "020", "REQUEST"),
    ("Canada is considering sending observers to Haiti.", "considering", "014", None),
    ("Peru said it was ready to cooperate with Chile.", "ready", "030", "AGREE"),
    ("President Banda received the prime minister of Malawi.", "received", "043", "CONSULT"),
    ("The Jordanian king flew to Kuwait on Monday.", "flew", "042", "CONSULT"),
    ("Sudan allowed UN inspectors to visit the camp.", "allowed", "086", "RETREAT"),
    ("Japan eased sanctions on Myanmar.", "eased", "081", "CONCEDE"),
    ("Kenya shared intelligence with Uganda.", "shared", "064", "COOPERATE"),
    ("Bangladesh sent 400 peacekeepers to Liberia.", "sent", "074", "AID"),
    ("The Malian government filed a complaint against Chad with the Security Council.", "complaint", "114", "ACCUSE"),
    ("North Korea defied the United Nations.", "defied", "128", "REJECT"),
    ("Teachers in Bamako went on a hunger strike.", "strike", "142", "PROTEST"),
    ("Both sides broke the truce in the valley.", "broke", "196", "ASSAULT"),
    ("The militia used villagers as human shields.", "shields", "184", "ASSAULT"),
    ("Soldiers raped women in the village.", "raped", "182", "ASSAULT"),
    ("Egypt ended its mediation in Libya.", "ended", "165", "SANCTION"),
    ("Sudan expelled thirteen aid groups.", "expelled", "166", "SANCTION"),
    ("Chad and Niger ratified an extradition treaty.", "treaty", "060", "COOPERATE"),
    ("France approved a relief package for Haiti.", "package", "070", "AID"),
]


@pytest.mark.parametrize(("text", "trigger", "cameo", "plover"), CODED)
def test_the_word_has_a_finer_code(reader, text, trigger, cameo, plover):
    report = reader.read(Document(text))
    found = {e.trigger.text: (e.codes.cameo, e.codes.plover) for e in report.events}
    assert found.get(trigger) == (cameo, plover)


def test_an_intended_act_of_cooperation_is_an_intent(reader):
    report = reader.read(Document("The United States will supply arms to Israel."))
    assert [(e.kind, e.codes.cameo, e.codes.plover) for e in report.events] == [("weapons.supply", "033", "AGREE")]


ONE_ACT = [
    ("The rebels walked out of the peace talks with the government of Chad.", ["walked out"]),
    ("The United States lifted the embargo on Vietnam.", ["lifted"]),
    ("Egypt cancelled the visit of its foreign minister to Turkey.", ["cancelled"]),
    ("The United States suspended military aid to Mali.", ["suspended"]),
]


@pytest.mark.parametrize(("text", "triggers"), ONE_ACT)
def test_what_a_verb_ends_is_no_second_act(reader, text, triggers):
    assert [e.trigger.text for e in reader.read(Document(text)).events] == triggers


UNREAL = [
    ("Amnesty International urged Eritrea to release political prisoners.", "release"),
    ("The rebels warned the government against an offensive.", "offensive"),
    ("Somalia called for the deployment of peacekeepers.", "deployment"),
]


@pytest.mark.parametrize(("text", "trigger"), UNREAL)
def test_what_is_only_spoken_of_has_no_code(reader, text, trigger):
    found = {e.trigger.text: (e.codes.cameo, e.codes.plover) for e in reader.read(Document(text)).events}
    assert found[trigger] == (None, None)


TURNED = [
    ("Japan decided to ease the sanctions on Myanmar.", "ease", "081"),
    ("Turkey may attack Syria.", "attack", "138"),
    ("Gunmen tried to assassinate the president of Chad.", "assassinate", "186"),
    ("The United States offered to send troops to Colombia.", "send", "033"),
    ("The presidents of Chad and Sudan are to meet in Tripoli.", "meet", "036"),
]


@pytest.mark.parametrize(("text", "trigger", "cameo"), TURNED)
def test_the_status_turns_the_code(reader, text, trigger, cameo):
    assert {e.trigger.text: e.codes.cameo for e in reader.read(Document(text)).events}[trigger] == cameo


def test_what_is_agreed_on_keeps_its_plover_category(reader):
    """That it is agreed on, the agreement says; CAMEO has codes for intents to yield."""
    report = reader.read(Document("Authorities in Kenya agreed to lift the curfew."))
    assert [(e.codes.cameo, e.codes.plover) for e in report.events] == [("030", "AGREE"), ("035", "CONCEDE")]


def test_a_headlines_verb_taken_for_a_noun(reader):
    text = "Fiji Denounces Actions By Tonga\n\nThe weather was fine. The shops were open. It rained later."
    assert [(e.trigger.text, e.codes.plover) for e in reader.read(Document(text)).events] == [("Denounces", "ACCUSE")]


def test_headlines_and_single_sentences_are_read_by_the_tables(reader):
    """The encoder has learned on articles: it sees little in so few words."""
    line = "Government of Oman Makes Concessions in Face of Pressure"
    body = "The weather in the capital was fine on Monday. More rain is due. Shops were open."
    assert [e.trigger.text for e in reader.read(Document(f"{line}\n\n{body}")).events] == ["Concessions"]
    one = "Denmark welcomed the decision of Norway."
    assert [e.trigger.text for e in reader.read(Document(one)).events] == ["welcomed"]


def test_who_bids_whom_to_do_what(reader):
    event = next(e for e in reader.read(Document("Ghana wants Togo to leave the islands.")).events)
    assert {(r.role, r.text) for r in event.roles if r.role != "topic"} == {("agent", "Ghana"), ("target", "Togo")}


def test_every_cameo_code_of_a_kind_has_its_category():
    """Where table and manual differ, the kind's own row says so; the roots are all known."""
    for kind in kinds().values():
        if kind.cameo and not kind.cameo.startswith("01"):
            assert plover_of(kind.cameo) is not None, kind.name
    assert plover_of("010") is None
    assert (plover_of("081"), plover_of("0834"), plover_of("0871")) == ("CONCEDE", "RETREAT", "RETREAT")


IN_PASSING = [
    ("Chad released the editor of a weekly who was jailed in May.", "jailed", None),
    ("The premier of Malawi met the president of Chad after the violence in the north.", "violence", None),
    ("Six Chilean sailors, held captive for two months, have been freed.", "freed", "084"),
    ("The editor was jailed in May.", "jailed", "173"),
    ("The premier of Malawi met the president of Chad after rebels killed a judge.", "killed", "190"),
]


@pytest.mark.parametrize(("text", "trigger", "cameo"), IN_PASSING)
def test_an_act_named_in_passing_without_a_doer_has_no_cameo_code(reader, text, trigger, cameo):
    """CAMEO codes who did what to whom; PLOVER's category stays."""
    codes = {e.trigger.text: e.codes for e in reader.read(Document(text)).events}[trigger]
    assert codes.cameo == cameo
    assert codes.plover is not None


def test_a_word_in_somebodys_name_names_no_act(reader):
    report = reader.read(Document("The Government of National Accord in Tripoli announced a ceasefire on Monday."))
    assert [e.kind for e in report.events] == ["ceasefire"]


DOERS = [
    ("Six Chilean sailors, held captive in Chad for two months, have been freed.", "abduction", "victim", "sailors"),
    ("Kenya expressed its condolences to the family of the late president.", "statement.support", "agent", "Kenya"),
    ("Dock workers in Chad went on strike for better pay.", "protest", "agent", "workers"),
    ("Villagers were used as human shields by the militia.", "abduction", "agent", "the militia"),
    ("Kenya expelled the envoy over the refusal of Togo to recognise the vote.", "rejection", "agent", "Togo"),
]


@pytest.mark.parametrize(("text", "kind", "role", "words"), DOERS)
def test_who_takes_part_in_acts_told_by_a_noun(reader, text, kind, role, words):
    event = next(e for e in reader.read(Document(text)).events if e.kind == kind)
    assert any(r.role == role and r.text.endswith(words) for r in event.roles)


def test_what_somebody_is_held_as_is_no_part(reader):
    event = next(iter(reader.read(Document("Five teachers were held hostage by rebels in Mali.")).events))
    assert {(r.role, r.text) for r in event.roles if r.role != "place"} == {
        ("victim", "Five teachers"),
        ("agent", "rebels"),
    }


def test_what_blew_it_up_tells_the_kind(reader):
    report = reader.read(Document("The bridge was blown up by a rocket. The road was blown up by a mine."))
    assert [e.kind for e in report.events] == ["attack.missile", "attack.bombing"]
