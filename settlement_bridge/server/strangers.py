"""How much is asked without log-on: of one address, and of all. What is beyond is refused at once,
before anything is looked up.
"""

from __future__ import annotations

from gateway.protocol.admission import rate_exceeded
from gateway.protocol.auth import Grant
from gateway.protocol.gates import Gates, Kind, admit
from gateway.protocol.limits import Limits
from gateway.protocol.wire import Message
from settlement_bridge.operations.fields import STRANGER
from settlement_bridge.server.budgets import ADDRESSES_MAX

OF_ADDRESS_PER_S = 5  # questions without log-on of one address, also of this computer
OF_ALL_PER_S = 50  # of all addresses together
NOBODY = Grant("", 0, STRANGER, 0)  # what who has not logged on may do


class Strangers:
    """The questions of all who have not logged on, counted."""

    def __init__(
        self, of_address_per_s: int = OF_ADDRESS_PER_S, of_all_per_s: int = OF_ALL_PER_S
    ) -> None:
        self._limits = Limits(questions_per_s=of_address_per_s)
        self._all = Gates(Limits(questions_per_s=of_all_per_s), 0, "server")
        self._of_address: dict[str, Gates] = {}

    def refusal(self, address: str, now_ns: int) -> Message | None:
        """The error for one more question of an address, None where it is within the limits."""
        scopes = (self._gates(address, now_ns), self._all)
        if admit(scopes, Kind.QUESTIONS, 1, now_ns) > 0:
            return None
        return rate_exceeded(scopes, Kind.QUESTIONS, 1)

    def _gates(self, address: str, now_ns: int) -> Gates:
        known = self._of_address
        if address not in known:
            if len(known) >= ADDRESSES_MAX:
                del known[next(iter(known))]
            known[address] = Gates(self._limits, now_ns, "address")
        return known[address]
