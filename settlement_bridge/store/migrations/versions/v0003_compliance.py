"""Compliance: obligations, the rules of a year, surrender, carry-over, certificates and alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_code = sa.String(24)
_who = sa.String(64)


def upgrade() -> None:
    """Make the tables of compliance."""
    _obligations()
    _surrenders()
    _carry_overs()
    _papers()


def _obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("emissions", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
    )
    op.create_index("obligations_entity", "obligations", ["entity", "year", "number"])
    op.create_index("obligations_year", "obligations", ["year", "entity", "number"])
    op.create_table(
        "year_rules",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("deadline", sa.Integer, nullable=False),
        sa.Column("offset_bp", sa.Integer, nullable=False),
        sa.Column("fine_low", sa.Integer, nullable=False),
        sa.Column("fine_high", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
    )


def _surrenders() -> None:
    op.create_table(
        "surrenders",
        sa.Column("event", _number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("credit", sa.SmallInteger, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
    )
    op.create_index("surrenders_year", "surrenders", ["year", "entity"])


def _carry_overs() -> None:
    op.create_table(
        "carry_over_rules",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("sold_from", sa.Integer, nullable=False),
        sa.Column("sold_to", sa.Integer, nullable=False),
        sa.Column("base_power", sa.BigInteger, nullable=False),
        sa.Column("base_other", sa.BigInteger, nullable=False),
        sa.Column("numerator", sa.Integer, nullable=False),
        sa.Column("denominator", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
    )
    op.create_table(
        "carry_overs",
        sa.Column("event", _number, primary_key=True, autoincrement=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
    )
    op.create_index("carry_overs_year", "carry_overs", ["year", "entity"])
    op.create_table(
        "carry_over_ends",
        sa.Column("event", _number, primary_key=True, autoincrement=False),
        sa.Column("request", sa.BigInteger, nullable=False),
    )
    op.create_index("carry_over_ends_request", "carry_over_ends", ["request"])


def _papers() -> None:
    op.create_table(
        "certificates",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False, unique=True),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
    )
    op.create_index("certificates_entity", "certificates", ["entity", "year"])
    op.create_table(
        "alerts",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("shortfall", sa.BigInteger, nullable=False),
        sa.Column("outstanding", sa.BigInteger, nullable=False),
        sa.Column("available", sa.BigInteger, nullable=False),
        sa.Column("offered", sa.BigInteger, nullable=False),
        sa.Column("days_left", sa.Integer, nullable=False),
    )
    op.create_index("alerts_entity", "alerts", ["entity", "year", "kind", "number"])
