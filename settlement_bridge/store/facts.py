"""Which of the registry's tables hold facts, and the bytes that a fact is known by.

A fact is what cannot be found out from anything else in the registry; the hash chain covers it. The
others are counted up from facts, and the check of the books compares them: holdings, blocks, and of
a trade whether it is delivered. Where the bridge is in the feed's stream is no fact either.

A row's bytes are the MessagePack array of its values in the order of the table's columns, in the
shortest form: whole numbers, texts in UTF-8 as they were given, or nil. So they are the same in
every database.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgpack
from sqlalchemy import Column, Table

from settlement_bridge.store import (
    approval_tables,
    authority_tables,
    credit_tables,
    entity_tables,
    law_tables,
    offset_tables,
    registry_tables,
    relation_tables,
    settlement_tables,
)
from settlement_bridge.store.settlement_tables import trades

Row = Sequence[Any]

DERIVED = frozenset({"holdings", "blocks"})
POSITIONS = frozenset({"registry", "exchange_starts"})  # what the bridge has read and agreed with
CHAIN = frozenset({"links"})

# How a trade ended, where that was not simply its delivery: `trades` has it in two columns.
ENDING = ("status", "reason")
ENDS = "trade_ends"  # what the chain calls these two
TAG_BYTES = 4
PLAIN = (1, 2)  # collected and delivered, as `books.TradeStatus` has them; without a reason

_ADDED_TO = (
    credit_tables.credit_rules,
    credit_tables.methodologies,
    credit_tables.accreditations,
    credit_tables.owner_bars,
    credit_tables.body_reports,
    credit_tables.comments,
    credit_tables.step_papers,
    credit_tables.cancellations,
)
# Tables whose rows are never changed and have ascending keys: chained a transaction at a time. Of
# `trades` only its terms are.
APPENDED: dict[str, tuple[Column[Any], ...]] = {
    table.name: tuple(column for column in table.columns if column.name not in leaving)
    for table, leaving in (
        (registry_tables.journal, ()),
        (registry_tables.moved_spans, ()),
        (registry_tables.issues, ()),
        (trades, ENDING),
        (settlement_tables.trade_orders, ()),
        (relation_tables.relations, ()),
        *((table, ()) for table in _ADDED_TO),
    )
}
_MORE = (credit_tables, law_tables, offset_tables, authority_tables, approval_tables)
# Tables of which each row is chained by itself, whenever it is written.
KEPT: dict[str, Table] = {
    name: table
    for tables in (registry_tables, entity_tables, settlement_tables, *_MORE)
    for name, table in ((each.name, each) for each in vars(tables).values() if type(each) is Table)
    if name not in {*APPENDED, *DERIVED, *POSITIONS, *CHAIN}
}
FACTS = frozenset({*APPENDED, *KEPT})


def keys_of(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table's primary key."""
    return tuple(table.primary_key.columns)


def packed(row: Iterable[Any]) -> bytes:
    """A row's bytes."""
    content: bytes = msgpack.packb([_plain(value) for value in row])
    return content


def packed_plain(rows: Iterable[Row]) -> list[bytes]:
    """The bytes of rows of plain numbers and texts, as drivers give them."""
    pack = msgpack.Packer(autoreset=True).pack
    return [pack(row) for row in rows]


def digest_of(row: Iterable[Any]) -> bytes:
    """A row's SHA-256."""
    return hashlib.sha256(packed(row)).digest()


def tags_of(rows: Iterable[bytes]) -> bytes:
    """A CRC-32 of each row, 4 bytes, to find the one that differs where their SHA-256 shows that
    one does.
    """
    tags = list(map(zlib.crc32, rows))
    return struct.pack(f"<{len(tags)}I", *tags)


def _plain(value: Any) -> Any:
    """A value as it is stored: an enum's member is a number, True is 1."""
    return int(value) if isinstance(value, int) else value
