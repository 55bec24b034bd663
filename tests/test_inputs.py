"""Inputs of all kinds: folders, patterns, lists, tables, PDF, Word, mail, mailboxes, crawls."""

from __future__ import annotations

import gzip
import http.server
import io
import json
import os
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made_files import DEPOT, STRIKE, docx, locked_pdf, page, paragraph, pdf, warc
from whosays import sources
from whosays.errors import InputError, UsageError
from whosays.reading.document import Document
from whosays.sources import folders, kinds
from whosays.sources.columns import parse_map
from whosays.sources.fetch import Settings

Read = Callable[..., tuple[list[Document], list[str]]]


def read(*names: object, **options: object) -> tuple[list[Document], list[str]]:
    """Documents and error messages."""
    errors: list[str] = []
    found = sources.documents([str(n) for n in names], on_error=lambda e: errors.append(str(e)), **options)  # type: ignore[arg-type]
    return list(found), errors


def made(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# Folders, patterns, lists


def test_a_folder_is_read_through_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.md", "a/1.txt", "a.txt", "c.png", ".hidden/x.txt", ".x.txt"):
        made(tmp_path, name, STRIKE)
    found, errors = read(tmp_path)
    assert [Path(d.uri or "").relative_to(tmp_path).as_posix() for d in found] == [
        "a/1.txt",
        "a/2.md",
        "a.txt",
        "b.txt",
    ]
    assert errors == []


def test_a_pattern_is_expanded_where_the_shell_did_not(tmp_path: Path) -> None:
    for name in ("x/1.txt", "x/y/2.txt", "x/3.md", "4.txt"):
        made(tmp_path, name, STRIKE)
    found, errors = read(tmp_path / "**" / "*.txt")
    assert [Path(d.uri or "").name for d in found] == ["4.txt", "1.txt", "2.txt"]
    assert errors == []
    assert "no file has such a name" in read(tmp_path / "*.pdf")[1][0]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    found, _ = read(made(tmp_path, "a[1].txt", STRIKE))
    assert len(found) == 1


def test_an_empty_folder_and_one_that_may_not_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made(tmp_path, "good.txt", STRIKE)
    assert "no files here that can be read" in read(tmp_path / "empty")[1][0]
    found, errors = read(tmp_path / "empty", tmp_path)
    assert (len(found), len(errors)) == (1, 1)


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    made(tmp_path, "a/1.txt", STRIKE)
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found, errors = read(tmp_path)
    assert [Path(d.uri or "").name for d in found] == ["1.txt"]
    assert len(errors) == 1
    assert "a link back to a folder above it" in errors[0]


@pytest.mark.skipif(os.name == "nt", reason="names are no bytes there")
def test_names_that_are_no_text_are_read_and_can_be_printed(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text(STRIKE)
    Path(os.fsdecode(path.replace(b".txt", b".pdf"))).write_text("no pdf")
    found, errors = read(tmp_path)
    assert (found[0].uri or "").endswith("caf\ufffd.txt")
    assert json.dumps(errors, ensure_ascii=False).encode()
    assert "caf\ufffd.pdf" in errors[0]


def test_a_list_of_inputs_passes_over_empty_lines_and_comments(tmp_path: Path) -> None:
    path = made(tmp_path, "list.txt", "\ufeff# the day's pages\n\na.txt\n  b c.txt  \r\nhttps://x.example/\n")
    assert list(folders.from_list(path)) == ["a.txt", "b c.txt", "https://x.example/"]
    with pytest.raises(UsageError, match=r"--from: .*none"):
        list(folders.from_list(tmp_path / "none"))


# Tables and columns


def test_a_table_is_read_by_its_columns(tmp_path: Path) -> None:
    rows = f'id;published;text;publisher\n1;2024-05-26;"{STRIKE}\nAnd ""more"".";Desk\n\n2;;{DEPOT};\n'
    found, errors = read(made(tmp_path, "a.csv", rows), published="2024-06-01")
    assert errors == []
    assert [d.text for d in found] == [f'{STRIKE}\nAnd "more".', DEPOT]
    assert [(d.external_id, d.published, d.publisher) for d in found] == [
        ("1", "2024-05-26", "Desk"),
        ("2", "2024-06-01", None),
    ]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_columns_go_by_the_names_the_user_gives(tmp_path: Path, suffix: str) -> None:
    rows = (
        f"body,day,text\n{DEPOT!r},2024-05-27,no\n"
        if suffix == "csv"
        else json.dumps({"body": DEPOT, "day": "2024-05-27"})
    )
    found, errors = read(made(tmp_path, f"a.{suffix}", rows), mapping=parse_map("text=body,date=day"))
    assert errors == []
    assert (found[0].text.strip("'"), found[0].published) == (DEPOT, "2024-05-27")


def test_a_column_may_lead_into_an_object(tmp_path: Path) -> None:
    record = {"article": {"body": DEPOT}, "a.b": "Desk"}
    found, _ = read(made(tmp_path, "a.jsonl", json.dumps(record)), mapping=parse_map("text=article.body,publisher=a.b"))
    assert (found[0].text, found[0].publisher) == (DEPOT, "Desk")


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    table = made(tmp_path, "a.csv", f"body,day\n{DEPOT},2024-05-27\n")
    assert "there is no column 'text' (there are: body, day); name it with --map text=COLUMN" in read(table)[1][0]
    assert "there is no column 'when'" in read(table, mapping=parse_map("text=body,published=when"))[1][0]
    lines = made(tmp_path, "a.jsonl", json.dumps({"body": "x"}))
    assert "has no 'content' (it has: body)" in read(lines, mapping=parse_map("text=content"))[1][0]


@pytest.mark.parametrize(
    ("value", "words"), [("text", "no pair"), ("words=body", "no field 'words' to map"), ("text=", "no pair")]
)
def test_a_map_that_cannot_be_is_wrong_use(value: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_map(value)


def test_rows_that_do_not_fit_are_named_and_the_others_read(tmp_path: Path) -> None:
    found, errors = read(made(tmp_path, "a.tsv", f"id\ttext\n1\t{STRIKE}\n2\ta\tb\tc\n3\t{DEPOT}\n"))
    assert [d.external_id for d in found] == ["1", "3"]
    assert "a.tsv:3: 4 cells under 2 columns" in errors[0]


def test_an_open_quote_does_not_swallow_memory(tmp_path: Path) -> None:
    path = made(tmp_path, "a.csv", 'id,text\n1,"open\n' + "word word word\n" * 60_000)
    found, errors = read(path, max_chars=1000)
    assert found == []
    assert any("not a row of the table" in e for e in errors)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_tables_and_records_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    table = made(tmp_path, "a.csv", "text,publisher\nThe café was hit.,Désk\n".encode(encoding))
    lines = made(tmp_path, "a.jsonl", '{"text": "The café was hit."}\n{"text": "A café."}\n'.encode(encoding))
    found, errors = read(table, lines)
    assert errors == []
    assert [d.text for d in found] == ["The café was hit.", "The café was hit.", "A café."]
    assert found[0].publisher == "Désk"


def test_a_json_file_is_one_record_or_a_list_of_them(tmp_path: Path) -> None:
    one = made(tmp_path, "a.json", json.dumps({"id": 1, "text": STRIKE}, indent=1))
    many = made(tmp_path, "b.json", json.dumps([{"text": DEPOT}, 7, {"text": STRIKE}]))
    found, errors = read(one, many, made(tmp_path, "c.json", '{"text": "a",\n'))
    assert [d.text for d in found] == [STRIKE, DEPOT, STRIKE]
    assert ["b.json#2: not a record" in errors[0], "not JSON" in errors[1]] == [True, True]


# PDF and Word


def test_a_pdf_gives_its_paragraphs_without_running_heads(tmp_path: Path) -> None:
    first = [
        "Two people were killed when shells hit the market",
        "in Izium on Sunday, the mayor said. An inter-",
        "national group was there.",
        "The army denied it, and said that it had hit",
    ]
    others = [
        ["a depot near Kursk.", "Day 2 was quiet there too, and", "nobody was hurt."],
        ["The third day brought a meeting of envoys.", "It had yet to end."],
        ["Four drones were seen on Wednesday."],
    ]
    pages = [["Example Monitor 2024", *lines, str(n)] for n, lines in enumerate([first, *others], 1)]
    found, errors = read(made(tmp_path, "a.pdf", pdf(pages, title="The week")))
    assert errors == []
    [document] = found
    assert document.text.startswith(
        "Two people were killed when shells hit the market in Izium on Sunday, the mayor said. An international group"
    )
    assert "said that it had hit a depot near Kursk." in document.text
    assert "Monitor" not in document.text
    assert "Day 2 was quiet there too, and nobody was hurt." in document.text
    assert (document.title, document.published) == ("The week", None)
    assert "made on 2024-05-27" in document.warnings[0]


def test_a_pdf_of_pictures_needs_ocr(tmp_path: Path) -> None:
    assert "run OCR" in read(made(tmp_path, "a.pdf", pdf([[], []])))[1][0]


def test_a_pdf_that_draws_without_end_is_refused(tmp_path: Path) -> None:
    found, errors = read(
        made(tmp_path, "a.pdf", pdf([["a"] * 600_000])), made(tmp_path, "b.pdf", pdf([[STRIKE], ["a"] * 600_000]))
    )
    assert "too much is drawn in it" in errors[0]
    assert [(d.text, d.warnings[0]) for d in found] == [(STRIKE + "\n", "page 2 is left out: too much is drawn on it")]


def test_an_encrypted_and_a_damaged_pdf_are_told(tmp_path: Path) -> None:
    whole = pdf([[STRIKE]])
    found, errors = read(
        made(tmp_path, "locked.pdf", locked_pdf(whole, "secret")),
        made(tmp_path, "open.pdf", locked_pdf(whole, "")),
        made(tmp_path, "cut.pdf", whole[: len(whole) // 3]),
        made(tmp_path, "no.pdf", b"%PDF-1.7\n" + os.urandom(4000)),
    )
    assert [Path(d.uri or "").name for d in found] == ["open.pdf"]
    assert "locked.pdf: encrypted" in errors[0]
    assert len(errors) == 3
    assert all(e.count("\n") == 0 for e in errors)


def test_a_word_document_gives_paragraphs_and_tables_but_nothing_deleted(tmp_path: Path) -> None:
    body = (
        paragraph("Two people were ", "killed in Izium.")
        + "<w:p><w:del><w:r><w:delText>Nobody died.</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>Three died.</w:t></w:r></w:ins></w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('Kursk')}</w:tc><w:tc>{paragraph('4 drones')}</w:tc></w:tr></w:tbl>"
    )
    [document], errors = read(made(tmp_path, "a.docx", docx(body, title="The day")))
    assert errors == []
    assert document.text == "Two people were killed in Izium.\n\nThree died.\n\nKursk\n\n4 drones\n"
    assert document.title == "The day"


def test_word_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    found, errors = read(
        made(tmp_path, "old.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 100),
        made(tmp_path, "cut.docx", docx(paragraph(STRIKE))[:300]),
        made(tmp_path, "empty.docx", docx("")),
        made(tmp_path, "broken.docx", docx("<w:p>")),
        made(tmp_path, "laughs.docx", docx(paragraph("&b;"), before=entities)),
    )
    assert found == []
    for error, words in zip(errors, ["old or an encrypted", "damaged", "empty", "damaged", "empty"], strict=True):
        assert words in error


# Mail


def message(text: str | None, html: bytes | None = None, **headers: str) -> EmailMessage:
    out = EmailMessage()
    for name, value in (
        {
            "From": "Example Desk <desk@x.example>",
            "Subject": "The day",
            "Date": "Mon, 27 May 2024 08:30:00 +0300",
            "Message-ID": "<1@x.example>",
        }
        | {k.replace("_", "-"): v for k, v in headers.items()}
    ).items():
        out[name] = value
    if text is not None:
        out.set_content(text)
    if html is not None:
        if text is None:
            out.set_content(html.decode(), subtype="html")
        else:
            out.add_alternative(html.decode(), subtype="html")
    return out


def test_a_message_gives_text_sender_subject_and_date(tmp_path: Path) -> None:
    text = f"{STRIKE}\n\nSee [https://x.example/a?b=1].\n\n-- \nDesk, Example Street\n"
    [plain], _ = read(made(tmp_path, "a.eml", message(text).as_bytes()))
    assert STRIKE in plain.text
    assert "https://" not in plain.text
    assert "Street" not in plain.text
    assert (plain.title, plain.published, plain.published_from) == ("The day", "2024-05-27T08:30:00+03:00", "metadata")
    assert (plain.publisher, plain.byline, plain.external_id) == (None, "Example Desk", "1@x.example")
    [listed], _ = read(made(tmp_path, "b.eml", message(text, List_Id="<news.x.example>").as_bytes()))
    assert (listed.publisher, listed.byline) == ("Example Desk", None)


def test_a_message_that_is_a_page_is_read_as_one(tmp_path: Path) -> None:
    hint = message("View this in your browser: https://x.example/1", page(STRIKE))
    only = message(None, page(DEPOT))
    short = message(None, b"<html><body><div>Three men <b>died</b></div><div>in Sumy.</div></body></html>")
    found, errors = read(*(made(tmp_path, f"{n}.eml", m.as_bytes()) for n, m in enumerate((hint, only, short))))
    assert errors == []
    assert STRIKE in found[0].text and "browser" not in found[0].text
    assert DEPOT in found[1].text and "Weather" not in found[1].text
    assert found[2].text.split() == ["Three", "men", "died", "in", "Sumy."]


def test_what_is_attached_to_a_message_is_read_too(tmp_path: Path) -> None:
    mail = message("See what is attached, please.")
    mail.add_attachment(pdf([[STRIKE]]), maintype="application", subtype="pdf", filename="day.pdf")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    mail.add_attachment(message(DEPOT, Subject="Fwd"))
    path = made(tmp_path, "a.eml", mail.as_bytes())
    found, errors = read(path)
    assert errors == []
    assert [(d.uri or "").removeprefix(str(path)) for d in found] == ["", "!day.pdf", "!2.eml"]
    assert DEPOT in found[2].text


def test_a_mailbox_gives_its_messages_by_number(tmp_path: Path) -> None:
    texts = [STRIKE, "No headers", f"{DEPOT}\n\nFrom here on it was quiet.\n"]
    parts = []
    for n, text in enumerate(texts):
        raw = b"No headers at all\n" if n == 1 else message(text, Message_ID=f"<{n}@x>").as_bytes()
        parts.append(b"From desk@x.example Mon May 27 08:30:00 2024\n" + raw.replace(b"\nFrom ", b"\n>From ") + b"\n")
    path = made(tmp_path, "a.mbox", b"".join(parts))
    found, errors = read(path)
    assert [d.uri for d in found] == [f"{path}#1", f"{path}#3"]
    assert "From here on it was quiet." in found[1].text
    assert errors == [f"{path}#2: no mail message: it has no headers"]


def test_messages_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    deep = EmailMessage()
    deep.set_content(STRIKE)
    raw = deep.as_bytes()
    for n in range(30):
        raw = b"Subject: x\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n" % (n, n, raw, n)
    found, errors = read(
        made(tmp_path, "deep.eml", raw),
        made(
            tmp_path,
            "pgp.eml",
            b"From: a@x.example\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n",
        ),
        made(tmp_path, "bare.eml", b"From: a@x.example\n\n"),
        made(
            tmp_path,
            "odd.eml",
            b"From: \xff\xfe=?x?b?@\nDate: 99 Foo\nContent-Type: text/plain; charset=nonesuch\n\n" + STRIKE.encode(),
        ),
    )
    assert [d.text.strip() for d in found] == [STRIKE]
    assert "none that can be read" in found[0].warnings[-1]
    for error, words in zip(errors, ["nested too deep", "encrypted", "without text"], strict=True):
        assert words in error


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        ["x.eml", "x.mbox", "x.csv", "x.pdf", "x.docx", "x.jsonl", "x.warc", "x.zip", "x.gz", "x.zst", "x.tar", ""]
    ),
)
def test_no_bytes_bring_it_down(data: bytes, name: str) -> None:
    from whosays.sources.columns import Columns
    from whosays.sources.opening import Rules, opened, origin_of

    stream = io.BytesIO(data)
    for found in opened(stream, origin_of(stream, "x", None, name), Rules(None, None, 1000, Columns())):
        assert isinstance(found, Document | InputError)
        if isinstance(found, InputError):
            assert "\n" not in str(found)
            assert "please report" not in str(found)


# Crawls


HEAD = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"


def test_a_crawl_gives_its_pages_and_passes_over_the_rest(tmp_path: Path) -> None:
    data = warc(
        ("http://a.example/1", HEAD, page(STRIKE)),
        ("http://a.example/2", "HTTP/1.1 404 Not Found\nContent-Type: text/html", page(STRIKE)),
        ("http://a.example/3", "HTTP/1.1 200 OK\nContent-Type: image/png", b"\x89PNG"),
        ("http://a.example/4", HEAD, b"<!doctype html><html><body></body></html>"),
        ("http://a.example/5", "", DEPOT.encode()),
    )
    path = made(tmp_path, "a.warc", data)
    found, errors = read(path, publisher="Desk")
    assert [d.uri for d in found] == ["http://a.example/1", "http://a.example/5"]
    assert [d.publisher for d in found] == ["Example Herald", "Desk"]
    assert (found[0].published or "").startswith("2024-05-26")
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}!http://a.example/4: no article text")


def test_a_crawl_that_is_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    data = warc(("http://a.example/1", HEAD, page(STRIKE)), ("http://a.example/2", HEAD, page(DEPOT)))
    found, errors = read(made(tmp_path, "a.warc", data + b"WARC/1.0\r\nnothing here\x00\xff" * 3))
    assert len(found) == 2
    assert len(errors) <= 1
    assert (
        "no WARC records" in read(made(tmp_path, "b.warc", "words"))[1][0]
        or "damaged" in read(tmp_path / "b.warc")[1][0]
    )


def test_pages_of_a_crawl_are_unpacked_within_bounds(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    packed = f"{HEAD}\nContent-Encoding: "
    body = page(STRIKE)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (body[:300], body[300:], b""))
    data = warc(
        ("http://a.example/gzip", f"{packed}gzip", gzip.compress(body)),
        ("http://a.example/br", f"{packed}br", brotli.compress(body)),
        ("http://a.example/not", f"{packed}gzip", body),
        ("http://a.example/chunks", f"{HEAD}\nTransfer-Encoding: chunked", chunks),
        ("http://a.example/bomb", f"{packed}gzip", gzip.compress(bytes(50_000_000))),
        ("http://a.example/br-bomb", f"{packed}br", brotli.compress(bytes(50_000_000))),
        ("http://a.example/odd", f"{packed}rot13", b"x"),
        ("http://a.example/a b", HEAD, body),
    )
    found, errors = read(made(tmp_path, "a.warc", data + b"what is this\r\n"))
    assert [(d.uri or "").rsplit("/", 1)[1] for d in found] == ["gzip", "br", "not", "chunks", "a%20b"]
    assert len({d.text for d in found}) == 1
    for error, words in zip(
        errors, ["unpacks to over", "unpacks to over", "not known (rot13)", "damaged"], strict=True
    ):
        assert words in error
    assert capfd.readouterr().err == ""


# Web addresses


class _Site(http.server.BaseHTTPRequestHandler):
    """Two pages, a table, and nothing else."""

    PATHS: ClassVar[dict[str, tuple[str, bytes]]] = {
        "/1.html": ("text/html; charset=utf-8", page(STRIKE)),
        "/2.html": ("text/html; charset=utf-8", page(DEPOT, title="A depot")),
        "/rows.csv": ("text/csv", f"text;publisher\n{STRIKE};Desk\n{DEPOT};\n".encode()),
    }

    def do_GET(self) -> None:
        kind, body = self.PATHS.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_addresses_stand_beside_files_and_what_was_kept_of_them_can_be_read_again(site: str, tmp_path: Path) -> None:
    web = Settings(allow_private=True, keep_raw=tmp_path / "raw", per_host_delay_s=0.0, retries=0)
    local = made(tmp_path, "a.txt", DEPOT)
    names = [f"{site}/1.html", local, f"{site}/none.html", f"{site}/rows.csv", f"{site}/2.html"]
    found, errors = read(*names, web=web, publisher="Option")
    assert [d.uri for d in found] == [f"{site}/1.html", str(local), found[2].uri, found[3].uri, f"{site}/2.html"]
    assert [d.publisher for d in found] == ["Option", "Option", "Desk", "Option", "Option"]
    assert len(errors) == 1
    assert errors[0].startswith(f"{site}/none.html")
    [kept] = sorted((tmp_path / "raw").glob("*.warc*"))
    again, _ = read(kept)
    assert [(d.uri, d.text) for d in again] == [(d.uri, d.text) for d in found if (d.uri or "").endswith(".html")]
    assert all(d.retrieved for d in again)


def test_private_addresses_and_offline_are_told(site: str) -> None:
    for web, words in ((None, "private"), (Settings(offline=True), "offline")):
        found, errors = read(f"{site}/1.html", web=web)
        assert found == []
        assert words in errors[0] or "loopback" in errors[0]


# Kinds


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("", b"From a@x.example Mon May 27 08:30:00 2024\nFrom: a", "mbox"),
        ("", b"From: a@x.example\nSubject: b\n\nc", "mail"),
        ("", b"From Kyiv, our man writes\nthat it is 2024", "text"),
        ("", b"Date: unknown\nPlace: Sumy\n", "text"),
        ("", b'{"text": "' + b"x" * 5000, "records"),
        ("", b'\n{"text": "a"}\n{"text": "b"}\n', "records"),
        ("", b'[\n {"text": "a"}\n]', "json"),
        ("", b"[Photo] Two men died.", "text"),
        ("a.txt", b"\x1f\x8b\x08", "gzip"),
        ("a.txt", b"%PDF-1.4", "pdf"),
        ("a.JSONL", b"", "records"),
        ("a.csv.gz", b"\x1f\x8b", "gzip"),
        ("x", b"WARC/1.0\r\n", "warc"),
    ],
)
def test_kinds_are_told_by_first_bytes_then_by_name(name: str, head: bytes, kind: str) -> None:
    assert kinds.kind_of(name, head) == kind


def test_bytes_of_any_kind_give_their_one_document() -> None:
    assert STRIKE in sources.from_bytes(pdf([[STRIKE]])).text
    with pytest.raises(InputError, match="2 documents"):
        sources.from_bytes(b'{"text": "a"}\n{"text": "b"}\n')
