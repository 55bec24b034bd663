"""Live blogs: one page, many posts, each with its own time, address and words.

Told by what the page says of itself (schema.org ``LiveBlogPosting``, as JSON-LD or microdata), else by its
structure: posts of one kind beside each other, each with a ``time`` of its own and running text, which together
make up most of the page. Comments under an article look alike; they are told by their names and left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from whosays.sources import dates, jsonld, xml

_MOST_POSTS = 2_000
_FEWEST_POSTS = 3
_POST_WORDS = 15  # words that a post has on average; teasers of other pages have fewer
_SHARE = 0.6  # share of the page's running text that its posts make up
_COMMENT = re.compile(r"comment|repl(?:y|ies)|disqus|discussion|forum|teaser|related|promo|card", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ASIDE = {
    "time", "button", "nav", "aside", "figure", "form", "footer", "header", "script", "style", "svg", "noscript",
    "template", "iframe", *_HEADINGS,
}  # fmt: skip


@dataclass(frozen=True)
class Post:
    """One post. published, modified: ISO 8601; url: of the post itself, as a rule the page's with an anchor."""

    text: str
    title: str | None
    published: str | None
    modified: str | None
    url: str | None
    byline: str | None


def posts(root: Any, url: str | None, things: list[jsonld.Thing]) -> list[Post]:
    """The posts of a live blog in the order of the page; none if the page is no live blog."""
    described = _described(root, url, things)
    if described:
        return described
    elements = _microdata(root) or _repeated(root)
    found = [post for element in elements if (post := _post(element, url)) is not None]
    return found if len(found) >= 2 else []


def _described(root: Any, url: str | None, things: list[jsonld.Thing]) -> list[Post]:
    """The posts that the JSON-LD lists, with their words from there or from the element that it points at."""
    found: list[Post] = []
    seen: set[tuple[str | None, str | None, str]] = set()
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for blog in (thing for thing in things if "LiveBlogPosting" in jsonld.types(thing)):
        updates = blog.get("liveBlogUpdate")
        for update in (updates if isinstance(updates, list) else [updates])[:_MOST_POSTS]:
            if not isinstance(update, dict):
                continue
            address = _own_address(jsonld.text(update.get("url")) or jsonld.text(update.get("@id")), url)
            body = update.get("articleBody")
            text = xml.plain(body) if isinstance(body, str) else ""
            shown = _pointed_at(by_id, address)
            if shown is not None and len(shown) > 1.2 * len(text):
                text = shown
            title = jsonld.text(update.get("headline")) or jsonld.text(update.get("name"))
            published = dates.iso(jsonld.text(update.get("datePublished")))
            text = text or title or ""
            if not text or (address, published, text) in seen:
                continue
            seen.add((address, published, text))
            modified = dates.iso(jsonld.text(update.get("dateModified")))
            byline = "; ".join(jsonld.names(update.get("author"))) or None
            found.append(Post(text, title, published, modified if modified != published else None, address, byline))
    return found


def _pointed_at(by_id: dict[str, Any], address: str | None) -> str | None:
    element = by_id.get(urlsplit(address).fragment) if address else None
    return _text(element) or None if element is not None else None


def _microdata(root: Any) -> list[Any]:
    elements = [e for e in root.iter() if "liveblogupdate" in (e.get("itemprop") or "").lower().split()]
    return elements[:_MOST_POSTS]


def _repeated(root: Any) -> list[Any]:
    """Elements of one kind beside each other, each with its time and text, that make up most of the page."""
    best: list[Any] = []
    most = 0
    for parent in {id(row): row for row in _rows(root)}.values():
        kinds = Counter((child.tag, _kind(child)) for child in parent if isinstance(child.tag, str))
        for (tag, kind), count in kinds.items():
            if count < _FEWEST_POSTS:
                continue
            rows = [child for child in parent if child.tag == tag and _kind(child) == kind]
            dated = [row for row in rows if _when(row) and not _is_comment(row)][:_MOST_POSTS]
            words = sum(_running_words(row) for row in dated)
            if len(dated) >= _FEWEST_POSTS and words > most and words >= _POST_WORDS * len(dated):
                best, most = dated, words
    if not best or len({_when(post) for post in best}) < 2:
        return []
    leads_away = sum(_leads_away(post) for post in best)
    return best if most >= _SHARE * _running_words(root) and leads_away < len(best) / 2 else []


def _rows(root: Any) -> list[Any]:
    """Elements that hold at least a few blocks with a ``time`` somewhere in them."""
    holders: Counter[int] = Counter()
    elements: dict[int, Any] = {}
    for time in list(root.iter("time"))[: 4 * _MOST_POSTS]:
        for depth, above in enumerate(time.iterancestors()):
            if depth > 8:
                break
            holders[id(above)] += 1
            elements[id(above)] = above
    return [elements[key] for key, count in holders.items() if count >= _FEWEST_POSTS]


def _kind(element: Any) -> str:
    """What elements of one kind have alike: their type, or the first of their classes that has no number."""
    classes = [name for name in (element.get("class") or "").split() if not any(c.isdigit() for c in name)]
    return element.get("itemtype") or (classes[0] if classes else "")


def _is_comment(element: Any) -> bool:
    names = [f"{e.get('class') or ''} {e.get('id') or ''}" for e in (element, *element.iterancestors())]
    return any(_COMMENT.search(name) for name in names[:5])


def _leads_away(post: Any) -> bool:
    """Does its heading link to another page? Then it is a teaser."""
    heading = next(post.iter(*_HEADINGS), None)
    links = list(heading.iter("a")) if heading is not None else []
    if heading is not None and heading.getparent() is not None and heading.getparent().tag == "a":
        links.append(heading.getparent())
    return any(not (link.get("href") or "#").startswith("#") and "#" not in link.get("href") for link in links)


def _running_words(element: Any) -> int:
    return sum(
        len(p.text_content().split())
        for p in element.iter("p", "li", "blockquote")
        if next(p.iterancestors("li", "blockquote", "p", "nav", "footer"), None) is None
    )


def _when(post: Any, property: str = "datepublished") -> str | None:
    for element in post.iter():
        if property in (element.get("itemprop") or "").lower().split() and (
            value := dates.iso(element.get("datetime") or element.get("content") or element.text)
        ):
            return value
    if property == "datepublished":
        for time in post.iter("time"):
            if value := dates.iso(time.get("datetime")):
                return value
    return None


def _post(element: Any, url: str | None) -> Post | None:
    heading = next((h for h in element.iter(*_HEADINGS) if h.text_content().strip()), None)
    title = " ".join(heading.text_content().split()) if heading is not None else None
    text = _text(element) or title or ""
    if not text:
        return None
    published, modified = _when(element), _when(element, "datemodified")
    return Post(text, title, published, modified if modified != published else None, _address(element, url), None)


def _address(post: Any, url: str | None) -> str | None:
    anchor = post.get("id") or next(
        (e.get("id") for e in post.iter("article", "div", "section", "a") if e.get("id")), None
    )
    if anchor and url:
        return f"{url.partition('#')[0]}#{anchor}"
    return f"#{anchor}" if anchor else None


def _own_address(value: str | None, url: str | None) -> str | None:
    """The address of a post; one on another host is not the page's to give."""
    try:
        address = urljoin(url or "", value) if value else None
        if address and (not url or urlsplit(address).hostname == urlsplit(url).hostname):
            return address
    except ValueError:
        pass
    return None


def _text(element: Any) -> str:
    """The words of a post, one paragraph a line: no heading, time, buttons, pictures."""
    from lxml import etree

    pieces: list[str] = []
    aside = 0
    for action, part in etree.iterwalk(element, events=("start", "end")):
        tag = part.tag if isinstance(part.tag, str) else ""
        passed_over = part is not element and (tag in _ASIDE or not tag)
        if action == "start":
            aside += passed_over
            if tag in xml.BLOCKS:
                pieces.append("\n")
            if not aside:
                pieces.append(part.text or "")
            continue
        aside -= passed_over
        if tag in xml.BLOCKS:
            pieces.append("\n")
        if not aside and part is not element:
            pieces.append(part.tail or "")
    lines = (" ".join(line.split()) for line in _unwrapped(pieces))
    return "\n".join(line for line in lines if line)


def _unwrapped(pieces: list[str]) -> list[str]:
    """Lines between the ends of blocks; a line end inside a block is a space."""
    return "".join(piece if piece == "\n" else piece.replace("\n", " ") for piece in pieces).split("\n")
