"""Inputs: decoding, file kinds, JSON lines, what cannot be read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from whosays import sources
from whosays.errors import InputError, UsageError
from whosays.reading.document import Document, parse_published
from whosays.sources import markdown
from whosays.sources.decode import decode

TEXT = "Kyiv’s forces hit a depot near Kursk — two guards were hurt, the governor said.\n" * 3


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32-le"),
    ],
)
def test_unicode_is_decoded_unchanged_and_without_warning(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.warnings) == (TEXT, encoding, ())


def test_windows_1252_is_read_with_a_warning_that_names_the_line() -> None:
    decoded = decode(b"First line.\n" + TEXT.encode("cp1252"))
    assert decoded.text == "First line.\n" + TEXT
    assert "line 2: not UTF-8; read as Windows-1252" in decoded.warnings[0]


def test_mixed_encodings_are_read_piece_by_piece() -> None:
    decoded = decode(TEXT.encode("utf-8") + "Russia’s".encode("cp1252"))
    assert decoded.text == TEXT + "Russia’s"
    assert "not UTF-8 all through" in decoded.warnings[0]


def test_cyrillic_in_an_old_encoding_is_recognised() -> None:
    text = "Российские войска взяли село, сообщило министерство обороны. " * 8
    assert decode(text.encode("cp1251")).text == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04rest", "ZIP archive or an office document"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
    ],
)
def test_binary_files_are_refused_with_what_they_are(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        decode(data)


def test_a_stray_nul_is_kept_with_a_warning() -> None:
    decoded = decode(TEXT.encode() + b"\0")
    assert decoded.text == TEXT + "\0"
    assert "NUL" in decoded.warnings[0]


def test_line_ends_are_not_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"One.\r\nTwo.\rThree.\n")
    assert next(sources.documents([tmp_path / "a.txt"])).text == "One.\r\nTwo.\rThree.\n"


def test_markdown_loses_its_markup_and_gives_title_date_and_author() -> None:
    source = (
        "---\ntitle: 'A day'\ndate: 2024-05-27\n---\n\n# A **day**\n\n> Two [men](http://x.example) were _hurt_ in "
        "`Sumy`.\n\n- one\n- two\n\n![map](m.png)\n\nsnake_case_stays and 2 * 3 * 4.\n"
    )
    text, fields = markdown.to_text(source)
    assert fields == {"title": "A day", "date": "2024-05-27"}
    assert text.split("\n\n")[0] == "A day"
    assert "Two men were hurt in Sumy." in text
    assert "snake_case_stays and 2 * 3 * 4." in text
    assert not set("#>![`") & set(text)


def test_html_gives_the_article_and_its_metadata() -> None:
    page = next(sources.documents(["examples/kharkiv/05-republished.html"]))
    assert "KYIV (Example Wire) — The number" in page.text
    assert "Sport" not in page.text
    assert (page.published, page.published_from, page.publisher) == (
        "2024-05-26T19:40:00Z",
        "metadata",
        "Example Herald",
    )
    assert (page.extractor or "").startswith("trafilatura/")


def test_a_page_without_an_article_is_told() -> None:
    with pytest.raises(InputError, match="no article text"):
        sources.from_bytes(b"<!doctype html><html><body></body></html>")


def _lines(*records: object) -> bytes:
    return "\n".join(r if isinstance(r, str) else json.dumps(r) for r in records).encode()


def _read(data: bytes, name: str = "-", **options: object) -> tuple[list[Document], list[str]]:
    errors: list[str] = []
    found = sources.documents([name], stdin=io.BytesIO(data), on_error=lambda e: errors.append(str(e)), **options)  # type: ignore[arg-type]
    return list(found), errors


def test_records_keep_order_id_and_their_own_date() -> None:
    data = _lines(
        {"id": 7, "text": "One.", "published": "2024-05-01", "publisher": "A", "uri": "http://a.example"},
        {"id": "b", "text": "Two."},
    )
    first, second = _read(data, published="2024-06-01", publisher="Z")[0]
    assert (first.external_id, first.published, first.published_from) == ("7", "2024-05-01", "metadata")
    assert (first.publisher, first.uri) == ("A", "http://a.example")
    assert (second.external_id, second.published, second.published_from) == ("b", "2024-06-01", "option")
    assert second.publisher == "Z"


def test_broken_lines_are_named_and_the_others_read() -> None:
    data = _lines(
        {"text": "One."}, "{broken", "[1]", {"body": "x"}, "", {"text": "Two.", "published": "May"}, {"text": 5}
    )
    found, errors = _read(data)
    assert [d.text for d in found] == ["One.", "Two."]
    assert [e.split(": ")[0] for e in errors] == [f"standard input:{n}" for n in (2, 3, 4, 7)]
    assert "not JSON" in errors[0]
    assert "'text' is no text but a number" in errors[3]
    assert "no 'text' (it has: body)" in errors[2]
    assert found[1].published is None
    assert "'May' is no date" in found[1].warnings[0]


def test_lone_surrogates_in_records_do_not_reach_the_text() -> None:
    assert _read(b'{"text": "a \\ud800 b"}')[0][0].text == "a \ufffd b"


def test_too_large_is_told_with_the_limit(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text("word " * 1000)
    errors: list[str] = []
    assert not list(sources.documents([tmp_path / "big.txt"], max_chars=100, on_error=lambda e: errors.append(str(e))))
    assert "one document may have 100 characters" in errors[0]
    found, errors = _read(_lines({"text": "x" * 101}, {"text": "short"}), max_chars=100)
    assert [d.text for d in found] == ["short"]
    assert "101 characters; the limit is 100" in errors[0]


def test_an_endless_record_does_not_fill_memory() -> None:
    data = b'{"text": "short"}\n' + b'{"text": "' + b"x" * 900_000 + b'"}\n' + b'{"text": "next"}\n'
    found, errors = _read(data, max_chars=1000)
    assert [d.text for d in found] == ["short", "next"]
    assert "the line is too long" in errors[0]


def test_what_cannot_be_opened_is_told_and_the_rest_read(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("Fine.")
    errors: list[str] = []
    (tmp_path / "empty").mkdir()
    names = [tmp_path / "none.txt", tmp_path / "empty", "a\0b", good]
    found = list(sources.documents(names, on_error=lambda e: errors.append(str(e))))
    assert [d.text for d in found] == ["Fine."]
    assert found[0].uri == str(good)
    for error, words in zip(errors, ["no such file", "no files here", "cannot be read"], strict=True):
        assert words in error


def test_without_on_error_the_first_failure_is_raised() -> None:
    with pytest.raises(InputError, match="no such file"):
        list(sources.documents(["none.txt"]))


@pytest.mark.parametrize("value", ["2024-13-01", "yesterday", "2024-02-30", "26.11.2024", "2024-11-26T25:00"])
def test_impossible_publication_dates_are_refused_with_the_right_form(value: str) -> None:
    with pytest.raises(UsageError, match="write it as 2024-11-26"):
        parse_published(value)


@pytest.mark.parametrize("value", ["2024-11-26", "2024-11-26T08:30", "2024-11-26T08:30:15+02:00", "2024-11-26 08:30Z"])
def test_publication_dates_with_and_without_a_clock(value: str) -> None:
    day, clock = parse_published(value)
    assert day is not None
    assert day.isoformat() == "2024-11-26"
    assert clock == ("08:30" if ":" in value else None)
