"""The encoder: windows cover every word once, probabilities are probabilities, damage is told plainly."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.errors import ModelError
from whosays.reading import tags
from whosays.reading.tagger.encoder import DATA, LABELS, TAGGING, Tagger
from whosays.reading.tagger.windows import CONTEXT, windows

WORDS = st.lists(st.sampled_from(["a", "word", ".", "\n", '"', "?"]), max_size=120)


@given(WORDS, st.integers(8, 40), st.integers(1, 6))
@settings(derandomize=True, max_examples=150, deadline=None)
def test_windows_cover_every_word_once_and_fit(words: list[str], limit: int, size: int) -> None:
    sizes = [size] * len(words)
    seen: list[int] = []
    for window in windows(words, sizes, limit + CONTEXT):
        seen.extend(range(window.start, window.end))
        assert window.context <= window.start
        assert sum(sizes[window.context : window.end]) <= max(limit + CONTEXT, size)
    assert seen == list(range(len(words)))


def test_windows_break_at_sentence_ends_where_they_can() -> None:
    words = ["one", "two", ".", "three", "four", ".", "five"]
    assert [(w.start, w.end) for w in windows(words, [20] * 7, 70)] == [(0, 3), (3, 6), (6, 7)]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def test_tags_are_probabilities_for_each_token(tagger: Tagger, parse) -> None:
    parsed = parse("Rebels shelled the town of Dorvala on Friday, the governor said.\n\nNobody was hurt.")
    out = tagger.tag(parsed.doc)
    for task in TAGGING:
        table = getattr(out, task)
        assert table.shape == (len(parsed.doc), len(LABELS[task]))
        assert np.allclose(table.sum(axis=1), 1.0, atol=1e-4)
    assert out.roles(1, [0, 3]).shape == (2, len(tags.ROLE))


def test_the_encoder_sees_who_says_and_what_happened(tagger: Tagger, parse) -> None:
    parsed = parse("The governor said that rebels had shelled the town on Friday, killing three people.")
    out = tagger.tag(parsed.doc)
    words = [t.text for t in parsed.doc]
    assert tags.ATTRIBUTION[out.attribution[words.index("said")].argmax()] == "B-cue"
    assert tags.ATTRIBUTION[out.attribution[words.index("governor")].argmax()] == "I-source"
    assert tags.ATTRIBUTION[out.attribution[words.index("shelled")].argmax()] == "I-content"
    assert tags.TRIGGER[out.trigger[words.index("shelled")].argmax()].startswith("attack")


def test_the_same_text_has_the_same_tags(tagger: Tagger, parse) -> None:
    doc = parse("Troops entered the city overnight, witnesses said.").doc
    one, two = tagger.tag(doc), tagger.tag(doc)
    assert np.array_equal(one.attribution, two.attribution)


def test_a_pair_is_scored_by_the_form_of_its_task() -> None:
    left, right = np.array([[0.5, 1.0], [-1.0, 1.0]], np.float32), np.array([[2.0, 1.0], [0.0, 1.0]], np.float32)
    forms = np.arange(12, dtype=np.float32).reshape(3, 2, 2) / 10  # (labels, left, right)
    pairs = tags.Pairs({"role": left}, {"role": right}, {"role": forms.transpose(1, 0, 2).copy()})
    logits = np.einsum("i,lij,nj->nl", left[1], forms, right[[1, 0]])
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert np.allclose(pairs.score("role", 1, [1, 0]), expected, atol=1e-6)
    assert pairs.score("role", 0, []).shape == (0, 3)


def test_an_empty_document_has_empty_tags(tagger: Tagger, reader) -> None:
    assert tagger.tag(reader.nlp("")).trigger.shape == (0, len(tags.TRIGGER))


def test_missing_and_misfit_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        Tagger(tmp_path)
    shutil.copytree(DATA, tmp_path / "data")
    card = json.loads((tmp_path / "data" / "card.json").read_text())
    card["labels"]["stance"].reverse()
    (tmp_path / "data" / "card.json").write_text(json.dumps(card))
    with pytest.raises(ModelError, match="stance"):
        Tagger(tmp_path / "data")


def test_a_truncated_encoder_is_named(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    blob = (tmp_path / "data" / "encoder.onnx").read_bytes()
    (tmp_path / "data" / "encoder.onnx").write_bytes(blob[: len(blob) // 2])
    with pytest.raises(ModelError, match="cannot be loaded"):
        Tagger(tmp_path / "data")
