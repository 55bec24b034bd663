"""Links within the server: paths only, with the prefix of a proxy, so that they hold behind any host and scheme."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request


def path_for(request: Request, name: str, query: dict[str, Any] | None = None, /, **params: Any) -> str:
    """The path of a route by its name, as in ``path_for(request, 'incident', id='i7qk2')``.

    query: values for the query string; None and '' are left out. In templates: ``path_for('incident', id=i.id)``.
    """
    path = request.scope.get("root_path", "").rstrip("/") + str(request.app.url_path_for(name, **params))
    pairs = [(k, v) for k, v in (query or {}).items() if v not in (None, "", False)]
    return f"{path}?{urlencode(pairs)}" if pairs else path
