"""The registry's tables. Numbers of states, kinds and statuses are those of `records`; quantities are tonnes or fen."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

SCHEMA_VERSION = 1
CODE_SIZE = 24
NAME_SIZE = 64
HASH_SIZE = 16
TEXT_SIZE = 400

metadata = MetaData()
_number = BigInteger().with_variant(Integer, "sqlite")  # on SQLite the row's own number: no second index

registry = Table(
    "registry",
    metadata,
    Column("one", SmallInteger, primary_key=True),  # a single row, 1
    Column("version", Integer, nullable=False),
    Column("epoch", String(64), nullable=False),  # of the settlement stream; empty before the first message
    Column("next_seq", BigInteger, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("opened_ns", BigInteger, nullable=False),
    Column("opened_by", String(64), nullable=False),
)

holdings = Table(
    "holdings",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("instrument", String(CODE_SIZE), primary_key=True),  # empty: cash
    Column("state", SmallInteger, primary_key=True, autoincrement=False),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("account = -1 OR quantity >= 0", name="holding_not_negative"),
    sqlite_with_rowid=False,
)

journal = Table(
    "journal",
    metadata,
    Column("number", _number, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("from_account", Integer, nullable=False),
    Column("from_state", SmallInteger, nullable=False),
    Column("to_account", Integer, nullable=False),
    Column("to_state", SmallInteger, nullable=False),
    Column("method", String(CODE_SIZE), nullable=False),
    Column("trade", BigInteger, nullable=False),
    Column("reference", BigInteger, nullable=False),
    Column("who", String(64), nullable=False),
    CheckConstraint("quantity >= 0", name="entry_not_negative"),
    Index("journal_from", "from_account", "number"),
    Index("journal_to", "to_account", "number"),
)

transfers = Table(
    "transfers",
    metadata,
    Column("reference", _number, primary_key=True, autoincrement=False),
    Column("task", SmallInteger, nullable=False),
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("code", String(64), nullable=False),
    Index("transfers_status", "status", "reference"),
)

trades = Table(
    "trades",
    metadata,
    Column("seq", _number, primary_key=True, autoincrement=False),
    Column("date", Integer, nullable=False),
    Column("method", String(CODE_SIZE), nullable=False),
    Column("trade", BigInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("instrument_number", Integer, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("buyer", Integer, nullable=False),
    Column("seller", Integer, nullable=False),
    Column("buyer_trading_fee_fen", BigInteger, nullable=False),
    Column("buyer_settlement_fee_fen", BigInteger, nullable=False),
    Column("seller_trading_fee_fen", BigInteger, nullable=False),
    Column("seller_settlement_fee_fen", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("reason", String(TEXT_SIZE), nullable=False),
    UniqueConstraint("method", "trade", name="trade_once"),
    Index("trades_day", "date", "status", "seq"),
)

days = Table(
    "days",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("status", SmallInteger, nullable=False),
    Column("count", BigInteger),  # the feed's figures, from the close on
    Column("quantity", BigInteger),
    Column("amount_fen", BigInteger),
    Column("tape_hash", String(HASH_SIZE)),
    Column("composite_close", BigInteger),
    Column("failed", BigInteger, nullable=False),
    Column("problem", String(TEXT_SIZE), nullable=False),
)

day_closes = Table(
    "day_closes",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("instrument", String(CODE_SIZE), primary_key=True),
    Column("price", BigInteger, nullable=False),
)
