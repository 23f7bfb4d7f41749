"""What answers to the registry's requests are made with.

An answer to an operation is a function of its own: `async def answer_trace(office, fields, grant)`
gives the fields of the reply to `trace`, and raises RequestError for a refusal. It lies with the
rules of its subject and is found by its name. Files on their way up are kept here, part after part,
until they are whole; they are known by their SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.errors import KeyFileError
from gateway.protocol.private_keys import PrivateKey
from settlement_bridge.books import Legs, Market, SignOff
from settlement_bridge.bridge.catch_up import CatchUp
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.settlement import Bridge
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.operations.fields import sign_off
from settlement_bridge.operations.registrar import FILE_MAX
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

Fields = dict[str, Any]
Item = TypeVar("Item")
Result = TypeVar("Result")
UNLINKED = "no process serves offsets here"
UPLOADS_MAX = 4  # files on their way at the same time; the oldest gives way


def _no_key(key: str) -> PrivateKey:
    """Raises KeyFileError."""
    raise KeyFileError(f"no key {key!r}: {UNLINKED}", field="key", value=key)


async def _nothing_moves(_wait_s: float) -> None:
    """Nothing to wait for."""


@dataclass(frozen=True)
class Between:
    """What answers about offsets between two registries are made with.

    `look` has the other registry asked now, `moved` waits until an offset moves, for some seconds
    at most, `problem` says why the last attempt failed. `key_of` gives the venue's private key
    with an id, or raises KeyFileError. `sign` signs a text with the key of this server.
    """

    look: Callable[[], None] = lambda: None
    moved: Callable[[float], Awaitable[None]] = _nothing_moves
    problem: Callable[[], str] = lambda: UNLINKED
    key_of: Callable[[str], PrivateKey] = _no_key
    sign: Callable[[bytes], bytes] = lambda text: b""


@dataclass(frozen=True)
class Office:
    """What answers are made with: the parts of the process.

    `key` is the registry's own and signs what it certifies, `keys` are those of its clients.
    `market` is the one whose books it keeps, `legs` what they deliver of a trade. `assess` has
    alerts assessed now and counts the news, `assessed` waits for the next time, for some seconds at
    most. `payment_texts` keeps the text of the payment file asked for last, by its digest.
    `news_of_relations` has relations sent to the exchange now. `between` serves offsets with
    another registry. `completions` keeps what the public asks most, by year.
    """

    registry: Registry
    worker: Worker
    exchange: Exchange
    transfers: Transfers
    settlement: Bridge
    catch_up: CatchUp
    assess: Callable[[], Awaitable[int]]
    assessed: Callable[[float], Awaitable[None]]
    uploads: Uploads
    key: PrivateKey
    keys: PublicKeys
    market: Market
    legs: Legs
    payment_texts: dict[str, str] = field(default_factory=dict)
    news_of_relations: Callable[[], None] = lambda: None
    between: Between = Between()
    completions: dict[int, tuple[str, list[Any]]] = field(default_factory=dict)

    def today(self) -> int:
        """The exchange's date, yyyymmdd."""
        return self.exchange.date

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
        return _not_refused(
            await self.transfers.turn.apart(lambda connection: work(connection, *given))
        )

    async def trial(self, work: Callable[..., Result | Refusal], *given: Any) -> Result:
        """Have work done and taken back: what it would have given. Raises RequestError when it
        would be refused.
        """
        return _not_refused(await self.worker(lambda: self.registry.trial(work, *given)))

    def uploaded(self, fields: Fields) -> str:
        """The file that a request names by its `digest`. Raises RequestError."""
        return _not_refused(self.uploads.whole(fields["digest"]))


def signed(fields: Fields, grant: Grant) -> SignOff:
    """Who answers for a request."""
    return sign_off(fields, grant.key, grant.role)


def page(
    name: str, found: Sequence[Item], limit: int, key: str, row: Callable[[Item], Fields]
) -> Fields:
    """A page of what was found (one more than the page holds, if there are more) as the fields of
    a reply; `next` is the key after which to go on, or null.
    """
    following = getattr(found[limit - 1], key) if len(found) > limit else None
    return {name: [row(item) for item in found[:limit]], "next": following}


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
