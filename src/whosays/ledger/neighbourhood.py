"""Reworking what a change touches, and only that: the same answer as reconciling the whole, at the cost of a part.

A telling's incident depends on the tellings that are linked to it, directly or by others, on the copies among their
documents and on the decisions about them. So: find the links of what is new, follow links and decisions to all that is
connected, group that part anew and write its incidents in place of the old ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t
from whosays.ledger.rows import (
    UNDATED,
    chunks,
    incident_rows,
    insert_new,
    insert_rows,
    key_number,
    load_decisions,
    load_signatures,
    load_tellings,
    shingle_day,
)
from whosays.ledger.versions import mates_of, newest_of
from whosays.reconcile import copies
from whosays.reconcile.assemble import assemble, has_happened, incident_id, same_text
from whosays.reconcile.blocking import lookup_keys
from whosays.reconcile.cluster import components
from whosays.reconcile.decisions import constraints, standing
from whosays.reconcile.facts import Facts, Telling
from whosays.reconcile.scoring import compare
from whosays.reconcile.whole import concerning, copies_among, grouped


def find_copies(connection: Connection, new: Mapping[str, Facts]) -> set[str]:
    """Record which documents the new ones are copies of (or the other way round); returns the documents concerned."""
    touched: set[str] = set()
    for document, facts in new.items():
        own, near = copies.outline(facts), _alike(connection, facts)
        signed = [replace(near[d], signature=s) for d, s in load_signatures(connection, near).items()]
        found = [o.document for o in signed if copies.is_copy(own, o)]
        pairs = [(min(document, d), max(document, d)) for d in found]
        insert_new(connection, t.copy_pair, [{"a": a, "b": b} for a, b in sorted(pairs)])
        if pairs:
            touched |= {document} | {d for pair in pairs for d in pair}
    return touched


def _alike(connection: Connection, facts: Facts) -> dict[str, copies.Outline]:
    """Outlines, without signatures, of documents whose texts may be this one's: of its days, with enough in common."""
    own, k, d = copies.outline(facts), t.shingle.c, t.document.c
    day = shingle_day(facts.published)
    days = [k.day.between(day - copies.DAYS, day + copies.DAYS), k.day == UNDATED] if day != UNDATED else [sa.true()]
    same = {i for (i,) in connection.execute(sa.select(d.id).where(d.text_id == facts.text_id))}
    out = _outlines(connection, same - {facts.document})
    for among in days:
        counted = (
            sa.select(k.document, sa.func.count().label("shared"))
            .where(k.hash.in_(copies.index_keys(facts.signature)), among)
            .group_by(k.document)
            .subquery()
        )
        query = sa.select(d.id, d.text_id, d.publisher, d.published, d.words, d.credits, counted.c.shared)
        query = query.join(counted, counted.c.document == d.id)
        if not own.credits and own.words >= copies.LONG:  # what `worth_comparing` passes over, left out early
            query = query.where((counted.c.shared > 1) | (d.words < copies.LONG) | (d.credits != "[]"))
        for i, text_id, publisher, published, words, credits, shared in connection.execute(query):
            other = copies.Outline(i, text_id, publisher, published, words, json.loads(credits))
            if i != facts.document and copies.worth_comparing(own, other, shared):
                out[i] = other
    return out


def settle_copies(connection: Connection, documents: Iterable[str]) -> set[str]:
    """Say anew which document is the original of those that these are connected with; returns those whose changed."""
    group = _copy_group(connection, set(documents))
    decided = [d for d in standing(load_decisions(connection, ())) if d.action == "copy"]
    for d in decided:
        if set(d.left + d.right) & group:
            group |= _copy_group(connection, set(d.left + d.right))
    outlines = _outlines(connection, group)
    pairs: list[tuple[str, str]] = []
    before: dict[str, str] = {}
    for some in chunks(sorted(group)):
        rows = connection.execute(sa.select(t.copy_pair).where(t.copy_pair.c.a.in_(some)))
        pairs.extend((r.a, r.b) for r in rows)
        rows = connection.execute(sa.select(t.copy_of).where(t.copy_of.c.document.in_(some)))
        before.update({r.document: r.original for r in rows})
    after = copies_among(outlines, pairs, decided, newest_of(connection, group))
    changed = {d for d in group if before.get(d) != after.get(d)}
    for some in chunks(sorted(changed & set(before))):
        connection.execute(sa.delete(t.copy_of).where(t.copy_of.c.document.in_(some)))
    made = [{"document": d, "original": o} for d, o in sorted(after.items()) if d in changed]
    insert_rows(connection, {t.copy_of: made})
    return changed


def _outlines(connection: Connection, documents: set[str]) -> dict[str, copies.Outline]:
    d = t.document.c
    out: dict[str, copies.Outline] = {}
    for some in chunks(sorted(documents)):
        query = sa.select(d.id, d.text_id, d.publisher, d.published, d.words, d.credits).where(d.id.in_(some))
        for i, text_id, publisher, published, words, credits in connection.execute(query):
            out[i] = copies.Outline(i, text_id, publisher, published, words, json.loads(credits))
    return out


def find_links(connection: Connection, new: Mapping[str, Telling]) -> None:
    """Compare these tellings with their neighbours and keep the pairs that are linked."""
    near: dict[str, set[str]] = {}
    wanted: dict[int, list[str]] = {}
    for i, telling in new.items():
        near[i] = set()
        for key in lookup_keys(telling):
            wanted.setdefault(key_number(key), []).append(i)
    for some in chunks(sorted(wanted)):
        for key, other in connection.execute(
            sa.select(t.block.c.key, t.block.c.telling).where(t.block.c.key.in_(some))
        ):
            for i in wanted[key]:
                near[i].add(other)
    tellings = dict(new)
    tellings.update(load_tellings(connection, {j for found in near.values() for j in found} - set(new)))
    copy_of = load_copies(connection, {x.document for x in tellings.values()})
    rows, seen = [], set()
    for i in sorted(near):
        for j in sorted(near[i]):
            pair = (min(i, j), max(i, j))
            if i == j or pair in seen or j not in tellings:
                continue
            seen.add(pair)
            a, b = tellings[pair[0]], tellings[pair[1]]
            found = compare(a, b, same_text(copy_of, a.document, b.document))
            if found.linked:
                rows.append({"a": found.a, "b": found.b, "score": found.score})
    insert_new(connection, t.link, rows)


def forget_links(connection: Connection, tellings: Iterable[str]) -> None:
    """Drop the links of these tellings, to be found anew."""
    for some in chunks(sorted(set(tellings))):
        connection.execute(sa.delete(t.link).where(t.link.c.a.in_(some) | t.link.c.b.in_(some)))


def load_copies(connection: Connection, documents: Iterable[str]) -> dict[str, str]:
    """The originals of those of the documents that are copies."""
    out: dict[str, str] = {}
    for some in chunks(sorted(set(documents))):
        rows = connection.execute(sa.select(t.copy_of).where(t.copy_of.c.document.in_(some)))
        out.update({r.document: r.original for r in rows})
    return out


def rework(connection: Connection, tellings: Iterable[str]) -> set[str]:
    """Group anew all that is connected with these tellings; returns the ids of the incidents that now stand there."""
    part, numbers = _reach(connection, set(tellings))
    if not part:
        return set()
    by_id = load_tellings(connection, part)
    copy_of = load_copies(connection, {x.document for x in by_id.values()})
    decisions = load_decisions(connection, numbers)
    wanted = {k: v for k, v in constraints(decisions).items() if k[0] in by_id and k[1] in by_id}
    valid = standing(decisions)
    links = _links_within(connection, set(by_id))
    together = links + [k for k, v in wanted.items() if v]
    drop_incidents(connection, by_id)
    home: list[dict[str, str | None]] = []
    made: set[str] = set()
    rows: dict[sa.Table, list[dict[str, object]]] = {}
    for piece in components(sorted(by_id), together):
        for group in grouped(piece, by_id, together, wanted, copy_of):
            if not has_happened(group):
                home.extend({"i": x.id, "incident_id": None} for x in group)
                continue
            incident = assemble(group, copy_of, concerning(group, valid))
            assert incident.id == incident_id(group)
            first = min((x.published or "9999" for x in group), default=None)
            for table, some in incident_rows(incident, first).items():
                rows.setdefault(table, []).extend(some)
            home.extend({"i": x.id, "incident_id": incident.id} for x in group)
            made.add(incident.id)
    insert_rows(connection, rows)
    place = sa.update(t.telling).where(t.telling.c.id == sa.bindparam("i"))
    connection.execute(place.values(incident=sa.bindparam("incident_id")), home)
    return made


def drop_incidents(connection: Connection, tellings: Iterable[str]) -> None:
    """Take out the incidents that hold these tellings."""
    old: set[str] = set()
    for some in chunks(sorted(set(tellings))):
        query = sa.select(t.telling.c.incident).distinct().where(t.telling.c.id.in_(some))
        old |= {i for (i,) in connection.execute(query) if i}
    for some in chunks(sorted(old)):
        connection.execute(sa.delete(t.incident).where(t.incident.c.id.in_(some)))


def _reach(connection: Connection, start: set[str]) -> tuple[set[str], set[int]]:
    """All tellings connected with these by links, by shared incidents or by decisions, and those decisions."""
    seen: set[str] = set()
    numbers: set[int] = set()
    edge = set(start)
    while edge:
        seen |= edge
        found: set[str] = set()
        for some in chunks(sorted(edge)):
            found |= {b for (b,) in connection.execute(sa.select(t.link.c.b).where(t.link.c.a.in_(some)))}
            found |= {a for (a,) in connection.execute(sa.select(t.link.c.a).where(t.link.c.b.in_(some)))}
            other = t.telling.alias()
            mates = sa.select(other.c.id).where(
                other.c.incident.in_(sa.select(t.telling.c.incident).where(t.telling.c.id.in_(some)))
            )
            found |= {i for (i,) in connection.execute(mates)}
            decided = sa.select(t.anchor.c.decision).where(t.anchor.c.telling.in_(some))
            new = {n for (n,) in connection.execute(decided)} - numbers
            numbers |= new
            for few in chunks(sorted(new)):
                rows = connection.execute(sa.select(t.anchor.c.telling).where(t.anchor.c.decision.in_(few)))
                found |= {i for (i,) in rows}
        edge = found - seen
    existing: set[str] = set()
    for some in chunks(sorted(seen)):
        existing |= {i for (i,) in connection.execute(sa.select(t.telling.c.id).where(t.telling.c.id.in_(some)))}
    return existing, numbers


def _links_within(connection: Connection, part: set[str]) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for some in chunks(sorted(part)):
        rows = connection.execute(sa.select(t.link.c.a, t.link.c.b).where(t.link.c.a.in_(some)))
        out.extend((r.a, r.b) for r in rows if r.b in part)
    return sorted(out)


def _copy_group(connection: Connection, start: set[str]) -> set[str]:
    """All documents that copies, and versions of copied documents, lead to from these."""
    seen: set[str] = set()
    while start - seen:
        seen = start
        start = mates_of(connection, _connected(connection, t.copy_pair, seen))
    return start


def _connected(connection: Connection, pairs: sa.Table, start: set[str]) -> set[str]:
    """All ids that pairs lead to from these."""
    seen: set[str] = set()
    edge = set(start)
    while edge:
        seen |= edge
        found: set[str] = set()
        for some in chunks(sorted(edge)):
            found |= {b for (b,) in connection.execute(sa.select(pairs.c.b).where(pairs.c.a.in_(some)))}
            found |= {a for (a,) in connection.execute(sa.select(pairs.c.a).where(pairs.c.b.in_(some)))}
        edge = found - seen
    return seen
