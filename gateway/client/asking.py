"""How a session asks: one operation, many at once, or all pages of a question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from gateway.client.link import Link
from gateway.client.streams import MS_PER_S, NOT_READY
from gateway.protocol.replies import Asked, R, Reply, RequestRefused
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.client.operations import Operations


class Asking:
    """Asks over the connection that a link has now; `timeout_s` is how long a reply is waited for
    where a request does not say it.
    """

    def __init__(self, link: Link, timeout_s: float | None) -> None:
        self._link, self._timeout_s = link, timeout_s

    async def connected(self) -> None:
        """Wait until a lost connection is open again. Raises what the session has ended with."""
        await self._link.connected()

    @property
    def operations(self) -> Operations:
        """Every operation of PROTOCOL.md as a method with typed keywords, as on the wire."""
        from gateway.client.operations import Operations

        return Operations(self.request)

    async def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Message:
        """Any operation of PROTOCOL.md; a trailing underscore is dropped (`from_=1`). Returns the
        reply's fields. `timeout_s`: how long the reply is waited for.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        wait_s = self._timeout_s if timeout_s is None else timeout_s
        return await self._link.now.request(op, timeout_s=wait_s, **fields)

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
        """Many requests in pipelined frames, in order; refused ones are Replies with `ok` False.
        They are sent as fast as the limits of the log-on allow; `timeout_s`: how long each reply is
        waited for from then on. `build` and `new_order` make them.

        Raises ConnectionLost, ReplyMissing: their `replies` are those that came before.
        """
        wait_s = self._timeout_s if timeout_s is None else timeout_s
        return await self._link.now.request_many(requests, wait_s)

    async def ask(self, request: Asked[R], timeout_s: float | None = None) -> R:
        """One request that `build` or `new_order` has made; the fields of its reply.

        Raises RequestRefused, ConnectionLost, ReplyMissing.
        """
        (reply,) = await self.request_many([request], timeout_s)
        return reply.result()

    async def question(self, op: str, **fields: Any) -> Message:
        """As `request`, and asked again as long as the venue reads an earlier day back for it."""
        while True:
            try:
                return await self.request(op, **fields)
            except RequestRefused as refused:
                if refused.code != NOT_READY:
                    raise
                await asyncio.sleep((refused.retry_after_ms or 0) / MS_PER_S)

    async def pages(
        self, op: str, rows: str, *, after: int | None = None, **fields: Any
    ) -> list[Message]:
        """All rows of a query that may be answered page by page, from the field `rows` of each
        reply.

        Its `next` is `after` of the next request. Raises RequestRefused, ConnectionLost.
        """
        found: list[Message] = []
        while True:
            reply = await self.question(op, **given(**fields, after=after))
            found += reply[rows]
            after = reply.get("next")
            if after is None:
                return found


def given(**fields: Any) -> Message:
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}
