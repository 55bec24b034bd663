"""What holds for every answer and request: security headers, known Host, same Origin on writes, bounded bodies."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whosays.web.headers import HEADERS
from whosays.web.problems import problem_response
from whosays.web.settings import Settings, clean_prefix, is_loopback

_READING = frozenset(("GET", "HEAD", "OPTIONS"))


class Guard:
    """ASGI middleware around the whole application.

    Sets the proxy's path prefix (a proxy may take it off the path or leave it on). Refuses a Host that is not this
    machine's while nobody logs in (a page elsewhere could otherwise point its own name at this machine), a write that
    another site's page sends, and a body larger than the settings allow.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.prefix = clean_prefix(settings.prefix)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.prefix:
            path = scope["path"]
            if path != self.prefix and not path.startswith(f"{self.prefix}/"):
                path = self.prefix + path
            scope = {**scope, "root_path": self.prefix, "path": path}
        headers = Headers(scope=scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                if not scope["path"].removeprefix(scope.get("root_path", "")).startswith("/static/"):
                    out.setdefault("cache-control", "private, no-cache")
            await send(message)

        async def refuse(status: int, detail: str) -> None:
            await problem_response(status, detail)(scope, receive, sending)

        if not self._host_known(headers.get("host", "")):
            await refuse(421, "This server is not known under that name; start it with --allow-host NAME.")
            return
        if scope["method"] not in _READING and not self._same_origin(headers):
            await refuse(403, "This request comes from the page of another site.")
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.settings.max_body:
            await refuse(413, f"The body is larger than {self.settings.max_body} bytes.")
            return
        seen = 0

        async def receiving() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.settings.max_body:
                raise HTTPException(413, f"The body is larger than {self.settings.max_body} bytes.")
            return message

        await self.app(scope, receiving, sending)

    def _host_known(self, host: str) -> bool:
        name = _name(host)
        if name in (h.lower() for h in self.settings.hosts) or is_loopback(name):
            return True
        # with a login a foreign name gives nobody anything: the cookie belongs to the name it was given under
        return not self.settings.open and not self.settings.hosts

    def _same_origin(self, headers: Headers) -> bool:
        """True where a browser says that the request is from our own page, and where no browser says anything."""
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        try:
            netloc = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        # a proxy may ask us under another name than the browser asked it
        known = _name(netloc) in (h.lower() for h in self.settings.hosts)
        return bool(netloc) and (known or netloc == headers.get("host", "").lower())


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
