"""The REST API, version 1: one router a resource."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.dependencies.models import Dependant
from starlette.responses import Response

from whosays.errors import UsageError
from whosays.web import live
from whosays.web.access import User, current_user
from whosays.web.api import decisions, documents, export, figures, incidents
from whosays.web.api.answers import ERRORS
from whosays.web.api.shapes import Me


def only_known_parameters(request: Request) -> None:
    """Refuse a parameter that is none: a misspelt filter would else select everything, and nobody would notice."""
    known = _parameters(request.scope["route"].dependant)
    for name in request.query_params:
        if name not in known:
            others = f"these are: {', '.join(sorted(known))}" if known else "there are none here"
            raise UsageError(f"{name}: there is no such parameter; {others}")


def _parameters(dependant: Dependant) -> set[str]:
    return {p.alias for p in dependant.query_params}.union(*(_parameters(d) for d in dependant.dependencies))


router = APIRouter(dependencies=[Depends(only_known_parameters)])
for part in (incidents, documents, figures, decisions, export):
    router.include_router(part.router)


@router.get("/me", response_model=Me, name="api_me", tags=["access"], responses=ERRORS)
def me(user: Annotated[User, Depends(current_user)]) -> Me:
    """Who asks, and with which role."""
    return Me(name=user.name, role=user.role)


@router.get(
    "/live", name="api_live", tags=["live"], response_class=Response,
    responses={
        **ERRORS,
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events"},
    },
)  # fmt: skip
async def changes(request: Request, last_event_id: Annotated[str | None, Header(max_length=60)] = None) -> Response:
    """Changes as server-sent events: ``document``, ``decision``, ``change``; goes on until it is closed."""
    return live.response(request, last_event_id)
