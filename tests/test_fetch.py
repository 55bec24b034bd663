"""Fetching from a real server on loopback: redirects, repeats, limits, robots.txt, raw copies."""

from __future__ import annotations

import gzip
import pickle
import shutil
import socket
import ssl
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tests.news_server import (
    Handler,
    NewsServer,
    bomb,
    dripping,
    endless,
    failing,
    news_server,
    page,
    redirect,
    tagged,
)
from whosays.errors import InputError, UsageError
from whosays.sources.fetch import Fetcher, FetchError, Settings
from whosays.sources.fetch.pace import Pace
from whosays.sources.fetch.robots import Robots
from whosays.sources.fetch.unpack import TooLarge, Unpacked

PAGE = page().encode()


@pytest.fixture
def site() -> Iterator[NewsServer]:
    with news_server() as server:
        server.answers["/story"] = PAGE
        yield server


def fetcher(**changed: object) -> Fetcher:
    """A fetcher for the tests' server, without long waits."""
    defaults: dict[str, object] = {
        "allow_private": True, "per_host_delay_s": 0.0, "backoff_s": 0.01, "timeout_s": 5.0, "contact": None,
    }  # fmt: skip
    return Fetcher(Settings(**{**defaults, **changed}))  # type: ignore[arg-type]


def failure(site: NewsServer, path: str, **changed: object) -> FetchError:
    with fetcher(**changed) as web, pytest.raises(FetchError) as caught:
        web.get(site.url(path))
    return caught.value


def test_an_answer_has_its_body_headers_and_the_time_it_was_asked_for(site: NewsServer) -> None:
    with fetcher() as web:
        answer = web.get(site.url("/story"))
    assert (answer.status, answer.body, answer.not_modified) == (200, PAGE, False)
    assert (answer.content_type, answer.charset) == ("text/html", "utf-8")
    assert answer.fetched_at.endswith("Z") and len(answer.fetched_at) == 20
    assert answer.url == answer.final_url == site.url("/story")


def test_the_request_says_who_asks_and_how_to_reach_them(site: NewsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOSAYS_CONTACT", "desk@example.org")
    with Fetcher(Settings(allow_private=True)) as web:
        web.get(site.url("/story"))
    agent = site.headers["/story"]["user-agent"]
    assert agent.startswith("whosays/") and agent.endswith("(+desk@example.org)")
    assert "cookie" not in site.headers["/story"]
    with pytest.raises(UsageError, match="contact"):
        Settings(contact="a\r\nX-Evil: 1")


def test_no_cookie_is_ever_sent_back(site: NewsServer) -> None:
    site.answers["/cookie"] = lambda handler: handler.reply(200, PAGE, Set_Cookie="id=1; Path=/")
    with fetcher() as web:
        web.get(site.url("/cookie"))
        web.get(site.url("/story"))
    assert "cookie" not in site.headers["/story"]


def test_what_has_not_changed_is_not_sent_again(site: NewsServer) -> None:
    site.answers["/tagged"] = tagged(PAGE, '"v1"', "Mon, 25 Nov 2024 08:00:00 GMT")
    with fetcher() as web:
        first = web.get(site.url("/tagged"))
        by_tag = web.get(site.url("/tagged"), etag=first.etag)
        by_date = web.get(site.url("/tagged"), last_modified=first.last_modified)
    assert (first.status, first.etag, first.last_modified) == (200, '"v1"', "Mon, 25 Nov 2024 08:00:00 GMT")
    assert [(a.status, a.not_modified, a.body) for a in (by_tag, by_date)] == [(304, True, b"")] * 2


def test_redirects_are_followed_and_circles_are_not(site: NewsServer) -> None:
    site.answers["/old"] = redirect("/older", 301)
    site.answers["/older"] = redirect("story#here")
    site.answers["/loop"] = redirect("/pool")
    site.answers["/pool"] = redirect("/loop")
    with fetcher() as web:
        answer = web.get(site.url("/old"))
    assert (answer.url, answer.final_url, answer.body) == (site.url("/old"), site.url("/story"), PAGE)
    assert failure(site, "/loop").kind == "redirects"
    for n in range(12):
        site.answers[f"/far{n}"] = redirect(f"/far{n + 1}")
    assert "more than 8 times" in str(failure(site, "/far0"))


def test_addresses_as_people_and_servers_write_them(site: NewsServer) -> None:
    site.answers["/a%20b/%C3%BC"] = PAGE
    site.answers["/sloppy"] = redirect("/a b/\u00fc#part")
    with Fetcher(Settings(allow_private=True, per_host_delay_s=0), resolver=lambda host, port: ["127.0.0.1"]) as web:
        for url in (site.url("/a b/ü"), f" {site.url('/a%20b/%C3%BC')} ", site.url("/a b/ü", "Bücher.example")):
            assert web.get(url).body == PAGE
        assert web.get(site.url("/sloppy")).final_url == site.url("/a%20b/%C3%BC")
    assert site.headers["/a%20b/%C3%BC"]["host"] == f"127.0.0.1:{site.server_port}"


@pytest.mark.parametrize(
    "where", ["file:///etc/passwd", "ftp://example.org/a", "http://user:pw@example.org/", "javascript:a()"]
)
def test_redirects_out_of_the_web_are_refused(site: NewsServer, where: str) -> None:
    site.answers["/out"] = redirect(where)
    error = failure(site, "/out")
    assert error.kind == "bad_url"
    assert str(error).startswith(site.url("/out")) and "pw" not in str(error)


def test_a_missing_page_is_told_with_its_address_and_not_asked_for_twice(site: NewsServer) -> None:
    error = failure(site, "/gone")
    assert (error.kind, error.status, str(error)) == (
        "http_status", 404, f"{site.url('/gone')}: the host answers 404 Not Found",
    )  # fmt: skip
    assert site.asked["/gone"] == 1
    assert isinstance(error, InputError)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.kind, again.status) == (str(error), error.kind, error.status)


def test_what_fails_for_a_moment_is_asked_for_again(site: NewsServer) -> None:
    site.answers["/500"] = failing(2, 500, PAGE)
    site.answers["/429"] = failing(1, 429, PAGE, Retry_After="0")
    with fetcher() as web:
        assert web.get(site.url("/500")).body == PAGE
        assert web.get(site.url("/429")).body == PAGE
    assert (site.asked["/500"], site.asked["/429"]) == (3, 2)
    site.answers["/503"] = failing(9, 503, PAGE)
    error = failure(site, "/503")
    assert (error.status, site.asked["/503"]) == (503, 3)


def test_a_host_that_asks_for_a_long_pause_is_left_alone(site: NewsServer) -> None:
    site.answers["/busy"] = failing(9, 429, PAGE, Retry_After="600")
    error = failure(site, "/busy")
    assert (error.status, error.retry_after, site.asked["/busy"]) == (429, 600.0, 1)
    site.answers["/dated"] = failing(9, 503, PAGE, Retry_After="Tue, 01 Jan 2999 00:00:00 GMT")
    assert (failure(site, "/dated").retry_after or 0) > 1e6


def test_a_connection_that_breaks_is_tried_again(site: NewsServer) -> None:
    left = [1]

    def breaking(handler: Handler) -> None:
        if left[0]:
            left[0] -= 1
            handler.send_response(200)
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
            handler.wfile.write(b"half of")
            handler.close_connection = True
        else:
            handler.reply(200, PAGE)

    site.answers["/breaks"] = breaking
    with fetcher() as web:
        assert web.get(site.url("/breaks")).body == PAGE


def test_a_slow_host_is_given_up_however_it_drips(site: NewsServer) -> None:
    site.answers["/slow"] = dripping
    error = failure(site, "/slow", timeout_s=0.4)
    assert (error.kind, site.asked["/slow"]) == ("timeout", 1)
    assert "within 0.4 s" in str(error)


def test_a_silent_host_is_given_up(site: NewsServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, fetcher(timeout_s=0.3) as web:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(FetchError, match=r"no whole answer within 0\.3 s"):
            web.get(address)


def test_bodies_are_cut_off_at_the_limit(site: NewsServer) -> None:
    site.answers["/endless"] = endless
    site.answers["/bomb"] = bomb
    site.answers["/announced"] = lambda handler: handler.reply(200, b"x" * 3_000_000)
    for path in ("/endless", "/bomb", "/announced"):
        error = failure(site, path, max_bytes=1_000_000)
        assert (path, error.kind) == (path, "too_large")
        assert "over 1,000,000 bytes" in str(error)


def test_a_brotli_bomb_and_a_doubly_packed_one_stay_small(site: NewsServer) -> None:
    packed = brotli.compress(b"0" * 300_000_000, quality=1)
    twice = zlib.compress(zlib.compress(b"0" * 50_000_000))
    site.answers["/br"] = lambda handler: handler.reply(200, packed, Content_Encoding="br")
    site.answers["/twice"] = lambda handler: handler.reply(200, twice, Content_Encoding="deflate, deflate")
    for path in ("/br", "/twice"):
        assert failure(site, path, max_bytes=1_000_000).kind == "too_large"


def test_packed_bodies_are_unpacked(site: NewsServer) -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = {
        "gzip": gzip.compress(PAGE), "x-gzip": gzip.compress(PAGE) * 2, "deflate": zlib.compress(PAGE),
        "DEFLATE": raw.compress(PAGE) + raw.flush(), "br": brotli.compress(PAGE), "identity": PAGE,
        "br, gzip": gzip.compress(brotli.compress(PAGE)),
    }  # fmt: skip
    for encoding, body in packed.items():
        site.answers["/packed"] = lambda handler, b=body, e=encoding: handler.reply(200, b, Content_Encoding=e)
        with fetcher() as web:
            expected = PAGE * 2 if encoding == "x-gzip" else PAGE
            assert web.get(site.url("/packed")).body == expected, encoding


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "br"]), st.integers(1, 200), st.integers(0, 4000))
def test_however_a_body_is_cut_up_it_is_unpacked_the_same(body: bytes, encoding: str, piece: int, limit: int) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding](body)
    taken = Unpacked(encoding, limit)
    try:
        for start in range(0, len(packed), piece):
            taken.feed(packed[start : start + piece])
    except TooLarge:
        assert len(body) > limit and taken.beginning() == body[:limit]
    else:
        assert len(body) <= limit and taken.body() == body


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", zlib.compress(PAGE)[:-30]),
        ("br", brotli.compress(PAGE)[:-8]),
        ("deflate", b"\x00\xff" * 40),
        ("zstd", PAGE),
        ("gzip, gzip, gzip", PAGE),
    ],
)
def test_damaged_bodies_are_refused_by_name(site: NewsServer, encoding: str, body: bytes) -> None:
    site.answers["/damaged"] = lambda handler: handler.reply(200, body, Content_Encoding=encoding)
    error = failure(site, "/damaged", retries=0)
    assert error.kind == "network" and "packed" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a", "file:///etc/passwd", "gopher://example.org/", "http://", "http:///path", "news",
        "http://user@example.org/", "http://a:b@example.org/", "http://exa mple.org/", "http://example.org/\n",
        "http://example.org:99999/", "http://example.org:0/", "http://[::1/", "http://example.org/" + "a" * 9000,
        "javascript:alert(1)", "", "http://example.org\\@evil.org/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    with fetcher() as web, pytest.raises(FetchError) as caught:
        web.get(url)
    assert caught.value.kind == "bad_url"
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_robots_txt_is_asked_for_once_and_obeyed(site: NewsServer) -> None:
    site.answers["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n\nUser-agent: whosays\nDisallow: /closed/\n"
    site.answers["/closed/a"] = site.answers["/private/a"] = PAGE
    site.answers["/way-in"] = redirect("/closed/a")
    with fetcher() as web:
        assert web.get(site.url("/private/a")).status == 200  # the group for all others does not hold for us
        for path in ("/closed/a", "/way-in"):
            with pytest.raises(FetchError) as caught:
                web.get(site.url(path))
            assert caught.value.kind == "robots" and "robots.txt" in str(caught.value)
    assert (site.asked["/robots.txt"], site.asked["/closed/a"]) == (1, 0)
    with fetcher(respect_robots=False) as web:
        assert web.get(site.url("/closed/a")).status == 200


def test_of_an_endless_robots_txt_the_beginning_counts(site: NewsServer) -> None:
    rules = b"User-agent: *\nDisallow: /closed/\n" + b"# and so on\n" * 100_000
    site.answers["/closed/a"] = PAGE
    for body, headers in ((rules, {}), (gzip.compress(rules), {"Content_Encoding": "gzip"})):
        site.answers["/robots.txt"] = lambda handler, b=body, h=headers: handler.reply(200, b, "text/plain", **h)
        with fetcher() as web:
            assert web.get(site.url("/story")).status == 200
            with pytest.raises(FetchError) as caught:
                web.get(site.url("/closed/a"))
            assert caught.value.kind == "robots"


def test_a_robots_txt_that_fails_closes_the_host_and_one_that_is_missing_opens_it(site: NewsServer) -> None:
    site.answers["/robots.txt"] = failing(99, 503, b"")
    error = failure(site, "/story")
    assert error.kind == "robots" and "503" in str(error)
    del site.answers["/robots.txt"]
    with fetcher() as web:
        assert web.get(site.url("/story")).status == 200
    site.answers["/robots.txt"] = b"\xff\xfe\x00 no robots \x00" * 1000
    with fetcher() as web:
        assert web.get(site.url("/story")).status == 200


def test_requests_to_one_host_keep_their_distance() -> None:
    now = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(lambda: now[0], sleep)
    for host in ("a.example", "a.example", "b.example", "a.example"):
        pace.wait_turn(host, 2.0)
    assert slept == [2.0, 2.0]
    pace.hold("b.example", 30.0)
    pace.wait_turn("b.example", 2.0)
    assert slept == [2.0, 2.0, 30.0]


def test_a_robots_txt_can_ask_for_a_longer_distance(site: NewsServer) -> None:
    site.answers["/robots.txt"] = b"User-agent: *\nCrawl-delay: 7\n\nUser-agent: other\nCrawl-delay: 99999\n"
    with fetcher(respect_robots=False) as web:
        assert Robots(web.get).check(site.url("/story"), site.url("")) == 7.0
        site.answers["/robots.txt"] = b"User-agent: *\nCrawl-delay: 99999\n"
        assert Robots(web.get).check(site.url("/story"), site.url("")) == 60.0


def test_offline_asks_nobody(site: NewsServer) -> None:
    assert failure(site, "/story", offline=True).kind == "offline"
    assert not site.asked


def test_everything_on_the_wire_is_kept_raw(site: NewsServer, tmp_path: Path) -> None:
    site.answers["/packed"] = lambda handler: handler.reply(200, zlib.compress(PAGE), Content_Encoding="deflate")
    site.answers["/old"] = redirect("/packed")
    site.answers["/endless"] = endless
    with fetcher(keep_raw=tmp_path / "raw", max_bytes=100_000) as web:
        web.get(site.url("/old"))
        with pytest.raises(FetchError):
            web.get(site.url("/endless"))
    (file,) = (tmp_path / "raw").glob("*.warc.gz")
    records = []
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                records.append(
                    (
                        record.rec_headers.get_header("WARC-Target-URI"),
                        record.http_headers.get_statuscode(),
                        record.rec_headers.get_header("WARC-Truncated"),
                        record.content_stream().read(),
                        record.rec_headers.get_header("WARC-IP-Address"),
                    )
                )
    told = {url.removeprefix(site.url("")): (status, truncated) for url, status, truncated, _, _ in records}
    assert told == {
        "/robots.txt": ("404", None), "/old": ("302", None), "/packed": ("200", None), "/endless": ("200", "length"),
    }  # fmt: skip
    assert PAGE in [body for _, _, _, body, _ in records]
    assert {address for *_, address in records} == {"127.0.0.1"}


def test_raw_copies_that_cannot_be_written_stop_the_fetching(site: NewsServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with fetcher(keep_raw=tmp_path / "file") as web, pytest.raises(InputError, match="raw responses cannot be kept"):
        web.get(site.url("/story"))


def test_a_closed_port_and_an_unknown_name_are_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with fetcher(retries=0) as web:
        for url in (f"http://127.0.0.1:{port}/", "http://no-such-host.invalid/"):
            with pytest.raises(FetchError) as caught:
                web.get(url)
            assert caught.value.kind == "network" and str(caught.value).startswith(url)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_certificates_are_checked_against_the_name_that_was_asked_for(
    site: NewsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    safe = Settings(allow_private=True, per_host_delay_s=0)

    def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with Fetcher(safe, resolver=resolver) as web, pytest.raises(FetchError, match="its certificate is not valid"):
        web.get(f"https://news.example:{site.server_port}/story")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Fetcher(safe, resolver=resolver) as web:
        assert web.get(f"https://news.example:{site.server_port}/story").body == PAGE
        with pytest.raises(FetchError, match=r"its certificate is not valid \(Hostname mismatch"):
            web.get(f"https://other.example:{site.server_port}/story")


@pytest.mark.parametrize(
    "wrong", [{"timeout_s": 0}, {"max_bytes": -1}, {"retries": -1}, {"reachable": ("10.0.0.0/99",)}, {"concurrency": 0}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Settings(**wrong)  # type: ignore[arg-type]
