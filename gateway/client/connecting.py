"""Logging on to a gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gateway.client.connection import Connection
from gateway.client.link import OnEnd
from gateway.client.session import Session
from gateway.client.streams import Place
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey

GuardScope = Literal["session", "key", "account"]


@asynccontextmanager
async def connect(
    url: str,
    key: PrivateKey,
    *,
    resume: Place | tuple[str, int] | None = None,
    today: bool = False,
    heartbeat_s: int = 15,
    cancel_on_disconnect: bool | GuardScope = False,
    stamped: bool = False,
    binary: bool = True,
    venue: str | None = None,
    ca: Path | str | None = None,
    server_key: str | None = None,
    give_up_s: float = 0,
    timeout_s: float | None = None,
) -> AsyncIterator[Session]:
    """Log on at `url` and log off at the end. Left by an exception it closes without log-off, so
    that a session with `cancel_on_disconnect` loses its orders: those that it has entered or
    replaced last ("session"), those of its key ("key"), or all of its account ("account", True).

    `resume` is where the reports go on, the `next_report` of an earlier session; `today`: from the
    first one of the day that runs. Else they go on from now on. `venue` is the id expected at the
    address (None: any): a restored copy that became a venue of its own has another one. `ca`: a PEM
    file of the authorities that a `wss://` server's certificate may be signed by, None: those of
    CEAX_CA or this computer. `server_key`: the gateway's public key in hex, None: the one that is
    kept beside `key` at first use.

    `stamped`: replies and reports carry when they were received, decided and sent.

    `give_up_s`: how long a lost gateway is looked for. Meanwhile requests raise ConnectionLost at
    once, so that no order goes out later than it was meant; reports then go on without a hole. 0:
    the session ends with its connection. `timeout_s`: how long a reply is waited for where a
    request does not say it, None: 60 s; later ReplyMissing is raised and the outcome is unknown.

    Raises VenueUnreachable, CertificateUnusable, VenueDiffers, ServerUnproven, ServerKeyDiffers,
    ConnectionLost, or RequestRefused when the log-on is refused: as `report_date_too_old` when the
    day to resume is too long ago.
    """
    wanted = {"cancel_on_disconnect": cancel_on_disconnect, "stamped": stamped}
    options: Message = {name: value for name, value in wanted.items() if value}

    async def opening(fields: Message, on_end: OnEnd) -> Connection:
        return await Connection.open(
            url,
            key,
            on_message=session._streams.receive,
            on_end=on_end,
            heartbeat_s=heartbeat_s,
            binary=binary,
            log_on=options | fields,
            venue=venue,
            ca=ca,
            server_key=server_key,
        )

    session = Session(opening, None if resume is None else Place(*resume), give_up_s, timeout_s)
    await session._link.open()
    if today:
        session._streams.ask_from_today()
    try:
        yield session
        await session._link.close()
    finally:
        await session._link.close(log_off=False)
