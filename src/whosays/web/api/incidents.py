"""Incidents: the list, one of them, what belongs to it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from whosays.ledger.called import is_called
from whosays.ledger.filters import Filter
from whosays.ledger.overview import overview
from whosays.ledger.reviewing import matters_of
from whosays.model.incidents import Incident
from whosays.web import cursors
from whosays.web.api.answers import ERRORS, Fresh, TheLedger, answer
from whosays.web.api.decisions import decision_row
from whosays.web.api.shapes import ChainAnswer, IncidentPage, ItemRow, ToldPage, WhyAnswer
from whosays.web.query import selection

router = APIRouter(tags=["incidents"], responses=ERRORS, dependencies=[Fresh])
Chosen = Annotated[Filter, Depends(selection)]
Id = Annotated[str, Path(max_length=200, description="The id, its beginning, or an id it had before.")]


@router.get("/incidents", response_model=IncidentPage, name="api_incidents")
def incidents(
    request: Request,
    ledger: TheLedger,
    chosen: Chosen,
    cursor: cursors.Cursor = None,
    limit: cursors.Limit = 50,
    order: Annotated[
        Literal["newest", "oldest"], Query(description="By date; undated ones by their publication.")
    ] = "newest",
) -> Response:
    """Incidents that fit, by date. The filters are those of the command line."""
    place = cursors.read((chosen, order), cursor, str, str)
    with overview(ledger, chosen) as o:
        page = o.page(limit, place, order == "newest")  # type: ignore[arg-type]
        total = o.count()
    items = [i.to_dict() for i in page.incidents]
    return answer(request, {"items": items, "next": cursors.make((chosen, order), page.next), "total": total})


@router.get("/incidents/{id}", response_model=Incident, name="api_incident")
def incident(request: Request, ledger: TheLedger, id: Id) -> Response:
    """One incident with its accounts, figures, relations."""
    return answer(request, ledger.show(id).to_dict())


@router.get("/incidents/{id}/accounts", response_model=ToldPage, name="api_incident_accounts")
def accounts_of(request: Request, ledger: TheLedger, id: Id) -> Response:
    """What each source tells of one incident."""
    return answer(request, {"items": told(ledger.show(id)), "next": None})


@router.get("/incidents/{id}/chain", response_model=ChainAnswer, name="api_chain")
def chain(request: Request, ledger: TheLedger, id: Id) -> Response:
    """What it answered, and what answered it."""
    found = ledger.chain(id)
    data = {
        "incident": found.incident.to_dict(),
        "answered": [i.to_dict() for i in found.answered],
        "answered_by": [i.to_dict() for i in found.answered_by],
    }
    return answer(request, data)


@router.get("/incidents/{id}/why", response_model=WhyAnswer, name="api_why")
def why(
    request: Request, ledger: TheLedger, id: Id, other: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """Why its reports are one incident, or why it and another are one or two."""
    found = ledger.why(id, other or None)
    data = {
        "a": found.a, "b": found.b, "merged": found.merged, "pairs": [asdict(p) for p in found.pairs],
        "decisions": [decision_row(d, None, True) for d in found.decisions],
    }  # fmt: skip
    return answer(request, data)


@router.get("/incidents/{id}/matters", response_model=list[ItemRow], name="api_matters")
def matters(request: Request, ledger: TheLedger, id: Id) -> Response:
    """What there is to decide about it; nothing once it has been reviewed."""
    return answer(request, [asdict(i) for i in matters_of(ledger, ledger.show(id).id)])


@router.get("/accounts", response_model=ToldPage, name="api_accounts", tags=["accounts"])
def accounts(
    request: Request, ledger: TheLedger, chosen: Chosen, cursor: cursors.Cursor = None, limit: cursors.Limit = 50
) -> Response:
    """Accounts of the incidents that fit; ``limit`` counts incidents."""
    return _told_page(request, ledger, chosen, cursor, limit, None)


@router.get("/claims", response_model=ToldPage, name="api_claims", tags=["accounts"])
def claims(
    request: Request,
    ledger: TheLedger,
    chosen: Chosen,
    by: Annotated[str, Query(min_length=1, max_length=200, description="A part of the source's name.")],
    cursor: cursors.Cursor = None,
    limit: cursors.Limit = 50,
) -> Response:
    """What a source says, incident by incident; ``limit`` counts incidents."""
    return _told_page(request, ledger, chosen, cursor, limit, by)


def _told_page(
    request: Request, ledger: TheLedger, chosen: Filter, cursor: str | None, limit: int, by: str | None
) -> Response:
    query = ("accounts", chosen, by)
    place = cursors.read(query, cursor, str, str)
    with overview(ledger, replace(chosen, source=by) if by else chosen) as o:
        page = o.page(limit, place)  # type: ignore[arg-type]
    who = by or chosen.source
    items = [row for i in page.incidents for row in told(i) if not who or is_called(row["account"]["source"], who)]
    return answer(request, {"items": items, "next": cursors.make(query, page.next)})


def told(incident: Incident) -> list[dict[str, Any]]:
    """The accounts of an incident, each with what the incident is."""
    place = incident.place
    about = {
        "incident": incident.id, "kind": incident.kind, "start": incident.start, "end": incident.end,
        "place": place.name if place else None, "country": place.country if place else None,
        "standing": incident.standing,
    }  # fmt: skip
    return [{**about, "account": a.model_dump(mode="json")} for a in incident.accounts]
