"""Sitemaps (sitemaps.org protocol 0.9): the pages of a site, lists of further sitemaps, dates where they are given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from whosays.errors import InputError
from whosays.sources import dates, xml

_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.I)
_MOST_ENTRIES = 50_000  # the protocol's own limit for one file


@dataclass(frozen=True)
class SitemapEntry:
    """A page, or a further sitemap. lastmod, published (of news sitemaps): ISO 8601."""

    url: str
    kind: Literal["page", "sitemap"] = "page"
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None


def looks_like_sitemap(head: bytes) -> bool:
    """Do the first bytes of a body belong to a sitemap?"""
    return bool(_SITEMAP.match(xml.first_element(head)))


def parse(body: bytes, url: str | None = None) -> tuple[SitemapEntry, ...]:
    """The entries, each address once; url is where the sitemap was found. Raises InputError."""
    root = xml.parse(body)
    if xml.name(root) not in {"urlset", "sitemapindex"}:
        raise InputError("this is no sitemap")
    entries: dict[str, SitemapEntry] = {}
    for element in root:
        kind = xml.name(element)
        if kind not in {"url", "sitemap"}:
            continue
        fields = {xml.name(field): (field.text or "").strip() for field in element.iter() if field is not element}
        if not fields.get("loc"):
            continue
        try:
            address = urljoin(url or "", fields["loc"])
        except ValueError:
            continue
        entries.setdefault(
            address,
            SitemapEntry(
                url=address,
                kind="page" if kind == "url" else "sitemap",
                lastmod=dates.iso(fields.get("lastmod")),
                published=dates.iso(fields.get("publication_date")),
                title=fields.get("title") or None,
            ),
        )
        if len(entries) >= _MOST_ENTRIES:
            break
    return tuple(entries.values())
