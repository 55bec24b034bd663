"""Sums and views of a selection: tally, totals, timeline, map cells, facets; sources; searches; checks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from whosays.ledger.checking import check_page
from whosays.ledger.filters import Filter, parse_bbox
from whosays.ledger.overview import FACETS, overview
from whosays.ledger.source_record import source_record, sources
from whosays.model.report import MeasureRole, Who
from whosays.web import cursors
from whosays.web.api.answers import ERRORS, Fresh, TheLedger, answer
from whosays.web.api.shapes import (
    CellAnswer,
    CheckPage,
    FacetRow,
    HitAnswer,
    SourceAnswer,
    SourcePage,
    TallyAnswer,
    TimelineAnswer,
    TotalsAnswer,
)
from whosays.web.query import BBOX, selection

router = APIRouter(responses=ERRORS, dependencies=[Fresh])
Chosen = Annotated[Filter, Depends(selection)]
By = Literal["total", "day", "week", "month", "year", "place", "admin1", "country", "agent", "kind", "standing"]
Facet = Literal["kind", "standing", "precision", "country", "review", "side", "source", "actor"]


@router.get("/tally", response_model=TallyAnswer, name="api_tally", tags=["figures"])
def tally(
    request: Request,
    ledger: TheLedger,
    chosen: Chosen,
    role: Annotated[list[MeasureRole], Query(default_factory=list, description="Only these; all without it.")],
    by: By = "total",
    who: Annotated[Who | None, Query(description="Figures of a group of people, not totals.")] = None,
) -> Response:
    """Sums of figures; low, best and high are kept apart. Several ``role`` may be given."""
    with overview(ledger, chosen) as o:
        rows = o.tally(by, role, who)
    return answer(request, {"by": by, "items": [asdict(r) for r in rows]})


@router.get("/totals", response_model=TotalsAnswer, name="api_totals", tags=["figures"])
def totals(request: Request, ledger: TheLedger, chosen: Chosen) -> Response:
    """What the selection comes to, and the selection in words."""
    with overview(ledger, chosen) as o:
        return answer(request, asdict(o.totals()) | {"words": chosen.in_words()})


@router.get("/timeline", response_model=TimelineAnswer, name="api_timeline", tags=["figures"])
def timeline(
    request: Request,
    ledger: TheLedger,
    chosen: Chosen,
    bucket: Annotated[Literal["day", "month", "year"] | None, Query(description="What fits, without it.")] = None,
) -> Response:
    """Incidents by time and kind family."""
    with overview(ledger, chosen) as o:
        used = bucket or o.bucket()
        return answer(request, {"bucket": used, "items": [asdict(b) for b in o.timeline(used)]})


@router.get("/cells", response_model=CellAnswer, name="api_cells", tags=["figures"])
def cells(
    request: Request,
    ledger: TheLedger,
    chosen: Chosen,
    zoom: Annotated[int, Query(ge=0, le=18)] = 3,
    view: Annotated[str, Query(pattern=BBOX, description="What the map shows: WEST,SOUTH,EAST,NORTH.")] = "",
) -> Response:
    """Incidents gathered by place, for a map at this zoom."""
    shown = parse_bbox(view or None)
    Filter(bbox=shown)
    with overview(ledger, chosen) as o:
        return answer(request, {"zoom": zoom, "items": [asdict(c) for c in o.cells(zoom, shown)]})


@router.get("/facets", response_model=dict[str, list[FacetRow]], name="api_facets", tags=["figures"])
def facets(
    request: Request,
    ledger: TheLedger,
    chosen: Chosen,
    field: Annotated[list[Facet], Query(default_factory=list, description="Only these; all without it.")],
    limit: Annotated[int, Query(ge=1, le=200)] = 12,
) -> Response:
    """For each field its values, and how many incidents each would leave."""
    with overview(ledger, chosen) as o:
        found = o.facets(limit, tuple(f for f in FACETS if not field or f in field))
    return answer(request, {f: [{"value": v, "count": n} for v, n in rows] for f, rows in found.items()})


@router.get("/sources", response_model=SourcePage, name="api_sources", tags=["sources"])
def source_list(
    request: Request,
    ledger: TheLedger,
    part: Annotated[str, Query(max_length=200, description="A part of the name.")] = "",
    cursor: cursors.Cursor = None,
    limit: cursors.Limit = 50,
) -> Response:
    """Who tells of incidents, those of the most first."""
    place = cursors.read(("sources", part), cursor, int, str)
    found = sources(ledger, part, limit + 1, place)  # type: ignore[arg-type]
    last = found[limit - 1] if len(found) > limit else None
    after = (last[1], last[0]) if last else None
    items = [{"source": s, "incidents": n} for s, n in found[:limit]]
    return answer(request, {"items": items, "next": cursors.make(("sources", part), after)})


@router.get("/sources/{name:path}", response_model=SourceAnswer, name="api_source", tags=["sources"])
def source(request: Request, ledger: TheLedger, name: Annotated[str, Path(max_length=300)]) -> Response:
    """The record of one source: stances, standing, its figures beside those of others."""
    return answer(request, asdict(source_record(ledger, name)))


@router.get("/search", response_model=HitAnswer, name="api_search", tags=["search"])
def search(
    request: Request,
    ledger: TheLedger,
    q: Annotated[str, Query(min_length=1, max_length=200, description="Words; a phrase in quotation marks.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Documents that hold all the words, the best first."""
    return answer(request, {"items": [asdict(h) for h in ledger.search(q, limit)]})


@router.get("/checks", response_model=CheckPage, name="api_checks", tags=["checks"])
def checks(
    request: Request, ledger: TheLedger, chosen: Chosen, cursor: cursors.Cursor = None, limit: cursors.Limit = 50
) -> Response:
    """Superlatives, sums and sources tried against the ledger; ``limit`` counts documents."""
    place = cursors.read(("checks", chosen), cursor, str)
    found, after = check_page(ledger, chosen, limit, place[0] if place else None)
    items = [c.model_dump(mode="json") for c in found]
    return answer(request, {"items": items, "next": cursors.make(("checks", chosen), (after,) if after else None)})
