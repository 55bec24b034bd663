"""An index that holds what a filter by numbers asks: the figures of a role with their incident, low and best."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make it."""
    op.create_index("figure_sizes", "figure", ["role", "incident", "low", "best"])
