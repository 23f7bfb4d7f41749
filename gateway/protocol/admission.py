"""Which requests of a frame are within the limits: the rates of its session, key, account and
address, the requests that wait, the venue's load.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.protocol.errors import error_map
from gateway.protocol.gates import KIND_OF_WAY, KINDS, OTHERS, Gates, Kind, admit
from gateway.protocol.operations import Operation, Way
from gateway.protocol.wire import Message

OVERLOADED_RETRY_MS = 200
IN_FLIGHT_RETRY_MS = 100  # in which replies have come, unless the venue is overloaded
WORKS_UNDER_LOAD = frozenset({"exchange", "bridge", "feed"})  # roles never refused for load
LIGHT = frozenset({Way.CANCEL, Way.SESSION})  # taken from everybody, however busy the venue is
_UNITS = {Kind.REQUESTS: "requests", Kind.CANCELS: "cancels", Kind.QUESTIONS: "weight of questions"}


class Room:
    """How many more requests may wait for their reply. `allowed`: how many in all, of `whose`."""

    def __init__(self, left: int, allowed: int, whose: str = "session") -> None:
        self.left, self.allowed, self.whose = left, allowed, whose


class Admission:
    """How many requests of one frame are within the limits; decided once for the frame, used up in
    its order.

    `scopes`: the gates that all have to let a request through, the session's own first. `of_all`:
    none of the frame is refused. `too_fast`: the session has passed twice a rate of its own, which
    ends it.
    """

    def __init__(
        self,
        scopes: Sequence[Gates],
        room: Room,
        messages: Sequence[Message],
        now_ns: int,
        overloaded: bool,
    ) -> None:
        self._scopes, self._room, self._overloaded = scopes, room, overloaded
        self.too_fast = False
        self._exceeded: dict[tuple[Kind, int], Message] = {}
        asked = [0] * len(Kind)
        for message in messages:
            op = message.get("op")  # which may be anything
            kind, weight = KINDS.get(op, OTHERS) if type(op) is str else OTHERS
            asked[kind] += weight
        self._left = [0] * len(Kind)
        for kind in Kind:
            if asked[kind]:
                allowed = admit(scopes, kind, asked[kind], now_ns)
                self.too_fast |= allowed < 0
                self._left[kind] = max(0, allowed)
        within = not overloaded and len(messages) <= room.left
        self.of_all = within and self._left == asked

    def refusal(self, operation: Operation) -> Message | None:
        """The error for the next request of the frame, None when it is within the limits."""
        kind = KIND_OF_WAY.get(operation.way, Kind.REQUESTS)
        if self._left[kind] < operation.weight.each:
            return self._exceeded_at(kind, operation.weight.each)
        self._left[kind] -= operation.weight.each
        if self._room.left <= 0:
            allowed, whose = self._room.allowed, self._room.whose
            rule = f"at most {allowed} requests of the {whose} may wait for their reply"
            error = error_map("in_flight_exceeded", rule, allowed=allowed)
            return error | {"retry_after_ms": IN_FLIGHT_RETRY_MS}
        self._room.left -= 1
        if self._overloaded and operation.way not in LIGHT:
            rule = "the venue is overloaded: only cancels are taken for the moment"
            return error_map("overloaded", rule) | {"retry_after_ms": OVERLOADED_RETRY_MS}
        return None

    def _exceeded_at(self, kind: Kind, weight: int) -> Message:
        """The error of all requests of the frame that are of that kind and weight."""
        if (kind, weight) not in self._exceeded:
            self._exceeded[kind, weight] = rate_exceeded(self._scopes, kind, weight)
        return self._exceeded[kind, weight]


def rate_exceeded(scopes: Sequence[Gates], kind: Kind, weight: int) -> Message:
    """The error for a request of that weight that is beyond the limits, with the tightest one."""
    waits = [each.by_kind[kind].retry_after_ms(weight) for each in scopes]
    tightest = waits.index(max(waits))
    scope = scopes[tightest]
    allowed = scope.by_kind[kind].rate
    rule = f"at most {allowed} {_UNITS[kind]} a second of the {scope.whose}"
    error = error_map("rate_exceeded", rule, allowed=allowed)
    return error | {"retry_after_ms": waits[tightest]}
