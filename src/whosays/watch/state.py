"""What a watch remembers from run to run: an SQLite file of its own.

It is no part of the ledger: the ledger holds what was reported and can be shared (PostgreSQL); this file belongs to one
watch on one machine, may be deleted (everything is then looked at once more, and the ledger passes over what it has),
and is written in small steps while the ledger is busy. Every step is one transaction, so a watch that is killed goes on
from the last whole step. Entries are written down before they are fetched and ticked off after the ledger has them.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from whosays.errors import LedgerError

_VERSION = 1
_TABLES = """
CREATE TABLE source (key TEXT PRIMARY KEY, due REAL NOT NULL DEFAULT 0, etag TEXT, modified TEXT, title TEXT,
  failures INTEGER NOT NULL DEFAULT 0, why TEXT, seen_at REAL) WITHOUT ROWID;
CREATE TABLE host (name TEXT PRIMARY KEY, failures INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE item (source TEXT NOT NULL, id TEXT NOT NULL, print TEXT NOT NULL, address TEXT, same TEXT,
  host TEXT NOT NULL, data TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  etag TEXT, modified TEXT, why TEXT, first_at REAL NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (source, id)) WITHOUT ROWID;
CREATE INDEX item_due ON item (due, place) WHERE due < 9e15;
CREATE INDEX item_same ON item (same);
CREATE INDEX item_place ON item (place);
CREATE TABLE unjudged (document TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE rule (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE told (rule TEXT NOT NULL, mark TEXT NOT NULL, PRIMARY KEY (rule, mark)) WITHOUT ROWID;
CREATE TABLE level (code TEXT NOT NULL, figure TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (code, figure))
  WITHOUT ROWID;
CREATE TABLE notice (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, rule TEXT NOT NULL,
  body TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, why TEXT);
CREATE INDEX notice_due ON notice (due) WHERE state = 'waiting';
"""
NEVER = 9e15


@dataclass(frozen=True)
class SourceState:
    """What is known of a source. due: when it is looked at again; failures: how many looks failed in a row."""

    due: float = 0.0
    etag: str | None = None
    modified: str | None = None
    title: str | None = None
    failures: int = 0
    why: str | None = None


@dataclass(frozen=True)
class Item:
    """An entry of a source. id: what the source calls it; fingerprint: changes when the source says that it changed;
    address: to be fetched (None: there is only what the source holds); same: the address written one way;
    data: what the source says of it; tries: failed attempts so far; again: it was read before, and has changed or is
    to be looked at once more.
    """

    source: str
    id: str
    fingerprint: str
    address: str | None
    same: str | None
    data: dict[str, Any] = field(default_factory=dict)
    tries: int = 0
    etag: str | None = None
    modified: str | None = None
    first_at: float = 0.0
    again: bool = False


@dataclass(frozen=True)
class Notice:
    """Something to be told once. id: the same for the same thing, in every run."""

    id: str
    rule: str
    body: dict[str, Any]
    tries: int = 0


def host_of(address: str | None) -> str:
    """Host and port of a web address, empty for what is not fetched."""
    try:
        return urlsplit(address or "").netloc.lower()
    except ValueError:
        return ""


class State:
    """The file, held by one watch at a time. Raises LedgerError where it cannot be used."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path = path
        self._lock: sqlite3.Connection | None = None
        with self._plain_errors():
            if read_only:
                self._db = self._memory_of(path)
            else:
                self._hold()
                self._db = sqlite3.connect(path, isolation_level=None, timeout=60)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
            self._make()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
        if self._lock is not None:
            self._lock.close()

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """All that is written inside is kept, or nothing of it."""
        with self._plain_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # sources and hosts

    def source(self, key: str) -> SourceState:
        """What is known of a source."""
        row = self._db.execute(
            "SELECT due, etag, modified, title, failures, why FROM source WHERE key = ?", (key,)
        ).fetchone()
        return SourceState(*row) if row else SourceState()

    def put_source(self, key: str, state: SourceState, now: float) -> None:
        """Write down what came of a look."""
        s = state
        self._db.execute(
            "INSERT OR REPLACE INTO source (key, due, etag, modified, title, failures, why, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, s.due, s.etag, s.modified, s.title, s.failures, s.why, now),
        )

    def host(self, name: str) -> tuple[int, float]:
        """Failures in a row, and until when the host is left alone."""
        row = self._db.execute("SELECT failures, until FROM host WHERE name = ?", (name,)).fetchone()
        return (row[0], row[1]) if row else (0, 0.0)

    def put_host(self, name: str, failures: int, until: float) -> None:
        """Write down how a host does; without failures it is forgotten."""
        if failures or until:
            self._db.execute("INSERT OR REPLACE INTO host VALUES (?, ?, ?)", (name, failures, until))
        else:
            self._db.execute("DELETE FROM host WHERE name = ?", (name,))

    # entries

    def enqueue(self, items: Iterable[Item], now: float) -> list[Item]:
        """Write down entries that are new, or that their source says have changed; returns these."""
        fresh: list[Item] = []
        (place,) = self._db.execute("SELECT coalesce(max(place), 0) FROM item").fetchone()
        for i in items:
            row = self._db.execute(
                "SELECT print, first_at, state, etag, modified FROM item WHERE source = ? AND id = ?", (i.source, i.id)
            ).fetchone()
            if row and row[0] == i.fingerprint:
                continue
            place += 1
            self._db.execute(
                "INSERT OR REPLACE INTO item (source, id, print, address, same, host, data, state, due, etag, modified,"
                " first_at, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (i.source, i.id, i.fingerprint, i.address, i.same, host_of(i.address), json.dumps(i.data),
                 "changed" if row and row[2] != "waiting" else "waiting", now, *(row[3:] if row else (None, None)),
                 row[1] if row else now, place),
            )  # fmt: skip
            fresh.append(i)
        return fresh

    def take(self, now: float, busy: Iterable[str]) -> Item | None:
        """The entry that has waited longest, of those whose time has come and whose host is not busy.

        It is handed out once in a run, until it is ticked off or postponed; a run that breaks off hands it out again.
        """
        hosts = sorted(busy)
        row = self._db.execute(
            "SELECT source, id, print, address, same, data, tries, etag, modified, first_at, state FROM item AS i"
            f" WHERE due < {NEVER:.0f} AND due <= ? AND host NOT IN ({','.join('?' * len(hosts))})"
            " AND NOT EXISTS (SELECT 1 FROM taken t WHERE t.source = i.source AND t.id = i.id)"
            " ORDER BY due, place LIMIT 1",
            (now, *hosts),
        ).fetchone()
        if row is None:
            return None
        self._db.execute("INSERT INTO taken VALUES (?, ?)", row[:2])
        return Item(
            source=row[0], id=row[1], fingerprint=row[2], address=row[3], same=row[4], data=json.loads(row[5]),
            tries=row[6], etag=row[7], modified=row[8], first_at=row[9], again=row[10] != "waiting",
        )  # fmt: skip

    def rest(self, host: str, until: float) -> None:
        """The entries of a host that is left alone for a while wait until then."""
        self._db.execute("UPDATE item SET due = ? WHERE host = ? AND due < ?", (until, host, until))

    def next_item(self) -> float | None:
        """When the next entry is due."""
        (due,) = self._db.execute(f"SELECT min(due) FROM item WHERE due < {NEVER:.0f}").fetchone()
        return due  # type: ignore[no-any-return]

    def twin(self, item: Item) -> str | None:
        """The source from which the same address was read already, under another name; None where there is none."""
        if item.same is None:
            return None
        row = self._db.execute(
            "SELECT source FROM item WHERE same = ? AND (source <> ? OR id <> ?) AND state = 'done'"
            " ORDER BY source LIMIT 1",
            (item.same, item.source, item.id),
        ).fetchone()
        return row[0] if row else None

    def finish(
        self, item: Item, state: str, why: str | None = None, due: float = NEVER, etag: str | None = None,
        modified: str | None = None,
    ) -> None:  # fmt: skip
        """Tick an entry off, unless it has changed meanwhile. state: done or left_out; due: of the next look."""
        self._give_back(item)
        self._db.execute(
            "UPDATE item SET state = ?, why = ?, due = ?, tries = 0, etag = coalesce(?, etag),"
            " modified = coalesce(?, modified), data = json_remove(data, '$.content', '$.summary')"
            " WHERE source = ? AND id = ? AND print = ?",
            (state, why, due, etag, modified, item.source, item.id, item.fingerprint),
        )

    def _give_back(self, item: Item) -> None:
        self._db.execute("DELETE FROM taken WHERE source = ? AND id = ?", (item.source, item.id))

    def postpone(self, item: Item, due: float, why: str | None, tries: int) -> None:
        """Another attempt later."""
        self._give_back(item)
        self._db.execute(
            "UPDATE item SET due = ?, why = ?, tries = ? WHERE source = ? AND id = ? AND print = ?",
            (due, why, tries, item.source, item.id, item.fingerprint),
        )

    def drop(self, item: Item) -> None:
        """Forget an entry."""
        self._give_back(item)
        self._db.execute("DELETE FROM item WHERE source = ? AND id = ?", (item.source, item.id))

    def begin_anew(self) -> None:
        """The ledger holds nothing: where entries were added to it, it is another one; forget sources and entries."""
        if self._db.execute("SELECT 1 FROM item WHERE state IN ('done', 'changed') LIMIT 1").fetchone():
            self._db.execute("DELETE FROM item")
            self._db.execute("DELETE FROM source")

    def counts(self) -> dict[str, int]:
        """Entries by state."""
        return dict(self._db.execute("SELECT state, count(*) FROM item GROUP BY state ORDER BY state").fetchall())

    # what rules have seen

    def expect(self, documents: Iterable[str]) -> None:
        """Write down documents that the ledger is about to get, so that the rules are asked about them for sure."""
        self._db.executemany("INSERT OR IGNORE INTO unjudged VALUES (?)", [(d,) for d in documents])

    def unjudged(self) -> list[str]:
        """Documents that the rules have yet to be asked about."""
        return [d for (d,) in self._db.execute("SELECT document FROM unjudged ORDER BY document")]

    def judged(self, documents: Iterable[str]) -> None:
        """The rules were asked about these."""
        self._db.executemany("DELETE FROM unjudged WHERE document = ?", [(d,) for d in documents])

    def knows_rule(self, name: str) -> bool:
        """Was the rule there before?"""
        return self._db.execute("SELECT 1 FROM rule WHERE name = ?", (name,)).fetchone() is not None

    def put_rule(self, name: str) -> None:
        """Remember a rule."""
        self._db.execute("INSERT OR IGNORE INTO rule VALUES (?)", (name,))

    def told(self, rule: str, marks: Iterable[str]) -> bool:
        """Was any of these told, or there before the rule?"""
        query = "SELECT 1 FROM told WHERE rule = ? AND mark = ?"
        return any(self._db.execute(query, (rule, m)).fetchone() for m in marks)

    def put_told(self, rule: str, marks: Iterable[str]) -> None:
        """Remember what was told."""
        self._db.executemany("INSERT OR IGNORE INTO told VALUES (?, ?)", [(rule, m) for m in marks])

    def level(self, codes: Iterable[str], figure: str) -> float | None:
        """The highest value known so far of a figure of an incident that goes by any of these codes."""
        query = "SELECT value FROM level WHERE code = ? AND figure = ?"
        found = [r[0] for c in codes if (r := self._db.execute(query, (c, figure)).fetchone())]
        return max(found, default=None)

    def put_level(self, rows: Iterable[tuple[str, str, float]]) -> None:
        """Remember values: (code, figure, value)."""
        self._db.executemany("INSERT OR REPLACE INTO level VALUES (?, ?, ?)", list(rows))

    # notices

    def put_notice(self, notice: Notice, now: float) -> bool:
        """Put a notice in the queue; False where it was there already."""
        n = self._db.execute(
            "INSERT OR IGNORE INTO notice (id, rule, body, state, due) VALUES (?, ?, ?, 'waiting', ?)",
            (notice.id, notice.rule, json.dumps(notice.body, ensure_ascii=False), now),
        )
        return n.rowcount == 1

    def notices(self, now: float) -> list[Notice]:
        """Notices whose time has come, in the order in which they came up."""
        rows = self._db.execute(
            "SELECT id, rule, body, tries FROM notice WHERE state = 'waiting' AND due <= ? ORDER BY number", (now,)
        )
        return [Notice(r[0], r[1], json.loads(r[2]), r[3]) for r in rows]

    def next_notice(self) -> float | None:
        """When the next notice is due."""
        (due,) = self._db.execute("SELECT min(due) FROM notice WHERE state = 'waiting'").fetchone()
        return due  # type: ignore[no-any-return]

    def put_outcome(self, notice: Notice, state: str, due: float, tries: int, why: str | None) -> None:
        """Write down what came of an attempt. state: sent, waiting or failed."""
        self._db.execute(
            "UPDATE notice SET state = ?, due = ?, tries = ?, why = ? WHERE id = ?", (state, due, tries, why, notice.id)
        )

    # the file

    def _hold(self) -> None:
        """Nobody else may watch with this file: a lock that goes with the process, however it ends."""
        self._lock = sqlite3.connect(f"{self.path}-lock", isolation_level=None, timeout=0)
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise LedgerError(
                f"{self.path}: another watch is at work with this file; stop it first, or give this one its own"
                ' (state = "…")'
            ) from None

    @staticmethod
    def _memory_of(path: Path) -> sqlite3.Connection:
        """A copy in memory, so that nothing is changed."""
        copy = sqlite3.connect(":memory:", isolation_level=None)
        if path.exists():
            with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as there:
                there.backup(copy)
        return copy

    def _make(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise LedgerError(f"{self.path}: made by a newer version of whosays; nothing was changed")
        if version == 0:
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
        self._db.execute("CREATE TEMP TABLE taken (source TEXT, id TEXT, PRIMARY KEY (source, id))")

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path}: the watch's own file cannot be used ({error})") from error
