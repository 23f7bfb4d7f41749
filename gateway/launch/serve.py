"""`ceax serve`: the whole venue under one command."""

from __future__ import annotations

import asyncio
import enum
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.server_log import log_to_stderr
from engine.texts.terminal import json_line, line, table
from gateway.launch.processes import RunningVenue, VenuePlan
from gateway.launch.venue import running_venue
from gateway.protocol.stopping import stop_on_signals

app = typer.Typer()
log = logging.getLogger(__name__)


class ClockName(enum.StrEnum):
    """What drives date and phases: the trading day of the exchange, or the exchange's own
    commands.
    """

    SYSTEM = "system"
    MANUAL = "manual"


@app.command(epilog="Example: ceax serve --data ./venue --clock manual")
def serve(
    data: Annotated[
        Path,
        typer.Option(
            help="Data folder of the venue; made when it is not there.", envvar="CEAX_DATA"
        ),
    ],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    gateway_port: Annotated[
        int, typer.Option(min=0, max=65535, help="0 takes a free port.")
    ] = 9101,
    feed_port: Annotated[int, typer.Option(min=0, max=65535)] = 9102,
    registry_port: Annotated[int, typer.Option(min=0, max=65535)] = 9103,
    clock: Annotated[
        ClockName,
        typer.Option(
            help="system: phases by the trading day in Shanghai; manual: by your commands."
        ),
    ] = ClockName.SYSTEM,
    registry: Annotated[
        str | None,
        typer.Option(help="SQLAlchemy URL of the registry; default SQLite in the data folder."),
    ] = None,
    venue: Annotated[
        str | None,
        typer.Option(
            help=(
                "Id of a new venue, up to 48 characters; one of its own without it. A log keeps"
                " its id."
            )
        ),
    ] = None,
    limits: Annotated[
        str,
        typer.Option(
            help="Limits of the gateway that differ from its usual, as requests_per_s=50000."
        ),
    ] = "",
    keep_settled: Annotated[
        int | None,
        typer.Option(
            help=(
                "Trades of settled days that the feed keeps, for a registry that is behind; usually"
                " 100,000."
            ),
            min=1,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the addresses as one line of JSON.")
    ] = False,
) -> None:
    """Start gateway, feed and registry on a data folder; Ctrl-C stops them.

    If one of them ends by itself, the others are stopped too and the exit code is 1.
    """
    ports = {"gateway_port": gateway_port, "feed_port": feed_port, "registry_port": registry_port}
    more = {"registry": registry, "venue": venue, "limits": limits, "keep_settled": keep_settled}
    plan = VenuePlan(data, host, **ports, clock=clock.value, **more)  # type: ignore[arg-type]
    log_to_stderr()
    asyncio.run(_serve(plan, as_json))


async def _serve(plan: VenuePlan, as_json: bool) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    running = asyncio.create_task(_run(plan, as_json))
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if not running.done():
        running.cancel()
        await asyncio.wait({running})
    if not running.cancelled():
        if (error := running.exception()) is not None:
            log.error("stopping: %s", error)
        running.result()


async def _run(plan: VenuePlan, as_json: bool) -> None:
    async with running_venue(plan) as venue:
        if as_json:
            json_line({"ready": "venue", "venue": venue.id, **asdict(venue.endpoints)})
        else:
            _show(venue)
        await venue.watch()


def _show(venue: RunningVenue) -> None:
    line(f"ceax on {venue.plan.data}, venue {venue.id}, clock {venue.plan.clock}")
    processes = venue.processes.items()
    rows = [(name, venue.urls[name], str(process.pid)) for name, process in processes]
    table(("process", "address", "pid"), rows)
    line("Ctrl-C stops the venue.")
