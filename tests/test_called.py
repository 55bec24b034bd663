"""Who is meant by a part of a name, an acronym, or another name: in Python, in SQL, and as of a day."""

from __future__ import annotations

import pytest

from tests.ledger_reports import ACTORS, make
from whosays.errors import NotFoundError
from whosays.ledger import Ledger
from whosays.ledger.called import is_called
from whosays.ledger.source_record import source_record


@pytest.mark.parametrize(
    ("name", "asked", "meant"),
    [
        ("Ministry of Defence of Russia", "ministry", True),
        ("Rapid Support Forces", "RSF", True),
        ("Rapid Support Forces", "rsf", True),
        ("United Nations Children's Fund", "UN", True),
        ("UN mission", "UN", True),
        ("relief group (UN)", "UN", True),
        ("Town Council", "UN", False),
        ("Town Council", "un", True),
        ("Ministry of Health", "IS", False),
        ("Islamic State", "ISIS", True),
        ("100% Radio", "100%", True),
        ("1000 Voices", "100%", False),
    ],
)
def test_who_is_meant(ledger: Ledger, name: str, asked: str, meant: bool) -> None:
    assert is_called(name, asked) is meant
    shot = {"words": "shot", "kind": "attack.shooting", "on": "2031-03-11", "at": "Arda", "by": "them", "says": "them"}
    actors = ACTORS | {"them": {"kind": "ngo", "name": name}}
    ledger.add(make("Two men were shot in Arda.", [shot], actors=actors))
    for filters in ({}, {"as_of": "2031-12-31"}):
        assert bool(ledger.incidents(source=asked, **filters)) is meant
        assert bool(ledger.claims(asked, **filters)) is meant
        assert bool(ledger.incidents(actor=asked, **filters)) is meant


def test_the_record_of_a_source_by_its_acronym(ledger: Ledger) -> None:
    shot = {"words": "shot", "kind": "attack.shooting", "on": "2031-03-11", "at": "Arda", "says": "them"}
    actors = ACTORS | {"them": {"kind": "armed_group", "name": "Rapid Support Forces"}}
    ledger.add(make("Two men were shot in Arda.", [shot], actors=actors))
    assert source_record(ledger, "RSF").name == "Rapid Support Forces"
    with pytest.raises(NotFoundError):
        source_record(ledger, "Rapid")
