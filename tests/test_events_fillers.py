"""Reports of attacks: who did it, to whom, with what, in tight phrases; the branch runs only where it is asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from whosays.errors import ModelError
from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.reader import Reader
from whosays.reading.tagger.encoder import DATA, Tagger
from whosays.reading.tags import FILLER

WIRE = (
    "SANTA RITA, 12 JUN 90 -- SEVERAL GUERRILLAS OF THE FREE VALLEY FRONT (FVF) BLEW UP A POWER PYLON WITH DYNAMITE "
    "LAST NIGHT, THE ARMY SAID.\n\nJUDGE ROSA LEAL AND TWO BODYGUARDS, TOMAS WILSON AND EDGAR CASTRO, WERE KILLED "
    "WHEN GUNMEN ATTACKED THEIR CAR IN MEDELLIN."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def wire(reader: Reader) -> Report:
    return reader.read(Document(WIRE))


def parts(report: Report, role: str) -> set[str]:
    """The words of all phrases with a role, in lower case and without article."""
    words = (r.text.lower() for e in report.events for r in e.roles if r.role == role)
    return {w.removeprefix("the ").removeprefix("a ") for w in words}


def names(report: Report) -> set[str]:
    return {m.text for a in report.actors for m in a.mentions if m.via in {"name", "alias"}}


def test_phrases_end_where_the_base_phrase_ends(wire: Report) -> None:
    assert "power pylon" in parts(wire, "target")
    assert "dynamite" in parts(wire, "instrument")
    assert not any(text.startswith("several") for text in parts(wire, "agent")), parts(wire, "agent")


def test_people_named_in_apposition_are_victims(wire: Report) -> None:
    victims = " | ".join(parts(wire, "victim"))
    assert "tomas wilson" in victims
    assert "edgar castro" in victims


def test_how_many_stays_with_the_victims(reader: Reader) -> None:
    report = reader.read(Document("Twelve villagers were killed in an airstrike on the town of Dorvala on Friday."))
    assert "twelve villagers" in parts(report, "victim")


def test_a_mention_by_name_is_the_name(wire: Report) -> None:
    assert "ROSA LEAL" in names(wire)
    assert not any(n.startswith("JUDGE") for n in names(wire)), names(wire)


def test_text_of_a_mention_is_what_stands_at_its_span(reader: Reader) -> None:
    text = (
        "Foreign Minister Ana Paz met the president, Karl Berg. Fighters of the Kurdistan Workers' Party (PKK) "
        "attacked a post, the Ministry of Defence said."
    )
    report = reader.read(Document(text))
    assert {"Ana Paz", "Karl Berg"} <= names(report)
    assert "the Kurdistan Workers' Party (PKK)" not in names(report)
    for actor in report.actors:
        for mention in actor.mentions:
            assert text[slice(*mention.span)] == mention.text


def test_the_branch_gives_probabilities_and_runs_only_where_asked(reader: Reader) -> None:
    peaceful = reader.parse(Document("The choir of Dorvala sang on Monday.")).tags
    assert peaceful is not None
    assert "probabilities" not in vars(peaceful.fillers)
    parsed = reader.parse(Document("Rebels shot two soldiers near Dorvala on Monday."))
    assert parsed.tags is not None
    table = parsed.tags.fillers.probabilities
    assert table.shape == (len(parsed.doc), len(FILLER), 3)
    assert np.allclose(table.sum(axis=2), 1.0, atol=1e-4)


def test_a_text_without_violence_does_not_need_the_branch(reader: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "fillers.onnx").write_bytes(b"cut short")
    tagger = Tagger(folder)
    words = ["The", "choir", "of", "the", "town", "sang", "on", "Sunday", "."]
    assert tagger.tag_words(words).place.shape == (len(words), 3)
    with pytest.raises(ModelError, match=r"fillers\.onnx"):
        _ = tagger.tag_words(words).fillers.probabilities


def test_no_words_no_fillers(reader: Reader) -> None:
    assert json.loads(json.dumps(reader.read(Document("")).to_dict()))["events"] == []
    assert reader.tagger.tag_words([]).fillers.probabilities.shape == (0, len(FILLER), 3)


def test_where_something_stands_is_not_what_was_hit(reader: Reader) -> None:
    text = (
        "Jets dropped two bombs on a large warehouse in the north of Kharkiv on Saturday, the governor said. "
        "Three people were killed. An earlier attack struck a street in the centre of Kharkiv and injured 18."
    )
    targets = parts(reader.read(Document(text)), "target")
    assert "large warehouse" in targets
    assert "kharkiv" not in targets


def test_a_time_before_a_phrase_is_no_part_of_it(reader: Reader) -> None:
    report = reader.read(
        Document("The bishop told us that last year dynamite was placed under a chapel near his house.")
    )
    assert parts(report, "instrument") == {"dynamite"}


TIGHT = [
    ("Rebels blew up at least ten power towers in the north.", "target", "power towers"),
    ("Gunmen destroyed two drugstores near the river.", "target", "drugstores"),
    ("The rebels blew up the same pipeline again.", "target", "pipeline"),
    ("Another bomb exploded in front of a bank.", "instrument", "bomb"),
    ("The mayor was killed by alleged urban guerrillas.", "agent", "urban guerrillas"),
    ("Over 500 guerrilla fighters attacked two towns in the province.", "agent", "guerrilla fighters"),
    ("A car bomb attack killed three policemen in the capital.", "instrument", "car bomb"),
    ("Terrorists placed a bomb on the fifth floor of the bank and fled.", "target", "bank"),
    ("Rebels fired a total of nine mortar shells at the base.", "instrument", "mortar shells"),
]


@pytest.mark.parametrize(("text", "role", "words"), TIGHT)
def test_what_counts_or_hedges_is_no_part_of_the_phrase(reader: Reader, text: str, role: str, words: str) -> None:
    assert parts(reader.read(Document(text)), role) == {words}


def test_who_lost_the_town_did_not_shell_another(reader: Reader) -> None:
    report = reader.read(
        Document("The army retook Orlu from the militia, a day after shelling killed six people in Tresk.")
    )
    assert not any(r.role == "agent" for e in report.events if e.kind == "attack.artillery" for r in e.roles)


def test_what_the_branch_does_not_see_was_not_hit(reader: Reader) -> None:
    missed = reader.read(Document("Rebels attacked the police station and hit the nail on the head, a witness said."))
    assert parts(missed, "target") == {"police station"}
    shelled = reader.read(Document("Rebels fired a total of nine mortar shells at the base."))
    assert parts(shelled, "target") == {"base"}


def test_drones_are_arms_though_the_branch_knows_few(reader: Reader) -> None:
    report = reader.read(Document("The army launched a record 188 drones at the port overnight."))
    assert parts(report, "instrument") == {"record 188 drones"}
