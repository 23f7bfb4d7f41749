"""Acts of the registry's staff that await a second key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0020"
down_revision = "v0019"


def upgrade() -> None:
    """Make the table, empty."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "held_acts",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("operation", sa.String(32), nullable=False),
        sa.Column("request", sa.String(20_000), nullable=False),
        sa.Column("maker", sa.String(64), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("until_ns", sa.BigInteger, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_ns", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("led_to", sa.BigInteger, nullable=False),
    )
    op.create_index("held_acts_status", "held_acts", ["status", "number"])
