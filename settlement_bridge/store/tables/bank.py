"""The tables of the bank's side, on the core's metadata.

Amounts in fen, dates yyyymmdd; a change needs a migration.
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

from settlement_bridge.records import BANK_ACCOUNT_SIZE, NAME_SIZE, NOTE_SIZE
from settlement_bridge.store.tables.registry import WHO_SIZE, metadata, number_type

REFERENCE_SIZE = 64  # the bank's own number of a line
PAYER_SIZE = 120

bank_accounts = Table(  # where an account's money is paid out to; without a row nowhere
    "bank_accounts",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(NAME_SIZE), nullable=False),
    Column("bank", String(NAME_SIZE), nullable=False),
    Column("bank_account", String(BANK_ACCOUNT_SIZE), nullable=False),
)

bank_lines = Table(  # every line of money that the bank told of, in and out
    "bank_lines",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),  # of its journal entry
    Column("reference", String(REFERENCE_SIZE), nullable=False, unique=True),
    Column("date", Integer, nullable=False),  # the bank's
    Column("booked", Integer, nullable=False),  # trading day of the journal entry
    # into the settlement account; out of it negative; a payment refused 0
    Column("amount_fen", BigInteger, nullable=False),
    # whose it was taken for; SUSPENSE (-3): nobody's yet
    Column("account", Integer, nullable=False),
    Column("named", String(PAYER_SIZE), nullable=False),  # what the file said in its place
    Column("payer_name", String(PAYER_SIZE), nullable=False),
    Column("payer_account", String(BANK_ACCOUNT_SIZE), nullable=False),
    Column("assigned", BigInteger, nullable=True),  # the last event that found its owner
    Index("bank_lines_date", "date"),
    Index("bank_lines_booked", "booked"),
    Index("bank_lines_account", "account", "number"),
)

payments = Table(  # out of the settlement account; known by the journal number of the request
    "payments",
    metadata,
    Column("payment", number_type, primary_key=True, autoincrement=False),
    Column("account", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("holder", String(PAYER_SIZE), nullable=False),
    Column("bank", String(NAME_SIZE), nullable=False),
    Column("bank_account", String(BANK_ACCOUNT_SIZE), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("requested", Integer, nullable=False),  # trading day
    Column("line", BigInteger, nullable=True),  # the bank line in suspense that it gives back
    Column("file", Integer, nullable=True),  # number of the payment file it stands in, for ever
    Column("sent", Integer, nullable=True),  # trading day of that file
    Column("reason", String(NOTE_SIZE), nullable=False),  # why the bank returned it
    CheckConstraint("amount_fen > 0", name="payment_positive"),
    Index("payments_account", "account", "payment"),
    Index("payments_status", "status", "payment"),
    Index("payments_file", "file", "payment"),
    Index("payments_line", "line"),
)

# what the bank said it held at the end of a day; the last said of a day counts
bank_balances = Table(
    "bank_balances",
    metadata,
    Column("number", number_type, primary_key=True, autoincrement=False),
    Column("date", Integer, nullable=False),
    Column("settlement_account", String(BANK_ACCOUNT_SIZE), nullable=False),
    Column("balance_fen", BigInteger, nullable=False),
    Column("time_ns", BigInteger, nullable=False),
    Column("who", String(WHO_SIZE), nullable=False),
    Index("bank_balances_date", "date", "number"),
)
