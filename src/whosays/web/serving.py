"""Starting the server: what must hold before it listens, where it says it can be found, how it stops."""

from __future__ import annotations

import errno
import socket
import sys
import webbrowser
from types import FrameType

import uvicorn
from fastapi import FastAPI

from whosays.errors import UsageError
from whosays.ledger import Ledger
from whosays.web.app import create_app
from whosays.web.settings import Settings, clean_prefix
from whosays.web.tokens import TokenFile

_GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """Tells those who listen for changes to go when it is asked to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        live = getattr(self.config.app.state, "live", None)  # type: ignore[union-attr]
        if live is not None:
            live.closing.set()
        super().handle_exit(sig, frame)


def run(settings: Settings, open_browser: bool = False) -> None:
    """Serve until interrupted. Raises UsageError where it must not start (no token, port taken), LedgerError."""
    check(settings)
    Ledger(settings.ledger, create=False).close()
    listening = _bind(settings)
    app: FastAPI = create_app(settings)
    host, port = listening.getsockname()[:2]
    address = f"http://{_shown(host)}:{port}{clean_prefix(settings.prefix)}/"
    print(f"whosays serves {app.state.ledger.database.shown} at {address} (Ctrl-C stops it)", file=sys.stderr)
    sys.stderr.flush()
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=_GRACE_SECONDS,
        proxy_headers=settings.proxies is not None, forwarded_allow_ips=settings.proxies, limit_concurrency=1000,
    )  # fmt: skip
    try:
        _Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def check(settings: Settings) -> None:
    """Refuse what would leave the ledger open to others. Raises UsageError."""
    if settings.open:
        return
    if not TokenFile(settings.tokens_file).all():
        where = "to log in" if settings.local else f"to listen on {settings.host}, which others can reach,"
        raise UsageError(f"{where} there must be a token; make one with: whosays token add NAME --role admin")


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # named TCP, so that asyncio turns Nagle's delay off: it would cost each answer 40 ms
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
    except (OSError, OverflowError) as error:
        listening.close()
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            why = f"port {settings.port} is taken; give another with --port, or --port 0 for any"
        elif number == errno.EACCES:
            why = f"port {settings.port} is not allowed to you; give one above 1023"
        else:
            why = f"cannot listen there ({getattr(error, 'strerror', None) or error})"
        raise UsageError(f"--host {settings.host}: {why}") from None
    return listening


def _shown(host: str) -> str:
    """The address as one types it."""
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
