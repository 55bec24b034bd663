"""A small news site on loopback for the watch's tests: a feed of 200 entries, good pages and odd ones.

Every text is made here from templates; each page is of its own day and town, so that each tells an incident of its own.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

TOWNS = ("Kharkiv", "Kherson", "Odesa", "Sumy", "Dnipro", "Zaporizhzhia", "Chernihiv", "Poltava", "Mykolaiv", "Kyiv")
FIRST_DAY = datetime.date(2024, 1, 3)
ENTRIES = 200
# what stands behind some of the entries instead of a plain page
ODD = {
    5: "windows-1252", 6: "utf-16", 7: "iso-8859-2", 8: "koi8-r",
    20: "redirect", 21: "redirects", 30: "missing", 40: "recovers", 50: "slow", 60: "endless", 70: "bomb",
    80: "private", 90: "forbidden", 100: "tracked", 110: "picture", 120: "late", 130: "empty",
}  # fmt: skip
LEFT_OUT = ("missing", "slow", "endless", "bomb", "private", "forbidden", "picture", "empty")
NAMES = {5: "José Muñoz", 6: "Zoë Århus", 7: "Łukasz Żeleński", 8: "Борис"}


def killed(n: int) -> int:
    return 2 + n % 30


def text_of(n: int, dead: int | None = None) -> str:
    day = FIRST_DAY + datetime.timedelta(days=2 * n)
    town = TOWNS[n % len(TOWNS)]
    return (
        f"Missiles hit a warehouse in {town} on {day:%B} {day.day}, {day.year}, killing {dead or killed(n)} people, "
        f"the mayor said. Rescuers worked at the site until the evening, and schools stayed closed. "
        f"Our reporter {NAMES.get(n, 'Ana Brod')} saw the burnt roof of the building. Entry {n} of the day."
    )


def page_of(n: int, dead: int | None = None, charset: str = "utf-8", modified: str | None = None) -> str:
    day = FIRST_DAY + datetime.timedelta(days=2 * n)
    changed = f'<meta property="article:modified_time" content="{modified}">' if modified else ""
    paragraphs = "".join(f"<p>{s.strip()}.</p>" for s in text_of(n, dead).removesuffix(".").split(". "))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>Strike on {TOWNS[n % 10]} ({n})</title>'
        f'<meta property="article:published_time" content="{day}T10:00:00Z">{changed}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Strike on {TOWNS[n % 10]} ({n})</h1>{paragraphs}</article>"
        "</body></html>"
    )


class Site:
    """The site's state: what was asked, what is to be answered."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.posts: list[bytes] = []
        self.updated: int | None = None  # the entry whose page and date in the feed have changed
        self.lock = threading.Lock()
        self.port = 0
        self.slow_port = 0

    def path(self, n: int) -> str:
        kind = ODD.get(n)
        if kind == "slow":
            return f"http://127.0.0.1:{self.slow_port}/never"
        if kind == "tracked":
            return f"{self.root}/story/99?utm_source=feed#comments"
        return f"{self.root}/{'forbidden' if kind == 'forbidden' else 'story'}/{n}"

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def expected(self) -> set[str]:
        """The addresses that the ledger must hold at the end, each once."""
        out = set()
        for n in range(ENTRIES):
            kind = ODD.get(n)
            if kind in LEFT_OUT or kind == "tracked":
                continue
            out.add(f"{self.root}/moved/{n}" if kind in ("redirect", "redirects") else f"{self.root}/story/{n}")
        return out | {f"{self.root}/status"}

    def feed(self) -> bytes:
        entries = []
        for n in range(ENTRIES):
            day = FIRST_DAY + datetime.timedelta(days=2 * n)
            clock = "18:00:00" if n == self.updated else "10:00:00"
            entries.append(
                f"<item><title>Strike on {TOWNS[n % 10]} ({n})</title><link>{escape(self.path(n))}</link>"
                f"<guid isPermaLink='false'>tag:site.example,2024:{n}</guid>"
                f"<pubDate>{day:%a, %d %b %Y} {clock} GMT</pubDate></item>"
            )
        head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Site Daily</title>'
        return (head + "".join(entries) + "</channel></rss>").encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def log_message(self, *arguments: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        with self.site.lock:
            self.site.posts.append(body)
            first = len(self.site.posts) == 1
        self.answer(b"", 503 if first else 204)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        with self.site.lock:
            self.site.hits[path] += 1
            count = self.site.hits[path]
        if path == "/robots.txt":
            self.answer(b"User-agent: *\nDisallow: /forbidden/\n", kind="text/plain")
        elif path == "/feed":
            self.conditional(self.site.feed(), f'"feed-{self.site.updated}"', "application/rss+xml")
        elif path == "/status":
            self.conditional(page_of(ENTRIES + 1).encode(), '"status"', "text/html; charset=utf-8")
        elif path.startswith("/moved/hop"):
            self.redirect(f"/moved/{path.removeprefix('/moved/hop')}")
        elif path.startswith(("/story/", "/moved/", "/forbidden/")):
            self.story(int(path.rsplit("/", 1)[1]), path, count)
        elif path == "/never":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.flush()
            time.sleep(30)
        else:
            self.answer(b"nothing here", 404)

    def story(self, n: int, path: str, count: int) -> None:
        kind = ODD.get(n) if path.startswith("/story/") else None
        if kind in ("windows-1252", "iso-8859-2", "koi8-r", "utf-16"):
            named = {"utf-16": "", "windows-1252": ""}.get(kind, f"; charset={kind}")
            self.answer(page_of(n, charset=kind).encode(kind), kind=f"text/html{named}")
        elif kind == "redirect":
            self.redirect(f"/moved/{n}")
        elif kind == "redirects":
            self.redirect(f"/moved/hop{n}")
        elif kind == "missing":
            self.answer(b"gone", 404)
        elif kind == "recovers" and count <= 3:
            self.answer(b"try again", 500)
        elif kind == "endless":
            self.endless()
        elif kind == "bomb":
            self.answer(gzip.compress(b" " * 50_000_000), encoding="gzip")
        elif kind == "private":
            self.redirect(f"http://127.0.0.2:{self.site.port}/story/1")
        elif kind == "picture":
            self.answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, kind="image/png")
        elif kind == "empty":
            self.answer(b"")
        else:
            if kind == "late":
                time.sleep(0.5)
            new = n == self.site.updated
            day = FIRST_DAY + datetime.timedelta(days=2 * n)
            body = page_of(n, killed(n) + 5, modified=f"{day}T18:00:00Z") if new else page_of(n)
            self.answer(body.encode())

    def conditional(self, body: bytes, etag: str, kind: str) -> None:
        if self.headers.get("if-none-match") == etag:
            with self.site.lock:
                self.site.hits["304 " + self.path] += 1
            self.send_response(304)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self.answer(body, kind=kind, etag=etag)

    def answer(
        self, body: bytes, status: int = 200, kind: str = "text/html; charset=utf-8", encoding: str = "", etag: str = ""
    ) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Encoding", encoding), ("ETag", etag)):
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, address: object) -> None:
        """A client that hangs up is no fault of the server's."""


@contextlib.contextmanager
def running() -> Iterator[Site]:
    """The site, and a second host that never ends an answer."""
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    servers = [Server(("127.0.0.1", 0), handler) for _ in range(2)]
    site.port, site.slow_port = (s.server_address[1] for s in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
