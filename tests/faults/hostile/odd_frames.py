"""Frames of any kind: sound requests of every operation, odd values in their fields, and both with
their bytes changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from gateway.protocol.operations import Operation
from gateway.protocol.proofs import FEED, GATEWAY
from gateway.protocol.table.rows import OPERATIONS as OF_GATEWAY
from gateway.protocol.wire import encode
from marketdata.operations import OPERATIONS as OF_FEED
from settlement_bridge.operations import OPERATIONS as OF_REGISTRY
from tests.gateway.samples import BINARY, TEXT, request_of

LEFT_OUT = {"log_off", "kill"}  # which end the session, or the attack
FEW = 12  # requests of a frame at most
CHANGES = 6  # of bytes, at most


def operations_of(server: str) -> Mapping[str, Operation]:
    """What a member may ask, as far as its table says."""
    if server == FEED:
        return OF_FEED
    return OF_GATEWAY["member"] if server == GATEWAY else OF_REGISTRY


class OddFrames:
    """An endless stream of frames for a server, made of one seed."""

    def __init__(self, server: str, chance: Random) -> None:
        self._chance = chance
        known = operations_of(server)
        self._operations = [each for name, each in known.items() if name not in LEFT_OUT]
        self._number = 0

    def sound(self) -> bytes | str:
        """Requests that their table takes; some have one odd value."""
        text = self._chance.random() < 0.5
        count = self._chance.randint(1, FEW)
        return encode([self._request(text) for _ in range(count)], text)

    def mutated(self) -> bytes | str:
        """A sound frame of which some bytes are others, are missing, or come twice."""
        made = self.sound()
        text = isinstance(made, str)
        content = bytearray(made.encode() if isinstance(made, str) else made)
        for _ in range(self._chance.randint(1, CHANGES)):
            self._change(content)
        return bytes(content).decode(errors="replace") if text else bytes(content)

    def _request(self, text: bool) -> dict[str, Any]:
        self._number += 1
        operation = self._chance.choice(self._operations)
        asked = request_of(operation, whole=self._chance.random() < 0.3) | {"id": self._number}
        if self._chance.random() < 0.3:
            asked[self._chance.choice(list(asked))] = self._chance.choice(TEXT if text else BINARY)
        return asked

    def _change(self, content: bytearray) -> None:
        place = self._chance.randrange(len(content)) if content else 0
        piece = slice(place, place + self._chance.randint(1, 8))
        change = self._chance.randrange(4)
        if change == 0:
            content[piece] = self._chance.randbytes(1)
        elif change == 1:
            del content[piece]
        elif change == 2:
            content[place:place] = content[piece]
        elif content:
            content[place] ^= 1 << self._chance.randrange(8)
