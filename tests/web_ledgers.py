"""A small ledger behind a server of the test process, and behind a real one on loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.ledger_reports import make
from whosays.ledger import Ledger
from whosays.model import Report
from whosays.web.app import create_app
from whosays.web.settings import Settings


def told() -> list[Report]:
    """Five reports: a strike with two tolls and a copy, another town's shelling, a clash that one source tells."""
    strike = {"words": "hit", "kind": "attack.missile", "on": "2031-03-11", "at": "Arda", "by": "Russia"}
    three = strike | {"says": "the mayor", "numbers": [("3 people", "killed", "person", 3)]}
    five = strike | {"says": "the hospital", "numbers": [("5 people", "killed", "person", 5)]}
    body = " The market of the town was closed on that morning, and the bridge over the river as well, people said."
    first = "Missiles hit Arda on Tuesday, killing 3 people, the mayor said." + body
    return [
        make(first, [three], "Andes Wire", "2031-03-12", "a1", title="Missiles hit Arda"),
        make(first, [three], "Herald", "2031-03-12", "a2", title="Missiles hit Arda"),
        make("Missiles hit Arda, killing 5 people, the hospital said.", [five], "Gazette", "2031-03-13", "a3"),
        make(
            "Shells fell on Brezno, injuring 2 people, the Arda Committee said.",
            [
                {"words": "fell", "kind": "attack.artillery", "on": "2031-03-14", "at": "Brezno",
                 "says": "the Arda Committee", "numbers": [("2 people", "injured", "person", 2)]}
            ],
            "Gazette", "2031-03-15", "b1",
        ),
        make(
            "The army clashed with the Front in Corva.",
            [{"words": "clashed", "kind": "clash", "on": "2031-04-02", "at": "Corva", "by": "the army", "says": None}],
            "Andes Wire", "2031-04-03", "c1",
        ),
    ]  # fmt: skip


def fill(location: str) -> str:
    """Put the reports into a ledger; returns its location."""
    with Ledger(location) as ledger:
        ledger.add(told())
    return location


@contextmanager
def client(location: str, base: str = "http://localhost", **settings: Any) -> Iterator[TestClient]:
    """A client of an application in this process."""
    app = create_app(Settings(ledger=location, **settings))
    with TestClient(app, base_url=base, follow_redirects=False) as found:
        yield found


@contextmanager
def served(location: str, *options: str, **environment: str) -> Iterator[str]:
    """The address of ``whosays serve`` run as a program on a free port; stopped as Ctrl-C does."""
    command = [sys.executable, "-m", "whosays", "serve", "--ledger", location, "--port", "0", *options]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stderr.read()
        yield found[0].rstrip("/")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        if process.stderr is not None:
            process.stderr.close()


def tokens_file(folder: Path) -> Path:
    """Where a test keeps its tokens."""
    return folder / "tokens.json"
