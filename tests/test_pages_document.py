"""The document's page: layers, the same item lit in text and list, passages that links lead to; adding a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browsing import seen
from tests.invented_war import report
from whosays.ledger import Ledger

TEXT = "Two rockets hit the harbour of Odesa on Monday, wounding four sailors, the mayor said. The navy denied it."


def background(tab: Any, selector: str) -> str:
    """The colour behind an element."""
    return str(tab.locator(selector).first.evaluate("e => getComputedStyle(e).backgroundColor"))


def longest(war: Path) -> str:
    """The document with the most to mark."""
    with Ledger(war) as ledger:
        incident = max(ledger.incidents(), key=lambda i: len(i.accounts))
        return incident.accounts[0].evidence[0].document


def test_layers_go_off_and_on_by_key_and_by_box(site: str, war: Path, tab: Any) -> None:
    tab.goto(f"{site}/documents/{longest(war)}")
    clear = "rgba(0, 0, 0, 0)"
    assert background(tab, "#text mark.m-figure") != clear
    for key in "2345":
        tab.keyboard.press(key)
    assert background(tab, "#text mark.m-figure") == clear
    assert not tab.locator("#layer-figure").is_checked()
    tab.locator("#layer-figure").check()
    assert background(tab, "#text mark.m-figure") != clear


def test_the_same_item_lights_up_in_text_and_list(site: str, war: Path, tab: Any) -> None:
    tab.goto(f"{site}/documents/{longest(war)}")
    tab.locator("#i-m1").hover()
    assert tab.locator("#text mark.lit").count() >= 1
    lit = tab.locator("#text mark.lit").first
    assert "m1" in lit.get_attribute("data-i").split()
    tab.locator("#i-e1 a.w").focus()
    assert "e1" in tab.locator("#text mark.lit").first.get_attribute("data-i").split()
    lit = tab.locator("#text mark.m-event").first
    lit.hover()
    assert tab.locator(".items-of li.lit").count() >= 1


def test_an_account_leads_to_its_words(site: str, war: Path, tab: Any) -> None:
    with Ledger(war) as ledger:
        incident = max(ledger.incidents(), key=lambda i: len(i.accounts))
    tab.goto(f"{site}/incidents/{incident.id}")
    words = tab.locator(".account blockquote mark").first.inner_text()
    tab.locator(".account .cite a").first.click()
    tab.wait_for_url("**/documents/**#w-*")
    tab.wait_for_selector("#text mark.here")
    assert words.split()[0] in tab.locator("#text mark.here").inner_text()


def test_versions_of_a_document_say_what_changed(tmp_path: Path, tab: Any) -> None:
    texts = (
        "Shells hit Arda, the governor said, and 2 people died.",
        "Shells hit Arda, the governor said, and 5 people died.",
    )
    with Ledger(tmp_path / "v.db") as ledger:
        for day, text in zip(("2031-03-02", "2031-03-03"), texts, strict=True):
            number = text.split("and ")[1][:8]
            made = report(
                text,
                [{"words": "hit", "kind": "attack.artillery", "on": "2031-03-01", "at": "Arda", "says": "the governor",
                  "numbers": [(number, "killed", "person", int(number[0]))]}],
                day,
            )  # fmt: skip
            info = made.document.model_copy(update={"uri": "https://post.example/arda", "published": day})
            ledger.add(made.model_copy(update={"document": info}))
            last = made.document.id
    with seen(tab, tmp_path / "v.db") as address:
        tab.goto(f"{address}/documents/{last}")
        card = tab.locator("section", has=tab.locator("h2", has_text="Versions"))
        assert "killed 2 → 5" in card.inner_text()
        card.locator("summary").click()
        assert card.locator("del").inner_text() == "2"
        assert card.locator("ins").inner_text() == "5"


def test_a_pasted_text_is_shown_first_and_added_only_when_told_to(own_site: str, copied: Path, tab: Any) -> None:
    with Ledger(copied) as ledger:
        before = ledger.info()["document"]
    tab.goto(f"{own_site}/add")
    tab.fill("#text", TEXT)
    tab.fill("#published", "2024-11-26")
    tab.fill("#publisher", "Port Letter")
    tab.locator("button", has_text="Read it").click(timeout=90_000)  # the language model is loaded first
    tab.wait_for_selector("#text mark.m-figure")
    assert "four sailors" in tab.locator("#text mark.m-figure").all_inner_texts()
    with Ledger(copied) as ledger:
        assert ledger.info()["document"] == before
    tab.locator("button", has_text="Add it to the ledger").click(timeout=90_000)
    tab.wait_for_url("**/documents/**")
    assert "Port Letter" in tab.locator("main").inner_text()
    with Ledger(copied) as ledger:
        assert ledger.info()["document"] == before + 1
        assert ledger.text(tab.url.rsplit("/", 1)[1]) == TEXT


def test_what_cannot_be_read_is_said_and_the_form_is_kept(own_site: str, tab: Any) -> None:
    for field, value, words in (
        ("#url", "http://127.0.0.1:9/page", "127.0.0.1"),
        ("#published", "last week", "no publication date"),
    ):
        tab.goto(f"{own_site}/add")
        if field != "#url":
            tab.fill("#text", TEXT)
        tab.fill(field, value)
        tab.locator("button", has_text="Read it").click()
        tab.wait_for_selector("[role=alert]")
        assert words in tab.locator("[role=alert]").inner_text()
        assert tab.locator(field).input_value() == value
    tab.watch.problems.clear()  # the browser reports the status 422
