"""The table of relations between entities. Rows are never changed: of the same entity, relation and
party the last one counts.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from settlement_bridge.asked import DOCUMENT_SIZE
from settlement_bridge.store.registry_tables import WHO_SIZE, metadata, number_type

PARTY_SIZE = 120  # bytes of UTF-8, so no more characters

relations = Table(
    "relations",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("relation", SmallInteger, nullable=False),  # as `engine.commands.Relation` has them
    Column("other", Integer, nullable=False),  # the party: an entity or account; 0: a name
    Column("party", String(PARTY_SIZE), nullable=False),
    Column("first", Integer, nullable=False),  # yyyymmdd
    Column("last", Integer, nullable=False),  # yyyymmdd; 0: open
    Column("source", String(DOCUMENT_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Index("relations_entity", "entity", "number"),
)
