"""Which market a registry keeps the books of; `books.registry` writes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0015"
down_revision = "v0014"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "markets",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("market", sa.String(16), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
    )
