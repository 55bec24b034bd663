"""A web page to documents: one article, or the posts of a live blog, each with its own time."""

from __future__ import annotations

from whosays.reading.document import Document
from whosays.sources import html


def documents_of(
    body: bytes, url: str | None, content_type: str | None, fetched_at: str | None = None
) -> list[Document]:
    """The documents in a page. Raises InputError where there is none."""
    decoded = html.decode_page(body)
    page = html.article(decoded.text)
    return [
        Document(
            text=page.text,
            published=page.published,
            published_from="metadata" if page.published else None,
            publisher=page.publisher,
            title=page.title,
            byline=page.byline,
            uri=url or page.uri,
            extractor=page.extractor,
            warnings=decoded.warnings,
        )
    ]
