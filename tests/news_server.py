"""A small news site on loopback for the tests of fetching: real sockets, every sort of good and bad answer."""

from __future__ import annotations

import gzip
import http.server
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PARAGRAPHS = (
    "Two people were killed and five wounded when a drone hit a bus in Nikopol on Monday, the regional governor said.",
    "The bus was on its way to the river port, and most of the passengers were workers on the early shift, he said.",
    "The defence ministry in Moscow said that its forces had not fired at the town, and gave no further details.",
    "Rescuers worked at the site until noon; the road to the port stays closed, according to the town's council.",
)
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(title: str = "Drone hits bus in Nikopol", head: str = "", body: str = STORY, charset: str = "utf-8") -> str:
    """A whole page around a story."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="{charset}"><title>{title} - Example News</title>{head}'
        f"</head><body><nav><a href='/'>Home</a></nav><main><article><h1>{title}</h1>{body}</article></main></body>"
        "</html>"
    )


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the path; the server counts what was asked for and keeps the headers of the last request."""

    protocol_version = "HTTP/1.1"
    server: NewsServer

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked[path] += 1
        self.server.headers[path] = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answers.get(path)
        try:
            if answer is None:
                self.reply(404, b"nothing here", "text/plain")
            elif callable(answer):
                answer(self)
            else:
                self.reply(200, answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def reply(self, status: int, body: bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


Answer = bytes | Callable[[Handler], None]


class NewsServer(http.server.ThreadingHTTPServer):
    """answers: path -> body, or what writes an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hangs up is what these tests are about

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"


@contextmanager
def news_server() -> Iterator[NewsServer]:
    """A running server, stopped at the end."""
    server = NewsServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def redirect(where: str, status: int = 302) -> Callable[[Handler], None]:
    """An answer that sends on to another address."""
    return lambda handler: handler.reply(status, b"", Location=where)


def failing(times: int, status: int, then: bytes, **headers: str) -> Callable[[Handler], None]:
    """An answer that fails the first few times."""
    left = [times]

    def answer(handler: Handler) -> None:
        if left[0] > 0:
            left[0] -= 1
            handler.reply(status, b"not now", **headers)
        else:
            handler.reply(200, then)

    return answer


def tagged(body: bytes, etag: str, last_modified: str) -> Callable[[Handler], None]:
    """An answer that is not sent again to those who have it."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag or handler.headers.get("If-Modified-Since") == last_modified:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
        else:
            handler.reply(200, body, ETag=etag, Last_Modified=last_modified)

    return answer


def endless(handler: Handler) -> None:
    """A body without end, sent as fast as it is taken."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(b"<p>and so on</p>" * 4000)


def dripping(handler: Handler) -> None:
    """A body that comes byte by byte, each in time, all of it never."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(600):
        handler.wfile.write(b".")
        handler.wfile.flush()
        time.sleep(0.05)


def bomb(handler: Handler, megabytes: int = 200) -> None:
    """A small gzip body that unpacks to a very large one."""
    piece = gzip.compress(b"0" * 1_000_000)
    handler.reply(200, piece * megabytes, Content_Encoding="gzip")


def rss(items: list[tuple[str, str, str]], title: str = "Example News") -> bytes:
    """A feed of (title, address, date) items."""
    entries = "".join(
        f"<item><title>{name}</title><link>{link}</link><guid>{link}</guid><pubDate>{when}</pubDate>"
        f"<description>In short: {name}.</description></item>"
        for name, link, when in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'.encode()


def json_ld(**fields: object) -> str:
    """A script of schema.org data for a page's head."""
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **fields})}</script>'
