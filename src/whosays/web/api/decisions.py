"""Decisions: the log, a new one, taking one back; refused where what it is about has changed meanwhile."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any, get_args

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from whosays.errors import UsageError
from whosays.ledger import schema as t
from whosays.ledger.filters import Filter
from whosays.ledger.locking import decide_on
from whosays.ledger.reviewing import MATTERS, Matter, queue
from whosays.reconcile.decisions import Decision
from whosays.web import cursors
from whosays.web.access import User, require
from whosays.web.api.answers import ERRORS, WRITE_ERRORS, Fresh, TheLedger, answer
from whosays.web.api.shapes import Decided, DecisionAction, DecisionIn, DecisionPage, QueuePage, UndoIn
from whosays.web.query import selection

router = APIRouter(tags=["decisions"], responses=ERRORS)
_ON_INCIDENTS = frozenset(get_args(DecisionAction)) - {"copy"}


@router.get("/decisions", response_model=DecisionPage, name="api_decisions", dependencies=[Fresh])
def decisions(
    request: Request, ledger: TheLedger, cursor: cursors.Cursor = None, limit: cursors.Limit = 50
) -> Response:
    """All decisions, the last first; undone ones are kept and marked."""
    place = cursors.read("decisions", cursor, int)
    d = t.decision.c
    query = sa.select(t.decision).order_by(d.number.desc()).limit(limit + 1)
    if place:
        query = query.where(d.number < place[0])
    with ledger.database.reading() as connection:
        rows = connection.execute(query).all()
    stands = {decision.number: valid for decision, valid in ledger.log()}
    items = []
    for r in rows[:limit]:
        data = json.loads(r.data)
        items.append(
            {
                "number": r.number, "action": r.action, "incident": r.incident, "field": data.get("field"),
                "value": data.get("value"), "by": r.decided_by, "at": r.decided_at, "reason": r.reason,
                "stands": stands.get(r.number, True),
            }
        )  # fmt: skip
    after = (rows[limit - 1].number,) if len(rows) > limit else None
    return answer(request, {"items": items, "next": cursors.make("decisions", after)})


@router.post("/decisions", response_model=Decided, name="api_decide", status_code=201, responses=WRITE_ERRORS)
def decide(
    request: Request, ledger: TheLedger, given: DecisionIn, user: Annotated[User, Depends(require("reviewer"))]
) -> Response:
    """Record a decision, made on incidents at these revisions."""
    if given.action in _ON_INCIDENTS and given.subjects[0] not in given.revisions:
        raise UsageError(f"revisions: give the revision of {given.subjects[0]} that you have seen")
    made, left = decide_on(
        ledger, given.action, given.subjects, given.revisions, given.field, given.value, user.name, given.reason
    )
    data = {"decision": decision_row(made, given.subjects[0], True), "incidents": [i.to_dict() for i in left]}
    return answer(request, data, 201)


@router.post(
    "/decisions/{number}/undo", response_model=Decided, name="api_undo", status_code=201, responses=WRITE_ERRORS
)
def undo(
    request: Request,
    ledger: TheLedger,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    given: UndoIn,
    user: Annotated[User, Depends(require("reviewer"))],
) -> Response:
    """Take a decision back; this is a decision as well, and can be taken back."""
    made, left = decide_on(ledger, "undo", [str(number)], given.revisions, by=user.name, reason=given.reason)
    data = {"decision": decision_row(made, None, True), "incidents": [i.to_dict() for i in left]}
    return answer(request, data, 201)


@router.get("/queue", response_model=QueuePage, name="api_queue", dependencies=[Fresh])
def review_queue(
    request: Request,
    ledger: TheLedger,
    chosen: Annotated[Filter, Depends(selection)],
    matter: Annotated[list[Matter], Query(default_factory=list, description="Only these; all without it.")],
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Response:
    """What to decide next, that on which the most killed hang first; all matters of an incident come together."""
    matters = tuple(m for m in MATTERS if m in matter) if matter else MATTERS
    if chosen.as_of is not None:
        raise UsageError("as_of: decisions are made on what the ledger holds now; leave it out")
    place = cursors.read((chosen, matters), cursor, float, str)
    found = queue(ledger, chosen, matters, limit, place)  # type: ignore[arg-type]
    data = asdict(found) | {"next": cursors.make((chosen, matters), found.next)}
    return answer(request, data)


def decision_row(decision: Decision, incident: str | None, stands: bool) -> dict[str, Any]:
    """A decision as the API has it: without the inner ids that it is anchored to."""
    return {
        "number": decision.number, "action": decision.action, "incident": incident, "field": decision.field,
        "value": decision.value, "by": decision.by, "at": decision.at, "reason": decision.reason, "stands": stands,
    }  # fmt: skip
