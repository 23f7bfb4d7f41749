"""Relations between entities, which the exchange gets for its surveillance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    """Make the table, empty: of relations so far nothing is known."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "relations",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("relation", sa.SmallInteger, nullable=False),
        sa.Column("other", sa.Integer, nullable=False),
        sa.Column("party", sa.String(120), nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("relations_entity", "relations", ["entity", "number"])
