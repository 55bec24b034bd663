"""The article in a web page, with its title, author, date and publisher, as trafilatura finds them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whosays.errors import InputError
from whosays.sources.decode import Decoded, decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.I)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.I | re.S,
)
_FIRST_DATE, _LAST_DATE = "1990-01-01", "2100-01-01"  # fixed, so that the clock does not change a report


@dataclass(frozen=True)
class Page:
    """What a page holds. ``published`` is the day that the page itself names, ISO 8601."""

    text: str
    title: str | None
    byline: str | None
    published: str | None
    publisher: str | None
    uri: str | None
    extractor: str


def looks_like_html(head: bytes) -> bool:
    """Does a file that begins like this hold a web page?"""
    return bool(_HTML_START.match(head[:2000]))


def decode_page(data: bytes) -> Decoded:
    """Decode a page's bytes; the charset that it declares counts. Raises InputError."""
    declared = _CHARSET.search(data[:4096])
    return decode(data, declared.group(1).decode("ascii") if declared else None)


def article(html: str) -> Page:
    """The article of the page. Raises InputError if there is none to be found."""
    import trafilatura

    found = trafilatura.bare_extraction(
        html,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={
            "extensive_search": False,
            "original_date": True,
            "min_date": _FIRST_DATE,
            "max_date": _LAST_DATE,
        },
    )
    data = found.as_dict() if found is not None and hasattr(found, "as_dict") else found
    text = (data or {}).get("text") or ""
    if not data or not text.strip():
        raise InputError("no article text found in the page; save the article's text and give that")
    return Page(
        text=text,
        title=data.get("title") or None,
        byline=data.get("author") or None,
        published=data.get("date") or None,
        publisher=data.get("sitename") or data.get("hostname") or None,
        uri=data.get("url") or None,
        extractor=f"trafilatura/{trafilatura.__version__}",
    )
