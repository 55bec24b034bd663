"""The shared helpers over the parse: phrases, subjects, objects, agents, negation, clauses."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from whosays.reading import syntax


def token(parsed, word):
    return next(t for t in parsed.doc if t.text == word)


def words(tokens):
    return [t.text for t in tokens]


@pytest.mark.parametrize(
    ("text", "word", "options", "phrase"),
    [
        ("The tall British officer, Mark Lane, who left, spoke.", "officer", {}, "The tall British officer"),
        ("The army of Chad shelled two towns.", "army", {}, "The army of Chad"),
        ("The army of Chad shelled two towns.", "army", {"prepositions": "none"}, "The army"),
        ("The soldiers from Chad who fled were caught.", "soldiers", {}, "The soldiers"),
        (
            "The soldiers from Chad who fled were caught.",
            "soldiers",
            {"prepositions": "all"},
            "The soldiers from Chad",
        ),
        ("Rebels and two soldiers died.", "Rebels", {}, "Rebels"),
        ("Rebels and two soldiers died.", "Rebels", {"conjuncts": True}, "Rebels and two soldiers"),
        ("Chad's army left.", "Chad", {}, "Chad"),
        ('He met "foreign invaders" there.', "invaders", {}, "foreign invaders"),
    ],
)
def test_noun_phrase(parse, text, word, options, phrase):
    parsed = parse(text)
    start, end = syntax.noun_phrase(token(parsed, word), **options)
    assert parsed.text[start:end] == phrase


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("Rebels seized the town and burned the bridge.", "burned", ["Rebels"]),
        ("Police and troops stormed the building.", "stormed", ["Police", "troops"]),
        ("The general ordered the soldiers to attack the town.", "attack", ["soldiers"]),
        ("The general wants to attack the town.", "attack", ["general"]),
        ("The gunman, who killed two officers, fled.", "killed", ["gunman"]),
        ("The rockets fired by the group hit a school.", "fired", ["rockets"]),
        ("The town was shelled by the army.", "shelled", ["town"]),
    ],
)
def test_subjects(parse, text, verb, expected):
    assert words(syntax.subjects(token(parse(text), verb))) == expected


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("The army shelled the town and the village.", "shelled", ["town", "village"]),
        ("The missiles which the army fired missed.", "fired", ["missiles"]),
        ("The town was shelled.", "shelled", []),
    ],
)
def test_objects(parse, text, verb, expected):
    assert words(syntax.objects(token(parse(text), verb))) == expected


@pytest.mark.parametrize(
    ("text", "verb", "doers", "undergoers"),
    [
        ("The town was shelled by the army.", "shelled", ["army"], ["town"]),
        ("The rockets fired by the group hit a school.", "fired", ["group"], ["rockets"]),
        ("The army killed two rebels.", "killed", ["army"], ["rebels"]),
        ("Two rebels were captured and killed by the army.", "killed", ["army"], ["rebels"]),
    ],
)
def test_doers_and_undergoers(parse, text, verb, doers, undergoers):
    verb = token(parse(text), verb)
    assert words(syntax.doers(verb)) == doers
    assert words(syntax.undergoers(verb)) == undergoers


@pytest.mark.parametrize(
    ("text", "verb", "passive"),
    [
        ("The town was shelled.", "shelled", True),
        ("The bridge destroyed by rebels is gone.", "destroyed", True),
        ("The army has shelled the town.", "shelled", False),
        ("Two men were caught and killed.", "killed", True),
    ],
)
def test_passive(parse, text, verb, passive):
    assert syntax.is_passive(token(parse(text), verb)) is passive


@pytest.mark.parametrize(
    ("text", "verb", "negated"),
    [
        ("The army did not shell the town.", "shell", True),
        ("The army never attacked the town.", "attacked", True),
        ("No soldiers were killed.", "killed", True),
        ("The rebels did not manage to take the town.", "take", True),
        ("The army attacked the town.", "attacked", False),
    ],
)
def test_negation(parse, text, verb, negated):
    assert syntax.is_negated(token(parse(text), verb)) is negated


def test_governor_goes_past_preposition_and_conjunction(parse):
    parsed = parse("The attack by Iran killed Ali and Omar.")
    assert syntax.governor(token(parsed, "Iran")).text == "attack"
    assert syntax.governor(token(parsed, "Omar")).text == "killed"
    assert syntax.governor(token(parsed, "killed")) is None


def test_clause_leaves_out_other_clauses(parse):
    parsed = parse("The army, which left in May, shelled the town because rebels attacked it.")
    inside = words(syntax.clause_tokens(token(parsed, "shelled")))
    assert "town" in inside
    assert "left" not in inside
    assert "rebels" not in inside


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(alphabet=st.sampled_from("ab .,'\"(-)\n«é who by was the"), max_size=60))
def test_nothing_raises_and_phrases_hold_their_head(parse, text):
    for t in parse(text).doc:
        start, end = syntax.noun_phrase(t, prepositions="all", conjuncts=True, apposition=True)
        assert start <= t.idx < end or len(t) == 0
        for function in (
            syntax.subjects,
            syntax.objects,
            syntax.agents,
            syntax.clause_tokens,
            syntax.governor,
        ):
            function(t)
        syntax.is_negated(t)


def test_a_broken_parse_at_the_edges_of_a_text_is_read() -> None:
    speaking = Doc(
        Vocab(), words=["residents", "said"], heads=[1, 1], deps=["conj", "ROOT"], pos=["NOUN", "VERB"],
        tags=["NNS", "VBD"],
    )  # fmt: skip
    assert not syntax.speaks_on(speaking[0])
    alone = Doc(Vocab(), words=["hurt", "not"], heads=[0, 0], deps=["ROOT", "nsubj"])
    assert not syntax.is_negated(alone[0])


def test_in_a_long_list_nobody_is_taken_for_a_speaker(parse) -> None:
    assert not any(syntax.speaks_on(t) for t in parse(", ".join(["Ana"] * 300) + " said.").doc)
