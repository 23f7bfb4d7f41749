"""The latest start of an engine on the exchange's log that the registry has agreed with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0010"
down_revision = "v0009"


def upgrade() -> None:
    """Make the table, empty: no start is known yet."""
    op.create_table(
        "exchange_starts",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
    )
