"""One connection to the gateway, the feed or the registry: challenge, log-on, numbered requests and
their replies.

The three servers speak the same frames (PROTOCOL.md). What a server sends unasked goes to
`on_message`, in order of arrival. Nothing here knows about orders; that is `gateway.client`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, overload

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from gateway.client.known_servers import require_known
from gateway.client.opening import (
    ahead_ns,
    fresh_nonce,
    open_socket,
    read_challenge,
    read_limits,
    signed,
    why_lost,
)
from gateway.client.proven import Expected, binding_seen, chain_of, proven
from gateway.client.pulse import Pulse
from gateway.client.requests import Requests
from gateway.protocol import wire
from gateway.protocol.errors import GatewayError, WireError
from gateway.protocol.proofs import GATEWAY
from gateway.protocol.replies import (
    AnswerMalformed,
    Asked,
    ConnectionLost,
    R,
    Reply,
    ReplyMissing,
)
from gateway.protocol.wire import CloseCode, Message

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey

PROTOCOL_ERROR = 1002  # WebSocket's code for a side that does not keep to the protocol
CLOSE_REASON_MAX = 100  # bytes

log = logging.getLogger(__name__)


class Connection:
    """An open connection. Made by `Connection.open`; use it as an async context manager or `close`
    it.

    Attributes: `challenge` (the server's first message), `logged_on` (its log-on reply, empty
    without a key), `server_ahead_ns` (how far its clock is ahead of this one: as its challenge
    showed, less the way that took; then as its log-on showed, to half the time that took), `lost`
    (why the connection ended, or None), `ended` (set once it has).
    """

    def __init__(
        self,
        socket: ClientConnection,
        binary: bool,
        on_message: Callable[[Message], object],
        on_end: Callable[[ConnectionLost | None], object],
        server: str = GATEWAY,
    ) -> None:
        self._socket = socket
        self._requests = Requests(self._send_frame, self.resume, not binary, server)
        self._on_message = on_message
        self._on_end = on_end
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._tasks: list[asyncio.Task[None]] = []
        self._pulse = Pulse()
        self._closing = False
        self.challenge: Message = {}
        self.logged_on: Message = {}
        self.server_ahead_ns = 0
        self.lost: ConnectionLost | None = None
        self.ended = asyncio.Event()

    @classmethod
    async def open(
        cls,
        url: str,
        key: PrivateKey | None = None,
        *,
        server: str = GATEWAY,
        on_message: Callable[[Message], object] = lambda message: None,
        on_end: Callable[[ConnectionLost | None], object] = lambda lost: None,
        heartbeat_s: int = 15,
        binary: bool = True,
        log_on: Mapping[str, Any] | None = None,
        wall_ns: Callable[[], int] = time.time_ns,
        venue: str | None = None,
        ca: Path | str | None = None,
        server_key: str | None = None,
    ) -> Connection:
        """Connect to `url`, log on with `key` (None: stay a stranger, which only the feed allows),
        keep it alive.

        A message that `on_message` cannot read ends the connection as malformed. `on_end` hears
        once why it ended, or None when this side closed it. `server` is the kind of server that is
        meant: one of another kind gets no signature. `log_on` are further fields of the
        log-on; `wall_ns` gives the time it is signed at. `venue` is the id expected there (None:
        any). `ca`: a PEM file of the authorities that a `wss://` server's certificate may be signed
        by, None: those of CEAX_CA or this computer. `server_key`: the public key of the server in
        hex, or several with commas; None: that of CEAX_SERVER_KEY, else the one that
        `known_servers.json` beside the client's key has kept at first use. Raises VenueUnreachable,
        CertificateUnusable, VenueDiffers, ServerUnproven, ServerKeyDiffers, ConnectionLost, or
        RequestRefused when the log-on is refused.
        """
        nonce = fresh_nonce()
        socket = await open_socket(url, nonce, ca)
        connection = cls(socket, binary, on_message, on_end, server)
        try:
            connection.challenge = challenge = await read_challenge(socket)
            meant = Expected(url, server, venue)
            greeting = proven(challenge, meant, nonce, binding_seen(socket))
            connection.server_ahead_ns = challenge["server_time_ns"] - wall_ns()
            folder, chain = None if key is None else key.folder, chain_of(challenge)
            require_known(url, greeting, folder, server_key, chain)
            connection._tasks.append(asyncio.create_task(connection._read()))
            if key is not None:
                asked = {"heartbeat_s": heartbeat_s, **(log_on or {})}
                said = signed(greeting, key, sent_ns := wall_ns()) | asked
                await connection._log_on(url, said, lambda: (sent_ns, wall_ns()))
        except BaseException:
            await connection.close()
            raise
        alive = connection._pulse.keep(
            heartbeat_s, connection._may_read.is_set, connection._beat, connection._give_up
        )
        connection._tasks.append(asyncio.create_task(alive))
        return connection

    def silent_s(self) -> float:
        """Seconds since the server was last heard."""
        return self._pulse.silent_s()

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Message:
        """Ask one thing and wait for the reply's fields. A trailing underscore is dropped:
        `from_=7` asks `from`. `timeout_s`: as in `request_many`.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        named = {name.rstrip("_"): value for name, value in fields.items()}
        (reply,) = await self.request_many([{"op": op, **named}], timeout_s)
        result: Message = reply.result()
        return result

    @overload
    async def request_many(
        self, requests: Sequence[Asked[R]], timeout_s: float | None = None
    ) -> list[Reply[R]]: ...

    @overload
    async def request_many(
        self, requests: Sequence[Mapping[str, Any]], timeout_s: float | None = None
    ) -> list[Reply[Any]]: ...

    async def request_many(
        self, requests: Sequence[Mapping[str, Any]], timeout_s: float | None = None
    ) -> list[Reply[Any]]:
        """Send many requests (maps with `op`, without `id`) in frames, as fast as the venue allows,
        without waiting. `timeout_s`: how long each reply is waited for once its request is sent,
        None: 60 s.

        Returns one Reply for each, in order; a refused one is a Reply with `ok` False. Raises
        ConnectionLost, ReplyMissing: their `replies` are those that came before.
        """
        return await self._requests.ask(requests, timeout_s)

    def pause(self) -> None:
        """Stop reading what the server sends until `resume`; replies still waited for are read all
        the same.
        """
        self._may_read.clear()

    def resume(self) -> None:
        """Read again."""
        if not self._may_read.is_set():
            self._pulse.heard()
            self._may_read.set()

    async def log_off(self) -> None:
        """Say goodbye, so that nothing is cancelled, and close.

        Nothing happens when the connection is lost already.
        """
        self._closing = True
        if self.lost is None and self.logged_on:
            with contextlib.suppress(ConnectionLost, ReplyMissing):
                await self.request("log_off")
        await self.close()

    async def close(self) -> None:
        """Close without a word; a second call does nothing."""
        self._closing = True
        self.resume()
        await self._socket.close()
        for task in self._tasks:
            task.cancel()
        outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
        self._end(why_lost(self._socket))
        for outcome in outcomes:
            if isinstance(outcome, Exception):  # a fault in on_message or on_end
                raise outcome

    async def _log_on(
        self, url: str, fields: Mapping[str, Any], times_ns: Callable[[], tuple[int, int]]
    ) -> None:
        self.logged_on = await self.request("log_on", **fields)
        shown_ns = ahead_ns(self.logged_on, *times_ns())
        self.server_ahead_ns = self.server_ahead_ns if shown_ns is None else shown_ns
        self._requests.apply_limits(read_limits(self.logged_on, url))

    async def _send_frame(self, frame: bytes | str) -> None:
        self._pulse.spoke()
        try:
            await self._socket.send(frame)
        except ConnectionClosed as error:
            raise why_lost(self._socket) from error

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                self._pulse.heard()
                for message in wire.decode_from_venue(frame):
                    self._take(message)
                self._requests.look_again()
                if not self._requests:
                    await self._may_read.wait()
        except ConnectionClosed:
            pass  # reported by `why_lost`
        except (WireError, AnswerMalformed) as error:
            log.warning("the connection is closed, what came on it is malformed: %s", error)
            await self._socket.close(PROTOCOL_ERROR, _reason(f"malformed: {error}"))
        finally:
            self._end(why_lost(self._socket))

    def _take(self, message: Message) -> None:
        if message.get("type") == "reply":
            self._requests.take(message)
        else:
            self._hand_on(message)

    def _hand_on(self, message: Message) -> None:
        try:
            self._on_message(message)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            rule = f"a message cannot be read: {error!r}"
            raise AnswerMalformed(rule, value=message.get("type")) from error

    async def _beat(self) -> None:
        with contextlib.suppress(GatewayError):
            await self._requests.send_now([{"op": "heartbeat"}])

    async def _give_up(self) -> None:
        await self._socket.close(CloseCode.HEARTBEAT_MISSED, "heartbeat_missed")

    def _end(self, lost: ConnectionLost) -> None:
        if self.lost is None:
            self.lost = lost
            self._requests.fail(lost)
            self.ended.set()
            self._on_end(None if self._closing else lost)


def _reason(text: str) -> str:
    """A text cut to what a close frame takes."""
    return text.encode()[:CLOSE_REASON_MAX].decode(errors="ignore")
