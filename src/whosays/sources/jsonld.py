"""The schema.org descriptions (JSON-LD) in a page: what it says of its article and of a live blog's posts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from whosays.sources import xml

Thing = dict[str, Any]

_LONGEST = 4_000_000
_PARTIES = ("author", "publisher")
_MOST_THINGS = 20_000
_OPENINGS = (
    "<!--",
    "//<![CDATA[",
    "// <![CDATA[",
    "/*<![CDATA[*/",
    "<![CDATA[",
)  # around the JSON, where pages are old
_ENDINGS = ("-->", "//]]>", "// ]]>", "/*]]>*/", "]]>", ";")
_ARTICLES = (
    "LiveBlogPosting", "ReportageNewsArticle", "NewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle",
    "OpinionNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "Article", "Report", "BlogPosting",
    "SocialMediaPosting", "WebPage", "ItemPage",
)  # fmt: skip


def things(root: Any) -> list[Thing]:
    """All objects with a type in the page's JSON-LD, outer ones first; broken scripts are passed over."""
    found: list[Thing] = []
    for script in root.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        text = script.text or ""
        if kind != "application/ld+json" or not text.strip() or len(text) > _LONGEST:
            continue
        try:
            data = json.loads(_unwrapped(text), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _typed(data):
            found.append(thing)
            if len(found) >= _MOST_THINGS:
                return found
    return found


def _unwrapped(text: str) -> str:
    text = text.strip()
    for opening in _OPENINGS:
        text = text.removeprefix(opening).lstrip()
    for ending in _ENDINGS:
        text = text.removesuffix(ending).rstrip()
    return text


def types(thing: Thing) -> set[str]:
    """The thing's types, without the vocabulary's address."""
    value = thing.get("@type")
    names = value if isinstance(value, list) else [value]
    return {name.rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)}


def article(found: list[Thing]) -> Thing | None:
    """The thing that describes the page's own article: the most telling type, the first of its kind.

    Authors and publishers that it names by reference (``{"@id": …}``) are put in their place.
    """
    for kind in _ARTICLES:
        for thing in found:
            if kind in types(thing) and (kind not in {"WebPage", "ItemPage"} or "datePublished" in thing):
                by_id = {id: other for other in found if isinstance(id := other.get("@id"), str) and "name" in other}
                return {**thing, **{key: _resolved(thing[key], by_id) for key in _PARTIES if key in thing}}
    return None


def _resolved(value: Any, by_id: dict[str, Thing]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value[:20] if not isinstance(one, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def text(value: Any) -> str | None:
    """A property's first text: a string, or what a list or a language-tagged value begins with."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value", value.get("name", value.get("@id")))
    return xml.line(value) or None if isinstance(value, str) else None


def names(value: Any) -> list[str]:
    """The names of persons or bodies (``author``, ``publisher``), each once."""
    found: dict[str, None] = {}
    for one in (value if isinstance(value, list) else [value])[:20]:
        name = one if isinstance(one, str) else text(one.get("name")) if isinstance(one, dict) else None
        name = xml.line(name or "")
        if name and not name.startswith(("http://", "https://", "@")) and len(name) <= 200:
            found[name] = None
    return list(found)


def _typed(data: Any) -> Iterator[Thing]:
    queue = [data]
    for value in queue:  # grows as it is walked: outer objects come before inner ones
        if len(queue) > 10 * _MOST_THINGS:
            return
        if isinstance(value, dict):
            if "@type" in value:
                yield value
            queue.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            queue.extend(inner for inner in value if isinstance(inner, dict | list))
