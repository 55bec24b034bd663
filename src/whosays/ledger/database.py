"""Opening a ledger: SQLite file or PostgreSQL URL, migrations on open, transactions, and errors in plain words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError, SQLAlchemyError

from whosays.errors import LedgerError, UsageError
from whosays.ledger.hints import hear_hints
from whosays.ledger.pulse import beat
from whosays.ledger.within import add_function

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
HEAD = KNOWN[-1]
BUSY_MS = 120_000
# one number for all ledgers: writers of one PostgreSQL database take turns
_WRITE_LOCK = 7_468_236_410
_SQLITE_HEADER = b"SQLite format 3\x00"


class Database:
    """A connection pool with `reading()` and `writing()` transactions. Writers take turns; readers never wait.

    location: path of an SQLite file, or ``postgresql://user:password@host/database``.
    create: make a new ledger where there is none; otherwise a missing one is an error.
    upgraded: called in the transaction that brought an older ledger up to date, with the step that it was at.
    """

    _current = False  # the tables are those of this version

    def __init__(
        self,
        location: str | os.PathLike[str],
        create: bool = True,
        read_only: bool = False,
        upgraded: Callable[[Connection, str], None] | None = None,
    ) -> None:
        self.location = os.fspath(location)
        self.is_sqlite = "://" not in self.location
        self.read_only = read_only
        self.upgraded = upgraded
        if self.is_sqlite:
            self.engine = self._sqlite(Path(self.location), create)
        else:
            self.engine = self._postgresql(self.location)
        with self._plain_errors():
            self._migrate()
        self._current = True

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the ledger, however much is written meanwhile."""
        with self._plain_errors(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes the ledger: all of it or nothing is kept."""
        if self.read_only:
            raise LedgerError(f"{self.location}: the ledger is open for reading only (folder or file is read-only)")
        with self._plain_errors(), self.engine.connect() as connection:
            connection = connection.execution_options(whosays_write=True)
            if not self.is_sqlite:  # a writer must see what those before it in the queue have written
                connection = connection.execution_options(isolation_level="READ COMMITTED")
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _WRITE_LOCK})
                yield connection
                if self._current:
                    beat(connection)

    def _sqlite(self, path: Path, create: bool) -> Engine:
        existed = path.exists()
        if not create and (not existed or (path.is_file() and not path.stat().st_size)):
            raise LedgerError(f"{path}: there is no ledger here; make one with: whosays add FILE --ledger {path}")
        if path.is_dir():
            raise LedgerError(f"{path}: this is a folder; name a file in it")
        if not existed and not path.parent.is_dir():
            raise LedgerError(f"{path}: the folder {path.parent} does not exist")
        if existed and path.stat().st_size:
            try:
                with path.open("rb") as f:
                    header = f.read(16)
            except OSError as error:
                raise LedgerError(f"{path}: cannot be read ({error.strerror})") from None
            if header != _SQLITE_HEADER:
                raise LedgerError(f"{path}: this is no ledger (not an SQLite file); nothing was changed")
        writable = os.access(path, os.W_OK) if existed else True
        if existed and not (writable and os.access(path.parent, os.W_OK)):
            self.read_only = True
        if not existed and not os.access(path.parent, os.W_OK):
            raise LedgerError(f"{path}: cannot be made, the folder is read-only")

        def connect() -> sqlite3.Connection:
            if not self.read_only:
                return sqlite3.connect(path, timeout=BUSY_MS / 1000, check_same_thread=False)
            # without a place for its side files SQLite can read a ledger only as one that nobody changes
            unchanging = not Path(f"{path}-wal").exists() and not os.access(path.parent, os.W_OK)
            mode = "mode=ro&immutable=1" if unchanging else "mode=ro"
            uri = f"{path.resolve().as_uri()}?{mode}"
            return sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000, check_same_thread=False)

        engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.QueuePool)
        hear_hints(engine)

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            add_function(connection)
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            if not self.read_only:
                _to_wal(cursor)
                cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA cache_size = -65536")
            cursor.execute("PRAGMA temp_store = MEMORY")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            write = connection.get_execution_options().get("whosays_write")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

        return engine

    @staticmethod
    def _postgresql(url: str) -> Engine:
        if not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
            raise UsageError(f"'{url.split('://')[0]}' is no kind of ledger; give a file name or postgresql://…")
        try:
            import psycopg  # noqa: F401
        except ImportError:
            raise LedgerError("PostgreSQL needs one more package: pip install 'whosays[postgresql]'") from None
        bare = url.split("://", 1)[1]
        engine = sa.create_engine(f"postgresql+psycopg://{bare}", pool_pre_ping=True)

        return engine.execution_options(isolation_level="REPEATABLE READ")

    def _migrate(self) -> None:
        """Bring the tables to what this version needs, in one transaction; a ledger of a newer version is refused."""
        with self.engine.connect() as connection, connection.begin():
            found = _revision(connection)
        self._check(found)
        if found == HEAD:
            return
        if self.read_only:
            raise LedgerError(f"{self.location}: an older ledger that must be brought up to date, but it is read-only")
        with self.writing() as connection:
            found = _revision(connection)
            self._check(found)
            if found is None and _foreign_tables(connection):
                raise LedgerError(f"{self.location}: a database of something else, not a ledger; nothing was changed")
            if found != HEAD:
                _upgrade(connection)
                if found is not None and self.upgraded is not None:
                    self.upgraded(connection, found)

    def _check(self, found: str | None) -> None:
        if found is not None and found not in KNOWN:
            raise LedgerError(
                f"{self.location}: made by a newer version of whosays (step {found}, this one knows {HEAD});"
                " nothing was changed. Install the newer version to open it"
            )

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """Database errors as LedgerErrors that say what to do."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise LedgerError(f"{self.shown}: {_in_plain_words(error)}") from error

    @property
    def shown(self) -> str:
        """The location without a password."""
        return self.location if self.is_sqlite else sa.engine.make_url(self.location).render_as_string()


def _to_wal(cursor: sqlite3.Cursor) -> None:
    """Write-ahead logging; another process may be switching it on at this moment."""
    for attempt in range(200):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 199:
                raise
            time.sleep(0.05)


def _revision(connection: Connection) -> str | None:
    """The step the tables are at, or None where there are none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).fetchone()
    return row[0] if row else None


def _foreign_tables(connection: Connection) -> bool:
    """True where an SQLite file holds tables that are not ours (a PostgreSQL database may be shared)."""
    return connection.dialect.name == "sqlite" and bool(sa.inspect(connection).get_table_names())


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "whosays.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _in_plain_words(error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error).strip()
    low = text.lower()
    if "full" in low or "no space" in low or "could not extend" in low:
        return "the disk is full; nothing of the last step was kept, free some room and run it again"
    if "malformed" in low or "not a database" in low or "corrupt" in low:
        return f"the ledger is damaged ({text}); nothing was changed. Restore a copy, or try: sqlite3 FILE .recover"
    if "readonly" in low or "read-only" in low:
        return "the ledger is read-only"
    if "unable to open" in low:
        return "cannot be opened (missing folder, or no permission)"
    if "locked" in low:
        return "another process has been writing for two minutes; try again"
    if "disk i/o" in low:
        return "the disk refused to write (full, or a limit on file size); nothing of the last step was kept"
    if isinstance(error, OperationalError | DatabaseError | ProgrammingError):
        return text.splitlines()[0] if text else type(error).__name__
    return f"{type(error).__name__}: {text}"
