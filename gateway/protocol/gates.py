"""Token buckets: how much of each kind of request may be asked, by one session, key, account or
address.

Time is an argument everywhere: nanoseconds of any clock that does not go back.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from gateway.protocol.limits import Limits
from gateway.protocol.operations import Way
from gateway.protocol.table.rows import OPERATIONS

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000
REFUSALS_PER_S, REFUSALS_AT_ONCE = 1_000, 500  # that come without a rest
REST_MAX_NS = 500 * NS_PER_MS


class Kind(IntEnum):
    """What is counted apart, each with a rate of its own."""

    REQUESTS = 0  # and what cannot be read
    CANCELS = 1
    QUESTIONS = 2


KIND_OF_WAY = {Way.CANCEL: Kind.CANCELS, Way.QUERY: Kind.QUESTIONS}
KINDS = {  # of the gateway's operations by name, with the weight of each
    name: (KIND_OF_WAY.get(each.way, Kind.REQUESTS), each.weight.each)
    for operations in OPERATIONS.values()
    for name, each in operations.items()
}
OTHERS = (Kind.REQUESTS, 1)


class Gate:
    """Two token buckets for one kind of requests: the limit, and twice the limit for everything
    tried.

    Levels, `allowed` and `tried`, are tokens times 10^9; a bucket keeps at most one second's worth.
    The first may be in debt, for answers that were longer than expected.
    """

    __slots__ = ("allowed", "at_ns", "rate", "tried")

    def __init__(self, rate: int, now_ns: int) -> None:
        self.rate = rate
        self.allowed = rate * NS_PER_S
        self.tried = 2 * rate * NS_PER_S
        self.at_ns = now_ns

    def take(self, weight: int) -> None:
        """Use a weight up that was not known before, beyond what there is."""
        self.allowed -= weight * NS_PER_S

    def used(self, now_ns: int) -> int:
        """How much of one second's worth is used up; more than that where it is in debt."""
        gained = max(0, now_ns - self.at_ns) * self.rate
        allowed = min(self.rate * NS_PER_S, self.allowed + gained)
        return self.rate - allowed // NS_PER_S

    def retry_after_ms(self, weight: int = 1) -> int:
        """Milliseconds, rounded up, until one more request of that weight is within the limit."""
        missing = min(weight, self.rate) * NS_PER_S - self.allowed
        wait_ns = max(0, -(-missing // self.rate))
        return -(-wait_ns // NS_PER_MS)


class RefusalGate:
    """How long a session is not read after requests of it were refused as they were read, for their
    form or a limit: what costs the venue time and brings nothing is not asked as fast as it goes.
    """

    __slots__ = ("_paid_ns",)

    def __init__(self) -> None:
        self._paid_ns = -REST_MAX_NS  # when all refusals so far are paid for

    def rest_ns(self, refused: int, now_ns: int) -> int:
        """How long a session rests after that number of requests was refused."""
        free_ns = REFUSALS_AT_ONCE * NS_PER_S // REFUSALS_PER_S
        begun_ns = max(self._paid_ns, now_ns - free_ns)
        paid_ns = begun_ns + refused * NS_PER_S // REFUSALS_PER_S
        self._paid_ns = min(paid_ns, now_ns + REST_MAX_NS)
        return max(0, self._paid_ns - now_ns)


class Gates:
    """The gates of all kinds for one session, or for what `whose` says; the rates are `times` those
    of a session.
    """

    def __init__(self, limits: Limits, now_ns: int, whose: str = "session", times: int = 1) -> None:
        self.whose = whose
        rates = (limits.requests_per_s, limits.cancels_per_s, limits.questions_per_s)
        self.by_kind = [Gate(rate * times, now_ns) for rate in rates]


def admit(scopes: Sequence[Gates], kind: Kind, weight: int, now_ns: int) -> int:
    """How much of a weight that is asked is within the limits of all scopes; it is used up. -1 when
    twice the limit of the first one has been passed.
    """
    asked = least = weight * NS_PER_S
    too_fast = False
    for scope in scopes:
        gate = scope.by_kind[kind]
        rate, at_ns = gate.rate, gate.at_ns
        gained = (now_ns - at_ns) * rate if now_ns > at_ns else 0
        gate.at_ns = max(at_ns, now_ns)
        allowed = gate.allowed = min(rate * NS_PER_S, gate.allowed + gained)
        tried = min(2 * rate * NS_PER_S, gate.tried + 2 * gained)
        too_fast |= scope is scopes[0] and tried < asked
        gate.tried = tried - asked if tried >= asked else tried % NS_PER_S
        least = min(least, allowed)
    taken = max(0, least // NS_PER_S)
    for scope in scopes:
        scope.by_kind[kind].allowed -= taken * NS_PER_S
    return -1 if too_fast else taken
