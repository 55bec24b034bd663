"""What a page says of itself: title, byline, dates, publisher, language, own address.

Read from schema.org JSON-LD, OpenGraph and other meta tags, microdata and ``time`` elements, in this order. Every
date that is found is kept with the place where it stands, so that a page with several dates can be told apart.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from whosays.sources import dates, jsonld, xml

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date_published",
    "publish-date", "publish_date", "publishdate", "published_time", "parsely-pub-date", "sailthru.date", "pubdate",
    "article.published", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "date_modified",
    "article.updated", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified",
)  # fmt: skip
_AUTHOR_META = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl")
_PUBLISHER_META = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "article:publisher")
_FIRST_DATE, _LAST_DATE = "1990-01-01", "2100-01-01"  # fixed, so that the clock does not change a report
_BY = re.compile(r"^\s*(?:written\s+)?by[:\s]+", re.I)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.I)
_MOST_TIMES = 500
GUESS = "the page names no date of publication"
GUESSED = ("title", "address or visible text")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?:(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?|"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_MONTH})\.?,?) (?P<y>\d{{4}}))\b",
    re.I,
)


@dataclass(frozen=True)
class Dated:
    """A date, ISO 8601, and where in the page it stands."""

    value: str
    where: str


@dataclass(frozen=True)
class Metadata:
    """What the page says of itself; None where it says nothing. language: ISO 639."""

    title: str | None = None
    byline: str | None = None
    published: Dated | None = None
    modified: Dated | None = None
    publisher: str | None = None
    language: str | None = None
    canonical: str | None = None
    warnings: tuple[str, ...] = ()


def read(root: Any, url: str | None, things: list[jsonld.Thing]) -> Metadata:
    """The metadata of a parsed page. url: where it was found; things: its JSON-LD."""
    metas = _metas(root)
    about = jsonld.article(things) or {}
    published = _published(root, about, metas)
    modified = _modified(root, about, metas)
    canonical = _canonical(root, url, metas, about)
    title = _title(root, about, metas)
    guess, seen = _guessed(root, canonical or url, title)
    first = published[0] if published else guess
    changed = modified[0] if modified else None
    if changed and first and _before(changed.value, first.value):
        changed = None
    return Metadata(
        title=title or seen.title or None,
        byline=_byline(about, metas) or seen.author or None,
        published=first,
        modified=changed,
        publisher=_publisher(about, metas) or seen.sitename or seen.hostname or _host(url),
        language=_language(root, about, metas),
        canonical=canonical,
        warnings=(*_warnings(first, published, modified, guessed=not published), *_closed(about)),
    )


def _metas(root: Any) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = xml.line(meta.get("content") or "")
        if content and len(content) <= 2000:
            for attribute in ("property", "name", "itemprop"):
                if key := (meta.get(attribute) or "").strip().lower():
                    metas.setdefault(key, []).append(content)
    return metas


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _published(root: Any, about: jsonld.Thing, metas: dict[str, list[str]]) -> list[Dated]:
    found = (
        [Dated(value, "JSON-LD datePublished")] if (value := dates.iso(jsonld.text(about.get("datePublished")))) else []
    )
    found += [Dated(v, f"meta {name}") for name in _PUBLISHED_META for c in metas.get(name, ()) if (v := dates.iso(c))]
    return found + _times(root, "datepublished")


def _modified(root: Any, about: jsonld.Thing, metas: dict[str, list[str]]) -> list[Dated]:
    found = (
        [Dated(value, "JSON-LD dateModified")] if (value := dates.iso(jsonld.text(about.get("dateModified")))) else []
    )
    found += [Dated(v, f"meta {name}") for name in _MODIFIED_META for c in metas.get(name, ()) if (v := dates.iso(c))]
    return found + _times(root, "datemodified")


def _times(root: Any, property: str) -> list[Dated]:
    """Microdata, and for the publication the page's first ``time`` in the head of its article."""
    found: list[Dated] = []
    for number, element in enumerate(root.iter("time", "span", "abbr")):
        if number > 20 * _MOST_TIMES:
            break
        marked = property in (element.get("itemprop") or "").lower().split()
        if property == "datepublished":
            marked = marked or (element.tag == "time" and element.get("pubdate") is not None)
            marked = marked or (element.tag == "time" and not found and _heads_article(element))
        if marked and (value := dates.iso(element.get("datetime") or element.get("content") or element.get("title"))):
            found.append(Dated(value, f"{element.tag} element"))
    return found[:5]


def _heads_article(element: Any) -> bool:
    """Does the element stand beside the article's heading: in a header of the article, or close after the h1?"""
    for depth, above in enumerate(element.iterancestors()):
        if depth > 4 or above.tag in {"li", "aside", "nav", "footer", "body", "section"}:
            return False
        if above.tag in {"header", "article", "main", "div"} and next(above.iter("h1"), None) is not None:
            return True
    return False


def _guessed(root: Any, url: str | None, title: str | None) -> tuple[Dated | None, Any]:
    """A date in the page's title, address or visible head, and what trafilatura makes of the page."""
    import trafilatura

    about = trafilatura.extract_metadata(
        root,
        url,
        {
            "extensive_search": False,
            "original_date": True,
            "min_date": _FIRST_DATE,
            "max_date": _LAST_DATE,
        },
    )
    in_title = _named_day(title or about.title or "")
    if about.date:
        return Dated(about.date, GUESSED[about.date != in_title]), about
    return Dated(in_title, GUESSED[0]) if in_title else None, about


def _named_day(text: str) -> str | None:
    """The first whole date in a line of English («October 23, 2023», «23 October 2023», «2023-10-23»)."""
    match = _DAY.search(text[:500])
    if not match:
        return None
    if match["iso"]:
        return dates.iso(match["iso"])
    month = _MONTHS.index((match["m1"] or match["m2"])[:3].lower()) + 1
    return dates.iso(f"{match['y']}-{month:02}-{int(match['d1'] or match['d2']):02}")


def _title(root: Any, about: jsonld.Thing, metas: dict[str, list[str]]) -> str | None:
    headings = [" ".join(h.text_content().split()) for h in list(root.iter("h1"))[:20]]
    best = jsonld.text(about.get("headline")) or _first(metas, ("og:title", "twitter:title", "dc.title", "headline"))
    whole = best or next((" ".join(t.text.split()) for t in root.iter("title") if t.text and t.text.strip()), None)
    if not whole:
        return next((heading for heading in headings if heading), None)
    for heading in headings:  # «Headline - The Paper»: the heading alone
        if 10 <= len(heading) < len(whole) and whole.startswith(heading):
            return heading
    return whole[:500]


def _byline(about: jsonld.Thing, metas: dict[str, list[str]]) -> str | None:
    publisher = set(jsonld.names(about.get("publisher")))
    names = [name for name in jsonld.names(about.get("author")) if name not in publisher]
    if not names:
        values = next((metas[name] for name in _AUTHOR_META if name in metas), [])
        names = [v for v in dict.fromkeys(values) if not v.startswith(("http://", "https://"))]
    cleaned = dict.fromkeys(_BY.sub("", name).strip() for name in names)
    return "; ".join(name for name in cleaned if name)[:300] or None


def _publisher(about: jsonld.Thing, metas: dict[str, list[str]]) -> str | None:
    for name in jsonld.names(about.get("publisher")):
        return name
    for key in _PUBLISHER_META:
        for value in metas.get(key, ()):
            if not value.startswith(("http://", "https://")):
                return value.lstrip("@")[:200]
    return None


def _language(root: Any, about: jsonld.Thing, metas: dict[str, list[str]]) -> str | None:
    html = next(root.iter("html"), root)
    for value in (jsonld.text(about.get("inLanguage")), html.get("lang"), _first(metas, ("og:locale", "language"))):
        if value and (match := _LANGUAGE.match(value.strip())):
            return match.group().lower()
    return None


def _canonical(root: Any, url: str | None, metas: dict[str, list[str]], about: jsonld.Thing) -> str | None:
    """The page's own address. One of another site does not count: a page does not speak for others."""
    links = [
        link.get("href")
        for link in root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href")
    ]
    for value in (*links[:1], _first(metas, ("og:url",)), jsonld.text(about.get("url"))):
        address = _address(value, url)
        if address is None:
            continue
        if url is None or (site(address) == site(url) and (_path(address) != "/" or _path(url) == "/")):
            return address
    return None


def _address(value: str | None, base: str | None) -> str | None:
    if not value or not value.strip():
        return None
    try:
        parts = urlsplit(urljoin(base or "", value.strip()))
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return parts._replace(fragment="").geturl()


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url and url.startswith(("http://", "https://")) else None
    except ValueError:
        return None


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def site(url: str) -> str | None:
    """The registrable domain of a web address («bbc.co.uk»), or its host where it has none."""
    from courlan import extract_domain

    host = _host(url)
    return (extract_domain(f"https://{host}/") or host) if host else None


def _before(a: str, b: str) -> bool:
    moments = _moment(a), _moment(b)
    return moments[0] < moments[1] if None not in moments else a[:10] < b[:10]  # type: ignore[operator]


def _moment(value: str) -> datetime.datetime | None:
    """The point in time, if the date says one exactly."""
    if "T" not in value:
        return None
    moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return moment if moment.tzinfo else None


def _same_day(a: str, b: str) -> bool:
    if a[:10] == b[:10]:
        return True
    first, second = _moment(a), _moment(b)  # one moment, written in two offsets
    return first is not None and second is not None and abs(first - second) < datetime.timedelta(hours=1)


def _closed(about: jsonld.Thing) -> tuple[str, ...]:
    if str(about.get("isAccessibleForFree", True)).lower() != "false":
        return ()
    return ("the page is for subscribers, it says: it may hold the beginning of the article only",)


def _warnings(used: Dated | None, published: list[Dated], modified: list[Dated], *, guessed: bool) -> tuple[str, ...]:
    if used is None:
        return ()
    if guessed:
        return (f"{GUESS}; {used.value[:10]} stands in its {used.where}",)
    others: dict[str, Dated] = {}
    for dated in (*published, *modified):
        if not _same_day(dated.value, used.value):
            others.setdefault(dated.value[:10], dated)
    if not others:
        return ()
    told = ", ".join(f"{other.value[:10]} ({other.where})" for other in list(others.values())[:4])
    return (f"the page carries several dates: read as published {used.value[:10]} ({used.where}); also {told}",)
