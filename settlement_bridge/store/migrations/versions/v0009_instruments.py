"""Instruments of which units may be issued: those there are, and the published vintages."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

revision = "v0009"
down_revision = "v0008"

_PUBLISHED = {"CEA": 2020} | {f"CEA{year % 100}": year for year in range(2021, 2027)}


def upgrade() -> None:
    """Make the table and fill it."""
    table = op.create_table(
        "instruments",
        sa.Column("instrument", sa.String(24), primary_key=True),
        sa.Column("year", sa.SmallInteger, nullable=True),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    issued = op.get_bind().execute(text("SELECT DISTINCT instrument FROM issues")).scalars()
    years = dict.fromkeys(issued, None) | _PUBLISHED
    now = time.time_ns()
    noted = {"time_ns": now, "who": "upgrade"}
    op.bulk_insert(table, [{"instrument": code, "year": years[code], **noted} for code in years])
