"""The page of checks: superlatives, sums and sources tried against the ledger, what does not hold first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from whosays.ledger.checking import check_page
from whosays.ledger.filters import Filter
from whosays.ledger.overview import incidents_of
from whosays.model.incidents import LedgerCheck
from whosays.web.pages.frame import ledger_of, page
from whosays.web.query import as_params, selection

router = APIRouter()
_DOCUMENTS = 40
_SHOWN = 100
_ORDER = {"inconsistent": 0, "unverifiable": 1, "consistent": 2}
KINDS = {"superlative": "superlatives", "sum": "sums", "self_contradiction": "sources against themselves"}
RESULTS = {"inconsistent": "does not hold", "unverifiable": "cannot be told", "consistent": "holds"}


@router.get("/checks", name="checks")
def checks_page(
    request: Request,
    wanted: Annotated[Filter, Depends(selection)],
    check: Annotated[str, Query(max_length=40)] = "",
    result: Annotated[str, Query(max_length=40)] = "",
    at: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Statements of reports that say «the largest since» or «that makes 12», tried against what the ledger holds."""
    ledger = ledger_of(request)
    all_, further = check_page(ledger, wanted, _DOCUMENTS, at or None)
    counts = {k: {r: sum(c.kind == k and c.result == r for c in all_) for r in RESULTS} for k in KINDS}
    found = sorted((c for c in all_ if check in ("", c.kind) and result in ("", c.result)), key=_rank)
    total, found = len(found), found[:_SHOWN]
    documents = ledger.documents({c.document for c in found})
    incidents = {i.id: i for i in incidents_of(ledger, tuple(dict.fromkeys(i for c in found for i in c.items)))}
    return page(
        request, "checks.html", 200, found=found, total=total, documents=documents, incidents=incidents,
        counts=counts, kinds=KINDS, results=RESULTS, check=check, result=result, at=at, params=as_params(wanted),
        next_at=further, whole=not at and further is None,
    )  # fmt: skip


def _rank(c: LedgerCheck) -> tuple[int, str, str, tuple[int, int]]:
    return _ORDER.get(c.result, 3), c.kind, c.document, c.span or (0, 0)
