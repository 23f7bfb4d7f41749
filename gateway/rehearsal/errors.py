"""Errors of the rehearsals, in the gateway's family."""

from __future__ import annotations

from pathlib import Path

from gateway.protocol.errors import GatewayError


class RehearsalError(GatewayError):
    """A rehearsal cannot go on; the message says what is wrong and what would be right."""

    code = "rehearsal_error"


class TableError(RehearsalError):
    """One cell of a data file is not what it may be: names file, line, column, value and what is
    allowed.
    """

    code = "table_malformed"

    def __init__(self, path: Path, line: int, column: str, value: str, allowed: str) -> None:
        message = (
            f"{path}, line {line}, column {column}: {value!r} is not allowed; allowed: {allowed}"
        )
        super().__init__(message, field=column, value=value, allowed=allowed)
        self.line = line


class NoSuchTapeError(RehearsalError):
    """No set of trades shows the published figures of one instrument and day."""

    code = "no_such_tape"
