"""Limits on what a session may ask of the venue, and the buckets that count it.

Time is an argument everywhere: nanoseconds of any clock that does not go back.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.protocol.errors import LimitsError

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000
LIMIT_MAX = 1_000_000_000


@dataclass(frozen=True)
class Limits:
    """What the gateway allows; every session is told the first three at log-on.

    All are at least 1.
    """

    requests_per_s: int = 5_000  # a session's requests but cancels; as many at once after a pause
    cancels_per_s: int = 10_000
    in_flight: int = 1_000  # a session's requests that wait for their reply
    waiting: int = 100_000  # requests of all sessions that wait; past it members can only cancel
    connections: int = 4_096
    log_on_s: int = 10  # a connection that has not logged on by then is closed
    # kept for a client that does not read; past it the connection is dropped
    unsent_bytes: int = 8 * 1024 * 1024

    @classmethod
    def parse(cls, text: str) -> Limits:
        """Read ``"requests_per_s=50000,in_flight=4000"``; what is not named keeps its default.

        Raises LimitsError.
        """
        names = [field.name for field in fields(cls)]
        given: dict[str, int] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, value = part.partition("=")
            if name not in names:
                raise LimitsError(f"no limit {name!r}", field=name, value=value, allowed=names)
            if not value.isascii() or not value.isdigit() or not 1 <= int(value[:20]) <= LIMIT_MAX:
                rule = f"{name} is an integer from 1 to {LIMIT_MAX}"
                raise LimitsError(rule, field=name, value=value, allowed=[1, LIMIT_MAX])
            given[name] = int(value)
        return replace(cls(), **given)

    def as_map(self) -> dict[str, Any]:
        """The `limits` of a log-on reply."""
        return {
            "frame_bytes": FRAME_MAX_BYTES,
            "requests_per_frame": REQUESTS_PER_FRAME_MAX,
            "requests_per_s": self.requests_per_s,
            "cancels_per_s": self.cancels_per_s,
            "in_flight": self.in_flight,
        }


class Bucket:
    """A token bucket in whole numbers: `rate` tokens a second, at most one second's worth kept."""

    def __init__(self, rate: int, now_ns: int) -> None:
        self._rate = rate
        self._level = self._capacity = rate * NS_PER_S
        self._at_ns = now_ns

    def take(self, count: int, now_ns: int) -> int:
        """Take up to `count` tokens; how many there were."""
        self._fill(now_ns)
        taken = min(count, self._level // NS_PER_S)
        self._level -= taken * NS_PER_S
        return taken

    def wait_ns(self) -> int:
        """Nanoseconds from the last call until there is one token."""
        return max(0, -(-(NS_PER_S - self._level) // self._rate))

    def _fill(self, now_ns: int) -> None:
        gained = max(0, now_ns - self._at_ns) * self._rate
        self._level = min(self._capacity, self._level + gained)
        self._at_ns = max(self._at_ns, now_ns)


class Gate:
    """Two buckets for one class of requests: the limit, and twice the limit for everything
    tried.
    """

    def __init__(self, rate: int, now_ns: int) -> None:
        self._allowed = Bucket(rate, now_ns)
        self._tried = Bucket(2 * rate, now_ns)

    def admit(self, count: int, now_ns: int) -> int:
        """How many of `count` requests are within the limit; -1 when twice the limit has been
        passed.
        """
        if self._tried.take(count, now_ns) < count:
            return -1
        return self._allowed.take(count, now_ns)

    def retry_after_ms(self) -> int:
        """Milliseconds, rounded up, until one more request is within the limit."""
        return -(-self._allowed.wait_ns() // NS_PER_MS)
