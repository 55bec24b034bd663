"""Private addresses are out of reach: after the name is looked up, at each redirect, and for names that change."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

import pytest

from tests.news_server import news_server, page, redirect
from whosays.sources.fetch import Fetcher, FetchError, Settings
from whosays.sources.fetch.addresses import why_refused

PAGE = page().encode()
LOOPBACK = Settings(reachable=("127.0.0.1/32",), per_host_delay_s=0, timeout_s=5, retries=0)


def names(**hosts: str) -> Callable[[str, int], Sequence[str]]:
    """A resolver that knows these names («a_example» is a.example); numbers are themselves, as everywhere."""

    def look_up(host: str, port: int) -> Sequence[str]:
        if host.replace(".", "_") in hosts:
            return hosts[host.replace(".", "_")].split()
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]

    return look_up


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"), ("127.255.0.9", "loopback"), ("0.0.0.0", "this host"), ("10.1.2.3", "private"),
        ("172.16.0.1", "private"), ("172.31.255.255", "private"), ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"), ("100.100.100.200", "CGNAT"), ("168.63.129.16", "cloud"),
        ("192.0.0.192", "reserved"), ("224.0.0.1", "multicast"), ("255.255.255.255", "reserved"),
        ("198.18.0.1", "reserved"), ("203.0.113.7", "reserved"), ("::", "this host"), ("::1", "loopback"),
        ("fe80::1", "link-local"), ("fe80::1%eth0", "link-local"), ("fc00::1", "private"),
        ("fd00:ec2::254", "private"), ("fec0::1", "private"), ("ff02::1", "multicast"), ("2001:db8::1", "reserved"),
        ("::ffff:10.0.0.1", "private, carried"), ("::ffff:169.254.169.254", "link-local"),
        ("64:ff9b::127.0.0.1", "loopback, carried"), ("64:ff9b:1::1", "reserved"), ("2002:7f00:1::", "loopback"),
        ("2002:a9fe:a9fe::", "link-local"), ("::127.0.0.1", "loopback"), ("4000::1", "reserved"),
        ("2001:0:7f00:1::", "reserved|loopback|carried"), ("3fff::1", "reserved"), ("5f00::1", "reserved"),
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str, reason: str) -> None:
    found = why_refused(address)
    assert found is not None and any(part in found for part in reason.split("|"))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::8.8.8.8", "2a00::1"]
)
def test_public_addresses_are_not(address: str) -> None:
    assert why_refused(address) is None


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "[::1]", "0", "2130706433", "0x7f.1", "017700000001", "127.1",
        "[::ffff:127.0.0.1]", "169.254.169.254", "[fe80::1]", "made-up.example",
    ],
)  # fmt: skip
def test_no_way_of_writing_it_reaches_this_machine(host: str) -> None:
    with (
        news_server() as site,
        Fetcher(Settings(retries=0, timeout_s=5), resolver=names(**{"made-up_example": "127.0.0.1"})) as web,
    ):
        site.answers["/story"] = PAGE
        with pytest.raises(FetchError) as caught:
            web.get(f"http://{host}:{site.server_port}/story")
        assert caught.value.kind in {"refused_address", "network"}
        assert not site.asked
    if host == "made-up.example":
        assert str(caught.value).endswith(
            "/story: not fetched: made-up.example is 127.0.0.1: loopback; --allow-private reaches such addresses too"
        )


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    resolver = names(both_example="93.184.216.34 10.0.0.5")
    with Fetcher(Settings(retries=0, timeout_s=5), resolver=resolver) as web, pytest.raises(FetchError) as caught:
        web.get("http://both.example/")
    assert caught.value.kind == "refused_address" and "10.0.0.5" in str(caught.value)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{port}/secret", "http://inner.example:{port}/secret", "http://[::1]:{port}/secret",
               "http://169.254.169.254/latest/meta-data/"],
)  # fmt: skip
def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    resolver = names(news_example="127.0.0.1", inner_example="127.0.0.3")
    with news_server() as site, Fetcher(LOOPBACK, resolver=resolver) as web:
        site.answers["/story"] = PAGE
        site.answers["/out"] = redirect(target.format(port=site.server_port))
        assert web.get(site.url("/story", "news.example")).body == PAGE
        with pytest.raises(FetchError) as caught:
            web.get(site.url("/out", "news.example"))
        assert caught.value.kind == "refused_address"
        assert str(caught.value).startswith(f"{site.url('/out', 'news.example')}: redirected to {target[:10]}")
        assert site.asked["/secret"] == 0


def test_the_address_that_was_checked_is_the_one_that_is_reached() -> None:
    asked: list[str] = []

    def changing(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with news_server() as site:
        site.answers["/story"] = lambda handler: handler.reply(200, PAGE, Connection="close")
        site.answers["/robots.txt"] = lambda handler: handler.reply(200, b"", Connection="close")
        with Fetcher(LOOPBACK, resolver=changing) as web, pytest.raises(FetchError) as caught:
            web.get(site.url("/story", "rebound.example"))
        assert caught.value.kind == "refused_address" and "127.0.0.2" in str(caught.value)
        assert (len(asked), site.asked["/robots.txt"], site.asked["/story"]) == (2, 1, 0)


def test_a_lookup_that_hangs_is_given_up() -> None:
    import threading

    never = threading.Event()

    def hanging(host: str, port: int) -> Sequence[str]:
        never.wait(20)
        return []

    with Fetcher(Settings(timeout_s=0.2, retries=0), resolver=hanging) as web, pytest.raises(FetchError) as caught:
        web.get("http://hangs.example/")
    never.set()
    assert caught.value.kind == "timeout"


def test_private_addresses_are_reached_where_the_user_says_so() -> None:
    with news_server() as site, Fetcher(Settings(allow_private=True)) as web:
        site.answers["/story"] = PAGE
        assert web.get(site.url("/story")).body == PAGE
