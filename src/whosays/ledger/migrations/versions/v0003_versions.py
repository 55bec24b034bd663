"""Versions of documents: the keys that say which are the same story, their dates, and which one now stands.

The keys and dates of the documents that are there are filled in; which of them stand is settled when all steps are
done, in the same transaction (`whosays.ledger.putting.settle_all`).
"""

import sqlalchemy as sa
from alembic import op

from whosays.ledger.versions import keys_of, version_row
from whosays.model.report import DocumentInfo

revision = "0003"
down_revision = "0002"

_ROWS = 2_000


def upgrade() -> None:
    """Make the two tables and fill them."""
    connection = op.get_bind()
    version = op.create_table(
        "version",
        sa.Column("document", sa.Text, sa.ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
        *(sa.Column(n, sa.Text) for n in ("modified", "effective", "dated", "seen")),
        sa.Column("newest", sa.Text, sa.ForeignKey("document.id", ondelete="SET NULL")),
        sqlite_with_rowid=False,
    )
    key = op.create_table(
        "version_key",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, sa.ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
        sqlite_with_rowid=False,
    )
    last = 0
    query = sa.text(
        "SELECT seq, id, text_id, uri, external_id, publisher, published FROM document WHERE seq > :last"
        f" ORDER BY seq LIMIT {_ROWS}"
    )
    while rows := list(connection.execute(query, {"last": last})):
        last = rows[-1].seq
        infos = [DocumentInfo(id=r.id, text_id=r.text_id, published=r.published) for r in rows]
        connection.execute(sa.insert(version), [version_row(i) for i in infos])
        keyed = [
            {"key": k, "document": r.id} for r in rows for k in sorted(set(keys_of(r.uri, r.external_id, r.publisher)))
        ]
        if keyed:
            connection.execute(sa.insert(key), keyed)
    op.create_index("version_newest", "version", ["newest"])
    op.create_index("version_key_document", "version_key", ["document"])
