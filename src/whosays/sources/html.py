"""The article in a web page: parsed within bounds, freed of data boxes, found by trafilatura."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from whosays import __version__
from whosays.errors import InputError
from whosays.sources import boxes, jsonld, metadata, xml
from whosays.sources.decode import Decoded, decode
from whosays.sources.metadata import Metadata

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.I)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.I | re.S,
)
_MOST_ELEMENTS = 60_000
_MANY_ELEMENTS = 10_000  # from here on trafilatura does not compare several ways of reading the page
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_REFERENCES = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|7f)(?![0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]|127)(?!\d));?", re.I
)
_DROPPED = ("script", "style", "template", "svg", "iframe", "object", "embed", "canvas", "video", "audio")
_INLINE = re.compile(r"</?(?:a|abbr|b|big|center|em|font|i|s|small|span|strong|u)\b[^<>]*>", re.I)
_PARSER_FATAL = 3
_FULLER = 2  # times as long: the page itself shows a beginning or nothing of what its description holds


@dataclass(frozen=True)
class Page:
    """The article of a page, what the page says of itself, and what found the text (name/version)."""

    text: str
    about: Metadata
    extractor: str
    warnings: tuple[str, ...] = ()


def looks_like_html(head: bytes) -> bool:
    """Does a file that begins like this hold a web page?"""
    return bool(_HTML_START.match(head[:2000]))


def decode_page(data: bytes, charset: str | None = None) -> Decoded:
    """Decode a page's bytes. Raises InputError.

    charset: as the HTTP header names it. The order is that of the HTML standard (13.2.3.2): a byte-order mark,
    the header, the page's own ``meta``, and what the bytes look like where these say nothing or do not fit.
    """
    declared = _CHARSET.search(data[:4096])
    own = declared.group(1).decode("ascii") if declared else None
    return decode(data, charset or own, own)


def tree(html: str) -> Any:
    """The parsed page. Raises InputError for one nested too deep, with too many elements, or none at all."""
    xml.refuse_endless_tags(html)
    source = _CONTROL_REFERENCES.sub(" ", _CONTROLS.sub(" ", html))
    root, trouble = _parsed(source)
    if "depth" in trouble:  # bold or coloured text that is begun again and again and never ended
        root, trouble = _parsed(_INLINE.sub("", source))
    if "depth" in trouble:
        raise InputError("the page cannot be parsed: its elements are nested too deep")
    if root is None or trouble:
        raise InputError(f"the page cannot be parsed: {trouble or 'it is empty'}")
    for number, _ in enumerate(root.iter()):
        if number > _MOST_ELEMENTS:
            raise InputError(f"the page has more than {_MOST_ELEMENTS:,} elements")
    return root


def _parsed(html: str) -> tuple[Any | None, str]:
    """The root, and what made the parser stop, if anything did."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(collect_ids=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(html, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return None, "" if "empty" in str(error).lower() else " ".join(str(error).split())[:100].lower()
    for entry in parser.error_log:
        message = " ".join(entry.message.split())[:100].lower()
        if entry.level >= _PARSER_FATAL or "depth" in message or "huge" in message:
            return root, message
    return root, ""


def about_page(root: Any, url: str | None, things: list[jsonld.Thing]) -> Metadata:
    """What a page says of itself; its scripts and other things that are no text are taken out of the tree."""
    for element in list(root.iter(*_DROPPED)):
        element.drop_tree()
    return metadata.read(root, url, things)


def _described(things: list[jsonld.Thing]) -> str:
    """The article's words in the page's JSON-LD."""
    body = (jsonld.article(things) or {}).get("articleBody")
    return xml.plain(body) if isinstance(body, str) else ""


def _without_title(text: str, title: str | None) -> str:
    """The text without the headline that some pages have inside their article."""
    first, _, rest = text.partition("\n")
    return rest if title and rest.strip() and " ".join(first.split()).casefold() == title.casefold() else text


def article(page: str | Any, url: str | None = None, things: list[jsonld.Thing] | None = None) -> Page:
    """The article of a page. Raises InputError if there is none to be found.

    page: its HTML, or its tree, which is changed; url: where it was found; things: its JSON-LD, where it was read.
    """
    import trafilatura
    from trafilatura.settings import Document as TextFound

    root = tree(page) if isinstance(page, str) else page
    things = jsonld.things(root) if things is None else things
    about = about_page(root, url, things)
    left_out = boxes.keep_narrative(root)
    found = trafilatura.bare_extraction(
        root,
        fast=sum(1 for _ in root.iter()) > _MANY_ELEMENTS,
        include_comments=False,
        include_tables=False,
        with_metadata=False,
    )
    text = _without_title((found.text if isinstance(found, TextFound) else None) or "", about.title)
    extractor = f"trafilatura/{trafilatura.__version__}"
    described = _described(things)
    if len(described) > _FULLER * len(text):  # a script would show it
        text, extractor = described, f"whosays-jsonld/{__version__}"
    if not text.strip():
        raise InputError("no article text found in the page; save the article's text and give that")
    told = f"beside the narrative the page has boxes that were not read: {', '.join(left_out[:6])}"
    return Page(text, about, extractor, (*about.warnings, told) if left_out else about.warnings)
