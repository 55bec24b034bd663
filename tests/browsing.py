"""A server of its own with an invented war in its ledger, and a real Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.invented_war import everything
from whosays.ledger import Ledger

CHROMIUM = os.environ.get("WHOSAYS_TEST_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def seen(tab: Any, ledger: str | Path, **settings: Any) -> Iterator[str]:
    """As `serving`, for one tab, which leaves before the server goes."""
    with serving(ledger, **settings) as address:
        yield address
        tab.goto("about:blank")


@contextmanager
def serving(ledger: str | Path, **settings: Any) -> Iterator[str]:
    """A server on a free port of this machine; gives its address without a slash at the end."""
    import uvicorn

    from whosays.web.app import create_app
    from whosays.web.settings import Settings

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(ledger=str(ledger), port=port, **settings))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.state.live.closing.set()  # or pages that listen would keep it up
        server.should_exit = True
        thread.join(10)


class Watch:
    """What a tab did that it must not: errors in its console, requests that leave the machine."""

    def __init__(self, tab: Any) -> None:
        self.problems: list[str] = []
        tab.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        tab.on("pageerror", lambda e: self.problems.append(str(e)))
        tab.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None) and not request.url.startswith(("data:", "blob:")):
            self.problems.append(f"asked {request.url}")


@pytest.fixture(scope="session")
def war(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the invented war; not to be changed."""
    path = tmp_path_factory.mktemp("war") / "war.db"
    with Ledger(path) as ledger:
        ledger.add(everything())
    return path


@pytest.fixture(scope="session")
def site(war: Path) -> Iterator[str]:
    """The pages of the invented war; for looking only."""
    with serving(war) as address:
        yield address


@pytest.fixture
def copied(war: Path, tmp_path: Path) -> Path:
    """The invented war in a ledger of the test's own."""
    target = tmp_path / "copy.db"
    with sqlite3.connect(war) as one, sqlite3.connect(target) as two:
        one.backup(two)
    return target


@pytest.fixture
def own_site(copied: Path) -> Iterator[str]:
    """Pages whose ledger the test may change."""
    with serving(copied) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; see scripts/with-chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A new tab of a wide window; fails the test where a page complains or asks for something elsewhere."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    watch = Watch(page)
    page.watch = watch
    yield page
    context.close()
    assert not watch.problems, "\n".join(watch.problems)
