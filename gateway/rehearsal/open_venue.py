"""Start a venue for a rehearsal on an empty folder, and log everybody on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, NoReturn

from gateway import client as gateway_client
from gateway.launch.local_keys import make_local_keys
from gateway.launch.plan import VenuePlan
from gateway.launch.restarting import keep_running
from gateway.launch.venue import running_venue
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import GatewayError
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from gateway.protocol.proofs import CASH
from gateway.rehearsal.errors import RehearsalError
from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import Request, everything_done
from gateway.server.key_rotation import CASH_KEY, LOCAL_KEYS
from marketdata import client as feed_client
from settlement_bridge import client as registry_client

NOTICED_WITHIN_S = 1.0  # that a server has ended
# numbers of instruments of a venue of credits: as one of allowances usually has, so that both are
# decided by the same compiled kernels
OF_CREDITS = 256
GIVE_UP_S = 120.0  # of sessions whose venue is kept


@asynccontextmanager
async def open_venue(
    folder: Path,
    names: Mapping[int, str],
    *,
    kept: bool = False,
    market: Literal["allowances", "credits"] = "allowances",
    entities: Sequence[Request] = (),
) -> AsyncIterator[RehearsalVenue]:
    """Start a fresh venue of a market on an empty folder, with an account and a logged-on member
    for each name by account number. `entities`: what the registry is asked to enter
    before there are accounts.

    A server that ends by itself ends the block; with `kept` it is started again, and the sessions
    look for it. Raises VenueFailed, RehearsalError and the clients' errors.
    """
    give_up_s = GIVE_UP_S if kept else 0.0
    of_credits = market == "credits"
    keys = _make_keys(folder, names, of_credits)
    plan = VenuePlan(folder, clock="manual", quiet=True)
    if of_credits:
        plan = replace(plan, market="credits", instruments=OF_CREDITS)
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(running_venue(plan))
        watching = keep_running(running) if kept else running.watch()
        await stack.enter_async_context(_while_not_failed(watching))
        endpoints = running.endpoints
        exchange = await stack.enter_async_context(
            gateway_client.connect(endpoints.gateway, keys["exchange"], give_up_s=give_up_s)
        )
        registry = await stack.enter_async_context(
            registry_client.connect(endpoints.registry, keys["bridge"])
        )
        cash = registry
        if of_credits:
            cash = await stack.enter_async_context(
                registry_client.connect(endpoints.cash, keys[CASH], server=CASH)
            )
        feed = await stack.enter_async_context(feed_client.connect(endpoints.feed))
        members = {
            account: await stack.enter_async_context(
                gateway_client.connect(
                    endpoints.gateway, keys[_member_key(account)], give_up_s=give_up_s
                )
            )
            for account in names
        }
        venue = RehearsalVenue(folder, running, exchange, registry, cash, feed, members)
        await everything_done(registry, entities)
        await venue.open_accounts(names)
        yield venue


@asynccontextmanager
async def _while_not_failed(watching: Coroutine[object, object, NoReturn]) -> AsyncIterator[None]:
    """The block is given up as soon as `watching` raises VenueFailed, which names a server that has
    ended by itself and its log; this is raised then.
    """
    here, watch, armed = asyncio.current_task(), asyncio.create_task(watching), True
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


def _make_keys(folder: Path, names: Mapping[int, str], cash: bool) -> dict[str, PrivateKey]:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise RehearsalError(
            f"{folder} is not empty; a rehearsal needs a fresh folder for every venue", field="data"
        )
    make_local_keys(folder, cash)
    own = (*LOCAL_KEYS, CASH_KEY) if cash else LOCAL_KEYS
    public = PublicKeys(folder / "keys.json")
    keys = {name: KeyFile.load(folder / "keys" / f"{name}.pem") for name in own}
    for account, name in names.items():
        key = keys[_member_key(account)] = generate(folder / "keys" / f"{_member_key(account)}.pem")
        public.add(key.key, "member", account, name, key.public_key)
    return keys


def _member_key(account: int) -> str:
    return f"member-{account}"
