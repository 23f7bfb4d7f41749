"""The requests of one connection: numbered, packed into frames, sent no faster than the server
allows, and matched with their replies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.client.pace import Paces
from gateway.protocol import wire
from gateway.protocol.proofs import GATEWAY
from gateway.protocol.replies import (
    Batch,
    ConnectionLost,
    Reply,
    ReplyMissing,
    RequestRefused,
    check_reply,
)
from gateway.protocol.wire import Message

REPLY_WAIT_S = 60  # for one reply; later its outcome is unknown
IN_FLIGHT_MAX = 1000  # requests without a reply, where the server stated no limit


class Requests:
    """What was asked and is not answered yet.

    `send` sends one frame and raises ConnectionLost. `resume` makes the connection read on: nobody
    waits for a reply that is not read.
    """

    def __init__(
        self,
        send: Callable[[bytes | str], Awaitable[None]],
        resume: Callable[[], None],
        text: bool,
        server: str = GATEWAY,
    ) -> None:
        self._send_frame, self._resume, self._text = send, resume, text
        self._server = server
        self._next_id = 1
        self._waiting: dict[int | None, Batch] = {}
        self._answered = asyncio.Event()
        self._lost: ConnectionLost | None = None
        self.apply_limits({})

    def apply_limits(self, limits: Mapping[str, int]) -> None:
        """Keep to the limits of a log-on reply from now on."""
        self._in_flight = limits.get("in_flight", IN_FLIGHT_MAX)
        self._frame_bytes = limits.get("frame_bytes", FRAME_MAX_BYTES)
        self.per_frame = min(
            limits.get("requests_per_frame", REQUESTS_PER_FRAME_MAX), self._in_flight
        )
        self._paces = Paces(limits)

    def __bool__(self) -> bool:
        """Whether replies are waited for."""
        return bool(self._waiting)

    async def ask(
        self, requests: Sequence[Mapping[str, Any]], timeout_s: float | None
    ) -> list[Reply[Any]]:
        """Send requests and wait for the reply of each.

        Raises ConnectionLost and ReplyMissing, with the replies that came before.
        """
        batches: list[Batch] = []
        try:
            for start in range(0, len(requests), self.per_frame):
                batches += await self.send(requests[start : start + self.per_frame])
            for batch in batches:
                await self.replied(batch, timeout_s)
        except (ConnectionLost, ReplyMissing) as error:
            raise error.after(_kept(batches, len(requests))) from error
        return [reply for batch in batches for reply in batch.replies if reply is not None]

    async def send(self, requests: Sequence[Mapping[str, Any]]) -> list[Batch]:
        """Send up to `per_frame` requests as soon as the limits allow. Raises ConnectionLost."""
        await self._paces.take(request["op"] for request in requests)
        while len(self._waiting) + len(requests) > self._in_flight and self._lost is None:
            self._answered.clear()
            self._resume()
            await self._answered.wait()
        return await self.send_now(requests)

    async def send_now(self, requests: Sequence[Mapping[str, Any]]) -> list[Batch]:
        """Send as one frame, or as several when one would be too large."""
        first = self._next_id
        maps = [{**request, "id": number} for number, request in enumerate(requests, first)]
        frame = wire.encode(maps if len(maps) > 1 else maps[0], self._text)
        if len(frame) > self._frame_bytes:
            if len(maps) == 1:
                error = {"code": "frame_too_large", "allowed": self._frame_bytes}
                raise RequestRefused(maps[0]["op"], error, self._server)
            middle = len(requests) // 2
            return await self.send_now(requests[:middle]) + await self.send_now(requests[middle:])
        self._next_id += len(maps)
        batch = Batch(
            first, [each["op"] for each in maps], [None] * len(maps), len(maps), self._server
        )
        await self._send_batch(batch, frame)
        return [batch]

    async def _send_batch(self, batch: Batch, frame: bytes | str) -> None:
        if self._lost is not None:
            raise self._lost
        self._waiting.update(dict.fromkeys(range(batch.first, batch.first + batch.missing), batch))
        await self._send_frame(frame)

    async def replied(self, batch: Batch, timeout_s: float | None = None) -> None:
        """Wait for the replies of a batch, REPLY_WAIT_S where no time-out is given. Raises
        ConnectionLost, ReplyMissing.
        """
        self._resume()  # even a paused reader must see the reply
        wait_s = REPLY_WAIT_S if timeout_s is None else timeout_s
        try:
            async with asyncio.timeout(wait_s):
                await asyncio.shield(batch.done)
        except TimeoutError as error:
            for number in range(batch.first, batch.first + len(batch.ops)):
                self._waiting.pop(number, None)
            raise ReplyMissing(
                f"no reply to {batch.ops[0]} within {wait_s:g} s: outcome unknown, query first"
            ) from error

    def take(self, message: Message) -> None:
        """Take in a reply; one that nobody waits for is passed over. Raises AnswerMalformed."""
        check_reply(message)
        if (batch := self._waiting.pop(message.get("id"), None)) is not None:
            batch.answer(message)
            self._paces.answered(batch.ops[message["id"] - batch.first], message)

    def look_again(self) -> None:
        """Let those go on who wait for room: a frame of replies has been read."""
        self._answered.set()

    def fail(self, lost: ConnectionLost) -> None:
        """The connection is lost: no more replies will come."""
        self._lost = lost
        for batch in self._waiting.values():
            batch.fail(lost)
        self._waiting.clear()
        self._answered.set()


def _kept(batches: Sequence[Batch], asked: int) -> list[Reply[Any] | None]:
    """The replies that have come, one for each request; None where there is none."""
    replies = [reply for batch in batches for reply in batch.replies]
    return replies + [None] * (asked - len(replies))
