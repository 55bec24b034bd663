"""``INDEXED BY`` on SQLite: SQLAlchemy's `with_hint` says which index a table is read through, and SQLite hears it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import Engine


class _Compiler(SQLiteCompiler):
    """SQLite's compiler with hints behind table names, which SQLAlchemy leaves out for it."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def hear_hints(engine: Engine) -> None:
    """Let queries on an SQLite engine name their indexes. A hint that cannot be followed is an error of the query."""
    engine.dialect.statement_compiler = _Compiler
