"""An index in the order in which incidents are listed: by their first day, those without one last."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make it."""
    op.create_index("incident_in_order", "incident", [sa.text("coalesce(start_date, '9999')"), "id"])
