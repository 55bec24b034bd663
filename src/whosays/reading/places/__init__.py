"""Places that the text names, resolved against the gazetteer."""

from __future__ import annotations

from whosays.model import Place
from whosays.reading.parse import Parsed


def read_places(parsed: Parsed) -> list[Place]:
    """All places of the document, in text order.

    A place that stands for its government, team or people («Moscow vowed») carries ``literal`` = False.
    """
    from whosays.reading.places.assemble import assemble

    return assemble(parsed)
