"""Errors as people and programs can use them: problem+json (RFC 9457) for the API, a page for browsers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from whosays.errors import InputError, LedgerError, NotFoundError, UsageError, WhosaysError
from whosays.ledger.locking import ChangedError
from whosays.web.access import Denied
from whosays.web.headers import HEADERS
from whosays.web.links import path_for
from whosays.web.query import HELP

PROBLEM = "application/problem+json"
API = "/api/"
# what a person reads in place of the protocol's words
_PAGE_TITLES = {404: "Not found", 405: "Not possible here", 409: "It has changed", 422: "This cannot be used"}
_PAGE_DETAILS = {404: "There is no such page."}


class Problem(BaseModel):
    """A problem as RFC 9457 has it. More fields: errors (what is wrong with which parameter), current (after a 409)."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None


class Unchanged(Exception):
    """No error: the client holds the answer already, under this entity tag."""

    def __init__(self, tag: str) -> None:
        self.tag = tag


def problem_response(
    status: int, detail: str | None = None, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """A problem as JSON."""
    body = {"type": "about:blank", "title": title_of(status), "status": status}
    if detail:
        body["detail"] = detail
    text = json.dumps(body | more, ensure_ascii=False).encode("utf8", "replace")
    return Response(text, status, headers, media_type=PROBLEM)


def title_of(status: int) -> str:
    """The standard words for a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def status_of(error: WhosaysError) -> int:
    """The HTTP status that says the same as one of our errors."""
    if isinstance(error, ChangedError):
        return 409
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, UsageError | InputError):
        return 422
    if isinstance(error, LedgerError):
        return 503 if isinstance(error.__cause__, SQLAlchemyError | sqlite3.Error) else 409
    return 500


def answer(
    request: Request, status: int, detail: str | None, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The problem as JSON under /api/, else as the page ``problem.html``."""
    if _of_api(request):
        return problem_response(status, detail, headers, **more)
    title = _PAGE_TITLES.get(status, title_of(status))
    context = {"status": status, "title": title, "detail": detail or _PAGE_DETAILS.get(status), **more}
    page: Response = request.app.state.templates.TemplateResponse(
        request, "problem.html", context, status_code=status, headers=headers
    )
    return page


def _of_api(request: Request) -> bool:
    return request.url.path.removeprefix(request.scope.get("root_path", "")).startswith(API)


def install(app: FastAPI) -> None:
    """Turn every error of the application into a problem."""

    @app.exception_handler(WhosaysError)
    def _ours(request: Request, error: WhosaysError) -> Response:
        more: dict[str, Any] = {}
        if isinstance(error, ChangedError):
            more["current"] = {k: v.to_dict() if v else None for k, v in error.current.items()}
        return answer(request, status_of(error), _without_dashes(str(error)), **more)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers) if error.headers else None
        if isinstance(error, Denied) and error.status_code == 401 and not _of_api(request):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(path_for(request, "login", {"next": wanted}), 303)
        detail = error.detail if error.detail != title_of(error.status_code) else None
        return answer(request, error.status_code, detail, headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [_fault_of(e) for e in error.errors()]
        first = errors[0]
        detail = f"{first['name'] or first['in']}: {first['problem']}"
        return answer(request, 422, detail, errors=errors)

    @app.exception_handler(Unchanged)
    def _unchanged(request: Request, answer_: Unchanged) -> Response:
        return Response(status_code=304, headers={"etag": answer_.tag})

    @app.exception_handler(Exception)
    def _fault(request: Request, error: Exception) -> Response:
        return answer(request, 500, f"whosays failed: {type(error).__name__}. This is a fault of the program.", HEADERS)


def _fault_of(error: Any) -> dict[str, str]:
    """One thing wrong with a request: where, which parameter, what it should be."""
    place = [str(x) for x in error["loc"]]
    name, message = ".".join(place[1:]), str(error["msg"])
    if error["type"] == "json_invalid":  # its place is an offset, no name
        name, message = "", f"this is no JSON ({error.get('ctx', {}).get('error', 'it ends too early')})"
    if error["type"] == "string_pattern_mismatch":
        given = str(error.get("input"))[:60]
        message = f"'{given}' cannot be used. {HELP.get(name, message)}"
    return {"in": place[0], "name": name, "problem": message}


def _without_dashes(text: str) -> str:
    """An option's name as a URL has it: «--since: …» is «since: …»."""
    return text[2:] if text.startswith("--") else text
