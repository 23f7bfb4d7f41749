"""How a command finds its venue and key: `--data DIR`, or `--url` with `--key`.

The client is imported when a venue is reached, so that a command's help does not wait for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from gateway.client import Session
    from gateway.protocol.private_keys import PrivateKey

Result = TypeVar("Result")

Data = Annotated[
    Path | None,
    typer.Option(
        help="Data folder of a venue on this machine.", envvar="CEAX_DATA", show_default=False
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        help="Address of the gateway, ws://HOST:PORT.", envvar="CEAX_URL", show_default=False
    ),
]
StaffKey = Annotated[
    str | None,
    typer.Option(
        help=(
            "Key file, or the id of a key in the data folder; there the exchange's own by default."
        ),
        envvar="CEAX_KEY",
    ),
]
MemberKey = Annotated[
    str | None,
    typer.Option(
        help="The member's key file, or the id of a key in the data folder.", envvar="CEAX_KEY"
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON: integers, prices and money in 0.01 CNY.")
]

EXCHANGE_KEY = "exchange"


def at_venue(
    data: Path | None,
    url: str | None,
    key: str | None,
    work: Callable[[Session], Awaitable[Result]],
    *,
    own_key: str | None = EXCHANGE_KEY,
) -> Result:
    """Log on, do the work, log off. Without `key`, `own_key` of the data folder is used; None asks
    for one.

    Raises typer.BadParameter when venue or key is missing, and the errors of `connect` and of the
    work.
    """
    import asyncio

    from gateway.client import connect

    private, reached = _find(data, url, key or (own_key if data is not None else None))

    async def visit() -> Result:
        async with connect(key=private, **reached) as session:
            return await work(session)

    return asyncio.run(visit())


def _find(data: Path | None, url: str | None, key: str | None) -> tuple[PrivateKey, dict[str, Any]]:
    """The key, and what `connect` takes to reach the gateway."""
    if data is None and url is None:
        raise typer.BadParameter(
            "name the venue: --data DIR, or --url ws://HOST:PORT with --key FILE"
        )
    if key is None:
        raise typer.BadParameter(
            "name the key: --key FILE, or with --data the id of a key in its folder"
        )
    from gateway.client.endpoints import local_key, reach
    from gateway.protocol.private_keys import KeyFile
    from gateway.protocol.proofs import GATEWAY

    private = local_key(data, key) if data is not None and not _is_path(key) else KeyFile.load(key)
    if url is not None:
        return private, {"url": url}
    assert data is not None
    return private, reach(data, GATEWAY, private)


def _is_path(key: str) -> bool:
    return key.endswith(".pem") or "/" in key
