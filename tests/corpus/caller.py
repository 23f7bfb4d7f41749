"""A bare client of the corpus: it keeps every message in the order in which it came."""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.wire import decode_from_venue, encode
from tests.signing import dialled, signature_of

REPLY_S = 30.0
TIMED = ("heartbeat", "session_news")
FLUSH_ID = 2**53  # of the heartbeats that only wait for what came before
OPENED_S = 10.0  # a server that has just been started may not listen yet
RETRY_S = 0.01
Message = dict[str, Any]


class Caller:
    """One session, in JSON. `take` hands out the messages that came since it was last called.
    `stranger`: it does not log on, and a refusal ends it.
    """

    def __init__(self, socket: ClientConnection, *, stranger: bool) -> None:
        self._socket = socket
        self.stranger = stranger
        self._heard: list[Message] = []
        self._next_id = 1
        self.closed = False

    @classmethod
    async def open(cls, url: str, key: PrivateKey | None, time_ns: int, options: Message) -> Caller:
        """Connect, and log on when there is a key."""
        caller = cls(await _socket(url), stranger=key is None)
        challenge = await caller._read(None)
        if key is not None:
            signature = signature_of(key, challenge, time_ns)
            signed = {"key": key.key, "time_ns": time_ns, "signature": signature}
            await caller.ask({"op": "log_on", **signed, **options})
        return caller

    async def ask(self, request: Message) -> Message | None:
        """Send a request and wait for its reply; None where the connection has ended."""
        id_ = request.get("id", self._next_id)
        self._next_id += 1
        try:
            await self._socket.send(encode({"id": id_, **request}, text=True))
            return await self._read(id_ if type(id_) is int and id_ >= 0 else -1)
        except ConnectionClosed as closed:
            self._end(closed)
            return None

    async def flush(self) -> bool:
        """Read everything that the server sent before now; whether there was anything."""
        before = len(self._heard)
        try:
            await self._socket.send(encode({"op": "heartbeat", "id": FLUSH_ID}, text=True))
            await self._read(FLUSH_ID)
        except ConnectionClosed as closed:
            self.closed = True
            self._end(closed)
        return not self.closed and len(self._heard) > before + 1

    async def followed(self, next_event: int) -> None:
        """Read until every event before that one has come: a server sends them turn by turn."""
        while not any(
            each.get("type") == "events" and each["last"] >= next_event - 1 for each in self._heard
        ):
            await self._read(None)

    def take(self) -> list[Message]:
        """What has been heard, apart from what comes by the time of day."""
        heard, self._heard = self._heard, []
        return [
            each for each in heard if each.get("id") != FLUSH_ID and each.get("type") not in TIMED
        ]

    async def close(self) -> None:
        await self._socket.close()

    def _end(self, closed: ConnectionClosed) -> None:
        if not any("closed" in each for each in self._heard):
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
            self._heard.append({"closed": code, "reason": reason})

    async def _read(self, id_: int | None) -> Message:
        """Read until the reply of that number (None: one message; -1: a reply without a number)."""
        async with asyncio.timeout(REPLY_S):
            while True:
                for message in (messages := decode_from_venue(await self._socket.recv())):
                    self._heard.append(message)
                if id_ is None:
                    return messages[0]
                found = [
                    each for each in messages if each["type"] == "reply" and _is_of(each["id"], id_)
                ]
                if found:
                    return found[0]


def _is_of(replied: int | None, asked: int) -> bool:
    return replied is None if asked == -1 else replied in (asked, None)


async def _socket(url: str) -> ClientConnection:
    """A connection, tried for a while."""
    async with asyncio.timeout(OPENED_S):
        while True:
            try:
                return await open_socket(
                    dialled(url), compression=None, max_size=None, ping_interval=None
                )
            except (OSError, InvalidHandshake):
                await asyncio.sleep(RETRY_S)
