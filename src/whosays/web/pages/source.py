"""The pages of sources: what one has told, how it stood, its figures beside those of others; and the list of them."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from whosays.errors import UsageError
from whosays.ledger.filters import Filter
from whosays.ledger.overview import overview
from whosays.ledger.source_record import source_record, sources
from whosays.web.pages.frame import ledger_of, page

router = APIRouter()
_PAGE = 60
_SHOWN = 40


@router.get("/sources", name="sources")
def sources_page(
    request: Request, part: Annotated[str, Query(max_length=200)] = "", at: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    """Who tells of incidents, those who tell of most first."""
    found = sources(ledger_of(request), part.strip(), _PAGE + 1, _after(at))
    last = found[_PAGE - 1] if len(found) > _PAGE else None
    most = max((n for _, n in found), default=1)
    return page(
        request, "sources.html", 200, found=found[:_PAGE], part=part.strip(), most=most,
        next_at=f"{last[1]}~{last[0]}" if last else None,
    )  # fmt: skip


@router.get("/source", name="source")
def source_page(request: Request, name: Annotated[str, Query(max_length=500)]) -> Response:
    """One source by its name."""
    ledger = ledger_of(request)
    record = source_record(ledger, name)
    with overview(ledger, Filter(source=record.name)) as o:
        found = o.page(limit=_SHOWN).incidents
    rows = [(i, a) for i in found for a in i.accounts if a.source == record.name]
    return page(request, "source.html", 200, record=record, rows=rows)


def _after(at: str) -> tuple[int, str] | None:
    if not at:
        return None
    number, _, name = at.partition("~")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise UsageError("at: no place in the list")
    return int(number), name
