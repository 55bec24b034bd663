"""What every page handler starts from: the ledger, and a template filled in."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from whosays.ledger import Ledger


def ledger_of(request: Request) -> Ledger:
    """The ledger that this server shows."""
    ledger: Ledger = request.app.state.ledger
    return ledger


def page(request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
    """A template as an answer."""
    found: Response = request.app.state.templates.TemplateResponse(request, template, context, status_code=status)
    return found
