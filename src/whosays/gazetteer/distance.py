"""Distances and directions on the globe, in kilometres and degrees."""

from __future__ import annotations

import math

_EARTH_KM = 6371.0088
_P = math.pi / 180


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points given in degrees (haversine formula)."""
    h = (
        math.sin((lat2 - lat1) * _P / 2) ** 2
        + math.cos(lat1 * _P) * math.cos(lat2 * _P) * math.sin((lon2 - lon1) * _P / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def offset(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point ``km`` from (lat, lon) in the direction ``bearing`` (degrees clockwise from north)."""
    north = lat + km * math.cos(bearing * _P) / 111.2
    north = max(-90.0, min(90.0, north))
    east = lon + km * math.sin(bearing * _P) / (111.2 * max(0.05, math.cos(lat * _P)))
    return round(north, 4), round((east + 180) % 360 - 180, 4)
