"""The page of one incident: accounts side by side with their words, figures by source, disputes, decisions."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from whosays.ledger import Ledger
from whosays.ledger import schema as t
from whosays.ledger.rows import chunks
from whosays.model.incidents import Account, AccountMeasure, Figure, Incident
from whosays.web.links import path_for
from whosays.web.pages.decided import steps
from whosays.web.pages.frame import ledger_of, page
from whosays.web.pages.marks import Excerpt, excerpt
from whosays.web.pages.tolls import tolls
from whosays.web.wording import headline, standing_words, when

router = APIRouter()
_SHOWN = 2
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}\b")


@dataclass(frozen=True)
class Words:
    """A source's words in their document, and where they stand."""

    document: str
    span: tuple[int, int]
    excerpt: Excerpt


@dataclass(frozen=True)
class AccountView:
    """An account with its words; the first few are shown, the others folded."""

    account: Account
    shown: tuple[Words, ...]
    folded: tuple[Words, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class FigureRow:
    """A figure over its sources: for each account that gives numbers, its measure or None."""

    figure: Figure
    cells: tuple[AccountMeasure | None, ...]
    rail: tuple[float, float, float] | None


@router.get("/incidents/{id}", name="incident")
def incident_page(request: Request, id: str) -> Response:
    """One incident, by its id, the beginning of it, or an id it had before (which leads to the one it has now)."""
    ledger = ledger_of(request)
    chain = ledger.chain(id)
    incident = chain.incident
    if incident.id != id:
        return RedirectResponse(path_for(request, "incident", id=incident.id), 303)
    return page(request, "incident.html", 200, **view(ledger, incident), chain=chain, citation=cite(request, incident))


def view(ledger: Ledger, incident: Incident) -> dict[str, Any]:
    """What the templates show of an incident."""
    documents = ledger.documents(incident.documents)
    texts = texts_of(ledger, {q.document for a in incident.accounts for q in a.evidence})
    columns = [a for a in incident.accounts if a.measures]
    copies: dict[str, list[str]] = {}
    for id, d in documents.items():
        if d.copy_of:
            copies.setdefault(d.copy_of, []).append(id)
    with ledger.database.reading() as connection:
        decided = steps(connection, [x.id for x in ledger.tellings(incident.id)])
    return {
        "incident": incident,
        "documents": documents,
        "accounts": [
            account_view(a, texts, {id for some in copies.values() for id in some}) for a in incident.accounts
        ],
        "columns": columns,
        "figures": [
            figure_row(f.model_copy(update={"low": None}) if incident.is_ceiling(f) else f, columns)
            for f in incident.figures
        ],
        "tolls": tolls(incident),
        "copies": copies,
        "steps": decided,
        "fields": editable(incident),
        "targets": [x for x in incident.targets if not _NAME.search(x)],
        "names": [x for x in incident.targets if _NAME.search(x)],
    }


def editable(incident: Incident) -> list[tuple[str, str]]:
    """The fields that a person can correct, each with its value now."""
    place = incident.place
    named = ("name", "admin1", "country", "precision", "lat", "lon", "radius_km")
    out: list[tuple[str, object]] = [(f, getattr(incident, f)) for f in ("kind", "start", "end")]
    out += [(f, "; ".join(getattr(incident, f))) for f in ("agents", "targets")]
    out += [(f"place.{f}", getattr(place, f) if place else None) for f in named]
    for figure in incident.figures:
        if figure.unit == "person":
            name = ".".join(x for x in ("figures", figure.role, figure.who) if x)
            out += [(f"{name}.{end}", getattr(figure, end)) for end in ("low", "best", "high")]
    return [(f, "" if v is None else f"{v:g}" if isinstance(v, float) else str(v)) for f, v in out]


def texts_of(ledger: Ledger, documents: set[str]) -> dict[str, tuple[str, str | None]]:
    """Text and language of documents by their ids."""
    out = {}
    with ledger.database.reading() as connection:
        for some in chunks(sorted(documents)):
            query = sa.select(t.document.c.id, t.document.c.text, t.document.c.language)
            for r in connection.execute(query.where(t.document.c.id.in_(some))):
                out[r.id] = (r.text, r.language)
    return out


def account_view(
    account: Account, texts: Mapping[str, tuple[str, str | None]], copies: Container[str] = ()
) -> AccountView:
    """An account with its words in context, each passage once: from the original where a copy has it as well."""
    words: dict[str, Words] = {}
    for q in sorted(account.evidence, key=lambda q: q.document in copies):
        text, language = texts.get(q.document, ("", None))
        found = excerpt(text, *q.span, language=language) if text else Excerpt("", q.quote, "")
        words.setdefault(found.words, Words(q.document, q.span, found))
    some = tuple(words.values())
    return AccountView(account, some[:_SHOWN], some[_SHOWN:], account.documents)


def figure_row(figure: Figure, columns: list[Account]) -> FigureRow:
    """A figure with what each source says of it, and low, best and high as positions on a rail of 100."""
    key = (figure.role, figure.unit, figure.who)
    cells = tuple(next((m for m in a.measures if (m.role, m.unit, m.who) == key), None) for a in columns)
    low, best, high = figure.low, figure.best, figure.high
    rail = None
    if low is not None and high is not None and high > 0 and high != low:
        rail = (low / high * 100, (best if best is not None else low) / high * 100, 100.0)
    return FigureRow(figure, cells, rail)


def cite(request: Request, incident: Incident) -> str:
    """Words to cite the incident with: what, when, standing, who tells it, revision, address."""
    sources = "; ".join(dict.fromkeys(a.source for a in incident.accounts if a.independent)) or "no named source"
    address = str(request.base_url).rstrip("/") + str(request.app.url_path_for("incident", id=incident.id))
    return (
        f"{headline(incident)}, {when(incident)} ({standing_words(incident.standing)}). As told by: {sources}. "
        f"Ledger incident {incident.id}, revision {incident.revision}. {address}"
    )
