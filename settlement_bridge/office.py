"""What answers to the registry's requests are made with, and the turn that writing work waits for.

An answer to an operation is a function of its own: `async def answer_trace(office, fields, grant)`
gives the fields of the reply to `trace`, and raises RequestError for a refusal. It lies with the
rules of its subject and is found by its name. Files on their way up are kept here, part after part,
until they are whole; they are known by their SHA-256.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.private_keys import PrivateKey
from settlement_bridge.asked import being_answered
from settlement_bridge.books import SignOff, first_answers
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.operations.registrar import FILE_MAX
from settlement_bridge.store import Registry, Worker

Fields = dict[str, Any]
Part = TypeVar("Part")
Result = TypeVar("Result")
UPLOADS_MAX = 4  # files on their way at the same time; the oldest gives way


class Turn:
    """Writing work takes its turn: one piece at a time, never while a day is being delivered.

    `barred` says why work that does not concern the exchange may not be done now, or None;
    `taken` is held by the work whose turn it is.
    """

    def __init__(
        self,
        registry: Registry,
        worker: Worker,
        barred: Callable[[], Awaitable[Refusal | None]],
    ) -> None:
        self._registry, self._worker, self._barred = registry, worker, barred
        self.taken = asyncio.Lock()

    async def apart(self, work: Callable[[Connection], Result]) -> Result:
        """Do writing work in a transaction of its own.

        Raises RequestError when registry and exchange do not agree.
        """
        barred = await self._barred()
        if barred:
            raise as_error(barred)
        return await self.mending(work)

    async def mending(self, work: Callable[[Connection], Result]) -> Result:
        """As `apart`, for what is done to make them agree again."""
        async with self.taken:
            asked, now = being_answered(), self._registry.now_ns()
            once = partial(first_answers.once, request=asked, work=work, time_ns=now)
            return await self._worker(lambda: self._registry.write(once))


@dataclass(frozen=True)
class Office:
    """What answers are made with.

    `today` gives the exchange's date (yyyymmdd), `look` has the settlement look at its days again,
    `key` is the registry's own and signs what it certifies, `keys` are those of its clients;
    `parts` are the parts of the process that some answers need, found by their class.
    """

    registry: Registry
    worker: Worker
    turn: Turn
    uploads: Uploads
    today: Callable[[], int]
    look: Callable[[], None]
    key: PrivateKey
    keys: PublicKeys
    parts: Sequence[object] = ()

    def part(self, kind: type[Part]) -> Part:
        """The part of the process of that class."""
        return next(part for part in self.parts if isinstance(part, kind))

    def now_ns(self) -> int:
        """The registry's time, for what is written."""
        return self.registry.now_ns()

    async def read(self, query: Callable[..., Result | Refusal], *given: Any) -> Result:
        """Ask the tables something. Raises RequestError when the answer is a refusal."""
        return _not_refused(await self.worker(lambda: self.registry.read(query, *given)))

    async def do(self, work: Callable[..., Result | Refusal], *given: Any) -> Result:
        """Do writing work in its turn, in a transaction of its own.

        Raises RequestError when it is refused, and when registry and exchange do not agree.
        """
        return _not_refused(await self.turn.apart(lambda connection: work(connection, *given)))

    def uploaded(self, fields: Fields) -> str:
        """The file that a request names by its `digest`. Raises RequestError."""
        return _not_refused(self.uploads.whole(fields["digest"]))


def signed(fields: Fields, grant: Grant) -> SignOff:
    """Who answers for a request."""
    return sign_off(fields, grant.key, grant.role)


def _not_refused(result: Result | Refusal) -> Result:
    if isinstance(result, Refusal):
        raise as_error(result)
    return result


class Uploads:
    """What has come of some files. Bounded: `UPLOADS_MAX` files of `FILE_MAX` characters."""

    def __init__(self) -> None:
        self._parts: dict[str, list[str]] = {}

    def add(self, digest: str, offset: int, text: str) -> int | Refusal:
        """Add a part that begins `offset` characters into its file: how many have come.

        A part at 0 begins the file anew.
        """
        if offset == 0:
            self._parts.pop(digest, None)
            while len(self._parts) >= UPLOADS_MAX:
                del self._parts[next(iter(self._parts))]
            self._parts[digest] = []
        parts = self._parts.get(digest)
        length = sum(map(len, parts)) if parts is not None else 0
        if parts is None or offset != length:
            return Refusal(
                "upload_out_of_order",
                "offset",
                offset,
                length,
                "a part goes on where the one before it ended",
            )
        if length + len(text) > FILE_MAX:
            return Refusal(
                "file_too_large",
                "text",
                length + len(text),
                FILE_MAX,
                f"a file has at most {FILE_MAX} characters",
            )
        parts.append(text)
        return length + len(text)

    def whole(self, digest: str) -> str | Refusal:
        """The file, when all of it is here."""
        text = "".join(self._parts.get(digest, []))
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            message = (
                f"{len(text)} characters have come, and they are not the file with this SHA-256"
            )
            return Refusal("file_incomplete", "digest", digest, None, message)
        return text

    def forget(self, digest: str) -> None:
        """Let a file go."""
        self._parts.pop(digest, None)
