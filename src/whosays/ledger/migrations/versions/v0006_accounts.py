"""Indexes that hold what facets count: who tells of which incident, and from which side."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make them; the first takes the place of the one on the source alone."""
    op.create_index("account_told", "account", ["source", "incident", "independent"])
    op.create_index("account_aside", "account", ["side", "incident"])
    op.drop_index("account_source", "account")
