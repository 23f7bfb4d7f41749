"""The registry's tables. Numbers of states, kinds and statuses are those of `books`; quantities
are tonnes or fen.

A change here needs a migration (`migrations`): a test compares the tables that the migrations make
with these.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from settlement_bridge import asked
from settlement_bridge.asked import DOCUMENT_SIZE, NOTE_SIZE

CODE_SIZE = 24
HASH_SIZE = 16
TEXT_SIZE = 400
WHO_SIZE = 64
DIGEST_SIZE = 64
WRITER_SIZE = 32
REFERENCE_SIZE = asked.SIZE

metadata = MetaData()
# State.BANK: what came to the bank or left it
_CROSSING = text("from_state = 150 OR to_state = 150")
# on SQLite the row's own number: no second index
number_type = BigInteger().with_variant(Integer, "sqlite")

registry = Table(
    "registry",
    metadata,
    Column("one", SmallInteger, primary_key=True),  # a single row, 1
    # of the settlement stream; empty before the first message
    Column("epoch", String(64), nullable=False),
    Column("next_seq", BigInteger, nullable=False),
    Column("writes", BigInteger, nullable=False),  # writing transactions so far
    Column("writer", String(WRITER_SIZE), nullable=False),  # the process that made the last of them
)

MARKET_SIZE = 16
markets = Table(  # the registry's own, `books.market`: a single row, written when it was made
    "markets",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("market", String(MARKET_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
)

cash_books = Table(  # a row where these are the exchange's own books of cash (`books.legs`)
    "cash_books",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
)

# the latest start of an engine on the exchange's log that was agreed with; at most one row
exchange_starts = Table(
    "exchange_starts",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
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
    Column("number", number_type, primary_key=True, autoincrement=False),
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
    Column("who", String(WHO_SIZE), nullable=False),
    # number of the event's first entry; its others follow without a hole
    Column("event", BigInteger, nullable=False),
    CheckConstraint("quantity >= 0", name="entry_not_negative"),
    Index("journal_from", "from_account", "number"),
    Index("journal_to", "to_account", "number"),
    Index("journal_bank", "date", sqlite_where=_CROSSING, postgresql_where=_CROSSING),
)

sign_offs = Table(  # of events that a person asked for: who answers for it, on what ground
    "sign_offs",
    metadata,
    Column("event", number_type, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),  # of the event's first entry
    Column("entries", Integer, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),  # court order, contract, file
    Column("note", String(NOTE_SIZE), nullable=False),
    Column("reverses", BigInteger, nullable=True, unique=True),  # an event is reversed once at most
)

instruments = Table(  # of which units may be issued
    "instruments",
    metadata,
    Column("instrument", String(CODE_SIZE), primary_key=True),
    Column("year", SmallInteger, nullable=True),  # of its units; null: named at each issue
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
)

issues = Table(  # every issue has a range of serial numbers of its instrument for ever
    "issues",
    metadata,
    Column("issue", number_type, primary_key=True, autoincrement=False),  # its journal number
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("province", SmallInteger, nullable=False),
    UniqueConstraint("instrument", "first", name="issue_once"),
    CheckConstraint("first >= 1 AND first <= last", name="issue_in_order"),
)

# every issued tonne is in exactly one block; in the order in which a holding gives them away
blocks = Table(
    "blocks",
    metadata,
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("issue", BigInteger, nullable=False),
    Column("account", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    PrimaryKeyConstraint("account", "instrument", "state", "first"),
    UniqueConstraint("instrument", "first", name="block_once"),
    CheckConstraint("first >= 1 AND first <= last", name="block_in_order"),
    sqlite_with_rowid=False,
)

moved_spans = Table(  # which serial numbers a journal entry moved
    "moved_spans",
    metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    # `serials.fork`: finds the spans over one serial number
    Column("fork", BigInteger, nullable=False),
    Index("moved_spans_fork", "instrument", "fork"),
    sqlite_with_rowid=False,
)

transfer_windows = Table(  # hours in which units may be transferred; without a row all day
    "transfer_windows",
    metadata,
    Column("task", SmallInteger, primary_key=True, autoincrement=False),
    Column("opens", SmallInteger, nullable=False),  # minutes of the day in Shanghai
    Column("closes", SmallInteger, nullable=False),
    CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="window_in_order"),
)

# what the operator has set in place of a default (`venue_rules`); entity 0: the venue's
rules = Table(
    "rules",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("entity", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
)

files = Table(  # files taken in, and files of payments given out
    "files",
    metadata,
    Column("digest", String(DIGEST_SIZE), nullable=False),  # SHA-256 of its text, hexadecimal
    Column("kind", String(32), nullable=False),
    Column("reference", String(DOCUMENT_SIZE), nullable=False),
    Column("event", BigInteger, nullable=False),  # what it led to; 0: none
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("content", String(DIGEST_SIZE), nullable=True),  # SHA-256 of its rows; null: not kept
    PrimaryKeyConstraint("kind", "reference"),
    Index("files_digest", "digest"),
    Index("files_content", "content"),
)

client_references = Table(  # requests done once (`keyed`) with their first answers; never removed
    "client_references",
    metadata,
    # a member's account; 0: the operator
    Column("scope", Integer, primary_key=True, autoincrement=False),
    Column("reference", String(REFERENCE_SIZE), primary_key=True),
    Column("operation", String(32), nullable=False),
    # SHA-256 of operation and fields, hexadecimal
    Column("digest", String(DIGEST_SIZE), nullable=False),
    Column("result", String(TEXT_SIZE), nullable=False),  # JSON
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    sqlite_with_rowid=False,
)

transfers = Table(
    "transfers",
    metadata,
    Column("reference", number_type, primary_key=True, autoincrement=False),
    Column("task", SmallInteger, nullable=False),
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("code", String(64), nullable=False),
    Index("transfers_status", "status", "reference"),
)


# each time the registry caught up with the exchange, and the journal numbers it passed over
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

# the hash chain over all facts (`facts`): a link for each writing transaction that touched any
links = Table(
    "links",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),  # 1, 2, 3, ...
    Column("time_ns", BigInteger, nullable=False),
    # SHA-256 over the link before and this one, hexadecimal
    Column("digest", String(DIGEST_SIZE), nullable=False),
    Column("records", LargeBinary, nullable=False),  # what was written (`chain`)
)

# the last batch of the exchange's log when a day was settled
log_heads = Table(
    "log_heads",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),  # in the command log
    Column("link", String(DIGEST_SIZE), nullable=False),  # of the log's hash chain, hexadecimal
    Column("time_ns", BigInteger, nullable=False),
)
