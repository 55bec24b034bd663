"""Killed at any moment, and many at once: nothing that was kept is lost, nothing half done is seen.

Each round starts a process that adds, decides or migrates and kills it (SIGKILL) after a random time, then looks. The
number of rounds is set by WHOSAYS_CRASH_ROUNDS (30 by default; a few hundred before a release).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.ledger_reports import make
from tests.ledgers import BACKENDS, new_location
from tests.test_ledger import first
from whosays.errors import LedgerError
from whosays.ledger import Ledger
from whosays.model import Report
from whosays.reconcile import Publisher, reconcile, tell

ROUNDS = int(os.environ.get("WHOSAYS_CRASH_ROUNDS", "30"))

# Starting Python anew each round would take most of the time: a stem that has imported everything forks the workers.
STEM = """
import os, sys
from tests import test_ledger_crash as t
for line in sys.stdin:
    name, *arguments = line.split()
    if not (worker := os.fork()):
        print("ready", os.getpid(), flush=True)
        getattr(t, name)(*arguments)
        os._exit(0)
    os.waitpid(worker, 0)
    print("gone", flush=True)
"""


class Stem:
    """A process that forks workers, one at a time: `start` one, read what it says, `kill` it."""

    def __enter__(self) -> Stem:
        self._process = start(STEM)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self, name: str, *arguments: str) -> None:
        """Start a worker: a function of this module."""
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join((name, *arguments)) + "\n")
        self._process.stdin.flush()
        words = self.line().split()
        if words[:1] != ["ready"]:
            pytest.fail(self._process.communicate()[1])
        self._worker = int(words[1])

    def line(self) -> str:
        """The next line that the worker prints, or «gone»."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def kill(self) -> list[str]:
        """Kill the worker (SIGKILL); what it had still said."""
        with suppress(ProcessLookupError):  # it has come to its end
            os.kill(self._worker, signal.SIGKILL)
        return list(iter(self.line, "gone\n"))


def add_and_decide(location: str, first_number: str) -> None:
    """A worker that adds two reports at a time, and now and then decides."""
    with Ledger(location) as ledger:
        print("open", flush=True)
        for n in range(int(first_number), int(first_number) + 1000):
            ledger.add([numbered(2 * n), numbered(2 * n + 1)])
            print("kept", 2 * n, 2 * n + 1, flush=True)
            if n % 3 == 0:
                made = ledger.decide("note", ledger.incidents(limit=1)[0].id, value=f"note {n}")
                print("decided", made.number, flush=True)


def migrate(location: str) -> None:
    """A worker that makes a ledger."""
    Ledger(location).close()
    print("done", flush=True)


def numbered(n: int) -> Report:
    """A report that falls in with others: ten days, three places."""
    day = f"2031-03-{10 + n % 10:02d}"
    place = ("Arda", "Brezno", "Corva")[n % 3]
    return make(
        f"Report {n}: shells hit {place}, killing {n % 7} people, the mayor said.",
        [{"words": "hit", "kind": "attack.artillery", "on": day, "at": place, "says": "the mayor",
          "numbers": [(f"{n % 7} people", "killed", "person", n % 7)]}],
        publisher=f"Outlet {n % 5}", published=day,
    )  # fmt: skip


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def whole_of(ledger: Ledger) -> str:
    """What reconciling everything at once gives for what the ledger holds."""
    reports = [ledger.report(d) for d in ledger.documents()]
    facts = [tell(r, Publisher(name=r.document.publisher)) for r in reports]
    return json.dumps(reconcile(facts, [d for d, _ in ledger.log()]).to_dict()["incidents"], sort_keys=True)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_while_adding_and_deciding(backend: str, tmp_path: Path) -> None:
    location = new_location(backend, tmp_path)
    chance = random.Random(7)
    kept: set[str] = set()
    decided: set[int] = set()
    with Stem() as stem:
        for round_number in range(ROUNDS if backend == "sqlite" else max(3, ROUNDS // 5)):
            stem.start("add_and_decide", location, str(round_number * 1000))
            assert stem.line() == "open\n"
            seen = [stem.line() for _ in range(chance.randrange(4))]
            time.sleep(chance.random() * 0.1)
            for line in [*seen, *stem.kill()]:
                words = line.split()
                if words[0] == "kept":
                    kept |= {numbered(int(n)).document.id for n in words[1:]}
                elif words[0] == "decided":
                    decided.add(int(words[1]))
    with Ledger(location) as ledger:
        held = set(ledger.documents())
        assert kept <= held
        assert len(held) % 2 == 0, "half of a batch was kept"
        assert decided <= {d.number for d, _ in ledger.log()}
        for document in held:
            assert ledger.report(document).document.text
        found = json.dumps([i.to_dict() for i in ledger.incidents(rejected=True)], sort_keys=True)
        assert found == whole_of(ledger)
    assert kept


@pytest.mark.timeout(900)
@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_while_migrating(backend: str, tmp_path: Path) -> None:
    chance = random.Random(3)
    with Stem() as stem:
        for _ in range(max(3, ROUNDS // 5)):
            location = new_location(backend, tmp_path)
            stem.start("migrate", location)
            time.sleep(chance.random() * 0.3)
            stem.kill()
            with Ledger(location) as ledger:
                ledger.add(first())
                assert len(ledger.incidents()) == 1


@pytest.mark.timeout(600)
def test_every_step_of_a_migration_can_be_the_last(tmp_path: Path) -> None:
    """The migration fails after each of its statements in turn; the next opening does it whole."""

    for stop in range(0, 1000, 7):
        path = tmp_path / f"{stop}.db"
        seen = 0

        def fail(*arguments: object, at: int = stop) -> None:
            nonlocal seen
            statement = str(arguments[2])
            if statement.lstrip().upper().startswith(("CREATE", "INSERT")):
                seen += 1
                if seen > at:
                    raise sa.exc.OperationalError(statement, {}, Exception("broken off"))

        sa.event.listen(sa.engine.Engine, "before_cursor_execute", fail)
        try:
            Ledger(path).close()
            break
        except LedgerError:
            pass
        finally:
            sa.event.remove(sa.engine.Engine, "before_cursor_execute", fail)
        with Ledger(path) as ledger:
            ledger.add(first())
            assert len(ledger.incidents()) == 1
    assert stop > 30


WRITER = """
import sys
from whosays.ledger import Ledger
from tests.test_ledger_crash import numbered
with Ledger(sys.argv[1]) as ledger:
    for n in range(int(sys.argv[2]), int(sys.argv[2]) + 30, 2):
        ledger.add([numbered(n), numbered(n + 1)])
        ledger.decide("note", ledger.incidents(limit=1)[0].id, value=f"{sys.argv[2]}/{n}", by=sys.argv[2])
"""
READER = """
import sys, time
from whosays.ledger import Ledger
with Ledger(sys.argv[1]) as ledger:
    until = time.time() + 4
    while time.time() < until:
        answer = ledger.answer()
        for incident in answer.incidents:
            assert set(incident.documents) <= set(answer.documents), incident.id
        assert len(answer.documents) % 2 == 0, len(answer.documents)
"""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("backend", BACKENDS)
def test_two_writers_and_a_reader(backend: str, tmp_path: Path) -> None:
    location = new_location(backend, tmp_path)
    workers = [start(WRITER, location, "0"), start(WRITER, location, "1000"), start(READER, location)]
    for worker in workers:
        out, errors = worker.communicate(timeout=800)
        assert worker.returncode == 0, out + errors
    with Ledger(location) as ledger:
        assert set(ledger.documents()) == {numbered(n).document.id for s in (0, 1000) for n in range(s, s + 30)}
        notes = sorted(str(d.value) for d, _ in ledger.log())
        assert notes == sorted(f"{s}/{n}" for s in (0, 1000) for n in range(s, s + 30, 2))
        found = json.dumps([i.to_dict() for i in ledger.incidents(rejected=True)], sort_keys=True)
        assert found == whole_of(ledger)
