"""The exchange as the bridge sees it: a session with the gateway that is opened again whenever it
was lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

from gateway.client import Connection, ConnectionLost, Reply, ReplyMissing, RequestRefused
from gateway.client.backoff import Backoff
from gateway.protocol.codes import Passing
from gateway.protocol.errors import GatewayError, RequestError
from gateway.protocol.fields import account, code, date, line
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.replies import read_answer
from gateway.protocol.server_clock import mend_clock
from gateway.protocol.wire import Message
from settlement_bridge.bridge.agreement import (
    NOT_ASKED,
    SOUND,
    Agreement,
    count,
    may_be,
    read,
    rows,
)
from settlement_bridge.bridge.examiner import Ask
from settlement_bridge.errors import ExchangeAway

log = logging.getLogger(__name__)

RETRY_FIRST_S, RETRY_MOST_S = 0.05, 5.0  # between attempts to reach the gateway
LASTING_S = 5.0  # a session that held for as long was a good one: the next attempt comes soon
AGAIN_FIRST_S, AGAIN_MOST_S = 0.05, 2.0  # between attempts at a request that may be sent again
AGAIN_MAX = 8  # attempts at a request before it is given up for now
# how long a request waits for a lost session to come back before it is given up
CONNECT_WAIT_S = 1.5
# how long the first comparison is waited for, unless the gateway cannot be reached
COMPARE_WAIT_S = 10.0
PAGES_MAX = 200  # of a list asked page after page

Examine = Callable[[Ask, int], Awaitable[Agreement]]


@contextlib.contextmanager
def exchange_answers() -> Iterator[None]:
    """Inside, what the exchange refuses or does not answer is the error of the request.

    Raises RequestError.
    """
    try:
        yield
    except ExchangeAway as away:
        raise RequestError("exchange_away", str(away)) from away
    except RequestRefused as refused:
        raise RequestError(refused.code, f"the exchange refused: {refused.message}") from refused


class Exchange:
    """The gateway's session for the role bridge. `run` keeps it; requests raise ExchangeAway when
    their outcome is unknown.

    Each new session is examined first; it is of use (`connected`) only when registry and exchange
    agree.

    Attributes: `date` (the venue's trading date as yyyymmdd, 0 before the first), `phase`, `venue`
    (its id, empty before the first session), `log_epoch` (the number of its start, 0 before),
    `connected`, `agreement` (as it was examined last).
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
        self.agreement = NOT_ASKED if examine else SOUND
        self.date = date
        self.phase = "no_day"
        self.venue = ""
        self.log_epoch = 0

    def when_connected(self, action: Callable[[], None]) -> None:
        """Have something done at each new session."""
        self._on_connected.append(action)

    async def run(self) -> None:
        """Keep a session open until cancelled."""
        pauses, clock = Backoff(RETRY_FIRST_S, RETRY_MOST_S), asyncio.get_running_loop().time
        while True:
            begun = clock()
            try:
                async with await self._open() as connection:
                    await self._begin(connection)
                    await connection.ended.wait()
                    log.warning("gateway %s: %s", self._url, connection.lost)
            except (
                GatewayError,
                ExchangeAway,
            ) as error:  # it refused, answered wrongly, or not at all
                mend_clock(error, self._outside)
                log.warning("gateway %s: %s; trying again", self._url, error)
            self._tried.set()
            if clock() - begun > LASTING_S:
                pauses.reset()
            await asyncio.sleep(pauses.next_s())

    async def _open(self) -> Connection:
        hearing: dict[str, Any] = {"on_message": self._hear, "on_end": self._ended}
        wall_ns = self._outside.wall_ns
        return await Connection.open(self._url, self._key, wall_ns=wall_ns, **hearing)

    async def _begin(self, connection: Connection) -> None:
        """Take up a session that has just been opened, and examine it."""
        if connection.lost is None:
            self._hear(connection.logged_on)
            said = read_answer(connection.logged_on, venue=line, log_epoch=may_be(count))
            self.venue, self.log_epoch = said["venue"], said["log_epoch"] or 0
            self._connection = connection
            log.info("logged on at the gateway %s", self._url)
        await self.examine()

    async def examine(self) -> Agreement:
        """Compare registry and exchange on the present session. If they agree, the session is of
        use from then on.

        Raises RequestRefused, ExchangeAway, and what the database raises.
        """
        if self._examine is not None:
            self.agreement = await self._examine(self.ask, self.log_epoch)
        self._tried.set()
        if not self.agreement.sound:
            log.error("%s", self.agreement.sentence)
        elif self._connection is not None:
            self.connected.set()
            for action in self._on_connected:
                action()
        return self.agreement

    async def compared(self) -> Agreement:
        """Whether registry and exchange agree, once that is known or cannot be known now."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(COMPARE_WAIT_S):
                await self._tried.wait()
        return self.agreement

    def _ended(self, _lost: ConnectionLost | None) -> None:
        self._connection = None
        self.connected.clear()

    def _hear(self, message: Message) -> None:
        """The venue's date, empty before the first day, and phase: at log-on and with every
        change.
        """
        if "phase" in message and "date" in message:
            self.phase = read_answer(message, phase=line)["phase"]
            self.date = read_answer(message, date=date)["date"] if message["date"] else self.date

    async def request(self, op: str, **fields: Any) -> Message:
        """One request, sent again some times while the exchange says that it may.

        Raises RequestRefused for what does not pass by itself, ExchangeAway for what does.
        """
        pauses, reply = Backoff(AGAIN_FIRST_S, AGAIN_MOST_S), None
        for _ in range(AGAIN_MAX):
            (reply,) = await self.request_many([{"op": op, **fields}])
            if reply.error is None or reply.error.passing is not Passing.AGAIN:
                break
            log.warning("%s; trying again", reply.error)
            await asyncio.sleep(max(pauses.next_s(), (reply.error.retry_after_ms or 0) / 1000))
        assert reply is not None
        if reply.error is not None and reply.error.passing is not None:
            raise ExchangeAway(str(reply.error)) from reply.error
        return reply.result()

    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply]:
        """Many requests in order, pipelined.

        Some may be refused for a while only: see `gateway.protocol.codes.PASSING`. Raises
        ExchangeAway when not all were answered, or none may be sent.
        """
        return await self._send(await self._session(), requests)

    async def ask(self, op: str, **fields: Any) -> Message:
        """A question on a session that is not examined yet, or was found unsound.

        Raises RequestRefused, ExchangeAway.
        """
        if self._connection is None:
            raise ExchangeAway(f"no session with the gateway {self._url}")
        named = {name.rstrip("_"): value for name, value in fields.items()}
        (reply,) = await self._send(self._connection, [{"op": op, **named}])
        return reply.result()

    async def _send(
        self, connection: Connection, requests: Sequence[Mapping[str, Any]]
    ) -> list[Reply]:
        try:
            return await connection.request_many(requests)
        except ReplyMissing as error:
            await connection.close()  # a new session will ask what was done
            raise ExchangeAway(str(error)) from error
        except ConnectionLost as error:
            raise ExchangeAway(str(error)) from error

    async def _session(self) -> Connection:
        if self._connection is None or self.agreement.sound or self.agreement is NOT_ASKED:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CONNECT_WAIT_S):
                    await self.connected.wait()
        if self._connection is None:
            raise ExchangeAway(f"no session with the gateway {self._url}")
        if not self.connected.is_set():
            raise ExchangeAway(self.agreement.sentence)
        return self._connection

    async def accounts(self) -> list[Message]:
        """Every account of the exchange with its cash. Raises RequestRefused, ExchangeAway."""
        found = await self._pages("accounts", "accounts")
        return [row | read(row, account=account) for row in found]

    async def listed(self) -> list[str]:
        """The codes of all instruments of the exchange. Raises RequestRefused, ExchangeAway."""
        found = await self._pages("status", "instruments")
        return [read(row, instrument=code)["instrument"].decode() for row in found]

    async def _pages(self, operation: str, field: str) -> list[Message]:
        """The rows of a query, page after page."""
        found: list[Message] = []
        following: dict[str, int] = {}
        for _ in range(PAGES_MAX):
            answer = await self.request(operation, **following)
            page = read(answer, **{field: rows}, next=may_be(count))
            found += page[field]
            if page["next"] is None:
                return found
            following = {"after": page["next"]}
        raise ExchangeAway(f"the list of {field} does not end after {PAGES_MAX} pages")
