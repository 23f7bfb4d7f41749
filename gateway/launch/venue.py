"""A venue's processes on this machine, started and stopped together on one data folder.

    async with running_venue(VenuePlan(Path("ceax-data"), clock="manual", quiet=True)) as venue:
        key = KeyFile.load(venue.plan.data / "keys" / "exchange.pem")
        async with connect(venue.endpoints.gateway, key) as session: ...

Order of start: gateway, feed, registry, in the credits market cash, surveillance, alerts, each when
the one before is ready; order of stop: the other way round.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from gateway.client.endpoints import add_endpoints, remove_endpoints
from gateway.launch.local_keys import make_local_keys, require_key
from gateway.launch.plan import (
    ALERTS,
    BESIDE,
    CASH,
    FEED,
    GATEWAY,
    REGISTRY,
    SURVEILLANCE,
    VenuePlan,
)
from gateway.launch.processes import RunningVenue, VenueFailed
from gateway.protocol.exit_codes import ExitCode
from gateway.protocol.private_files import keep_for_owner
from gateway.server.data_folder import check_data_folder
from gateway.server.key_rotation import CASH_KEY

MODULES = {
    GATEWAY: "gateway.server",
    FEED: "marketdata.server",
    REGISTRY: "settlement_bridge.server",
    CASH: "settlement_bridge.server",
    SURVEILLANCE: "gateway.supervision.surveillance",
    ALERTS: "gateway.supervision.alerts",
}
KEYS = {
    FEED: "feed",
    REGISTRY: "bridge",
    CASH: CASH_KEY,
    SURVEILLANCE: "feed",
    ALERTS: "feed",
}  # with which each logs on at the others
NEEDS = {
    GATEWAY: (),
    FEED: (GATEWAY,),
    REGISTRY: (GATEWAY, FEED),
    CASH: (GATEWAY, FEED, REGISTRY),
    SURVEILLANCE: (GATEWAY,),
    ALERTS: (GATEWAY,),
}  # whose addresses

Start = Callable[[], Awaitable[None]]


async def at_once(_venue: RunningVenue, _name: str, start: Start) -> None:
    """Start a process, without patience. Raises VenueFailed."""
    await start()


@asynccontextmanager
async def running_venue(
    plan: VenuePlan, starting: Callable[[RunningVenue, str, Start], Awaitable[None]] = at_once
) -> AsyncIterator[RunningVenue]:
    """Start the plan's processes on its folder, name them in endpoints.json, and stop them at the
    end.

    `starting` calls what starts a process; it is given the venue and the process's name. Raises
    VenueFailed, DataFolderRefused, and KeyFileError when a local key is missing or foreign.
    """
    _require_addresses(plan)
    check_data_folder(plan.data)
    keep_for_owner(plan.data)
    plan.data.mkdir(parents=True, exist_ok=True)
    _prepare_keys(plan)
    venue = RunningVenue(plan, urls=dict(plan.elsewhere))
    try:
        for name in plan.servers:
            if name in BESIDE:  # its past may take long, and members trade meanwhile
                enter_endpoints(venue)
            arguments = _arguments(name, venue)
            start = partial(venue.start, name, MODULES[name], *arguments)
            await starting(venue, name, start)
        enter_endpoints(venue)
        yield venue
    finally:
        if venue.entered:
            remove_endpoints(plan.data, venue.entered)
        await venue.stop()


def enter_endpoints(venue: RunningVenue) -> None:
    """Name in endpoints.json the servers that are known by now."""
    ca = venue.plan.ca
    trusted = {"ca": str(ca.absolute())} if ca is not None else {}
    venue.entered = venue.urls | venue.named | trusted
    add_endpoints(venue.plan.data, venue.entered)


def _require_addresses(plan: VenuePlan) -> None:
    """Raises VenueFailed where the address of a server that is started elsewhere is missing."""
    for name in plan.servers:
        for other in NEEDS[name]:
            if other not in plan.servers and other not in plan.elsewhere:
                missing = f"{name} needs the address of the {other}: --{other}-url"
                raise VenueFailed(missing, ExitCode.USAGE)


def _prepare_keys(plan: VenuePlan) -> None:
    """Make the local keys with the gateway; elsewhere they have to be there."""
    if GATEWAY in plan.servers:
        make_local_keys(plan.data, plan.has_cash)
    else:
        for name in plan.servers:
            require_key(plan.data, KEYS[name])


def _arguments(name: str, venue: RunningVenue) -> tuple[str, ...]:
    """The command line of a server, after what all have."""
    plan = venue.plan
    chosen = ("--market", plan.market) if plan.market is not None else ()
    if name == GATEWAY:
        named = ("--venue", plan.venue) if plan.venue is not None else ()
        sized = ("--instruments", str(plan.instruments)) if plan.instruments is not None else ()
        begun = ("--from", plan.rehearsed_from) if plan.rehearsed_from is not None else ()
        driven = ("--clock", plan.clock, *begun, "--limits", plan.limits)
        return ("--port", str(plan.gateway_port), *driven, "--progress", *named, *sized, *chosen)
    keys = plan.data / "keys"
    following = ("--gateway", venue.own_url(GATEWAY), "--key", str(keys / f"{KEYS[name]}.pem"))
    if name == FEED:
        kept = ("--keep-settled", str(plan.keep_settled)) if plan.keep_settled is not None else ()
        room = ("--listeners", str(plan.listeners)) if plan.listeners is not None else ()
        files = ("--archive",) if plan.archive else ()
        return ("--port", str(plan.feed_port), "--progress", *following, *kept, *room, *files)
    if name == SURVEILLANCE:
        return ("--port", str(plan.surveillance_port), *following)
    if name == ALERTS:
        hook = ("--webhook", plan.alert_webhook) if plan.alert_webhook else ()
        return ("--port", str(plan.alerts_port), *following, *hook)
    books = (*following, "--feed", venue.own_url(FEED), *chosen)
    if name == CASH:
        return ("--port", str(plan.cash_port), *books, "--units", venue.own_url(REGISTRY))
    return ("--port", str(plan.registry_port), *books)
