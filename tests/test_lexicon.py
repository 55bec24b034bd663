"""Tables of words: small classes that any stage asks for by name, checked and open to a user's own words."""

import re
from importlib import resources
from pathlib import Path

import pytest

from whosays.errors import LexiconError
from whosays.reading.actors.candidates import PERSONAL
from whosays.reading.lexicon import Lexicon

CODE = "\n".join(p.read_text(encoding="utf8") for p in sorted(Path("src/whosays/reading").rglob("*.py")))
GRAMMAR = resources.files("whosays.reading.languages").joinpath("en", "grammar.tsv")


def test_every_class_of_the_grammar_is_asked_for_and_no_other() -> None:
    rows = [line for line in GRAMMAR.read_text(encoding="utf8").splitlines() if "\t" in line and line[0] != "#"]
    classes = {row.split("\t")[0] for row in rows} - {"class"}
    asked = set(re.findall(r'\b(?:words|grammar)\("(\w+)"\)', CODE))
    assert classes == asked | set(PERSONAL)


def test_a_user_adds_to_a_class_of_the_grammar(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[[grammar]]\nclass = "honorific"\nwords = "pan pani"\n', encoding="utf8")
    assert {"pan", "pani", "mrs"} <= Lexicon("en", file).words("honorific")
    assert "pan" not in Lexicon("en").words("honorific")


def test_a_class_that_no_row_has_is_refused() -> None:
    with pytest.raises(LexiconError, match=r"grammar\.tsv has no class 'whisper'"):
        Lexicon("en").words("whisper")
