"""The commands over a ledger, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ledger_reports import ACTORS, make
from tests.test_ledger import DAY, answer_to_it, counted, first, later
from whosays.cli.app import app, run
from whosays.ledger import Ledger

Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("WHOSAYS_LEDGER", str(tmp_path / "war.db"))
    with Ledger(tmp_path / "war.db") as ledger:
        ledger.add([first(), later(), counted(), answer_to_it()])

    def shell(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        out = capsys.readouterr()
        return code, out.out, out.err

    return shell


def test_incidents_in_each_format(shell: Shell) -> None:
    answer = json.loads(shell("incidents", "--format", "json")[1])
    assert answer["format"] == "whosays-incidents/1"
    assert len(answer["incidents"]) == 2
    assert set(answer) == {"format", "documents", "copies", "checks", "not_incidents", "incidents"}
    rows = list(csv.DictReader(io.StringIO(shell("incidents", "--format", "csv", "--kind", "attack.drone")[1])))
    assert [r["place"] for r in rows] == ["Brezno"]
    text = shell("incidents", "--format", "text", "--place", "Arda")[1]
    assert "contested" in text
    assert "Arda" in text
    assert "no incidents: protest" in shell("incidents", "--format", "text", "--kind", "protest")[1]


def test_show_puts_accounts_and_words_side_by_side(shell: Shell) -> None:
    incident = json.loads(shell("incidents", "--place", "Arda", "--format", "json")[1])["incidents"][0]["id"]
    page = shell("show", incident, "--format", "text")[1]
    for words in ("Mayor of Arda", "Central Hospital", "earlier: killed 3", "now: killed 5", "now: killed at least 6"):
        assert words in page
    assert "received 6 bodies" in " ".join(page.split())
    assert json.loads(shell("show", incident[:5], "--format", "json")[1])["id"] == incident


def test_show_says_who_denies_and_gives_the_original_before_its_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strike = {"words": "hit", "kind": "attack.missile", "on": DAY, "at": "Arda", "by": "Russia", "says": "the mayor"}
    text = "Missiles hit the mill of Arda, the mayor said, and the bridge, and the [old] market beside the river."
    denial = strike | {"says": "Russian Defence Ministry", "stance": "deny"}
    with Ledger(tmp_path / "war.db") as ledger:
        for outlet, day in (("Wire", "2031-03-12"), ("Herald", "2031-03-13"), ("Post", "2031-03-14")):
            ledger.add(make(text, [strike], outlet, day))
        ledger.add(make("Russia hit nothing in Arda, the Russian Defence Ministry said.", [denial], "Gazette"))
        [incident] = ledger.incidents()
    assert run(["show", incident.id, "--ledger", str(tmp_path / "war.db"), "--format", "text"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "Ministry of Defence of Russia denies: Government of Russia" in page
    assert page.index("[Wire, ") < min(page.index("[Herald, "), page.index("[Post, "))
    assert page.count(", a copy]") == 2
    assert "[old] market" in page


def test_the_other_questions(shell: Shell) -> None:
    drone = json.loads(shell("incidents", "--kind", "attack.drone", "--format", "json")[1])["incidents"][0]["id"]
    assert "answered:" in shell("chain", drone, "--format", "text")[1]
    assert "received 6 bodies" not in shell("claims", "--by", "mayor", "--format", "text")[1]
    assert json.loads(shell("claims", "--by", "hospital")[1])[0]["stance"] == "assert"
    assert json.loads(shell("tally", "--role", "killed", "--by", "place")[1])["rows"][0]["group"] == "Arda"
    assert "killed" in shell("tally", "--format", "text")[1]
    assert "«bodies»" in shell("search", "bodies", "--format", "text")[1]
    assert (
        "two incidents"
        in shell("why", drone, json.loads(shell("search", "bodies")[1])[0]["incidents"][0], "-f", "text")[1]
    )
    assert shell("check", "--strict")[0] == 0
    assert json.loads(shell("info")[1])["document"] == 4
    assert "4 documents" in shell("info", "--format", "text")[1]


def test_decide_log_and_undo(shell: Shell) -> None:
    incident = json.loads(shell("incidents", "--place", "Arda", "--format", "json")[1])["incidents"][0]["id"]
    assert shell("decide", "edit", incident, "figures.killed.best=7", "--by", "Ana", "--reason", "register")[0] == 0
    assert shell("decide", "note", incident, "asked", "the", "mayor")[0] == 0
    assert shell("decide", "split", incident, counted().document.id)[0] == 0
    assert shell("decide", "undo")[0] == 0
    rows = json.loads(shell("log")[1])
    assert [(r["action"], r["stands"]) for r in rows] == [
        ("edit", True),
        ("note", True),
        ("split", False),
        ("undo", True),
    ]
    assert "Ana  edit figures.killed.best = 7" in shell("log", "--incident", incident, "--format", "text")[1]
    code, _, errors = shell("decide", "undo", "3")
    assert code == 3
    assert "undone already" in errors


def test_export_and_forget(shell: Shell, tmp_path: Path) -> None:
    code, _, errors = shell("export", "acled", "-o", str(tmp_path / "a.csv"))
    assert code == 0
    assert "2 written" in errors
    assert shell("export", "acled", "-o", str(tmp_path / "a.csv"))[0] == 2
    assert json.loads(shell("export", "geojson")[1])["type"] == "FeatureCollection"
    assert "forgotten" in shell("forget", counted().document.id)[1]
    assert shell("forget", counted().document.id)[0] == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("incidents", "--ledger", "nothere.db"), 3, "there is no ledger here"),
        (("incidents", "--since", "soon"), 2, "--since"),
        (("incidents", "--near", "1,2"), 2, "LAT,LON,KM"),
        (("show", "inone"), 3, "no incident"),
        (("decide", "edit", "i", "x"), 2, "field=value"),
        (("export", "xls"), 2, "no export"),
        (("add", "nothere.txt", "--side", "Russia"), 2, "alpha-3"),
        (("tally", "--role", "kiled"), 2, "--role: 'kiled' is none of killed, injured"),
        (("tally", "--who", "kids"), 2, "--who: 'kids' is none of civilian"),
        (("incidents", "--min-killed", "x"), 2, "'--min-killed': must be a number"),
    ],
)
def test_errors_are_one_line_with_a_code(shell: Shell, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, out, errors = shell(*arguments)
    assert (found, out) == (code, "")
    assert words in errors
    assert "Traceback" not in errors


def test_add_reads_documents_and_passes_over_what_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    record = {"id": "r1", "text": "Shelling killed three people in Kherson on Tuesday, the governor said.",
              "published": "2024-11-28", "publisher": "Daily Wire", "side": "UKR"}  # fmt: skip
    source.write_text(json.dumps(record) + "\n")
    ledger = str(tmp_path / "war.db")
    for expected in ({"new": 1, "known": 0, "failed": 0}, {"new": 0, "known": 1, "failed": 0}):
        assert run(["add", str(source), "--ledger", ledger, "--quiet"]) == 0
        out = json.loads(capsys.readouterr().out)
        assert {k: out[k] for k in expected} == expected
    assert run(["incidents", "--ledger", ledger, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    [document] = answer["documents"].values()
    assert (document["external_id"], document["side"]) == ("r1", "UKR")
    assert any(f["role"] == "killed" and f["best"] == 3 for i in answer["incidents"] for f in i["figures"])


def test_add_tells_what_was_read_badly_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.jsonl"
    records = (
        {"id": "good", "text": "Shelling killed three people in Kherson on Tuesday, the governor said."},
        {"id": "day", "text": "Two died in Kherson.", "published": "31.02.2031"},
        {"id": "tongue", "text": "Удар по ринку вбив трьох людей у Херсоні, повідомив губернатор області."},
        {"id": "nothing", "text": " "},
    )
    source.write_text("".join(json.dumps(r) + "\n" for r in records))
    ledger = str(tmp_path / "war.db")
    assert run(["add", str(source), "--ledger", ledger]) == 0
    errors = capsys.readouterr().err
    for words in ("warning: day: ", "'31.02.2031' is no date", "warning: tongue: the text is not English",
                  "warning: nothing: the text is empty"):  # fmt: skip
        assert words in errors
    assert "warning: good" not in errors
    assert run(["add", str(source), "--ledger", str(tmp_path / "other.db"), "--quiet"]) == 0
    assert "warning" not in capsys.readouterr().err


def test_a_question_makes_no_ledger_of_an_empty_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    assert run(["incidents", "--ledger", str(empty)]) == 3
    assert "there is no ledger here" in capsys.readouterr().err
    assert empty.stat().st_size == 0


def test_every_command_over_a_ledger_has_help_with_an_example() -> None:
    for command in app.registered_commands:
        words = command.callback.__doc__ or ""  # type: ignore[union-attr]
        assert "whosays" in words, command.callback
    assert DAY


def test_names_from_the_web_neither_break_nor_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = {"kind": "ngo", "name": "[/red] Army \x1b[31mof [bold]Arda\x07"}
    shot = {"words": "shot", "kind": "attack.shooting", "on": DAY, "at": "Arda", "by": "odd", "says": "odd",
            "numbers": [("Two", "killed", "person", 2)]}  # fmt: skip
    report = make("Two men were shot in Arda \x1b[2J.", [shot], "[/b] \x1b[5mPost", actors=ACTORS | {"odd": odd})
    with Ledger(tmp_path / "war.db") as ledger:
        ledger.add(report)
        [incident] = ledger.incidents()
        ledger.decide("note", incident.id, value="\x1b[7m[/i] asked", by="[/x]", reason="[/y]")
    for command in (("incidents",), ("show", incident.id), ("claims", "--by", "army"), ("log",), ("search", "shot"),
                    ("tally", "--by", "agent")):  # fmt: skip
        assert run([*command, "--ledger", str(tmp_path / "war.db"), "--format", "text"]) == 0, command
        out = capsys.readouterr().out
        assert "\x1b" not in out and "\x07" not in out, command
        if command[0] in ("show", "claims", "tally"):
            assert "[bold]Arda" in " ".join(out.split())


def test_reread_takes_the_ledgers_own_texts_with_other_words_and_keeps_what_was_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, path = tmp_path / "a.txt", tmp_path / "war.db"
    report.write_text("ARDA, 5 March 2031. Rebels glimped the village of Orlu on Tuesday, killing four people.\n")
    assert run(["add", str(report), "--side", "UKR", "--ledger", str(path), "--jobs", "1", "-q"]) == 0
    report.unlink()  # pages change, files are moved: what the ledger has is enough
    with Ledger(path) as ledger:
        [before] = ledger.incidents()
        ledger.decide("note", before.id, value="asked the mayor", by="Ana")
        [document] = before.documents
        assert before.kind != "abduction"
    words = tmp_path / "words.toml"
    words.write_text('[[triggers]]\nlemma = "glimp"\npos = "VERB"\nkind = "abduction"\nsure = "1"\n')
    again = ["add", "--reread", "--ledger", str(path), "--lexicon", str(words), "--jobs", "1", "-q"]
    capsys.readouterr()
    assert run([*again, "--dry-run", "--format", "json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["new"], counts["known"], counts["revised"]) == (0, 0, 1)
    assert run([*again, "--format", "text"]) == 0
    assert "1 read anew" in capsys.readouterr().out
    with Ledger(path) as ledger:
        assert "abduction" in {e.kind for e in ledger.report(document).events}
        assert ledger.documents()[document].side == "UKR"
        assert ledger.report(document).document.published_from == "dateline"
        assert any("asked the mayor" in note for i in ledger.incidents() for note in i.notes)


def test_reread_needs_inputs_or_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", "--reread", "--ledger", str(tmp_path / "none.db")]) == 3
    assert not (tmp_path / "none.db").exists()
    assert run(["add", "--ledger", str(tmp_path / "none.db")]) == 2
    assert "Missing argument" in capsys.readouterr().err


def test_info_tells_what_another_version_has_read_and_how_to_read_it_anew(shell: Shell, tmp_path: Path) -> None:
    assert "another version" not in shell("info", "--format", "text")[1]
    with Ledger(tmp_path / "war.db") as ledger:
        ledger.add(make("Shells fell on Arda.", [{"words": "fell", "kind": "attack.artillery"}], version="0.0.9"))
    page = " ".join(shell("info", "--format", "text")[1].split())
    assert "1 document read by another version" in page
    assert "whosays add --reread --ledger" in page


def test_a_list_shows_groups_where_nobody_counts_all_and_disputes_by_group(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(by: str, men: int, paper: str) -> object:
        return make(
            f"Shells fell on Arda and killed {men} men, {by} said.",
            [{"words": "fell", "kind": "attack.artillery", "on": DAY, "at": "Arda", "says": by,
              "numbers": [(f"{men} men", "killed", "person", men, "exact", "man")]}],
            publisher=paper,
        )  # fmt: skip

    path = tmp_path / "war.db"
    with Ledger(path) as ledger:
        ledger.add([told("the mayor", 7, "Wire"), told("the hospital", 9, "Post")])
        [incident] = ledger.incidents()
    assert run(["incidents", "--ledger", str(path), "--format", "text"]) == 0
    assert "killed 7–9, best 9 (men)" in capsys.readouterr().out
    assert run(["show", incident.id, "--ledger", str(path), "--format", "text"]) == 0
    page = capsys.readouterr().out
    assert "    Central Hospital: 9 men; Mayor of Arda: 7 men" in page.splitlines()
    assert all(line == line.rstrip() for line in page.splitlines() if line.startswith("  "))


def test_a_correction_without_a_later_date_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def add(toll: str, **more: str) -> tuple[str, str]:
        text = f"Shells fell on the village of Orlu on Sunday, killing {toll} people, the mayor said."
        row = {"text": text, "uri": "https://wire.example/orlu", "publisher": "Wire", "published": "2031-03-03", **more}
        (tmp_path / "a.jsonl").write_text(json.dumps(row))
        assert run(["add", str(tmp_path / "a.jsonl"), "--ledger", str(tmp_path / "war.db"), "--jobs", "1"]) == 0
        out = capsys.readouterr()
        return out.out, out.err

    add("1,200", modified="2031-03-04T08:00:00Z")
    assert "taken for an earlier version" in add("900")[1]  # no word of when: the one that was changed later stands
    assert "taken for an earlier version" not in add("1,500", modified="2031-03-05T08:00:00Z")[1]
    assert "no date such as" in add("7", modified="soon")[1]
    assert run(["incidents", "--ledger", str(tmp_path / "war.db"), "--format", "text"]) == 0
    assert "killed 1,500" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("bombing", "did you mean attack.bombing?"),
        ("shelling", "did you mean attack.artillery?"),
        ("attack.dron", "did you mean attack.drone"),
        ("attack,bombing", "'bombing' is no event kind"),
        ("zzz", "the kinds are attack.missile"),
    ],
)
def test_a_kind_that_is_none_is_named_with_what_may_be_meant(shell: Shell, kind: str, words: str) -> None:
    code, _, error = shell("incidents", "--kind", kind)
    assert code == 2
    assert words in error
