"""The connection to a feed, opened again when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gateway.client import (
    Connection,
    ConnectionLost,
    ReplyMissing,
    VenueUnreachable,
)
from gateway.client.backoff import Backoff
from gateway.client.opening import ABNORMAL_CLOSURE
from gateway.protocol.errors import GatewayError
from gateway.protocol.proofs import FEED

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey

RETRY_FIRST_S, RETRY_MOST_S = 0.1, 5.0  # between attempts to reach the feed


class Reach(NamedTuple):
    """Where a feed is, and who logs on. `give_up_s`: how long a lost feed is looked for; `wall_ns`
    gives the time that a log-on is signed at. `ca`: who may sign a `wss://` server's certificate;
    `server_key`: the feed's.
    """

    url: str
    key: PrivateKey | None
    binary: bool
    give_up_s: float
    wall_ns: Callable[[], int]
    ca: Path | str | None = None
    server_key: str | None = None


class Link:
    """One connection after the other.

    `on_message` hears what comes; `on_venue` that it is another venue than before; `resume` asks
    for everything again on a new connection; `on_end` hears why there will be no other one.
    """

    def __init__(
        self,
        reach: Reach,
        on_message: Callable[[Any], object],
        on_venue: Callable[[], object],
        resume: Callable[[], Awaitable[None]],
        on_end: Callable[[Exception], object],
    ) -> None:
        self._reach = reach
        self._on_message, self._on_venue = on_message, on_venue
        self._resume, self._on_end = resume, on_end
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = self._connecting = False
        self.connection: Connection | None = None
        self.epoch: str | None = None

    async def open(self) -> Connection:
        """Connect. Raises VenueUnreachable, ConnectionLost, RequestRefused."""
        reach = self._reach
        connection = await Connection.open(
            reach.url,
            reach.key,
            server=FEED,
            on_message=self._on_message,
            on_end=self._ended,
            binary=reach.binary,
            wall_ns=reach.wall_ns,
            ca=reach.ca,
            server_key=reach.server_key,
        )
        venue = connection.challenge["venue"]
        if venue != self.epoch:
            self.epoch = venue
            self._on_venue()
        self.connection = connection
        return connection

    async def close(self) -> None:
        """Log off and end every task."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.connection is not None:
            await self.connection.log_off()

    async def request(self, op: str, **fields: Any) -> dict[str, Any]:
        """Ask one thing. Raises RequestRefused, ReplyMissing, ConnectionLost."""
        if self.connection is None:
            raise ConnectionLost(ABNORMAL_CLOSURE, "connecting again")
        return await self.connection.request(op, **fields)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside, until it is done or the link is closed."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _ended(self, lost: ConnectionLost | None) -> None:
        old, self.connection = self.connection, None
        if lost is not None and old is not None and not self._closed and not self._connecting:
            self._connecting = True
            self.start(self._reconnect(old))

    async def _reconnect(self, old: Connection) -> None:
        """Connect again and go on; it ends with an error when that fails for too long."""
        error: GatewayError | None = old.lost
        now_s, pauses = asyncio.get_running_loop().time, Backoff(RETRY_FIRST_S, RETRY_MOST_S)
        until = now_s() + self._reach.give_up_s
        await old.close()
        while now_s() < until:
            try:
                if await self._open_and_resume():
                    return
            except (VenueUnreachable, ConnectionLost, ReplyMissing) as again:
                error = again
            except GatewayError as final:  # it refuses us, or is not the feed that was meant
                self._on_end(final)
                return
            await asyncio.sleep(pauses.next_s())
        url, waited_s = self._reach.url, self._reach.give_up_s
        self._on_end(VenueUnreachable(f"the feed at {url} stayed away for {waited_s:g} s: {error}"))

    async def _open_and_resume(self) -> bool:
        """One attempt. False when the connection was lost again at once."""
        self._connecting = True
        connection = await self.open()
        try:
            await self._resume()
        except GatewayError:
            self.connection = None
            await connection.close()
            raise
        if self.connection is None:
            await connection.close()
        else:
            self._connecting = False
        return not self._connecting
