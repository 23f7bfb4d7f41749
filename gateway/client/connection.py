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
from types import TracebackType
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, WebSocketException

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.client.pace import Pace
from gateway.protocol import wire
from gateway.protocol.errors import GatewayError, WireError, sayable
from gateway.protocol.replies import (
    AnswerMalformed,
    Batch,
    ConnectionLost,
    Reply,
    ReplyMissing,
    RequestRefused,
    VenueUnreachable,
    check_reply,
)
from gateway.protocol.wire import CloseCode, Message

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey

OPEN_WAIT_S = 10  # to reach a server, and for its challenge
REPLY_WAIT_S = 60  # for one reply; later its outcome is unknown
IN_FLIGHT_MAX = 1000  # requests without a reply, where the server told no limit
PROTOCOL_ERROR = 1002  # WebSocket's code for a side that does not keep to the protocol
ABNORMAL_CLOSURE = 1006  # WebSocket's code for a connection that ended without a close frame

CLOSE_REASON_MAX = 100  # bytes
CANCELS = frozenset({"cancel", "mass_cancel", "kill"})  # operations with a rate limit of their own

log = logging.getLogger(__name__)


class Connection:
    """An open connection. Made by `Connection.open`; use it as an async context manager or `close`
    it.

    Attributes: `challenge` (the server's first message), `logged_on` (its log-on reply, empty
    without a key), `lost` (why the connection ended, or None), `ended` (set once it has).
    """

    def __init__(
        self,
        socket: ClientConnection,
        binary: bool,
        on_message: Callable[[Message], object],
        on_end: Callable[[ConnectionLost | None], object],
    ) -> None:
        self._socket = socket
        self._text = not binary
        self._on_message = on_message
        self._on_end = on_end
        self._next_id = 1
        self._waiting: dict[int | None, Batch] = {}
        self._answered = asyncio.Event()
        self._may_read = asyncio.Event()
        self._may_read.set()
        self._tasks: list[asyncio.Task[None]] = []
        self._now_s = asyncio.get_running_loop().time
        self._heard_s = self._spoke_s = self._now_s()
        self._closing = False
        self.challenge: Message = {}
        self.logged_on: Message = {}
        self.lost: ConnectionLost | None = None
        self.ended = asyncio.Event()
        self._apply_limits({})

    @classmethod
    async def open(
        cls,
        url: str,
        key: PrivateKey | None = None,
        *,
        on_message: Callable[[Message], object] = lambda message: None,
        on_end: Callable[[ConnectionLost | None], object] = lambda lost: None,
        heartbeat_s: int = 15,
        binary: bool = True,
        log_on: Mapping[str, Any] | None = None,
        wall_ns: Callable[[], int] = time.time_ns,
    ) -> Connection:
        """Connect to `url`, log on with `key` (None: stay a stranger, which only the feed allows),
        keep it alive.

        A message that `on_message` cannot read ends the connection as malformed. `on_end` hears
        once why it ended, or None when this side closed it. `log_on` are further fields of the
        log-on; `wall_ns` gives the time it is signed at. Raises VenueUnreachable, ConnectionLost,
        or RequestRefused when the log-on is refused.
        """
        connection = cls(await _open_socket(url), binary, on_message, on_end)
        try:
            await connection._begin(
                url, key, {"heartbeat_s": heartbeat_s, **(log_on or {})}, wall_ns()
            )
        except BaseException:
            await connection.close()
            raise
        connection._tasks.append(asyncio.create_task(connection._keep_alive(heartbeat_s)))
        return connection

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def request(self, op: str, **fields: Any) -> Message:
        """Ask one thing and wait for the reply's fields. A trailing underscore is dropped:
        `from_=7` asks `from`.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        named = {name.rstrip("_"): value for name, value in fields.items()}
        (reply,) = await self.request_many([{"op": op, **named}])
        return reply.result()

    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply]:
        """Send many requests (maps with `op`, without `id`) in frames, as fast as the venue allows,
        without waiting.

        Returns one Reply for each, in order; a refused one is a Reply with `ok` False. Raises
        ConnectionLost, ReplyMissing.
        """
        batches = []
        for start in range(0, len(requests), self._frame_requests):
            batches += await self._send(requests[start : start + self._frame_requests])
        return [reply for batch in batches for reply in await self._replies(batch)]

    def pause(self) -> None:
        """Stop reading what the server sends until `resume`; replies still waited for are read all
        the same.
        """
        self._may_read.clear()

    def resume(self) -> None:
        """Read again."""
        if not self._may_read.is_set():
            self._heard_s = self._now_s()
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
        self._end(self._lost_now())
        for outcome in outcomes:
            if isinstance(outcome, Exception):  # a fault in on_message or on_end
                raise outcome

    async def _begin(
        self, url: str, key: PrivateKey | None, fields: Mapping[str, Any], time_ns: int
    ) -> None:
        self.challenge = await self._first_message()
        if not _is_challenge(self.challenge):
            raise VenueUnreachable(
                f"{url} sent no challenge: it is no server of this protocol", value=url
            )
        self._tasks.append(asyncio.create_task(self._read()))
        if key is not None:
            self.logged_on = await self.request("log_on", **self._signed(key, time_ns), **fields)
            limits = self.logged_on.get("limits") or {}
            if not _are_limits(limits):
                rule = f"{url} sent limits that cannot be read: {sayable(limits)}"
                raise VenueUnreachable(rule, value=url)
            self._apply_limits(limits)

    async def _first_message(self) -> Message:
        try:
            async with asyncio.timeout(OPEN_WAIT_S):
                return wire.decode_from_venue(await self._socket.recv())[0]
        except (TimeoutError, WireError):
            return {}
        except ConnectionClosed as error:
            raise self._lost_now() from error

    def _signed(self, key: PrivateKey, time_ns: int) -> Message:
        return {
            "key": key.key,
            "time_ns": time_ns,
            "signature": key.sign_log_on(self.challenge["nonce"], time_ns),
        }

    def _apply_limits(self, limits: Mapping[str, int]) -> None:
        self._in_flight = limits.get("in_flight", IN_FLIGHT_MAX)
        self._frame_bytes = limits.get("frame_bytes", FRAME_MAX_BYTES)
        self._frame_requests = min(
            limits.get("requests_per_frame", REQUESTS_PER_FRAME_MAX), self._in_flight
        )
        self._pace = Pace(limits.get("requests_per_s", 0))
        self._cancel_pace = Pace(limits.get("cancels_per_s", 0))

    async def _send(self, requests: Sequence[Mapping[str, Any]]) -> list[Batch]:
        cancels = sum(request["op"] in CANCELS for request in requests)
        await self._cancel_pace.take(cancels)
        await self._pace.take(len(requests) - cancels)
        while len(self._waiting) + len(requests) > self._in_flight and self.lost is None:
            self._answered.clear()
            self.resume()
            await self._answered.wait()
        return await self._send_frames(requests)

    async def _send_frames(self, requests: Sequence[Mapping[str, Any]]) -> list[Batch]:
        """Send as one frame, or as several when one would be too large."""
        first = self._next_id
        maps = [{**request, "id": number} for number, request in enumerate(requests, first)]
        frame = wire.encode(maps if len(maps) > 1 else maps[0], self._text)
        if len(frame) > self._frame_bytes:
            if len(maps) == 1:
                raise RequestRefused(
                    maps[0]["op"], {"code": "frame_too_large", "allowed": self._frame_bytes}
                )
            middle = len(requests) // 2
            return await self._send_frames(requests[:middle]) + await self._send_frames(
                requests[middle:]
            )
        self._next_id += len(maps)
        return [
            await self._send_batch(
                Batch(first, [each["op"] for each in maps], [None] * len(maps), len(maps)), frame
            )
        ]

    async def _send_batch(self, batch: Batch, frame: bytes | str) -> Batch:
        if self.lost is not None:
            raise self.lost
        self._waiting.update(dict.fromkeys(range(batch.first, batch.first + batch.missing), batch))
        self._spoke_s = self._now_s()
        try:
            await self._socket.send(frame)
        except ConnectionClosed as error:
            raise self._lost_now() from error
        return batch

    async def _replies(self, batch: Batch) -> list[Reply]:
        self.resume()  # even a paused reader must see the reply
        try:
            async with asyncio.timeout(REPLY_WAIT_S):
                await asyncio.shield(batch.done)
        except TimeoutError as error:
            for number in range(batch.first, batch.first + len(batch.ops)):
                self._waiting.pop(number, None)
            raise ReplyMissing(
                f"no reply to {batch.ops[0]} within {REPLY_WAIT_S} s: outcome unknown, query first"
            ) from error
        return [reply for reply in batch.replies if reply is not None]

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                self._heard_s = self._now_s()
                for message in wire.decode_from_venue(frame):
                    self._take(message)
                self._answered.set()
                if not self._waiting:
                    await self._may_read.wait()
        except ConnectionClosed:
            pass  # said by _lost_now
        except (WireError, AnswerMalformed) as error:
            log.warning("the connection is closed, what came on it is malformed: %s", error)
            await self._socket.close(PROTOCOL_ERROR, _reason(f"malformed: {error}"))
        finally:
            self._end(self._lost_now())

    def _take(self, message: Message) -> None:
        if message.get("type") != "reply":
            self._hand_on(message)
            return
        check_reply(message)
        if (batch := self._waiting.pop(message.get("id"), None)) is not None:
            batch.answer(message)

    def _hand_on(self, message: Message) -> None:
        try:
            self._on_message(message)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            rule = f"a message cannot be read: {error!r}"
            raise AnswerMalformed(rule, value=message.get("type")) from error

    async def _keep_alive(self, heartbeat_s: int) -> None:
        """Speak when silent for half an interval; give up when nothing was heard for two."""
        while True:
            await asyncio.sleep(heartbeat_s / 4)
            now = self._now_s()
            if now - self._heard_s > 2 * heartbeat_s and self._may_read.is_set():
                await self._socket.close(CloseCode.HEARTBEAT_MISSED, "heartbeat_missed")
                return
            if now - self._spoke_s > heartbeat_s / 2:
                with contextlib.suppress(GatewayError):
                    await self._send_frames([{"op": "heartbeat"}])

    def _lost_now(self) -> ConnectionLost:
        return ConnectionLost(
            self._socket.close_code or ABNORMAL_CLOSURE, self._socket.close_reason or ""
        )

    def _end(self, lost: ConnectionLost) -> None:
        if self.lost is None:
            self.lost = lost
            for batch in self._waiting.values():
                batch.fail(lost)
            self._waiting.clear()
            self._answered.set()
            self.ended.set()
            self._on_end(None if self._closing else lost)


def _is_challenge(message: Message) -> bool:
    words = [message.get(name) for name in ("type", "nonce", "venue")]
    return words[0] == "challenge" and all(type(word) is str for word in words)


def _are_limits(limits: Any) -> bool:
    if type(limits) is not dict:
        return False
    return all(type(value) is int and value > 0 for value in limits.values())


def _reason(text: str) -> str:
    """A text cut to what a close frame takes."""
    return text.encode()[:CLOSE_REASON_MAX].decode(errors="ignore")


async def _open_socket(url: str) -> ClientConnection:
    try:
        return await open_socket(
            url,
            compression=None,
            max_size=wire.VENUE_FRAME_MAX_BYTES,
            ping_interval=None,
            open_timeout=OPEN_WAIT_S,
        )
    except (OSError, WebSocketException) as error:
        raise VenueUnreachable(f"no venue answers at {url}: {error}", value=url) from error
