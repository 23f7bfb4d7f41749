"""The tables of settlement: trades and days, the bank's side, delivery defaults, and objections to
a day's results.

Amounts in fen, dates yyyymmdd. Of defaults and objections rows are never changed: what happened to
a default are its acts, the last rules set count, an answer to an objection is a row of its own.
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
    UniqueConstraint,
)

from engine.units import CLIENT_ORDER_ID_MAX
from settlement_bridge.asked import BANK_ACCOUNT_SIZE, DOCUMENT_SIZE, NAME_SIZE, NOTE_SIZE
from settlement_bridge.store.registry_tables import (
    CODE_SIZE,
    HASH_SIZE,
    TEXT_SIZE,
    WHO_SIZE,
    metadata,
    number_type,
)

REFERENCE_SIZE = 64  # the bank's own number of a line
PAYER_SIZE = 120

trades = Table(
    "trades",
    metadata,
    Column("seq", number_type, primary_key=True, autoincrement=False),
    Column("date", Integer, nullable=False),
    Column("method", String(CODE_SIZE), nullable=False),
    Column("trade", BigInteger, nullable=False),
    Column("instrument", String(CODE_SIZE), nullable=False),
    Column("instrument_number", Integer, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("buyer", Integer, nullable=False),
    Column("seller", Integer, nullable=False),
    Column("buyer_trading_fee_fen", BigInteger, nullable=False),
    Column("buyer_settlement_fee_fen", BigInteger, nullable=False),
    Column("seller_trading_fee_fen", BigInteger, nullable=False),
    Column("seller_settlement_fee_fen", BigInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("reason", String(TEXT_SIZE), nullable=False),
    UniqueConstraint("method", "trade", name="trade_once"),
    Index("trades_day", "date", "status", "seq"),
)

trade_orders = Table(  # of listed trades; those collected before there was this table have no row
    "trade_orders",
    metadata,
    Column("seq", number_type, primary_key=True, autoincrement=False),  # of the trade
    Column("buyer_order", BigInteger, nullable=False),
    Column("buyer_client_order_id", String(CLIENT_ORDER_ID_MAX), nullable=True),
    Column("seller_order", BigInteger, nullable=False),
    Column("seller_client_order_id", String(CLIENT_ORDER_ID_MAX), nullable=True),
)

days = Table(
    "days",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("status", SmallInteger, nullable=False),
    Column("count", BigInteger),  # the feed's figures, from the close on
    Column("quantity", BigInteger),
    Column("amount_fen", BigInteger),
    Column("tape_hash", String(HASH_SIZE)),
    Column("composite_close", BigInteger),
    Column("failed", BigInteger, nullable=False),
    Column("problem", String(TEXT_SIZE), nullable=False),
)

day_closes = Table(
    "day_closes",
    metadata,
    Column("date", Integer, primary_key=True, autoincrement=False),
    Column("instrument", String(CODE_SIZE), primary_key=True),
    Column("price", BigInteger, nullable=False),
)

bank_accounts = Table(  # where an account's money is paid out to; without a row nowhere
    "bank_accounts",
    metadata,
    Column("account", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(NAME_SIZE), nullable=False),
    Column("bank", String(NAME_SIZE), nullable=False),
    Column("bank_account", String(BANK_ACCOUNT_SIZE), nullable=False),
)

bank_lines = Table(  # every line of money that the bank reported, in and out
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
    Column("named", String(PAYER_SIZE), nullable=False),  # what the file has in its place
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
    Column("file", Integer, nullable=True),  # number of the payment file it is in, for ever
    Column("sent", Integer, nullable=True),  # trading day of that file
    Column("reason", String(NOTE_SIZE), nullable=False),  # why the bank returned it
    CheckConstraint("amount_fen > 0", name="payment_positive"),
    Index("payments_account", "account", "payment"),
    Index("payments_status", "status", "payment"),
    Index("payments_file", "file", "payment"),
    Index("payments_line", "line"),
)

# what the bank reported to hold at the end of a day; the last report of a day counts
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

# days that are reported to the exchange only then, so that an objection upheld before reaches it
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
