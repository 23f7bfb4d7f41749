"""Entities, events with sign-offs, and a serial number for every unit (统一编码).

Units that were issued before there were serial numbers get theirs here: those of one holding one
range, holdings in the order of account and state, by a journal entry of kind 36 that moves nothing.
Year and province of such an issue are not known and are written 2000 and 00.
"""

from __future__ import annotations

import time
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection, text

revision = "v0002"
down_revision = "v0001"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_code = sa.String(24)
_who = sa.String(64)
NUMBERING = 36


def upgrade() -> None:
    """Make the new tables, add what the old ones lack, and number the units there are."""
    _entities()
    _events()
    _units()
    connection = op.get_bind()
    _name_events(connection)
    _give_entities(connection)
    _number_units(connection)


def _entities() -> None:
    op.create_table(
        "entities",
        sa.Column("entity", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("province", sa.SmallInteger, nullable=False),
        sa.Column("sector", sa.SmallInteger, nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=True, unique=True),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("opened_ns", sa.BigInteger, nullable=False),
        sa.Column("opened_by", _who, nullable=False),
    )
    op.create_table(
        "representatives",
        sa.Column("entity", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since_ns", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("until_ns", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "changes",
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("subject_number", sa.Integer, nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("before", sa.String(400), nullable=False),
        sa.Column("after", sa.String(400), nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
    )
    op.create_index("changes_subject", "changes", ["subject", "subject_number", "number"])
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("entity", sa.Integer, nullable=True))
        accounts.add_column(sa.Column("status", sa.SmallInteger, nullable=True))


def _events() -> None:
    op.create_table(
        "sign_offs",
        sa.Column("event", _number, primary_key=True, autoincrement=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("document", sa.String(120), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("reverses", sa.BigInteger, nullable=True, unique=True),
    )
    op.create_table(
        "transfer_windows",
        sa.Column("task", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("opens", sa.SmallInteger, nullable=False),
        sa.Column("closes", sa.SmallInteger, nullable=False),
        sa.CheckConstraint(
            "0 <= opens AND opens < closes AND closes <= 1440", name="window_in_order"
        ),
    )
    op.create_table(
        "files",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("event", sa.BigInteger, nullable=False),
        sa.Column("time_ns", sa.BigInteger, nullable=False),
        sa.Column("who", _who, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kind", "reference", name="file_reference_once"),
    )
    with op.batch_alter_table("journal") as journal:
        journal.add_column(sa.Column("event", sa.BigInteger, nullable=True))
    with op.batch_alter_table("registry") as registry:
        registry.drop_column("version")
        registry.add_column(sa.Column("writes", sa.BigInteger, nullable=False, server_default="0"))
        registry.add_column(sa.Column("writer", sa.String(32), nullable=False, server_default=""))
    with op.batch_alter_table("registry") as registry:
        registry.alter_column(
            "writes", existing_type=sa.BigInteger, existing_nullable=False, server_default=None
        )
        registry.alter_column(
            "writer", existing_type=sa.String(32), existing_nullable=False, server_default=None
        )


def _units() -> None:
    op.create_table(
        "issues",
        sa.Column("issue", _number, primary_key=True, autoincrement=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("year", sa.SmallInteger, nullable=False),
        sa.Column("province", sa.SmallInteger, nullable=False),
        sa.UniqueConstraint("instrument", "first", name="issue_once"),
        sa.CheckConstraint("first >= 1 AND first <= last", name="issue_in_order"),
    )
    op.create_table(
        "blocks",
        sa.Column("instrument", _code, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("issue", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.PrimaryKeyConstraint("account", "instrument", "state", "first"),
        sa.UniqueConstraint("instrument", "first", name="block_once"),
        sa.CheckConstraint("first >= 1 AND first <= last", name="block_in_order"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "moved_spans",
        sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("instrument", _code, nullable=False),
        sa.Column("fork", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("moved_spans_fork", "moved_spans", ["instrument", "fork"])


def _name_events(connection: Connection) -> None:
    """Each old entry was an event of its own, but those of a delivered trade, which begin with the
    units.
    """
    connection.execute(text("UPDATE journal SET event = number"))
    connection.execute(
        text(
            "UPDATE journal SET event = (SELECT units.number FROM journal AS units WHERE units.kind"
            " = 20 AND units.method = journal.method AND units.trade = journal.trade) WHERE trade >"
            " 0 AND EXISTS (SELECT 1 FROM journal AS units WHERE units.kind = 20 AND units.method ="
            " journal.method AND units.trade = journal.trade)"
        )
    )
    with op.batch_alter_table("journal") as journal:
        journal.alter_column("event", existing_type=sa.BigInteger, nullable=False)


def _give_entities(connection: Connection) -> None:
    """Each account gets an institution of its own as its entity; the two accounts of the registry
    itself have none (0).
    """
    connection.execute(
        text(
            "UPDATE accounts SET status = 1, entity = CASE WHEN account > 0 THEN account ELSE 0 END"
        )
    )
    connection.execute(
        text(
            "INSERT INTO entities (entity, name, kind, province, sector, credit_code, status,"
            " opened_ns, opened_by) SELECT account, name, 2, 0, 0, NULL, 1, opened_ns, opened_by"
            " FROM accounts WHERE account > 0"
        )
    )
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("entity", existing_type=sa.Integer, nullable=False)
        accounts.alter_column("status", existing_type=sa.SmallInteger, nullable=False)
    op.create_index("accounts_entity", "accounts", ["entity"])


def _number_units(connection: Connection) -> None:
    number = connection.scalar(text("SELECT max(number) FROM journal")) or 0
    date = connection.scalar(text("SELECT max(date) FROM days")) or 0
    next_serial: dict[str, int] = defaultdict(lambda: 1)
    held = text(
        "SELECT account, instrument, state, quantity FROM holdings WHERE instrument <> '' AND"
        " account >= 0 AND quantity > 0 ORDER BY account, state, instrument"
    )
    for account, instrument, state, quantity in connection.execute(held).all():
        number += 1
        first = next_serial[instrument]
        next_serial[instrument] = first + quantity
        values = {
            "number": number,
            "time_ns": time.time_ns(),
            "date": date,
            "kind": NUMBERING,
            "instrument": instrument,
        }
        values |= {
            "quantity": quantity,
            "account": account,
            "state": state,
            "first": first,
            "last": first + quantity - 1,
        }
        values |= {"fork": _fork(first, first + quantity - 1)}
        for statement in _NUMBER_ONE:
            connection.execute(statement, values)


_NUMBER_ONE = [
    text(
        "INSERT INTO journal (number, time_ns, date, kind, instrument, quantity, from_account,"
        " from_state, to_account, to_state, method, trade, reference, who, event) VALUES (:number,"
        " :time_ns, :date, :kind, :instrument, :quantity, :account, :state, :account, :state, '',"
        " 0, 0, 'upgrade', :number)"
    ),
    text(
        "INSERT INTO issues (issue, instrument, first, last, year, province)"
        " VALUES (:number, :instrument, :first, :last, 2000, 0)"
    ),
    text(
        "INSERT INTO blocks (instrument, first, last, issue, account, state)"
        " VALUES (:instrument, :first, :last, :number, :account, :state)"
    ),
    text(
        "INSERT INTO moved_spans (entry, first, last, instrument, fork) VALUES (:number, :first,"
        " :last, :instrument, :fork)"
    ),
]


def _fork(first: int, last: int) -> int:
    level = (first ^ last).bit_length() - 1
    return last if level < 0 else (last >> level) << level
