"""What is published, to all who want to hear it, at once or at the moments of their pace.

No listener is waited for: a frame goes into each connection's write buffer, and one whose buffer is
over its budget is dropped.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

from websockets.asyncio.server import ServerConnection, broadcast

from gateway.protocol.closings import FAULT, SLOW_READER, Closing
from gateway.protocol.faults import FaultLog
from gateway.protocol.traffic import Traffic
from marketdata.conflation import Conflation
from marketdata.groups import Groups
from marketdata.listener import Listener
from marketdata.streams import Message, frames_of

log = logging.getLogger("marketdata")
FAULTS = FaultLog(log)
WRITE_BUDGET_BYTES = 2 * 1024 * 1024  # unsent bytes of one listener in this process


class FanOut:
    """The listeners of one feed, as those who are sent what is published.

    `drop` closes the connection of one that is sent nothing more.
    """

    def __init__(
        self, drop: Callable[[ServerConnection, Closing], object], traffic: Traffic
    ) -> None:
        self._drop, self._traffic = drop, traffic
        self._groups = Groups()
        self._conflations: dict[int, Conflation] = {}  # by pace
        self._moments: dict[int, asyncio.TimerHandle] = {}  # that something waits for

    def arrive(self, connection: ServerConnection, listener: Listener) -> None:
        """Take a listener in, and follow what it wants to hear."""
        self._groups.put(connection, listener.interest)
        listener.moved = partial(self._groups.move, connection)

    def leave(self, connection: ServerConnection) -> None:
        """Send nothing more to a listener."""
        self._groups.leave(connection)

    def close(self) -> None:
        """Wait for no moment any more."""
        for moment in self._moments.values():
            moment.cancel()

    def publish(self, messages: Sequence[Message]) -> None:
        """Send every listener what it asked for, now or at the next moment of its pace."""
        self._send(messages, 0)
        paces = self._groups.paces()
        for pace in self._conflations.keys() - paces:
            del self._conflations[pace]
        for pace in paces:
            conflation = self._conflations.setdefault(pace, Conflation())
            if conflation.take(messages) and pace not in self._moments:
                self._wait_for_moment(pace)

    def _wait_for_moment(self, every_ms: int) -> None:
        """The moments of a pace are multiples of it, the same for all listeners."""
        loop, every_s = asyncio.get_running_loop(), every_ms / 1000
        moment_s = (loop.time() // every_s + 1) * every_s
        self._moments[every_ms] = loop.call_at(moment_s, self._send_due, every_ms)

    def _send_due(self, every_ms: int) -> None:
        del self._moments[every_ms]
        if (conflation := self._conflations.get(every_ms)) is not None:
            self._send(conflation.due(), every_ms)

    def _send(self, messages: Sequence[Message], every_ms: int) -> None:
        """Send what is wanted at one pace; listeners of one interest share each frame."""
        for interest, connections in self._groups:
            try:
                wanted = [each for each in messages if interest.wants(each, every_ms)]
                frames = frames_of(wanted, interest.text)
            except Exception as fault:  # noqa: BLE001
                FAULTS.note(fault, "publishing")
                for connection in connections:
                    self._drop(connection, FAULT)
                continue
            self._traffic.sent["update"] += len(wanted) * len(connections)
            for frame in frames:
                broadcast([each for each in connections if self._within_budget(each)], frame)

    def _within_budget(self, connection: ServerConnection) -> bool:
        if connection not in self._groups:
            return False
        if connection.transport.get_write_buffer_size() <= WRITE_BUDGET_BYTES:
            return True
        log.warning("listener %s does not read: closed", connection.remote_address)
        self._drop(connection, SLOW_READER)
        return False
