"""The exchange as the bridge sees it: a session with the gateway that is opened again whenever it was lost."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from engine.units import parse_date
from gateway.auth import PrivateKey
from gateway.client import Connection, ConnectionLost, Reply, ReplyMissing, RequestRefused, VenueUnreachable
from gateway.outside import SYSTEM, Outside
from gateway.wire import Message
from settlement_bridge.errors import ExchangeAway
from settlement_bridge.recovery.applied import Ask
from settlement_bridge.recovery.standing import NOT_ASKED, SOUND, Standing

log = logging.getLogger(__name__)

RETRY_FIRST_S, RETRY_MOST_S = 0.05, 5.0  # between attempts to reach the gateway
CONNECT_WAIT_S = 1.5  # how long a request waits for a lost session to come back before it is given up
COMPARE_WAIT_S = 10.0  # how long the first comparison is waited for, unless the gateway cannot be reached
PAGES_MAX = 100  # of a list asked page after page

Examine = Callable[[Ask], Awaitable[Standing]]


class Exchange:
    """The gateway's session for the role bridge. `run` keeps it; requests raise ExchangeAway when their outcome is unknown.

    Each new session is examined first; it is of use (`connected`) only when registry and exchange stand alike.

    Attributes: `date` (the venue's trading date as yyyymmdd, 0 before the first), `phase`, `venue` (its id, empty before the
    first session), `connected`, `standing` (as it was examined last).
    """

    def __init__(
        self,
        url: str,
        key: PrivateKey,
        date: int = 0,
        examine: Examine | None = None,
        outside: Outside = SYSTEM,
    ) -> None:
        self._outside = outside
        self._url, self._key, self._examine = url, key, examine
        self._connection: Connection | None = None
        self._on_connected: list[Callable[[], None]] = []
        self._tried = asyncio.Event()  # whether the first session could be opened is known
        self.connected = asyncio.Event()
        self.standing = NOT_ASKED if examine else SOUND
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
                    await self.examine()
                    pause_s = RETRY_FIRST_S
                    await connection.ended.wait()
                    log.warning("gateway %s: %s", self._url, connection.lost)
            except (VenueUnreachable, ConnectionLost, ReplyMissing, RequestRefused, ExchangeAway) as error:
                log.warning("gateway %s: %s; trying again in %g s", self._url, error, pause_s)
            self._tried.set()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, RETRY_MOST_S)

    async def _open(self) -> Connection:
        connection = await Connection.open(
            self._url, self._key, on_message=self._hear, on_end=self._ended, wall_ns=self._outside.wall_ns
        )
        if connection.lost is None:
            self._hear(connection.logged_on)
            self.venue = connection.logged_on["venue"]
            self._connection = connection
            log.info("logged on at the gateway %s", self._url)
        return connection

    async def examine(self) -> Standing:
        """Compare registry and exchange on the session there is; the session is of use from then on when they stand alike.

        Raises RequestRefused, ExchangeAway, and what the database raises.
        """
        if self._examine is not None:
            self.standing = await self._examine(self.ask)
        self._tried.set()
        if not self.standing.sound:
            log.error("%s", self.standing.sentence)
        elif self._connection is not None:
            self.connected.set()
            for action in self._on_connected:
                action()
        return self.standing

    async def compared(self) -> Standing:
        """How the registry stands, once that is known or cannot be known now."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(COMPARE_WAIT_S):
                await self._tried.wait()
        return self.standing

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
        """Many requests in order, pipelined. Raises ExchangeAway when not all were answered, or none may be sent."""
        return await self._send(await self._session(), requests)

    async def ask(self, op: str, **fields: Any) -> Message:
        """A question on a session that is not examined yet, or was found unsound. Raises RequestRefused, ExchangeAway."""
        if self._connection is None:
            raise ExchangeAway(f"no session with the gateway {self._url}")
        named = {name.rstrip("_"): value for name, value in fields.items()}
        (reply,) = await self._send(self._connection, [{"op": op, **named}])
        return reply.result()

    async def _send(self, connection: Connection, requests: Sequence[Mapping[str, Any]]) -> list[Reply]:
        try:
            return await connection.request_many(requests)
        except ReplyMissing as error:
            await connection.close()  # a new session will tell how things stand
            raise ExchangeAway(str(error)) from error
        except ConnectionLost as error:
            raise ExchangeAway(str(error)) from error

    async def _session(self) -> Connection:
        if self._connection is None or self.standing.sound or self.standing is NOT_ASKED:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CONNECT_WAIT_S):
                    await self.connected.wait()
        if self._connection is None:
            raise ExchangeAway(f"no session with the gateway {self._url}")
        if not self.connected.is_set():
            raise ExchangeAway(self.standing.sentence)
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
