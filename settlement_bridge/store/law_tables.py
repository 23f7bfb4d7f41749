"""The tables of the law: rows set beside those of the data files, what was decided against entities
under it, and the level of alerts.

Rows are never changed: the last row set for a question counts; what becomes of a decision are its
acts.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, String, Table

from settlement_bridge.asked import DOCUMENT_SIZE, NOTE_SIZE
from settlement_bridge.store.registry_tables import WHO_SIZE, metadata, number_type

TOPIC_SIZE = 32
CELLS_SIZE = 2_000  # of a row, as JSON

law_rows = Table(
    "law_rows",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("topic", String(TOPIC_SIZE), nullable=False),
    Column("cells", String(CELLS_SIZE), nullable=False),  # as the topic's file has them
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
)

alert_levels = Table(  # beside an alert, by its number; one from before has no row
    "alert_levels",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("level", String(TOPIC_SIZE), nullable=False),
    Column("due", BigInteger, nullable=False),  # t
    Column("cash_fen", BigInteger, nullable=False),
    Column("price", BigInteger, nullable=False),  # ticks; 0: nothing has traded
)

SOURCE_SIZE = 400
ACT_SIZE = 16

sanctions = Table(  # orders, fines, cuts of allocations and stops of production, as decided
    "sanctions",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("entity", Integer, nullable=False),
    Column("year", SmallInteger, nullable=False),  # of the emissions
    Column("offence", String(TOPIC_SIZE), nullable=False),
    Column("offence_day", Integer, nullable=False),
    Column("stage", String(TOPIC_SIZE), nullable=False),
    Column("measure", String(TOPIC_SIZE), nullable=False),
    Column("date", Integer, nullable=False),  # of the decision
    Column("until", Integer, nullable=False),  # the time set by an order; 0: none
    # of a multiple the tonnes that it is a multiple of; of a cut those that are cut
    Column("quantity", BigInteger, nullable=False),
    # of a multiple of the price: its window, and what was traded then
    Column("window_first", Integer, nullable=False),
    Column("window_last", Integer, nullable=False),
    Column("methods", String(TOPIC_SIZE), nullable=False),
    Column("window_quantity", BigInteger, nullable=False),
    Column("window_amount_fen", BigInteger, nullable=False),
    Column("gains_fen", BigInteger, nullable=False),  # of a multiple of gains
    Column("low", BigInteger, nullable=False),  # as the law's row has them
    Column("high", BigInteger, nullable=False),
    Column("factor", BigInteger, nullable=False),  # decided, in hundredths; 0: no multiple
    Column("amount_fen", BigInteger, nullable=False),
    Column("source", String(SOURCE_SIZE), nullable=False),  # of the law's row
    Column("mark", String(TOPIC_SIZE), nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Column("note", String(NOTE_SIZE), nullable=False),
    Index("sanctions_entity", "entity", "measure", "number"),
)

sanction_acts = Table(  # what becomes of a decision
    "sanction_acts",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("sanction", BigInteger, nullable=False),
    Column("kind", String(ACT_SIZE), nullable=False),
    Column("quantity", BigInteger, nullable=False),  # worked off by an allocation, t
    Column("event", BigInteger, nullable=False),  # that allocation; 0: none
    Column("date", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Column("document", String(DOCUMENT_SIZE), nullable=False),
    Column("note", String(NOTE_SIZE), nullable=False),
    Index("sanction_acts_sanction", "sanction", "number"),
    Index("sanction_acts_event", "event"),
)

LINES_SIZE = 2_000

fee_statements = Table(  # of an account and month; each later one of a month is a correction
    "fee_statements",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("account", Integer, nullable=False),
    Column("month", Integer, nullable=False),  # yyyymm
    Column("lines", String(LINES_SIZE), nullable=False),  # of this statement, as JSON
    Column("date", Integer, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Column("role", String(16), nullable=False),
    Index("fee_statements_account", "account", "month", "number"),
)
