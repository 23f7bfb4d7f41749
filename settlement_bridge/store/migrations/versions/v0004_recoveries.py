"""Recoveries: when the registry caught up with the exchange, and the journal numbers it passed
over.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision = "v0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "recoveries",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("journal_before", sa.BigInteger, nullable=False),
        sa.Column("exchange_last", sa.BigInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("ended_ns", sa.BigInteger, nullable=True),
    )
