"""The last batch of the exchange's log at the end of each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0012"
down_revision = "v0011"


def upgrade() -> None:
    """Make the table, empty: no day has ended since."""
    op.create_table(
        "log_heads",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
    )
