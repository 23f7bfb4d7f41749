"""How a command finds the feed: `--data DIR`, or its address."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import typer

from gateway.client.endpoints import local_key, reach
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.proofs import FEED
from marketdata.client import FeedSession, connect

Result = TypeVar("Result")


def at_feed(
    data: Path | None,
    url: str | None,
    key: str | None,
    work: Callable[[FeedSession], Awaitable[Result]],
) -> Result:
    """Connect to the feed, do the work, say goodbye.

    Raises typer.BadParameter when no venue is named.
    """
    if data is None and url is None:
        raise typer.BadParameter("name the venue: --data DIR, or --url ws://HOST:PORT")
    private = None if key is None else _private_key(data, key)
    reached: dict[str, Any] = {"url": url}
    if url is None:
        assert data is not None
        reached = reach(data, FEED, private)

    async def visit() -> Result:
        async with connect(key=private, **reached) as session:
            return await work(session)

    return asyncio.run(visit())


def _private_key(data: Path | None, key: str) -> PrivateKey:
    if data is not None and "/" not in key and not key.endswith(".pem"):
        return local_key(data, key)
    return KeyFile.load(key)
