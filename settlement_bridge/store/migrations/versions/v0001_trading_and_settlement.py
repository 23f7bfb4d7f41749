"""Accounts, holdings, journal, transfers, trades and days: the registry of version 0.1.0."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_code = sa.String(24)


def upgrade() -> None:
    """Make the first tables."""
    _settlement()
    op.create_table(
        "accounts",
        sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("opened_ns", sa.BigInteger, nullable=False),
        sa.Column("opened_by", sa.String(64), nullable=False),
    )
    op.create_table(
        "holdings",
        sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("instrument", _code, primary_key=True),
        sa.Column("state", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.CheckConstraint("account = -1 OR quantity >= 0", name="holding_not_negative"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("from_account", sa.Integer, nullable=False),
        sa.Column("from_state", sa.SmallInteger, nullable=False),
        sa.Column("to_account", sa.Integer, nullable=False),
        sa.Column("to_state", sa.SmallInteger, nullable=False),
        sa.Column("method", _code, nullable=False),
        sa.Column("trade", sa.BigInteger, nullable=False),
        sa.Column("reference", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.CheckConstraint("quantity >= 0", name="entry_not_negative"),
    )
    op.create_index("journal_from", "journal", ["from_account", "number"])
    op.create_index("journal_to", "journal", ["to_account", "number"])
    op.create_table(
        "transfers",
        sa.Column("reference", _number, primary_key=True, autoincrement=False),
        sa.Column("task", sa.SmallInteger, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
    )
    op.create_index("transfers_status", "transfers", ["status", "reference"])


def _settlement() -> None:
    op.create_table(
        "registry",
        sa.Column("one", sa.SmallInteger, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("epoch", sa.String(64), nullable=False),
        sa.Column("next_seq", sa.BigInteger, nullable=False),
    )
    amounts = ("price", "quantity", "amount_fen")
    fees = [
        f"{who}_{what}_fee_fen" for who in ("buyer", "seller") for what in ("trading", "settlement")
    ]
    op.create_table(
        "trades",
        sa.Column("seq", _number, primary_key=True, autoincrement=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("method", _code, nullable=False),
        sa.Column("trade", sa.BigInteger, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("instrument_number", sa.Integer, nullable=False),
        *[sa.Column(name, sa.BigInteger, nullable=False) for name in amounts],
        sa.Column("buyer", sa.Integer, nullable=False),
        sa.Column("seller", sa.Integer, nullable=False),
        *[sa.Column(name, sa.BigInteger, nullable=False) for name in fees],
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.UniqueConstraint("method", "trade", name="trade_once"),
    )
    op.create_index("trades_day", "trades", ["date", "status", "seq"])
    op.create_table(
        "days",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("count", sa.BigInteger),
        sa.Column("quantity", sa.BigInteger),
        sa.Column("amount_fen", sa.BigInteger),
        sa.Column("tape_hash", sa.String(16)),
        sa.Column("composite_close", sa.BigInteger),
        sa.Column("failed", sa.BigInteger, nullable=False),
        sa.Column("problem", sa.String(400), nullable=False),
    )
    op.create_table(
        "day_closes",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("instrument", _code, primary_key=True),
        sa.Column("price", sa.BigInteger, nullable=False),
    )
