"""The gateway's process: ``python -m gateway.server --data DIR``.

It opens the venue's log, rebuilds the state, listens, prints one line of JSON when it is ready, and
runs until SIGTERM or SIGINT (exit 0) or until something fails (exit codes as in
`gateway.protocol.exit_codes`). Its engine is loaded beside that, or compiled where that was not
done before; plain Python decides until it is there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import EngineError, LogInUse, StorageFailed
from engine.record.ahead import stop_preparing
from engine.record.sequencer import Sequencer
from engine.texts.server_log import LogForm, log_to_stderr
from engine.units import INSTRUMENTS_MAX
from gateway.protocol import monitoring, origins
from gateway.protocol.address import OWN_PORT_HELP, Address, Security, private_address
from gateway.protocol.announcements import Ready, tell_doing, tell_failed, tell_ready
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import AuthError, GatewayError, LimitsError
from gateway.protocol.errors import StorageFailed as VenueStorageFailed
from gateway.protocol.exit_codes import ExitCode, exit_code
from gateway.protocol.limits import Limits
from gateway.protocol.outside import SYSTEM
from gateway.protocol.own_files import FilesLost, watch_files
from gateway.protocol.private_files import keep_for_owner
from gateway.protocol.server_clock import SystemClock, outside_by
from gateway.protocol.stopping import leave_with_starter, stop_on_signals
from gateway.protocol.tls import ListeningRefused
from gateway.protocol.traffic import Histogram
from gateway.schedule.acts import Timetable
from gateway.schedule.calendar import venue_calendar
from gateway.server.data_folder import (
    LOG,
    DataFolderRefused,
    check_data_folder,
    require_log,
    written_files,
)
from gateway.server.day_clock import (
    ClockChoice,
    Driven,
    FirstDateRefused,
    claim_folder,
    mover_of,
    moving,
)
from gateway.server.history_check import CHECK_AFTER_S, check_history
from gateway.server.hub import Hub
from gateway.server.key_numbers import require_keys_of_log
from gateway.server.market_choice import MarketName
from gateway.server.new_venue import begin_venue
from gateway.server.number_key import KEY_BITS, NumberKeyRefused, read_number_key
from gateway.server.opening import open_prepared, settle_down

SERVER = "gateway"
EXIT_CODES = {
    LogInUse: ExitCode.IN_USE,
    StorageFailed: ExitCode.DISK,
    VenueStorageFailed: ExitCode.DISK,
    EngineError: ExitCode.REFUSED,  # damage, another format, another venue
    AuthError: ExitCode.REFUSED,  # keys.json
    LimitsError: ExitCode.REFUSED,
    FirstDateRefused: ExitCode.REFUSED,
    ListeningRefused: ExitCode.REFUSED,
    DataFolderRefused: ExitCode.REFUSED,
    NumberKeyRefused: ExitCode.REFUSED,
    FilesLost: ExitCode.REFUSED,  # to begin with an empty log is no remedy
}

log = logging.getLogger(__name__)


async def run_gateway(
    hub: Hub,
    address: Address,
    schedule: asyncio.Task[None] | None = None,
    folder: Path | None = None,
    checking: Coroutine[object, object, None] | None = None,
) -> None:
    """Listen and run until a signal comes, or until the log is taken away from its `folder`.
    `checking` is done beside that.

    Raises what ended it otherwise, after everything has been closed.
    """
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    waiting = asyncio.create_task(stop.wait())
    tasks: list[asyncio.Task[object]] = [waiting]
    beside = [asyncio.create_task(checking)] if checking is not None else []
    try:
        await hub.start(address)
        tasks.append(asyncio.create_task(hub.run()))
        tasks += [schedule] if schedule is not None else []
        if folder is not None:
            tasks.append(asyncio.create_task(watch_files(partial(written_files, folder))))
        tell_ready(Ready(SERVER, hub.url, hub.server_key, hub.own_url, hub.venue))
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if waiting not in done:
            log.error("stopping: %s", _why_ended(done))
        try:
            await hub.stop()
        finally:
            for task in done:
                task.result()
    finally:
        for task in [*tasks, *beside]:
            task.cancel()


def _why_ended(done: set[asyncio.Task[object]]) -> str:
    """Which tasks have ended by themselves, and of what."""
    ends = ((task.get_coro(), task.exception()) for task in done)
    words = [f"{getattr(task, '__qualname__', task)} ended: {error!r}" for task, error in ends]
    return ", ".join(words)


async def _run(
    sequencer: Sequencer,
    data: Path,
    address: Address,
    driven: Driven,
    limits: Limits,
    sync_s: Histogram,
    check_after_s: float,
) -> None:
    clock, calendar = SystemClock(), venue_calendar(data)
    mover = mover_of(driven, clock, sequencer, calendar)
    timetable = Timetable(calendar, mover, driven.choice.value)
    keys = PublicKeys(data / "keys.json")
    require_keys_of_log(keys, sequencer)
    outside = outside_by(clock)
    hub = Hub(sequencer, keys, limits, timetable=timetable, sync_s=sync_s, outside=outside)
    board = timetable.board
    board.tell = hub.alert_staff
    keeping = moving(mover, clock, hub.submit, partial(getattr, hub, "day"), calendar, board)
    schedule = asyncio.create_task(keeping)
    checking = check_history(data / LOG, hub.history, board, check_after_s)
    await run_gateway(hub, address, schedule, data / LOG, checking)


def serve(
    data: Annotated[Path, typer.Option(help="The venue's data folder; made when it is not there.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on; 0 takes any free one.", min=0, max=65535)
    ] = 9101,
    clock: Annotated[
        ClockChoice, typer.Option(help="Who moves the trading day.")
    ] = ClockChoice.SYSTEM,
    first_date: Annotated[
        str | None,
        typer.Option("--from", help="Day on which a rehearsal begins, as 2026-09-24."),
    ] = None,
    venue: Annotated[
        str | None,
        typer.Option(help="Id of a new venue; one of its own without it. A log keeps its id."),
    ] = None,
    instruments: Annotated[
        int | None,
        typer.Option(
            help="Instrument numbers of a new venue, 0 included; usually 256. A log keeps its own.",
            min=2,
            max=INSTRUMENTS_MAX,
        ),
    ] = None,
    market: Annotated[
        MarketName | None,
        typer.Option(help="Market of a new venue, usually allowances. A log keeps its own."),
    ] = None,
    limits: Annotated[
        str, typer.Option(help="Limits that differ from the usual, as name=value,name=value.")
    ] = "",
    progress: Annotated[
        bool, typer.Option("--progress", help="Report on stdout, in JSON, what takes long.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Refuse a folder without a log: it had one before.")
    ] = False,
    tls_cert: Annotated[
        Path | None, typer.Option(help="PEM file of the certificate, its own first.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="PEM file of the certificate's private key.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Speak without TLS beyond this computer.")
    ] = False,
    name: Annotated[str | None, typer.Option(help="Host name in the address for clients.")] = None,
    metrics_from: Annotated[str, typer.Option(help=monitoring.HELP.capitalize() + ".")] = "",
    origin: Annotated[str, typer.Option(help=origins.HELP.capitalize() + ".")] = "",
    own_port: Annotated[int | None, typer.Option(help=OWN_PORT_HELP, min=0, max=65535)] = None,
    number_key: Annotated[
        str | None,
        typer.Option(
            help="Key of a new venue's numbers, 24 hex digits, of a rehearsal that is to repeat;"
            " drawn without it.",
            envvar="CEAX_NUMBER_KEY",
            show_envvar=True,
        ),
    ] = None,
    log_form: Annotated[LogForm, typer.Option("--log", help="Form of the log.")] = LogForm.TEXT,
    attached: Annotated[
        bool, typer.Option("--attached", help="End when standard input ends.")
    ] = False,
    check_after: Annotated[
        float, typer.Option(help="Seconds after which the whole log is checked beside.", min=0)
    ] = CHECK_AFTER_S,
) -> None:
    """Run the gateway with its engine.

    Example: python -m gateway.server --data ./venue --clock manual --limits requests_per_s=50000
    """
    log_to_stderr(log_form)
    if attached:
        leave_with_starter(log)
    try:
        allowed = Limits.parse(limits)
        driven = Driven.read(clock, first_date)
        safe = Security(tls_cert, tls_key, plain, name, metrics_from, origin)
        address = private_address(host, port, safe, own_port)
        check_data_folder(data)
        keep_for_owner(data)
        claim_folder(driven, data)
        key = SYSTEM.draw(KEY_BITS) if number_key is None else read_number_key(number_key)
        if again:
            require_log(data)
        telling = partial(tell_doing, SERVER) if progress else log.info
        sync_s = Histogram()
        chosen = market.market if market is not None else None
        sequencer = open_prepared(data / LOG, telling, venue, sync_s, instruments, chosen)
        begin_venue(sequencer, key, chosen)
        settle_down()
        given = (sequencer, data, address, driven, allowed, sync_s, check_after)
        asyncio.run(_run(*given))
    except (GatewayError, EngineError, OSError) as error:
        log.critical("%s: %s", type(error).__name__, error)
        tell_failed(SERVER, [error])
        raise typer.Exit(exit_code([error], EXIT_CODES)) from error
    finally:
        stop_preparing()
