"""The parse put right: a verb that tells what the speaker did, a main verb read as a participle, a name after a date."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whosays.reading import syntax
from whosays.reading.parse import Parsed

Parse = Callable[..., Parsed]


def _subjects(parsed: Parsed, verb: str) -> list[str]:
    token = next(t for t in parsed.doc if t.text == verb)
    return [t.text for t in syntax.doers(token)]


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("The movement denied its men were involved and blamed thieves.", "blamed", "movement"),
        ("The colonel said 30 men had been arrested and accused foreign agents of the plot.", "accused", "colonel"),
        ("The minister said the rebels attacked the town and killed six people.", "killed", "rebels"),
        ("On 3 May M99 captured the town of Orlu.", "captured", "M99"),
        ("In May rebels captured the town of Orlu.", "captured", "rebels"),
    ],
)
def test_whose_verb(parse: Parse, text: str, verb: str, subject: str) -> None:
    assert _subjects(parse(text), verb) == [subject]


def test_a_main_verb_read_as_a_participle(parse: Parse) -> None:
    parsed = parse("The raids, which occurred on May 3 and 5, targeted military depots and a bridge, causing damage.")
    verb = next(t for t in parsed.doc if t.text == "targeted")
    assert [t.text for t in syntax.objects(verb)] == ["depots", "bridge"]


def test_sentences_stay_as_they_are(parse: Parse) -> None:
    text = "The movement denied its men were involved and blamed thieves. On 3 May M99 captured Orlu."
    assert len(list(parse(text).doc.sents)) == 2
