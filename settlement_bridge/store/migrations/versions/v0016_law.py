"""Rows of the law that are set, sanctions, levels of alerts, and statements of fees."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0016"
down_revision = "v0015"


def upgrade() -> None:
    """Make the tables, empty: what was set of years so far stays where it is and is read first."""
    op.create_table(
        "law_rows",
        _number(),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("cells", sa.String(2_000), nullable=False),
        *_signed(),
    )
    op.create_table(
        "sanctions",
        _number(),
        *_columns("entity"),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("offence", sa.String(32), nullable=False),
        *_columns("offence_day"),
        *(sa.Column(name, sa.String(32), nullable=False) for name in ("stage", "measure")),
        *_columns("date", "until"),
        *_columns("quantity", kind=sa.BigInteger),
        *_columns("window_first", "window_last"),
        sa.Column("methods", sa.String(32), nullable=False),
        *_columns("window_quantity", "window_amount_fen", "gains_fen", kind=sa.BigInteger),
        *_columns("low", "high", "factor", "amount_fen", kind=sa.BigInteger),
        sa.Column("source", sa.String(400), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        *_signed(),
        sa.Column("note", sa.String(400), nullable=False),
    )
    op.create_index("sanctions_entity", "sanctions", ["entity", "measure", "number"])
    op.create_table(
        "sanction_acts",
        _number(),
        *_columns("sanction", kind=sa.BigInteger),
        sa.Column("kind", sa.String(16), nullable=False),
        *_columns("quantity", "event", kind=sa.BigInteger),
        *_columns("date"),
        *_signed(),
        sa.Column("note", sa.String(400), nullable=False),
    )
    op.create_index("sanction_acts_sanction", "sanction_acts", ["sanction", "number"])
    op.create_index("sanction_acts_event", "sanction_acts", ["event"])
    op.create_table(
        "alert_levels",
        _number(),
        sa.Column("level", sa.String(32), nullable=False),
        *_columns("due", "cash_fen", "price", kind=sa.BigInteger),
    )
    op.create_table(
        "fee_statements",
        _number(),
        *_columns("account", "month"),
        sa.Column("lines", sa.String(2_000), nullable=False),
        *_columns("date"),
        *_signed()[:3],
    )
    op.create_index("fee_statements_account", "fee_statements", ["account", "month", "number"])


def _number() -> sa.Column[Any]:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("number", kind, primary_key=True, autoincrement=False)


def _columns(*names: str, kind: Any = sa.Integer) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _signed() -> list[sa.Column[Any]]:
    return [
        *_columns("time_ns", kind=sa.BigInteger),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
    ]
