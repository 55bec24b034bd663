"""The command line from end to end: formats, exit codes, messages, pipes, terminals."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import whosays
from tests.reports import check_report
from whosays.cli import app, read_command
from whosays.model import Report
from whosays.reading.reader import Reader

REPORT = "examples/kharkiv/03-moscow.txt"
RECORDS = "examples/kharkiv.jsonl"


@pytest.fixture
def cli(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """``cli("read", FILE)`` -> (exit code, standard output, standard error), with the session's reader."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: object, stdin: bytes | None = None) -> tuple[int, str, str]:
        if "--lexicon" not in arguments and "--model" not in arguments:
            monkeypatch.setattr(read_command, "_reader", lambda options, beside: reader)
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run([str(a) for a in arguments])
        return code, *capsys.readouterr()

    return run


def test_in_a_pipe_a_report_is_one_line_of_json(cli: Callable) -> None:
    code, out, err = cli("read", REPORT)
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    report = Report.model_validate_json(out)
    check_report(report)
    assert report.document.text == Path(REPORT).read_text()
    assert report.document.uri == REPORT


def test_json_is_indented_one_object_a_document(cli: Callable) -> None:
    code, out, _ = cli("read", REPORT, "examples/kharkiv/06-final-toll.txt", "--format", "json")
    assert code == 0
    first, end = json.JSONDecoder().raw_decode(out)
    second = json.loads(out[end:])
    assert [d["document"]["uri"] for d in (first, second)] == [REPORT, "examples/kharkiv/06-final-toll.txt"]
    assert '\n  "document"' in out


def test_records_give_one_report_each_with_their_ids(cli: Callable) -> None:
    code, out, _ = cli("read", RECORDS)
    ids = [json.loads(line)["document"]["external_id"] for line in out.splitlines()]
    assert (code, ids) == (0, [json.loads(line)["id"] for line in Path(RECORDS).read_text().splitlines()])


def test_standard_input_text_records_and_pages(cli: Callable) -> None:
    for data, text in [
        (b"Two died in Kharkiv.", "Two died in Kharkiv."),
        (b'{"id": 1, "text": "Two died in Kharkiv."}', "Two died in Kharkiv."),
        (Path("examples/kharkiv/05-republished.html").read_bytes(), None),
    ]:
        code, out, _ = cli("read", "-", stdin=data)
        assert code == 0
        assert json.loads(out)["document"]["text"] == text or text is None
    assert "more air defence" in json.loads(out)["document"]["text"]


def test_published_publisher_and_no_text(cli: Callable) -> None:
    _, out, _ = cli("read", REPORT, "--published", "2024-06-01", "--publisher", "Desk", "--no-text")
    document = json.loads(out)["document"]
    assert (document["published"], document["published_from"]) == ("2024-06-01", "option")
    assert document["publisher"] == "Desk"
    assert "text" not in document


def test_output_goes_to_a_file_in_the_format_of_its_ending(cli: Callable, tmp_path: Path) -> None:
    for name, begins in [("a.jsonl", '{"format"'), ("a.json", '{\n  "format"'), ("a.txt", "─")]:
        code, out, _ = cli("read", REPORT, "-o", tmp_path / name)
        assert (code, out) == (0, "")
        assert (tmp_path / name).read_text().startswith(begins)


def test_a_file_alone_is_read(cli: Callable) -> None:
    assert cli(REPORT, "--no-text")[:2] == cli("read", REPORT, "--no-text")[:2]
    assert cli("--no-text", REPORT)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", REPORT, "--published", "2024-13-45"], "'2024-13-45' is no publication date; write it as 2024-11-26"),
        (["read", REPORT, "--format", "xml"], "'--format' / '-f': 'xml' is not one of"),
        (["read", REPORT, "--jobs", "0"], "'--jobs' / '-j': must be at least 1"),
        (["read", REPORT, "--min-confidence", "2"], "'--min-confidence': must be at most 1"),
        (["read", REPORT, "--max-chars", "many"], "'--max-chars': must be a whole number"),
        (["read", REPORT, "--publishd", "x"], "--published"),
        (["raed", "x"], "Did you mean 'read'?"),
        (["read"], "Missing argument 'INPUT"),
        (["read", "-", "-"], "standard input (-) can be read only once"),
        (["read", REPORT, "-o", "no-such-folder/a.json"], "no-such-folder/a.json: cannot be written"),
        (["read", REPORT, "--lexicon", "none.toml"], "none.toml: cannot be read"),
        (["read", REPORT, "--max-chars", "0"], "--max-chars"),
    ],
)
def test_wrong_use_is_told_in_words_with_exit_code_2(cli: Callable, arguments: list[str], words: str) -> None:
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert words in re.sub(r"\s+", " ", err)
    assert "Traceback" not in err


def test_unknown_tables_and_models_are_told(cli: Callable, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text('[[triger]]\nlemma = "airdrop"\n')
    code, _, err = cli("read", REPORT, "--lexicon", words)
    assert code == 2
    assert "there is no table 'triger'" in err
    code, _, err = cli("read", REPORT, "--model", "no_such_model")
    assert code == 1
    assert "the language model 'no_such_model' cannot be loaded" in err


def test_what_fails_is_named_and_the_rest_read(cli: Callable, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "lines.jsonl").write_text('{"text": "Two died in Izium."}\n{oops\n')
    code, out, err = cli(
        "read",
        "none.txt",
        tmp_path / "none",
        tmp_path / "empty.txt",
        tmp_path / "image.txt",
        tmp_path / "lines.jsonl",
        REPORT,
    )
    assert code == 1
    assert len(out.splitlines()) == 2
    said = ("none.txt: no such file", "none: no such file", "the input is empty", "an image", "lines.jsonl:2: not JSON")
    for words in said:
        assert words in err
    assert err.count("error: ") == 5


def test_too_large_is_told_with_the_way_out(cli: Callable) -> None:
    code, out, err = cli("read", REPORT, "--max-chars", "50")
    assert (code, out) == (1, "")
    assert "raise --max-chars" in err


def test_warnings_go_to_standard_error_unless_quiet(cli: Callable) -> None:
    german = b"Die russische Armee hat in der Nacht Raketen auf Charkiw abgefeuert."
    code, out, err = cli("read", "-", stdin=german)
    assert code == 0
    assert json.loads(out)["events"] == []
    assert "warning: standard input: the text is not English (it looks like German)" in err
    assert cli("read", "-", "--quiet", stdin=german)[2] == ""


def test_the_sheet_keeps_what_was_said_apart_from_what_happened(cli: Callable) -> None:
    text = (
        "Two people were killed when a missile hit a bus in Kharkiv on Friday. "
        "The ministry warned that it would bomb Kyiv. The army denied that it had shelled the school."
    )
    _, out, _ = cli("read", "-", "--format", "text", "--published", "2024-11-26", stdin=text.encode())
    happened, rest = out.split("WHO SAYS WHAT")
    assert "hit a bus in Kharkiv" in happened
    assert "2 killed" in happened
    assert "22 Nov 2024" in happened
    assert "bomb Kyiv" not in happened
    assert "shelled the school" not in happened
    assert "THREATENED, PLANNED, POSSIBLE" in rest
    assert "shelled the school" in rest.split("DENIED")[1]


def test_the_sheet_fits_its_width_and_holds_no_control_characters(cli: Callable) -> None:
    text = "Two men \x1b[31mdied\x1b[0m in \u202eKharkiv\u202c, said an official whose name was not given. " * 6
    for columns in ("40", "80"):
        os.environ["COLUMNS"] = columns
        _, out, _ = cli("read", "-", RECORDS, "--format", "text", stdin=text.encode())
        assert max(map(len, out.splitlines())) <= int(columns)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", out)
        assert not any(line.endswith(" ") for line in out.splitlines())


def test_nameless_people_of_a_state_are_not_the_state(cli: Callable) -> None:
    text = b"Russian bloggers said on Monday that the town of Pokrovsk had fallen."
    _, out, _ = cli("read", "-", "--format", "text", "--published", "2025-03-04", stdin=text)
    assert "Russian bloggers (not named)" in out
    assert "Government of Russia (not named)" not in out


def test_what_is_not_known_is_said(cli: Callable) -> None:
    _, out, _ = cli("read", "-", "--format", "text", stdin=b"Soldiers shot two men on Friday, the mayor said.")
    assert "publication date not known" in out
    assert "without a publication date these stay open: “Friday”" in re.sub(r"\s+", " ", out)


def test_schema_and_version(cli: Callable) -> None:
    code, out, _ = cli("schema")
    assert code == 0
    assert json.loads(out)["title"] == "whosays-report/1"
    assert cli("--version")[1] == f"whosays {whosays.__version__}\n"


def test_a_fault_of_the_program_gives_one_line_and_a_traceback_only_with_debug(
    cli: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(read_command, "read_inputs", broken)
    code, _, err = cli("read", REPORT)
    assert code == 1
    assert "whosays failed: ZeroDivisionError: by zero" in err
    assert "Traceback" not in err
    assert "Traceback" in cli("read", REPORT, "--debug")[2]


def _whosays(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "whosays", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload, no-any-return]


def test_a_pipe_closed_early_is_no_error_worth_words() -> None:
    with _whosays("read", RECORDS, RECORDS, RECORDS) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_interrupt_ends_quietly() -> None:
    heeding = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}  # a background job ignores it
    with _whosays("read", "-", stdin=subprocess.PIPE, **heeding) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert b"Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_the_default_is_the_sheet() -> None:
    import pty

    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "whosays", REPORT]
    with subprocess.Popen(command, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.wait() == 0
    text = shown.decode()
    assert "WHAT HAPPENED" in text
    assert '{"format"' not in text
    assert not re.search(r"\x1b\[(?:\d+;)*3[0-7]m", text.split("WHAT HAPPENED")[1])


def test_import_is_light() -> None:
    code = (
        "import sys, whosays; sys.exit(any(m in sys.modules for m in ('spacy', 'pydantic', 'numpy', 'rich', 'typer')))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import whosays"], check=True)
    with_import = time.perf_counter() - began
    assert with_import < 0.3 + 1.0  # the interpreter's own start on a busy machine included
