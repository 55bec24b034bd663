"""The page of one incident: words of the original, names in any script, charts on a phone, what is asked about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browsing import seen
from tests.ledger_reports import make
from whosays.ledger import Ledger
from whosays.model.incidents import Account, Quote
from whosays.web.pages.incident import account_view

STRIKE = {"words": "hit", "kind": "attack.missile", "on": "2031-03-11", "at": "Arda", "by": "Russia"}
OUTLET = "صحيفة الميناء"


def _ledger(path: Path) -> str:
    three = STRIKE | {"says": "the mayor", "numbers": [("3 people", "killed", "person", 3)]}
    five = STRIKE | {"says": "the hospital", "numbers": [("5 people", "killed", "person", 5)]}
    denial = STRIKE | {"says": "Russian Defence Ministry", "stance": "deny"}
    with Ledger(path) as ledger:
        ledger.add(make("Missiles hit Arda, killing 3 people, the mayor said.", [three], OUTLET, "2031-03-12"))
        ledger.add(make("Missiles hit Arda, killing 5 people, the hospital said.", [five], "Gazette", "2031-03-13"))
        ledger.add(make("Russia hit nothing in Arda, the Russian Defence Ministry said.", [denial], "Herald"))
        [incident] = ledger.incidents()
        assert incident.standing == "denied"
        return incident.id


def test_a_passage_is_shown_from_the_original_where_a_copy_has_it_too() -> None:
    evidence = (Quote(document="a", span=(0, 4), quote="Hit."), Quote(document="b", span=(3, 7), quote="Hit."))
    account = Account(
        source="the mayor", stance="assert", authority=2, documents=("a", "b"), evidence=evidence, measures=()
    )
    texts = {"a": ("Hit.", "en"), "b": ("Hit.", "en")}
    for copies, shown in (((), "a"), ({"a"}, "b"), ({"b"}, "a")):
        assert [w.document for w in account_view(account, {**texts, "b": ("...Hit.", "en")}, copies).shown] == [shown]


def test_a_name_in_another_script_does_not_mix_with_the_date_beside_it(tmp_path: Path, tab: Any) -> None:
    incident = _ledger(tmp_path / "war.db")
    with seen(tab, tmp_path / "war.db") as address:
        tab.goto(f"{address}/incidents/{incident}")
        link = tab.locator(".cite a", has_text=OUTLET)
        assert link.inner_text() == f"{OUTLET}, 12 Mar 2031"
        # what is seen, from left to right: the name, then the whole date
        boxes = tab.evaluate(
            """a => { const range = document.createRange(), text = a.lastChild, name = a.querySelector('bdi');
            const left = word => { const at = text.data.indexOf(word); range.setStart(text, at);
            range.setEnd(text, at + word.length); return range.getBoundingClientRect().left; };
            return [name.getBoundingClientRect().left, left('12'), left('Mar'), left('2031')]; }""",
            link.element_handle(),
        )
        assert boxes == sorted(boxes)


def test_on_a_phone_the_names_of_a_chart_stand_below_it(tmp_path: Path, tab: Any) -> None:
    incident = _ledger(tmp_path / "war.db")
    with seen(tab, tmp_path / "war.db") as address:
        tab.goto(f"{address}/incidents/{incident}")
        below = tab.locator("figure ul.who li")
        assert not below.first.is_visible()
        tab.set_viewport_size({"width": 360, "height": 740})
        assert below.first.is_visible()
        assert any("Central Hospital" in words and "5" in words for words in below.all_inner_texts())
        assert not tab.locator("svg.history text.who").first.is_visible()


def test_what_is_denied_is_asked_about_and_says_who_denies_it_once(tmp_path: Path, tab: Any) -> None:
    _ledger(tmp_path / "war.db")
    with seen(tab, tmp_path / "war.db") as address:
        tab.goto(address)
        assert "contested\n1\naccounts that differ" in tab.locator(".sums").inner_text()
        tab.goto(f"{address}/review")
        assert "The accounts differ" in tab.locator("#question").inner_text()
        assert "denies: denies" not in tab.locator("main").inner_text()


def test_a_ceiling_is_shown_as_one(tmp_path: Path, tab: Any) -> None:
    most = STRIKE | {"says": "the mayor", "numbers": [("up to 60 people", "killed", "person", 60, "at_most")]}
    with Ledger(tmp_path / "war.db") as ledger:
        ledger.add(make("Missiles hit Arda, killing up to 60 people, the mayor said.", [most]))
        [incident] = ledger.incidents()
    with seen(tab, tmp_path / "war.db") as address:
        tab.goto(address)
        assert "killed up to 60" in tab.locator("#list").inner_text()
        assert "0–60" in tab.locator(".sums").inner_text()
        tab.goto(f"{address}/incidents/{incident.id}")
        row = tab.locator("table.folds tbody tr").first
        assert row.locator("td[data-name=low]").inner_text() == "–"
        assert row.locator("td[data-name=high]").inner_text() == "60"
