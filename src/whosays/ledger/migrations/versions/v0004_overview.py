"""A counter of changes, an index for pages by date, and on SQLite one that holds all that an overview adds up.

PostgreSQL keeps the long column of an incident apart from its row, so that a scan is narrow there without the index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OVERVIEW = (
    "sort_date", "id", "start_date", "end_date", "kind", "place", "country", "admin1", "lat", "lon", "precision",
    "agents", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "standing",
    "contested", "clarity", "review", "revision",
)  # fmt: skip


def upgrade() -> None:
    """Make the table with its one row, and the indexes."""
    change = op.create_table("change", sa.Column("version", sa.Integer, nullable=False))
    op.bulk_insert(change, [{"version": 1}])
    op.drop_index("incident_sort_date", "incident")
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("incident_overview", "incident", list(_OVERVIEW))
    else:
        op.create_index("incident_by_day", "incident", ["sort_date", "id"])
