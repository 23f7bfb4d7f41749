"""Words that commands take: those of the table of operations."""

from __future__ import annotations

import enum

from gateway.protocol.table import ROWS


def _words(operation: str, field: str) -> dict[str, str]:
    """The words of a field of an operation, by the names they have as choices."""
    fields = next(row.fields for row in ROWS if row.name == operation)
    read = next(each[field].read for each in fields.values() if field in each)
    return {word.upper(): word for word in read.schema()["enum"]}


SideName = enum.StrEnum("SideName", _words("new_order", "side"))  # type: ignore[misc]
TimeInForceName = enum.StrEnum(  # type: ignore[misc]
    "TimeInForceName", _words("new_order", "time_in_force")
)
PhaseName = enum.StrEnum("PhaseName", _words("set_phase", "phase"))  # type: ignore[misc]
SELL, BY_DAY = SideName("sell"), TimeInForceName("day")  # where nothing else is chosen
