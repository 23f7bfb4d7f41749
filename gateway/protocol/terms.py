"""What a server lets its clients ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import EnrolmentRefused
from gateway.protocol.operations import Operation
from gateway.protocol.proofs import Greeting

Redeem = Callable[[PublicKeys, Greeting, Mapping[str, Any], int], None]


def refuse_codes(
    _keys: PublicKeys, _greeting: Greeting, fields: Mapping[str, Any], _now_ns: int
) -> None:
    """What a server does that enters no keys. Raises EnrolmentRefused."""
    name = "code" if "code" in fields else "public_key"
    raise EnrolmentRefused("keys are enrolled at the gateway", field=name)


@dataclass(frozen=True)
class Terms:
    """What a server lets its clients ask: a stranger, and each role once it has logged on.

    `log_on_s`: seconds in which a client has to log on; None where a stranger may stay. `redeem`
    enters the key of a log-on that brings a one-time code.
    """

    of_stranger: Mapping[str, Operation]
    of_role: Mapping[str, Mapping[str, Operation]]
    roles_of: Mapping[str, Sequence[str]]  # each operation
    log_on_s: int | None
    redeem: Redeem = refuse_codes
