"""Which orders a trade was made of, as its members know them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0013"
down_revision = "v0012"


def upgrade() -> None:
    """Make the table, empty: of the trades so far nothing is known."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "trade_orders",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("buyer_order", sa.BigInteger, nullable=False),
        sa.Column("buyer_client_order_id", sa.String(20), nullable=True),
        sa.Column("seller_order", sa.BigInteger, nullable=False),
        sa.Column("seller_client_order_id", sa.String(20), nullable=True),
    )
