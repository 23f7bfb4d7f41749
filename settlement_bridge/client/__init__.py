"""The registry's SDK: queries for everybody with a key, and the registry operator's instructions.

    key = KeyFile.load("keys/bridge.pem")
    async with connect("ws://127.0.0.1:9103", key) as registry:
        await registry.operations.open_account(account=7, name="Huaneng")
        await registry.operations.deposit(account=7, amount_fen=1_000_000_00)
        print(await registry.operations.holdings(account=7))

`operations` has every operation of PROTOCOL.md as a method. Each returns the reply's fields and
raises RequestRefused, ConnectionLost or ReplyMissing. What moves or issues money or units is done
once for each `client_reference`: after a lost reply the same call with the same reference brings
the first answer. A transfer refused as `exchange_away` is queued durably; sent again with its
reference it is the same. The session itself sends files up and reads what comes page after page.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from gateway.client import (
    Connection,
    ConnectionLost,
    Inbox,
    Reply,
    ReplyMissing,
    RequestRefused,
    VenueUnreachable,
)
from gateway.protocol.errors import GatewayError
from gateway.protocol.proofs import REGISTRY
from settlement_bridge.asked import FIELD, new_reference

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey
    from gateway.protocol.replies import Asked, R
    from gateway.protocol.wire import Message
    from settlement_bridge.client.operations import Operations

__all__ = [
    "AlertsMissed",
    "ConnectionLost",
    "RegistrySession",
    "Reply",
    "ReplyMissing",
    "RequestRefused",
    "VenueUnreachable",
    "connect",
]

ALERTS_KEPT = 10_000  # not read yet
# of a file in one request: at most four bytes each, so that it fits a frame
PART_CHARACTERS = 15_000


@asynccontextmanager
async def connect(
    url: str,
    key: PrivateKey,
    *,
    heartbeat_s: int = 15,
    binary: bool = True,
    ca: Path | str | None = None,
    server_key: str | None = None,
    server: str = REGISTRY,
) -> AsyncIterator[RegistrySession]:
    """Log on at the registry and log off at the end; with `server` "cash" at the exchange's books
    of cash. `ca`: a PEM file of the authorities that a
    `wss://` server's certificate may be signed by, None: those of CEAX_CA or this computer.
    `server_key`: the registry's public key in hex, None: the one that is kept beside `key` at first
    use.

    Raises VenueUnreachable, CertificateUnusable, ServerUnproven, ServerKeyDiffers, ConnectionLost,
    RequestRefused.
    """
    alerts: Inbox[Message] = Inbox(ALERTS_KEPT)
    connection = await Connection.open(
        url,
        key,
        server=server,
        on_message=lambda message: _hear(alerts, message),
        on_end=alerts.end,
        heartbeat_s=heartbeat_s,
        binary=binary,
        ca=ca,
        server_key=server_key,
    )
    try:
        yield RegistrySession(connection, alerts)
        await connection.log_off()
    finally:
        await connection.close()


@cache
def keyed() -> frozenset[str]:
    """Operations that are done once however often they are sent."""
    from settlement_bridge.client.operations import Operations

    methods = vars(Operations).items()
    return frozenset(
        name for name, method in methods if FIELD in getattr(method, "__annotations__", {})
    )


def _with_reference(op: object, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request's fields, with a client reference where it needs one and has none."""
    return {FIELD: new_reference(), **fields} if op in keyed() else fields


def _hear(alerts: Inbox[Message], message: Message) -> None:
    if message["type"] == "alert" and not alerts.put(message):
        alerts.end(
            AlertsMissed(
                f"more than {ALERTS_KEPT} alerts were not read; follow again after the last one"
                " read"
            )
        )


class AlertsMissed(GatewayError):
    """More alerts came than are kept unread: follow again from the last one read."""

    code = "alerts_missed"


class RegistrySession:
    """A logged-on session with the registry. Made by `connect`."""

    def __init__(self, connection: Connection, alerts: Inbox[Message]) -> None:
        self._connection, self._alerts = connection, alerts

    @property
    def role(self) -> str:
        """What the key may do."""
        result: str = self._connection.logged_on["role"]
        return result

    @property
    def account(self) -> int | None:
        """The account of a member or viewer."""
        result: int | None = self._connection.logged_on["account"]
        return result

    @property
    def operations(self) -> Operations:
        """Every operation as a method of its own."""
        from settlement_bridge.client.operations import Operations

        return Operations(self.request)

    async def request(self, op: str, **fields: Any) -> Message:
        """Any operation of PROTOCOL.md; fields that are None are left out, a trailing underscore
        is dropped (`from_=1`).

        One that is done once gets a `client_reference` where it has none. Who wants to send it
        again after a lost reply gives its own.
        """
        named = {name: value for name, value in fields.items() if value is not None}
        return await self._connection.request(op, **_with_reference(op, named))

    @overload
    async def request_many(self, requests: Sequence[Asked[R]]) -> list[Reply[R]]: ...

    @overload
    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply[Any]]: ...

    async def request_many(self, requests: Sequence[Mapping[str, Any]]) -> list[Reply[Any]]:
        """Many as `request`, in pipelined frames; a refused one is a Reply with `ok` False.
        `settlement_bridge.client.build` makes them.
        """
        ready = [_with_reference(request.get("op"), request) for request in requests]
        return await self._connection.request_many(ready)

    async def upload(self, text: str) -> str:
        """Send a file up (role bridge), for an operation that takes its SHA-256, which is
        returned.
        """
        digest = hashlib.sha256(text.encode()).hexdigest()
        for offset in range(0, max(len(text), 1), PART_CHARACTERS):
            await self.request(
                "upload", digest=digest, offset=offset, text=text[offset : offset + PART_CHARACTERS]
            )
        return digest

    async def allocate_file(
        self,
        text: str,
        reference: str,
        note: str | None = None,
        again: str | None = None,
    ) -> int:
        """Issue what an allocation file says (初始分配), all or nothing: the event's number.

        The same rows under the same reference bring the first event; `again` is why rows taken in
        before are meant.
        """
        fields = {
            "digest": await self.upload(text),
            "reference": reference,
            "note": note,
            "again": again,
        }
        result: int = (await self.request("allocate_file", **fields))["event"]
        return result

    async def bank_file(self, op: str, text: str, reference: str, **fields: Any) -> Message:
        """Hand in a file of the bank (role bridge): `bank_deposits`, `bank_answer` or
        `bank_balance`, all or nothing.
        """
        digest = await self.upload(text)
        return await self.request(op, digest=digest, reference=reference, **fields)

    async def payment_file(self, file: int) -> str:
        """A payment file (roles exchange, bridge), the same at any time.

        Raises ReplyMissing when it is not what was noted.
        """
        parts: list[str] = []
        offset: int | None = 0
        while offset is not None:
            page = await self.request("payment_file", file=file, offset=offset)
            parts.append(page["text"])
            offset = page["next"]
        text = "".join(parts)
        if hashlib.sha256(text.encode()).hexdigest() != page["digest"]:
            raise ReplyMissing(f"payment file {file} is not the one with SHA-256 {page['digest']}")
        return text

    async def journal(self, account: int | None = None, first: int = 1) -> AsyncIterator[Message]:
        """Journal entries from number `first` on, page after page."""
        async for entry in self._pages("entries", "journal", first, account=account):
            yield entry

    async def trades(self, date: str, account: int | None = None) -> AsyncIterator[Message]:
        """A day's trades in settlement order, page after page."""
        async for trade in self._pages("trades", "trades", 1, date=date, account=account):
            yield trade

    async def alerts(self, after: int = 0) -> AsyncIterator[Message]:
        """Alerts of compliance risk after a number, then each as it is raised, changed or lifted
        (roles exchange, bridge).

        Raises ConnectionLost, RequestRefused, AlertsMissed; the caller gets unread ones by
        following again from the last number read.
        """
        await self.request("follow_alerts", after=after)
        while await self._alerts.changed():
            while self._alerts:
                yield self._alerts.take()

    async def _pages(self, rows: str, op: str, first: int, **fields: Any) -> AsyncIterator[Message]:
        start: int | None = first
        while start is not None:
            page = await self.request(op, from_=start, **fields)
            for row in page[rows]:
                yield row
            start = page["next"]
