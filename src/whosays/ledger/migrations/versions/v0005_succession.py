"""Which telling of a new version stands for a telling of an earlier one; filled when all steps are done."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "succession",
        sa.Column("earlier", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, sa.ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("now", sa.Text, sa.ForeignKey("telling.id", ondelete="CASCADE"), nullable=False),
        sqlite_with_rowid=False,
    )
    for column in ("document", "code", "now"):
        op.create_index(f"succession_{column}", "succession", [column])
