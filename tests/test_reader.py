"""The reader as a whole: what holds for every report, streams, languages, odd texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports import check_report
from whosays import sources
from whosays.errors import UsageError
from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.reader import Reader

EXAMPLES = "examples/kharkiv.jsonl"
PIECES = [
    "Russia launched 14 missiles at Kharkiv on Friday.", "Two people were killed", ", the governor said.", "\n",
    "\r\n\r\n", "KYIV, Nov 23 (Example) — ", "Moscow vowed to retaliate.", "“We hit nothing,” said the ministry.",
    " NEWS ", "Overnight", "at least 12 of 30 drones were shot down", "😀", "\u202eodd\u202c", "İstanbul", "(", "…",
    " ", "1,000", "UN", "\0", "’s",
]  # fmt: skip


@pytest.fixture(scope="module")
def reports(reader: Reader) -> list[Report]:
    return list(reader.pipe(sources.documents([EXAMPLES])))


def test_examples_give_sound_reports_in_order(reports: list[Report]) -> None:
    assert [r.document.external_id for r in reports] == [d.external_id for d in sources.documents([EXAMPLES])]
    for report in reports:
        check_report(report)


def test_a_report_comes_back_from_its_json_as_it_was(reports: list[Report]) -> None:
    for report in reports:
        data = json.loads(json.dumps(report.to_dict()))
        assert Report.model_validate(data) == report
        assert Report.model_validate(data).to_dict() == report.to_dict()


def test_the_same_words_give_the_same_bytes_alone_or_in_a_batch(reader: Reader, reports: list[Report]) -> None:
    documents = list(sources.documents([EXAMPLES]))
    alone = [reader.read(d).to_dict() for d in documents]
    pairs = list(reader.pipe(documents, batch_size=2))
    assert [json.dumps(r.to_dict()) for r in pairs] == [json.dumps(r) for r in alone]
    assert [json.dumps(r.to_dict()) for r in reports] == [json.dumps(r) for r in alone]


def test_a_stream_is_read_little_further_than_its_reports_need(reader: Reader) -> None:
    drawn = []

    def stream() -> Iterator[Document]:
        for n in range(30):
            drawn.append(n)
            yield Document(f"Troops entered the {n + 2}th village on Friday, the mayor said.")

    reports = reader.pipe(stream(), batch_size=6)
    assert "2th village" in next(reports).document.text
    assert len(drawn) < 12
    assert [r.document.text for r in reports] == [f"Troops entered the {n + 2}th village on Friday, the mayor said."
                                                  for n in range(1, 30)]  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.sampled_from([None, "2024-11-26"]))
def test_any_text_gives_a_sound_report(text: str, published: str | None) -> None:
    check_report(_READER().read(Document(text, published=published, language="en")))


@pytest.mark.parametrize("text", ["", " \n\t ", "\0", "Kharkiv", "?", "a" * 5000, "Attack " * 300, "1 " * 2000])
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    check_report(reader.read(Document(text)))


def test_an_empty_text_gives_a_report_with_a_warning(reader: Reader) -> None:
    report = reader.read(Document(" \n"))
    assert report.warnings == ("the text is empty",)
    assert not report.events
    assert reader.read(Document("a" * 5000)).warnings == ("the text holds no words",)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        (
            "Російські війська обстріляли Харків у п’ятницю, загинули двоє людей.",
            "uk",
            "Ukrainian",
        ),
        (
            "Die russische Armee hat in der Nacht Raketen auf Charkiw abgefeuert.",
            "de",
            "German",
        ),
        (
            "Deux personnes ont été tuées vendredi dans une frappe russe sur Kharkiv.",
            "fr",
            "French",
        ),
    ],
)
def test_text_in_another_language_is_named_and_not_read(reader: Reader, text: str, code: str, name: str) -> None:
    report = reader.read(Document(text))
    assert report.document.language == code
    assert name in report.warnings[0]
    assert not report.events
    assert not report.claims


@pytest.mark.parametrize(
    "text", ["Kharkiv: 3 killed, 5 wounded.", "Russia launches drones", "Putin warns Kyiv", "Explosions heard, Odesa"]
)
def test_short_english_is_read(reader: Reader, text: str) -> None:
    assert reader.read(Document(text)).document.language == "en"


def test_a_dateline_with_a_year_gives_the_date_of_publication(reader: Reader) -> None:
    info = reader.read(Document("KYIV, May 26, 2024 (Example) — Russia struck the port on Friday.")).document
    assert (info.published, info.published_from) == ("2024-05-26", "dateline")
    info = reader.read(Document("KYIV, May 26 (Example) — Russia struck the port on Friday.")).document
    assert (info.published, info.published_from) == (None, None)


def test_the_first_heading_is_the_title(reader: Reader) -> None:
    text = "News\nPort struck for the second time this week\nRussia struck the port on Friday."
    assert reader.read(Document(text)).document.title == "Port struck for the second time this week"
    assert reader.read(Document(text, title="Mine")).document.title == "Mine"


def test_ids_tell_documents_and_texts_apart(reader: Reader) -> None:
    document = Document("Russia struck the port.", uri="a")
    one, two = (reader.read(d).document for d in (document, replace(document, uri="b")))
    assert one.text_id == two.text_id
    assert one.id != two.id


def test_an_impossible_date_is_refused(reader: Reader) -> None:
    with pytest.raises(UsageError, match="2024-02-31"):
        reader.read(Document("Text.", published="2024-02-31"))


def test_one_bad_document_does_not_stop_the_stream(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from whosays.reading import reader as module

    real = module.read_relations

    def failing(parsed, *rest):  # type: ignore[no-untyped-def]
        if "boom" in parsed.text:
            raise ZeroDivisionError
        return real(parsed, *rest)

    monkeypatch.setattr(module, "read_relations", failing)
    failed: list[str] = []
    documents = [Document("One."), Document("boom."), Document("Three.")]
    found = list(reader.pipe(documents, on_error=lambda d, e: failed.append(f"{d.text} {type(e).__name__}")))
    assert [r.document.text for r in found] == ["One.", "Three."]
    assert failed == ["boom. ZeroDivisionError"]
    with pytest.raises(ZeroDivisionError):
        list(reader.pipe(documents))


_READERS: list[Reader] = []


def _READER() -> Reader:
    """The session's reader, for tests that hypothesis calls."""
    return _READERS[0]


@pytest.fixture(autouse=True, scope="module")
def _keep_reader(reader: Reader) -> None:
    _READERS[:] = [reader]
