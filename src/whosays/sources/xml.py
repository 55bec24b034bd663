"""XML and scraps of HTML from outside, parsed without entities, network or endless depth."""

from __future__ import annotations

import re
from typing import Any

from whosays.errors import InputError

_PROLOGUE = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>)*", re.S | re.I)
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


def parse(body: bytes) -> Any:
    """The root element; what is broken is mended where libxml2 can. Raises InputError."""
    from lxml import etree

    refuse_bombs(body)
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


def plain(markup: str) -> str:
    """The text of a scrap of HTML, one line a block; text without markup stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import etree, html

    try:
        root = html.fragment_fromstring(markup.replace("\0", " "), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
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
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
