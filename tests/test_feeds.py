"""Feeds, lists of feeds and sitemaps; and web addresses of every kind, read from a real server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from html import escape

import pytest

from tests.news_server import PARAGRAPHS, STORY, NewsServer, endless, failing, json_ld, news_server, page, redirect, rss
from whosays import sources
from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.sources import feeds, sitemap
from whosays.sources.fetch import Fetcher, Settings
from whosays.sources.web import item_document, web_documents

CONTENT = "<p>One &amp; two.</p><p>Three<br>four.<script>x()</script></p>"
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">Example &amp;amp; News</title>
<entry><id>tag:example.org,2024:1</id><title>Bus &lt;b&gt;hit&lt;/b&gt;</title><link href="/story/1"/>
<published>2024-11-25T09:30:00+02:00</published><updated>2024-11-25T11:00:00+02:00</updated>
<author><name>Olena Example</name></author><summary>In short.</summary>
<content type="html">{escape(CONTENT)}</content>
</entry><entry><id>tag:example.org,2024:1</id><title>again</title></entry></feed>"""


def test_an_atom_feed() -> None:
    feed = feeds.parse(ATOM.encode(), "https://example.org/feed.xml")
    assert (feed.title, feed.language) == ("Example & News", "en")
    (item,) = feed.items
    assert item == feeds.FeedItem(
        id="tag:example.org,2024:1", url="https://example.org/story/1", title="Bus hit",
        published="2024-11-25T09:30:00+02:00", updated="2024-11-25T11:00:00+02:00", summary="In short.",
        content="One & two.\nThree\nfour.", author="Olena Example",
    )  # fmt: skip


def test_an_rss_feed_keeps_the_clock_of_its_publisher() -> None:
    body = rss([("Bus hit", "/story/1", "Mon, 25 Nov 2024 00:30:00 +0200"), ("No date", "https://b.example/2", "soon")])
    feed = feeds.parse(body, "https://example.org/rss")
    assert [(i.id, i.url, i.published, i.summary) for i in feed.items] == [
        (
            "https://example.org/story/1",
            "https://example.org/story/1",
            "2024-11-25T00:30:00+02:00",
            "In short: Bus hit.",
        ),
        ("https://b.example/2", "https://b.example/2", None, "In short: No date."),
    ]


def test_feeds_in_older_charsets_and_with_broken_markup_are_read() -> None:
    body = rss([("Вибух у Нікополі", "https://a.example/1", "")]).decode()
    old = body.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="windows-1251"?>').encode("cp1251")
    assert feeds.parse(old).items[0].title == "Вибух у Нікополі"
    links = "https://a.example/1?a=1&b=2", "https://a.example/2"
    broken = rss([("A & B&nbsp;– &laquo;C&raquo; &bogus; D", links[0], ""), ("E", links[1], "")])[:-40]
    assert [(item.title, item.url) for item in feeds.parse(broken).items] == [
        ("A & B – «C» &bogus; D", links[0]), ("E", links[1]),
    ]  # fmt: skip
    assert feeds.looks_like_feed(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<rdf:RDF xmlns='a'>")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"no feed", b"<html><body>page</body></html>", b"\x00\xff" * 500,
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        feeds.parse(body)


def test_a_feed_nested_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="nested more than 100 deep"):
        feeds.parse(b"<rss version='2.0'>" + b"<channel><a>" * 500_000)


def test_a_feed_reads_no_file_and_asks_no_host() -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml>&x;</opml>'
    with pytest.raises(InputError, match="entities"):
        feeds.opml(body)
    with pytest.raises(InputError, match="entities"):
        sitemap.parse(body.decode().encode("utf-16"))


def test_opml_lists_each_feed_once() -> None:
    body = (
        b'<opml version="2.0"><head><title>List</title></head><body><outline text="Wires">'
        b'<outline text="One" type="rss" xmlUrl="https://a.example/1"/><outline title="Two" xmlurl="https://a.example/2"/>'
        b'<outline text="One again" xmlUrl="https://a.example/1"/></outline></body></opml>'
    )
    assert feeds.opml(body) == [("One", "https://a.example/1"), ("Two", "https://a.example/2")]
    with pytest.raises(InputError):
        feeds.opml(b"<rss/>")


def test_sitemaps_of_pages_of_news_and_of_sitemaps() -> None:
    pages = sitemap.parse(
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://a.example/1 </loc>'
        b"<lastmod>2024-11-25</lastmod><news:news><news:publication_date>2024-11-24T08:00Z</news:publication_date>"
        b"<news:title>Bus hit</news:title></news:news></url><url><loc>/2</loc></url><url></url></urlset>",
        "https://a.example/sitemap.xml",
    )
    assert pages == (
        sitemap.SitemapEntry("https://a.example/1", "page", "2024-11-25", "2024-11-24T08:00Z", "Bus hit"),
        sitemap.SitemapEntry("https://a.example/2"),
    )
    index = sitemap.parse(b"<sitemapindex><sitemap><loc>https://a.example/s1.xml</loc></sitemap></sitemapindex>")
    assert [(entry.url, entry.kind) for entry in index] == [("https://a.example/s1.xml", "sitemap")]
    with pytest.raises(InputError):
        sitemap.parse(b"<rss/>")


@pytest.fixture
def site() -> Iterator[NewsServer]:
    with news_server() as server:
        yield server


@pytest.fixture
def web() -> Iterator[Fetcher]:
    polite = Settings(allow_private=True, per_host_delay_s=0, backoff_s=0.01, timeout_s=2, max_bytes=2_000_000)
    with Fetcher(polite) as fetcher:
        yield fetcher


def told(url: str, web: Fetcher) -> list[str]:
    """What an address leads to: titles of documents, reasons without the server's address."""
    return [
        (one.title or one.text[:20]) if isinstance(one, Document) else str(one).partition(": ")[2]
        for one in web_documents(url, web)
    ]


def test_a_feed_gives_its_stories_in_its_order_and_what_could_not_be_had(site: NewsServer, web: Fetcher) -> None:
    items = []
    for n in range(30):
        items.append((f"Story number {n}", site.url(f"/story/{n}"), "Mon, 25 Nov 2024 09:30:00 +0200"))
        site.answers[f"/story/{n}"] = page(f"Story number {n}", body=STORY.replace("Two", str(n))).encode()
    site.answers["/story/3"] = redirect("/elsewhere/3")
    site.answers["/elsewhere/3"] = page("Story number 3").encode()
    site.answers["/story/4"] = failing(1, 500, page("Story number 4").encode())
    del site.answers["/story/5"]
    site.answers["/story/6"] = endless
    site.answers["/feed"] = rss([*items, items[0]])
    found = told(site.url("/feed"), web)
    expected = [f"Story number {n}" for n in range(30)]
    expected[5:7] = ["the host answers 404 Not Found", "over 2,000,000 bytes, packed or unpacked"]
    assert found == expected
    assert max(site.asked[f"/story/{n}"] for n in range(30) if n != 4) == 1


def test_a_feed_completes_what_its_pages_do_not_say(site: NewsServer, web: Fetcher) -> None:
    site.answers["/plain"] = f"<html><body><article>{STORY}</article></body></html>".encode()
    head = json_ld(**{"@type": "NewsArticle", "datePublished": "2024-11-20", "headline": "Its own headline"})
    site.answers["/own"] = page("Its own headline", head).encode()
    when = "Mon, 25 Nov 2024 09:30:00 +0200"
    site.answers["/feed"] = rss([("From the feed", "/plain", when), ("From the feed", "/own", when)])
    plain, own = (d for d in web_documents(site.url("/feed"), web) if isinstance(d, Document))
    assert (plain.title, plain.published, plain.published_where) == (
        "From the feed",
        "2024-11-25T09:30:00+02:00",
        "feed",
    )
    assert plain.warnings == ()
    assert (own.title, own.published) == ("Its own headline", "2024-11-20")


def test_an_entry_whose_page_cannot_be_had_is_read_from_the_feed(site: NewsServer, web: Fetcher) -> None:
    body = ATOM.replace("/story/1", site.url("/gone"))
    site.answers["/feed"] = body.encode()
    (document,) = web_documents(site.url("/feed"), web)
    assert isinstance(document, Document)
    assert document.text == "One & two.\nThree\nfour." and "404" in document.warnings[0]
    item = feeds.FeedItem(id="1", url=None, summary="Short.")
    only = item_document(item, feeds.Feed("F", None, None, (item,)))
    assert only is not None and "only the feed's summary" in only.warnings[0]


def test_lists_of_feeds_and_indexes_of_sitemaps_are_followed(site: NewsServer, web: Fetcher) -> None:
    for n in (1, 2, 3):
        site.answers[f"/story/{n}"] = page(f"Story number {n}").encode()
    site.answers["/a.rss"] = rss([("1", "/story/1", "")])
    site.answers["/b.rss"] = rss([("1", "/story/1", ""), ("2", "/story/2", "")])
    outlines = "".join(f'<outline xmlUrl="{site.url(path)}"/>' for path in ("/a.rss", "/b.rss", "/a.rss", "/list"))
    site.answers["/list"] = f"<opml><body>{outlines}</body></opml>".encode()
    assert told(site.url("/list"), web) == ["Story number 1", "Story number 2"]
    entries = f"<url><loc>{site.url('/story/3')}</loc></url><url><loc>http://other.example/x</loc></url>"
    site.answers["/map.xml.gz"] = gzip.compress(f"<urlset>{entries}</urlset>".encode())
    site.answers["/maps"] = (
        f"<sitemapindex><sitemap><loc>{site.url('/map.xml.gz')}</loc></sitemap>"
        f"<sitemap><loc>{site.url('/maps')}</loc></sitemap></sitemapindex>"
    ).encode()
    assert told(site.url("/maps"), web) == [
        "passes over 1 of another site, such as http://other.example/x", "Story number 3",
    ]  # fmt: skip


def test_a_sitemap_that_unpacks_without_end_is_refused(site: NewsServer, web: Fetcher) -> None:
    site.answers["/map.xml.gz"] = gzip.compress(b"0" * 5_000_000)
    assert told(site.url("/map.xml.gz"), web) == ["over 2,000,000 bytes when unpacked"]


def test_text_records_and_tables_behind_an_address(site: NewsServer, web: Fetcher) -> None:
    text = "Кілька людей поранено в Нікополі.\n" * 3
    site.answers["/note.txt"] = lambda handler: handler.reply(200, text.encode("cp1251"), "text/plain; charset=cp1251")
    lines = [json.dumps({"text": p, "date": "2024-11-25"}) for p in PARAGRAPHS]
    site.answers["/records"] = lambda handler: handler.reply(200, "\n".join(lines).encode(), "application/x-ndjson")
    site.answers["/table.csv"] = lambda handler: handler.reply(
        200, f'text,date\n"{PARAGRAPHS[0]}",2024-11-25\n'.encode(), "text/csv"
    )
    site.answers["/empty"] = b" \n"
    (note,) = web_documents(site.url("/note.txt"), web)
    assert isinstance(note, Document) and (note.text, note.uri) == (text, site.url("/note.txt"))
    records = [d for d in web_documents(site.url("/records"), web) if isinstance(d, Document)]
    assert [(d.text, d.published) for d in records] == [(p, "2024-11-25") for p in PARAGRAPHS]
    (row,) = web_documents(site.url("/table.csv"), web)
    assert isinstance(row, Document) and row.text == PARAGRAPHS[0]
    assert told(site.url("/empty"), web) == ["the answer is empty"]


def test_addresses_are_inputs_like_files(site: NewsServer) -> None:
    site.answers["/story"] = page().encode()
    errors: list[InputError] = []
    found = list(
        sources.documents(
            [site.url("/story"), site.url("/gone")],
            published="2024-11-26",
            on_error=errors.append,
            web=Settings(allow_private=True, per_host_delay_s=0),
        )
    )
    assert [(d.uri, d.published, d.published_from) for d in found] == [(site.url("/story"), "2024-11-26", "option")]
    assert [str(error) for error in errors] == [f"{site.url('/gone')}: the host answers 404 Not Found"]
