"""A new member's accounts: for trading at the exchange, and in the registry (开户)."""

from __future__ import annotations

import asyncio
from pathlib import Path

from gateway.client import connect
from gateway.client.endpoints import local_key, read_endpoints
from settlement_bridge.client import connect as connect_registry


def open_accounts(data: Path, account: int, name: str) -> None:
    """Open both accounts on the venue of a data folder, with the keys of its own staff.

    Raises VenueUnreachable, KeyFileError, RequestRefused; what was opened before stays.
    """
    asyncio.run(_open(data, account, name))


async def _open(data: Path, account: int, name: str) -> None:
    venue = read_endpoints(data)
    async with connect(venue.gateway, local_key(data, "exchange")) as exchange:
        await exchange.operations.open_account(account=account, name=name)
    async with connect_registry(venue.registry, local_key(data, "bridge")) as registry:
        await registry.operations.open_account(account=account, name=name)
