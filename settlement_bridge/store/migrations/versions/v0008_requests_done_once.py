"""Requests that are done once, and files known by their rows.

The rows of allocations that are there are told by their events; of other files taken in before
nothing but their bytes is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection, text

revision = "v0008"
down_revision = "v0007"

_digest = sa.String(64)
_OLD = ("digest", "kind", "reference", "event", "time_ns", "who", "rows", "total")
_ALLOCATION = "allocation"


def upgrade() -> None:
    """Make the table of client references, and that of files anew with their rows' digests."""
    op.create_table(
        "client_references",
        sa.Column("scope", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reference", sa.String(64), primary_key=True),
        sa.Column("operation", sa.String(32), nullable=False),
        sa.Column("digest", _digest, nullable=False),
        sa.Column("result", sa.String(400), nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    _files(op.get_bind())


def _files(connection: Connection) -> None:
    kept = connection.execute(text(f"SELECT {', '.join(_OLD)} FROM files")).mappings().all()
    contents = _contents(connection)
    op.drop_table("files")
    table = op.create_table(
        "files",
        sa.Column("digest", _digest, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("content", _digest, nullable=True),
        sa.PrimaryKeyConstraint("kind", "reference"),
    )
    op.create_index("files_digest", "files", ["digest"])
    op.create_index("files_content", "files", ["content"])
    known = [_content(row["kind"], contents.get(row["event"])) for row in kept]
    rows = [dict(row) | {"content": content} for row, content in zip(kept, known, strict=True)]
    op.bulk_insert(table, rows)


def _contents(connection: Connection) -> dict[int, list[list[object]]]:
    """The rows of allocations by their events: account, instrument, year and province, quantity."""
    query = text(
        "SELECT journal.event, journal.to_account, journal.instrument, issues.year,"
        " issues.province, journal.quantity FROM files JOIN journal ON journal.event = files.event"
        " JOIN issues ON issues.issue = journal.number"
        " WHERE files.kind = :kind AND files.event > 0"
    )
    found: dict[int, list[list[object]]] = defaultdict(list)
    for event, account, instrument, year, province, quantity in connection.execute(
        query,
        {"kind": _ALLOCATION},
    ):
        found[event].append([account, instrument, [year, province], quantity])
    return found


def _content(kind: str, rows: list[list[object]] | None) -> str | None:
    if kind != _ALLOCATION or rows is None:
        return None
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join([kind, *lines]).encode()).hexdigest()
