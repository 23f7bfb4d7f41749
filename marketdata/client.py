"""The analysts' SDK: subscribe to channels, read their messages as one async iterator, ask for past
days.

    async with connect("ws://127.0.0.1:9102") as feed:
        await feed.subscribe("trades", "CEA25")
        async for message in feed:
            print(message["seq"], message["data"])

Messages are maps as in PROTOCOL.md. The iterator gives each stream's messages in order and without
holes: a missing number is asked for again, and after a lost connection the session connects and
goes on where it was. Where the feed no longer keeps what was missed, a snapshot comes instead. A
key is needed for the `settlement` channel only.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gateway.client import (
    Connection,
    ConnectionLost,
    Inbox,
    ReplyMissing,
    RequestRefused,
    VenueUnreachable,
)
from gateway.client.link import Link, OnEnd
from gateway.protocol.errors import GatewayError
from gateway.protocol.proofs import FEED
from marketdata.channels import BY_INSTRUMENT, Key
from marketdata.numbering import Numbering, Verdict
from marketdata.questions import Questions

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey
    from marketdata.typed import FeedMessage

__all__ = ["FeedSession", "RequestRefused", "VenueUnreachable", "connect"]

UNREAD_PAUSE = 2_000  # messages not read yet: from here on the feed is not listened to
UNREAD_MAX = 20_000  # past these, messages are let go and asked for again later


@asynccontextmanager
async def connect(
    url: str,
    key: PrivateKey | None = None,
    *,
    binary: bool = True,
    give_up_s: float = 60.0,
    heartbeat_s: int = 15,
    wall_ns: Callable[[], int] = time.time_ns,
    ca: Path | str | None = None,
    server_key: str | None = None,
) -> AsyncIterator[FeedSession]:
    """Connect to a feed, logged on when a key is given. `give_up_s` is how long a lost feed is
    looked for, `heartbeat_s` how long each side is silent at most (with a key 5 to 60),
    `wall_ns` gives the time that a log-on is signed at. `ca`: a PEM file of the
    authorities that a `wss://` server's certificate may be signed by, None: those of CEAX_CA or
    this computer. `server_key`: the feed's public key in hex, None: the one that is kept beside
    `key` at first use.

    Raises VenueUnreachable, CertificateUnusable, ServerUnproven, ServerKeyDiffers, ConnectionLost,
    or RequestRefused when the log-on is refused.
    """

    async def opening(on_end: OnEnd) -> Connection:
        return await Connection.open(
            url,
            key,
            server=FEED,
            on_message=session._receive,
            on_end=on_end,
            heartbeat_s=heartbeat_s,
            binary=binary,
            wall_ns=wall_ns,
            ca=ca,
            server_key=server_key,
        )

    session = FeedSession(url, opening, give_up_s)
    await session._link.open()
    try:
        yield session
    finally:
        await session._link.close()
        session._inbox.end(None)


class FeedSession(Questions):
    """A session with the feed.

    Made by `connect`; iterate over it for messages. One program iterates.
    """

    def __init__(
        self, url: str, opening: Callable[[OnEnd], Awaitable[Connection]], give_up_s: float
    ) -> None:
        self._inbox: Inbox[FeedMessage] = Inbox(UNREAD_MAX)
        self._subscriptions: dict[Key, int | None] = {}  # with their paces in ms
        self._numbering = Numbering()
        self._let_go: set[Key] = set()  # streams with messages that found no room
        self._url, self._opening, self._give_up_s = url, opening, give_up_s
        super().__init__(self._request)
        self._connection: Connection | None = None  # open, or about to be
        self._epoch: str | None = None
        self._link = Link(self._open, self._end, give_up_s)

    @property
    def venue(self) -> str:
        """The venue's id; numbers of one venue mean nothing at another."""
        return self._epoch or ""

    async def subscribe(
        self,
        channel: str,
        instrument: str | None = None,
        from_: int | None = None,
        epoch: str | None = None,
        every_ms: int | None = None,
    ) -> dict[str, Any]:
        """Hear a channel, of one instrument or of all. `from_` is the first number wanted; without
        it a snapshot comes first.

        `epoch` is the venue that `from_` belongs to: at another venue it is passed over.
        `every_ms`: of an absolute channel only the latest message, at most as often. Returns the
        reply (`epoch`, `next`). Raises RequestRefused, ConnectionLost.
        """
        if epoch is not None and epoch != self._epoch:
            from_ = None
        self._numbering.begin(channel, instrument, from_)
        reply: dict[str, Any] = await self._request(
            "subscribe",
            **_given(channel=channel, instrument=instrument, from_=from_, every_ms=every_ms),
        )
        self._subscriptions[channel, instrument] = every_ms
        return reply

    async def connected(self) -> None:
        """Wait until a lost connection is open again. Raises what the session has ended with."""
        await self._link.connected()

    def silent_s(self) -> float:
        """Seconds since the feed was last heard; infinite while there is no connection. A healthy
        feed is heard every `heartbeat_s`, also when nothing happens.
        """
        connection = self._link.connection
        return inf if connection is None else connection.silent_s()

    async def unsubscribe(self, channel: str, instrument: str | None = None) -> None:
        """Stop hearing a channel, or one instrument of it."""
        for key in [
            key for key in self._subscriptions if key[0] == channel and instrument in (None, key[1])
        ]:
            del self._subscriptions[key]
        await self._request("unsubscribe", **_given(channel=channel, instrument=instrument))

    def __aiter__(self) -> AsyncIterator[FeedMessage]:
        """The messages, for ever. Raises VenueUnreachable once the feed was away for too long,
        RequestRefused when it will not have us back."""
        return self._messages()

    async def _messages(self) -> AsyncIterator[FeedMessage]:
        while await self._inbox.changed():
            while self._inbox:
                message = self._inbox.take()
                if len(self._inbox) < UNREAD_PAUSE and self._connection is not None:
                    self._read_on(self._connection)
                yield message

    def _read_on(self, connection: Connection) -> None:
        connection.resume()
        while self._let_go:
            self._link.start(self._refill_now(connection, self._let_go.pop()))

    async def _open(self, on_end: OnEnd) -> Connection:
        """A connection, every stream asked for from the number after the last one heard."""
        connection = await self._opening(on_end)
        venue = connection.challenge["venue"]
        if venue != self._epoch:
            self._epoch = venue
            self._numbering.forget_all()
        self._numbering.forget_asked()
        self._let_go.clear()
        self._connection = connection
        try:
            for channel, instrument in list(self._subscriptions):
                if instrument is None and channel in BY_INSTRUMENT:
                    # each snapshot that is ahead of us starts a refill
                    asked = _given(channel=channel, every_ms=self._every_ms((channel, None)))
                    await connection.request("subscribe", **asked)
                else:
                    await self._ask_from(connection, (channel, instrument))
        except GatewayError:
            await connection.close()
            raise
        return connection

    async def _ask_from(self, connection: Connection, key: Key) -> None:
        channel, instrument = key
        first = self._numbering.following(key)
        self._numbering.ask(key)
        asked = _given(channel=channel, instrument=instrument, from_=first, epoch=self._epoch)
        await connection.request("subscribe", **asked, **_given(every_ms=self._every_ms(key)))

    def _every_ms(self, key: Key) -> int | None:
        """The pace of a stream: its own subscription's, or that of its whole channel."""
        return self._subscriptions.get(key, self._subscriptions.get((key[0], None)))

    async def _request(self, op: str, **fields: Any) -> Any:
        opened = self._connection  # messages come from it before the link has taken it over
        if opened is None or opened.lost is not None:
            opened = self._link.now
        return await opened.request(op, **fields)

    def _end(self, error: GatewayError | None) -> None:
        """The feed will not come back."""
        if isinstance(error, (ConnectionLost, ReplyMissing, VenueUnreachable)):
            waited_s = f"{self._give_up_s:g} s"
            rule = f"the feed at {self._url} stayed away for {waited_s}: {error}"
            error = VenueUnreachable(rule)
        self._inbox.end(error)

    # Messages.

    def _receive(self, message: Any) -> None:
        if message.get("type") not in ("snapshot", "update"):
            return
        key = message["channel"], message["instrument"]
        verdict = self._numbering.judge(message)
        if verdict is Verdict.GAP:
            self._refill(key)
        elif verdict is Verdict.NEXT and self._inbox.put(message):
            self._numbering.take(message)
        elif verdict is Verdict.NEXT:
            self._let_go.add(key)
        if len(self._inbox) >= UNREAD_PAUSE and self._connection is not None:
            self._connection.pause()

    def _refill(self, key: Key) -> None:
        if key not in self._let_go and self._connection is not None and self._numbering.ask(key):
            self._link.start(self._refill_now(self._connection, key))

    async def _refill_now(self, connection: Connection, key: Key) -> None:
        try:
            await self._ask_from(connection, key)
        except (ConnectionLost, ReplyMissing):
            pass  # everything is asked for again on the next connection
        except RequestRefused as refused:
            self._inbox.end(refused)


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
