"""The templates' environment: everything is escaped, links and form tokens are functions."""

from __future__ import annotations

from typing import Any

import jinja2
from fastapi import Request
from fastapi.templating import Jinja2Templates

from whosays import __version__
from whosays.web.access import csrf_token
from whosays.web.links import path_for
from whosays.web.query import as_params
from whosays.web.wording import install


def make_templates() -> Jinja2Templates:
    """The environment. In every template: ``request``, ``user`` (None at the login), ``path_for('name', id=…)`` (with a
    query: ``path_for('overview', as_params(filter, kind='clash'))``), ``csrf_token()``, ``version``.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("whosays.web", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        path_for=jinja2.pass_context(
            lambda context, name, *args, **kw: path_for(context["request"], name, *args, **kw)
        ),
        csrf_token=jinja2.pass_context(lambda context: csrf_token(context["request"])),
        as_params=as_params,
        version=__version__,
    )
    install(environment)
    return Jinja2Templates(env=environment, context_processors=[_context])


def _context(request: Request) -> dict[str, Any]:
    state, settings = request.state, request.app.state.settings
    return {"user": getattr(state, "user", None), "open_access": settings.open}
