"""Passages that teach the encoder: their marks point at their words and name kinds and statuses that there are."""

from __future__ import annotations

from training import corpora
from whosays.reading import tags


def test_a_plain_text_is_without_its_marks_and_knows_where_they_stood() -> None:
    text, marks = corpora.plain_text(["rebels [seized|territory.capture] Gao.", "[riots|riot|possible] may follow."])
    assert text == "Rebels seized Gao. Riots may follow."
    assert [(text[a:b], kind, status) for a, b, kind, status in marks] == [
        ("seized", "territory.capture", None),
        ("Riots", "riot", "possible"),
    ]


def test_all_marks_name_kinds_and_statuses_and_nearly_every_kind_is_taught() -> None:
    seen = set()
    for passage in corpora.passages("plain", rounds=1):
        text, marks = corpora.plain_text([passage])
        assert not set(text) & set("[|]{}"), text
        for start, end, kind, status in marks:
            assert text[start:end].strip() == text[start:end] != ""
            assert kind in tags.TRIGGER and status in (None, *tags.STATUS), passage
            seen.add(kind)
    assert set(tags.TRIGGER) - seen == {"O", "statement.other"}


def test_passages_are_the_same_each_time_and_ordinary_ones_have_no_marks() -> None:
    assert corpora.passages("plain", rounds=2) == corpora.passages("plain", rounds=2)
    assert all(not corpora.plain_text([p])[1] for p in corpora.passages("ordinary", rounds=1))


def test_triggers_are_labels_on_the_words(reader) -> None:
    text, marks = corpora.plain_text(["gunmen [shot dead|attack.shooting] a boy."])
    example = corpora.plain(reader.nlp(text), marks, "one")
    labels = {w: tags.TRIGGER[n] for w, n in zip(example.words, example.labels["trigger"], strict=True)}
    assert labels["shot"] == labels["dead"] == "attack.shooting"
    assert labels["boy"] == labels["Gunmen"] == "O"
