"""One client of the registry's server: challenge, log-on, requests in order, replies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from engine.units import FRAME_MAX_BYTES, REQUESTS_PER_FRAME_MAX
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import AuthError, RequestError, WireError, error_map
from gateway.protocol.faults import FaultLog
from gateway.protocol.operations import LOG_ON, Operation, echoed_id
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.wire import PROTOCOL_VERSION, CloseCode, Frame, Message, decode, encode
from settlement_bridge.books.event_table import TRANSFERS
from settlement_bridge.bridge.transfers import Outcome, Transfers
from settlement_bridge.errors import Refusal, StorageFailed
from settlement_bridge.operations.fields import OPERATOR
from settlement_bridge.records import Task
from settlement_bridge.server.requests import TASKS, Queries, instruction, read_request

FAULTS = FaultLog(logging.getLogger(__name__))
HEARTBEAT_DEFAULT_S = 15
LOG_ON_WAIT_S = 10
PUSHED_AT_ONCE = 100  # messages of one frame
CLOSE_REASON_MAX = 100  # characters
LIMITS = {
    "frame_bytes": FRAME_MAX_BYTES,
    "requests_per_frame": REQUESTS_PER_FRAME_MAX,
    "in_flight": 1_000,
}

# id, operation, its fields or the error of one without
Request = tuple[int | None, Operation | None, dict[str, Any]]


class Session:
    """A conversation on one `connection`.

    `run` carries it to its end; `grant` is None until log-on.
    """

    def __init__(
        self,
        connection: ServerConnection,
        keys: PublicKeys,
        queries: Queries,
        transfers: Transfers,
        venue: Callable[[], tuple[str, int]],
        outside: Outside = SYSTEM,
    ) -> None:
        self.connection, self._keys = connection, keys
        self._queries, self._transfers, self._venue = queries, transfers, venue
        self._outside = outside
        self._nonce = outside.nonce()
        self._text = True
        self.grant: Grant | None = None
        self._heartbeat_s = HEARTBEAT_DEFAULT_S
        self._pushing: asyncio.Task[None] | None = None
        self._silenced = False

    async def run(self) -> None:
        """Talk until the client goes or is closed."""
        beating: asyncio.Task[None] | None = None
        try:
            await self._send([self._challenge()])
            async with asyncio.timeout(LOG_ON_WAIT_S):
                while self.grant is None:
                    await self._take(await self.connection.recv())
            beating = asyncio.create_task(self._beat())
            async for frame in self.connection:
                await self._take(frame)
        except TimeoutError:
            await self.connection.close(CloseCode.LOG_ON_REFUSED, "no log_on in time")
        except ConnectionClosed:
            pass  # the client has gone
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "a session")
            await self.connection.close(CloseCode.INTERNAL_ERROR, "internal_error")
        finally:
            for task in (beating, self._pushing):
                if task is not None:
                    task.cancel()

    def silence(self) -> None:
        """Push nothing more, and answer no more requests."""
        self._silenced = True
        if self._pushing is not None:
            self._pushing.cancel()

    def _challenge(self) -> Message:
        nonce, now = self._nonce, self._outside.wall_ns()
        return {
            "type": "challenge",
            "nonce": nonce,
            "server_time_ns": now,
            "venue": self._venue()[0],
            "protocol": PROTOCOL_VERSION,
        }

    async def _beat(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(self._heartbeat_s)
                await self._send([{"type": "heartbeat", "server_time_ns": self._outside.wall_ns()}])

    async def _take(self, frame: bytes | str) -> None:
        """Answer a frame: its writing requests that follow one another together, every other one by
        itself.
        """
        if self.grant is None:
            self._text = isinstance(frame, str)
        try:
            messages = decode(frame)
        except WireError as error:
            await self._send([_reply(None, error.as_map())])
            return
        writes: list[Request] = []
        for message in messages:
            if self._silenced:
                return
            request = self._read(message)
            if request[1] is not None and request[1].name in TASKS and self._is_operator():
                writes.append(request)
                continue
            await self._write(writes)
            writes = []
            answer = await self._answer(request)
            await self._send([answer])
            if answer["ok"]:
                self._push_when_asked(request)
            await self._close_when_due(request)
        await self._write(writes)

    def _read(self, message: Message) -> Request:
        number = echoed_id(message)
        try:
            operation, fields = read_request(message, self.grant.role if self.grant else None)
        except RequestError as error:
            return number, None, error.as_map()
        except Exception as fault:  # noqa: BLE001
            return number, None, FAULTS.note(fault, "reading a request").as_map()
        return number, operation, fields

    def _is_operator(self) -> bool:
        """Whether writing requests are instructions; a member's go by its representative's rights,
        one by one.
        """
        return self.grant is not None and self.grant.role in OPERATOR

    async def _answer(self, request: Request) -> Message:
        number, operation, fields = request
        if operation is None:
            return _reply(number, fields)
        try:
            if operation is LOG_ON:
                return _reply(number) | self._log_on(fields)
            assert self.grant is not None
            return _reply(number) | await self._queries.answer(operation.name, fields, self.grant)
        except (RequestError, AuthError) as error:
            return _reply(number, error.as_map())
        except StorageFailed as error:
            return _reply(number, error_map("storage_failed", str(error)))
        except Exception as fault:  # noqa: BLE001
            return _reply(number, FAULTS.note(fault, f"answering {operation.name}").as_map())

    def _log_on(self, fields: dict[str, Any]) -> Message:
        now_ns = self._outside.wall_ns()
        grant = self._keys.verify(
            fields["key"], self._nonce, fields["time_ns"], fields["signature"], now_ns
        )
        self._heartbeat_s = fields.get("heartbeat_s", HEARTBEAT_DEFAULT_S)
        self.grant = grant
        return {
            "role": grant.role,
            "account": grant.account or None,
            "venue": self._venue()[0],
            "server_time_ns": now_ns,
            "heartbeat_s": self._heartbeat_s,
            "limits": LIMITS,
        }

    async def _write(self, requests: Sequence[Request]) -> None:
        if not requests:
            return
        try:
            replies = await self._recorded(requests)
        except StorageFailed as error:
            failed = error_map("storage_failed", str(error))
            replies = [_reply(number, failed) for number, _, _ in requests]
        except Exception as fault:  # noqa: BLE001
            failed = FAULTS.note(fault, "recording instructions").as_map()
            replies = [_reply(number, failed) for number, _, _ in requests]
        await self._send(replies)

    async def _recorded(self, requests: Sequence[Request]) -> list[Message]:
        """Have writing requests done; their replies."""
        assert self.grant is not None
        _, today = self._venue()
        instructions = [
            instruction(operation, fields, self.grant.key, self.grant.role, today)
            for _, operation, fields in requests
            if operation
        ]
        outcomes = await self._transfers.submit(instructions)
        return [
            _written(number, item.task, outcome)
            for (number, _, _), item, outcome in zip(requests, instructions, outcomes, strict=True)
        ]

    def _push_when_asked(self, request: Request) -> None:
        """Begin to send what the request asked to be sent from now on, in place of what was sent
        before.
        """
        _, operation, fields = request
        stream = self._queries.streams.get(operation.name) if operation else None
        if stream is not None:
            if self._pushing is not None:
                self._pushing.cancel()
            self._pushing = asyncio.create_task(self._push(stream(fields)))

    async def _push(self, pages: AsyncIterator[list[Message]]) -> None:
        """Send page after page, each once the client's socket has taken the one before."""
        try:
            async for page in pages:
                for start in range(0, len(page), PUSHED_AT_ONCE):
                    await self._send(page[start : start + PUSHED_AT_ONCE])
        except ConnectionClosed:
            pass  # the client has gone
        except StorageFailed as error:
            await self.connection.close(CloseCode.TRY_LATER, str(error)[:CLOSE_REASON_MAX])
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, "sending what was asked for")
            await self.connection.close(CloseCode.INTERNAL_ERROR, "internal_error")

    async def _close_when_due(self, request: Request) -> None:
        if request[1] is LOG_ON and self.grant is None:
            await self.connection.close(CloseCode.LOG_ON_REFUSED, "log_on refused")
        elif request[1] is not None and request[1].name == "log_off":
            await self.connection.close(CloseCode.LOG_OFF, "log_off")

    async def _send(self, messages: list[Message]) -> None:
        try:
            frame = _frame(messages, self._text)
        except Exception as fault:  # noqa: BLE001
            error = FAULTS.note(fault, "writing an answer").as_map()
            frame = _frame([_reply(each.get("id"), error) for each in messages], self._text)
        if not self._silenced:
            await self.connection.send(frame)


def _frame(messages: list[Message], text: bool) -> Frame:
    return encode(messages if len(messages) > 1 else messages[0], text)


def _reply(number: int | None, error: Message | None = None) -> Message:
    reply: Message = {"type": "reply", "id": number, "ok": error is None}
    return reply if error is None else reply | {"error": error}


def _written(number: int | None, task: Task, outcome: Outcome) -> Message:
    if isinstance(outcome, Refusal):
        return _reply(
            number,
            error_map(outcome.code, outcome.message, outcome.field, outcome.value, outcome.allowed),
        )
    if task == Task.OPEN_ACCOUNT:
        return _reply(number)
    return _reply(number) | {"reference" if task in TRANSFERS else "number": outcome}
