"""The application: ledger, templates, static files, pages and API put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from whosays import __version__
from whosays.ledger import Ledger
from whosays.web import api, login, pages, problems
from whosays.web.access import Access, require
from whosays.web.live import Live
from whosays.web.openapi import describe
from whosays.web.reading import Reading
from whosays.web.security import Guard
from whosays.web.settings import Settings
from whosays.web.templating import make_templates

_STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """The application of one ledger; it is opened here, and closed when the server stops.

    In ``app.state``: ledger (`Ledger`, with a pool of connections: handlers are plain functions, run by threads),
    settings, access (`Access`), templates, reading (`Reading`), live (`Live`, while it runs). Every page needs the
    role reader. Raises LedgerError.
    """
    ledger = Ledger(settings.ledger)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        app.state.live = Live(ledger)
        yield
        app.state.live.closing.set()
        ledger.close()

    app = FastAPI(
        title="whosays",
        version=__version__,
        description="Who says what happened, and do the accounts agree? The ledger over HTTP.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.ledger = ledger
    app.state.settings = settings
    app.state.access = Access(settings)
    app.state.templates = make_templates()
    app.state.reading = Reading(settings)
    app.openapi = lambda: describe(app, settings)  # type: ignore[method-assign]
    problems.install(app)
    app.mount("/static/vendor/leaflet", StaticFiles(directory=leaflet.BASE_DIR), name="leaflet")
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.include_router(login.router)
    app.include_router(api.router, prefix="/api/v1", dependencies=[Depends(require("reader"))])
    app.include_router(pages.router, dependencies=[Depends(require("reader"))], include_in_schema=False)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=5)
    app.add_middleware(Guard, settings=settings)
    return app
