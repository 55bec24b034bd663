"""Cursors of lists: where the next page begins, opaque to whoever carries it, of no use for another query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Annotated, Any

from fastapi import Query

from whosays.errors import NotFoundError
from whosays.web.query import HELP

Cursor = Annotated[str | None, Query(max_length=600, pattern=r"^[A-Za-z0-9_-]+$", description=HELP["cursor"] + ".")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


def make(query: object, place: tuple[Any, ...] | None) -> str | None:
    """The cursor of a place in the answer to a query; None where there is no next page."""
    if place is None:
        return None
    text = json.dumps([_mark(query), *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(query: object, cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """The place that a cursor stands for, values of these types. Raises NotFoundError for one of another query."""
    if cursor is None:
        return None
    try:
        mark, *place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError):
        raise NotFoundError("cursor: this is none; take it from the page before") from None
    if mark != _mark(query) or len(place) != len(types):
        raise NotFoundError("cursor: it belongs to another query; begin again without it")
    for n, (value, kind) in enumerate(zip(place, types, strict=True)):
        if kind is float and isinstance(value, int):
            place[n] = float(value)
        elif not isinstance(value, kind) or isinstance(value, bool):
            raise NotFoundError("cursor: this is none; take it from the page before")
    return tuple(place)


def _mark(query: object) -> str:
    return hashlib.blake2b(repr(query).encode("utf8", "replace"), digest_size=6).hexdigest()
