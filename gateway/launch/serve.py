"""`ceax serve`: the venue, or one of its servers, under one command."""

from __future__ import annotations

import asyncio
import enum
import logging
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.server_log import LogForm, log_to_stderr
from engine.texts.terminal import line
from engine.units import INSTRUMENTS_MAX
from gateway.launch.plan import VenuePlan
from gateway.launch.processes import RunningVenue, VenueFailed
from gateway.launch.restarting import Missing, keep_running, start_under_watch
from gateway.launch.settings import read_settings
from gateway.launch.shown import say_as_json, show
from gateway.launch.venue import enter_endpoints, running_venue
from gateway.protocol import monitoring, origins
from gateway.protocol.address import Security, private_address
from gateway.protocol.errors import AuthError
from gateway.protocol.exit_codes import ExitCode, exit_code
from gateway.protocol.stopping import stop_on_signals
from gateway.protocol.tls import ListeningRefused
from gateway.server.data_folder import DataFolderRefused
from gateway.server.market_choice import MarketName

app = typer.Typer(add_completion=False)
log = logging.getLogger(__name__)


class ClockName(enum.StrEnum):
    """What drives date and phases: the trading day of the exchange, the exchange's own commands, or
    a clock that jumps.
    """

    SYSTEM = "system"
    MANUAL = "manual"
    REHEARSAL = "rehearsal"


class ServerName(enum.StrEnum):
    """The servers of a venue."""

    GATEWAY = "gateway"
    FEED = "feed"
    REGISTRY = "registry"
    CASH = "cash"
    SURVEILLANCE = "surveillance"
    ALERTS = "alerts"


@app.command(epilog="Example: ceax serve --data ./venue --clock manual")
def serve(
    data: Annotated[
        Path,
        typer.Option(
            help="Data folder of the venue; made when it is not there.", envvar="CEAX_DATA"
        ),
    ],
    config: Annotated[
        Path | None,
        typer.Option(
            help="TOML file with options by name, as gateway_port = 9101; flags and CEAX_... win.",
            envvar="CEAX_CONFIG",
            is_eager=True,
            callback=read_settings,
        ),
    ] = None,
    only: Annotated[
        list[ServerName] | None,
        typer.Option(help="Start this server only; may be repeated.", envvar="CEAX_ONLY"),
    ] = None,
    gateway_url: Annotated[
        str | None,
        typer.Option(
            help="Address of a gateway that is started elsewhere.", envvar="CEAX_GATEWAY_URL"
        ),
    ] = None,
    feed_url: Annotated[
        str | None,
        typer.Option(help="Address of a feed that is started elsewhere.", envvar="CEAX_FEED_URL"),
    ] = None,
    registry_url: Annotated[
        str | None,
        typer.Option(
            help="Address of a registry that is started elsewhere.", envvar="CEAX_REGISTRY_URL"
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on.", envvar="CEAX_HOST")
    ] = "127.0.0.1",
    gateway_port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="0 takes a free port.", envvar="CEAX_GATEWAY_PORT"),
    ] = 9101,
    feed_port: Annotated[int, typer.Option(min=0, max=65535, envvar="CEAX_FEED_PORT")] = 9102,
    registry_port: Annotated[
        int, typer.Option(min=0, max=65535, envvar="CEAX_REGISTRY_PORT")
    ] = 9103,
    cash_port: Annotated[
        int,
        typer.Option(
            help="Of the exchange's books of cash, in the credits market.",
            min=0,
            max=65535,
            envvar="CEAX_CASH_PORT",
        ),
    ] = 9106,
    surveillance: Annotated[
        bool,
        typer.Option(
            "--surveillance",
            help="Also start what watches trading and opens cases (`ceax cases`).",
            envvar="CEAX_SURVEILLANCE",
        ),
    ] = False,
    surveillance_port: Annotated[
        int, typer.Option(min=0, max=65535, envvar="CEAX_SURVEILLANCE_PORT")
    ] = 9104,
    alerts: Annotated[
        bool,
        typer.Option(
            help="Also start what raises alerts to the staff (`ceax alerts`).",
            envvar="CEAX_ALERTS",
        ),
    ] = True,
    alerts_port: Annotated[int, typer.Option(min=0, max=65535, envvar="CEAX_ALERTS_PORT")] = 9105,
    alert_webhook: Annotated[
        str,
        typer.Option(
            help="Address to which each alert is posted, signed, as https://HOST/PATH.",
            envvar="CEAX_ALERT_WEBHOOK",
        ),
    ] = "",
    clock: Annotated[
        ClockName,
        typer.Option(
            help=(
                "system: phases by the trading day in Shanghai; manual: by your commands;"
                " rehearsal: by a clock that jumps to the next phase, so weeks play in a minute."
            ),
            envvar="CEAX_CLOCK",
        ),
    ] = ClockName.SYSTEM,
    rehearsed_from: Annotated[
        str | None,
        typer.Option(
            "--from", help="Day on which a rehearsal begins, as 2026-09-24.", envvar="CEAX_FROM"
        ),
    ] = None,
    registry: Annotated[
        str | None,
        typer.Option(
            help="SQLAlchemy URL of the registry; default SQLite in the data folder.",
            envvar="CEAX_REGISTRY",
        ),
    ] = None,
    cash: Annotated[
        str | None,
        typer.Option(
            help="SQLAlchemy URL of the exchange's books of cash, in the credits market.",
            envvar="CEAX_CASH",
        ),
    ] = None,
    venue: Annotated[
        str | None,
        typer.Option(
            help=(
                "Id of a new venue, up to 48 characters; one of its own without it. A log keeps"
                " its id."
            ),
            envvar="CEAX_VENUE",
        ),
    ] = None,
    instruments: Annotated[
        int | None,
        typer.Option(
            help=(
                "Instrument numbers of a new venue, of which 0 is never used; usually 256, of"
                " credits 4,096. A log keeps its own."
            ),
            min=2,
            max=INSTRUMENTS_MAX,
            envvar="CEAX_INSTRUMENTS",
        ),
    ] = None,
    market: Annotated[
        MarketName | None,
        typer.Option(
            help=(
                "Market of a new venue, whose rule book it has; usually allowances. A log keeps"
                " its own."
            ),
            envvar="CEAX_MARKET",
        ),
    ] = None,
    limits: Annotated[
        str,
        typer.Option(
            help="Limits of the gateway that differ from its usual, as requests_per_s=50000.",
            envvar="CEAX_LIMITS",
        ),
    ] = "",
    keep_settled: Annotated[
        int | None,
        typer.Option(
            help=(
                "Trades of settled days that the feed keeps, for a registry that catches up;"
                " usually 100,000."
            ),
            min=1,
            envvar="CEAX_KEEP_SETTLED",
        ),
    ] = None,
    listeners: Annotated[
        int | None,
        typer.Option(
            help="Listeners of the feed at one time, with a key and without; usually 1,000 each.",
            min=1,
            max=100_000,
            envvar="CEAX_LISTENERS",
        ),
    ] = None,
    archive: Annotated[
        bool,
        typer.Option(
            "--archive",
            help="Write each day into files when it has ended: `archive` in the data folder.",
            envvar="CEAX_ARCHIVE",
        ),
    ] = False,
    tls_cert: Annotated[
        Path | None,
        typer.Option(
            help="PEM file of the servers' certificate, its own first.", envvar="CEAX_TLS_CERT"
        ),
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option(help="PEM file of the certificate's private key.", envvar="CEAX_TLS_KEY"),
    ] = None,
    ca: Annotated[
        Path | None,
        typer.Option(
            help="PEM file of who has signed the certificates of the servers.", envvar="CEAX_CA"
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="Host name in the addresses for clients.", envvar="CEAX_NAME"),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Speak without TLS beyond this computer.", envvar="CEAX_PLAIN"
        ),
    ] = False,
    metrics_from: Annotated[
        str,
        typer.Option(help=f"{monitoring.HELP.capitalize()}.", envvar="CEAX_METRICS_FROM"),
    ] = "",
    origin: Annotated[
        str,
        typer.Option(help=f"{origins.HELP.capitalize()}.", envvar="CEAX_ORIGIN"),
    ] = "",
    log_form: Annotated[
        LogForm,
        typer.Option("--log", help="Form of the log: lines of text, or JSON.", envvar="CEAX_LOG"),
    ] = LogForm.TEXT,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print the addresses as a line of JSON; while a server is late, what is missing.",
        ),
    ] = False,
) -> None:
    """Start gateway, feed and registry on a data folder, in the credits market also the exchange's
    books of cash; Ctrl-C stops them.

    One that ends by itself is started again after a pause, while the others go on. Exit codes: 0
    stopped, 1 failed, 2 a wrong command line, 74 the disk refused, 75 another process has the
    folder, 78 what a new start does not mend.
    """
    ports = {"gateway_port": gateway_port, "feed_port": feed_port, "registry_port": registry_port}
    ports |= {"surveillance_port": surveillance_port, "alerts_port": alerts_port}
    ports["cash_port"] = cash_port
    more = {
        "cash": cash,
        "registry": registry,
        "venue": venue,
        "limits": limits,
        "keep_settled": keep_settled,
    }
    more |= {"instruments": instruments, "listeners": listeners, "archive": archive}
    more |= {"surveillance": surveillance, "alerts": alerts, "alert_webhook": alert_webhook}
    apart = {"only": frozenset(only or ()), "gateway_url": gateway_url, "feed_url": feed_url}
    apart["registry_url"] = registry_url
    security = Security(tls_cert, tls_key, plain, name, metrics_from, origin)
    safe = {"security": security, "ca": ca}
    more["market"] = market.value if market is not None else None
    more |= {"rehearsed_from": rehearsed_from, "clock": clock.value, "log": log_form.value}
    plan = VenuePlan(data, host, **ports, **more, **apart, **safe)  # type: ignore[arg-type]
    log_to_stderr(log_form)
    try:
        private_address(host, gateway_port, plan.security)  # else each server would refuse it
        asyncio.run(_serve(plan, as_json))
    except (VenueFailed, DataFolderRefused, AuthError, ListeningRefused, OSError) as error:
        line(f"ceax: {error}", error=True)
        raise typer.Exit(code_to_end_with(error)) from error


def code_to_end_with(error: Exception) -> int:
    """Whether who started `ceax serve` should start it again."""
    if isinstance(error, OSError):
        return exit_code([error], {})
    if not isinstance(error, VenueFailed):
        return ExitCode.REFUSED
    known = set(ExitCode) - {ExitCode.DONE}
    return next((code for code in known if code == error.exit_code), ExitCode.FAILED)


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
    say = say_as_json if as_json else show

    def tell_missing(venue: RunningVenue, missing: Missing) -> None:
        enter_endpoints(venue)  # members trade meanwhile
        say(venue, missing)

    starting = partial(start_under_watch, tell_missing=tell_missing)
    async with running_venue(plan, starting) as venue:
        say(venue, {})
        await keep_running(venue)
