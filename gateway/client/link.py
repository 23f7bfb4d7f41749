"""A connection that is opened again when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from gateway.client.backoff import Backoff
from gateway.client.connection import Connection
from gateway.client.opening import ABNORMAL_CLOSURE
from gateway.protocol.errors import GatewayError
from gateway.protocol.replies import (
    ConnectionLost,
    ReplyMissing,
    RequestRefused,
    VenueUnreachable,
)

RETRY_FIRST_S, RETRY_MOST_S = 0.1, 5.0  # between attempts to reach a server

OnEnd = Callable[[ConnectionLost | None], object]


class Link:
    """One connection after the other; `connection` is None while there is none.

    `opening` opens one and asks for what the one before had, `on_end` hears why there will be no
    other one. A lost server is looked for `give_up_s` long, with pauses that grow.
    """

    def __init__(
        self,
        opening: Callable[[OnEnd], Awaitable[Connection]],
        on_end: Callable[[GatewayError | None], object],
        give_up_s: float,
    ) -> None:
        self._opening, self._on_end, self._give_up_s = opening, on_end, give_up_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._settled = asyncio.Event()  # connected, or given up
        self._closed = False
        self._failed: GatewayError | None = None
        self.connection: Connection | None = None

    async def open(self) -> None:
        """Connect for the first time. Raises what `opening` raises."""
        self._take(await self._opening(self._ended))

    async def close(self, *, log_off: bool = True) -> None:
        """End every task, log off or not, and close."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.connection is not None:
            await (self.connection.log_off() if log_off else self.connection.close())
        elif self._failed is None:
            self._on_end(None)

    @property
    def now(self) -> Connection:
        """The connection. Raises ConnectionLost while there is none: nothing is sent later."""
        if self.connection is None:  # one that is lost says so itself
            raise self._failed or ConnectionLost(ABNORMAL_CLOSURE, "connecting again")
        return self.connection

    async def connected(self) -> None:
        """Wait until there is a connection. Raises the error of a link that has given up."""
        await self._settled.wait()
        if self._failed is not None:
            raise self._failed

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside, until it is done or the link is closed."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _take(self, connection: Connection) -> None:
        self.connection = connection
        self._settled.set()
        if connection.lost is not None:
            self._ended(connection.lost)

    def _ended(self, lost: ConnectionLost | None) -> None:
        """The connection is gone; one that is not the link's own yet is its opener's affair."""
        old = self.connection
        if old is None:
            return
        if lost is None or self._closed:
            self._on_end(None)
        elif not self._give_up_s:
            self._fail(lost)
        else:
            self.connection = None
            self._settled.clear()
            self.start(self._reconnect(old, lost))

    async def _reconnect(self, old: Connection, lost: ConnectionLost) -> None:
        """Connect again and go on; it ends with an error when that fails for too long."""
        error: GatewayError = lost
        now_s, pauses = asyncio.get_running_loop().time, Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        until = now_s() + self._give_up_s
        await old.close()
        while now_s() < until:
            await asyncio.sleep(pauses.next_s())
            try:
                self._take(await self._opening(self._ended))
                return
            except RequestRefused as refused:
                error = refused
                if refused.retry_after_ms is None:
                    break
            except (VenueUnreachable, ConnectionLost, ReplyMissing) as again:
                error = again
            except GatewayError as other:
                error = other
                break
        self._fail(error)

    def _fail(self, error: GatewayError) -> None:
        self._failed = error
        self._settled.set()
        self._on_end(error)
