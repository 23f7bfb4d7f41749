"""The exchange as the bridge sees it: a session with the gateway that is opened again whenever it was lost."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.units import parse_date
from gateway.auth import PrivateKey
from gateway.client import Connection, ConnectionLost, Reply, ReplyMissing, RequestRefused, VenueUnreachable
from gateway.wire import Message
from settlement_bridge.errors import ExchangeAway

log = logging.getLogger(__name__)

RETRY_FIRST_S, RETRY_MOST_S = 0.05, 5.0  # between attempts to reach the gateway
CONNECT_WAIT_S = 1.5  # how long a request waits for a lost session to come back before it is given up
PAGES_MAX = 100  # of a list asked page after page


class Exchange:
    """The gateway's session for the role bridge. `run` keeps it; requests raise ExchangeAway when their outcome is unknown.

    Attributes: `date` (the venue's trading date as yyyymmdd, 0 before the first), `phase`, `venue` (its id, empty before the
    first session), `connected`.
    """

    def __init__(self, url: str, key: PrivateKey, date: int = 0) -> None:
        self._url, self._key = url, key
        self._connection: Connection | None = None
        self._on_connected: list[Callable[[], None]] = []
        self.connected = asyncio.Event()
        self.date = date
        self.phase = "no_day"
        self.venue = ""

    def when_connected(self, action: Callable[[], None]) -> None:
        """Have something done at each new session."""
        self._on_connected.append(action)

    async def run(self) -> None:
        """Keep a session open until cancelled."""
        pause_s = RETRY_FIRST_S
        while True:
            try:
                async with await self._open() as connection:
                    pause_s = RETRY_FIRST_S
                    await connection.ended.wait()
                    log.warning("gateway %s: %s", self._url, connection.lost)
            except (VenueUnreachable, ConnectionLost, ReplyMissing, RequestRefused) as error:
                log.warning("gateway %s: %s; trying again in %g s", self._url, error, pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RETRY_MOST_S)

    async def _open(self) -> Connection:
        connection = await Connection.open(self._url, self._key, on_message=self._hear, on_end=self._ended)
        if connection.lost is None:
            self._hear(connection.logged_on)
            self.venue = connection.logged_on["venue"]
            self._connection = connection
            self.connected.set()
            log.info("logged on at the gateway %s", self._url)
            for action in self._on_connected:
                action()
        return connection

    def _ended(self, _lost: ConnectionLost | None) -> None:
        self._connection = None
        self.connected.clear()

    def _hear(self, message: Message) -> None:
        """The venue's date and phase come with the log-on and with every change."""
        if "phase" in message and "date" in message:
            self.phase = message["phase"]
            self.date = parse_date(message["date"]) if message["date"] else self.date

    async def request(self, op: str, **fields: Any) -> Message:
        """One request. Raises RequestRefused, ExchangeAway."""
        (reply,) = await self.request_many([{"op": op, **fields}])
        return reply.result()

    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply]:
        """Many requests in order, pipelined. Raises ExchangeAway when not all were answered."""
        connection = await self._session()
        try:
            return await connection.request_many(requests)
        except ReplyMissing as error:
            await connection.close()  # a new session will tell how things stand
            raise ExchangeAway(str(error)) from error
        except ConnectionLost as error:
            raise ExchangeAway(str(error)) from error

    async def _session(self) -> Connection:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_WAIT_S):
                await self.connected.wait()
        if self._connection is None:
            raise ExchangeAway(f"no session with the gateway {self._url}")
        return self._connection

    async def accounts(self) -> list[Message]:
        """Every account of the exchange with its cash. Raises RequestRefused, ExchangeAway."""
        rows: list[Message] = []
        following: dict[str, int] = {}
        for _ in range(PAGES_MAX):
            page = await self.request("accounts", **following)
            rows += page["accounts"]
            if page.get("next") is None:
                return rows
            following = {"after": page["next"]}
        raise ExchangeAway(f"the list of accounts does not end after {PAGES_MAX} pages")
