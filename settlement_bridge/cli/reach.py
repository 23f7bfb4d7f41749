"""How a command finds the registry and its key: `--data DIR`, or `--url` with `--key`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from engine.writer.terminal import line
from gateway.client.endpoints import local_key, read_endpoints
from gateway.protocol.private_keys import KeyFile, PrivateKey
from settlement_bridge.asked import FIELD, new_reference
from settlement_bridge.client import ConnectionLost, RegistrySession, ReplyMissing, connect
from settlement_bridge.errors import OutcomeUnknown

Result = TypeVar("Result")
OPERATOR_KEY = "bridge"
ROWS_MAX = 10_000  # of a table in the terminal

Url = Annotated[
    str | None,
    typer.Option("--url", help="Address of the registry, ws://HOST:PORT.", show_default=False),
]
Key = Annotated[
    str | None,
    typer.Option(
        help=(
            "Key file, or the id of a key in the data folder; there the registry operator's by"
            " default."
        ),
        envvar="CEAX_KEY",
    ),
]

REFERENCE_HELP = "Client reference: sent again with the same it is done once. By default a new one."
Reference = Annotated[str | None, typer.Option(help=REFERENCE_HELP)]
AGAIN_HELP = "Why rows that were taken in before are meant; kept. Without it they are refused."
Again = Annotated[str | None, typer.Option(help=AGAIN_HELP)]
Where = tuple[Path | None, str | None, str | None]  # data folder, address, key


def ask_once(where: Where, reference: str | None, op: str, **fields: Any) -> dict[str, Any]:
    """Ask for something that is done once, under a client reference, made and printed when there
    is none: the reply.

    Raises OutcomeUnknown, which says how to ask again, when the reply was lost; and as
    `at_registry`.
    """
    own = reference or new_reference()
    if reference is None:
        line(f"client reference {own}", error=True)
    try:
        return at_registry(*where, lambda registry: registry.request(op, **fields, **{FIELD: own}))
    except (ConnectionLost, ReplyMissing) as lost:
        again = f"send the same command again with --reference {own}, and it is done once"
        raise OutcomeUnknown(f"{lost}; whether it was done is not known: {again}") from lost


def at_registry(
    data: Path | None,
    url: str | None,
    key: str | None,
    work: Callable[[RegistrySession], Awaitable[Result]],
) -> Result:
    """Log on at the registry, do the work, log off.

    Raises typer.BadParameter when venue or key are not said.
    """
    if data is None and url is None:
        raise typer.BadParameter(
            "say which venue: --data DIR, or --url ws://HOST:PORT with --key FILE"
        )
    private = _private_key(data, key)
    address = url
    if address is None:
        assert data is not None
        address = read_endpoints(data).registry

    async def visit() -> Result:
        async with connect(address, private) as registry:
            return await work(registry)

    return asyncio.run(visit())


def _private_key(data: Path | None, key: str | None) -> PrivateKey:
    if data is not None and (key is None or not (key.endswith(".pem") or "/" in key)):
        return local_key(data, key or OPERATOR_KEY)
    if key is None:
        raise typer.BadParameter("say whose key: --key FILE")
    return KeyFile.load(key)


async def all_rows(
    registry: RegistrySession, op: str, rows: str, place: str, **fields: Any
) -> list[dict[str, Any]]:
    """The rows of an operation that answers in pages, up to `ROWS_MAX`; `place` is the field that
    says where to go on.
    """
    found: list[dict[str, Any]] = []
    following: int | None = 0 if place == "after" else 1
    while following is not None and len(found) < ROWS_MAX:
        page = await registry.request(
            op, **fields, **{"after" if place == "after" else "from_": following}
        )
        found += page[rows]
        following = page["next"]
    return found[:ROWS_MAX]
