"""Offset between two registries: links, bound accounts, what is asked for and what is ordered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0021"
down_revision = "v0020"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _key() -> sa.Column[Any]:
    return sa.Column("number", _NUMBER, primary_key=True, autoincrement=False)


def _whole(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _small(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _text(size: int, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(size), nullable=False) for name in names]


def upgrade() -> None:
    """Make the tables, empty."""
    _make_links()
    _make_offsets()
    _make_orders()


def _make_links() -> None:
    signed = [*_whole("time_ns"), *_text(64, "who"), *_text(120, "document")]
    op.create_table(
        "registry_links", _key(), *_text(200, "address"), *_text(64, "server_key", "key"), *signed
    )
    signed = [*_whole("time_ns"), *_text(64, "who"), *_text(120, "document")]
    accounts = _small("peer_account", "account")
    op.create_table("account_bindings", _key(), *_text(64, "peer"), *accounts, *signed)
    place = ["peer", "peer_account", "number"]
    op.create_index("account_bindings_peer", "account_bindings", place)


def _asked() -> list[sa.Column[Any]]:
    return [
        sa.Column("year", sa.SmallInteger, nullable=False),
        *_text(24, "instrument"),
        *_whole("quantity"),
        sa.Column("serials", sa.Text, nullable=False),
    ]


def _status() -> list[sa.Column[Any]]:
    status: sa.Column[Any] = sa.Column("status", sa.SmallInteger, nullable=False)
    return [status, *_text(64, "code"), *_text(400, "message")]


def _make_offsets() -> None:
    op.create_table(
        "offsets",
        _key(),
        sa.Column("reference", sa.String(64), nullable=False, unique=True),
        *_small("entity", "account"),
        *_text(18, "credit_code"),
        *_asked(),
        *_small("date"),
        *_whole("time_ns"),
        *_text(64, "who"),
        *_text(16, "role"),
        *_text(120, "document"),
        *_text(400, "note"),
        *_status(),
        *_text(64, "decided_by"),
        *_whole("decided_ns"),
        sa.Column("statement", sa.Text, nullable=False),
        *_text(64, "signed_by"),
        *_small("ended_date"),
        *_whole("ended_ns"),
    )
    op.create_index("offsets_year", "offsets", ["year", "entity"])
    op.create_index("offsets_status", "offsets", ["status", "number"])


def _make_orders() -> None:
    op.create_table(
        "offset_orders",
        _key(),
        *_text(64, "peer", "reference"),
        *_small("peer_account", "account"),
        *_text(18, "credit_code"),
        *_asked(),
        *_status(),
        *_small("date"),
        *_whole("time_ns"),
        sa.UniqueConstraint("peer", "reference", name="offset_orders_reference"),
    )
    op.create_index("offset_orders_account", "offset_orders", ["account", "number"])
