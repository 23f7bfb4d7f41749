"""The tables of the credits registry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0017"
down_revision = "v0016"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables, empty."""
    _papers()
    _paper_parts()
    _credit_rules()
    _methodologies()
    _accreditations()
    _owner_bars()
    _projects()
    _periods()
    _period_years()
    _body_reports()
    _comments()
    _step_papers()
    _cancellations()
    _cancellation_certificates()
    _offset_holds()


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("papers_account", "papers", ["account"])


def _paper_parts() -> None:
    op.create_table(
        "paper_parts",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("content", sa.String(20000), nullable=False),
        sa.PrimaryKeyConstraint("digest", "start"),
    )


def _credit_rules() -> None:
    op.create_table(
        "credit_rules",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("from_day", sa.Integer, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )


def _methodologies() -> None:
    op.create_table(
        "methodologies",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("name_en", sa.String(64), nullable=False),
        sa.Column("years_least", sa.SmallInteger, nullable=False),
        sa.Column("years_most", sa.SmallInteger, nullable=False),
        sa.Column("applied_from", sa.Integer, nullable=False),
        sa.Column("applied_to", sa.Integer, nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )


def _accreditations() -> None:
    op.create_table(
        "accreditations",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("fields", sa.String(64), nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("struck_off", sa.SmallInteger, nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("accreditations_entity", "accreditations", ["entity", "number"])


def _owner_bars() -> None:
    op.create_table(
        "owner_bars",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("owner_bars_entity", "owner_bars", ["entity", "number"])


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("entity", sa.Integer, nullable=False),
        sa.Column("owner_code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("name_en", sa.String(64), nullable=False),
        sa.Column("site", sa.String(120), nullable=False),
        sa.Column("province", sa.SmallInteger, nullable=False),
        sa.Column("methodology", sa.String(20), nullable=False),
        sa.Column("construction", sa.Integer, nullable=False),
        sa.Column("crediting_from", sa.Integer, nullable=False),
        sa.Column("crediting_to", sa.Integer, nullable=False),
        sa.Column("body", sa.Integer, nullable=False),
        sa.Column("design", sa.String(64), nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("notice_from", sa.Integer, nullable=False),
        sa.Column("reported", sa.Integer, nullable=False),
        sa.Column("applied", sa.Integer, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
        sa.Column("observations", sa.Integer, nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("reasons", sa.String(400), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("projects_key", "projects", ["owner_code", "site", "methodology"])
    op.create_index("projects_code", "projects", ["code"])
    op.create_index("projects_account", "projects", ["account", "number"])


def _periods() -> None:
    op.create_table(
        "periods",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("project", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("body", sa.Integer, nullable=False),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("notice_from", sa.Integer, nullable=False),
        sa.Column("reported", sa.Integer, nullable=False),
        sa.Column("applied", sa.Integer, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
        sa.Column("observations", sa.Integer, nullable=False),
        sa.Column("issue", sa.SmallInteger, nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("reasons", sa.String(400), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("periods_project", "periods", ["project", "number"])


def _period_years() -> None:
    op.create_table(
        "period_years",
        sa.Column("period", sa.BigInteger, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("claimed", sa.BigInteger, nullable=False),
        sa.Column("verified", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("period", "year"),
    )


def _body_reports() -> None:
    op.create_table(
        "body_reports",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.SmallInteger, nullable=False),
        sa.Column("subject_number", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Integer, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("positive", sa.SmallInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("team", sa.Integer, nullable=False),
        sa.Column("of_field", sa.Integer, nullable=False),
        sa.Column("sites", sa.Integer, nullable=False),
        sa.Column("visited", sa.Integer, nullable=False),
        sa.Column("observations", sa.Integer, nullable=False),
        sa.Column("waited_days", sa.Integer, nullable=False),
        sa.Column("over_days", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("body_reports_subject", "body_reports", ["subject", "subject_number"])


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.SmallInteger, nullable=False),
        sa.Column("subject_number", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("comments_subject", "comments", ["subject", "subject_number", "number"])


def _step_papers() -> None:
    op.create_table(
        "step_papers",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.SmallInteger, nullable=False),
        sa.Column("subject_number", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("step_papers_subject", "step_papers", ["subject", "subject_number", "number"])
    op.create_index("step_papers_digest", "step_papers", ["digest"])


def _cancellations() -> None:
    op.create_table(
        "cancellations",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("event", sa.BigInteger, nullable=False, unique=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", sa.String(24), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("beneficiary", sa.String(120), nullable=False),
        sa.Column("purpose", sa.String(120), nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("cancellations_account", "cancellations", ["account", "number"])


def _cancellation_certificates() -> None:
    op.create_table(
        "cancellation_certificates",
        sa.Column("cancellation", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.String(64), nullable=False, unique=True),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )


def _offset_holds() -> None:
    op.create_table(
        "offset_holds",
        sa.Column("reference", sa.String(64), primary_key=True),
        sa.Column("event", sa.BigInteger, nullable=False, unique=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("instrument", sa.String(24), nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("emitter", sa.String(120), nullable=False),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("ended", sa.BigInteger, nullable=False),
        sa.Column("date", sa.Integer, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
    )
    op.create_index("offset_holds_account", "offset_holds", ["account"])
