"""Every page opens in a real browser, in light and dark, without a complaint of the browser or of axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browsing import seen, serving
from tests.invented_war import everything
from whosays.ledger import Ledger
from whosays.web.tokens import TokenFile

PAGES = {
    "overview": "/",
    "filtered": "/?kind=attack&standing=contested,denied",
    "incident": "/incidents/{incident}",
    "document": "/documents/{document}",
    "sources": "/sources",
    "source": "/source?name=Governor%20of%20Northmark",
    "review": "/review",
    "merge": "/review?matter=merge",
    "checks": "/checks",
    "add": "/add",
    "search": "/search?q=market",
    "help": "/help",
}


def address(war: Path, page: str) -> str:
    """The path of a page; that of the incident with the most to show."""
    with Ledger(war) as ledger:
        incident = max(ledger.incidents(), key=lambda i: len(i.accounts))
        return PAGES[page].format(incident=incident.id, document=incident.documents[0])


def complaints(tab: Any, *rules: str) -> list[str]:
    """Violations that axe calls serious or critical; of some rules only, where they are named."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options={"runOnly": list(rules)} if rules else None).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("page", list(PAGES))
def test_page_opens_and_is_accessible_in_light_and_dark(site: str, war: Path, tab: Any, page: str) -> None:
    answer = tab.goto(site + address(war, page))
    assert answer.status == 200
    assert tab.locator("h1").count() == 1
    assert tab.locator("main").count() == 1
    if tab.locator("#map").count():
        tab.wait_for_selector("#map[data-ready]")
    assert complaints(tab) == []
    tab.emulate_media(color_scheme="dark")
    assert complaints(tab, "color-contrast") == []


def test_pages_fit_a_phone(site: str, war: Path, tab: Any) -> None:
    tab.set_viewport_size({"width": 360, "height": 740})
    for page in PAGES:
        tab.goto(site + address(war, page))
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360, page


def test_pages_can_be_read_without_scripts(site: str, war: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        plain = context.new_page()
        for page in PAGES:
            assert plain.goto(site + address(war, page)).status == 200
            assert plain.locator("h1").inner_text()
        plain.goto(site + address(war, "document"))
        assert plain.locator("#text mark").count() > 0
        plain.goto(site)
        assert plain.locator("#list h3 a").count() == 40
        plain.locator("#filters a", has_text="contested").click()
        assert "standing=contested" in plain.url
    finally:
        context.close()


def test_an_empty_ledger_says_what_to_do_next(tmp_path: Path, tab: Any) -> None:
    with seen(tab, tmp_path / "new.db") as address:
        tab.goto(address)
        assert "whosays add" in tab.locator("main").inner_text()
        assert complaints(tab) == []


def test_what_is_not_there_is_a_page_and_says_so(site: str, tab: Any) -> None:
    for path in ("/incidents/inone", "/documents/none", "/source?name=nobody", "/nowhere", "/?since=yesterday"):
        answer = tab.goto(site + path)
        assert answer.status in (404, 422)
        assert tab.locator("h1").inner_text()
    tab.watch.problems.clear()  # the browser reports the status of each


def test_pages_work_behind_a_proxy_with_a_prefix(war: Path, tab: Any) -> None:
    with seen(tab, war, prefix="/whosays") as address:
        tab.goto(f"{address}/whosays/")
        tab.wait_for_selector("#map[data-drawn]")
        tab.locator("#list h3 a").first.click()
        assert "/whosays/incidents/" in tab.url
        tab.locator("a.brand").click()
        assert tab.url.endswith("/whosays/")


def test_people_log_in_with_a_token_and_see_what_their_role_may_do(war: Path, tmp_path: Path, tab: Any) -> None:
    tokens = tmp_path / "tokens.json"
    held = TokenFile(tokens)
    token = {role: held.add(name, role) for name, role in (("rea", "reader"), ("ana", "reviewer"))}
    with seen(tab, war, login=True, tokens=tokens) as address:
        tab.goto(f"{address}/review?matter=merge")
        assert tab.locator("h1").inner_text() == "Log in"
        assert tab.locator("nav").count() == 0
        assert complaints(tab) == []
        tab.fill("#token", token["reader"])
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/review?matter=merge")
        assert tab.locator("button", has_text="Same incident").count() == 0
        assert "needs the role reviewer" in tab.locator(".verdict").inner_text()
        assert "rea (reader)" in tab.locator("footer").inner_text()
        tab.locator("button", has_text="Log out").click()
        tab.wait_for_url("**/login")
        tab.fill("#token", token["reviewer"])
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#list")
        tab.goto(f"{address}/review?matter=merge")
        assert tab.locator("button", has_text="Same incident").count() == 1


def test_on_paper_there_is_what_was_reported_and_nothing_to_click(site: str, war: Path, tab: Any) -> None:
    tab.goto(site + address(war, "incident"))
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert not tab.locator("#citation").is_visible()
    assert tab.locator(".account blockquote").first.is_visible()
    assert tab.locator("#figures").is_visible()


def test_pages_answer_on_every_kind_of_database(location: str) -> None:
    with Ledger(location) as ledger:
        ledger.add(everything(14))
        incident = max(ledger.incidents(), key=lambda i: len(i.accounts))
        ledger.decide("note", incident.id, value="asked the hospital", by="Ana")
    with serving(location) as address, httpx.Client(base_url=address, timeout=60) as client:
        for path in (*PAGES.values(), "/?text=market&since=2031-03&near=65.7,-18.1,90", "/map/cells?zoom=5"):
            asked = path.format(incident=incident.id, document=incident.documents[0])
            assert client.get(asked).status_code == 200, asked
        assert "asked the hospital" in client.get(f"/incidents/{incident.id}").text
