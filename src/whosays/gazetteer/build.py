"""Builds the index once for the installed packages, safely where two programs start at the same time."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

from whosays.errors import GazetteerError
from whosays.gazetteer import sources
from whosays.gazetteer.fold import fold, loose
from whosays.gazetteer.index import BUILDER_VERSION, Gazetteer, cache_dir

log = logging.getLogger("whosays")

# States whose place names reach English by transliteration: only their names get a loose key.
_CODES = (
    "AFG ARE ARM AZE BGD BGR BHR BLR CHN DJI DZA EGY ERI ESH ETH GEO GRC IND IRN IRQ ISR JOR KAZ KGZ KOR KWT LBN "
    "LBY LKA MAR MKD MMR MNG MRT NPL OMN PAK PRK PSE QAT RUS SAU SDN SOM SRB SSD SYR TJK TKM TUN UKR UZB XKX YEM "
    "TCD NER MLI NGA"
)
TRANSLITERATED = frozenset(_CODES.split())
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, gazetteer_id TEXT, name TEXT NOT NULL, kind TEXT NOT NULL, feature TEXT NOT NULL,
  country TEXT, admin1 TEXT, admin2 TEXT, lat REAL, lon REAL, population INTEGER NOT NULL, radius_km REAL,
  source INTEGER NOT NULL DEFAULT 0);
CREATE TABLE name (key TEXT NOT NULL, entry INTEGER NOT NULL, main INTEGER NOT NULL,
  PRIMARY KEY (key, entry)) WITHOUT ROWID;
CREATE TABLE loose (key TEXT NOT NULL, entry INTEGER NOT NULL, main INTEGER NOT NULL,
  PRIMARY KEY (key, entry)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX entry_id ON entry (gazetteer_id);
CREATE INDEX entry_country ON entry (country) WHERE kind = 'country';
CREATE INDEX entry_admin1 ON entry (admin1) WHERE feature = 'ADM1';
CREATE INDEX entry_admin2 ON entry (admin2) WHERE feature = 'ADM2';
"""


def index_path() -> Path:
    """Where the index for the installed packages lies; the name changes with their versions."""
    key = json.dumps([BUILDER_VERSION, sources.versions()], sort_keys=True)
    return cache_dir() / f"gazetteer-{hashlib.sha256(key.encode()).hexdigest()[:12]}.sqlite"


def open_gazetteer() -> Gazetteer:
    """The gazetteer, its index built first where there is none or only a damaged one. Raises GazetteerError."""
    path = index_path()
    if path.exists():
        try:
            return Gazetteer(path)
        except GazetteerError as error:
            log.warning("%s; building it again", error)
    else:
        log.warning("building the gazetteer index, once, in %s (about half a minute)", path)
    build(path)
    return Gazetteer(path)


def build(path: Path) -> None:
    """Write the index of the packages to ``path``: first to a file beside it, then renamed over it."""
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
        os.close(handle)
        _fill(temporary, sources.rows())
        os.replace(temporary, path)
    except (OSError, sqlite3.OperationalError) as error:
        raise GazetteerError(
            f"the gazetteer index cannot be written to {path.parent} ({error}); "
            "set WHOSAYS_CACHE to a folder that can be written"
        ) from error
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def _fill(path: str, rows: Iterable[sources.Row]) -> None:
    db = sqlite3.connect(path)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + _SCHEMA)
        keys: list[tuple[str, int, int]] = []
        loose_keys: list[tuple[str, int, int]] = []
        n = 0
        for n, row in enumerate(rows, 1):
            insert_entry(db, n, row, 0)
            strict, coarse = keys_of(row)
            keys += [(k, n, main) for k, main in strict.items()]
            loose_keys += [(k, n, main) for k, main in coarse.items()]
        keys.sort()
        loose_keys.sort()
        db.executemany("INSERT INTO name VALUES (?, ?, ?)", keys)
        db.executemany("INSERT INTO loose VALUES (?, ?, ?)", loose_keys)
        db.executescript(_INDEXES)
        meta = {"builder": BUILDER_VERSION, "packages": sources.versions(), "entries": n, "complete": True}
        db.executemany("INSERT INTO meta VALUES (?, ?)", [(k, json.dumps(v)) for k, v in meta.items()])
        db.commit()
        db.execute("PRAGMA optimize")
    finally:
        db.close()


def insert_entry(db: sqlite3.Connection, number: int, row: sources.Row, source: int) -> None:
    """Put one row into the table of entries; ``source`` 0: packages, 1: imported."""
    db.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, row.gazetteer_id, row.name, row.kind, row.feature, row.country, row.admin1, row.admin2,
         row.lat, row.lon, row.population, row.radius_km, source),
    )  # fmt: skip


def keys_of(row: sources.Row) -> tuple[dict[str, int], dict[str, int]]:
    """Strict and loose keys of a row's names, each with 1 for its main name and 0 for the others."""
    strict: dict[str, int] = {}
    coarse: dict[str, int] = {}
    transliterated = row.country in TRANSLITERATED and row.kind != "facility"
    for name, main in ((row.name, 1), *((n, 0) for n in row.names)):
        key = fold(name)
        if not key.isascii() or len(key) < 2 or key.isdigit():
            continue
        strict.setdefault(key, main)
        if transliterated and key.startswith(("al ", "el ", "ash ", "ad ", "ar ", "as ", "at ", "an ", "az ")):
            strict.setdefault(key.split(" ", 1)[1], 0)
        if transliterated and (soft := loose(key)):
            coarse.setdefault(soft, main)
    return strict, coarse
