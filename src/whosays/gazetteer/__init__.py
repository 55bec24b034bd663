"""Where places are: an offline gazetteer from installed packages, and its index. Knows nothing of reading."""

from __future__ import annotations

from whosays.gazetteer.build import open_gazetteer
from whosays.gazetteer.distance import distance_km, offset
from whosays.gazetteer.entry import Entry
from whosays.gazetteer.fold import fold
from whosays.gazetteer.index import Gazetteer

__all__ = ["Entry", "Gazetteer", "distance_km", "fold", "offset", "open_gazetteer"]
