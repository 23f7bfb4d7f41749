"""The hash chain over the registry's facts. Opening a registry fills it for what is there already
(`chain.take_over`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0011"
down_revision = "v0010"


def upgrade() -> None:
    """Make the table, empty: nothing is chained yet."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "links",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("records", sa.LargeBinary, nullable=False),
    )
