"""The words of reconciling: tables of the language, validated, and each class of them asked for somewhere."""

import re
from importlib import resources
from pathlib import Path

import pytest

from whosays.errors import LexiconError
from whosays.reading.lexicon import TableSpec
from whosays.reconcile import language
from whosays.reconcile.language import phrase_classes, phrase_rows, phrases, phrases_with, words_of

CODE = "\n".join(p.read_text(encoding="utf8") for p in sorted(Path("src/whosays").rglob("*.py")))
TABLES = resources.files("whosays.reading.languages").joinpath("en", "ledger")


def test_every_class_of_phrases_is_a_pattern_and_asked_for() -> None:
    one = set(re.findall(r'phrases(?:_with)?\(\s*"(\w+)"', CODE)) | {"part_killed", "part_injured"}
    one |= {"said_dead", "said_hurt"}
    each = set(re.findall(r'phrase_rows\(\s*"(\w+)"', CODE)) | {"plural_killed", "plural_injured"}
    assert one | each == phrase_classes()
    assert all(phrases(name).pattern for name in one)
    assert all(phrase_rows(name) for name in each)


def test_every_set_of_words_is_asked_for() -> None:
    lines = TABLES.joinpath("words.tsv").read_text(encoding="utf8").splitlines()
    classes = {line.split("\t")[0] for line in lines if "\t" in line and not line.startswith("#")} - {"class"}
    assert classes == set(re.findall(r'words_of\("(\w+)"\)', CODE))


def test_a_class_that_no_table_has_is_refused() -> None:
    with pytest.raises(LexiconError, match="no table of phrases has the class 'whispers'"):
        phrases("whispers")
    with pytest.raises(LexiconError, match="has no class 'whispers'"):
        words_of("whispers")


def test_a_broken_pattern_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(spec: TableSpec) -> list[dict[str, str]]:
        return [{"class": "spot", "pattern": "(in the"}] if spec.name == "ledger/phrases" else []

    monkeypatch.setattr(language, "rows", broken)
    language._phrases.cache_clear()
    phrases.cache_clear()
    try:
        with pytest.raises(LexiconError, match=r"class 'spot' are no regular expressions .*\(in the"):
            phrases("spot")
    finally:
        monkeypatch.undo()
        language._phrases.cache_clear()


def test_a_part_must_be_known_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"class": "spot", "pattern": r"\b{TOWN}\b"}]
    monkeypatch.setattr(language, "rows", lambda spec: rows if spec.name == "ledger/phrases" else [])
    language._phrases.cache_clear()
    try:
        with pytest.raises(LexiconError, match=r"ledger/phrases.tsv, class 'spot': no part is named TOWN"):
            language._phrases()
    finally:
        monkeypatch.undo()
        language._phrases.cache_clear()


def test_phrases_around_a_name_of_the_text() -> None:
    seen = phrases_with("seen_by", NAME="the (north) desk")
    assert seen.search("bodies seen by the (north) desk on friday")
    assert not seen.search("bodies seen by the north desk on friday")
