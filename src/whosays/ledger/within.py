"""A circle on the globe as a condition in SQL: a function of our own on SQLite, arithmetic on PostgreSQL."""

from __future__ import annotations

import math
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

EARTH_KM = 6371.0


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance of two points in degrees (haversine), in kilometres."""
    p, q = math.radians(lat_a), math.radians(lat_b)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


class whosays_km(GenericFunction[float]):
    """``whosays_km(lat, lon, lat, lon)``; NULL where a coordinate is."""

    type = sa.Float()
    inherit_cache = True


@compiles(whosays_km, "postgresql")
def _postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    lat_a, lon_a, lat_b, lon_b = (f"({compiler.process(c, **kw)})" for c in element.clauses)
    half = f"power(sin(radians({lat_b} - {lat_a}) / 2), 2)"
    wide = f"cos(radians({lat_a})) * cos(radians({lat_b})) * power(sin(radians({lon_b} - {lon_a}) / 2), 2)"
    return f"({2 * EARTH_KM} * asin(least(1.0, sqrt({half} + {wide}))))"


def add_function(connection: Any) -> None:
    """Make ``whosays_km`` known to a connection of ``sqlite3``."""

    def km(*values: float | None) -> float | None:
        return None if None in values else distance_km(*values)  # type: ignore[arg-type]

    connection.create_function("whosays_km", 4, km, deterministic=True)
