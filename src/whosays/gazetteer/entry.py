"""An entry of the gazetteer: one place in the world."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One place.

    id: row number in the index, not stable between builds; gazetteer_id: «geonames:706483», «icao:UUOK» or None;
    kind: country, admin1, district (second level), settlement, facility, region, water, other;
    feature: GeoNames feature code where the source gives one, else the nearest of PPL, PPLC, PPLA, ADM1, ADM2,
    PCLI, AIRP; country: ISO 3166-1 alpha-3; admin1, admin2: GeoNames codes («UA.07», «UA.07.6312»);
    lat, lon: degrees, of the entry itself or, for an administrative area, the middle of its settlements;
    population: people (0 where unknown); radius_km: how far it reaches from its point;
    main: whether the name asked for is its main name rather than an alternate one.
    """

    id: int
    gazetteer_id: str | None
    name: str
    kind: str
    feature: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    population: int
    radius_km: float | None
    main: bool = True
