"""The tables of offset between two registries: the link to the credits registry and what was asked
of it, in the registry of allowances; accounts bound and orders carried out, in that of credits.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from settlement_bridge.asked import DOCUMENT_SIZE, NOTE_SIZE
from settlement_bridge.store.entity_tables import CREDIT_CODE_SIZE, PUBLIC_KEY_SIZE
from settlement_bridge.store.registry_tables import (
    CODE_SIZE,
    REFERENCE_SIZE,
    TEXT_SIZE,
    WHO_SIZE,
    metadata,
    number_type,
)

ADDRESS_SIZE = 200
REASON_SIZE = 64  # of the code of a refusal
ROLE_SIZE = 16

registry_links = Table(  # the last one counts; with an empty address there is none
    "registry_links",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("address", String(ADDRESS_SIZE), nullable=False),
    Column("server_key", String(PUBLIC_KEY_SIZE), nullable=False),
    Column("key", String(WHO_SIZE), nullable=False),  # of this registry, there
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
)

account_bindings = Table(  # the last one of a peer and its account counts; account 0: none
    "account_bindings",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("peer", String(WHO_SIZE), nullable=False),  # the id of the other registry's key
    Column("peer_account", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Index("account_bindings_peer", "peer", "peer_account", "number"),
)

offsets = Table(  # what emitters have asked for
    "offsets",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("reference", String(REFERENCE_SIZE), nullable=False, unique=True),
    Column("entity", Integer, nullable=False),
    Column("account", Integer, nullable=False),
    Column("credit_code", String(CREDIT_CODE_SIZE), nullable=False),  # empty: not known
    Column("year", SmallInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),  # of the credits registry
    Column("quantity", BigInteger, nullable=False),
    Column("serials", Text, nullable=False),  # ranges as a JSON list; empty: any
    Column("date", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(ROLE_SIZE), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Column("note", String(NOTE_SIZE), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("code", String(REASON_SIZE), nullable=False),  # why it ends without an offset
    Column("message", String(TEXT_SIZE), nullable=False),
    Column("decided_by", String(WHO_SIZE), nullable=False),  # who let it go on; empty: nobody
    Column("decided_ns", BigInteger, nullable=False),
    Column("statement", Text, nullable=False),  # the last one that the credits registry signed
    Column("signed_by", String(PUBLIC_KEY_SIZE), nullable=False),
    Column("ended_date", Integer, nullable=False),  # 0: it goes on
    Column("ended_ns", BigInteger, nullable=False),
    Index("offsets_year", "year", "entity"),
    Index("offsets_status", "status", "number"),
)

offset_orders = Table(  # what registries of allowances have asked for, each under its reference
    "offset_orders",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("peer", String(WHO_SIZE), nullable=False),
    Column("reference", String(REFERENCE_SIZE), nullable=False),
    Column("peer_account", Integer, nullable=False),
    Column("account", Integer, nullable=False),  # 0: none is bound
    Column("credit_code", String(CREDIT_CODE_SIZE), nullable=False),  # empty: not known
    Column("year", SmallInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("serials", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("code", String(REASON_SIZE), nullable=False),
    Column("message", String(TEXT_SIZE), nullable=False),
    Column("date", Integer, nullable=False),  # of the status
    Column("time_ns", BigInteger, nullable=False),
    UniqueConstraint("peer", "reference", name="offset_orders_reference"),
    Index("offset_orders_account", "account", "number"),
)
