"""Shingles know the day of their document: a text is looked up among those of its fortnight, not among all."""

import datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ROWS = 5_000
_UNDATED = -1


def upgrade() -> None:
    """Make the table anew, with the day in its key."""
    connection = op.get_bind()
    op.rename_table("shingle", "shingle_before")
    op.drop_index("shingle_document", "shingle_before")
    if connection.dialect.name == "postgresql":
        op.execute("ALTER INDEX IF EXISTS shingle_pkey RENAME TO shingle_before_pkey")
    table = op.create_table(
        "shingle",
        sa.Column("hash", _BIG, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, sa.ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    found = connection.execute(
        sa.text(
            "SELECT s.hash, s.document, d.published FROM shingle_before s JOIN document d ON d.id = s.document"
            " ORDER BY s.hash, s.document"
        )
    )
    while rows := found.fetchmany(_ROWS):
        connection.execute(
            sa.insert(table), [{"hash": r.hash, "day": _day(r.published), "document": r.document} for r in rows]
        )
    op.drop_table("shingle_before")
    op.create_index("shingle_document", "shingle", ["document"])


def _day(published: str | None) -> int:
    return datetime.date.fromisoformat(published[:10]).toordinal() if published else _UNDATED
