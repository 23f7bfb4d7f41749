"""Limits on what a session may ask of the venue, and on what sessions together may."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.protocol.errors import LimitsError
from gateway.protocol.places import Room

LIMIT_MAX = 1_000_000_000
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What the gateway allows; `as_map` is what a log-on is answered.

    All are at least 1. Rates are of one session; those of a key, an account and an address are
    `key_times`, `account_times` and `address_times` as high, over all their sessions.
    """

    requests_per_s: int = 5_000  # but cancels and questions; as many at once after a pause
    cancels_per_s: int = 10_000
    questions_per_s: int = 5_000  # in weight: a question weighs more the more rows it brings
    in_flight: int = 1_000  # a session's requests that wait for their reply
    key_times: int = 2
    account_times: int = 4
    address_times: int = 8
    sessions_per_key: int = 32
    sessions_per_account: int = 64
    waiting: int = 100_000  # requests of all sessions that wait; past it members can only cancel
    connections: int = 4_096  # of members and viewers; the venue's own servers and staff add to it
    strangers: int = 1_000  # connections that have not logged on; one more ends the oldest
    strangers_per_address: int = 100
    # from a start of the venue until orders go of sessions that asked for cancel_on_disconnect and
    # have not returned
    return_s: int = 30
    log_on_s: int = 10  # a connection that has not logged on by then is closed
    # kept for a client that does not read; past it the connection is dropped
    unsent_bytes: int = 8 * _MIB
    account_unsent_bytes: int = 32 * _MIB  # of an account's sessions; past it the slowest is

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

    @property
    def room(self) -> Room:
        """How many places there are, and for whom."""
        sessions = (self.sessions_per_key, self.sessions_per_account, self.connections)
        return Room(self.strangers, self.strangers_per_address, *sessions)

    def as_map(self) -> dict[str, Any]:
        """The `limits` of a log-on reply."""
        return {
            "frame_bytes": FRAME_MAX_BYTES,
            "requests_per_frame": REQUESTS_PER_FRAME_MAX,
            "requests_per_s": self.requests_per_s,
            "cancels_per_s": self.cancels_per_s,
            "questions_per_s": self.questions_per_s,
            "in_flight": self.in_flight,
            "key_times": self.key_times,
            "account_times": self.account_times,
            "address_times": self.address_times,
            "sessions_per_key": self.sessions_per_key,
            "sessions_per_account": self.sessions_per_account,
        }
