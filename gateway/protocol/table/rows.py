"""Every operation of the gateway: which role may ask it, with which fields, and what is replied.

One row an operation, in a module for each subject. The order of the rows is that in which
operations are listed.
"""

from __future__ import annotations

from gateway.protocol.operations import Operation, Row, Way, operations_of
from gateway.protocol.table import (
    account_days,
    alerts,
    announcements,
    approvals,
    auctions,
    blocks,
    days,
    fees,
    instruments,
    memory,
    orders,
    register,
    sessions,
    settlement,
    supervision,
    surveillance,
)
from gateway.protocol.table.words import EXCHANGE, ROLES

SUBJECTS: dict[str, tuple[Row, ...]] = {
    "sessions": sessions.ROWS,
    "orders": orders.ROWS,
    "account_days": account_days.ROWS,
    "supervision": supervision.ROWS,
    "surveillance": surveillance.ROWS,
    "instruments": instruments.ROWS,
    "fees": fees.ROWS,
    "days": days.ROWS,
    "settlement": settlement.ROWS,
    "auctions": auctions.ROWS,
    "blocks": blocks.ROWS,
    "announcements": announcements.ROWS,
    "approvals": approvals.ROWS,
    "alerts": alerts.ROWS,
    "memory": memory.ROWS,
    "register": register.ROWS,
}
ROWS: tuple[Row, ...] = tuple(row for rows in SUBJECTS.values() for row in rows)
STAFF_ROWS = tuple(  # what staff does, beside what it asks
    row for row in ROWS if EXCHANGE in row.fields and row.way in (Way.COMMAND, Way.CANCEL)
)
ROLES_OF: dict[str, tuple[str, ...]] = {row.name: tuple(row.fields) for row in ROWS}
OPERATIONS: dict[str, dict[str, Operation]] = operations_of(ROWS, ROLES)
