"""Who has a place at a server: strangers for a while, and sessions that have logged on.

A stranger's place is never refused: one more than there is room for ends the oldest stranger of the
address that has the most of them. A client that logs on at once is heard, although others are
silent. The venue's own servers and staff have places beside those of members. Connections from the
same computer (127.0.0.1, ::1), also those that a proxy passes on, are not counted by address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from gateway.protocol.auth import Grant
from gateway.protocol.errors import SessionsExceeded

OWN_ADDRESSES = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1", ""})
COUNTED = frozenset({"member", "viewer"})  # roles whose sessions are bounded together


@dataclass(frozen=True)
class Room:
    """How many places there are.

    `strangers`, and of one address `per_address`; sessions `per_key`, `per_account`, and `members`
    in all.
    """

    strangers: int
    per_address: int
    per_key: int
    per_account: int
    members: int


@dataclass(eq=False)
class Place:
    """The place of one connection. `give_up` ends it; `grant` is set once it has logged on."""

    address: str
    give_up: Callable[[], object]
    grant: Grant | None = None
    settled: bool = False  # it is ended for nobody
    stays: bool = False  # of a stranger that has subscribed


class Places:
    """The places of one server."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._strangers: dict[str, dict[Place, None]] = {}  # by address, the oldest first
        self._count = 0  # of strangers
        self._of_key: Counter[str] = Counter()
        self._of_account: Counter[int] = Counter()
        self._staying: Counter[str] = Counter()  # by address
        self.members = 0

    @property
    def strangers(self) -> int:
        """How many connections have neither logged on nor settled."""
        return self._count

    def arrive(self, address: str, give_up: Callable[[], object]) -> Place:
        """A place for a connection that has come."""
        own = self._strangers.get(address, {})
        if address not in OWN_ADDRESSES and len(own) >= self._room.per_address:
            self._end_oldest(address)
        elif self._count >= self._room.strangers:
            self._end_oldest(max(self._strangers, key=lambda each: len(self._strangers[each])))
        place = Place(address, give_up)
        self._strangers.setdefault(address, {})[place] = None
        self._count += 1
        return place

    def log_on(self, place: Place, grant: Grant) -> None:
        """Give a connection the place of its key. Raises SessionsExceeded."""
        room, account = self._room, grant.account
        if self._of_key[grant.key] >= room.per_key:
            raise _exceeded("key", room.per_key)
        if account and self._of_account[account] >= room.per_account:
            raise _exceeded("account", room.per_account)
        if grant.role in COUNTED and self.members >= room.members:
            raise _exceeded("server", room.members)
        self.settle(place)
        place.grant = grant
        self._count_session(grant, 1)

    def settle(self, place: Place) -> None:
        """A stranger who may stay: it is ended for nobody."""
        self._forget(place)
        place.settled = True

    def stay(self, place: Place) -> bool:
        """Let a stranger stay, as long as there are not too many of them; whether it may."""
        if place.settled:
            return True
        own, room = place.address in OWN_ADDRESSES, self._room
        if self._staying.total() >= room.members:
            return False
        if not own and self._staying[place.address] >= room.per_address:
            return False
        self.settle(place)
        place.stays = True
        self._staying[place.address] += 1
        return True

    def waits(self, place: Place) -> bool:
        """Whether a connection is still there and neither has logged on nor stays."""
        return place in self._strangers.get(place.address, {})

    def sessions_of(self, grant: Grant) -> list[tuple[str, int, int]]:
        """How many sessions there are of a key and of its account: whose, how many, and how many
        there may be.
        """
        found = [("key", self._of_key[grant.key], self._room.per_key)]
        if grant.account:
            found.append(("account", self._of_account[grant.account], self._room.per_account))
        return found

    def leave(self, place: Place) -> None:
        """A connection has gone."""
        self._forget(place)
        if place.stays:
            place.stays = False
            self._staying[place.address] -= 1
            self._staying += Counter()  # without those that are 0
        if place.grant is not None:
            self._count_session(place.grant, -1)
            place.grant = None

    def _count_session(self, grant: Grant, one: int) -> None:
        self._of_key[grant.key] += one
        self._of_account[grant.account] += one
        self.members += one if grant.role in COUNTED else 0

    def _end_oldest(self, address: str) -> None:
        oldest = next(iter(self._strangers[address]))
        self._forget(oldest)
        oldest.give_up()

    def _forget(self, place: Place) -> None:
        group = self._strangers.get(place.address, {})
        if place in group:
            del group[place]
            self._count -= 1
            if not group:
                del self._strangers[place.address]


def _exceeded(whose: str, allowed: int) -> SessionsExceeded:
    rule = f"the {whose} has {allowed} sessions, no more are allowed at one time"
    return SessionsExceeded(rule, field="key", allowed=allowed)
