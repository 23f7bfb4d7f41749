"""Which vintages pay for which years, as the operator sets it beside the published rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0007"
down_revision = "v0006"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "vintage_rules",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("first_year", sa.SmallInteger, nullable=False),
        sa.Column("last_year", sa.SmallInteger, nullable=False),
        sa.Column("arrears", sa.SmallInteger, nullable=False),
        sa.Column("from_day", sa.Integer, nullable=False),
        sa.Column("first_vintage", sa.SmallInteger, nullable=False),
        sa.Column("last_vintage", sa.SmallInteger, nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
