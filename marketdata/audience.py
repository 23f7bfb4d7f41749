"""Who may listen to the feed, and how much strangers may ask of it together.

A stranger that neither logs on nor subscribes is closed. Keys, and strangers that have subscribed,
keep their places; what one of these groups takes is not taken from the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from websockets.protocol import State

from gateway.client.pace import Pace
from gateway.protocol.closings import CROWDED, SILENT, Closing
from gateway.protocol.descriptors import ask_for_descriptors, fitting
from gateway.protocol.handshake import Connection
from gateway.protocol.places import Place, Places, Room
from marketdata.listener import Listener

LISTENERS = 1_000  # that have logged on, and as many strangers that have subscribed
LISTENERS_MAX = 100_000
SILENT_S = 10.0  # within which a stranger logs on or subscribes
REQUESTS_PER_S = 200  # of one listener, in weight; more are not refused, they wait to be read
STRANGERS_PER_S = 400  # of all strangers together, likewise


def room_for(listeners: int) -> Room:
    """Room for a number of listeners; half as many may come and not have asked for anything yet."""
    arriving = max(1, listeners // 2)
    per_address = max(1, listeners // 10)
    return Room(arriving, per_address, per_key=32, per_account=64, members=listeners)


ROOM = room_for(LISTENERS)


class Guest:
    """One listener in the audience: its place, and the paces that its requests keep."""

    def __init__(self, connection: Connection, place: Place, paces: tuple[Pace, ...]) -> None:
        self.place = place
        self._connection, self._paces = connection, paces

    async def take(self, weight: int) -> None:
        """Wait until that weight of requests may be done. Keys keep a pace of their own alone."""
        for pace in self._paces[: 1 if self.place.grant else None]:
            await pace.take_turns(weight, self._is_there)

    def _is_there(self) -> bool:
        return self._connection.state is State.OPEN


class Audience:
    """The listeners of one feed."""

    def __init__(self, room: Room = ROOM) -> None:
        self._places = Places(fitting(room, ask_for_descriptors()))
        self._strangers = Pace(STRANGERS_PER_S)

    def arrive(
        self, connection: Connection, listener: Listener, end: Callable[[Closing], object]
    ) -> Guest:
        """Take a connection in; `end` closes it."""
        place = self._places.arrive(connection.address, partial(end, CROWDED))
        listener.talk.take_place = partial(self._places.log_on, place)
        if connection.hello.own:
            self._places.settle(place)
        asyncio.get_running_loop().call_later(SILENT_S, self._end_silent, place, end)
        own = connection.hello.own
        return Guest(connection, place, (Pace(REQUESTS_PER_S), *([self._strangers] * (not own))))

    def leave(self, guest: Guest) -> None:
        """A listener has gone."""
        self._places.leave(guest.place)

    def stays(self, guest: Guest) -> bool:
        """Whether a listener that has subscribed may stay."""
        return self._places.stay(guest.place)

    def _end_silent(self, place: Place, end: Callable[[Closing], object]) -> None:
        if self._places.waits(place):
            end(SILENT)
