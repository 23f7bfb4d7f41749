"""How much the sessions of one key, one account and one address ask of the registry together.

Nothing is refused: a request beyond the budget waits to be read, and what its client sends
meanwhile waits in its socket. The requests of other clients go on. Staff and the venue's own
servers have no budget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.client.pace import Pace
from gateway.protocol.admission import WORKS_UNDER_LOAD
from gateway.protocol.auth import Grant
from gateway.protocol.places import OWN_ADDRESSES
from gateway.protocol.weights import Weight, rows_of

PER_S = 200  # weight of the requests of one session
KEY_TIMES, ACCOUNT_TIMES, ADDRESS_TIMES = 2, 4, 8  # as high for all sessions of one
ADDRESSES_MAX = 4_096  # remembered; the oldest is forgotten
WEIGHT = Weight(each=1, rows=8)


class Budget:
    """What one session may ask, by itself and with others."""

    def __init__(self, paces: Sequence[Pace] = ()) -> None:
        self._paces = paces

    async def take(self, weight: int) -> None:
        """Wait until that weight of requests may be done."""
        for pace in self._paces:
            await pace.take_turns(weight)

    async def pay(self, answer: Mapping[str, Any]) -> None:
        """Wait for what an answer has weighed beyond its request: its rows."""
        await self.take(WEIGHT.of(rows_of(answer)) - WEIGHT.each)


class Budgets:
    """The budgets of all sessions; what several have together is made when one first has it.

    `per_s` is the weight that one session may ask a second; with 0 nobody has a budget.
    """

    def __init__(self, per_s: int = PER_S) -> None:
        self._per_s = per_s
        self._of_key: dict[str, Pace] = {}
        self._of_account: dict[int, Pace] = {}
        self._of_address: dict[str, Pace] = {}

    def of_stranger(self, address: str) -> Budget:
        """What a connection may ask before it has logged on."""
        return Budget([Pace(self._per_s), *self._shared(address)])

    def of(self, grant: Grant, address: str) -> Budget:
        """What a session may ask once it has logged on."""
        if grant.role in WORKS_UNDER_LOAD:
            return Budget()
        paces = [
            Pace(self._per_s),
            self._of_key.setdefault(grant.key, Pace(KEY_TIMES * self._per_s)),
        ]
        if grant.account:
            whole = Pace(ACCOUNT_TIMES * self._per_s)
            paces.append(self._of_account.setdefault(grant.account, whole))
        return Budget([*paces, *self._shared(address)])

    def _shared(self, address: str) -> list[Pace]:
        """The pace of an address; none for those of the same computer."""
        known = self._of_address
        if address in OWN_ADDRESSES:
            return []
        if address not in known and len(known) >= ADDRESSES_MAX:
            del known[next(iter(known))]
        return [known.setdefault(address, Pace(ADDRESS_TIMES * self._per_s))]
