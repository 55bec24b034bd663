"""The parts of the watch: its file, its memory, its rules, and how notices arrive."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.ledger_reports import make
from tests.test_versions import FIRST, SECOND, story
from whosays.errors import LedgerError, UsageError
from whosays.ledger import Ledger
from whosays.model import Report
from whosays.sources.fetch import Settings
from whosays.watch import notify, rules, schedule
from whosays.watch.config import Config, Rule, duration, load
from whosays.watch.state import NEVER, Item, Notice, State

ROOT = Path(__file__).parent.parent
WHOLE = """
ledger = "war.db"
contact = "desk@example.org"
every = "30m"

[[source]]
feed = "https://wire.example/rss.xml"
publisher = "Daily Wire"
side = "ukr"
every = "15m"
max_age = "7d"
revisit = ["6h", "1h"]

[[source]]
folder = "inbox"

[[rule]]
name = "deadly"
when = "new_incident"
kind = "attack"
min_killed = 10
command = ["notify-send", "whosays"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text)
    return path


def test_a_configuration_is_read_with_paths_beside_it(tmp_path: Path) -> None:
    config = load(written(tmp_path, WHOLE))
    feed, folder = config.sources
    assert (feed.kind, feed.every, feed.side, feed.revisit, feed.max_age) == ("feed", 900, "UKR", (3600, 21600), 604800)
    assert (folder.kind, folder.address, folder.every) == ("folder", str(tmp_path / "inbox"), 1800)
    assert (config.ledger, config.state) == (str(tmp_path / "war.db"), tmp_path / "war.db.watch")
    assert config.settings.contact == "desk@example.org"
    [rule] = config.rules
    assert (rule.wanted.kind, rule.wanted.min_killed, rule.command) == ("attack", 10, ("notify-send", "whosays"))
    elsewhere = load(written(tmp_path, WHOLE), ledger="postgresql://host/war")
    assert (elsewhere.ledger, elsewhere.state) == ("postgresql://host/war", tmp_path / "sources.watch")


def test_the_example_is_a_good_one() -> None:
    config = load(ROOT / "examples" / "sources.toml")
    assert {s.kind for s in config.sources} == {"feed", "page", "sitemap", "folder"}
    assert {r.when for r in config.rules} >= {"new_incident", "figure_rose"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("every = \"15m\"", "every = 15"), "[[source]] 1: every: 15 is no length of time; write \"90s\""),
        (("feed =", "feeds ="), "[[source]] 1: feeds: there is no such key"),
        (("side = \"ukr\"", "side = \"Ukraine\""), "side: 'Ukraine' is no ISO 3166-1 alpha-3 code"),
        (("https://wire", "wire"), "feed: 'wire.example/rss.xml' is no web address"),
        (("folder = \"inbox\"", "folder = \"inbox\"\npage = \"https://a.example/\""), "name one thing to be watched"),
        (("new_incident", "new"), "[[rule]] 1: when: 'new' is nothing that is told"),
        (("kind = \"attack\"", "kind = \"atack\""), "[[rule]] 1: kind: 'atack' is no event kind"),
        (("command = [\"notify-send\", \"whosays\"]", "command = \"notify-send\""), "is no list of texts"),
        (("command = [\"notify-send\", \"whosays\"]", ""), "say in one way how to tell: webhook, command, file"),
        (("folder = \"inbox\"", "feed = \"https://wire.example/rss.xml\""), "stands there 2 times; leave one"),
        (("ledger = \"war.db\"", "ledger = 7"), "ledger: 7 is no text"),
        (("ledger = \"war.db\"", "[fetch]\nreachable = [\"home\"]"), "[fetch]: 'home' is no network"),
        ((WHOLE, "every = \"1m\""), "nothing to watch; add a table [[source]]"),
        ((WHOLE, "every ="), "not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_configuration_is_told(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    path = written(tmp_path, WHOLE.replace(*change))
    with pytest.raises(UsageError, match=re.escape(words)) as caught:
        load(path)
    assert all(line.startswith(f"{path}: ") for line in str(caught.value).splitlines())


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    bad = WHOLE.replace('"15m"', "15").replace("new_incident", "new").replace("war.db", "")
    with pytest.raises(UsageError) as caught:
        load(written(tmp_path, bad))
    assert len(str(caught.value).splitlines()) == 3


def test_times() -> None:
    assert [duration(x) for x in ("90s", "1.5m", "2h", "1d")] == [90, 90, 7200, 86400]
    assert [schedule.pause(n, 60, 3600) for n in (1, 2, 3, 9)] == [60, 120, 240, 3600]
    assert schedule.pause(1, 60, 3600, asked=7200) == 7200
    assert schedule.next_look(0, 900, 0, 60, 3600) == 900
    assert schedule.next_look(0, 900, 1, 60, 3600) == 60
    assert schedule.is_due(1000, 950, 900, once=True) and not schedule.is_due(1000, 950, 900, once=False)
    assert schedule.next_revisit(4000, (3600, 7200)) == 3200
    assert schedule.next_revisit(8000, (3600, 7200)) is None


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "w.watch")
    yield state
    state.close()


def entry(n: int, mark: str = "1", host: str = "a.example") -> Item:
    return Item("feed x", str(n), mark, f"https://{host}/{n}", f"http://{host}/{n}")


def test_entries_are_handed_out_once_and_again_when_they_change(state: State) -> None:
    with state.step():
        assert len(state.enqueue([entry(1), entry(2), entry(3, host="b.example")], 10)) == 3
    first = state.take(10, set())
    assert first is not None and first.id == "1"
    assert state.take(10, {"a.example"}).id == "3"  # type: ignore[union-attr]
    assert state.take(10, set()).id == "2"  # type: ignore[union-attr]
    assert state.take(10, set()) is None
    with state.step():
        state.finish(first, "done", etag="x")
        assert state.enqueue([entry(1)], 20) == []
        assert len(state.enqueue([entry(1, "2")], 20)) == 1
    again = state.take(20, set())
    assert again is not None and (again.again, again.etag) == (True, "x")


def test_an_entry_that_changes_while_it_is_read_is_read_again(state: State) -> None:
    with state.step():
        state.enqueue([entry(1)], 10)
    taken = state.take(10, set())
    assert taken is not None
    with state.step():
        state.enqueue([entry(1, "2")], 10)
        state.finish(taken, "done")
    assert state.take(10, set()).fingerprint == "2"  # type: ignore[union-attr]


def test_what_was_handed_out_when_a_run_broke_off_is_handed_out_again(tmp_path: Path) -> None:
    one = State(tmp_path / "w.watch")
    with one.step():
        one.enqueue([entry(1)], 10)
    assert one.take(10, set()) is not None
    with pytest.raises(LedgerError, match="another watch is at work"):
        State(tmp_path / "w.watch")
    one.close()
    two = State(tmp_path / "w.watch")
    assert two.take(10, set()) is not None
    two.close()


def test_a_step_that_fails_leaves_nothing(state: State) -> None:
    def broken_off() -> None:
        with state.step():
            state.enqueue([entry(1)], 10)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert state.take(10, set()) is None


def test_a_resting_host_keeps_its_entries(state: State) -> None:
    with state.step():
        state.enqueue([entry(1), entry(2, host="b.example")], 10)
        state.rest("a.example", 50)
    assert state.take(10, set()).id == "2"  # type: ignore[union-attr]
    assert state.take(10, set()) is None
    assert state.next_item() == 10
    assert state.take(50, set()).id == "1"  # type: ignore[union-attr]


def config_with(tmp_path: Path, *some: str) -> Config:
    text = '[[source]]\nfolder = "inbox"\n' + "".join(f"[[rule]]\n{r}\n" for r in some)
    return load(written(tmp_path, text))


def told(config: Config, state: State, ledger: Ledger, *reports: Report) -> list[str]:
    """The words of the notices that come of adding these."""
    added = ledger.add(reports)
    return [n.body["words"] for n in rules.judge(config.rules, added.new, state, ledger, time.time())]


FILE = 'file = "n.jsonl"'


def test_a_new_incident_is_told_once(tmp_path: Path, state: State, ledger: Ledger) -> None:
    config = config_with(tmp_path, f'when = "new_incident"\nmin_killed = 10\n{FILE}')
    ledger.add(
        make("Drones hit Brezno.", [{"words": "hit", "kind": "attack.drone", "on": "2031-03-01", "at": "Brezno"}])
    )
    rules.begin(config.rules, state, ledger)
    few = make("Gunmen stormed a bank in Corva, killing 3.",
               [{"words": "stormed", "kind": "attack.raid", "on": "2031-03-05", "at": "Corva",
                 "numbers": [("3", "killed", "person", 3)]}])  # fmt: skip
    assert told(config, state, ledger, few) == []
    assert told(config, state, ledger, FIRST) == ["attack.missile in Arda on 2031-03-11: told by Mayor of Arda"]
    assert told(config, state, ledger, SECOND) == [], "a new version of the story is the same incident"
    again = make("A second report of the strike that hit Arda.", [{"words": "hit", "kind": "attack.missile",
                 "on": "2031-03-11", "at": "Arda"}], publisher="Other Post")  # fmt: skip
    assert told(config, state, ledger, again) == []
    rules.begin(config.rules, state, ledger)
    assert told(config, state, ledger, story(30, "2031-03-20")) == []


def test_what_was_there_before_a_rule_is_no_news(tmp_path: Path, state: State, ledger: Ledger) -> None:
    ledger.add(FIRST)
    config = config_with(tmp_path, f'when = "new_incident"\n{FILE}', f'when = "figure_rose"\n{FILE}')
    rules.begin(config.rules, state, ledger)
    assert told(config, state, ledger, SECOND) == ["killed 12 → 17 in Arda on 2031-03-11"]
    assert told(config, state, ledger, story(15, "2031-03-13")) == [], "it fell"
    assert told(config, state, ledger, story(17, "2031-03-14")) == [], "told before"
    assert told(config, state, ledger, story(18, "2031-03-15")) == ["killed 17 → 18 in Arda on 2031-03-11"]


def test_contested_and_admitted(tmp_path: Path, state: State, ledger: Ledger) -> None:
    config = config_with(tmp_path, f'when = "contested"\n{FILE}', f'when = "admitted"\ncountry = "ukr"\n{FILE}')
    rules.begin(config.rules, state, ledger)
    assert told(config, state, ledger, FIRST) == []
    other = make("A hospital counted exactly 40 dead after the strike in Arda.",
                 [{"words": "strike", "kind": "attack.missile", "on": "2031-03-11", "at": "Arda",
                   "says": "the hospital", "numbers": [("40", "killed", "person", 40, "at_most")]}],
                 publisher="Other Post")  # fmt: skip
    exact = make("Its own army said that 5 people died in the strike in Arda, and took the blame.",
                 [{"words": "strike", "kind": "attack.missile", "on": "2031-03-11", "at": "Arda",
                   "says": "Russian Defence Ministry", "stance": "admit",
                   "numbers": [("5 people", "killed", "person", 5, "at_most")]}], publisher="Third Radio")  # fmt: skip
    found = told(config, state, ledger, other, exact)
    assert sum("admits it" in w for w in found) == 1
    assert sum("is contested" in w for w in found) == 1
    assert told(config, state, ledger, SECOND) == []


def test_a_record_that_does_not_hold_is_told_once(tmp_path: Path, state: State, ledger: Ledger) -> None:
    config = config_with(tmp_path, f'when = "record_fails"\n{FILE}')
    rules.begin(config.rules, state, ledger)
    before = make("Drones hit Brezno: 200 drones were fired, Russia's ministry said.",
                  [{"words": "hit", "kind": "attack.drone", "on": "2031-03-01", "at": "Brezno", "by": "Russia",
                    "numbers": [("200 drones", "fired", "drone", 200)]}], published="2031-03-02")  # fmt: skip
    record = make("A record 150 drones were fired at Brezno.",
                  [{"words": "fired", "kind": "attack.drone", "on": "2031-03-10", "at": "Brezno", "by": "Russia",
                    "numbers": [("150 drones", "fired", "drone", 150)]}], published="2031-03-11",
                  checks=[{"kind": "superlative", "result": "unverifiable", "message": "a record",
                           "items": ["m1", "e1"]}])  # fmt: skip
    ledger.add(before)
    ledger.add(record)
    checks = [c for c in ledger.checks() if c.kind == "superlative"]
    assert [c.result for c in checks] == ["inconsistent"]
    ids = [record.document.id]
    assert len(rules.judge(config.rules, ids, state, ledger, 0.0)) == 1
    assert rules.judge(config.rules, ids, state, ledger, 0.0) == []


class Receiver(BaseHTTPRequestHandler):
    answers: list[int]
    got: list[tuple[str, bytes]]

    def log_message(self, *arguments: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append((self.headers["idempotency-key"], body))
        status = self.answers.pop(0)
        if status == 0:
            time.sleep(5)
        self.send_response(status or 204)
        if status == 302:
            self.send_header("Location", "http://127.0.0.2/")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def receiver() -> Iterator[tuple[str, Any]]:
    handler = type("R", (Receiver,), {"answers": [], "got": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook", handler
    server.shutdown()
    server.server_close()


BODY = {"id": "0123456789abcdef", "words": "killed 12 → 17 in Žeravna"}
HOME = Settings(reachable=("127.0.0.1/32",))


def rule(**how: Any) -> Rule:
    return Rule(name="r", when="contested", wanted=None, figures=(), **{"timeout": 2.0, **how})  # type: ignore[arg-type]


def send(rule: Rule, folder: Path, settings: Settings = HOME, again: bool = False) -> None:
    notify.deliver(rule, BODY, settings, folder, again)


def test_a_webhook_gets_json_with_a_key(receiver: tuple[str, Any], tmp_path: Path) -> None:
    url, handler = receiver
    handler.answers.append(204)
    send(rule(webhook=url), tmp_path)
    [(key, body)] = handler.got
    assert (key, json.loads(body)) == (BODY["id"], BODY)


@pytest.mark.parametrize(("status", "for_good"), [(500, False), (429, False), (404, True), (302, True)])
def test_a_webhook_that_is_refused(receiver: tuple[str, Any], tmp_path: Path, status: int, for_good: bool) -> None:
    url, handler = receiver
    handler.answers.append(status)
    with pytest.raises(notify.NotDelivered, match=f"the host answers {status}") as caught:
        send(rule(webhook=url), tmp_path)
    assert caught.value.for_good is for_good


def test_a_webhook_into_the_own_network_is_refused_unless_named(receiver: tuple[str, Any], tmp_path: Path) -> None:
    url, handler = receiver
    with pytest.raises(notify.NotDelivered, match="loopback; name its network in"):
        send(rule(webhook=url), tmp_path, Settings())
    assert handler.got == []


def test_a_webhook_that_does_not_answer(receiver: tuple[str, Any], tmp_path: Path) -> None:
    url, handler = receiver
    handler.answers.append(0)
    with pytest.raises(notify.NotDelivered):
        send(rule(webhook=url, timeout=0.3), tmp_path)


def test_a_command_gets_the_notice_and_no_shell_sees_it(tmp_path: Path) -> None:
    code = "import sys; open('got', 'wb').write(sys.stdin.buffer.read()); open('args', 'w').write(sys.argv[1])"
    send(rule(command=(sys.executable, "-c", code, "$(touch pwned); `id`")), tmp_path)
    assert json.loads((tmp_path / "got").read_bytes()) == BODY
    assert (tmp_path / "args").read_text() == "$(touch pwned); `id`"
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("/no/such/program",), "cannot be run"),
        ((sys.executable, "-c", "import sys; sys.exit('no bell here')"), "ended with 1 (no bell here)"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "did not end within 0.5 s"),
    ],
)
def test_a_command_that_fails_says_why(tmp_path: Path, command: tuple[str, ...], words: str) -> None:
    with pytest.raises(notify.NotDelivered, match=re.escape(words)):
        send(rule(command=command, timeout=0.5 if "sleep" in command[-1] else 20.0), tmp_path)


def test_a_line_in_a_file_is_whole_and_there_once(tmp_path: Path) -> None:
    path = tmp_path / "n.jsonl"
    path.write_bytes(b'{"id": "0123456789abcdef", "words": "brok')
    send(rule(file=path), tmp_path, again=True)
    send(rule(file=path), tmp_path, again=True)
    _, line = path.read_text().splitlines()
    assert json.loads(line) == BODY
    with pytest.raises(notify.NotDelivered, match="cannot be written"):
        send(rule(file=tmp_path / "none" / "n.jsonl"), tmp_path)


def test_a_notice_is_in_the_queue_once(state: State) -> None:
    notice = Notice("a", "r", {"id": "a"})
    with state.step():
        assert state.put_notice(notice, 5) and not state.put_notice(notice, 6)
    assert [n.id for n in state.notices(5)] == ["a"]
    with state.step():
        state.put_outcome(notice, "sent", NEVER, 1, None)
        assert not state.put_notice(notice, 7)
    assert state.notices(1e12) == []


def whosays(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "whosays", "watch", *arguments], cwd=folder, capture_output=True, text=True, timeout=120
    )


def test_runs_of_a_cron_job(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    config = written(tmp_path, '[[source]]\nfolder = "inbox"\nevery = "1s"\n[[source]]\nfolder = "gone"\n')
    shown = whosays(tmp_path, str(config), "--dry-run", "--log", "json")
    assert shown.returncode == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["inbox", "sources.toml"], "nothing was written"
    ran = whosays(tmp_path, str(config), "--once", "--log", "json")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 1
    assert [e["why"] for e in found if e.get("result") == "failed"] == [f"{tmp_path}/gone: there is no such folder"]
    config.write_text('[[source]]\nfolder = "inbox"\nevery = "1s"\n')
    assert whosays(tmp_path, str(config), "--once").returncode == 0
    config.write_text('[[source]]\nfolders = "inbox"\n')
    wrong = whosays(tmp_path, str(config), "--once")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 2)


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_clean_stop(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "inbox").mkdir()
    config = written(tmp_path, '[[source]]\nfolder = "inbox"\nevery = "1h"\n')
    command = [sys.executable, "-m", "whosays", "watch", str(config), "--log", "json"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert first["event"] == "start"
    process.stdout.readline()
    process.send_signal(number)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert json.loads(out.splitlines()[-1])["event"] == "stop"
