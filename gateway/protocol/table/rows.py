"""Every operation of the gateway: which role may ask it, with which fields, and what is replied.

One row an operation, in a module for each subject. The order of the rows is that in which
operations are listed.
"""

from __future__ import annotations

from gateway.protocol.operations import Operation, Row, operations_of
from gateway.protocol.table import (
    auctions,
    blocks,
    days,
    instruments,
    memory,
    orders,
    sessions,
    settlement,
    supervision,
)
from gateway.protocol.table.words import ROLES

ROWS: tuple[Row, ...] = (
    *sessions.ROWS,
    *orders.ROWS,
    *supervision.ROWS,
    *instruments.ROWS,
    *days.ROWS,
    *settlement.ROWS,
    *auctions.ROWS,
    *blocks.ROWS,
    *memory.ROWS,
)
ROLES_OF: dict[str, tuple[str, ...]] = {row.name: tuple(row.fields) for row in ROWS}
OPERATIONS: dict[str, dict[str, Operation]] = operations_of(ROWS, ROLES)
