"""Logging in with a token, and out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from whosays.web.access import COOKIE, Access, Denied, User, check_csrf, current_user
from whosays.web.links import path_for

router = APIRouter(include_in_schema=False)


@router.get("/login", name="login")
def login_page(request: Request, next: str = "") -> Response:
    """The form that asks for a token; straight on where no login is needed."""
    if request.app.state.settings.open:
        return RedirectResponse(_inside(request, next), 303)
    return _page(request, next, None, 200)


@router.post("/login", name="log_in")
def log_in(request: Request, token: Annotated[str, Form()] = "", csrf_token: Annotated[str, Form()] = "",
           next: Annotated[str, Form()] = "") -> Response:  # fmt: skip
    """Check the token; the right one sets the cookie and leads on, a wrong one shows the form again."""
    access: Access = request.app.state.access
    if request.app.state.settings.open:
        return RedirectResponse(_inside(request, next), 303)
    if not access.csrf_holds("nobody", csrf_token):
        return _page(request, next, "This form has expired; try again.", 403)
    try:
        user = access.enter(request, token.strip())
    except Denied as error:
        return _page(request, next, error.detail, error.status_code, error.headers)
    response = RedirectResponse(_inside(request, next), 303)
    access.give_cookie(request, response, user)
    return response


@router.post("/logout", name="log_out", dependencies=[Depends(check_csrf)])
def log_out(request: Request, user: Annotated[User, Depends(current_user)]) -> Response:
    """Forget the cookie."""
    response = RedirectResponse(path_for(request, "login"), 303)
    response.delete_cookie(COOKIE, path=request.scope.get("root_path") or "/")
    return response


def _page(
    request: Request, next: str, problem: str | None, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    context = {"next": next, "problem": problem}
    page: Response = request.app.state.templates.TemplateResponse(
        request, "login.html", context, status_code=status, headers=headers
    )
    return page


def _inside(request: Request, wanted: str) -> str:
    """The path to go on to: one of ours, never another site's."""
    home = path_for(request, "overview")
    parts = urlsplit(wanted)
    local = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if local and not parts.scheme and not parts.netloc and wanted.isprintable() else home
