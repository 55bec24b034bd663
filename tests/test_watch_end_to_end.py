"""The watch as a user runs it, against a real server with every mishap of the web, killed and started again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import watch_server
from whosays.ledger import Ledger

LONGEST_S = 240
CONFIG = """
ledger = "site.db"
backoff = "1s"
give_up = 2

[fetch]
reachable = ["127.0.0.1/32"]
delay = "0s"
timeout = "2s"
max_mb = 0.5
retries = 1
retry_after = "0s"

[[source]]
name = "daily"
feed = "{root}/feed"
every = "1s"

[[source]]
name = "status"
page = "{root}/status"
every = "1s"

[[rule]]
name = "all"
when = "new_incident"
kind = "attack"
file = "notices.jsonl"

[[rule]]
name = "rose"
when = "figure_rose"
webhook = "{root}/hook"
"""


def events(folder: Path) -> list[dict[str, Any]]:
    lines = [line for log in sorted(folder.glob("log*")) for line in log.read_text().splitlines(keepends=True)]
    return [json.loads(line) for line in lines if line.endswith("\n")]


def start(folder: Path, number: int) -> subprocess.Popen[bytes]:
    with (folder / f"log{number}").open("wb") as out, (folder / f"errors{number}").open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "whosays", "watch", "watch.toml", "--log", "json"],
            cwd=folder,
            stdout=out,
            stderr=errors,
        )


def wait_for(process: subprocess.Popen[bytes], folder: Path, reached: Callable[[list[dict[str, Any]]], bool]) -> None:
    """Wait until the log says so; fails where the watch ends by itself."""
    until = time.monotonic() + LONGEST_S
    while not reached(events(folder)):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            words = "\n".join(p.read_text() for p in sorted(folder.glob("errors*")))
            pytest.fail(f"the watch has not come so far: {words}\n{events(folder)[-5:]}")
        time.sleep(0.3)


def results(found: list[dict[str, Any]]) -> Counter[str]:
    return Counter(e["result"] for e in found if e["event"] == "item")


@pytest.mark.timeout(1200)
def test_a_watch_that_is_killed_ends_with_exactly_the_right_documents(tmp_path: Path) -> None:
    with watch_server.running() as site:
        (tmp_path / "watch.toml").write_text(CONFIG.format(root=site.root))
        process = start(tmp_path, 1)
        wait_for(process, tmp_path, lambda found: results(found)["added"] >= 60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = dict(site.hits)

        process = start(tmp_path, 2)
        expected = site.expected()
        odd = len(watch_server.LEFT_OUT)
        wait_for(process, tmp_path, lambda _: held(tmp_path) >= len(expected))
        wait_for(process, tmp_path, lambda found: len(left_out(found)) >= odd)
        site.updated = 150
        wait_for(process, tmp_path, lambda found: results(found)["version"] >= 1)
        wait_for(process, tmp_path, risen)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=LONGEST_S) == 0

        found = events(tmp_path)
        check_ledger(tmp_path, site)
        check_log(found, site)
        check_requests(site, before)
        check_notices(tmp_path, site)


def left_out(found: list[dict[str, Any]]) -> set[str]:
    return {e["item"] for e in found if e["event"] == "item" and e["result"] == "left_out"}


def risen(found: list[dict[str, Any]]) -> bool:
    return any(e["event"] == "notice" and e["rule"] == "rose" and e["result"] == "sent" for e in found)


def held(folder: Path) -> int:
    with Ledger(folder / "site.db") as ledger:
        return len(ledger.documents())


def check_ledger(folder: Path, site: watch_server.Site) -> None:
    with Ledger(folder / "site.db") as ledger:
        documents = ledger.documents()
        by_uri = Counter(d.uri for d in documents.values())
        assert set(by_uri) == site.expected()
        twice = {f"{site.root}/story/150": 2}
        assert {u: n for u, n in by_uri.items() if n != 1} == twice
        assert {d.publisher for d in documents.values()} == {"Site Daily", f"127.0.0.1:{site.port}"}
        for n, name in watch_server.NAMES.items():
            assert name in ledger.text(f"{site.root}/story/{n}")
        first, second = ledger.versions(f"{site.root}/story/150")
        assert (first.current, second.current) == (False, True)
        assert second.changes is not None
        old = watch_server.killed(150)
        assert [f.in_words() for f in second.changes.figures] == [f"killed {old} → {old + 5}"]
        incidents = ledger.incidents(kind="attack")
        assert len(incidents) == len(site.expected())


def check_log(found: list[dict[str, Any]], site: watch_server.Site) -> None:
    """Each thing is told: what was added, and what was left out and why; twice only what the kill broke off."""
    told = Counter((e["item"], e["result"]) for e in found if e["event"] == "item" and e["result"] != "later")
    twice = {k: n for k, n in told.items() if n != 1}
    assert len(twice) <= 1 and set(twice.values()) <= {2}
    why = {e["item"]: e["why"] for e in found if e.get("result") == "left_out"}
    reasons = {
        "missing": "404", "slow": "2 s", "endless": "500,000 bytes", "bomb": "500,000 bytes", "private": "loopback",
        "forbidden": "robots.txt", "picture": "", "empty": "empty",
    }  # fmt: skip
    for n, kind in watch_server.ODD.items():
        if kind in reasons:
            assert reasons[kind] in why.pop(site.path(n)), kind
    assert why == {}
    later = {e["item"] for e in found if e["event"] == "item" and e["result"] == "later"}
    assert later == {site.path(40), site.path(50)}
    assert any(e["event"] == "visit" and e["result"] == "not_modified" for e in found)


def check_requests(site: watch_server.Site, before: dict[str, int]) -> None:
    """Pages that were read before the kill were not fetched again; only those under way may have been."""
    assert site.hits["304 /feed"] >= 1
    assert site.hits["304 /status"] >= 1
    assert site.hits["/forbidden/90"] == 0
    plain = [f"/story/{n}" for n in range(watch_server.ENTRIES) if n not in watch_server.ODD and n != 150]
    again = [p for p in plain if p in before and site.hits[p] > 1]
    assert all(site.hits[p] in (1, 2) for p in plain)
    assert len(again) <= 48, "fetched, and not yet added when the watch was killed"


def check_notices(folder: Path, site: watch_server.Site) -> None:
    lines = [json.loads(line) for line in (folder / "notices.jsonl").read_text().splitlines()]
    assert len({x["id"] for x in lines}) == len(lines) == len(site.expected())
    posts = [json.loads(p) for p in site.posts]
    assert len({p["id"] for p in posts}) == 1
    assert len(posts) == 2, "refused once, then taken"
    old = watch_server.killed(150)
    assert (posts[0]["before"], posts[0]["after"]) == (old, old + 5)
