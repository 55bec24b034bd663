"""Reading with several processes: the order, the same output as one, processes that die, interrupts, long runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import dying_reader
from whosays import api
from whosays.cli import app, ledger_add, read_command
from whosays.cli.progress import Progress, Track, size_of
from whosays.errors import ModelError, UsageError
from whosays.ledger import Ledger
from whosays.model import Report
from whosays.reading import parallel
from whosays.reading.document import Document
from whosays.reading.parallel import FEW, Failed, Readers, cores
from whosays.reading.reader import Reader
from whosays.reconcile.main_incident import with_main_incident

RECORDS = [json.loads(line) for line in Path("examples/kharkiv.jsonl").read_text(encoding="utf8").splitlines()]


def outcomes(texts: list[str], jobs: int, make: object = dying_reader.Reader) -> list[str]:
    """What came of each text."""
    with Readers(make, jobs) as readers:  # type: ignore[arg-type]
        found = list(readers.outcomes(Document(t) for t in texts))
    return [f"{x.document.text}: {x.reason}" if isinstance(x, Failed) else x.document.id for x in found]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_outcomes_come_in_the_order_of_the_input(jobs: int) -> None:
    texts = [str(n) * (n % 7 + 1) for n in range(120)]
    assert outcomes(texts, jobs) == texts


@settings(max_examples=8, derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "fail", "raise", "c", "loud"]), max_size=40))
def test_failures_are_the_same_with_one_process_and_with_two(texts: list[str]) -> None:
    one, two = outcomes(texts, 1), outcomes(texts, 2)
    assert one == two
    assert [x for x in two if ":" not in x] == [t for t in texts if t not in ("fail", "raise")]
    assert all(
        x.startswith(("fail: could not be read (Zero", "raise: could not be read (ValueError: raised)"))
        for x in two
        if ":" in x
    )


@pytest.mark.parametrize("text", ["fail", "raise"])
def test_a_failure_comes_back_from_another_process(text: str) -> None:
    texts = [str(n) for n in range(80)]
    texts[3] = texts[50] = text
    found = outcomes(texts, 2)
    assert [x.split(":")[0] for x in found] == texts


@pytest.mark.parametrize(("text", "words"), [("die", "exit code 3"), ("killed", "signal 9, as when memory runs out")])
def test_a_process_that_dies_costs_the_one_document_it_died_of(text: str, words: str) -> None:
    texts = [str(n) for n in range(60)]
    texts[5] = texts[30] = text
    found = outcomes(texts, 2)
    assert [x for x in found if ":" not in x] == [t for t in texts if t != text]
    for place in (5, 30):
        assert found[place].startswith(f"{text}: could not be read: the reading process died of it ({words})")


def test_processes_that_die_of_everything_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_DEATHS", 3)
    with pytest.raises(ModelError, match="again and again"):
        outcomes(["die"] * 60, 2)


def test_a_process_killed_from_outside_costs_nothing() -> None:
    texts = [str(n) for n in range(400)]

    def documents() -> Iterator[Document]:
        for n, text in enumerate(texts):
            if n == 200:
                for pid in pids:
                    os.kill(pid, signal.SIGKILL)
            yield Document(text)

    pids: set[int] = set()
    found = []
    with Readers(dying_reader.Reader, 2) as readers:
        for outcome in readers.outcomes(documents()):
            assert isinstance(outcome, Report)
            found.append(outcome.document.id)
            if len(found) < 150:
                pids.add(int(outcome.generator.name.split()[0]))
    assert found == texts
    assert pids


@pytest.mark.parametrize(
    ("make", "words"), [(dying_reader.broken, "no model here"), (dying_reader.gone, "exit code 7")]
)
def test_a_reader_that_cannot_be_loaded_ends_the_run(make: object, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        outcomes([str(n) for n in range(FEW + 1)], 2, make)


def test_few_documents_start_no_process_and_none_load_nothing() -> None:
    own = str(os.getpid())
    with Readers(dying_reader.Reader, 2) as readers:
        some = list(readers.outcomes(Document(str(n)) for n in range(FEW)))
        more = list(readers.outcomes(Document(str(n)) for n in range(FEW + 1)))
    assert {r.generator.name for r in some if isinstance(r, Report)} == {f"{own} True"}
    assert own not in {r.generator.name.split()[0] for r in more if isinstance(r, Report)}
    assert {r.generator.name.split()[1] for r in more if isinstance(r, Report)} == {"False"}
    with Readers(dying_reader.gone, 2) as readers:
        assert list(readers.outcomes([])) == []


def test_reports_that_are_there_already_keep_their_place() -> None:
    [ready] = Readers(dying_reader.Reader, 1).outcomes([Document("ready")])
    assert isinstance(ready, Report)
    with Readers(dying_reader.Reader, 2) as readers:
        found = list(readers.outcomes([ready, *(Document(str(n)) for n in range(20)), ready]))
    assert found[0] is ready and found[-1] is ready
    assert [x.document.id for x in found[1:-1] if isinstance(x, Report)] == [str(n) for n in range(20)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_is_taken_from_the_stream_than_a_few_batches(jobs: int) -> None:
    taken = 0

    def endless() -> Iterator[Document]:
        nonlocal taken
        while True:
            taken += 1
            yield Document(str(taken))

    with Readers(dying_reader.Reader, jobs) as readers:
        stream = readers.outcomes(endless())
        for _ in range(300):
            next(stream)
        assert taken < 300 + 100


@pytest.mark.parametrize("jobs", [1, 2])
def test_readers_are_made_anew_when_they_have_read_much(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_WORN", 500)
    made = 0

    def make(beside: bool) -> dying_reader.Reader:
        nonlocal made
        made += 1
        return dying_reader.Reader(beside)

    texts = [f"text number {n}" for n in range(200)]
    with Readers(make if jobs == 1 else dying_reader.Reader, jobs) as readers:  # type: ignore[arg-type]
        found = [x for x in readers.outcomes(Document(t) for t in texts) if isinstance(x, Report)]
    assert [x.document.id for x in found] == texts
    processes = {x.generator.name.split()[0] for x in found}
    assert made >= 5 if jobs == 1 else len(processes) >= 5


def test_processes_end_with_the_run() -> None:
    with Readers(dying_reader.Reader, 2) as readers:
        found = list(readers.outcomes(Document(str(n)) for n in range(100)))
    for pid in {int(r.generator.name.split()[0]) for r in found if isinstance(r, Report)}:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


# The real reader, the commands


def many(path: Path, copies: int) -> Path:
    """The example reports, several editions of each."""
    lines = [
        {**r, "id": f"{r['id']}-{n}", "text": f"{r['text']}\n\nEdition {n} of this report."}
        for n in range(copies)
        for r in RECORDS
    ]
    path.write_text("".join(json.dumps(x) + "\n" for x in lines))
    return path


def whosays(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "whosays", *map(str, arguments)], capture_output=True)


def test_two_jobs_write_what_one_does(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = many(tmp_path / "a.jsonl", 3)
    with path.open("a") as out:
        out.write('{broken\n{"text": "Die Armee hat in der Nacht Raketen auf die Stadt Charkiw abgefeuert."}\n')
    two = whosays("read", path, "--jobs", 2)
    monkeypatch.setattr(reader, "finish", with_main_incident)
    monkeypatch.setattr(read_command, "_reader", lambda options, beside: reader)
    assert app.run(["read", str(path), "--jobs", "1"]) == 1
    one = capsys.readouterr()
    assert (one.out, one.err, 1) == (two.stdout.decode(), two.stderr.decode(), two.returncode)
    assert one.out.count("\n") == 19
    assert "not JSON" in one.err
    assert "German" in one.err


def test_add_takes_up_where_it_was_broken_off(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, ledger = many(tmp_path / "a.jsonl", 5), tmp_path / "a.db"
    command = [sys.executable, "-m", "whosays", "add", "-", "--ledger", str(ledger), "--jobs", "2"]
    heeding = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}  # a background job ignores it
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, **pipes, **heeding) as process:  # type: ignore[call-overload]
        kept = 0
        for line in path.read_bytes().splitlines(keepends=True):  # the input stays open: the run is in the middle of it
            process.stdin.write(line)
        until = time.monotonic() + 120
        with path.open("ab") as more:
            for n in range(1000):
                if kept or process.poll() is not None or time.monotonic() > until:
                    break
                line = b'{"text": "Late report %d: two people died in Sumy."}\n' % n
                more.write(line)
                process.stdin.write(line)
                process.stdin.flush()
                time.sleep(0.3)
                if ledger.exists():
                    with Ledger(ledger) as so_far:
                        kept = len(so_far.documents())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"run the same command again to go on" in err
    assert b"Traceback" not in err
    kept = json.loads(out)["new"]
    total = path.read_bytes().count(b"\n")
    assert 0 < kept <= total
    monkeypatch.setattr(ledger_add, "_readers", lambda options: Readers(lambda beside: reader, 1))
    assert app.run(["add", str(path), "--ledger", str(ledger)]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["new"], again["known"]) == (total - kept, kept)
    with Ledger(ledger) as whole:
        assert len(whole.documents()) == total
        assert whole.rebuild() == len(whole.incidents())


def test_a_dry_run_makes_no_ledger_and_a_limit_is_kept(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ledger_add, "_readers", lambda options: Readers(lambda beside: reader, 1))
    path, ledger = many(tmp_path / "a.jsonl", 2), tmp_path / "a.db"

    def add(*more: object) -> dict[str, object]:
        assert app.run(["add", str(path), "--ledger", str(ledger), *map(str, more)]) == 0
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    counted = add("--dry-run")
    assert (counted["new"], counted["dry_run"], ledger.exists()) == (12, True, False)
    assert add("--limit", 5)["new"] == 5
    rest = add("--limit", 5)
    assert (rest["new"], rest["known"]) == (5, 5)
    counted = add("--dry-run")
    assert (counted["new"], counted["known"]) == (2, 10)


def test_many_documents_from_python(tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_reader", lambda model, lexicon: reader)
    (tmp_path / "a.txt").write_text("Two men died in Sumy.")
    (tmp_path / "b.csv").write_text("nr;body\n7;Three men died in Izium.\n8\n")
    errors: list[Exception] = []
    mapping = {"text": "body", "id": "nr"}
    found = list(api.read_many([tmp_path, "none.txt"], mapping=mapping, on_error=errors.append))
    assert [(r.document.external_id, r.document.text) for r in found] == [
        (None, "Two men died in Sumy."),
        ("7", "Three men died in Izium."),
    ]
    assert [str(e).split(": ", 1)[1][:12] for e in errors] == ["the record h", "no such file"]
    with pytest.raises(UsageError, match="no field 'words'"):
        list(api.read_many([tmp_path], mapping={"words": "body"}))


def test_jobs_are_as_many_as_the_cores_this_process_may_use() -> None:
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from whosays.reading.parallel import cores; print(cores())"
    )
    if hasattr(os, "sched_setaffinity"):
        assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout == b"1\n"
    assert cores() >= 1


# Progress


def test_a_log_gets_a_plain_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Progress(quiet=False, total=10_000) as progress:
        for n in range(1, 91):
            now += 1
            progress.read(n * 2, n // 30, n * 100)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "reading: 60 documents, 1 failed, 2.0 a second, 30 %, 70 s left",
        "reading: 120 documents, 2 failed, 2.0 a second, 60 %, 40 s left",
        "reading: 180 documents, 3 failed, 2.0 a second, 90 %, 10 s left",
    ]
    with Progress(quiet=True, total=10_000) as progress:
        now += 100
        progress.read(5, 0, 100)
    assert capsys.readouterr().err == ""


def test_the_place_in_the_inputs_goes_on_from_file_to_file(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for n, path in enumerate(files, 1):
        path.write_bytes(b"x" * 100 * n)
    track = Track()
    places = []
    for path in files:
        with path.open("rb", buffering=0) as stream:
            track.opened(stream)  # type: ignore[arg-type]
            stream.read(50)
            places.append(track.place)
        places.append(track.place)
    assert places == [50, 100, 150, 300]
    assert size_of(map(str, files)) == 300
    assert size_of([str(files[0]), "-"]) is None


def test_a_pipe_has_no_place_but_can_be_read() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb"), os.fdopen(reading, "rb") as stream:
        track = Track()
        track.opened(stream)
        assert track.place == 0
