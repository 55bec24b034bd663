"""Versions of one document: which documents are the same story at different times, and which of them now stands.

Documents are versions of one another where they share a key: the same web address (written one way), or the same id of
their own from the same publisher. The newest one stands; the earlier ones keep text and report and tell nothing. Which
is the newest follows from the documents alone (their dates, then when they were fetched, then their ids), so the order
in which they came in changes nothing.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urlencode, urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t
from whosays.ledger.rows import chunks, storable
from whosays.model.report import DocumentInfo

# What is added to an address to see where readers come from, and says nothing of the page.
_TRACKING = re.compile(
    r"utm_\w+|at_\w+|ns_\w+|mc_[ce]id|[fgd]clid|gbraid|wbraid|msclkid|yclid|igshid|_ga|_gl|cmpid|cmp|ocid|"
    r"ref|ref_src|ref_url|smid|xtor|ftag|ftcamp|srnd|taid|fbclid|mkt_tok|trk|traffic_source"
)
# Parts of a page that are no pages of their own; a post of a live page («#post-17») is one.
_SAME_PAGE = frozenset({"top", "main", "content", "comments", "comment", "respond", "disqus_thread", "share", "footer"})
_UNIQUE_ID = re.compile(r"(?:https?://|tag:|urn:|info:)\S+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONGEST_KEY = 300


def canonical_url(uri: str | None) -> str | None:
    """A web address (or file: address) written one way, so that the same page is the same text; None for others.

    Left out: the scheme's «s», «www.», default ports, marks of where readers come from, a slash at the end, and
    fragments that are no page of their own. A host alone stands for no document: None.
    """
    try:
        parts = urlsplit(storable(uri or "").strip())
        port = parts.port
        asked = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k))
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme == "file":
        return "file:" + _path(parts.path) if parts.path else None
    if scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".").removeprefix("www.")
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    if port not in (None, 80, 443):
        host += f":{port}"
    path = _path(parts.path).rstrip("/")
    fragment = unquote(parts.fragment)
    if "=" in fragment or fragment.lower() in _SAME_PAGE:
        fragment = ""
    if not (path or asked or fragment):
        return None
    query = "?" + urlencode(asked) if asked else ""
    return f"http://{host}{path}{query}{'#' + quote(fragment) if fragment else ''}"


def _path(path: str) -> str:
    out: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del out[max(1, len(out) - 1) :]
        elif part != ".":
            out.append(quote(unquote_to_bytes(part), safe="!$&'()*+,;=:@~"))
    return "/".join(out)


def keys_of(
    uri: str | None, external_id: str | None, publisher: str | None, canonical: str | None = None
) -> tuple[str, ...]:
    """The keys under which a document is the same story as others; often none or one.

    canonical: the address that a page says is its own; believed where it is of the same site (a copy names the site it
    was copied from) and the page is no post of a live page («#post-17»).
    An id counts where the document has no web address, or, on its site, where it is of a kind that is given once in the
    world (an address, ``tag:``, ``urn:``, a UUID): files that number their records 1, 2, 3 name different addresses
    with them, and a feed may use the ids of another one's.
    """
    own, said = canonical_url(uri), canonical_url(canonical)
    url = said if said and (own is None or ("#" not in own and _site(own) == _site(said))) else own
    out = [url] if url else []
    if external_id and publisher and (url is None or _UNIQUE_ID.fullmatch(external_id.strip())):
        site = _site(own) if own else ""
        out.append(" ".join(("id:" + publisher.strip().casefold(), site, external_id.strip())))
    return tuple(_short(storable(k)) for k in out)


def _site(url: str) -> str:
    host = url.removeprefix("http://").partition("/")[0].partition("?")[0].partition("#")[0]
    return re.sub(r"^(?:m|mobile|amp|edition)\.", "", host)


def _short(key: str) -> str:
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:200]}…{hashlib.sha256(key.encode('utf8', 'replace')).hexdigest()}"


def moment(value: str | None) -> str | None:
    """An ISO 8601 date or time as UTC («2024-11-26T08:30:00Z»), to be compared as text; None where it is none.

    A day without a clock is its first second; a clock without a zone is read as UTC.
    """
    if not value:
        return None
    try:
        found = datetime.datetime.fromisoformat(value.strip())
        if found.tzinfo is not None:
            found = found.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def version_row(info: DocumentInfo) -> dict[str, Any]:
    """A document's row of the table `version`.

    ``effective``: the later of published and modified, as written; ``dated``: the same to be compared; ``seen``: when
    it was fetched.
    """
    given = [(m, v) for v in (info.published, info.modified) if v and (m := moment(v))]
    dated, effective = max(given, default=(None, None))
    return {
        "document": info.id, "modified": storable(info.modified) if info.modified else None, "effective": effective,
        "dated": dated, "seen": moment(info.retrieved), "newest": None,
    }  # fmt: skip


def order(row: Any) -> tuple[str, str, str]:
    """Versions in this order are from old to new."""
    return (row.dated or row.seen or "", row.seen or "", row.document)


def newest_among(rows: Mapping[str, Any], keys: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The newest version of each document that is an earlier one. rows: by document; keys: (key, document)."""
    parent = {d: d for d in rows}

    def find(d: str) -> str:
        while parent[d] != d:
            parent[d] = parent[parent[d]]
            d = parent[d]
        return d

    first: dict[str, str] = {}
    for key, document in sorted(keys):
        if document in parent:
            low, high = sorted((find(first.setdefault(key, document)), find(document)))
            parent[high] = low
    groups: dict[str, list[str]] = {}
    for d in rows:
        groups.setdefault(find(d), []).append(d)
    out: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            newest = max(group, key=lambda d: order(rows[d]))
            out.update({d: newest for d in group if d != newest})
    return out


@dataclass(frozen=True)
class Moved:
    """What settling changed: all documents looked at; of them, those that have other versions; those that are earlier
    versions now; and those that were."""

    members: frozenset[str]
    several: frozenset[str]
    earlier: frozenset[str]
    before: frozenset[str]


def note(connection: Connection, documents: Iterable[tuple[DocumentInfo, str | None]]) -> set[str]:
    """Write down keys and dates of documents (with their publisher); returns the documents that shared a key before."""
    found = list(documents)
    ids = [info.id for info, _ in found]
    mates = mates_of(connection, ids)
    standing: dict[str, str | None] = {}
    for some in chunks(ids):
        rows = connection.execute(sa.select(t.version).where(t.version.c.document.in_(some)))
        standing.update({r.document: r.newest for r in rows})
        connection.execute(sa.delete(t.version).where(t.version.c.document.in_(some)))
        connection.execute(sa.delete(t.version_key).where(t.version_key.c.document.in_(some)))
    new = [version_row(info) | {"newest": standing.get(info.id)} for info, _ in found]
    if new:
        connection.execute(sa.insert(t.version), new)
    keyed = [
        {"key": key, "document": info.id}
        for info, publisher in found
        for key in sorted(set(keys_of(info.uri, info.external_id, publisher, info.canonical)))
    ]
    if keyed:
        connection.execute(sa.insert(t.version_key), keyed)
    return mates


def mates_of(connection: Connection, documents: Iterable[str]) -> set[str]:
    """These documents and all that are versions of the same ones."""
    seen: set[str] = set()
    edge = set(documents)
    while edge:
        seen |= edge
        keys: set[str] = set()
        for some in chunks(sorted(edge)):
            query = sa.select(t.version_key.c.key).where(t.version_key.c.document.in_(some))
            keys |= {k for (k,) in connection.execute(query)}
        found: set[str] = set()
        for some in chunks(sorted(keys)):
            query = sa.select(t.version_key.c.document).where(t.version_key.c.key.in_(some))
            found |= {d for (d,) in connection.execute(query)}
        edge = found - seen
    return seen


def settle(connection: Connection, documents: Iterable[str]) -> Moved:
    """Say anew which version stands, for these documents and all that share a key with them."""
    members = mates_of(connection, documents)
    rows, keys = _load(connection, members)
    after = newest_among(rows, keys)
    before = {d: r.newest for d, r in rows.items() if r.newest}
    changed = [{"d": d, "n": after.get(d)} for d in sorted(rows) if before.get(d) != after.get(d)]
    if changed:
        put = sa.update(t.version).where(t.version.c.document == sa.bindparam("d"))
        connection.execute(put.values(newest=sa.bindparam("n")), changed)
    several = frozenset(after) | frozenset(after.values())
    return Moved(frozenset(rows), several, frozenset(after), frozenset(before))


def all_several(connection: Connection) -> set[str]:
    """All documents that share a key with another."""
    k = t.version_key.c
    shared = sa.select(k.key).group_by(k.key).having(sa.func.count() > 1)
    return {d for (d,) in connection.execute(sa.select(k.document).where(k.key.in_(shared)))}


def in_order(connection: Connection, document: str) -> list[str]:
    """All versions of the document, from old to new."""
    rows, _ = _load(connection, mates_of(connection, [document]))
    return sorted(rows, key=lambda d: order(rows[d])) or [document]


def _load(connection: Connection, documents: Iterable[str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    rows: dict[str, Any] = {}
    keys: list[tuple[str, str]] = []
    for some in chunks(sorted(set(documents))):
        rows.update(
            {r.document: r for r in connection.execute(sa.select(t.version).where(t.version.c.document.in_(some)))}
        )
        found = connection.execute(sa.select(t.version_key).where(t.version_key.c.document.in_(some)))
        keys.extend((r.key, r.document) for r in found)
    return rows, keys


def newest_of(connection: Connection, documents: Iterable[str] | None = None) -> dict[str, str]:
    """The newest version of those of the documents (None: of all) that are earlier ones."""
    query = sa.select(t.version.c.document, t.version.c.newest).where(t.version.c.newest.is_not(None))
    if documents is None:
        return {r.document: r.newest for r in connection.execute(query)}
    out: dict[str, str] = {}
    for some in chunks(sorted(set(documents))):
        out.update({r.document: r.newest for r in connection.execute(query.where(t.version.c.document.in_(some)))})
    return out


def earlier_counts(connection: Connection, documents: Iterable[str]) -> dict[str, int]:
    """How many earlier versions those of the documents have that have any."""
    out: dict[str, int] = {}
    for some in chunks(sorted(set(documents))):
        newest = t.version.c.newest
        query = sa.select(newest, sa.func.count()).where(newest.in_(some)).group_by(newest)
        out.update((r[0], r[1]) for r in connection.execute(query))
    return out


def as_of(connection: Connection, last: str) -> tuple[set[str], dict[str, str]]:
    """The documents that had come out by a time, and the newest version then of those that are earlier ones."""
    d, v = t.document.c, t.version.c
    query = (
        sa.select(d.id, v.newest)
        .outerjoin(t.version, v.document == d.id)
        .where(d.published.is_not(None), d.published <= last, sa.func.coalesce(v.effective, d.published) <= last)
    )
    found = {r.id: r.newest for r in connection.execute(query)}
    several = {d for d, newest in found.items() if newest} | {n for n in found.values() if n in found}
    rows, keys = _load(connection, several)
    return set(found), newest_among(rows, keys)
