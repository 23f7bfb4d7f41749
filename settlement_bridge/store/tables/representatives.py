"""The tables of representatives' rights, on the core's metadata; rows are only added, or a
proposal's end filled in.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from settlement_bridge.records import DOCUMENT_SIZE, NAME_SIZE, NOTE_SIZE
from settlement_bridge.store.tables.registry import WHO_SIZE, metadata, number_type

FIELDS_SIZE = 2_000  # of a proposal, as JSON
PUBLIC_KEY_SIZE = 64

mandates = Table(  # the last one of an entity and key counts; without rights: withdrawn
    "mandates",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("key", String(WHO_SIZE), nullable=False),
    Column("public_key", String(PUBLIC_KEY_SIZE), nullable=False),
    Column("name", String(NAME_SIZE), nullable=False),
    Column("title", String(NAME_SIZE), nullable=False),
    Column("rights", SmallInteger, nullable=False),  # the sum of `rights.Right`
    Column("first", Integer, nullable=False),  # trading days between which it holds
    Column("last", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Index("mandates_entity", "entity", "key", "number"),
)

proposals = Table(  # what one representative asked for and another has to approve
    "proposals",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("operation", String(32), nullable=False),
    Column("fields", String(FIELDS_SIZE), nullable=False),
    Column("maker", String(WHO_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("checker", String(WHO_SIZE), nullable=False),  # empty while it waits
    Column("decided_ns", BigInteger, nullable=False),
    Column("event", BigInteger, nullable=False),  # what it led to; 0: nothing
    Column("note", String(NOTE_SIZE), nullable=False),
    Index("proposals_status", "status", "number"),
    Index("proposals_account", "account", "number"),
)
