"""Delivery defaults, the settlement reserve's account, objections to results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0005"
down_revision = "v0004"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_code = sa.String(24)
_who, _role = sa.String(64), sa.String(16)
_document, _text = sa.String(120), sa.String(400)
_RESERVE = (-2, "Registry: settlement reserve", 0, "", 0, 1)


def upgrade() -> None:
    """Make the tables, and the reserve's account; trades that failed before stay failed, without a
    default.
    """
    _defaults()
    _acts()
    _objections()
    names = ("account", "name", "opened_ns", "opened_by", "entity", "status")
    accounts = sa.table("accounts", *[sa.column(name) for name in names])
    op.bulk_insert(accounts, [dict(zip(names, _RESERVE, strict=True))])


def _defaults() -> None:
    op.create_table(
        "default_rules",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("top_up_minute", sa.SmallInteger, nullable=True),
        sa.Column("top_up_days", sa.SmallInteger, nullable=False),
        sa.Column("automatic", sa.SmallInteger, nullable=False),
        sa.Column("fee_share_bp", sa.Integer, nullable=False),
        sa.Column("hold_results", sa.SmallInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("role", _role, nullable=False),
        sa.Column("document", _document, nullable=False),
    )
    op.create_table(
        "defaults",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("missing", sa.BigInteger, nullable=False),
        sa.CheckConstraint("missing > 0", name="something_missing"),
    )
    op.create_index("defaults_date", "defaults", ["date", "number"])
    op.create_index("defaults_account", "defaults", ["account", "number"])


def _acts() -> None:
    op.create_table(
        "held_days",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("until_ns", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "default_acts",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("of_default", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("deadline_ns", sa.BigInteger, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("role", _role, nullable=False),
        sa.Column("document", _document, nullable=False),
        sa.Column("note", _text, nullable=False),
    )
    op.create_index("default_acts_default", "default_acts", ["of_default", "number"])
    op.create_index("default_acts_date", "default_acts", ["date", "kind"])
    op.create_table(
        "reserve_shares",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
    )


def _objections() -> None:
    op.create_table(
        "objections",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("method", _code, nullable=False),
        sa.Column("trade", sa.BigInteger, nullable=False),
        sa.Column("text", _text, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("role", _role, nullable=False),
    )
    op.create_index("objections_date", "objections", ["date", "number"])
    op.create_index("objections_account", "objections", ["account", "number"])
    op.create_table(
        "objection_answers",
        sa.Column("objection", _number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("upheld", sa.SmallInteger, nullable=False),
        sa.Column("reason", _text, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("role", _role, nullable=False),
        sa.Column("document", _document, nullable=False),
    )
    op.create_table(
        "acceptances",
        sa.Column("date", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
    )
