"""The pages people look at: overview, incident, document, source, review, checks, add."""

from fastapi import APIRouter, Request
from starlette.responses import Response

router = APIRouter()


@router.get("/", name="overview")
def overview(request: Request) -> Response:
    """What happened where and when."""
    page: Response = request.app.state.templates.TemplateResponse(request, "overview.html", {})
    return page
