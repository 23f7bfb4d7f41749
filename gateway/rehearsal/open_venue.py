"""Start a venue for a rehearsal on an empty folder, and log everybody on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from gateway import client as gateway_client
from gateway.launch.local_keys import make_local_keys
from gateway.launch.plan import VenuePlan
from gateway.launch.processes import RunningVenue
from gateway.launch.venue import running_venue
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import GatewayError
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.venue import RehearsalVenue
from gateway.server.key_rotation import LOCAL_KEYS
from marketdata import client as feed_client
from settlement_bridge import client as registry_client

NOTICED_WITHIN_S = 1.0  # that a server has ended


@asynccontextmanager
async def open_venue(folder: Path, names: Mapping[int, str]) -> AsyncIterator[RehearsalVenue]:
    """Start a fresh venue on an empty folder, with an account and a logged-on member for each name
    by account number.
    """
    keys = _make_keys(folder, names)
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(
            running_venue(VenuePlan(folder, clock="manual", quiet=True))
        )
        await stack.enter_async_context(_while_all_run(running))
        endpoints = running.endpoints
        exchange = await stack.enter_async_context(
            gateway_client.connect(endpoints.gateway, keys["exchange"])
        )
        registry = await stack.enter_async_context(
            registry_client.connect(endpoints.registry, keys["bridge"])
        )
        feed = await stack.enter_async_context(feed_client.connect(endpoints.feed))
        members = {
            account: await stack.enter_async_context(
                gateway_client.connect(endpoints.gateway, keys[_member_key(account)])
            )
            for account in names
        }
        venue = RehearsalVenue(folder, running, exchange, registry, feed, members)
        await venue.open_accounts(names)
        yield venue


@asynccontextmanager
async def _while_all_run(running: RunningVenue) -> AsyncIterator[None]:
    """The block is given up as soon as a server ends by itself: raises VenueFailed, which names it
    and its log.
    """
    here, watch, armed = asyncio.current_task(), asyncio.create_task(running.watch()), True
    assert here is not None
    watch.add_done_callback(lambda _: here.cancel() if armed else None)
    try:
        yield
    except (asyncio.CancelledError, GatewayError) as error:
        armed = False
        if isinstance(error, GatewayError):  # perhaps since a server has just ended
            await asyncio.wait([watch], timeout=NOTICED_WITHIN_S)
        if watch.done():
            here.uncancel()
            watch.result()
        raise
    finally:
        armed = False
        watch.cancel()


def _make_keys(folder: Path, names: Mapping[int, str]) -> dict[str, PrivateKey]:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise RehearsalError(
            f"{folder} is not empty; a rehearsal needs a fresh folder for every venue", field="data"
        )
    make_local_keys(folder)
    public = PublicKeys(folder / "keys.json")
    keys = {name: KeyFile.load(folder / "keys" / f"{name}.pem") for name in LOCAL_KEYS}
    for account, name in names.items():
        key = keys[_member_key(account)] = generate(folder / "keys" / f"{_member_key(account)}.pem")
        public.add(key.key, "member", account, name, key.public_key)
    return keys


def _member_key(account: int) -> str:
    return f"member-{account}"
