"""XML and scraps of HTML from outside, parsed without entities, network or endless depth."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import Any
from xml.parsers import expat

from whosays.errors import InputError

_PROLOGUE = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>)*", re.S | re.I)
_TAG = re.compile("<[A-Za-z/!]")
_CONTROLS = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DEEPEST = 100
_MOST_ELEMENTS = 200_000
_MOST_ATTRIBUTES = 500  # of one tag; the time that a parser takes grows with their square
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONGEST_SCRAP = 1_000_000
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_BARE = re.compile(rb"&(?!#?\w{1,31};)")
_ENTITY = re.compile(rb"<!ENTITY", re.I)
BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "section",
    "article", "figure", "pre", "hr", "dd", "dt",
}  # fmt: skip
_UNSEEN = {"script", "style", "template", "noscript", "iframe", "object", "svg", "head"}


def first_element(head: bytes) -> bytes:
    """What follows a document's prologue, a few hundred bytes of it; UTF-16 is read too."""
    head = head[:4000]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode("utf-8")
    head = head.removeprefix(b"\xef\xbb\xbf")
    match = _PROLOGUE.match(head)
    return head[match.end() : match.end() + 300] if match else b""


def refuse_bombs(body: bytes) -> None:
    """No document of ours defines entities; one that does may unfold without end. Raises InputError."""
    head = body[:20_000]
    if _ENTITY.search(head) or _ENTITY.search(head.replace(b"\0", b"")):
        raise InputError("it defines XML entities, which are not read")


def refuse_endless_tags(source: str) -> None:
    """A tag with thousands of attributes would keep a parser busy for minutes. Raises InputError."""
    for piece in source.split("<"):
        if len(piece) > 2 * _MOST_ATTRIBUTES and (piece[0].isalpha() or piece[0] in "\"'"):
            tag = _QUOTED.sub("''", piece).partition(">")[0]
            if len(tag.split(None, _MOST_ATTRIBUTES + 1)) > _MOST_ATTRIBUTES:
                raise InputError(f"it cannot be parsed: one of its tags has more than {_MOST_ATTRIBUTES} attributes")


def well_formed(body: bytes) -> bytes:
    """XML that any parser takes: the body itself, or mended where it is broken. Raises InputError.

    Refused are documents that define entities, and those with more elements or deeper ones than any feed has;
    some parsers need time that grows with the square of the depth.
    """
    refuse_bombs(body)
    refuse_endless_tags(body.replace(b"\0", b"").decode("latin-1"))
    if not _is_well_formed(body):
        body = _mended(body)
        _is_well_formed(body)
    return body


def _is_well_formed(body: bytes) -> bool:
    """Raises InputError for too many elements and for those too deep."""
    depth = count = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > _DEEPEST:
            raise InputError(f"its elements are nested more than {_DEEPEST} deep")
        if count > _MOST_ELEMENTS:
            raise InputError(f"it has more than {_MOST_ELEMENTS:,} elements")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def _mended(body: bytes) -> bytes:
    """Broken XML with named entities of HTML and bare ampersands, written anew from what libxml2 makes of it."""
    from lxml import etree

    def numbered(match: re.Match[bytes]) -> bytes:
        character = html5.get(match.group(1).decode("ascii") + ";", "")
        return b"&#%d;" % ord(character) if len(character) == 1 else b"&amp;" + match.group(1) + b";"

    body = _NAMED.sub(numbered, body)
    body = _BARE.sub(b"&amp;", body)
    whole = etree.tostring(parse(body), encoding="utf-8", xml_declaration=True)
    return bytes(whole)


def parse(body: bytes) -> Any:
    """The root element; what is broken is mended where libxml2 can. Raises InputError."""
    from lxml import etree

    refuse_bombs(body)
    refuse_endless_tags(body.replace(b"\0", b"").decode("latin-1"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"no XML that can be read ({str(error)[:100]})") from None
    if root is None:
        raise InputError("no XML that can be read")
    return root


def name(element: Any) -> str:
    """An element's name without its namespace, in lower case; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def line(value: str) -> str:
    """A text in one line, without control characters."""
    return " ".join(_CONTROLS.sub(" ", value).split())


def plain(markup: str) -> str:
    """The text of a scrap of HTML, one line a block; text without markup keeps its lines.

    Of a scrap longer than a million characters only the beginning is read.
    """
    markup = _CONTROLS.sub(" ", markup[:_LONGEST_SCRAP])
    if not _TAG.search(markup):
        lines = (line(part) for part in unescape(markup).splitlines())
        return "\n".join(part for part in lines if part)
    from lxml import etree, html

    try:
        refuse_endless_tags(markup)
        root = html.fragment_fromstring(markup.replace("\0", " "), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, InputError):
        return re.sub(r"<[^<>]{0,1000}>", " ", markup).strip()
    pieces: list[str] = []
    skipping = 0
    for action, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if action == "start":
            skipping += tag in _UNSEEN or not tag
            if tag in BLOCKS:
                pieces.append("\n")
            if not skipping and element.text:
                pieces.append(" ".join(("." + element.text + ".").split())[1:-1])
        else:
            skipping -= tag in _UNSEEN or not tag
            if tag in BLOCKS:
                pieces.append("\n")
            if not skipping and element.tail:
                pieces.append(" ".join(("." + element.tail + ".").split())[1:-1])
    lines = (line(part) for part in "".join(pieces).split("\n"))
    return "\n".join(part for part in lines if part)
