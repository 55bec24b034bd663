"""The review: one thing at a time, by keyboard alone, with undo, and nobody overwrites another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from lxml import html

from whosays.ledger import Ledger


def pair(ledger: Path) -> tuple[list[str], int]:
    """The two incidents of 12 April at Brezno (or the one they became), and how many incidents there are."""
    with Ledger(ledger) as opened:
        found = opened.incidents(since="2031-04-12", until="2031-04-12", place="Brezno")
        return [i.id for i in found], opened.count()


def test_a_merge_and_its_undo_by_keys(own_site: str, copied: Path, tab: Any) -> None:
    two, total = pair(copied)
    assert len(two) == 2
    tab.goto(f"{own_site}/review?matter=merge")
    assert tab.locator("#question").inner_text() == "Are these two the same incident?"
    assert "Brezno" in tab.locator("main").inner_text()
    tab.keyboard.press("y")
    tab.wait_for_selector("[role=status]:has-text('Joined')")
    one, after = pair(copied)
    assert len(one) == 1 and after == total - 1
    tab.keyboard.press("z")
    tab.wait_for_selector("#question")
    assert pair(copied) == (two, total)
    with Ledger(copied) as ledger:
        assert [d.action for d, _ in ledger.log()] == ["merge", "undo"]


def test_no_says_that_two_incidents_are_two_and_is_not_asked_again(own_site: str, copied: Path, tab: Any) -> None:
    tab.goto(f"{own_site}/review?matter=merge")
    tab.fill("#why", "other road")
    tab.locator("button", has_text="Two incidents").click()
    tab.wait_for_selector("[role=status]:has-text('decision 1')")
    tab.goto(f"{own_site}/review?matter=merge")
    assert "Nothing to decide" in tab.locator("main").inner_text()
    with Ledger(copied) as ledger:
        [(decision, stands)] = ledger.log()
        assert (decision.action, decision.reason, stands) == ("split", "other road", True)
    assert len(pair(copied)[0]) == 2


def test_skip_edit_and_unsure(own_site: str, copied: Path, tab: Any) -> None:
    tab.goto(f"{own_site}/review")
    first = tab.locator("#question").inner_text(), tab.locator("main h2 a").first.inner_text()
    tab.keyboard.press("s")
    tab.wait_for_url("**at=**")
    second = tab.locator("#question").inner_text(), tab.locator("main h2 a").first.inner_text()
    assert first != second
    tab.keyboard.press("u")
    tab.wait_for_url("**done=1**")
    with Ledger(copied) as ledger:
        assert [(d.action, str(d.value)[:6]) for d, _ in ledger.log()] == [("note", "unsure")]
    tab.keyboard.press("e")
    tab.wait_for_url("**/incidents/**#decide")
    tab.wait_for_selector("#field", state="visible")
    tab.select_option("#field", "kind")
    tab.fill("#value", "attack.air")
    tab.locator("#decide button", has_text="Correct").click()
    tab.wait_for_url("**done=2")
    assert tab.locator("h1").inner_text().startswith("Air strike")
    assert "corrected by a person" in tab.locator(".title").inner_text()


def test_keys_do_nothing_while_typing_or_when_turned_off(own_site: str, copied: Path, tab: Any) -> None:
    tab.goto(f"{own_site}/review")
    tab.locator("#why").focus()
    tab.keyboard.type("yes, nobody knows")
    assert tab.locator("#why").input_value() == "yes, nobody knows"
    tab.locator("h1").click()
    tab.keyboard.press("?")
    tab.wait_for_selector("dialog[open]")
    tab.uncheck("#keys-on")
    tab.keyboard.press("Escape")
    tab.keyboard.press("y")
    tab.wait_for_timeout(200)
    with Ledger(copied) as ledger:
        assert ledger.log() == []


def test_the_later_of_two_reviewers_sees_the_change_and_is_asked(own_site: str, copied: Path, tab: Any) -> None:
    tab.goto(f"{own_site}/review?matter=contested")
    with Ledger(copied) as ledger:
        contested = ledger.show(tab.locator("main h2 a").first.get_attribute("href").rsplit("/", 1)[1])
        ledger.decide("edit", contested.id, field="figures.killed.best", value="6", by="Ana", reason="asked again")
    tab.keyboard.press("n")
    tab.wait_for_selector("h1:has-text('Somebody decided meanwhile')")
    told = tab.locator("main").inner_text()
    assert "Ana" in told and "asked again" in told and "Nothing of it has been kept" in told
    with Ledger(copied) as ledger:
        assert [d.by for d, _ in ledger.log()] == ["Ana"]
    tab.locator("button", has_text="Decide all the same").click()
    tab.wait_for_url("**done=**")
    with Ledger(copied) as ledger:
        assert [d.action for d, _ in ledger.log()] == ["edit", "reject"]
        assert ledger.show(contested.id).review == "rejected"
    assert any("409" in p for p in tab.watch.problems)  # the browser reports the status
    tab.watch.problems.clear()


def test_the_keyboard_alone_is_enough(own_site: str, copied: Path, tab: Any) -> None:
    tab.goto(own_site)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "To the content"
    tab.keyboard.press("Enter")
    for key in ("g", "r"):
        tab.keyboard.press(key)
    tab.wait_for_url("**/review")
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.value") == "yes":
            break
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**done=1**")
    for key in ("g", "o"):
        tab.keyboard.press(key)
    tab.wait_for_url(f"{own_site}/")
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/incidents/**")
    tab.keyboard.press("/")
    tab.keyboard.type("harbour")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?q=harbour")


def test_a_form_that_was_not_made_here_decides_nothing(own_site: str, copied: Path) -> None:
    [one, _], _ = pair(copied)
    with httpx.Client(base_url=own_site) as client:
        page = html.fromstring(client.get(f"/incidents/{one}").text)
        token = page.xpath("//form[contains(@action,'decide')]//input[@name='csrf_token']/@value")[0]
        form = {"action": "reject", "revision": "1"}
        assert client.post(f"/incidents/{one}/decide", data=form).status_code == 403
        assert (
            client.post(f"/incidents/{one}/decide", data={**form, "csrf_token": token[:-2] + "xx"}).status_code == 403
        )
        assert client.post("/review/undo", data={"number": "1"}).status_code == 403
        elsewhere = {**form, "csrf_token": token, "further": "https://elsewhere.example/"}
        answer = client.post(f"/incidents/{one}/decide", data=elsewhere)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/incidents/{one}?done=")


def test_a_page_says_when_the_ledger_has_changed(own_site: str, copied: Path, tab: Any) -> None:
    tab.goto(own_site)
    tab.wait_for_selector("#map[data-drawn]")
    assert not tab.locator("#live").is_visible()
    tab.wait_for_timeout(1500)  # the page begins to listen
    with Ledger(copied) as ledger:
        ledger.decide("accept", ledger.incidents(limit=1)[0].id, by="Ana")
    tab.wait_for_selector("#live:not([hidden])")
    assert "1 new decision since" in tab.locator("#live").inner_text()
    tab.locator("#live a").click()
    tab.wait_for_selector("#live", state="hidden")
    tab.goto(f"{own_site}/review?matter=merge")
    tab.keyboard.press("y")
    tab.wait_for_url("**done=2**")
    tab.wait_for_timeout(2500)  # one's own decision is no news
    assert not tab.locator("#live").is_visible()
