"""The table of recoveries: each time the registry caught up with the exchange, and the journal
numbers it passed over.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from settlement_bridge.store.tables.registry import WHO_SIZE, metadata, number_type

recoveries = Table(
    "recoveries",
    metadata,
    # journal number of the entry that begins it
    Column("number", number_type, primary_key=True, autoincrement=False),
    # last number of the copy; those up to `number` are given no more
    Column("journal_before", BigInteger, nullable=False),
    # last number that the exchange had applied
    Column("exchange_last", BigInteger, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("ended_ns", BigInteger, nullable=True),  # null: still under way
)
