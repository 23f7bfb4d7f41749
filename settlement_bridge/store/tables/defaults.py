"""The tables of delivery defaults, and of objections to a day's results.

Rows are never changed: what happened to a default are its acts, the last rules set count, an answer
to an objection is a row of its own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
)

from settlement_bridge.records import DOCUMENT_SIZE, NOTE_SIZE
from settlement_bridge.store.tables.registry import CODE_SIZE, WHO_SIZE, metadata, number_type

default_rules = Table(
    "default_rules",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    # of the day in Shanghai; null: no time to top up
    Column("top_up_minute", SmallInteger, nullable=True),
    Column("top_up_days", SmallInteger, nullable=False),  # trading days after the delivery
    # 1: what has passed its deadline is covered or cancelled at once
    Column("automatic", SmallInteger, nullable=False),
    # of a day's fees put into the reserve, hundredths of a percent
    Column("fee_share_bp", Integer, nullable=False),
    # 1: every day waits for the time to top up, for objections
    Column("hold_results", SmallInteger, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
)

defaults = Table(  # a trade that a delivery could not make, and who was short of what
    "defaults",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("date", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False, unique=True),  # of the trade
    Column("account", Integer, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),  # what was short; empty: cash
    Column("missing", BigInteger, nullable=False),  # tonnes or fen
    CheckConstraint("missing > 0", name="something_missing"),
    Index("defaults_date", "date", "number"),
    Index("defaults_account", "account", "number"),
)

default_acts = Table(  # numbered on over all defaults: also the stream of notices
    "default_acts",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("of_default", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),  # covered, repaid or written off
    # set by opening it and by setting another; else 0
    Column("deadline_ns", BigInteger, nullable=False),
    Column("event", BigInteger, nullable=False),  # what it did to the books; 0: nothing signed off
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Column("note", String(NOTE_SIZE), nullable=False),
    Index("default_acts_default", "of_default", "number"),
    Index("default_acts_date", "date", "kind"),
)

# days that the exchange is told of only then, so that an objection upheld before reaches it
held_days = Table(
    "held_days",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("until_ns", BigInteger, nullable=False),
)

reserve_shares = Table(  # what was put aside of a day's fees, once for each day
    "reserve_shares",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("event", BigInteger, nullable=False),
)

objections = Table(
    "objections",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("date", Integer, nullable=False),  # the day whose result it is about
    Column("account", Integer, nullable=False),
    # of the trade it is about; empty: the day as a whole
    Column("method", String(CODE_SIZE), nullable=False),
    Column("trade", BigInteger, nullable=False),
    Column("text", String(NOTE_SIZE), nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Index("objections_date", "date", "number"),
    Index("objections_account", "account", "number"),
)

objection_answers = Table(
    "objection_answers",
    metadata,
    Column("objection", number_type, primary_key=True, autoincrement=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("upheld", SmallInteger, nullable=False),
    Column("reason", String(NOTE_SIZE), nullable=False),
    Column("event", BigInteger, nullable=False),  # the reversing event; 0: none
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
)

acceptances = Table(  # a day's result counts as accepted once trading has opened on a later day
    "acceptances",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("opened", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
)
