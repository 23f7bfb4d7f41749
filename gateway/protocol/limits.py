"""Limits on what a session may ask of the venue."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.protocol.errors import LimitsError

LIMIT_MAX = 1_000_000_000


@dataclass(frozen=True)
class Limits:
    """What the gateway allows; a log-on is answered with the first three.

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
