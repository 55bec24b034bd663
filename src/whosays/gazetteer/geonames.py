"""Imports a GeoNames dump (allCountries.zip, UA.txt) into the index, and takes what was imported out again.

The dump's columns are those of https://download.geonames.org/export/dump/readme.txt. Rows are read one by one
and written in one transaction, so memory stays small and a failure leaves the index as it was.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from whosays.errors import GazetteerError
from whosays.gazetteer.build import insert_entry, keys_of
from whosays.gazetteer.sources import Row, alpha3_codes, settlement_radius

# Feature codes taken: countries, areas, settlements, and what reports of conflict name besides.
_SETTLEMENTS = frozenset({"PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLC", "PPLG", "PPLL", "PPLS", "PPLX",
                          "PPLF", "PPLR", "STLMT"})  # fmt: skip
_KINDS = {
    "ADM1": "admin1", "ADM2": "district", "ADM3": "district", "PCLI": "country", "PCLD": "country",
    "AIRP": "facility", "AIRB": "facility", "AIRF": "facility", "MILB": "facility", "NVB": "facility",
    "DAM": "facility", "PS": "facility", "PSN": "facility", "PRN": "facility", "HSP": "facility",
    "CMPRF": "facility", "PRT": "facility", "BDG": "facility", "OILR": "facility", "RGN": "region", "AREA": "region",
    "ISL": "region", "ISLS": "region", "PEN": "region", "DSRT": "region", "VAL": "region", "MTS": "region",
    "STM": "water", "LK": "water", "SEA": "water", "GULF": "water", "STRT": "water", "BAY": "water", "RSV": "water",
}  # fmt: skip
_AIRFIELDS = frozenset({"AIRP", "AIRB", "AIRF"})
_COLUMNS = 19


def import_dump(index: Path, dump: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Add the places of a dump to the index file; returns how many. Raises GazetteerError; then nothing is added.

    progress: called now and then with (bytes read, bytes in all); ids that the index has from its packages are
    added too and stand before the packaged entry.
    """
    alpha3 = alpha3_codes()
    with _writing(index) as db:
        number = int(db.execute("SELECT max(id) FROM entry").fetchone()[0])
        db.execute("CREATE TEMP TABLE imported AS SELECT gazetteer_id FROM entry WHERE source = 1")
        db.execute("CREATE INDEX temp.imported_id ON imported (gazetteer_id)")
        added = 0
        for row in _rows(dump, alpha3, progress):
            if db.execute("SELECT 1 FROM imported WHERE gazetteer_id = ?", (row.gazetteer_id,)).fetchone():
                continue
            number += 1
            added += 1
            insert_entry(db, number, row, 1)
            strict, coarse = keys_of(row)
            db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", [(k, number, m) for k, m in strict.items()])
            db.executemany("INSERT OR IGNORE INTO loose VALUES (?, ?, ?)", [(k, number, m) for k, m in coarse.items()])
        files = json.loads((db.execute("SELECT value FROM meta WHERE key = 'imports'").fetchone() or ["[]"])[0])
        files.append({"file": dump.name, "entries": added})
        db.execute("INSERT OR REPLACE INTO meta VALUES ('imports', ?)", (json.dumps(files),))
    return added


def reset(index: Path) -> int:
    """Take all imported places out of the index file again; returns how many they were."""
    with _writing(index) as db:
        (count,) = db.execute("SELECT count(*) FROM entry WHERE source = 1").fetchone()
        for table in ("name", "loose"):
            db.execute(f"DELETE FROM {table} WHERE entry IN (SELECT id FROM entry WHERE source = 1)")
        db.execute("DELETE FROM entry WHERE source = 1")
        db.execute("DELETE FROM meta WHERE key = 'imports'")
    return int(count)


@contextmanager
def _writing(index: Path) -> Iterator[sqlite3.Connection]:
    """The index opened for writing, all or nothing."""
    with closing(sqlite3.connect(index, isolation_level=None, timeout=30)) as db:
        try:
            db.execute("PRAGMA temp_store = FILE")
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise GazetteerError(f"the gazetteer index {index} cannot be changed: {error}") from error
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _rows(dump: Path, alpha3: dict[str, str], progress: Callable[[int, int], None] | None) -> Iterator[Row]:
    try:
        with _opened(dump) as (raw, total):
            read = 0
            for number, line in enumerate(io.TextIOWrapper(raw, encoding="utf8", newline="\n"), 1):
                read += len(line)
                if progress and number % 20_000 == 0:
                    progress(min(read, total), total)
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) != _COLUMNS:
                    raise GazetteerError(
                        f"{dump}:{number}: {len(cells)} columns; a GeoNames dump has {_COLUMNS} (geonameid, name, …)"
                    )
                row = _row(cells, alpha3, f"{dump}:{number}")
                if row:
                    yield row
            if progress:
                progress(total, total)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, EOFError) as error:
        why = getattr(error, "strerror", None) or error
        raise GazetteerError(f"{dump} cannot be read as a GeoNames dump ({why})") from error


def _row(cells: list[str], alpha3: dict[str, str], where: str) -> Row | None:
    """One line of the dump; None for kinds of feature that are not taken."""
    feature = cells[7]
    kind = "settlement" if feature in _SETTLEMENTS else _KINDS.get(feature)
    if kind is None:
        return None
    try:
        lat, lon, population = float(cells[4]), float(cells[5]), int(cells[14] or 0)
    except ValueError as error:
        raise GazetteerError(f"{where}: {error}") from error
    alpha2 = cells[8]
    admin1 = f"{alpha2}.{cells[10]}" if cells[10] and kind != "country" else None
    admin2 = f"{admin1}.{cells[11]}" if admin1 and cells[11] and kind != "admin1" else None
    feature = "AIRP" if feature in _AIRFIELDS else "ADM2" if feature == "ADM3" else feature
    if feature == "ADM2" and cells[7] == "ADM3":
        admin2 = f"{admin2}.{cells[12]}" if admin2 and cells[12] else None
    radius = {"settlement": settlement_radius(population), "country": 300.0, "admin1": 80.0, "district": 20.0}
    return Row(
        f"geonames:{cells[0]}", cells[1], kind, feature, alpha3.get(alpha2), admin1, admin2, lat, lon,
        population, radius.get(kind, 3.0 if kind == "facility" else None),
        [n for n in (cells[2], *cells[3].split(",")) if n and not (len(n) <= 4 and n.isupper())],
    )  # fmt: skip


@contextmanager
def _opened(dump: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The text of the dump as bytes, and how many they are; a zip holds it as its largest .txt file."""
    if dump.suffix.lower() == ".zip":
        with zipfile.ZipFile(dump) as archive:
            texts = [
                f for f in archive.infolist() if f.filename.endswith(".txt") and "readme" not in f.filename.lower()
            ]
            if not texts:
                raise GazetteerError(f"{dump} holds no .txt file")
            largest = max(texts, key=lambda f: f.file_size)
            with archive.open(largest) as raw:
                yield raw, largest.file_size
    else:
        with open(dump, "rb") as raw:
            yield raw, dump.stat().st_size
