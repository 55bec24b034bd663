"""The overview: timeline, map and list under the same filters, in the URL, by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from whosays.ledger import Ledger


def shown(tab: Any) -> int:
    """How many incidents the page says it shows."""
    return int(tab.locator("#summary h1").inner_text().split()[0])


def settled(tab: Any, part: str) -> None:
    """Wait until the address holds this, and the parts of the page are in place."""
    tab.wait_for_url(f"**{part}**")
    tab.wait_for_selector("main:not([aria-busy]) #map[data-drawn]")


def test_filters_work_together_and_are_the_url(site: str, war: Path, tab: Any) -> None:
    with Ledger(war) as ledger:
        attacks = ledger.count(kind="attack")
        both = ledger.count(kind="attack", standing="corroborated")
        placed = sum(i.place is not None for i in ledger.incidents(kind="attack", standing="corroborated"))
    tab.goto(site)
    tab.wait_for_selector("#map[data-drawn]")
    everything = shown(tab)
    tab.locator("#filters a", has_text="attack (all)").click()
    settled(tab, "kind=attack")
    assert shown(tab) == attacks < everything
    tab.locator("#filters a", has_text="corroborated").click()
    settled(tab, "standing=corroborated")
    assert "kind=attack" in tab.url
    assert shown(tab) == both == tab.locator("#list li h3").count()
    tab.wait_for_selector(f"#map[data-drawn='{placed}']")
    assert sum(" corroborated" in f" {x}" for x in tab.locator("#list .badge").all_inner_texts()) == both
    tab.reload()
    assert shown(tab) == both
    tab.locator("#summary .tag", has_text="attack").click()
    tab.wait_for_selector("#summary .tag:has-text('attack')", state="detached")
    assert "kind=" not in tab.url
    tab.go_back()
    settled(tab, "kind=attack")
    tab.wait_for_selector("#summary .tag:has-text('attack')")
    assert shown(tab) == both


def test_the_form_filters_by_date_and_words(site: str, war: Path, tab: Any) -> None:
    with Ledger(war) as ledger:
        wanted = ledger.count(since="2031-04-01", text="Arda")
    tab.goto(site)
    tab.fill("#f-since", "2031-04-01")
    tab.fill("#f-text", "Arda")
    tab.keyboard.press("Enter")
    settled(tab, "text=Arda")
    assert shown(tab) == wanted
    assert tab.locator("#f-since").input_value() == "2031-04-01"


def test_a_stretch_of_the_timeline_is_chosen_with_the_mouse(site: str, war: Path, tab: Any) -> None:
    tab.goto(site)
    tab.wait_for_selector("body[data-ready]")
    bars = tab.locator("svg.timeline a")
    first, last = bars.nth(5), bars.nth(14)
    since, until = first.get_attribute("data-since"), last.get_attribute("data-until")
    one, two = first.locator(".hit").bounding_box(), last.locator(".hit").bounding_box()
    tab.mouse.move(one["x"] + one["width"] / 2, one["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(two["x"] + two["width"] / 2, two["y"] + 30, steps=4)
    tab.mouse.up()
    settled(tab, f"since={since}&until={until}")
    with Ledger(war) as ledger:
        assert shown(tab) == ledger.count(since=since, until=until)


def test_the_timeline_answers_to_the_keyboard(site: str, tab: Any) -> None:
    tab.goto(site)
    tab.wait_for_selector("body[data-ready]")
    tab.locator("svg.timeline a").first.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        tab.keyboard.press(key)
    settled(tab, "since=2031-03-03&until=2031-03-05")
    assert shown(tab) == 3


def test_the_map_gathers_and_leads_to_incidents(site: str, tab: Any) -> None:
    tab.goto(f"{site}/?place=Arda")
    tab.wait_for_selector("#map[data-drawn] .count")
    counted = sum(int(x) for x in tab.locator("#map .count").all_inner_texts())
    assert counted == shown(tab)
    credit = tab.locator("#map .leaflet-control-attribution")
    assert credit.inner_text() == "Natural Earth; dashed: disputed"  # not Leaflet's own, with a flag
    assert credit.locator("svg").count() == 0
    tab.locator("#map .count").first.click()
    tab.locator(".leaflet-popup a", has_text="incidents at Arda").click()
    settled(tab, "bbox=")
    assert shown(tab) == counted
    tab.goto(f"{site}/?since=2031-04-09&until=2031-04-09&place=Corva")
    tab.wait_for_selector("#map[data-drawn='1']")
    box = tab.locator("#map").bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.locator(".leaflet-popup-content a").click()
    assert tab.locator("h1").inner_text() == "Missile attack, Corva"


def test_only_what_the_map_shows(site: str, tab: Any) -> None:
    tab.goto(site)
    tab.wait_for_selector("#map[data-drawn]")
    tab.locator(".leaflet-control-zoom-in").click()
    tab.wait_for_timeout(600)
    tab.locator("#in-view").click()
    settled(tab, "bbox=")
    assert "within the map" in tab.locator("#summary .tags").inner_text()


def test_further_pages_of_the_list_hold_every_incident_once(site: str, war: Path) -> None:
    with Ledger(war) as ledger:
        total = ledger.count()
    seen: list[str] = []
    url: str | None = "/"
    with httpx.Client(base_url=site) as client:
        while url:
            from lxml import html

            page = html.fromstring(client.get(url).text)
            seen += page.xpath("//*[@id='list']//h3/a/@href")
            further = page.xpath("//*[@id='list']//a[@rel='next']/@href")
            url = further[0] if further else None
    assert len(seen) == len(set(seen)) == total


def test_places_known_badly_are_no_points(site: str) -> None:
    with httpx.Client(base_url=site) as client:
        cells = client.get("/map/cells", params={"zoom": 8}).json()["cells"]
    coarse = {c["place"] for c in cells if c["coarse"]}
    assert coarse == {"Eastmark", "the north"}
    assert all(not c["coarse"] for c in cells if c["place"] == "Arda")


def test_first_view_is_light(site: str) -> None:
    parts = [
        "/", "/static/whosays.css", "/static/parts.css", "/static/keys.js", "/static/base.js", "/static/overview.js",
        "/static/vendor/leaflet/leaflet.js", "/static/vendor/leaflet/leaflet.css", "/map/world.json",
        "/map/regions.json", "/map/cells?zoom=3", "/static/icon.svg",
    ]  # fmt: skip
    size = 0
    with httpx.Client(base_url=site, headers={"accept-encoding": "gzip"}) as client:
        for part in parts:
            with client.stream("GET", part) as answer:
                assert answer.status_code == 200, part
                size += sum(len(x) for x in answer.iter_raw())
    assert size < 500_000
