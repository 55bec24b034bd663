"""Words in documents: the full-text index of SQLite and of PostgreSQL under one condition."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement

from whosays.ledger import schema as t


def terms(words: str) -> list[str]:
    """Words and phrases (in quotation marks) of what somebody looks for; nothing else of it is kept."""
    found = [a or b for a, b in re.findall(r'"([^"]+)"|(\S+)', words)]
    cleaned = [" ".join(re.findall(r"[^\W_]+", x)) for x in found]
    return [x for x in cleaned if x]


class HoldsWords(ColumnElement[bool]):
    """True for rows of `document` whose title or text holds what the bound query asks for."""

    inherit_cache = True
    type = sa.Boolean()

    def __init__(self, sqlite: str, postgresql: str) -> None:
        self.sqlite = sa.bindparam(None, sqlite, sa.Text, unique=True)
        self.postgresql = sa.bindparam(None, postgresql, sa.Text, unique=True)

    _traverse_internals = [  # noqa: RUF012
        ("sqlite", sa.sql.visitors.InternalTraversal.dp_clauseelement),
        ("postgresql", sa.sql.visitors.InternalTraversal.dp_clauseelement),
    ]


@compiles(HoldsWords, "sqlite")
def _sqlite(element: HoldsWords, compiler: Any, **kw: Any) -> str:
    query = compiler.process(element.sqlite, **kw)
    return f"document.seq IN (SELECT rowid FROM document_words WHERE document_words MATCH {query})"


@compiles(HoldsWords, "postgresql")
def _postgresql(element: HoldsWords, compiler: Any, **kw: Any) -> str:
    query = compiler.process(element.postgresql, **kw)
    return (
        f"to_tsvector('simple', coalesce(document.title, '') || ' ' || document.text) @@ to_tsquery('simple', {query})"
    )


def holding(words: str) -> sa.Select[Any]:
    """The ids of documents that hold all these words; of none where there are no words to look for."""
    found = terms(words)
    if not found:
        return sa.select(t.document.c.id).where(sa.false())
    phrases = " & ".join("(" + " <-> ".join(x.split()) + ")" for x in found)
    return sa.select(t.document.c.id).where(HoldsWords(" ".join(f'"{x}"' for x in found), phrases))
