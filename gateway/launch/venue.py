"""A venue's three processes on this machine, started and stopped together on one data folder.

    async with running_venue(VenuePlan(Path("ceax-data"), clock="manual", quiet=True)) as venue:
        key = KeyFile.load(venue.plan.data / "keys" / "exchange.pem")
        async with connect(venue.endpoints.gateway, key) as session: ...

Order of start: gateway, feed, registry, each when the one before is ready; order of stop: the other
way round.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.client.endpoints import write_endpoints
from gateway.launch.local_keys import make_local_keys
from gateway.launch.processes import RunningVenue, VenuePlan
from gateway.server.data_folder import check_data_folder


@asynccontextmanager
async def running_venue(plan: VenuePlan) -> AsyncIterator[RunningVenue]:
    """Start the three processes on the plan's folder, write endpoints.json, and stop them at the
    end.

    Raises VenueFailed, DataFolderRefused, and KeyFileError when a local key is missing or foreign.
    """
    check_data_folder(plan.data)
    plan.data.mkdir(parents=True, exist_ok=True)
    make_local_keys(plan.data)
    venue = RunningVenue(plan)
    try:
        await _start_all(venue)
        write_endpoints(plan.data, venue.endpoints)
        try:
            yield venue
        finally:
            (plan.data / "endpoints.json").unlink(missing_ok=True)
    finally:
        await venue.stop()


async def _start_all(venue: RunningVenue) -> None:
    plan, keys = venue.plan, venue.plan.data / "keys"
    named = ("--venue", plan.venue) if plan.venue is not None else ()
    await venue.start(
        "gateway",
        "gateway.server",
        "--port",
        str(plan.gateway_port),
        "--clock",
        plan.clock,
        "--limits",
        plan.limits,
        "--progress",
        *named,
    )
    following = ("--gateway", venue.urls["gateway"], "--key")
    keeping = ("--keep-settled", str(plan.keep_settled)) if plan.keep_settled is not None else ()
    listening_there = (
        "--port",
        str(plan.feed_port),
        "--progress",
        *following,
        str(keys / "feed.pem"),
    )
    await venue.start("feed", "marketdata.server", *listening_there, *keeping)
    where = ("--registry", plan.registry) if plan.registry else ()
    listening = (*following, str(keys / "bridge.pem"), "--feed", venue.urls["feed"])
    await venue.start(
        "registry",
        "settlement_bridge.server",
        "--port",
        str(plan.registry_port),
        *listening,
        *where,
    )
