"""What is sent to one client: a queue with a bound in bytes, and one task that empties it at the
client's pace.

Frames that everybody gets as they happen are put into the queue; a client that does not read is
found by the queue's size. What is read back on demand (old reports, events) is pulled when the
queue is empty, so that it needs no bound.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed

from gateway.protocol.closings import FAULT, SLOW_READER, Closing
from gateway.protocol.faults import FaultLog
from gateway.protocol.revocation import close_within
from gateway.protocol.wire import Frame

FAULTS = FaultLog(logging.getLogger(__name__))
CLOSE_WAIT_S = 3.0  # for a client to answer a close, then the connection is cut
AT_ONCE_MAX = 64 * 1024  # bytes of a frame that is sent without the task
Pull = Callable[[], Awaitable[Frame | None]]


class Outbound:
    """The sending half of a `connection`. `closing` is set once nothing more is taken."""

    def __init__(self, connection: ServerConnection, unsent_bytes: int, pull: Pull) -> None:
        self.connection = connection
        self._unsent_max = unsent_bytes
        self.unsent = 0  # bytes that are queued
        self._pull = pull
        self._frames: deque[Frame] = deque()
        self._wake = asyncio.Event()
        self._waits = False  # the task: everything has been sent
        self.closing: Closing | None = None
        self._task = asyncio.create_task(self._run())

    def put(self, frame: Frame) -> None:
        """Send a frame, at once where nothing is before it, else it is queued.

        A client with more unsent bytes than allowed is closed as a slow reader.
        """
        if self.closing is not None:
            return
        if self._is_free and len(frame) <= AT_ONCE_MAX:
            broadcast((self.connection,), frame)
            return
        self._frames.append(frame)
        self.unsent += len(frame)
        self._wake.set()
        if self.unsent > self._unsent_max:
            self.drop()

    @property
    def _is_free(self) -> bool:
        """Whether a frame can be sent at once: the task waits, and the socket has taken all."""
        idle = self._waits and not self._wake.is_set()
        return idle and not self.connection.transport.get_write_buffer_size()

    def drop(self) -> None:
        """Close the client as a slow reader, at once."""
        self.give_up(SLOW_READER)
        self._task = asyncio.create_task(self._close(SLOW_READER))

    def wake(self) -> None:
        """There may be something to pull."""
        self._wake.set()

    def close(self, closing: Closing) -> None:
        """Close once everything queued has been sent."""
        if self.closing is None:
            self.closing = closing
            self._wake.set()

    async def stopped(self) -> None:
        """Wait for the task's end, stopping it if need be: the connection is gone."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def give_up(self, closing: Closing) -> None:
        """Send nothing more, not even what is queued; the caller closes the connection."""
        self.closing = closing
        self._frames.clear()
        self.unsent = 0
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while True:
                if not self._frames and self.closing is None:
                    self._wake.clear()
                    if (pulled := await self._pull()) is None:
                        self._waits = True
                        await self._wake.wait()
                        self._waits = False
                    else:
                        await self.connection.send(pulled)
                elif self._frames:
                    frame = self._frames.popleft()
                    self.unsent -= len(frame)
                    await self.connection.send(frame)
                else:
                    assert self.closing is not None
                    await self._close(self.closing)
                    return
        except ConnectionClosed:
            return
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "sending to a client")
            self.closing = FAULT
            await self._close(FAULT)

    async def _close(self, closing: Closing) -> None:
        await close_within(self.connection, closing.code, closing.reason, CLOSE_WAIT_S)
