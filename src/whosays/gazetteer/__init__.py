"""Where places are: an offline gazetteer from installed packages, and its index. Knows nothing of reading."""

from __future__ import annotations

from whosays.gazetteer.build import index_path, open_gazetteer
from whosays.gazetteer.distance import distance_km, offset
from whosays.gazetteer.entry import Entry
from whosays.gazetteer.fold import fold
from whosays.gazetteer.geonames import import_dump, reset
from whosays.gazetteer.index import Gazetteer

__all__ = [
    "Entry",
    "Gazetteer",
    "distance_km",
    "fold",
    "import_dump",
    "index_path",
    "offset",
    "open_gazetteer",
    "reset",
]
