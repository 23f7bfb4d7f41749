"""One client of the registry's server: challenge, log-on, requests in order, replies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence

from websockets.exceptions import ConnectionClosed

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.closings import FAULT, LATE_LOG_ON, NOT_HEARD, Closing
from gateway.protocol.conversation import Conversation, Request
from gateway.protocol.errors import RequestError, WireError, error_map
from gateway.protocol.faults import FaultLog
from gateway.protocol.handshake import Connection
from gateway.protocol.operations import LOG_ON, Operation
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.server_keys import Welcome
from gateway.protocol.traffic import Traffic
from gateway.protocol.wire import CloseCode, Frame, Message
from settlement_bridge.books.parties import Task
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.errors import StorageFailed
from settlement_bridge.operations.fields import OPERATOR
from settlement_bridge.server.budgets import Budget
from settlement_bridge.server.requests import (
    TASKS,
    TERMS,
    Queries,
    frame_of,
    instruction,
    reply,
    written,
)
from settlement_bridge.server.strangers import NOBODY, Strangers

FAULTS = FaultLog(logging.getLogger(__name__))
TICK_S = 1.0
PUSHED_AT_ONCE = 100  # messages of one frame
CLOSE_REASON_MAX = 100  # characters
LIMITS = {
    "frame_bytes": FRAME_MAX_BYTES,
    "requests_per_frame": REQUESTS_PER_FRAME_MAX,
    "in_flight": 1_000,
}


class Session:
    """The registry's side of a conversation on a `connection`, within a `budget`, before log-on
    within what `strangers` may ask; see `run`.
    """

    def __init__(
        self,
        connection: Connection,
        welcome: Welcome,
        keys: PublicKeys,
        queries: Queries,
        transfers: Transfers,
        venue: Callable[[], tuple[str, int]],
        outside: Outside = SYSTEM,
        traffic: Traffic | None = None,
    ) -> None:
        self.connection, self._outside = connection, outside
        self._traffic = traffic or Traffic()
        self._queries, self._transfers, self._venue = queries, transfers, venue
        self.talk = Conversation(TERMS, keys, welcome, outside.monotonic_ns())
        connection.on_sign_of_life = lambda: self.talk.hear(outside.monotonic_ns())
        connection.talk = self.talk
        self.budget, self.strangers = Budget(), Strangers()
        self._pushing: asyncio.Task[None] | None = None
        self._silenced = False

    @property
    def grant(self) -> Grant | None:
        """What the client's key may do; None until log-on."""
        return self.talk.grant

    async def run(self) -> None:
        """Talk until the client goes or is closed."""
        ticking = asyncio.create_task(self._tick_forever())
        try:
            await self.connection.send(self.talk.challenge(self._outside.wall_ns()))
            async for frame in self.connection:
                await self._take(frame)
        except ConnectionClosed:
            pass  # the client has gone
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "a session")
            await self._close(FAULT)
        finally:
            for task in (ticking, self._pushing):
                if task is not None:
                    task.cancel()

    def silence(self) -> None:
        """Push nothing more, and answer no more requests."""
        self._silenced = True
        if self._pushing is not None:
            self._pushing.cancel()

    async def _tick_forever(self) -> None:
        """Send heartbeats, and close the connection of a client that is gone."""
        with contextlib.suppress(ConnectionClosed):
            while self.talk.closing is None:
                await asyncio.sleep(TICK_S)
                frame = self.talk.tick(self._outside.monotonic_ns(), self._outside.wall_ns())
                if frame is not None and not self._silenced:
                    await self.connection.send(frame)
                closing = self.talk.closing
                if closing is LATE_LOG_ON or closing is NOT_HEARD:
                    await self._close(closing)

    async def _close(self, closing: Closing) -> None:
        await self.connection.close(closing.code, closing.reason)

    async def _take(self, frame: Frame) -> None:
        """Answer a frame: its writing requests that follow one another together, every other one by
        itself.
        """
        received_ns, wall_ns = self._outside.monotonic_ns(), self._outside.wall_ns()
        try:
            messages = self.talk.messages(frame, received_ns)
        except WireError as error:
            request = Request(None, None, {}, error.as_map())
            await self._send_counted([request], [reply(None, request.error)], received_ns)
            await self.budget.take(1)
            return
        await self.budget.take(len(messages))
        writes: list[Request] = []
        for message in messages:
            if self._silenced:
                return
            request = self.talk.read(message, wall_ns, self._refusal_of)
            if self._is_instruction(request):
                writes.append(request)
                continue
            await self._write(writes, received_ns)
            writes = []
            answer = await self._answer(request, wall_ns)
            await self._send_counted([request], [answer], received_ns)
            await self.budget.pay(answer)
            if answer["ok"]:
                self._push_when_asked(request)
            if self.talk.closing is not None:
                await self._close(self.talk.closing)
                return
        await self._write(writes, received_ns)

    def _refusal_of(self, operation: Operation) -> Message | None:
        """The error for a question without log-on that is beyond the limits."""
        if self.grant is not None or operation is LOG_ON:
            return None
        return self.strangers.refusal(self.connection.address, self._outside.monotonic_ns())

    def _is_instruction(self, request: Request) -> bool:
        """Whether a request is an instruction, of the registry's operator; a member's go by its
        representative's rights, one by one.
        """
        name = request.operation.name if request.operation else ""
        by_operator = self.grant is not None and self.grant.role in OPERATOR
        return by_operator and name in TASKS and self._queries.is_of_this_market(name)

    async def _answer(self, request: Request, received_ns: int) -> Message:
        operation, grant = request.operation, self.grant or NOBODY
        if operation is None:
            return reply(request.id, request.error)
        try:
            if operation is LOG_ON:
                return reply(request.id) | self._logged_on(grant, received_ns)
            answer = await self._queries.answer(operation.name, request.fields, grant)
            return reply(request.id) | answer
        except RequestError as error:
            return reply(request.id, error.as_map())
        except StorageFailed as error:
            return reply(request.id, error_map("storage_failed", str(error)))
        except Exception as fault:  # noqa: BLE001
            return reply(request.id, FAULTS.note(fault, f"answering {operation.name}").as_map())

    def _logged_on(self, grant: Grant, received_ns: int) -> Message:
        return {
            "role": grant.role,
            "account": grant.account or None,
            "venue": self._venue()[0],
            "received_ns": received_ns,
            "server_time_ns": self._outside.wall_ns(),
            "heartbeat_s": self.talk.heartbeat_s,
            "limits": LIMITS,
        }

    async def _write(self, requests: Sequence[Request], received_ns: int) -> None:
        if not requests:
            return
        try:
            replies = await self._recorded(requests)
        except StorageFailed as error:
            failed = error_map("storage_failed", str(error))
            replies = [reply(each.id, failed) for each in requests]
        except Exception as fault:  # noqa: BLE001
            failed = FAULTS.note(fault, "recording instructions").as_map()
            replies = [reply(each.id, failed) for each in requests]
        await self._send_counted(requests, replies, received_ns)

    async def _recorded(self, requests: Sequence[Request]) -> list[Message]:
        """Have writing requests done; their replies."""
        assert self.grant is not None
        _, today = self._venue()
        instructions = [
            instruction(each.operation, each.fields, self.grant.key, self.grant.role, today)
            for each in requests
            if each.operation
        ]
        outcomes = await self._transfers.submit(instructions)
        done = zip(instructions, outcomes, strict=True)
        issued = [
            made for item, made in done if item.task == Task.ALLOCATE and isinstance(made, int)
        ]
        cut = await self._queries.cut_in(issued)
        return [
            written(each.id, item.task, outcome, cut)
            for each, item, outcome in zip(requests, instructions, outcomes, strict=True)
        ]

    def _push_when_asked(self, request: Request) -> None:
        """Begin the stream that the request asked for, in place of the earlier one."""
        operation, fields, grant = request.operation, request.fields, self.grant
        stream = self._queries.streams.get(operation.name) if operation else None
        if stream is not None and grant is not None:
            if self._pushing is not None:
                self._pushing.cancel()
            self._pushing = asyncio.create_task(self._push(stream(fields, grant)))

    async def _push(self, pages: AsyncIterator[list[Message]]) -> None:
        """Send page after page, each once the client's socket has taken the one before."""
        try:
            async for page in pages:
                self._traffic.sent["alert"] += len(page)
                for start in range(0, len(page), PUSHED_AT_ONCE):
                    await self._send(page[start : start + PUSHED_AT_ONCE])
        except ConnectionClosed:
            pass  # the client has gone
        except StorageFailed as error:
            await self.connection.close(CloseCode.TRY_LATER, str(error)[:CLOSE_REASON_MAX])
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "sending what was asked for")
            await self._close(FAULT)

    async def _send_counted(
        self, requests: Sequence[Request], replies: list[Message], received_ns: int
    ) -> None:
        await self._send(replies)
        taken_ns = self._outside.monotonic_ns() - received_ns
        self._traffic.answered(requests, replies, taken_ns)

    async def _send(self, messages: list[Message]) -> None:
        try:
            frame = frame_of(messages, self.talk.text)
        except Exception as fault:  # noqa: BLE001
            error = FAULTS.note(fault, "writing an answer").as_map()
            frame = frame_of([reply(each.get("id"), error) for each in messages], self.talk.text)
        if not self._silenced:
            await self.connection.send(frame)
