"""Authorities: cities of entities, applications, distribution, objections, successions, notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0019"
down_revision = "v0018"


def upgrade() -> None:
    """Make the tables, empty."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "entity_cities",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("city", sa.SmallInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
    )
    op.create_index("entity_cities_entity", "entity_cities", ["entity", "number"])
    op.create_table(
        "applications",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("giver", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("instrument", sa.String(24), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_ns", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
    )
    op.create_index("applications_status", "applications", ["status", "number"])
    op.create_index("applications_entity", "applications", ["entity", "year", "number"])
    op.create_table(
        "distributions",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("differentiated", sa.SmallInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
    )
    op.create_index("distributions_entity", "distributions", ["entity", "year", "number"])
    _entrusted(number)
    _objections(number)
    op.create_table(
        "successions",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("successor", sa.Integer, nullable=False),
        sa.Column("share_bp", sa.Integer, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("tonnes", sa.BigInteger, nullable=False),
        sa.Column("owed", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("alert", sa.BigInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
    )
    op.create_index("acknowledgements_alert", "acknowledgements", ["alert", "number"])


def _entrusted(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "entrusted",
        sa.Column("event", number, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", sa.String(24), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
    )
    op.create_index("entrusted_entity", "entrusted", ["entity", "year"])
    op.create_table(
        "entrusted_ends",
        sa.Column("issue", number, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("surrendered", sa.BigInteger, nullable=False),
        sa.Column("rest", sa.BigInteger, nullable=False),
    )


def _objections(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "result_objections",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.SmallInteger, nullable=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_ns", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
    )
    op.create_index("result_objections_entity", "result_objections", ["entity", "number"])
    op.create_index("result_objections_status", "result_objections", ["status", "number"])
