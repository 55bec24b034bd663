"""A web address to documents, whatever it leads to: a page, a feed, a list of feeds, a sitemap, text, a file."""

from __future__ import annotations

import dataclasses
import io
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeVar, cast
from urllib.parse import urlsplit

from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.sources import feeds, html, kinds, metadata, pages, sitemap, xml
from whosays.sources.columns import Columns
from whosays.sources.decode import decode
from whosays.sources.limits import DEFAULT_MAX_CHARS
from whosays.sources.opening import Rules, opened, origin_of

if TYPE_CHECKING:
    from whosays.sources.fetch import Fetched, Fetcher

Kind = Literal["page", "feed", "opml", "sitemap", "text", "file"]
Found = Document | InputError
_DEEPEST = 4  # list of feeds, feed, page; index of sitemaps, sitemap, page
_T = TypeVar("_T")


def web_documents(url: str, fetcher: Fetcher, *, max_chars: int = DEFAULT_MAX_CHARS) -> Iterator[Document | InputError]:
    """The documents that an address leads to, in the order of the source, and the errors of those that fail.

    What a feed, list or sitemap names is fetched as well, ``fetcher.settings.concurrency`` at a time.
    max_chars: the longest text that is read, in code points.
    """
    yield from _Walk(fetcher, max_chars).address(url, 0)


def documents_in(answer: Fetched, fetcher: Fetcher, *, max_chars: int = DEFAULT_MAX_CHARS) -> Iterator[Found]:
    """The documents in an answer that has come already, and the errors; what a list in it names is not fetched."""
    yield from _Walk(fetcher, max_chars).answer(answer, _DEEPEST)


def kind_of(body: bytes, content_type: str | None, url: str) -> Kind:
    """What a body is: told from its first bytes, else by its content type, else by the ending of its address.

    A «file» is anything that could lie on a disk as well: JSON lines, a table, a PDF, an archive.
    """
    head = body[:4000]
    if feeds.looks_like_feed(head):
        return "feed"
    if sitemap.looks_like_sitemap(head):
        return "sitemap"
    if xml.first_element(head).lower().startswith(b"<opml"):
        return "opml"
    if html.looks_like_html(head) or content_type in {"text/html", "application/xhtml+xml"}:
        return "page"
    return "text" if kinds.kind_of(PurePosixPath(urlsplit(url).path).name, body[: kinds.HEAD]) == "text" else "file"


def item_document(item: feeds.FeedItem, feed: feeds.Feed) -> Document | None:
    """An entry as the feed itself gives it; None if it holds no text."""
    text = item.content or item.summary
    if not text:
        return None
    published = item.published or item.updated
    return Document(
        text=text,
        published=published,
        published_from="metadata" if published else None,
        published_where="feed" if published else None,
        publisher=feed.title,
        title=item.title,
        byline=item.author,
        uri=item.url,
        warnings=() if item.content else ("only the feed's summary was read, not the page",),
    )


class _Walk:
    """One run from one address; no address is fetched twice in it."""

    def __init__(self, fetcher: Fetcher, max_chars: int) -> None:
        self._fetcher = fetcher
        self._max_chars = max_chars
        self._seen: set[str] = set()

    def address(self, url: str, depth: int) -> Iterator[Found]:
        self._seen.add(url)
        try:
            answer = self._fetcher.get(url)
        except InputError as error:
            yield error
            return
        yield from self.answer(answer, depth)

    def answer(self, answer: Fetched, depth: int) -> Iterator[Found]:
        where = answer.final_url
        try:
            body = _unzipped(answer.body, self._fetcher.settings.max_bytes)
            kind = kind_of(body, answer.content_type, where)
            if depth >= _DEEPEST and kind in {"feed", "opml", "sitemap"}:
                raise InputError("lists within lists, too deep to follow")
            if kind == "feed":
                yield from self._feed(feeds.parse(body, where))
            elif kind == "opml":
                for _, address in feeds.opml(body):
                    yield from self._further(address, depth)
            elif kind == "sitemap":
                yield from self._sitemap(sitemap.parse(body, where), where, depth)
            elif kind == "file":
                yield from self._file(body, where)
            else:
                yield from self._texts(answer, body, kind)
        except InputError as error:
            yield InputError(f"{where}: {error}")

    def _texts(self, answer: Fetched, body: bytes, kind: Kind) -> Iterator[Found]:
        if not body.strip():
            raise InputError("the answer is empty")
        if kind == "page":
            content_type = answer.headers.get("content-type")
            documents = pages.documents_of(body, answer.final_url, content_type, answer.fetched_at)
        else:
            decoded = decode(body, answer.charset)
            documents = [
                Document(
                    text=decoded.text, uri=answer.final_url, retrieved=answer.fetched_at, warnings=decoded.warnings
                )
            ]
        for document in documents:
            if len(document.text) > self._max_chars:
                raise InputError(
                    f"too large: {len(document.text):,} characters, and one document may have {self._max_chars:,}; "
                    f"raise --max-chars"
                )
            yield dataclasses.replace(document, retrieved=answer.fetched_at)

    def _file(self, body: bytes, where: str) -> Iterator[Found]:
        stream = cast(BinaryIO, io.BytesIO(body))
        origin = origin_of(stream, where, where, PurePosixPath(urlsplit(where).path).name)
        yield from opened(stream, origin, Rules(None, None, self._max_chars, Columns()))

    def _further(self, url: str, depth: int) -> Iterator[Found]:
        if url not in self._seen:
            yield from self.address(url, depth + 1)

    def _feed(self, feed: feeds.Feed) -> Iterator[Found]:
        def read(item: feeds.FeedItem) -> list[Found]:
            return self._item(item, feed)

        fresh = [item for item in feed.items if not item.url or item.url not in self._seen]
        self._seen.update(item.url for item in fresh if item.url)
        for found in _in_order(read, fresh, self._fetcher.settings.concurrency):
            yield from found

    def _item(self, item: feeds.FeedItem, feed: feeds.Feed) -> list[Found]:
        own = item_document(item, feed)
        if not item.url:
            return [own or InputError(f"{feed.url}: the entry {item.id!r} has neither address nor text")]
        found = list(_Walk(self._fetcher, self._max_chars).address(item.url, _DEEPEST))
        if own is not None and item.content and found and all(isinstance(one, InputError) for one in found):
            return [dataclasses.replace(own, warnings=(f"read from the feed: {found[0]}",))]
        return [_completed(one, item, feed) if isinstance(one, Document) else one for one in found]

    def _sitemap(self, entries: Iterable[sitemap.SitemapEntry], where: str, depth: int) -> Iterator[Found]:
        own = metadata.site(where)
        pages_named, elsewhere = [], []
        for entry in entries:
            if metadata.site(entry.url) != own:
                elsewhere.append(entry.url)
            elif entry.kind == "sitemap":
                yield from self._further(entry.url, depth)
            elif entry.url not in self._seen:
                pages_named.append(entry)
                self._seen.add(entry.url)
        if elsewhere:
            yield InputError(f"{where}: passes over {len(elsewhere):,} of another site, such as {elsewhere[0][:200]}")

        def read(entry: sitemap.SitemapEntry) -> list[Found]:
            found = _Walk(self._fetcher, self._max_chars).address(entry.url, _DEEPEST)
            return [dated(one, entry.published, "sitemap") if isinstance(one, Document) else one for one in found]

        for found in _in_order(read, pages_named, self._fetcher.settings.concurrency):
            yield from found


def _completed(document: Document, item: feeds.FeedItem, feed: feeds.Feed) -> Document:
    """What the feed knows and the page does not say."""
    return dataclasses.replace(
        dated(document, item.published or item.updated, "feed"),
        title=document.title or item.title,
        byline=document.byline or item.author,
        publisher=document.publisher or feed.title,
    )


def dated(document: Document, published: str | None, where: str) -> Document:
    """The date that a list gives for a page, if the page itself says none or it had to be guessed."""
    if published is None or (document.published and document.published_where not in metadata.GUESSED):
        return document
    warnings = tuple(warning for warning in document.warnings if not warning.startswith(metadata.GUESS))
    return dataclasses.replace(
        document, published=published, published_from="metadata", published_where=where, warnings=warnings
    )


def _in_order(work: Callable[[_T], list[Found]], items: Iterable[_T], at_once: int) -> Iterator[list[Found]]:
    """Results in the order of the items, a few of them under way at once."""
    waiting: deque[Future[list[Found]]] = deque()
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > 2 * at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _unzipped(body: bytes, max_bytes: int) -> bytes:
    """A file that is gzipped in itself, as sitemaps often are. Raises InputError."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        unpacked = stream.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise InputError(f"the gzip file is damaged ({error})") from None
    if len(unpacked) > max_bytes:
        raise InputError(f"over {max_bytes:,} bytes when unpacked")
    return unpacked
