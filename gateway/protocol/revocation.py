"""Open sessions end when their key is withdrawn or changed: one watch for each server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from websockets.asyncio.server import ServerConnection

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.wire import CloseCode

WATCH_EVERY_S = 0.25  # a look at the key file
CUT_WAIT_S = 0.5  # for the client to answer the close, then the connection is cut


class OpenSession(NamedTuple):
    """A session that has logged on; `silence` makes its server send nothing more to it, at once."""

    grant: Grant
    connection: ServerConnection
    silence: Callable[[], object]


async def _nothing() -> None:
    """Nobody else is to know."""


class KeyWatch:
    """Looks after the sessions of one server. `run` does it until cancelled. `changed` is called
    after each change of the keys.
    """

    def __init__(
        self,
        keys: PublicKeys,
        sessions: Callable[[], Iterable[OpenSession]],
        changed: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self._keys, self._sessions, self._changed = keys, sessions, changed
        self._seen = keys.version()
        self._ending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """End the sessions whose key is not what it was at log-on, within a second."""
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            version = self._keys.version()
            if version != self._seen:
                self._seen = version
                self._look()
                await self._changed()

    def _look(self) -> None:
        for session in list(self._sessions()):
            why = self._keys.objection(session.grant)
            if why:
                ending = asyncio.create_task(_end(session, why))
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)


async def _end(session: OpenSession, why: str) -> None:
    session.silence()
    await close_within(session.connection, CloseCode.LOG_ON_REFUSED, why, CUT_WAIT_S)


async def close_within(connection: ServerConnection, code: int, reason: str, wait_s: float) -> None:
    """Close a connection; cut it when the client does not answer in time."""
    try:
        async with asyncio.timeout(wait_s):
            await connection.close(code, reason)
    except TimeoutError:
        connection.transport.abort()
