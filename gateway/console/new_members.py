"""A new member's accounts: for trading at the exchange, and in the registry (开户)."""

from __future__ import annotations

import asyncio
from pathlib import Path

from gateway.client import connect
from gateway.client.endpoints import local_key, reach
from gateway.protocol.proofs import GATEWAY, REGISTRY
from settlement_bridge.client import connect as connect_registry


def open_accounts(data: Path, account: int, name: str) -> None:
    """Open both accounts on the venue of a data folder, with the keys of its own staff.

    Raises VenueUnreachable, KeyFileError, RequestRefused; what was opened before stays.
    """
    asyncio.run(_open(data, account, name))


async def _open(data: Path, account: int, name: str) -> None:
    staff, bridge = local_key(data, "exchange"), local_key(data, "bridge")
    async with connect(key=staff, **reach(data, GATEWAY, staff)) as exchange:
        await exchange.operations.open_account(account=account, name=name)
    async with connect_registry(key=bridge, **reach(data, REGISTRY, bridge)) as registry:
        await registry.operations.open_account(account=account, name=name)
