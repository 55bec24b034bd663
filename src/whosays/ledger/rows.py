"""Between the ledger's rows and the objects of the model and of reconciling."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b, sha256
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from whosays.ledger import schema as t
from whosays.model import Report
from whosays.model.incidents import Incident
from whosays.reconcile.decisions import Decision
from whosays.reconcile.facts import Facts, Telling
from whosays.reconcile.succession import carried

T = TypeVar("T")
_CHUNK = 400
UNDATED = -1


def chunks(items: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """The items in lists that fit into one statement."""
    rows = list(items)
    for i in range(0, len(rows), size):
        yield rows[i : i + size]


def storable(text: str) -> str:
    """The text as every database takes it: NUL and lone surrogates become U+FFFD, so that spans still hold."""
    if "\x00" not in text and text.isascii():
        return text
    return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)


def key_number(key: str) -> int:
    """A blocking key as a number of 63 bits."""
    return int.from_bytes(blake2b(key.encode("utf8", "replace"), digest_size=8).digest(), "big") >> 1


def shingle_day(published: str | None) -> int:
    """The day under which a document's shingles are kept, in days since year 1; UNDATED where it has none."""
    return datetime.date.fromisoformat(published[:10]).toordinal() if published else UNDATED


def document_row(report: Report, facts: Facts, text: str, now: str) -> dict[str, Any]:
    """The row of a document."""
    d = report.document
    row = {
        "id": d.id, "text_id": d.text_id, "external_id": d.external_id, "uri": d.uri,
        "publisher": facts.publisher.name, "side": facts.publisher.side, "title": d.title, "byline": d.byline,
        "language": d.language, "published": d.published, "published_from": d.published_from,
        "extractor": d.extractor, "text": text, "words": facts.words, "credits": json.dumps(facts.credits),
        "sha256": sha256(text.encode("utf8", "surrogatepass")).hexdigest(), "added_at": now,
    }  # fmt: skip
    return {k: storable(v) if isinstance(v, str) else v for k, v in row.items()}


def without_tellings(facts: Facts) -> Facts:
    """The facts that have no table of their own."""
    return facts.model_copy(update={"tellings": (), "statements": (), "unreal": ()})


def report_row(report: Report, facts: Facts, now: str, whole: bool = False) -> dict[str, Any]:
    """The row of a report: without the text, which the document's row holds, and facts that have no table of their
    own (whole: all of them, for an earlier version of a document, which stands in no other table).
    """
    lean = report.model_copy(update={"document": report.document.model_copy(update={"text": None})})
    return {
        "document": report.document.id,
        "engine": f"{report.generator.name} {report.generator.version}",
        "models": json.dumps(list(report.generator.models)),
        "made_at": now,
        "data": storable_json(lean.model_dump_json(by_alias=True)),
        "facts": storable_json((facts if whole else without_tellings(facts)).model_dump_json()),
    }


def storable_json(text: str) -> str:
    """JSON that every database takes (an escaped NUL becomes an escaped U+FFFD)."""
    return storable(text.replace("\\u0000", "\\ufffd"))


def load_tellings(connection: Connection, ids: Iterable[str]) -> dict[str, Telling]:
    """Tellings by id."""
    out: dict[str, Telling] = {}
    for some in chunks(sorted(set(ids))):
        query = sa.select(t.telling.c.id, t.telling.c.data).where(t.telling.c.id.in_(some))
        out.update({i: Telling.model_validate_json(data) for i, data in connection.execute(query)})
    return out


def load_facts(connection: Connection, documents: Iterable[str]) -> dict[str, Facts]:
    """Facts of documents by id, without their tellings."""
    out: dict[str, Facts] = {}
    for some in chunks(sorted(set(documents))):
        query = sa.select(t.report.c.document, t.report.c.facts).where(t.report.c.document.in_(some))
        out.update({d: Facts.model_validate_json(data) for d, data in connection.execute(query)})
    return out


def load_signatures(connection: Connection, documents: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Signatures of documents' texts by id: asked of many, so that the rest of their facts is not built."""
    out: dict[str, tuple[int, ...]] = {}
    for some in chunks(sorted(set(documents))):
        query = sa.select(t.report.c.document, t.report.c.facts).where(t.report.c.document.in_(some))
        out.update({d: tuple(json.loads(data)["signature"]) for d, data in connection.execute(query)})
    return out


def load_decisions(connection: Connection, numbers: Iterable[int] | None = None) -> list[Decision]:
    """Decisions in order; of all or of some, with all that undo or that are on copies. Those on tellings of an earlier
    version of a document hold for the tellings that stand for them.
    """
    query = sa.select(t.decision).order_by(t.decision.c.number)
    rows: dict[int, Any] = {}
    if numbers is None:
        rows = {r.number: r for r in connection.execute(query)}
    else:
        for some in chunks(sorted(set(numbers))):
            rows.update({r.number: r for r in connection.execute(query.where(t.decision.c.number.in_(some)))})
        always = query.where(t.decision.c.action.in_(("undo", "copy")))
        rows.update({r.number: r for r in connection.execute(always)})
    found = [_decision(rows[n]) for n in sorted(rows)]
    return carried(found, _successors(connection, found))


def _successors(connection: Connection, decisions: Iterable[Decision]) -> dict[str, str]:
    """The tellings that stand for those of earlier versions, of those that decisions were made on."""
    if connection.execute(sa.select(t.succession.c.earlier).limit(1)).fetchone() is None:
        return {}
    ids = {i for d in decisions if d.action != "copy" for i in (*d.left, *d.right)}
    out: dict[str, str] = {}
    for some in chunks(sorted(ids)):
        query = sa.select(t.succession.c.earlier, t.succession.c.now).where(t.succession.c.earlier.in_(some))
        out.update({r.earlier: r.now for r in connection.execute(query)})
    return out


def _decision(row: Any) -> Decision:
    data = json.loads(row.data)
    return Decision(
        number=row.number, action=row.action, left=tuple(data.get("left", ())), right=tuple(data.get("right", ())),
        field=data.get("field"), value=data.get("value"), by=row.decided_by, at=row.decided_at, reason=row.reason,
    )  # fmt: skip


def incident_rows(incident: Incident, published: str | None) -> dict[sa.Table, list[dict[str, Any]]]:
    """All rows of an incident, by table."""
    place = incident.place
    killed, injured = incident.count("killed"), incident.count("injured")
    out: dict[sa.Table, list[dict[str, Any]]] = {
        t.incident: [],
        t.account: [],
        t.figure: [],
        t.claim: [],
        t.evidence_item: [],
    }
    out[t.incident].append(
        {
            "id": incident.id, "kind": incident.kind, "start_date": incident.start, "end_date": incident.end,
            "sort_date": incident.start or (published or "9999")[:10], "place": place.name if place else None,
            "country": place.country if place else None, "admin1": place.admin1 if place else None,
            "lat": place.lat if place else None, "lon": place.lon if place else None,
            "precision": place.precision if place else None, "agents": "; ".join(incident.agents),
            "targets": "; ".join(incident.targets),
            "killed_low": killed.low if killed else None, "killed_best": killed.best if killed else None,
            "killed_high": killed.high if killed else None, "injured_low": injured.low if injured else None,
            "injured_best": injured.best if injured else None, "injured_high": injured.high if injured else None,
            "independent_sources": incident.independent_sources, "standing": incident.standing,
            "contested": "; ".join(c.field for c in incident.contested), "clarity": incident.clarity,
            "review": incident.review, "revision": incident.revision,
            "data": storable_json(incident.model_dump_json()),
        }
    )  # fmt: skip
    for n, a in enumerate(incident.accounts):
        key = f"{incident.id}:{n}"
        out[t.account].append(
            {
                "id": key, "incident": incident.id, "source": a.source, "side": a.side, "kind": a.kind,
                "stance": a.stance, "independent": int(a.independent), "authority": a.authority,
                "documents": len(a.documents),
            }
        )  # fmt: skip
        for m, current in [(m, 1) for m in a.measures] + [(m, 0) for m in a.superseded]:
            out[t.claim].append(
                {
                    "account": key, "incident": incident.id, "document": m.document or "", "role": m.role,
                    "unit": m.unit, "who": m.who, "low": m.low, "best": m.best, "high": m.high, "bound": m.bound,
                    "current": current, "published": m.published,
                }
            )  # fmt: skip
        for e in a.evidence:
            out[t.evidence_item].append(
                {
                    "account": key, "incident": incident.id, "document": e.document, "start_char": e.span[0],
                    "end_char": e.span[1], "quote": storable(e.quote),
                }
            )  # fmt: skip
    for f in incident.counts():
        out[t.figure].append(
            {
                "incident": incident.id, "role": f.role, "unit": f.unit, "who": f.who, "low": f.low, "best": f.best,
                "high": f.high, "sources": f.sources, "best_source": f.best_source,
            }
        )  # fmt: skip
    return {
        table: [{k: storable(v) if isinstance(v, str) else v for k, v in r.items()} for r in rows]
        for table, rows in out.items()
    }


def insert_rows(connection: Connection, rows: dict[sa.Table, list[dict[str, Any]]]) -> None:
    """Put rows into their tables, in the order given."""
    for table, some in rows.items():
        if some:
            connection.execute(sa.insert(table), some)


def insert_new(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows in, leaving those alone that are there already."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(sa.insert(table).prefix_with("OR IGNORE"), list(rows))
    else:
        from sqlalchemy.dialects.postgresql import insert

        connection.execute(insert(table).on_conflict_do_nothing(), list(rows))
