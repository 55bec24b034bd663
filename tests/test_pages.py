"""Web pages: text, title, dates, own address, charsets, live blogs, data boxes, pages made to do harm."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.news_server import PARAGRAPHS, STORY, json_ld, page
from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.reading.reader import document_info
from whosays.sources import dates
from whosays.sources.pages import documents_of

SAVED = Path(__file__).parents[2] / "shared" / "bench" / "incidents"
URL = "https://news.example.org/2024/nikopol"
PUBLISHED = "2024-11-25T09:30:00+02:00"


def the_document(html: str | bytes, url: str | None = URL, content_type: str | None = None) -> Document:
    (document,) = documents_of(html if isinstance(html, bytes) else html.encode(), url, content_type)
    return document


def test_an_article_with_everything_a_page_can_say_of_itself() -> None:
    head = json_ld(**{
        "@graph": [
            {"@type": "WebPage", "datePublished": "2001-01-01"},
            {
                "@type": ["NewsArticle"], "headline": "Drone hits bus in Nikopol", "datePublished": PUBLISHED,
                "dateModified": "2024-11-25T15:00:00+02:00", "inLanguage": "en-GB",
                "author": [{"@type": "Person", "name": "Olena  Example"}, {"@type": "Person", "name": "B. Writer"}],
                "publisher": {"@type": "Organization", "name": "Example News"},
            },
        ]
    }) + '<link rel="canonical" href="/2024/nikopol-bus#top">'  # fmt: skip
    document = the_document(page("Drone hits bus in Nikopol", head))
    assert document.text.splitlines() == list(PARAGRAPHS)
    assert (document.title, document.byline) == ("Drone hits bus in Nikopol", "Olena Example; B. Writer")
    assert (document.publisher, document.language) == ("Example News", "en")
    assert (document.published, document.published_from) == (PUBLISHED, "metadata")
    assert document.published_where == "JSON-LD datePublished"
    assert document.modified == "2024-11-25T15:00:00+02:00"
    assert (document.uri, document.canonical) == (URL, "https://news.example.org/2024/nikopol-bus")
    assert document.warnings == ()


def test_people_and_publishers_named_by_reference_are_found() -> None:
    graph = [
        {"@type": "Article", "author": {"@id": "#olena"}, "publisher": {"@id": "#org"}, "datePublished": PUBLISHED},
        {"@type": "Organization", "@id": "#org", "name": "Example News"},
        {"@type": "Person", "@id": "#olena", "name": "Olena Example"},
    ]
    document = the_document(page(head=json_ld(**{"@graph": graph})))
    assert (document.byline, document.publisher) == ("Olena Example", "Example News")


@pytest.mark.parametrize(
    ("head", "body", "where"),
    [
        (
            '<meta property="article:published_time" content="2024-11-25T09:30:00+02:00">',
            "",
            "meta article:published_time",
        ),
        ('<meta itemprop="datePublished" content="2024-11-25T09:30:00+02:00">', "", "meta datepublished"),
        ("", '<header><time datetime="2024-11-25T09:30:00+02:00">Monday</time></header>', "time element"),
        ("", '<span itemprop="datePublished" content="2024-11-25T09:30:00+02:00">Monday</span>', "span element"),
    ],
)
def test_the_date_is_found_wherever_it_stands(head: str, body: str, where: str) -> None:
    document = the_document(page(head=head, body=body + STORY))
    assert (document.published, document.published_where) == (PUBLISHED, where)


def test_a_page_with_several_dates_says_which_one_was_used() -> None:
    head = json_ld(**{"@type": "NewsArticle", "datePublished": "2024-11-25", "dateModified": "2024-11-27T10:00:00Z"})
    head += '<meta property="article:published_time" content="2024-11-23T08:00:00Z">'
    document = the_document(page(head=head))
    assert (document.published, document.modified) == ("2024-11-25", "2024-11-27T10:00:00Z")
    assert document.warnings == (
        "the page carries several dates: read as published 2024-11-25 (JSON-LD datePublished); also 2024-11-23 "
        "(meta article:published_time), 2024-11-27 (JSON-LD dateModified)",
    )


def test_the_report_says_where_the_date_stands_unless_the_user_gave_it() -> None:
    head = json_ld(**{"@type": "NewsArticle", "datePublished": "2024-11-25", "dateModified": "2024-11-25T10:00:00Z"})
    document = the_document(page(head=head + '<link rel="canonical" href="/a">'))
    info = document_info(document, "en")
    assert (info.published_where, info.modified) == ("JSON-LD datePublished", "2024-11-25T10:00:00Z")
    assert info.canonical == "https://news.example.org/a"
    given = document_info(replace(document, published="2024-11-26", published_from="option"), "en")
    assert (given.published, given.published_where) == ("2024-11-26", None)


def test_one_moment_written_in_two_offsets_is_one_date() -> None:
    head = json_ld(**{"@type": "NewsArticle", "datePublished": "2024-11-26T00:30:00+02:00"})
    head += '<meta property="article:published_time" content="2024-11-25T22:30:00Z">'
    assert the_document(page(head=head)).warnings == ()


def test_a_change_before_the_publication_is_no_change() -> None:
    head = json_ld(**{"@type": "NewsArticle", "datePublished": "2024-11-25", "dateModified": "2024-11-20"})
    document = the_document(page(head=head))
    assert (document.published, document.modified) == ("2024-11-25", None)


def test_a_date_that_only_the_title_has_is_told_as_such() -> None:
    document = the_document(page("Bulletin of 25 November 2024"), url=None)
    assert (document.published, document.published_where) == ("2024-11-25", "title")
    assert document.warnings == ("the page names no date of publication; 2024-11-25 stands in its title",)


def test_a_date_after_the_page_was_fetched_is_doubted() -> None:
    head = json_ld(**{"@type": "NewsArticle", "datePublished": "2031-01-01"})
    (document,) = documents_of(page(head=head).encode(), URL, None, "2024-11-25T10:00:00Z")
    assert "2031-01-01 is later than the day it was fetched" in document.warnings[-1]


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("https://news.example.org/a", "https://news.example.org/a"),
        ("https://www.example.org/a", "https://www.example.org/a"),
        ("https://elsewhere.example.net/a", None),  # a page does not speak for another site
        ("https://news.example.org/", None),  # every page of a badly made site
        ("javascript:alert(1)", None),
        ("https://user:pw@news.example.org/a", None),
    ],
)
def test_a_page_names_its_own_address_only(href: str, canonical: str | None) -> None:
    assert the_document(page(head=f'<link rel="canonical" href="{href}">')).canonical == canonical


def test_a_saved_page_keeps_the_address_that_it_names() -> None:
    document = the_document(page(head='<meta property="og:url" content="https://a.example/x">'), url=None)
    assert (document.uri, document.canonical) == ("https://a.example/x", "https://a.example/x")


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "content_type"),
    [
        ("Кілька людей поранено в Нікополі, сказав голова області. ", "cp1251", "windows-1251", None),
        ("Несколько человек ранены в Никополе, сказал губернатор. ", "koi8-r", "utf-8", "text/html; charset=koi8-r"),
        ("Several were hurt near Łódź, the mayor said – «no one died». ", "iso-8859-2", "ISO-8859-2", None),
        ("„Mehrere Verletzte“, sagte der Bürgermeister von Köln – 5 €. ", "cp1252", "iso-8859-1", None),
        ("ニコポリで数人が負傷したと知事が述べた。", "shift_jis", "Shift_JIS", None),
        ("尼科波尔有数人受伤，州长说。", "gb18030", "gb2312", None),
        ("أصيب عدة أشخاص في نيكوبول، بحسب ما قال المحافظ. ", "cp1256", "windows-1256", None),
        ("Several were hurt – «no one died», the mayor said. ", "utf-16", "utf-8", None),
        ("Several were hurt – «no one died», the mayor said. ", "utf-8-sig", "iso-8859-1", "text/html; charset=latin1"),
    ],
)  # fmt: skip
def test_the_charset_is_found_by_the_book(text: str, encoding: str, declared: str, content_type: str | None) -> None:
    text = text.replace("«", '"').replace("»", '"') if encoding == "iso-8859-2" else text
    text = text.replace("–", "-") if encoding == "iso-8859-2" else text
    html = page(charset=declared, body="".join(f"<p>{text * 6} {n}</p>" for n in range(6)))
    document = the_document(html.encode(encoding, "xmlcharrefreplace"), content_type=content_type)
    assert text.strip() in document.text
    assert document.warnings == ()


def test_utf8_that_calls_itself_latin_is_read_as_utf8_with_a_warning() -> None:
    html = page(charset="iso-8859-1", body=STORY.replace("Nikopol", "Нікополь"))
    document = the_document(html)
    assert "Нікополь" in document.text
    assert document.warnings == ("declared as iso-8859-1, but the bytes are UTF-8",)


@pytest.mark.parametrize("wrapped", ["<!--\n{}\n-->", "//<![CDATA[\n{}\n//]]>", "<![CDATA[{}]]>", "{};", "\n {} \n"])
def test_descriptions_are_read_as_old_pages_wrap_them(wrapped: str) -> None:
    data = json.dumps({"@type": "http://schema.org/NewsArticle", "datePublished": PUBLISHED})
    head = f'<script type="application/ld+json">{wrapped.replace("{}", data)}</script>'
    assert the_document(page(head=head)).published == PUBLISHED


def test_an_article_that_only_a_script_shows_is_read_from_its_description() -> None:
    body = "\n\n".join(PARAGRAPHS)
    head = json_ld(
        **{"@type": "NewsArticle", "headline": "Bus hit", "articleBody": body, "isAccessibleForFree": "False"}
    )
    document = the_document(f"<html><head>{head}</head><body><div id=app><p>Loading the story…</p></div></body></html>")
    assert document.text.splitlines() == list(PARAGRAPHS)
    assert document.extractor and document.extractor.startswith("whosays-jsonld/")
    assert document.warnings == ("the page is for subscribers, it says: it may hold the beginning of the article only",)
    whole = the_document(page("Bus hit", head.replace(PARAGRAPHS[3], "")))
    assert whole.text.splitlines() == list(PARAGRAPHS)


POSTS = [
    ("p3", "2024-11-25T12:40:00+02:00", "Road to the port closed", PARAGRAPHS[3]),
    ("p2", "2024-11-25T11:15:00+02:00", "Moscow denies firing", PARAGRAPHS[2]),
    ("p1", "2024-11-25T09:05:00+02:00", "Bus hit in Nikopol", PARAGRAPHS[0] + " " + PARAGRAPHS[1]),
]


def live_by_json_ld(with_text: bool) -> str:
    updates = [
        {
            "@type": "BlogPosting", "headline": title, "datePublished": when, "url": f"{URL}#{id}",
            **({"articleBody": text} if with_text else {}),
        }
        for id, when, title, text in POSTS
    ]  # fmt: skip
    head = json_ld(**{
        "@type": "LiveBlogPosting", "headline": "The day in Nikopol", "datePublished": "2024-11-25T06:00:00Z",
        "liveBlogUpdate": updates,
    })  # fmt: skip
    return page("The day in Nikopol", head, live_body(times=False))


def live_body(times: bool, tag: str = "article", attributes: str = 'class="post post-7"') -> str:
    return "".join(
        f'<{tag} id="{id}" {attributes}>'
        + (f'<header><time datetime="{when}">{when[11:16]}</time></header>' if times else "")
        + f"<h3>{title}</h3><p>{text}</p><button>Share</button></{tag}>"
        for id, when, title, text in POSTS
    )


@pytest.mark.parametrize(
    "html",
    [
        live_by_json_ld(with_text=True),
        live_by_json_ld(with_text=False),
        page(body=f"<div class=stream>{live_body(times=True)}</div>"),
        page(body=f"<ol>{live_body(times=True, tag='li')}</ol>"),
        page(body='<div itemscope itemtype="https://schema.org/LiveBlogPosting">'
             + live_body(times=True, tag="div", attributes='itemprop="liveBlogUpdate" itemscope') + "</div>"),
    ],
    ids=["json-ld", "json-ld and anchors", "repeated articles", "list", "microdata"],
)  # fmt: skip
def test_a_live_blog_is_split_into_its_posts(html: str) -> None:
    documents = documents_of(html.encode(), URL, None)
    assert [(d.title, d.published, d.text) for d in documents] == [(t, when, text) for _, when, t, text in POSTS]
    assert [d.uri for d in documents] == [f"{URL}#{id}" for id, *_ in POSTS]
    assert len({d.canonical for d in documents}) == 3
    assert {d.published_where for d in documents} == {"time of the post"}


def test_posts_on_pages_of_their_own_keep_their_addresses_apart() -> None:
    updates = [
        {"@type": "BlogPosting", "articleBody": "<p>One &amp; two.</p>", "url": f"/live?post={n}#post"} for n in (1, 2)
    ]
    head = json_ld(**{"@type": "LiveBlogPosting", "liveBlogUpdate": updates}) + '<link rel=canonical href="/live">'
    documents = documents_of(page(head=head).encode(), "https://news.example.org/live?from=feed", None)
    assert [d.canonical for d in documents] == [f"https://news.example.org/live?post={n}#post" for n in (1, 2)]
    assert {d.text for d in documents} == {"One & two."}


def test_comments_teasers_and_one_story_are_no_live_blog() -> None:
    comments = f'<section class="comments">{live_body(times=True, tag="div", attributes="class=comment")}</section>'
    teasers = "".join(
        f'<article class=item><time datetime="2024-11-2{n}T08:00:00Z"></time><h2><a href="/story/{n}">{title}</a></h2>'
        f"<p>{text}</p></article>"
        for n, (_, _, title, text) in enumerate(POSTS)
    )
    assert len(documents_of(page(body=STORY + comments).encode(), URL, None)) == 1
    assert len(documents_of(page(body=teasers).encode(), URL, None)) == 1
    assert len(documents_of(page(body=STORY).encode(), URL, None)) == 1


RECORD = (
    "<main><article><div class='a'><h4>Record</h4><span>AB-12</span><h4>Place</h4><span>Nikopol</span></div>"
    "<div class='b'><div><h2>Assessment</h2><div>" + STORY + "</div></div>"
    "<div><h2>Summary</h2><ul><li><div>Killed</div><div>2 – 4</div></li><li><div>Wounded</div><div>5</div></li>"
    "</ul></div>"
    "<div><h2>Sources (3)</h2><ul><li><a href='/1'>Town council</a></li><li><a href='/2'>A channel</a></li></ul></div>"
    "<div><h2>Victims</h2><ul><li>Person One, 34</li><li>Person Two, 51</li></ul></div>"
    "<div><h2>Location notes</h2><p>The place was found by comparing the picture of the bus with maps of the port.</p>"
    "</div></div></article></main>"
)


def test_data_boxes_beside_a_narrative_are_not_read_as_its_words() -> None:
    document = the_document(f"<html><head><title>AB-12</title></head><body>{RECORD}</body></html>")
    assert document.text.splitlines() == list(PARAGRAPHS)
    assert document.warnings[-1].startswith("beside the narrative the page has boxes that were not read: ")
    assert "Summary" in document.warnings[-1] and "Victims" in document.warnings[-1]


def test_sections_of_an_article_all_stay() -> None:
    sections = "".join(f"<section><h2>Part {n}</h2><p>{p}</p></section>" for n, p in enumerate(PARAGRAPHS))
    facts = "<section><h2>In brief</h2><ul><li>At least 12 people died in the north, the ministry said.</li></ul>"
    document = the_document(page(body=f"{sections}{facts}</section>"))
    assert all(paragraph in document.text for paragraph in PARAGRAPHS)
    assert "At least 12 people" in document.text and document.warnings == ()


def test_boxes_after_an_article_never_take_its_place() -> None:
    links = "".join(f"<div><h2>{title}</h2><ul><li><a href='/1'>One</a></li></ul></div>" for title in ("More", "Video"))
    analysis = (
        f"<div><h2>Analysis</h2><p>{'Observers see a pattern in the attacks on ports this month. ' * 6}</p></div>"
    )
    html = f"<html><body><main><div><h1>Bus hit</h1>{STORY * 2}</div>{analysis}{links}</main></body></html>"
    document = the_document(html)
    assert PARAGRAPHS[0] in document.text and PARAGRAPHS[3] in document.text and "Observers" in document.text


def test_a_situation_report_keeps_its_lists() -> None:
    lists = "".join(
        f"<section><h2>{title}</h2><ul><li>Nikopol: 2 killed, 5 hurt</li><li>Marhanets: 1 wounded</li></ul></section>"
        for title in ("Casualties", "Damage")
    )
    told = "".join(
        f"<p>Team number {n} of the rescue service went to the port on day {n} of the week.</p>" for n in "1234"
    )
    response = f"<section><h2>Response</h2>{told}</section>"
    html = f"<html><body><main><section><h2>Overview</h2>{STORY}</section>{lists}{response}</main></body></html>"
    document = the_document(html)
    assert "Marhanets: 1 wounded" in document.text and "Team number 4" in document.text


@pytest.mark.skipif(not SAVED.is_dir(), reason="the benchmark's saved pages are not here")
@pytest.mark.parametrize("name", sorted(path.stem for path in (SAVED / "pages").glob("*.html")) or ["none"])
def test_saved_pages_read_to_their_narrative(name: str) -> None:
    gold = {row["id"]: row["text"] for row in map(json.loads, (SAVED / "dev.jsonl").open(encoding="utf8"))}
    document = the_document((SAVED / "pages" / f"{name}.html").read_bytes(), url=None)
    expected = Counter(re.findall(r"\w+", gold[name].lower()))
    found = Counter(re.findall(r"\w+", document.text.lower()))
    assert 2 * (expected & found).total() / (expected.total() + found.total()) >= 0.95
    assert document.title and name.lower() in document.title.lower()
    assert document.published and document.published.startswith(("2023-10-", "2024-0"))


def test_control_characters_reach_no_terminal() -> None:
    names = {"author": {"name": "A\0B"}, "publisher": {"name": "P\x9bx"}}
    head = json_ld(**{"@type": "NewsArticle", "headline": "Bus \x1b[31mhit\x07", **names})
    document = the_document(page(head=head, body=STORY.replace("Two", "&#27;[2J&#x1B;&#0;Two &#8211; &#12345;")))
    assert (document.title, document.byline, document.publisher) == ("Bus [31mhit", "A B", "P x")
    assert not [c for c in document.text if ord(c) < 32 and c != "\n"] and "Two – \u3039" in document.text


ENDLESS = "A" * 10_000_000


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><script>document.write('500 killed')</script><p onclick='x()'>{STORY}",
        f"<html><body><p <div <<p>{STORY}</p></b><table><tr><p></html><p",
        f"<html><body>{STORY}" + "<b><font color=red>" * 50_000,
        f'<html><body><div title="{ENDLESS}">{STORY}',
        f"<html><!--{ENDLESS}--><body>{STORY}",
        f"<html><body><{ENDLESS}>{STORY}",
        f"<html><body><script>{ENDLESS}</script>{STORY}",
        f"<html><head><script type='application/ld+json'>[{' ' * 3_000_000}//]]>;</script></head>{STORY}",
        f"<html><head><script type='application/ld+json'>{'[' * 200_000}</script></head><body>{STORY}",
        f"<html><head>{json_ld(**{'@type': 'NewsArticle', 'datePublished': ['x', {'@value': 7}], 'author': 9})}{STORY}",
        f"<html><body>{STORY}".replace("drone", "dr\0one"),
        f"<html><body>{STORY}".replace("drone", "\u202edrone\u2066"),
    ],
    ids=["script", "broken", "unclosed", "attribute", "comment", "tag name", "long script", "blank json",
         "deep json", "odd json", "nul", "bidi"],
)  # fmt: skip
def test_hostile_pages_are_read(html: str) -> None:
    document = the_document(html)
    assert PARAGRAPHS[1] in document.text and "500 killed" not in document.text
    assert len(document.text) < 2000 and "\0" not in document.text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body>" + "<div>" * 100_000 + STORY, "nested too deep"),
        (f"<html><body><p {' '.join(f'a{n}=1' for n in range(200_000))}>{STORY}", "more than 500 attributes"),
        ("<html><body>" + "<span>a</span>" * 100_000 + STORY, "more than 60,000 elements"),
        ("", "empty"),
        ("<html><body></body></html>", "no article text"),
        ("<html><body>" + "\x01\x02\x03\x04" * 1000, "binary data"),
        ("<p>" + "a " * 10_500_000, "too large"),
    ],
)
def test_hostile_pages_are_refused_with_the_reason(html: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        documents_of(html.encode(), URL, "text/html")


SOUP = (
    "<div>", "</div>", "<p>", "</p>", "<article id=a>", "<time datetime='2024-01-02'>", "<h2>", "<ul><li>", "<script>",
    "<meta itemprop=datePublished content=2024>", "<a href='#'>", "\0", "<!--", "-->", "]]>", "&#0;", "&bogus;", "ü",
    json_ld(**{"@type": ["LiveBlogPosting"], "liveBlogUpdate": [{"headline": ["x"]}, 7]}), "<table><tr><td>", "<h1>",
    '<link rel=canonical href="//[">', '<html lang="">', PARAGRAPHS[0],
)  # fmt: skip


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(SOUP), max_size=40))
def test_no_soup_of_tags_does_more_than_be_refused(pieces: list[str]) -> None:
    documents: list[Document] = []
    with suppress(InputError):
        documents = documents_of("".join(pieces).encode(), URL, "text/html; charset=nonsense")
    assert all(document.text.strip() for document in documents)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-11-25", "2024-11-25"), ("20241125", "2024-11-25"), ("2024-11-25T09:30", "2024-11-25T09:30"),
        ("2024-11-25 09:30:15.123Z", "2024-11-25T09:30:15Z"), ("2024-11-25T09:30:00+0200", PUBLISHED),
        ("Mon, 25 Nov 2024 09:30:00 +0200", PUBLISHED), ("Mon, 25 Nov 2024 09:30:00 GMT", "2024-11-25T09:30:00Z"),
        ("2024-13-01", None), ("yesterday", None), ("", None), (None, None), (20241125, None), ("0001-01-01", None),
        ("2024-11-25T25:00:00Z", None), ("2024-11-25T09:30:00+99:00", None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_dates_as_the_web_writes_them(written: object, read: str | None) -> None:
    assert dates.iso(written) == read
