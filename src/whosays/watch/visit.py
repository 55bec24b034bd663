"""One look at a source: which entries it has now. Fetches feeds and sitemaps, walks folders; reads no entry."""

from __future__ import annotations

import datetime
import fnmatch
import hashlib
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from whosays.errors import InputError
from whosays.ledger.versions import canonical_url, moment
from whosays.sources import feeds, folders, sitemap
from whosays.watch.config import Source
from whosays.watch.state import Item, SourceState

if TYPE_CHECKING:
    from whosays.sources.fetch import Fetched, Fetcher

_DEEPEST = 3  # an index of sitemaps, a sitemap, its pages
_LONGEST_CONTENT = 200_000


@dataclass(frozen=True)
class Look:
    """What a look found. unchanged: the host says that nothing has changed; passed: entries left out, and why."""

    items: tuple[Item, ...] = ()
    passed: tuple[tuple[str, str], ...] = ()
    unchanged: bool = False
    etag: str | None = None
    modified: str | None = None
    title: str | None = None


def look(source: Source, known: SourceState, fetcher: Fetcher, now: float) -> Look:
    """Look at a source. Raises InputError (FetchError among them) where it cannot be read."""
    if source.kind == "folder":
        return _folder(source)
    if source.kind == "page":
        return Look(items=(_item(source, source.address, repr(now), source.address, {}),))
    answer = fetcher.get(source.address, etag=known.etag, last_modified=known.modified)
    if answer.not_modified:
        return Look(unchanged=True, etag=answer.etag or known.etag, modified=answer.last_modified or known.modified)
    try:
        items, title = (_feed if source.kind == "feed" else _sitemap)(source, answer, fetcher)
    except InputError as error:
        named = str(error).startswith(source.address)
        raise error if named else InputError(f"{source.address}: {error}") from None
    kept, passed = _chosen(source, items, now)
    return Look(tuple(kept), tuple(passed), etag=answer.etag, modified=answer.last_modified, title=title)


def fingerprint(*parts: str | None) -> str:
    """A short text that changes when one of the parts does."""
    return hashlib.sha256("\x1f".join(p or "" for p in parts).encode("utf8", "replace")).hexdigest()[:16]


def _item(source: Source, id: str, mark: str, address: str | None, data: dict[str, str | None]) -> Item:
    same = None if source.rolling else canonical_url(address)
    return Item(source.key, id, mark, address, same, {k: v for k, v in data.items() if v})


def _feed(source: Source, answer: Fetched, fetcher: Fetcher) -> tuple[list[Item], str | None]:
    feed = feeds.parse(unpacked(answer.body, fetcher.settings.max_bytes), answer.final_url)
    out = []
    for e in feed.items:
        content = (e.content or "")[:_LONGEST_CONTENT] or None
        data = {
            "title": e.title, "published": e.published or e.updated, "updated": e.updated, "byline": e.author,
            "summary": e.summary, "content": content, "id": e.id if e.id != e.url else None,
        }  # fmt: skip
        # a summary or the length of comments may change daily: an entry is another one when its date or title is
        mark = fingerprint(e.url, e.title, e.published, e.updated, None if e.url and source.full else content)
        out.append(_item(source, e.id, mark, e.url if source.full else None, data | {"url": e.url}))
    return out, feed.title


def _sitemap(source: Source, answer: Fetched, fetcher: Fetcher, depth: int = 1) -> tuple[list[Item], str | None]:
    out: list[Item] = []
    most = fetcher.settings.max_bytes
    for entry in sitemap.parse(unpacked(answer.body, most), answer.final_url):
        if not _same_host(entry.url, answer.final_url):
            continue
        if entry.kind == "sitemap":
            if depth < _DEEPEST and not _too_old(source, entry.lastmod):
                out.extend(_sitemap(source, fetcher.get(entry.url), fetcher, depth + 1)[0])
            continue
        data = {"published": entry.published, "title": entry.title, "lastmod": entry.lastmod}
        out.append(_item(source, entry.url, fingerprint(entry.lastmod), entry.url, data))
    return out, None


def _same_host(one: str, other: str) -> bool:
    try:
        return urlsplit(one).hostname == urlsplit(other).hostname
    except ValueError:
        return False


def _folder(source: Source) -> Look:
    errors: list[InputError] = []
    items = []
    if not os.path.isdir(source.address):
        raise InputError(f"{source.address}: there is no such folder")
    for path in folders.expanded([source.address], errors.append):
        try:
            status = os.stat(path)
        except OSError:
            continue  # gone since it was listed
        mark = f"{status.st_size} {status.st_mtime_ns}"
        items.append(Item(source.key, path, mark, None, None, {}))
    kept = [i for i in items if _fits(source, i.id)]
    found = [e for e in errors if "no files here" not in str(e)]
    return Look(tuple(kept), tuple((source.address, str(e)) for e in found))


def _chosen(source: Source, items: Iterable[Item], now: float) -> tuple[list[Item], list[tuple[str, str]]]:
    kept, passed = [], []
    today = datetime.datetime.fromtimestamp(now, datetime.UTC)
    for item in items:
        dated = item.data.get("lastmod") or item.data.get("updated") or item.data.get("published")
        if not _fits(source, item.address or item.data.get("url") or item.id):
            continue
        if _too_old(source, dated, today):
            passed.append((item.address or item.id, f"older than max_age ({str(dated)[:10]})"))
        else:
            kept.append(item)
    return kept, passed


def _fits(source: Source, address: str) -> bool:
    return source.only is None or fnmatch.fnmatchcase(address, source.only)


def _too_old(source: Source, dated: str | None, today: datetime.datetime | None = None) -> bool:
    if source.max_age is None or (at := moment(dated)) is None:
        return False
    today = today or datetime.datetime.now(datetime.UTC)
    return at < (today - datetime.timedelta(seconds=source.max_age)).strftime("%Y-%m-%dT%H:%M:%SZ")


def unpacked(body: bytes, most: int) -> bytes:
    """The bytes of a file that is gzipped in itself, as sitemaps often are. Raises InputError."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        out = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, most + 1)
    except zlib.error as error:
        raise InputError(f"the gzip file is damaged ({error})") from None
    if len(out) > most:
        raise InputError(f"over {most:,} bytes when unpacked")
    return out
