"""Ledgers for tests: the same tests on SQLite and, where a server was started (scripts/with-postgresql), PostgreSQL."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from whosays.ledger import Ledger

SERVER = os.environ.get("WHOSAYS_TEST_POSTGRESQL")
BACKENDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.skipif(not SERVER, reason="run by scripts/with-postgresql")),
]


def new_location(backend: str, folder: Path) -> str:
    """Where a new ledger may be made."""
    if backend == "sqlite":
        return str(folder / f"{uuid.uuid4().hex}.db")
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(SERVER or "", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{SERVER}?options=-csearch_path%3D{name}"


def new_ledger(backend: str, folder: Path) -> Ledger:
    """A new, empty ledger, opened. On SQLite it is a copy: to make the tables each time costs more than most tests."""
    location = new_location(backend, folder)
    if backend == "sqlite":
        Path(location).write_bytes(_empty())
    return Ledger(location)


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        Ledger(path).close()
        return path.read_bytes()


@pytest.fixture(params=BACKENDS)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_location(request.param, tmp_path)


@pytest.fixture(params=BACKENDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(request.param, tmp_path) as ledger:
        yield ledger
