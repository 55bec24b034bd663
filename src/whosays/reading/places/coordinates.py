"""Points that a text gives in degrees: «31.5313, 34.4667», «31°31'52"N 34°28'0"E»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DECIMAL = re.compile(
    r"(?<![\d.,])(?P<lat>[-−]?\d{1,2}\.\d{2,})°? ?(?P<ns>[NS])? ?[,;/ ] ?"
    r"(?P<lon>[-−]?\d{1,3}\.\d{2,})°? ?(?P<ew>[EW])?(?![\w°]|[.,]\d)"
)
_MINUTES = r"(?P<{0}>\d{{1,3}})° ?(?P<{0}m>\d{{1,2}})['’′] ?(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)(?:[\"”″]|''|’’) ?)?"
_SEXAGESIMAL = re.compile(rf"(?<!\d){_MINUTES.format('lat')}(?P<ns>[NS])[,;/ ]+{_MINUTES.format('lon')}(?P<ew>[EW])\b")
# as many decimals are no other numbers; two or three may be any («fell from 31.52, 34.46 percent»)
_TELLING = re.compile(r"\.\d{4,}.*\.\d{4,}|[°NSEW]", re.DOTALL)


class Point(NamedTuple):
    """A point: where its words stand, degrees, and whether they can be nothing else."""

    span: tuple[int, int]
    lat: float
    lon: float
    sure: bool


def points(text: str) -> Iterator[Point]:
    """Each point that the text gives; numbers out of range are none."""
    for m in (*_DECIMAL.finditer(text), *_SEXAGESIMAL.finditer(text)):
        lat, lon = _degrees(m, "lat"), _degrees(m, "lon")
        lat, lon = -abs(lat) if m["ns"] == "S" else lat, -abs(lon) if m["ew"] == "W" else lon
        if abs(lat) <= 90 and abs(lon) <= 180:
            yield Point(m.span(), round(lat, 6), round(lon, 6), bool(_TELLING.search(m.group())))


def _degrees(m: re.Match[str], name: str) -> float:
    parts = m.groupdict()
    minutes, seconds = (float(parts.get(name + unit) or 0) for unit in "ms")
    return float(m[name].replace("−", "-")) + minutes / 60 + seconds / 3600
