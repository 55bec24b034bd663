"""Pictures of every page for the documentation: ``python -m scripts.screenshots`` writes docs/images/pages/*.png.

Each page wide and on a phone, in light and dark, from a ledger of an invented war (tests/invented_war.py) and of the
six example reports. Needs Chromium (scripts/with-chromium finds or installs one).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import whosays
from tests.browsing import ARGUMENTS, CHROMIUM, serving
from tests.invented_war import everything
from whosays.ledger import Ledger

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "images" / "pages"
WINDOWS = {"wide": (1280, 860, 1180), "phone": (390, 780, 1400)}  # width, height, most height of the picture
TEXT = (
    "The harbour office said on Tuesday that two drones had struck a warehouse in Odesa overnight, injuring three "
    "dockers. A spokesman for the port, Ilya Marin, denied that any grain was lost.\n\nAt least 40 people were led to "
    "a shelter, according to rescuers."
)


def demo(path: Path) -> dict[str, str]:
    """A ledger to show; returns the path of each page."""
    with Ledger(path) as ledger:
        ledger.add(everything())
        ledger.add(whosays.read_many([ROOT / "examples" / "kharkiv.jsonl"]))
        told = ledger.incidents(kind="attack", since="2024-05-25", until="2024-05-25", place="Kharkiv")
        store = max(told, key=lambda i: len(i.accounts))
        first = min(store.documents, key=lambda d: ledger.documents([d])[d].published or "9")
        war = ledger.incidents(place="Arda", since="2031-04-05", until="2031-04-05")[0]
        ledger.decide("note", war.id, value="Asked the hospital for its list.", by="Ana")
        return {
            "overview": "/?since=2031",
            "incident": f"/incidents/{store.id}",
            "toll": f"/incidents/{war.id}",
            "document": f"/documents/{first}",
            "source": "/source?name=Relief+Committee",
            "review": "/review?matter=merge&since=2031",
            "checks": "/checks",
            "add": "/add",
            "help": "/help",
        }


def shoot(browser: Any, address: str, pages: dict[str, str], folder: Path, wanted: list[str]) -> None:
    """All pictures of the wanted pages."""
    for window, (width, height, most) in WINDOWS.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            tab = context.new_page()
            for name, path in pages.items():
                if wanted and name not in wanted:
                    continue
                tab.goto(address + path)
                if name == "add":
                    tab.fill("#text", TEXT)
                    tab.fill("#published", "2024-11-27")
                    tab.click("button.first")
                    tab.wait_for_selector("#text mark")
                if tab.locator("#map").count():
                    tab.wait_for_selector("#map[data-ready]")
                tall = min(most, tab.evaluate("document.documentElement.scrollHeight"))
                tab.set_viewport_size({"width": width, "height": max(height, tall)})
                tab.wait_for_timeout(400)
                tab.screenshot(path=folder / f"{name}-{window}-{scheme}.png")
                tab.set_viewport_size({"width": width, "height": height})
            context.close()


def smaller(file: Path) -> None:
    """Few colours: text and flat areas lose nothing that one sees, and the file is a third as large."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def main() -> None:
    """Make the pictures."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", help="only these pages, as overview or incident")
    parser.add_argument("--to", type=Path, default=TARGET, help="folder for the pictures")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        pages = demo(Path(home) / "demo.db")
        with serving(Path(home) / "demo.db") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            shoot(browser, address, pages, given.to, given.pages)
            browser.close()
    made = [f for f in sorted(given.to.glob("*.png")) if not given.pages or f.name.split("-")[0] in given.pages]
    for file in made:
        smaller(file)
    print(f"{len(made)} pictures in {given.to}, {sum(f.stat().st_size for f in made) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
