"""The table of acts of the registry's staff that await a second key. A row is never changed, but
its end is filled in.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, SmallInteger, String, Table

from settlement_bridge.asked import NOTE_SIZE
from settlement_bridge.store.registry_tables import WHO_SIZE, metadata, number_type

REQUEST_SIZE = 20_000  # of an act, as JSON

held_acts = Table(
    "held_acts",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("operation", String(32), nullable=False),
    Column("request", String(REQUEST_SIZE), nullable=False),
    Column("maker", String(WHO_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("until_ns", BigInteger, nullable=False),  # then it lapses
    Column("status", SmallInteger, nullable=False),
    Column("decided_by", String(WHO_SIZE), nullable=False),  # empty while it awaits approval
    Column("decided_ns", BigInteger, nullable=False),
    Column("reason", String(NOTE_SIZE), nullable=False),
    Column("led_to", BigInteger, nullable=False),  # event or change; 0: nothing was done
    Index("held_acts_status", "status", "number"),
)
