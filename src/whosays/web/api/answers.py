"""What the routers share: answers in JSON with entity tags, the shapes of errors for OpenAPI."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from whosays import __version__
from whosays.ledger import Ledger
from whosays.ledger.pulse import pulse
from whosays.web.problems import Problem, Unchanged

_MEANINGS = {
    400: "A request that is none", 401: "Nobody is logged in", 403: "The role does not allow it",
    404: "The ledger holds no such thing", 409: "It cannot be done as the ledger is now", 413: "The body is too large",
    422: "A parameter that cannot be used", 429: "Too many failed attempts", 503: "Busy, or the ledger cannot be read",
}  # fmt: skip
_DESCRIBED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": meaning} for status, meaning in _MEANINGS.items()
}
WRITE_ERRORS: dict[int | str, dict[str, Any]] = {status: _DESCRIBED[status] for status in (409, 413)}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: described for status, described in _DESCRIBED.items() if status not in WRITE_ERRORS
}


def fresh(request: Request) -> str:
    """Dependency of reading routes: the entity tag of the answer; nothing is worked out where the client holds it.

    The tag stands for the state of the ledger, the program and the address asked for. Raises Unchanged.
    """
    ledger: Ledger = request.app.state.ledger
    with ledger.database.reading() as connection:
        version = pulse(connection).version
    asked = hashlib.blake2b(f"{__version__} {request.url.path}?{request.url.query}".encode(), digest_size=6).hexdigest()
    tag = f'W/"{version}-{asked}"'
    request.state.tag = tag
    held = [x.strip() for x in request.headers.get("if-none-match", "").split(",")]
    if tag in held or "*" in held:
        raise Unchanged(tag)
    return tag


Fresh = Depends(fresh)


def ledger_of(request: Request) -> Ledger:
    """Dependency: the ledger that is served."""
    found: Ledger = request.app.state.ledger
    return found


TheLedger = Annotated[Ledger, Depends(ledger_of)]


def answer(request: Request, data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Data as JSON, with the entity tag where `fresh` made one."""
    out = dict(headers or {})
    if tag := getattr(request.state, "tag", None):
        out["etag"] = tag
    if isinstance(data, BaseModel):
        data = data.model_dump(mode="json", by_alias=True)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf8", "replace")
    return Response(text, status, out, media_type="application/json")
