"""What the table of operations says of each kind of command: what its report says, whose refusal is
reported.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.commands import CommandKind
from gateway.protocol.operations import Row
from gateway.protocol.table.rows import ROWS


def changes(rows: Iterable[Row]) -> dict[CommandKind, str]:
    """What the report of an accepted command says has changed, of those that have one."""
    return {CommandKind[row.kind]: row.change for row in rows if row.change}


CHANGES = changes(ROWS)
REFUSED = {CommandKind[row.kind]: row.name for row in ROWS if row.refusal_reported}
