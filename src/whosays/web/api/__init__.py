"""The REST API, version 1: one router a resource."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response

from whosays.web import live
from whosays.web.access import User, current_user
from whosays.web.api import decisions, documents, export, figures, incidents
from whosays.web.api.answers import ERRORS
from whosays.web.api.shapes import Me

router = APIRouter()
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
