"""What the ledger answers: incidents with all that belongs to them, searches, tallies, chains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.errors import NotFoundError
from whosays.ledger import schema as t
from whosays.ledger import versions
from whosays.ledger.called import is_called
from whosays.ledger.filters import NO_PLACE, Filter
from whosays.ledger.neighbourhood import load_copies
from whosays.ledger.rows import chunks, load_decisions, load_facts, load_tellings
from whosays.ledger.words import holding, terms
from whosays.model.incidents import (
    Incident,
    IncidentRelation,
    Incidents,
    LedgerCheck,
    LedgerDocument,
    NotIncident,
)
from whosays.reconcile.assemble import only_denied
from whosays.reconcile.checks import check_sum, check_superlative, once_told, self_contradictions, wanted
from whosays.reconcile.facts import Facts, Statement, Telling, Unreal
from whosays.reconcile.whole import reconcile

_RIVALS = 300
# as in the index incident_in_order, word for word, so that it is used
IN_ORDER = sa.func.coalesce(t.incident.c.start_date, sa.literal_column("'9999'"))


def find(connection: Connection, wanted_: Filter) -> list[Incident]:
    """The incidents that fit, by date, without relations."""
    order = (IN_ORDER, t.incident.c.id)
    chosen = sa.select(t.incident.c.id).where(*wanted_.conditions()).order_by(*order)
    if replace(wanted_, limit=None, offset=0) != Filter():  # the rows are wide, and the index holds what filters ask
        chosen = chosen.with_hint(t.incident, "INDEXED BY incident_overview", "sqlite")
    chosen = chosen.limit(wanted_.limit).offset(wanted_.offset or None)
    query = sa.select(t.incident.c.data).where(t.incident.c.id.in_(chosen)).order_by(*order)
    return [Incident.model_validate_json(data) for (data,) in connection.execute(query)]


def count(connection: Connection, wanted_: Filter) -> int:
    """How many incidents fit."""
    query = sa.select(sa.func.count()).select_from(t.incident).where(*wanted_.conditions())
    return int(connection.execute(query).scalar_one())


def everything(connection: Connection, wanted_: Filter) -> Incidents:
    """The incidents that fit with relations, documents, copies, checks and what did not happen."""
    if wanted_.as_of is not None:
        return _as_of(connection, wanted_)
    incidents = related(connection, find(connection, wanted_))
    whole = wanted_ == Filter()
    documents = None if whole else {d for i in incidents for d in i.documents}
    copies = _copies(connection, documents)
    return Incidents(
        documents=documents_of(connection, documents),
        copies=tuple(sorted((o, c) for c, o in copies.items())),
        checks=checks(connection, incidents, documents),
        not_incidents=not_incidents(connection, documents),
        incidents=tuple(incidents),
    )


def _as_of(connection: Connection, wanted_: Filter) -> Incidents:
    """The answer from what had been published by a day: reconciled anew from the documents of that time."""
    last = f"{wanted_.as_of}~"
    out, newest = versions.as_of(connection, last)
    answer = reconcile(whole_facts(connection, out), load_decisions(connection), newest)
    told = {d for (d,) in connection.execute(holding(wanted_.text))} if wanted_.text else None
    fit = [i for i in answer.incidents if fits(i, wanted_) and (told is None or told & set(i.documents))]
    kept = fit[wanted_.offset :][: wanted_.limit]
    ids = {d for i in kept for d in i.documents}
    if replace(wanted_, as_of=None) == Filter():
        return answer
    return answer.model_copy(
        update={
            "incidents": tuple(kept),
            "documents": {d: row for d, row in answer.documents.items() if d in ids},
            "copies": tuple(c for c in answer.copies if set(c) & ids),
            "checks": tuple(c for c in answer.checks if c.document in ids),
            "not_incidents": tuple(n for n in answer.not_incidents if n.document in ids),
        }
    )


def fits(incident: Incident, f: Filter) -> bool:
    """The filter of `Filter.conditions` on an incident that is in no table."""
    place = incident.place
    last = (incident.end or incident.start or "9999")[:10]
    names = [p.lower() for p in (place.name, place.admin1) if p] if place else []
    killed = [x.low if x.low is not None else x.best for x in incident.counts() if x.role == "killed"]
    until = f.until + "~" if f.until else None
    return (
        (not f.since or last >= f.since)
        and (until is None or (incident.start or "9999") <= until)
        and (not f.kind or incident.kind in f.kinds())
        and (
            not f.place or any(f.place.lower() in n for n in names) or bool(place and place.country == f.place.upper())
        )
        and (not f.country or bool(place and place.country == f.country.upper()))
        and (not f.actor or is_called("; ".join(incident.agents), f.actor))
        and (not f.source or any(is_called(a.source, f.source) for a in incident.accounts))
        and (not f.standing or incident.standing in f.standing.split(","))
        and (incident.review in f.review.split(",") if f.review else f.rejected or incident.review != "rejected")
        and (f.min_killed is None or any(k is not None and k >= f.min_killed for k in killed))
        and (not f.side or any(a.side == f.side.upper() for a in incident.accounts))
        and (not f.precision or (place.precision if place else NO_PLACE) in f.precision.split(","))
        and f.is_near(place.lat if place else None, place.lon if place else None)
        and f.is_inside(place.lat if place else None, place.lon if place else None)
    )


def whole_facts(connection: Connection, documents: Iterable[str]) -> list[Facts]:
    """Facts of documents with tellings, statements and what did not happen, as `tell` made them."""
    ids = sorted(set(documents))
    facts = load_facts(connection, ids)
    tellings: dict[str, list[Telling]] = {}
    statements: dict[str, list[Statement]] = {}
    unreal: dict[str, list[Unreal]] = {}
    for some in chunks(ids):
        for r in connection.execute(
            sa.select(t.telling.c.document, t.telling.c.data).where(t.telling.c.document.in_(some))
        ):
            tellings.setdefault(r.document, []).append(Telling.model_validate_json(r.data))
        for r in connection.execute(sa.select(t.statement).where(t.statement.c.document.in_(some))):
            statements.setdefault(r.document, []).append(Statement.model_validate_json(r.data))
        for r in connection.execute(sa.select(t.unreal).where(t.unreal.c.document.in_(some))):
            row = Unreal(
                document=r.document,
                span=(r.start_char, r.end_char),
                quote=r.quote,
                status=r.status,
                kind=r.kind,
            )
            unreal.setdefault(r.document, []).append(row)
    return [
        f.model_copy(
            update={
                "tellings": tuple(sorted(tellings.get(d, f.tellings), key=lambda x: x.id)),
                "statements": tuple(sorted(statements.get(d, f.statements), key=lambda x: (x.span, x.kind))),
                "unreal": tuple(unreal.get(d, f.unreal)),
            }
        )
        for d, f in sorted(facts.items())
    ]


def related(connection: Connection, incidents: Sequence[Incident]) -> list[Incident]:
    """The incidents with their relations to others."""
    found: dict[str, dict[tuple[str, str], IncidentRelation]] = {}
    for some in chunks([i.id for i in incidents]):
        query = sa.select(t.telling.c.incident, t.telling.c.data).where(
            t.telling.c.incident.in_(some), t.telling.c.refers == 1
        )
        for row in connection.execute(query):
            telling = Telling.model_validate_json(row.data)
            for kind, to in references(connection, telling):
                if to != row.incident:
                    relation = IncidentRelation(kind=kind, to=to)  # type: ignore[arg-type]
                    found.setdefault(row.incident, {})[kind, to] = relation
    return [
        i.model_copy(update={"relations": tuple(r for _, r in sorted(found[i.id].items()))}) if i.id in found else i
        for i in incidents
    ]


def references(connection: Connection, telling: Telling) -> list[tuple[str, str]]:
    """Kind of relation and incident, for each other telling that this one refers to."""
    kinds = dict.fromkeys(telling.responds_to, "in_response_to") | dict.fromkeys(telling.part_of, "part_of")
    query = sa.select(t.telling.c.id, t.telling.c.incident).where(t.telling.c.id.in_(sorted(kinds)))
    return sorted((kinds[r.id], r.incident) for r in connection.execute(query) if r.incident)


def documents_of(connection: Connection, ids: set[str] | None) -> dict[str, LedgerDocument]:
    """Documents by id, all of them for None."""
    columns = [t.document.c[c] for c in ("id", "external_id", "uri", "publisher", "side", "published", "title")]
    query = sa.select(*columns, t.copy_of.c.original, t.version.c.newest)
    query = query.outerjoin(t.copy_of, t.copy_of.c.document == t.document.c.id)
    query = query.outerjoin(t.version, t.version.c.document == t.document.c.id)
    rows = list(connection.execute(query)) if ids is None else [
        r for some in chunks(sorted(ids)) for r in connection.execute(query.where(t.document.c.id.in_(some)))
    ]  # fmt: skip
    return {
        r.id: LedgerDocument(external_id=r.external_id, uri=r.uri, publisher=r.publisher, side=r.side,
                             published=r.published, title=r.title, copy_of=r.original, superseded_by=r.newest)
        for r in sorted(rows, key=lambda r: r.id)
    }  # fmt: skip


def _copies(connection: Connection, ids: set[str] | None) -> dict[str, str]:
    if ids is not None:
        return load_copies(connection, ids)
    return {r.document: r.original for r in connection.execute(sa.select(t.copy_of))}


def not_incidents(connection: Connection, ids: set[str] | None) -> tuple[NotIncident, ...]:
    """What is told and has not happened, in these documents or in all."""
    query = sa.select(t.unreal)
    denied = sa.select(t.telling.c.document, t.telling.c.data).where(t.telling.c.incident.is_(None))
    parts: list[Any] = [(query, denied)] if ids is None else [
        (query.where(t.unreal.c.document.in_(some)), denied.where(t.telling.c.document.in_(some)))
        for some in chunks(sorted(ids))
    ]  # fmt: skip
    out = []
    for one, two in parts:
        for r in connection.execute(one):
            out.append(
                NotIncident(
                    document=r.document,
                    span=(r.start_char, r.end_char),
                    status=r.status,
                    kind=r.kind,
                    quote=r.quote,
                )
            )
        for r in connection.execute(two):
            telling = Telling.model_validate_json(r.data)
            if telling.spans and only_denied(telling):
                out.append(NotIncident(document=r.document, span=telling.spans[0], status="denied", kind=telling.kind))
    return tuple(sorted(out, key=lambda n: (n.document, n.span, n.kind)))


def checks(connection: Connection, incidents: Sequence[Incident], ids: set[str] | None) -> tuple[LedgerCheck, ...]:
    """The statements of these documents tried against the whole ledger, and the incidents' sources against
    themselves.
    """
    by_id = {i.id: i for i in incidents}
    query = sa.select(t.statement)
    rows = list(connection.execute(query)) if ids is None else [
        r for some in chunks(sorted(ids)) for r in connection.execute(query.where(t.statement.c.document.in_(some)))
    ]  # fmt: skip
    out = [c for i in incidents for c in self_contradictions(i)]
    for row in rows:
        statement = Statement.model_validate_json(row.data)
        own = []
        for telling in statement.tellings:
            home = connection.execute(sa.select(t.telling.c.incident).where(t.telling.c.id == telling)).scalar()
            if home is not None:
                own.append(by_id[home] if home in by_id else load_incident(connection, home))
        if statement.kind == "sum":
            out.append(check_sum(statement, own))
        else:
            first = own[0] if own else None
            numbers = [n for f in load_facts(connection, first.documents).values() for n in f.numbers] if first else []
            out.append(check_superlative(statement, first, _rivals(connection, statement, first), numbers))
    return once_told(out, dict(connection.execute(sa.select(t.copy_of.c.document, t.copy_of.c.original)).all()))


def _rivals(connection: Connection, statement: Statement, own: Incident | None) -> list[Incident]:
    """The incidents that could refute or confirm a superlative, the largest first."""
    want = wanted(statement, own)
    if isinstance(want, str) or own is None:
        return []
    i, f = t.incident.c, t.figure.c
    alike = [i.agents.contains(a, autoescape=True) for a in own.agents]
    if own.place and own.place.country:
        alike.append(i.country == own.place.country)
    if not alike:
        return []
    query = (
        sa.select(i.data)
        .join(t.figure, f.incident == i.id)
        .where(
            f.role == want.role,
            f.unit == want.unit,
            i.kind.in_(want.kinds),
            i.start_date < want.until.isoformat(),
        )
        .where(sa.or_(*alike), i.id != own.id)
        .order_by(sa.func.coalesce(f.best, f.high).desc(), i.id)
        .limit(_RIVALS)
    )
    if want.since is not None:
        query = query.where(sa.func.coalesce(i.end_date, i.start_date) >= want.since.isoformat())
    return list({r.data: Incident.model_validate_json(r.data) for r in connection.execute(query)}.values())


def load_incident(connection: Connection, incident: str) -> Incident:
    """One incident by its exact id. Raises LedgerError."""
    data = connection.execute(sa.select(t.incident.c.data).where(t.incident.c.id == incident)).scalar()
    if data is None:
        raise NotFoundError(f"'{incident}' is no incident of this ledger")
    return Incident.model_validate_json(data)


def resolve(connection: Connection, given: str) -> str:
    """The id of the incident that is meant: an id, the beginning of one, or an id it had before. Raises LedgerError."""
    given = given.strip()
    exact = connection.execute(sa.select(t.incident.c.id).where(t.incident.c.id == given)).scalar()
    if exact:
        return str(exact)
    now = connection.execute(sa.select(t.telling.c.incident).where(t.telling.c.code == given)).scalar()
    now = (
        now
        or connection.execute(
            sa.select(t.telling.c.incident)
            .join(t.succession, t.succession.c.now == t.telling.c.id)
            .where(t.succession.c.code == given)
        ).scalar()
    )
    if now:
        return str(now)
    near = [
        r.id
        for r in connection.execute(
            sa.select(t.incident.c.id).where(t.incident.c.id.startswith(given, autoescape=True)).limit(6)
        )
    ]
    if len(near) == 1 and len(given) > 1:
        return str(near[0])
    if len(near) > 1 and len(given) > 1:
        raise NotFoundError(f"'{given}' is the beginning of several incidents: {', '.join(sorted(near)[:5])}")
    raise NotFoundError(f"'{given}' is no incident of this ledger; see: whosays incidents")


def resolve_document(connection: Connection, given: str) -> str:
    """The id of the document that is meant: its id, its own id, its URI, or the beginning of its id."""
    d = t.document.c
    for condition in (
        d.id == given,
        d.external_id == given,
        d.uri == given,
        d.id.startswith(given, autoescape=True),
    ):
        query = sa.select(d.id).outerjoin(t.version, t.version.c.document == d.id).where(condition).limit(3)
        rows = [r.id for r in connection.execute(query)]
        if len(rows) > 1:  # an address or id that all versions have stands for the newest
            rows = [r.id for r in connection.execute(query.where(t.version.c.newest.is_(None)))] or rows
        if len(rows) == 1:
            return str(rows[0])
        if len(rows) > 1:
            raise NotFoundError(f"'{given}' stands for several documents: {', '.join(sorted(rows))}")
    raise NotFoundError(f"'{given}' is no document of this ledger")


@dataclass(frozen=True)
class Hit:
    """A place in a document that a search found: the words around it and the incidents that the document tells."""

    document: str
    title: str | None
    publisher: str | None
    published: str | None
    snippet: str
    incidents: tuple[str, ...]


def search(connection: Connection, words: str, limit: int = 20) -> list[Hit]:
    """Documents that hold all the words (or the phrase in quotation marks), the best first."""
    found_terms = terms(words)
    if not found_terms:
        return []
    if connection.dialect.name == "sqlite":
        query = sa.text(
            """SELECT d.id, d.title, d.publisher, d.published,
            snippet(document_words, 1, '«', '»', '…', 24) AS snippet FROM document_words
            JOIN document d ON d.seq = document_words.rowid WHERE document_words MATCH :words
            AND NOT EXISTS (SELECT 1 FROM version v WHERE v.document = d.id AND v.newest IS NOT NULL)
            ORDER BY rank, d.id LIMIT :limit"""
        )
        rows = connection.execute(query, {"words": " ".join(f'"{x}"' for x in found_terms), "limit": limit})
    else:
        query = sa.text(
            """SELECT d.id, d.title, d.publisher, d.published, ts_headline('simple', d.text, q,
            'StartSel=«, StopSel=», MaxWords=24, MinWords=10') AS snippet
            FROM document d, (SELECT to_tsquery('simple', :words) AS q) AS asked
            WHERE to_tsvector('simple', coalesce(d.title, '') || ' ' || d.text) @@ q
            AND NOT EXISTS (SELECT 1 FROM version v WHERE v.document = d.id AND v.newest IS NOT NULL)
            ORDER BY ts_rank(to_tsvector('simple', d.text), q) DESC, d.id LIMIT :limit"""
        )
        words = " & ".join("(" + " <-> ".join(x.split()) + ")" for x in found_terms)
        rows = connection.execute(query, {"words": words, "limit": limit})
    found = list(rows)
    homes: dict[str, set[str]] = {}
    for some in chunks([r.id for r in found]):
        query2 = sa.select(t.telling.c.document, t.telling.c.incident).where(t.telling.c.document.in_(some))
        for r in connection.execute(query2):
            if r.incident:
                homes.setdefault(r.document, set()).add(r.incident)
    return [
        Hit(
            r.id,
            r.title,
            r.publisher,
            r.published,
            " ".join(r.snippet.split()),
            tuple(sorted(homes.get(r.id, ()))),
        )
        for r in found
    ]


def answered_by(connection: Connection, incident: str) -> list[str]:
    """The incidents that some report calls a response to this one."""
    own = sa.select(t.telling.c.id, t.telling.c.document).where(t.telling.c.incident == incident)
    rows = list(connection.execute(own))
    ids, documents = {r.id for r in rows}, {r.document for r in rows}
    out: set[str] = set()
    for some in chunks(sorted(documents)):
        query = sa.select(t.telling.c.incident, t.telling.c.data).where(
            t.telling.c.document.in_(some), t.telling.c.refers == 1
        )
        for r in connection.execute(query):
            if r.incident and r.incident != incident and ids & set(Telling.model_validate_json(r.data).responds_to):
                out.add(r.incident)
    return sorted(out)


def tellings_of(connection: Connection, incident: str) -> list[Telling]:
    """The tellings of an incident, by id."""
    ids = [i for (i,) in connection.execute(sa.select(t.telling.c.id).where(t.telling.c.incident == incident))]
    found = load_tellings(connection, ids)
    return [found[i] for i in sorted(found)]


def sizes(connection: Connection) -> dict[str, Any]:
    """What the ledger holds, counted."""
    names = ("publisher", "document", "telling", "incident", "account", "evidence_item", "decision")

    def count_of(table: sa.Table) -> int:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

    engines = sa.select(t.report.c.engine, sa.func.count()).group_by(t.report.c.engine).order_by(t.report.c.engine)
    standings = sa.select(t.incident.c.standing, sa.func.count()).group_by(t.incident.c.standing)
    first, last = connection.execute(
        sa.select(sa.func.min(t.document.c.published), sa.func.max(t.document.c.published))
    ).one()
    return {
        **{n: count_of(t.metadata.tables[n]) for n in names},
        "copies": count_of(t.copy_of),
        "earlier_versions": connection.execute(
            sa.select(sa.func.count()).select_from(t.version).where(t.version.c.newest.is_not(None))
        ).scalar_one(),
        "published": [first, last],
        "engines": {engine: n for engine, n in connection.execute(engines)},  # noqa: C416
        "standings": {s: n for s, n in sorted(tuple(r) for r in connection.execute(standings))},  # noqa: C416
    }
