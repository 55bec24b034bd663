"""The page of checks: superlatives, sums and sources tried against the ledger, what does not hold first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from whosays.ledger.filters import Filter
from whosays.ledger.overview import incidents_of
from whosays.model.incidents import LedgerCheck
from whosays.web.pages.frame import ledger_of, page
from whosays.web.query import as_params, selection

router = APIRouter()
_PAGE = 40
_ORDER = {"inconsistent": 0, "unverifiable": 1, "consistent": 2}
KINDS = {"superlative": "superlatives", "sum": "sums", "self_contradiction": "sources against themselves"}
RESULTS = {"inconsistent": "does not hold", "unverifiable": "cannot be told", "consistent": "holds"}


@router.get("/checks", name="checks")
def checks_page(
    request: Request,
    wanted: Annotated[Filter, Depends(selection)],
    check: Annotated[str, Query(max_length=40)] = "",
    result: Annotated[str, Query(max_length=40)] = "",
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Statements of reports that say «the largest since» or «that makes 12», tried against what the ledger holds."""
    ledger = ledger_of(request)
    params = as_params(wanted)
    found = sorted(ledger.checks(**{f: getattr(wanted, f) for f in Filter.__dataclass_fields__}), key=_rank)
    counts = {k: {r: sum(c.kind == k and c.result == r for c in found) for r in RESULTS} for k in KINDS}
    kept = [c for c in found if check in ("", c.kind) and result in ("", c.result)]
    some = kept[skip : skip + _PAGE]
    documents = ledger.documents({c.document for c in some})
    ids = tuple(dict.fromkeys(i for c in some for i in c.items))
    incidents = {i.id: i for i in incidents_of(ledger, ids)}
    return page(
        request, "checks.html", 200, found=some, total=len(kept), documents=documents, incidents=incidents,
        counts=counts, kinds=KINDS, results=RESULTS, check=check, result=result, skip=skip, params=params,
        next_skip=skip + _PAGE if skip + _PAGE < len(kept) else None,
    )  # fmt: skip


def _rank(c: LedgerCheck) -> tuple[int, str, str, tuple[int, int]]:
    return _ORDER.get(c.result, 3), c.kind, c.document, c.span or (0, 0)
