"""The tables of objections. Rows are never changed: an answer is a row of its own."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from settlement_bridge.store.tables.registry import (
    CODE_SIZE,
    DOCUMENT_SIZE,
    NOTE_SIZE,
    WHO_SIZE,
    metadata,
    number_type,
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
