"""What every page handler starts from: the ledger, and a template filled in."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from whosays.ledger import Ledger
from whosays.ledger.pulse import pulse


def ledger_of(request: Request) -> Ledger:
    """The ledger that this server shows."""
    ledger: Ledger = request.app.state.ledger
    return ledger


def page(request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
    """A template as an answer. In every template of a page: ``ledger_at()``, where the ledger stands now."""
    context["ledger_at"] = lambda: _at(ledger_of(request))
    found: Response = request.app.state.templates.TemplateResponse(request, template, context, status_code=status)
    return found


def _at(ledger: Ledger) -> str:
    """Version, last document and last decision, as the events of `whosays.web.live` name them."""
    with ledger.database.reading() as connection:
        now = pulse(connection)
    return f"{now.version}-{now.document}-{now.decision}"
