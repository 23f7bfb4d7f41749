"""Replies to requests, and the ways in which there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from gateway.protocol.errors import GatewayError, RequestError
from gateway.protocol.proofs import GATEWAY
from gateway.protocol.readers import Read
from gateway.protocol.wire import Message

if TYPE_CHECKING:  # type checkers have it; a program need not
    from typing_extensions import TypeVar

    R = TypeVar("R", default=Message)
    Given = TypeVar("Given", covariant=True, default=Message)
else:
    from typing import TypeVar

    R = TypeVar("R")
    Given = TypeVar("Given")

AWAITS_APPROVAL = "awaits_approval"  # code of what another key has to approve
CODE_MAX = 64  # characters of a refusal's code


class VenueUnreachable(GatewayError):
    """No server of this protocol answers at the address."""

    code = "venue_unreachable"


class VenueDiffers(GatewayError):
    """Another venue than the expected one answers at the address; nothing was signed for it."""

    code = "venue_differs"


class ServerUnproven(GatewayError):
    """Another server than the one that is meant answers at the address, or something is between
    the two; nothing was signed for it.
    """

    code = "server_unproven"


class ServerKeyDiffers(GatewayError):
    """The server at an address has another key than the one that is known of it; nothing was signed
    for it.
    """

    code = "server_key_differs"


class ConnectionLost(GatewayError):
    """The connection ended. What was asked and not answered may have happened: query after the next
    log-on.

    `close_code` and `reason` are those of the WebSocket close (table of close codes in PROTOCOL.md;
    1006: none came). `replies`: of `request_many`, one for each request, None where none came.
    """

    code = "connection_lost"
    replies: Sequence[Reply[Any] | None] = ()

    def __init__(self, close_code: int, reason: str) -> None:
        super().__init__(f"connection lost: close code {close_code}, {reason or 'no reason given'}")
        self.close_code = close_code
        self.reason = reason

    def after(self, replies: Sequence[Reply[Any] | None]) -> ConnectionLost:
        """The same, with the replies that came before."""
        error = ConnectionLost(self.close_code, self.reason)
        error.replies = replies
        return error


class ReplyMissing(GatewayError):
    """A reply did not come in time: the outcome of the request is unknown, query first.

    `replies`: of `request_many`, one for each request, None where none came.
    """

    code = "reply_missing"
    replies: Sequence[Reply[Any] | None] = ()

    def after(self, replies: Sequence[Reply[Any] | None]) -> ReplyMissing:
        """The same, with the replies that came before."""
        error = ReplyMissing(self.message)
        error.replies = replies
        return error


class AnswerMalformed(GatewayError):
    """A server's answer cannot be read; `field` names what is wrong. The outcome is unknown."""

    code = "answer_malformed"


class RequestRefused(GatewayError):
    """The server refused a request: `code` names the reason.

    `field`, `value`, `allowed` say what about, or are None. `passing` says whether the refusal
    passes by itself, and what to do then; `remedy` what to do about any refusal. `server` is the
    kind of server that refused.
    """

    def __init__(self, op: str, error: Mapping[str, Any], server: str = GATEWAY) -> None:
        self.op, self.server = op, server
        self.code = error.get("code") or "refused"
        self.retry_after_ms: int | None = error.get("retry_after_ms")
        message = error.get("message") or self.code
        super().__init__(
            message,
            field=error.get("field"),
            value=error.get("value"),
            allowed=error.get("allowed"),
        )

    def __str__(self) -> str:
        done = "not done yet" if self.code == AWAITS_APPROVAL else "refused"
        return f"{self.op} {done}: {self.message} [{self.code}]"


class Asked(dict[str, Any], Generic[Given]):
    """A request as a map for `request_many`, of which a type checker knows the type of its reply.

    `gateway.client.build` has a function for each operation that makes one.
    """


@dataclass(frozen=True, slots=True)
class Reply(Generic[Given]):
    """The answer to one request: its fields as in PROTOCOL.md, or the error it was refused with."""

    ok: bool
    fields: Given
    error: RequestRefused | None = None

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]  # type: ignore[index]

    def result(self) -> Given:
        """The fields. Raises RequestRefused when the server refused."""
        if self.error is not None:
            raise self.error
        return self.fields


@dataclass(slots=True)
class Batch:
    """The requests of one frame to a kind of server, and the replies that have come."""

    first: int
    ops: list[str]
    replies: list[Reply[Any] | None]
    missing: int
    server: str = GATEWAY
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def answer(self, message: Message) -> None:
        """Keep a reply that `check_reply` has seen in its place; `done` when it was the last."""
        place = message["id"] - self.first
        ok = message.get("ok") is True
        error = None if ok else RequestRefused(self.ops[place], message["error"], self.server)
        self.replies[place] = Reply(ok, message, error)
        self.missing -= 1
        if not self.missing and not self.done.done():
            self.done.set_result(None)

    def fail(self, error: GatewayError) -> None:
        """No more replies will come."""
        if not self.done.done():
            self.done.set_exception(error)
            # seen: who awaits it gets it; errors of those given up are not reported
            self.done.exception()


def check_reply(message: Message) -> None:
    """Raise AnswerMalformed when a reply does not say whether its request was done."""
    number, ok, error = message.get("id"), message.get("ok"), message.get("error")
    if number is not None and type(number) is not int:
        raise AnswerMalformed("a reply carries the id of its request", field="id", value=number)
    if type(ok) is not bool:
        raise AnswerMalformed("ok of a reply is true or false", field="ok", value=ok)
    if not ok and (type(error) is not dict or not _is_code(error.get("code"))):
        raise AnswerMalformed("a refusal names its code", field="error", value=error)
    wait_ms = error.get("retry_after_ms") if type(error) is dict else None
    if wait_ms is not None and (type(wait_ms) is not int or wait_ms < 0):
        rule = "retry_after_ms is in whole milliseconds"
        raise AnswerMalformed(rule, field="retry_after_ms", value=wait_ms)


def _is_code(code: Any) -> bool:
    return type(code) is str and 0 < len(code) <= CODE_MAX


def read_answer(answer: Any, **readers: Read) -> dict[str, Any]:
    """Named fields of a server's answer, each as its reader gives it.

    Raises AnswerMalformed, which names the first bad field.
    """
    if type(answer) is not dict:
        raise AnswerMalformed("an answer is a map", value=answer)
    try:
        return {name: reader(name, answer.get(name)) for name, reader in readers.items()}
    except RequestError as error:
        about = {"field": error.field, "value": error.value, "allowed": error.allowed}
        raise AnswerMalformed(error.message, **about) from error
