"""What a server lets its clients ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.protocol.operations import Operation


@dataclass(frozen=True)
class Terms:
    """What a server lets its clients ask: a stranger, and each role once it has logged on.

    `log_on_s`: seconds in which a client has to log on; None where a stranger may stay.
    """

    of_stranger: Mapping[str, Operation]
    of_role: Mapping[str, Mapping[str, Operation]]
    roles_of: Mapping[str, Sequence[str]]  # each operation
    log_on_s: int | None
