"""Actors and all their mentions."""

from __future__ import annotations

from whosays.model import Actor, Place
from whosays.reading.parse import Parsed


def read_actors(parsed: Parsed, places: list[Place]) -> list[Actor]:
    """All actors of the document, in order of their first mention."""
    return []
