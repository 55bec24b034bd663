"""The gazetteer's index: one SQLite file, opened read-only, looked up by folded name."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import platformdirs

from whosays.errors import GazetteerError
from whosays.gazetteer.entry import Entry
from whosays.gazetteer.fold import fold, loose

BUILDER_VERSION = 5
MOST_ENTRIES = 120

_FIELDS = (
    "e.id, e.gazetteer_id, e.name, e.kind, e.feature, e.country, e.admin1, e.admin2, e.lat, e.lon, "
    "e.population, e.radius_km"
)
_BY_NAME = (
    f"SELECT {_FIELDS}, n.main FROM {{table}} n JOIN entry e ON e.id = n.entry WHERE n.key = ? "
    f"ORDER BY e.source DESC, e.population DESC, e.id LIMIT {MOST_ENTRIES}"
)


def cache_dir() -> Path:
    """Folder of the index: ``WHOSAYS_CACHE`` where set, else the user's cache folder."""
    return Path(os.environ.get("WHOSAYS_CACHE") or platformdirs.user_cache_dir("whosays"))


class Gazetteer:
    """Looks up names in one index file. Not to be shared between threads.

    Raises GazetteerError where the file is no index (missing, damaged, of another builder).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
            self.info: dict[str, object] = {
                k: json.loads(v) for k, v in self._db.execute("SELECT key, value FROM meta")
            }
            self._db.execute("SELECT id FROM entry LIMIT 1").fetchone()
            self._db.execute("SELECT entry FROM name LIMIT 1").fetchone()
        except (sqlite3.Error, ValueError) as error:
            raise GazetteerError(f"{path} is no gazetteer index ({error})") from error
        if self.info.get("builder") != BUILDER_VERSION or not self.info.get("complete"):
            raise GazetteerError(f"{path} was made by another version of the gazetteer's builder")
        self._find = lru_cache(maxsize=20_000)(self._read_name)
        self._find_loose = lru_cache(maxsize=5_000)(self._read_loose)
        self._area = lru_cache(maxsize=5_000)(self._read_area)

    def close(self) -> None:
        self._db.close()

    def find(self, name: str) -> tuple[Entry, ...]:
        """Entries that bear the name, in any spelling that folds to the same key; the most populous first."""
        return self._find(fold(name))

    def find_loosely(self, name: str) -> tuple[Entry, ...]:
        """Entries of transliterated names that sound like this one; empty for very short names."""
        key = loose(name)
        return self._find_loose(key) if key else ()

    def area(self, code: str | None) -> Entry | None:
        """The administrative area with a GeoNames code such as «UA.07» or «UA.07.6312»."""
        return self._area(code) if code else None

    def country(self, alpha3: str | None) -> Entry | None:
        """The country with this ISO 3166-1 alpha-3 code."""
        return self._area(alpha3) if alpha3 else None

    def by_id(self, gazetteer_id: str) -> Entry | None:
        """The entry with this id, for instance «geonames:703448»."""
        query = f"SELECT {_FIELDS}, 1 FROM entry e WHERE e.gazetteer_id = ? ORDER BY e.source DESC LIMIT 1"
        found = self._entries(query, gazetteer_id)
        return found[0] if found else None

    def _read_name(self, key: str) -> tuple[Entry, ...]:
        return self._entries(_BY_NAME.format(table="name"), key)

    def _read_loose(self, key: str) -> tuple[Entry, ...]:
        return self._entries(_BY_NAME.format(table="loose"), key)

    def _read_area(self, code: str) -> Entry | None:
        where = (
            "e.kind = 'country' AND e.country = ?"
            if "." not in code
            else (
                "e.feature = 'ADM2' AND e.admin2 = ?" if code.count(".") > 1 else "e.feature = 'ADM1' AND e.admin1 = ?"
            )
        )
        found = self._entries(f"SELECT {_FIELDS}, 1 FROM entry e WHERE {where} ORDER BY e.source DESC LIMIT 1", code)
        return found[0] if found else None

    def _entries(self, query: str, key: str) -> tuple[Entry, ...]:
        try:
            return tuple(_distinct(self._db.execute(query, (key,))))
        except sqlite3.Error as error:
            raise GazetteerError(
                f"the gazetteer index {self.path} cannot be read ({error}); delete it and run again to rebuild it"
            ) from error


def _distinct(rows: Iterator[tuple]) -> Iterator[Entry]:  # type: ignore[type-arg]
    """Rows as entries, an imported entry in place of the packaged one with the same id."""
    seen: set[str] = set()
    for row in rows:
        if row[1] and row[1] in seen:
            continue
        if row[1]:
            seen.add(row[1])
        yield Entry._make(row)._replace(main=bool(row[12]))
