"""The review: one thing to decide at a time, decisions with their revisions, undo; nobody overwrites another."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from whosays.errors import UsageError
from whosays.ledger import Ledger
from whosays.ledger import schema as t
from whosays.ledger.filters import Filter
from whosays.ledger.locking import ChangedError, decide_on
from whosays.ledger.reviewing import MATTERS, queue
from whosays.ledger.rows import load_decisions
from whosays.reconcile.decisions import Decision, standing
from whosays.web.access import User, check_csrf, require
from whosays.web.links import path_for
from whosays.web.pages.frame import ledger_of, page
from whosays.web.pages.incident import view
from whosays.web.query import as_params, selection

router = APIRouter()
Reviewer = Annotated[User, Depends(require("reviewer"))]
MATTER_WORDS = {
    "contested": "accounts differ", "merge": "one incident or two?", "split": "does this report belong?",
    "doubtful": "little to go on",
}  # fmt: skip
QUESTIONS = {
    "contested": "The accounts differ. Is the incident right as it stands?",
    "merge": "Are these two the same incident?",
    "split": "Does the marked report tell of the same incident as the others?",
    "doubtful": "There is little to go on. Is the incident right as it stands?",
}
ANSWERS = {
    "contested": ("accept", "reject"), "doubtful": ("accept", "reject"), "merge": ("merge", "split"),
    "split": ("accept", "split"),
}  # fmt: skip


@router.get("/review", name="review")
def review_page(
    request: Request,
    user: Annotated[User, Depends(require("reader"))],
    wanted: Annotated[Filter, Depends(selection)],
    matter: Annotated[str, Query(max_length=80)] = "",
    at: Annotated[str, Query(max_length=120)] = "",
    n: Annotated[int, Query(ge=0, le=1000)] = 0,
    done: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """The next thing to decide; ``at`` and ``n`` say where in the queue one is."""
    ledger = ledger_of(request)
    matters = [m for m in MATTERS if m in matter.split(",")] or list(MATTERS)
    found = queue(ledger, wanted, matters, limit=1, after=_place(at))
    params: dict[str, Any] = {**as_params(wanted), "matter": matter}
    item = found.items[n] if n < len(found.items) else None
    if item is None and n and found.next is not None:  # the last of this incident's questions has been answered
        at, n = f"{found.next[0]!r}~{found.next[1]}", 0
        found = queue(ledger, wanted, matters, limit=1, after=found.next)
        item = found.items[0] if found.items else None
    next_at = f"{found.next[0]!r}~{found.next[1]}" if found.next else None
    further = None
    if item is not None:
        last = n + 1 >= len(found.items)
        if not last:
            further = path_for(request, "review", {**params, "at": at, "n": n + 1})
        else:
            further = path_for(request, "review", {**params, "at": next_at or "end"})
    return page(
        request, "review.html", 200, item=item, queue=found, further=further,
        here_again=path_for(request, "review", {**params, "at": at, "n": n}),
        views=[view(ledger, ledger.show(i)) for i in item.incidents] if item else [],
        matter=matter, matters=MATTER_WORDS, questions=QUESTIONS, answers=ANSWERS, params=params,
        last=_last_of(ledger, user.name), done=done, start=path_for(request, "review", params),
        at_start=not at and not n, next_at=next_at,
    )  # fmt: skip


@router.post("/review", name="judge", dependencies=[Depends(check_csrf)])
def judge(
    request: Request,
    user: Reviewer,
    verdict: Annotated[str, Form()],
    matter: Annotated[str, Form()],
    revisions: Annotated[str, Form()],
    documents: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
    further: Annotated[str, Form()] = "",
) -> Response:
    """One answer to what the queue asked: yes, no or unsure. Leads to the next item."""
    seen = _seen(revisions)
    if matter not in ANSWERS or verdict not in ("yes", "no", "unsure"):
        raise UsageError("verdict: yes, no or unsure")
    ids = list(seen)
    value = None
    if verdict == "unsure":
        action, subjects, value = "note", ids[:1], f"unsure: {MATTER_WORDS[matter]}"
    else:
        action = ANSWERS[matter][verdict == "no"]
        subjects = ids if matter == "merge" else [ids[0], *documents.split()] if action == "split" else ids[:1]
    return _decided(request, user, seen, action, subjects, None, value, reason, _inside(request, further, "review"))


@router.post("/incidents/{id}/decide", name="decide", dependencies=[Depends(check_csrf)])
def decide_page(
    request: Request,
    id: str,
    user: Reviewer,
    action: Annotated[str, Form()],
    revision: Annotated[int, Form()],
    reason: Annotated[str, Form(max_length=1000)] = "",
    field: Annotated[str, Form(max_length=100)] = "",
    value: Annotated[str, Form(max_length=2000)] = "",
    other: Annotated[str, Form(max_length=100)] = "",
    document: Annotated[list[str] | None, Form()] = None,
    number: Annotated[str, Form(max_length=12)] = "",
    further: Annotated[str, Form()] = "",
) -> Response:
    """A decision about one incident from its own page or from the review."""
    subjects = [id]
    if action == "merge":
        if not other.strip():
            raise UsageError("merge: name the other incident")
        subjects.append(other.strip())
    elif action == "split":
        subjects += document or []
    elif action == "undo":
        subjects = [number]
    back = _inside(request, further, "incident", id=id)
    return _decided(request, user, {id: revision}, action, subjects, field or None, value or None, reason, back)


@router.post("/review/undo", name="undo", dependencies=[Depends(check_csrf)])
def undo_page(
    request: Request, user: Reviewer, number: Annotated[str, Form(max_length=12)], further: Annotated[str, Form()] = ""
) -> Response:
    """Take a decision back; the taking back is itself a decision."""
    return _decided(request, user, {}, "undo", [number], None, None, "", _inside(request, further, "review"))


def _decided(
    request: Request, user: User, seen: dict[str, int], action: str, subjects: list[str], field: str | None,
    value: str | None, reason: str, back: str,
) -> Response:  # fmt: skip
    ledger = ledger_of(request)
    try:
        made, _ = decide_on(ledger, action, subjects, seen, field, value, user.name, reason.strip() or None)
    except ChangedError as error:
        return _overtaken(request, error, seen, action, subjects, field, value, reason, back)
    mark = "&" if "?" in back else "?"
    return RedirectResponse(f"{back}{mark}done={made.number}", 303)


def _overtaken(
    request: Request, error: ChangedError, seen: dict[str, int], action: str, subjects: list[str], field: str | None,
    value: str | None, reason: str, back: str,
) -> Response:  # fmt: skip
    """What has become of the incidents meanwhile, and the question whether to decide all the same."""
    ledger = ledger_of(request)
    named = {id: error.current[id] if id in error.current else ledger.show(id) for id in seen}
    views = {i.id: view(ledger, i) for i in named.values() if i is not None}
    left = [named[s].id if named.get(s) else s for s in subjects]  # type: ignore[union-attr]
    gone = [id for id, i in named.items() if i is None]
    again = not gone and (action != "merge" or len(set(left)) > 1)
    form = {"action": action, "field": field, "value": value, "reason": reason}
    return page(
        request, "overtaken.html", 409, views=list(views.values()), form=form, seen=seen, back=back, gone=gone,
        subjects=" ".join(left), again=again, now={id: v["incident"].revision for id, v in views.items()},
    )  # fmt: skip


@router.post("/review/again", name="decide_again", dependencies=[Depends(check_csrf)])
def decide_again(
    request: Request,
    user: Reviewer,
    action: Annotated[str, Form()],
    revisions: Annotated[str, Form()],
    subjects: Annotated[str, Form()],
    field: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
    further: Annotated[str, Form()] = "",
) -> Response:
    """The decision all the same, after having seen what somebody else decided."""
    back = _inside(request, further, "review")
    return _decided(
        request, user, _seen(revisions), action, subjects.split(), field or None, value or None, reason, back
    )


def _last_of(ledger: Ledger, name: str) -> Decision | None:
    """The last decision of a person that stands."""
    with ledger.database.reading() as connection:
        query = sa.select(t.decision.c.number).where(t.decision.c.decided_by == name)
        numbers = [n for (n,) in connection.execute(query.order_by(t.decision.c.number.desc()).limit(50))]
        found = [d for d in standing(load_decisions(connection, numbers)) if d.by == name]
    return found[-1] if found else None


def _seen(revisions: str) -> dict[str, int]:
    """«i1:3 i2:1» as ids with the revisions a person saw."""
    try:
        return {id: int(n) for id, n in (x.rsplit(":", 1) for x in revisions.split())}
    except ValueError:
        raise UsageError("revisions: write ID:REVISION, several by blanks") from None


def _place(at: str) -> tuple[float, str] | None:
    if not at:
        return None
    if at == "end":
        return (-1.0, "")
    effect, _, id = at.partition("~")
    try:
        return float(effect), id
    except ValueError:
        raise UsageError("at: no place in the queue") from None


def _inside(request: Request, wanted: str, name: str, **params: Any) -> str:
    """The path to go on to: one of the review's or of an incident's, never another site's."""
    allowed = (path_for(request, "review"), path_for(request, "overview") + "incidents/")
    if wanted.startswith(allowed) and "\\" not in wanted and wanted.isprintable():
        return quote(wanted, safe="/?&=~:%,.*-_!'()+")
    return path_for(request, name, **params)
