"""Words that commands take: those of the fields of the operations."""

from __future__ import annotations

import enum

from gateway.protocol import fields
from gateway.protocol.readers import Reader


def _words(read: Reader) -> dict[str, str]:
    """The words that a field may be, by the names they have as choices."""
    return {word.upper(): word for word in read.schema()["enum"]}


SideName = enum.StrEnum("SideName", _words(fields.side))  # type: ignore[misc]
TimeInForceName = enum.StrEnum(  # type: ignore[misc]
    "TimeInForceName", _words(fields.time_in_force)
)
PhaseName = enum.StrEnum("PhaseName", _words(fields.phase))  # type: ignore[misc]
SELL, BY_DAY = SideName("sell"), TimeInForceName("day")  # where nothing else is chosen
