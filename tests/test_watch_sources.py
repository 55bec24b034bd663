"""Each kind of source, run after run: what is read, what is read again, what is left out; on a real server."""

from __future__ import annotations

import io
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from whosays.ledger import Ledger
from whosays.reading.reader import Reader
from whosays.watch.config import load
from whosays.watch.events import Events
from whosays.watch.run import Watch

FETCH = '[fetch]\nreachable = ["127.0.0.1/32"]\ndelay = "0s"\nretries = 0\ntimeout = "5s"\n'


class Site:
    """Addresses and what they answer: (status, type, body)."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.pages: dict[str, tuple[int, str, str]] = {"/robots.txt": (404, "text/plain", "")}
        self.hits: Counter[str] = Counter()

    def put(self, path: str, body: str, kind: str = "text/html", status: int = 200) -> None:
        self.pages[path] = (status, kind, body.replace("ROOT", self.root))


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            found.hits[self.path] += 1
            status, kind, body = found.pages.get(self.path, (404, "text/plain", "no such page"))
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Site(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def page(place: str, dead: int) -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Strike on {place}</title></head><body><article>"
        f"<h1>Strike on {place}</h1><p>{text(place, dead)}</p></article></body></html>"
    )


def text(place: str, dead: int) -> str:
    return (
        f"Missiles hit a warehouse in {place} on March 3, 2024, killing {dead} people, the mayor said. "
        "Rescuers worked at the site until the evening, and the schools of the town stayed closed for the day."
    )


class Runs:
    """Runs of a cron job with one configuration."""

    def __init__(self, folder: Path, reader: Reader, config: str, ledger: str | None = None) -> None:
        self.folder = folder
        self.reader = reader
        (folder / "s.toml").write_text(f'ledger = "w.db"\n{FETCH}\n{config}')
        self.config = load(folder / "s.toml", ledger)

    def run(self) -> tuple[int, list[dict[str, Any]]]:
        """One run, in which every source is due; the exit code, and what was told of entries."""
        if self.config.state.exists():
            with sqlite3.connect(self.config.state) as state:
                state.execute("UPDATE source SET due = 0")
            state.close()
        out = io.StringIO()
        watch = Watch(self.config, Events(as_json=True, out=out), once=True)
        watch._reader = self.reader
        code = watch.run()
        return code, [e for e in map(json.loads, out.getvalue().splitlines()) if e["event"] == "item"]

    def results(self) -> list[str]:
        return sorted(e["result"] for e in self.run()[1])

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.config.ledger)


def sitemap(*entries: tuple[str, str]) -> str:
    rows = "".join(f"<url><loc>ROOT{path}</loc><lastmod>{when}</lastmod></url>" for path, when in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def feed(*items: tuple[str, str, str]) -> str:
    """Entries of (path, title, further XML)."""
    rows = "".join(
        f"<item><title>{t}</title>{f'<link>ROOT{p}</link>' if p else ''}"
        f"<guid isPermaLink='false'>tag:x.example:{n}</guid>"
        f"<pubDate>Sun, 03 Mar 2024 10:00:00 GMT</pubDate>{more}</item>"
        for n, (p, t, more) in enumerate(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Daily Wire</title>{rows}</channel></rss>'


def test_a_sitemap_of_sitemaps(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.put("/map", '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>ROOT/news</loc>'
             "</sitemap></sitemapindex>", "application/xml")  # fmt: skip
    days = [time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400 * n)) for n in (400, 2, 1)]
    site.put("/news", sitemap(("/news/1", days[1]), ("/news/old", days[0]), ("/shop/2", days[1])), "application/xml")
    site.put("/news/1", page("Kharkiv", 12))
    source = f'[[source]]\nsitemap = "{site.root}/map"\nonly = "*/news/*"\nmax_age = "30d"\npublisher = "Daily Wire"\n'
    runs = Runs(tmp_path, reader, source)
    code, told = runs.run()
    assert (code, sorted((e["item"].removeprefix(site.root), e["result"]) for e in told)) == (
        0, [("/news/1", "added"), ("/news/old", "left_out")]
    )  # fmt: skip
    assert runs.results() == []
    site.put("/news/1", page("Kharkiv", 17))
    site.put("/news", sitemap(("/news/1", days[2]),), "application/xml")  # fmt: skip
    assert runs.results() == ["version"]
    with runs.ledger as ledger:
        assert [v.modified for v in ledger.versions(f"{site.root}/news/1")] == [days[1], days[2]]
        assert {d.publisher for d in ledger.documents().values()} == {"Daily Wire"}
    assert (site.hits["/news/1"], site.hits["/news/old"], site.hits["/shop/2"]) == (2, 0, 0)


@pytest.mark.parametrize(("rolling", "standing"), [("", 1), ("rolling = true\n", 2)])
def test_a_page_that_changes(
    tmp_path: Path, reader: Reader, site: Site, location: str, rolling: str, standing: int
) -> None:
    site.put("/today", page("Kharkiv", 12))
    runs = Runs(tmp_path, reader, f'[[source]]\npage = "{site.root}/today"\nside = "UKR"\n{rolling}', location)
    assert runs.results() == ["added"]
    assert runs.results() == []
    site.put("/today", page("Kherson", 3))
    assert runs.results() == ["added" if rolling else "version"]
    with runs.ledger as ledger:
        found = ledger.documents().values()
        assert (len(found), [d.superseded_by for d in found].count(None)) == (2, standing)
        assert {d.side for d in found} == {"UKR"}
        assert len(ledger.incidents()) == standing


def test_a_feed_that_holds_its_texts(tmp_path: Path, reader: Reader, site: Site) -> None:
    whole = f"<description>short</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{text('Sumy', 4)}</content:encoded>"  # fmt: skip # noqa: E501
    brief = f"<description>{text('Odesa', 5)}</description>"
    site.put("/feed", feed(("/1", "One", whole), ("", "Two", brief), ("/3", "Three", "")), "application/rss+xml")
    runs = Runs(tmp_path, reader, f'[[source]]\nfeed = "{site.root}/feed"\nfull = false\n')
    code, told = runs.run()
    assert (code, [e["result"] for e in told]) == (1, ["left_out", "added", "added"])
    assert runs.results() == []
    with runs.ledger as ledger:
        assert sorted(d.title or "" for d in ledger.documents().values()) == ["One", "Two"]
        warnings = {w for r in ledger.reports() for w in r.warnings}
    assert warnings == {"only the feed's summary was read, not the page"}
    assert site.hits["/1"] == 0


def test_what_a_feed_holds_is_read_where_the_page_is_gone(tmp_path: Path, reader: Reader, site: Site) -> None:
    whole = (
        f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{text('Sumy', 4)}</content:encoded>"
    )
    site.put("/feed", feed(("/gone", "One", whole), ("/gone2", "Two", "")), "application/rss+xml")
    runs = Runs(tmp_path, reader, f'[[source]]\nfeed = "{site.root}/feed"\n')
    assert runs.results() == ["added", "left_out"]
    with runs.ledger as ledger:
        [report] = ledger.reports()
        assert report.warnings == ("read from the feed: the host answers 404 Not Found",)


def test_an_address_in_two_feeds_is_read_once(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.put("/a", feed(("/1", "One", ""), ("/1?utm_source=a", "One more", "")), "application/rss+xml")
    site.put("/b", feed(("/1#top", "One", "")), "application/rss+xml")
    site.put("/1", page("Sumy", 4))
    runs = Runs(tmp_path, reader, f'[[source]]\nfeed = "{site.root}/a"\n[[source]]\nfeed = "{site.root}/b"\n')
    assert runs.results() == ["added", "known", "known"]
    assert site.hits["/1"] + site.hits["/1?utm_source=a"] <= 2


def test_a_page_is_looked_at_again_at_its_ages(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.put("/feed", feed(("/1", "One", "")), "application/rss+xml")
    site.put("/1", page("Sumy", 4))
    runs = Runs(tmp_path, reader, f'[[source]]\nfeed = "{site.root}/feed"\nrevisit = ["1s", "1h"]\n')
    assert runs.results() == ["added"]
    site.put("/1", page("Sumy", 9))
    time.sleep(1.1)
    assert runs.results() == ["version"]
    time.sleep(1.1)
    assert runs.results() == []
    with runs.ledger as ledger:
        assert [f.in_words() for v in ledger.versions(f"{site.root}/1") if v.changes for f in v.changes.figures] == [
            "killed 4 → 9"
        ]


def test_a_host_that_fails_is_left_alone_and_that_is_remembered(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.put("/feed", feed(*((f"/{n}", str(n), "") for n in range(9))), "application/rss+xml")
    for n in range(9):
        site.put(f"/{n}", "busy", status=503)
    runs = Runs(tmp_path, reader, f'[[source]]\nfeed = "{site.root}/feed"\n')
    code, told = runs.run()
    assert (code, [e["result"] for e in told]) == (1, ["later"] * 3)
    asked = site.hits.total()
    assert runs.run() == (0, [])
    assert site.hits.total() == asked, "nor is the feed asked for"
    with sqlite3.connect(runs.config.state) as state:
        state.execute("UPDATE host SET until = 0")
        state.execute("UPDATE item SET due = 0")
    state.close()
    for n in range(9):
        site.put(f"/{n}", page("Sumy", n + 2))
    assert runs.results() == ["added"] * 9


def test_a_folder(tmp_path: Path, reader: Reader) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(text("Kharkiv", 12))
    records = [
        json.dumps({"id": str(n), "text": text(place, 3)}) for n, place in enumerate(("Sumy", "Odesa", "Dnipro"))
    ]
    (inbox / "b.jsonl").write_text("\n".join(records[:2]) + "\n")
    (inbox / "c.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    runs = Runs(tmp_path, reader, '[[source]]\nfolder = "inbox"\npublisher = "Daily Wire"\n')
    code, told = runs.run()
    assert (code, Counter(e["result"] for e in told)) == (1, {"added": 3, "left_out": 1})
    assert runs.run() == (0, [])
    (inbox / "a.txt").write_text(text("Kharkiv", 17))
    (inbox / "b.jsonl").write_text("\n".join(records) + "\n")
    (inbox / "c.txt").unlink()
    assert runs.results() == ["added", "version"]
    with runs.ledger as ledger:
        assert len(ledger.documents()) == 5
        assert len(ledger.incidents()) == 4


def test_a_ledger_begun_anew_is_filled_again(tmp_path: Path, reader: Reader, site: Site) -> None:
    site.put("/feed", feed(("/1", "One", "")), "application/rss+xml")
    site.put("/1", page("Sumy", 4))
    runs = Runs(tmp_path, reader, f'[[source]]\nfeed = "{site.root}/feed"\n')
    assert runs.results() == ["added"]
    for path in tmp_path.glob("w.db*"):
        if "watch" not in path.name:
            path.unlink()
    assert runs.results() == ["added"]
