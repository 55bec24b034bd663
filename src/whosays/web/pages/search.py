"""Full-text search in documents, and the page that says what the words of the pages mean."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from whosays.ledger.overview import incidents_of
from whosays.web.pages.frame import ledger_of, page
from whosays.web.wording import PRECISIONS, STANDINGS

router = APIRouter()
_LIMIT = 30


@router.get("/search", name="search_page")
def search_page(request: Request, q: Annotated[str, Query(max_length=300)] = "") -> Response:
    """Documents that hold all the words; words in quotation marks are a phrase."""
    ledger = ledger_of(request)
    hits = ledger.search(q, limit=_LIMIT) if q.strip() else []
    ids = [i for h in hits for i in h.incidents[:3]]
    incidents = {i.id: i for i in incidents_of(ledger, tuple(dict.fromkeys(ids)))}
    found = [(h, _pieces(h.snippet), [incidents[i] for i in h.incidents[:3] if i in incidents]) for h in hits]
    return page(request, "search.html", 200, asked=q, found=found, limit=_LIMIT)


@router.get("/help", name="help")
def help_page(request: Request) -> Response:
    """What standings, figures and precisions mean, and the keys."""
    return page(request, "help.html", 200, standings=STANDINGS, precisions=PRECISIONS)


def _pieces(snippet: str) -> list[tuple[str, bool]]:
    """A snippet in pieces, each with whether it is what was looked for."""
    out = []
    for part in re.split(r"(«[^«»]*»)", snippet):
        hit = part.startswith("«") and part.endswith("»")
        out.append((part[1:-1] if hit else part, hit))
    return [p for p in out if p[0]]
