"""Whether these are the exchange's own books of cash; `books.registry` writes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0018"
down_revision = "v0017"


def upgrade() -> None:
    """Make the table, empty: until now there was no such registry."""
    op.create_table(
        "cash_books",
        sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
    )
