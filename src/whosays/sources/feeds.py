"""RSS and Atom feeds (feedparser reads them), and OPML lists of feeds."""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from whosays.errors import InputError
from whosays.sources import dates, xml

_FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|(?:\w+:)?RDF)[\s>]", re.I)
_MOST_ITEMS = 10_000
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.I)


@dataclass(frozen=True)
class FeedItem:
    """One entry of a feed. id: what the feed calls it, else its address; published, updated: ISO 8601.

    summary, content: plain text; content is what the feed gives as the whole entry.
    """

    id: str
    url: str | None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    summary: str | None = None
    content: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed and its entries, in the order in which it lists them."""

    title: str | None
    url: str | None
    language: str | None
    items: tuple[FeedItem, ...]


def looks_like_feed(head: bytes) -> bool:
    """Do the first bytes of a body belong to an RSS, RDF or Atom feed?"""
    return bool(_FEED.match(xml.first_element(head)))


def parse(body: bytes, url: str | None = None) -> Feed:
    """The feed in these bytes; url is where it was found, for relative addresses. Raises InputError."""
    import feedparser

    if sum(1 for _ in islice(_ITEM.finditer(body), _MOST_ITEMS + 1)) > _MOST_ITEMS:
        raise InputError(f"the feed has more than {_MOST_ITEMS:,} entries")
    body = xml.well_formed(body)
    headers = {"content-location": url} if url else {}
    try:
        found = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (RecursionError, ValueError, TypeError, AttributeError, KeyError, AssertionError) as error:
        raise InputError(f"the feed cannot be read ({type(error).__name__})") from None
    if not found.get("version") and not found.entries:
        raise InputError("this is no RSS or Atom feed")
    items: dict[str, FeedItem] = {}
    for entry in found.entries:
        item = _item(entry, url)
        if item is not None:
            items.setdefault(item.id, item)
    about = found.feed
    return Feed(_line(about.get("title")), url, _line(about.get("language")), tuple(items.values()))


def opml(body: bytes) -> list[tuple[str, str]]:
    """Title and address of each feed in an OPML list, each address once. Raises InputError."""
    root = xml.parse(body)
    if xml.name(root) != "opml":
        raise InputError("this is no OPML list")
    feeds: dict[str, str] = {}
    for outline in root.iter():
        if xml.name(outline) == "outline":
            attributes = {key.lower(): value for key, value in outline.attrib.items()}
            if address := (attributes.get("xmlurl") or "").strip():
                feeds.setdefault(address, attributes.get("title") or attributes.get("text") or address)
    return [(title, address) for address, title in feeds.items()]


def _item(entry: Any, base: str | None) -> FeedItem | None:
    url = entry.get("link") or None
    id = entry.get("id") or url
    if not url and isinstance(id, str) and id.startswith(("http://", "https://")):
        url = id
    if url and base:
        try:
            url = urljoin(base, url)
        except ValueError:
            url = None
    if not id:
        return None
    content = "\n\n".join(_text(part.get("value")) or "" for part in entry.get("content", ())).strip()
    return FeedItem(
        id=str(id).strip(),
        url=url.strip() if url else None,
        title=_line(entry.get("title")),
        published=_when(entry, "published"),
        updated=_when(entry, "updated"),
        summary=_text(entry.get("summary")),
        content=content or None,
        author=_line(entry.get("author")),
    )


def _when(entry: Any, field: str) -> str | None:
    if field not in entry:
        return None
    if written := dates.iso(entry.get(field)):
        return written
    parsed = entry.get(f"{field}_parsed")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed) if parsed and 1900 <= parsed.tm_year <= 2100 else None


def _text(markup: object) -> str | None:
    if not isinstance(markup, str) or not markup.strip():
        return None
    return xml.plain(markup) or None


def _line(value: object) -> str | None:
    text = _text(value)
    return xml.line(text) or None if text else None
