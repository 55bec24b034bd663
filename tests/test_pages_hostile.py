"""Documents come from the open web: what is in their text, title, publisher and address is shown, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.browsing import seen
from tests.ledger_reports import make
from whosays.ledger import Ledger

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
QUOTES = "\"'><svg onload=document.title='owned'>{{7*7}}${7*7}</textarea></title>"


def hostile(path: Path) -> tuple[str, str]:
    """A ledger with one such document; its incident and document."""
    text = f"{SCRIPT} 😀 Shells hit Arda, the mayor said. {QUOTES} 3 people were killed.\u202e reversed \u0301"
    report = make(
        text,
        [{"words": "hit", "kind": "attack.artillery", "on": "2031-03-12", "at": "Arda", "says": "the mayor",
          "of": f"John Michael Doe {SCRIPT}", "by": "Russia",
          "numbers": [("3 people were killed", "killed", "person", 3)]}],
        publisher=f"{QUOTES}{SCRIPT}", title=f"{SCRIPT}{QUOTES}",
    )  # fmt: skip
    actors = [a.model_copy(update={"name": f"{SCRIPT}{QUOTES}"}) for a in report.actors]
    info = report.document.model_copy(update={"uri": "javascript:document.title='owned'", "byline": SCRIPT})
    with Ledger(path) as ledger:
        ledger.add(report.model_copy(update={"document": info, "actors": tuple(actors)}))
        [incident] = ledger.incidents()
        ledger.decide("note", incident.id, value=f"{SCRIPT}{QUOTES}", by=SCRIPT, reason=QUOTES)
        return incident.id, report.document.id


def test_nothing_of_a_hostile_document_runs(tmp_path: Path, tab: Any) -> None:
    incident, document = hostile(tmp_path / "bad.db")
    with seen(tab, tmp_path / "bad.db") as address:
        with httpx.Client(base_url=address) as client:
            source = client.get("/sources").text.split('href="/source?name=')[1].split('"')[0]
        for path in (
            "/", f"/incidents/{incident}", f"/documents/{document}", "/sources", f"/source?name={source}", "/review",
            "/checks", "/search?q=shells", f"/search?q={QUOTES}", f"/?text={SCRIPT}&place={QUOTES}",
            f"/?actor={SCRIPT}",
        ):  # fmt: skip
            answer = tab.goto(address + path)
            assert answer.status == 200, path
            assert "owned" not in tab.title().replace(SCRIPT, "").replace(QUOTES, ""), path
            assert tab.locator("main script, main img, main svg[onload], [onerror]").count() == 0, path
            assert tab.locator("a[href^='javascript:']").count() == 0, path
            assert "49" not in tab.locator("h1").inner_text(), path
        tab.goto(f"{address}/documents/{document}")
        assert SCRIPT in tab.locator("#text").inner_text()


def test_marks_hold_after_an_emoji_and_combining_signs(tmp_path: Path, tab: Any) -> None:
    _, document = hostile(tmp_path / "bad.db")
    with seen(tab, tmp_path / "bad.db") as address:
        tab.goto(f"{address}/documents/{document}")
        assert "3 people were killed" in tab.locator("#text mark.m-figure").all_inner_texts()
        shown = tab.locator("#text").evaluate("e => e.textContent")
    with Ledger(tmp_path / "bad.db") as ledger:
        assert shown == ledger.text(document)


def test_every_answer_forbids_foreign_and_inline_code(site: str) -> None:
    with httpx.Client(base_url=site) as client:
        for path in ("/", "/review", "/add", "/nowhere", "/map/world.json"):
            policy = client.get(path).headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
        for path in ("/", "/review", "/add", "/checks", "/sources", "/help"):
            text = client.get(path).text
            assert " style=" not in text
            assert " onclick=" not in text
            assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])


def test_names_of_persons_who_were_hit_are_folded(tmp_path: Path, tab: Any) -> None:
    incident, _ = hostile(tmp_path / "bad.db")
    with seen(tab, tmp_path / "bad.db") as address:
        tab.goto(f"{address}/incidents/{incident}")
        name = tab.locator("aside dd details", has_text="John Michael Doe")
        assert "John Michael Doe" not in name.inner_text()
        name.locator("summary").click()
        assert "John Michael Doe" in name.inner_text()
