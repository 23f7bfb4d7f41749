"""What the sessions of one key, one account or one address use together."""

from __future__ import annotations

import asyncio

from gateway.protocol.gates import Gates, RefusalGate
from gateway.protocol.limits import Limits
from gateway.protocol.places import OWN_ADDRESSES

ADDRESSES_MAX = 4_096  # remembered; the oldest is forgotten


class Share:
    """What sessions use together: their rates, the requests of theirs that wait for a reply
    (`in_flight`), and what is not sent yet (`unsent`, bytes).

    `in_flight_max` and the rates are `times` those of a session. `turn`: held by the one of them
    whose frame is being read, so that each share has one frame read, then the next one has.
    """

    def __init__(self, whose: str, limits: Limits, times: int, now_ns: int) -> None:
        self.gates = Gates(limits, now_ns, whose, times)
        self.refusals = RefusalGate()
        self.in_flight_max = limits.in_flight * times
        self.in_flight = 0
        self.unsent = 0
        self.turn = asyncio.Lock()


class Shares:
    """The shares of a server, each made when it is first asked for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._of_key: dict[str, Share] = {}
        self._of_account: dict[int, Share] = {}
        self._of_address: dict[str, Share] = {}

    def of_key(self, key: str, now_ns: int) -> Share:
        """What all sessions of a key share."""
        if key not in self._of_key:
            self._of_key[key] = Share("key", self._limits, self._limits.key_times, now_ns)
        return self._of_key[key]

    def of_account(self, account: int, now_ns: int) -> Share:
        """What all sessions of an account share."""
        if account not in self._of_account:
            times = self._limits.account_times
            self._of_account[account] = Share("account", self._limits, times, now_ns)
        return self._of_account[account]

    def of_address(self, address: str, now_ns: int) -> Share | None:
        """What all sessions of an address share; None for this computer's own."""
        if address in OWN_ADDRESSES:
            return None
        known = self._of_address
        if address not in known:
            if len(known) >= ADDRESSES_MAX:
                del known[next(iter(known))]
            known[address] = Share("address", self._limits, self._limits.address_times, now_ns)
        return known[address]
