"""Live changes: what comes into the ledger, whoever puts it in, as server-sent events.

One look at the ledger's counter a second, however many listen. An event's id is where the ledger stood; a browser that
comes back sends it as ``Last-Event-ID`` and gets all that it missed.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from typing import Any

import sqlalchemy as sa
from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from whosays.errors import WhosaysError
from whosays.ledger import Ledger
from whosays.ledger import schema as t
from whosays.ledger.pulse import Pulse, pulse

SECONDS = 1.0
QUIET_SECONDS = 15.0
MOST_LISTENERS = 200
_MOST_ROWS = 200
_ID = re.compile(r"(\d{1,15})-(\d{1,15})-(\d{1,15})")


class Live:
    """Tells listeners of changes; lives in ``app.state.live``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = asyncio.Lock()
        self._now: Pulse | None = None
        self._looked = 0.0
        self.listeners = 0
        self.closing = asyncio.Event()

    async def stream(self, request: Request, last: str | None) -> AsyncIterator[bytes]:
        """Events from a place on (from now without one) until the listener goes or the server stops."""
        self.listeners += 1
        try:
            seen = parse_id(last) or await self._pulse()
            yield _event("hello", seen, {"version": seen.version})
            spoke = time.monotonic()
            while not self.closing.is_set() and not await request.is_disconnected():
                now = await self._pulse()
                if now != seen:
                    for event in await run_in_threadpool(events_between, self._ledger, seen, now):
                        yield event
                    seen, spoke = now, time.monotonic()
                elif time.monotonic() - spoke > QUIET_SECONDS:
                    yield b": still here\n\n"
                    spoke = time.monotonic()
                try:
                    await asyncio.wait_for(self.closing.wait(), SECONDS)
                except TimeoutError:
                    continue
        finally:
            self.listeners -= 1

    async def _pulse(self) -> Pulse:
        async with self._lock:
            if self._now is None or time.monotonic() - self._looked >= SECONDS * 0.9:
                self._now = await run_in_threadpool(self._look)
                self._looked = time.monotonic()
            return self._now

    def _look(self) -> Pulse:
        with self._ledger.database.reading() as connection:
            return pulse(connection)


def response(request: Request, last: str | None) -> StreamingResponse:
    """The stream as an answer. Raises HTTPException (503) where too many listen."""
    live: Live = request.app.state.live
    if live.listeners >= MOST_LISTENERS:
        raise HTTPException(503, "Too many listeners; try again later.", {"Retry-After": "60"})
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(live.stream(request, last), headers=headers, media_type="text/event-stream")


def parse_id(text: str | None) -> Pulse | None:
    """The place that an event's id stands for; None for what is no id of ours."""
    match = _ID.fullmatch(text or "")
    return Pulse(int(match[1]), int(match[2]), int(match[3])) if match else None


def events_between(ledger: Ledger, old: Pulse, new: Pulse) -> list[bytes]:
    """New documents, new decisions (up to 200 of each), then that the ledger has changed."""
    d, c = t.document.c, t.decision.c
    documents = sa.select(d.seq, d.id, d.title, d.publisher, d.published).where(
        d.seq > old.document, d.seq <= new.document
    ).order_by(d.seq).limit(_MOST_ROWS)  # fmt: skip
    decisions = sa.select(c.number, c.action, c.incident, c.decided_by, c.decided_at).where(
        c.number > old.decision, c.number <= new.decision
    ).order_by(c.number).limit(_MOST_ROWS)  # fmt: skip
    out: list[bytes] = []
    try:
        with ledger.database.reading() as connection:
            for r in connection.execute(documents):
                data = {"id": r.id, "title": r.title, "publisher": r.publisher, "published": r.published}
                out.append(_event("document", Pulse(old.version, r.seq, old.decision), data))
            for r in connection.execute(decisions):
                data = {"number": r.number, "action": r.action, "incident": r.incident, "by": r.decided_by,
                        "at": r.decided_at}  # fmt: skip
                out.append(_event("decision", Pulse(old.version, new.document, r.number), data))
    except WhosaysError:
        return []
    out.append(_event("change", new, {"version": new.version}))
    return out


def _event(name: str, at: Pulse, data: dict[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    return f"id: {at.version}-{at.document}-{at.decision}\nevent: {name}\ndata: {text}\n\n".encode("utf8", "replace")
