"""A web page to documents: one article, or the posts of a live blog, each with its own time."""

from __future__ import annotations

import dataclasses
import hashlib
import re

from whosays import __version__
from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.sources import html, jsonld, liveblog, metadata

_MOST_BYTES = 20_000_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.I)


def documents_of(
    body: bytes, url: str | None, content_type: str | None, fetched_at: str | None = None
) -> list[Document]:
    """The documents in a page: its article, or the posts of a live blog in the order of the page.

    url: where the page was found (None for a saved file); content_type: the HTTP header, whose charset counts;
    fetched_at: ISO 8601, when. A page that says it was published after it was fetched is read with a warning.
    Raises InputError where there is nothing to read, or the page is too large, too deep or no page.
    """
    if len(body) > _MOST_BYTES:
        raise InputError(f"too large: over {_MOST_BYTES:,} bytes for one page")
    charset = _CHARSET.search(content_type or "")
    decoded = html.decode_page(body, charset.group(1) if charset else None)
    root = html.tree(decoded.text)
    things = jsonld.things(root)
    posts = liveblog.posts(root, url, things)
    if posts:
        about = html.about_page(root, url, things)
        whole = [_of_post(post, about, url, decoded.warnings) for post in posts]
        return [dataclasses.replace(document, retrieved=fetched_at) for document in whole]
    page = html.article(root, url, things)
    about, published = page.about, page.about.published
    warnings = (*decoded.warnings, *page.warnings)
    if published and fetched_at and published.value[:10] > fetched_at[:10]:
        warnings = (*warnings, f"the page's date {published.value[:10]} is later than the day it was fetched")
    return [
        Document(
            text=page.text,
            published=published.value if published else None,
            published_from="metadata" if published else None,
            published_where=published.where if published else None,
            modified=about.modified.value if about.modified else None,
            publisher=about.publisher,
            title=about.title,
            byline=about.byline,
            uri=url or about.canonical,
            canonical=about.canonical,
            language=about.language,
            extractor=page.extractor,
            retrieved=fetched_at,
            warnings=warnings,
        )
    ]


def _of_post(post: liveblog.Post, about: metadata.Metadata, url: str | None, warnings: tuple[str, ...]) -> Document:
    published, where = post.published, "time of the post"
    if published is None and about.published is not None:
        published, where = about.published.value, about.published.where
        warnings = (*warnings, "the post of this live blog has no time of its own; the page's date was used")
    page = about.canonical or url
    address = post.url
    if address and address.startswith("#"):
        address = f"{page}{address}" if page else None
    if address is None and page:  # posts are documents of their own, not versions of one
        address = f"{page.partition('#')[0]}#{hashlib.sha256(post.text.encode('utf8', 'replace')).hexdigest()[:12]}"
    return Document(
        text=post.text,
        published=published,
        published_from="metadata" if published else None,
        published_where=where if published else None,
        modified=post.modified,
        publisher=about.publisher,
        title=post.title or about.title,
        byline=post.byline or about.byline,
        uri=address or url or page,
        canonical=_canonical(address, url, page),
        language=about.language,
        extractor=f"whosays-liveblog/{__version__}",
        warnings=warnings,
    )


def _canonical(address: str | None, url: str | None, page: str | None) -> str | None:
    """The post's lasting address: where it is a place in the page that was fetched, a place in the page's own address.

    None where the post has no address.
    """
    if address is None:
        return None
    at, _, anchor = address.partition("#")
    in_page = page is not None and at in {(url or "").partition("#")[0], page.partition("#")[0]}
    return f"{page.partition('#')[0]}#{anchor}" if in_page and page and anchor else address
