"""Actors with the encoder's probabilities and the places at hand: who is dropped, who becomes a party."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from whosays.model import Place
from whosays.reading.actors import read_actors


def with_probabilities(parsed, sure=(), unsure=()):
    """The parsed text, its encoder 90 % sure of actors at the words ``sure``, 1 % at ``unsure``, else 30 %."""
    mention = np.full(len(parsed.doc), 0.3, dtype=np.float32)
    for token in parsed.doc:
        if token.text in sure:
            mention[token.i] = 0.9
        elif token.text in unsure:
            mention[token.i] = 0.01
    actor = np.stack([1 - mention, mention, np.zeros_like(mention)], axis=1)
    parsed.tags = SimpleNamespace(actor=actor)
    return parsed


def mentions(parsed, places=()):
    return [m.text for a in read_actors(parsed, list(places)) for m in a.mentions]


@pytest.mark.parametrize(
    ("sure", "unsure", "expected"),
    [
        ((), (), ["residents"]),
        (("residents",), (), ["residents"]),
        ((), ("The", "residents"), []),
    ],
)
def test_idle_descriptions_are_dropped(parse, sure, unsure, expected):
    parsed = with_probabilities(parse("The storm reached residents there."), sure, unsure)
    assert [m.removeprefix("The ") for m in mentions(parsed)] == expected


def test_a_known_name_is_never_idle(parse):
    parsed = with_probabilities(parse("Snow fell on the Taliban."), unsure=("the", "Taliban"))
    assert mentions(parsed) == ["the Taliban"]


@pytest.mark.parametrize(("sure", "party"), [(("Iran",), True), ((), False)])
def test_the_encoder_can_make_a_state_a_party(parse, sure, party):
    parsed = with_probabilities(parse("He wrote a book in Iran."), sure)
    assert ("Iran" in mentions(parsed)) is party


def test_a_place_is_no_organisation(parse):
    parsed = parse("Troops entered Vortexburg. Vortexburg fell.")
    parsed.tags = None
    places = [
        Place(
            id=f"p{n}",
            span=(i, i + 10),
            text="Vortexburg",
            name="Vortexburg",
            kind="settlement",
            precision="settlement",
        )
        for n, i in enumerate((15, 27))
    ]
    assert "Vortexburg" not in mentions(parsed, places)
