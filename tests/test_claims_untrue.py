"""What somebody calls untrue, and whom the blame is laid on. All texts are made up for these tests."""

from __future__ import annotations

import pytest

from whosays.model import Claim, Report
from whosays.reading.document import Document
from whosays.reading.reader import Reader


def _read(reader: Reader, text: str) -> Report:
    return reader.read(Document(text, published="2031-05-14"))


def _cued(report: Report, cue: str) -> Claim:
    return next(c for c in report.claims if c.cue is not None and cue in c.cue.text)


@pytest.mark.parametrize(
    ("text", "cue", "source", "content"),
    [
        ("Three people were killed in Talish, Yerevan said. Baku called that a lie.", "called", "Baku", "that"),
        (
            "The defence ministry called the report that its troops burned the village a fabrication.",
            "called",
            "The defence ministry",
            "the report that its troops burned the village",
        ),
        (
            "The foreign ministry branded the accusation that its forces shelled the clinic a lie.",
            "branded",
            "The foreign ministry",
            "the accusation that its forces shelled the clinic",
        ),
        (
            "The army described the allegations of a massacre as false.",
            "described",
            "The army",
            "the allegations of a massacre",
        ),
        (
            "Minsk dismissed as false reports that its troops had crossed the border.",
            "dismissed",
            "Minsk",
            "reports that its troops had crossed the border",
        ),
        (
            "The report that troops had burned Talish was branded a lie by Baku.",
            "branded",
            "Baku",
            "The report that troops had burned Talish",
        ),
    ],
)
def test_who_calls_it_untrue_denies_it_and_alleges_nothing(
    reader: Reader, text: str, cue: str, source: str, content: str
) -> None:
    report = _read(reader, text)
    claim = _cued(report, cue)
    assert (claim.stance, claim.source.text) == ("deny", source)
    assert [report.document.text[a:b] for a, b in claim.content] == [content]
    assert not [c for c in report.claims if c.stance == "allege"]
    assert not [r for e in report.events if e.kind == "statement.accusation" for r in e.roles if r.role == "agent"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The ministry called the report that its troops burned the village of Talish a fabrication.", "denied"),
        ("A spokesman labelled the claims that soldiers burned the village of Talish fake news.", "denied"),
        ("The ministry called the report that its troops burned the village of Talish an outrage.", "happened"),
    ],
)
def test_what_is_called_untrue_is_denied(reader: Reader, text: str, status: str) -> None:
    assert next(e for e in _read(reader, text).events if e.trigger.text == "burned").status == status


def test_what_cannot_be_untrue_is_not_denied(reader: Reader) -> None:
    report = _read(reader, "Police described the passports as fake. The mayor called the false claims regrettable.")
    assert "deny" not in {c.stance for c in report.claims}


@pytest.mark.parametrize(
    "text",
    [
        "Rebels said they shot down a helicopter near Kidal. “That never happened,” an army spokesman said.",
        "A massacre took place in Bento, monitors said. The reports are not true, the governor said.",
        "“This is pure fiction,” the minister said of the reported strike.",
        "The army said there was no truth in reports that it had bombed the camp.",
    ],
)
def test_said_to_be_untrue(reader: Reader, text: str) -> None:
    assert [c for c in _read(reader, text).claims if c.cue is not None][-1].stance == "deny"


def test_a_mistake_is_no_untruth(reader: Reader) -> None:
    assert "deny" not in {c.stance for c in _read(reader, "“It was a mistake,” the pilot said of the strike.").claims}


def test_denies_this(reader: Reader) -> None:
    report = _read(reader, "Armenia said Azerbaijani troops had burned the village of Talish. Azerbaijan denies this.")
    assert _cued(report, "denies").stance == "deny"


def test_neither_would_say(reader: Reader) -> None:
    report = _read(reader, "Neither the army nor the rebels would say who fired the rocket that killed four people.")
    assert {c.source.kind for c in report.claims} == {"narrator"}


@pytest.mark.parametrize(
    ("text", "cue", "blamed"),
    [
        ("Rebels pointed the finger of blame at the army for the attack on the market.", "pointed", "the army"),
        ("Residents laid the blame for the massacre at the army's door.", "laid", "the army"),
        ("Turkey held the YPG responsible for the bombing in Afrin that killed six.", "held", "the YPG"),
        ("Residents put the blame for the raid on the militia.", "put", "the militia"),
    ],
)
def test_whom_the_blame_is_laid_on(reader: Reader, text: str, cue: str, blamed: str) -> None:
    report = _read(reader, text)
    assert _cued(report, cue).stance == "allege"
    deed = next(e for e in report.events if e.kind.startswith(("attack", "killing")))
    assert [r.text for r in deed.roles if r.role == "agent"] == [blamed]


def test_who_puts_something_somewhere_after_an_attack_blames_nobody(reader: Reader) -> None:
    report = _read(reader, "The mayor put the flowers on the steps after the attack. The striker pointed at the goal.")
    assert not [r for e in report.events for r in e.roles if r.role == "agent" and e.kind.startswith("attack")]
    assert "allege" not in {c.stance for c in report.claims}


def test_conceding_a_fact_is_no_agreement(reader: Reader) -> None:
    report = _read(reader, "Israel conceded that its troops had shot the aid workers.")
    assert _cued(report, "conceded").stance == "admit"
    assert "agreement" not in {e.kind for e in report.events}


@pytest.mark.parametrize(
    ("text", "threat"),
    [
        ("The health minister warned that the toll could rise.", False),
        ("Officials warned residents that power could be out for days after the strike on the plant.", False),
        ("Tehran warned that any strike would meet a crushing response.", True),
    ],
)
def test_a_warning_of_what_may_come_is_no_threat(reader: Reader, text: str, threat: bool) -> None:
    assert ("statement.threat" in {e.kind for e in _read(reader, text).events}) == threat


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Nobody was held responsible for the raid on Lomka.", "happened"),
        ("Families demanded that the state be held responsible for the killings in Lomka.", "happened"),
        ("Iran will be responsible for any attack on our ships.", "possible"),
    ],
)
def test_what_somebody_is_responsible_for(reader: Reader, text: str, status: str) -> None:
    report = _read(reader, text)
    deeds = [e for e in report.events if e.kind.startswith(("attack", "killing"))]
    assert [e.status for e in deeds] == [status]
    assert "allege" not in {c.stance for c in report.claims}
