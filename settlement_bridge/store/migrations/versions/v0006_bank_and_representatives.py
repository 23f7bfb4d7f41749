"""The settlement bank's side of the cash sub-ledgers, representatives with rights, and rules that
the operator sets.
"""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "v0006"
down_revision = "v0005"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_who = sa.String(64)
_name = sa.String(64)
_bank_account = sa.String(34)
_payer = sa.String(120)
SUSPENSE = -3


def upgrade() -> None:
    """Make the tables, the index over what crosses the bank, and the account of money that is
    nobody's yet.
    """
    _rules()
    _bank()
    _payments()
    _representatives()
    _suspense()


def _rules() -> None:
    op.create_table(
        "rules",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("entity", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", sa.BigInteger, nullable=False),
    )


def _bank() -> None:
    op.create_table(
        "bank_accounts",
        sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("holder", _name, nullable=False),
        sa.Column("bank", _name, nullable=False),
        sa.Column("bank_account", _bank_account, nullable=False),
    )
    op.create_table(
        "bank_lines",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("reference", sa.String(64), nullable=False, unique=True),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("booked", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("named", _payer, nullable=False),
        sa.Column("payer_name", _payer, nullable=False),
        sa.Column("payer_account", _bank_account, nullable=False),
        sa.Column("assigned", sa.BigInteger, nullable=True),
    )
    op.create_index("bank_lines_date", "bank_lines", ["date"])
    op.create_index("bank_lines_booked", "bank_lines", ["booked"])
    op.create_index("bank_lines_account", "bank_lines", ["account", "number"])
    op.create_table(
        "bank_balances",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("settlement_account", _bank_account, nullable=False),
        sa.Column("balance_fen", sa.BigInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
    )
    op.create_index("bank_balances_date", "bank_balances", ["date", "number"])
    crossing = sa.text("from_state = 150 OR to_state = 150")
    op.create_index(
        "journal_bank", "journal", ["date"], sqlite_where=crossing, postgresql_where=crossing
    )


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("payment", _number, primary_key=True, autoincrement=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("holder", _payer, nullable=False),
        sa.Column("bank", _name, nullable=False),
        sa.Column("bank_account", _bank_account, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("requested", sa.Integer, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=True),
        sa.Column("file", sa.Integer, nullable=True),
        sa.Column("sent", sa.Integer, nullable=True),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name="payment_positive"),
    )
    for name, columns in {
        "account": ["account", "payment"],
        "status": ["status", "payment"],
        "file": ["file", "payment"],
        "line": ["line"],
    }.items():
        op.create_index(f"payments_{name}", "payments", columns)


def _representatives() -> None:
    op.create_table(
        "mandates",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("key", _who, nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("name", _name, nullable=False),
        sa.Column("title", _name, nullable=False),
        sa.Column("rights", sa.SmallInteger, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
    )
    op.create_index("mandates_entity", "mandates", ["entity", "key", "number"])
    op.create_table(
        "proposals",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("operation", sa.String(32), nullable=False),
        sa.Column("fields", sa.String(2_000), nullable=False),
        sa.Column("maker", _who, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("checker", _who, nullable=False),
        sa.Column("decided_ns", sa.BigInteger, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
    )
    op.create_index("proposals_status", "proposals", ["status", "number"])
    op.create_index("proposals_account", "proposals", ["account", "number"])


def _suspense() -> None:
    accounts = sa.table(
        "accounts",
        sa.column("account", sa.Integer),
        sa.column("name", sa.String),
        sa.column("opened_ns", sa.BigInteger),
        sa.column("opened_by", sa.String),
        sa.column("entity", sa.Integer),
        sa.column("status", sa.SmallInteger),
    )
    name = "Suspense: money that is nobody's yet"
    row = {
        "account": SUSPENSE,
        "name": name,
        "opened_ns": time.time_ns(),
        "opened_by": "",
        "entity": 0,
        "status": 1,
    }
    op.bulk_insert(accounts, [row])
