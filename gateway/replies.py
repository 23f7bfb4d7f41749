"""Replies to requests, and the ways in which there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import GatewayError
from gateway.wire import Message


class VenueUnreachable(GatewayError):
    """No server of this protocol answers at the address."""

    code = "venue_unreachable"


class ConnectionLost(GatewayError):
    """The connection ended. What was asked and not answered may have happened: query after the next log-on.

    `close_code` and `reason` are those of the WebSocket close (table of close codes in PROTOCOL.md; 1006: none came).
    """

    code = "connection_lost"

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(f"connection lost: close code {close_code}, {reason or 'no reason given'}")
        self.close_code = close_code
        self.reason = reason


class ReplyMissing(GatewayError):
    """A reply did not come in time: the outcome of the request is unknown, query first."""

    code = "reply_missing"


class RequestRefused(GatewayError):
    """The server refused a request: `code` names the reason; `field`, `value`, `allowed` say what about, or are None."""

    def __init__(self, op: str, error: Mapping[str, Any]) -> None:
        self.op = op
        self.code = error.get("code") or "refused"
        self.retry_after_ms: int | None = error.get("retry_after_ms")
        message = error.get("message") or self.code
        super().__init__(message, field=error.get("field"), value=error.get("value"), allowed=error.get("allowed"))

    def __str__(self) -> str:
        return f"{self.op} refused: {self.message} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one request: its fields as in PROTOCOL.md, or the error it was refused with."""

    ok: bool
    fields: Message
    error: RequestRefused | None = None

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def result(self) -> Message:
        """The fields. Raises RequestRefused when the server refused."""
        if self.error is not None:
            raise self.error
        return self.fields


@dataclass(slots=True)
class Batch:
    """The requests of one frame and the replies that have come."""

    first: int
    ops: list[str]
    replies: list[Reply | None]
    missing: int
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def answer(self, message: Message) -> None:
        """Keep the reply in its place; `done` when it was the last."""
        place = message["id"] - self.first
        ok = message.get("ok") is True
        error = None if ok else RequestRefused(self.ops[place], message.get("error") or {})
        self.replies[place] = Reply(ok, message, error)
        self.missing -= 1
        if not self.missing and not self.done.done():
            self.done.set_result(None)

    def fail(self, error: GatewayError) -> None:
        """No more replies will come."""
        if not self.done.done():
            self.done.set_exception(error)
            self.done.exception()  # seen: who awaits it gets it, and nobody is told of those given up
