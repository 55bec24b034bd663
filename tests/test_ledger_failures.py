"""Bad input, bad disks, bad files: a clear word, nothing overwritten, nothing lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_ledger import counted, first
from whosays.errors import LedgerError, UsageError
from whosays.ledger import Ledger
from whosays.ledger.putting import parse_report

ADD = """
import sys
from whosays.ledger import Ledger
from whosays.errors import WhosaysError
from tests.test_ledger import first, counted, later
try:
    with Ledger(sys.argv[1]) as ledger:
        ledger.add([first(), counted(), later()])
    print("added")
except WhosaysError as error:
    print("refused:", error)
"""


def run(code: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "war.db"
    with Ledger(path) as ledger:
        ledger.add(first())
    return path


def test_a_ledger_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger here"):
        Ledger(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(LedgerError, match="does not exist"):
        Ledger(tmp_path / "no" / "none.db")
    with pytest.raises(LedgerError, match="is a folder"):
        Ledger(tmp_path)
    with pytest.raises(UsageError, match="no kind of ledger"):
        Ledger("mysql://somewhere/db")


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("my notes, not a database")
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger(text)
    assert text.read_text() == "my notes, not a database"
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    before = other.read_bytes()
    with pytest.raises(LedgerError, match="something else"):
        Ledger(other)
    with sqlite3.connect(other) as connection:
        assert [r[0] for r in connection.execute("SELECT name FROM sqlite_master")] == ["songs"]
    assert len(before) <= other.stat().st_size


def test_a_damaged_ledger_says_so(filled: Path) -> None:
    data = bytearray(filled.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    filled.write_bytes(data)
    with pytest.raises(LedgerError, match="damaged"), Ledger(filled) as ledger:
        ledger.incidents()
    assert filled.read_bytes() == bytes(data)
    filled.write_bytes(bytes(data[:100]))
    with pytest.raises(LedgerError):
        Ledger(filled).incidents()


def test_a_ledger_of_a_newer_version_is_not_touched(filled: Path) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer version"):
        Ledger(filled)
    with sqlite3.connect(filled) as connection:
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (1,)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("not json", "no JSON"),
        ("{}", "no format named"),
        ('{"format": "whosays-report/2"}', "whosays-report/2"),
        ('{"format": "whosays-report/1"}', "broken report"),
        ("[1]", "no format named"),
    ],
)
def test_reports_of_unknown_formats(data: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        parse_report(data)


def test_an_export_never_overwrites(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "events.csv"
    target.write_text("precious")
    with Ledger(filled) as ledger:
        with pytest.raises(UsageError, match="there is a file already"):
            ledger.export("acled", target)
        with pytest.raises(LedgerError, match="cannot be written"):
            ledger.export("csv", tmp_path / "no" / "x.csv")
        with pytest.raises(UsageError, match="no export"):
            ledger.export("xls", tmp_path / "x.xls")
    assert target.read_text() == "precious"
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".csv") == ["events.csv"]


def test_a_limit_on_file_size_is_told_and_nothing_is_lost(filled: Path) -> None:
    """As a full disk: writes fail half-way."""

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = run(ADD, str(filled), preexec_fn=limit)
    assert done.stdout.startswith("refused:"), done
    assert "disk" in done.stdout
    assert "Traceback" not in done.stderr
    with Ledger(filled) as ledger:
        assert ledger.info()["document"] == 1
        ledger.add([counted()])
        assert ledger.info()["document"] == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount")
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("cannot mount a small file system here")
    try:
        with Ledger(small / "war.db") as ledger:
            ledger.add(first())
        (small / "filler").write_bytes(b"x" * (shutil.disk_usage(small).free // 4096 * 4096))
        done = run(ADD, str(small / "war.db"))
        assert done.stdout.startswith("refused:"), done
        assert "disk" in done.stdout
        (small / "filler").unlink()
        with Ledger(small / "war.db") as ledger:
            assert ledger.info()["document"] == 1
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False, capture_output=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount")
def test_a_read_only_folder_can_be_read_and_not_written(filled: Path) -> None:
    folder = str(filled.parent)
    mounted = [["mount", "--bind", folder, folder], ["mount", "-o", "remount,ro,bind", folder]]
    if any(subprocess.run(command, capture_output=True).returncode for command in mounted):
        pytest.skip("cannot mount here")
    try:
        with Ledger(filled) as ledger:
            assert len(ledger.incidents()) == 1
            with pytest.raises(LedgerError, match="read-only"):
                ledger.add(counted())
            with pytest.raises(LedgerError, match="read-only"):
                ledger.decide("accept", ledger.incidents()[0].id)
        with pytest.raises(LedgerError, match="read-only"):
            Ledger(filled.parent / "new.db")
    finally:
        subprocess.run(["umount", "-l", folder], check=False, capture_output=True)


def test_add_tells_what_failed_and_takes_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from whosays.cli.app import run as whosays

    reports = tmp_path / "reports.jsonl"
    good = json.dumps(first().to_dict())
    future = json.dumps({"format": "whosays-report/7"})
    reports.write_text(f"{good}\n{future}\n")
    code = whosays(["add", str(reports), str(tmp_path / "none.txt"), "--ledger", str(tmp_path / "war.db"), "-q"])
    out = json.loads(capsys.readouterr().out)
    assert code == 1
    assert (out["new"], out["failed"]) == (1, 2)
    assert "whosays-report/7" in out["errors"][0]
    assert whosays(["add", str(reports), "--ledger", str(tmp_path / "war.db"), "-q"]) == 1
    assert json.loads(capsys.readouterr().out)["known"] == 1
