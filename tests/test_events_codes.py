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
]


@pytest.mark.parametrize(("text", "trigger", "cameo", "plover"), CODED)
def test_the_word_has_a_finer_code(reader, text, trigger, cameo, plover):
    report = reader.read(Document(text))
    found = {e.trigger.text: (e.codes.cameo, e.codes.plover) for e in report.events}
    assert found.get(trigger) == (cameo, plover)


def test_an_intended_act_of_cooperation_is_an_intent(reader):
    report = reader.read(Document("The United States will supply arms to Israel."))
    assert [(e.kind, e.codes.cameo, e.codes.plover) for e in report.events] == [("weapons.supply", "033", "AGREE")]


def test_every_cameo_code_of_a_kind_has_its_category():
    """Where table and manual differ, the kind's own row says so; the roots are all known."""
    for kind in kinds().values():
        if kind.cameo and not kind.cameo.startswith("01"):
            assert plover_of(kind.cameo) is not None, kind.name
    assert plover_of("010") is None
    assert (plover_of("081"), plover_of("0834"), plover_of("0871")) == ("CONCEDE", "RETREAT", "RETREAT")
