"""Every operation of the registry: which role may ask it, with which fields, and what is replied.

One row an operation, in a module for each subject. The order of the rows is that in which
operations are listed. Nothing here knows a database.
"""

from __future__ import annotations

from gateway.protocol.operations import Operation, Row
from settlement_bridge.asked import FIELD
from settlement_bridge.operations import (
    bank,
    books,
    compliance,
    defaults,
    instructions,
    registrar,
    reports,
    representatives,
)
from settlement_bridge.operations.fields import ALL, OWN

ROWS: tuple[Row, ...] = (
    *books.ROWS,
    *books.SETTLEMENT,
    *instructions.ROWS,
    *registrar.ROWS,
    *bank.ROWS,
    *compliance.ROWS,
    *reports.ROWS,
    *reports.DOCUMENT_ROWS,
    *representatives.ROWS,
    *books.RECOVERY,
    *defaults.ROWS,
    *defaults.OBJECTIONS,
)
ROLES_OF: dict[str, tuple[str, ...]] = {row.name: tuple(row.fields) for row in ROWS}
OPERATIONS: dict[str, Operation] = {
    row.name: Operation(row.name, row.way, fields)
    for row in ROWS
    for fields in list(row.fields.values())[:1]  # every role has the same
}
# Done once however often they are sent.
KEYED = frozenset(name for name, operation in OPERATIONS.items() if FIELD in operation.fields)
# What a key reads of its own account; in an entity with representatives only those of them that may
# read.
OF_AN_ACCOUNT = frozenset(
    name for name, roles in ROLES_OF.items() if set(OWN) <= set(roles) and roles != ALL
) | {"object"}
