"""Surveillance as a process: follows the gateway's event stream and keeps the cases.

    python -m gateway.supervision.surveillance --data DIR --gateway WS_URL --key KEYFILE

Its key has the role feed. It answers `/healthz`, `/readyz` and `/metrics` by HTTP and takes no
WebSocket. Killed at any moment, it comes to the same cases after its next start.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from prometheus_client.metrics_core import Metric

from engine.errors import LogInUse
from engine.record.storage import FileStorage
from engine.texts.server_log import LogForm, log_to_stderr
from gateway.protocol.address import Address, add_options, address_of
from gateway.protocol.announcements import Ready, tell_doing, tell_failed, tell_ready
from gateway.protocol.door import Door
from gateway.protocol.errors import AuthError, GatewayError
from gateway.protocol.exit_codes import ExitCode, exit_code, leaves
from gateway.protocol.handshake import Connection
from gateway.protocol.health import Condition, health_pages
from gateway.protocol.http import Page
from gateway.protocol.listening import listening
from gateway.protocol.metrics import counted, disk_metrics, door_metrics, gauge, metrics_page
from gateway.protocol.own_files import FilesLost, watch_files
from gateway.protocol.private_files import keep_for_owner
from gateway.protocol.private_keys import KeyOnDisk, PrivateKey
from gateway.protocol.replies import RequestRefused, VenueDiffers
from gateway.protocol.stopping import leave_with_starter, stop_on_signals
from gateway.protocol.tls import ListeningRefused
from gateway.protocol.wire import CloseCode
from gateway.supervision.surveillance.case_errors import CasesFailed, CasesUnreadable
from gateway.supervision.surveillance.cases import FOLDER, Cases
from gateway.supervision.surveillance.following import HistoryDiffers, Surveillance
from gateway.supervision.surveillance.thresholds import ThresholdRefused

SERVER = "surveillance"
PORT = 9104
TELL_S = 5.0  # between two words about what takes long
EXIT_CODES = {
    LogInUse: ExitCode.IN_USE,
    CasesUnreadable: ExitCode.REFUSED,
    CasesFailed: ExitCode.DISK,
    HistoryDiffers: ExitCode.REFUSED,
    VenueDiffers: ExitCode.REFUSED,
    ThresholdRefused: ExitCode.REFUSED,
    AuthError: ExitCode.REFUSED,
    FilesLost: ExitCode.REFUSED,
    ListeningRefused: ExitCode.REFUSED,
    RequestRefused: ExitCode.REFUSED,  # the gateway does not admit the key
}
log = logging.getLogger("surveillance")


async def serve(data: Path, gateway: str, key: PrivateKey, address: Address) -> None:
    """Run until SIGTERM or SIGINT. Raises GatewayError, OSError."""
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    with Cases(data) as cases:
        watching = Surveillance(data, gateway, key, cases)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(watching.run()),
                tasks.create_task(_answer(watching, data, address)),
                tasks.create_task(watch_files(lambda: [cases.path])),
            ]
            await stop.wait()
            for task in running:
                task.cancel()


async def _answer(watching: Surveillance, data: Path, address: Address) -> None:
    """Be ready when the past is judged, and say by HTTP how it is."""
    while not watching.caught_up.is_set():
        tell_doing(SERVER, watching.progress())
        try:
            await asyncio.wait_for(watching.caught_up.wait(), TELL_S)
        except TimeoutError:
            continue
    pages: dict[str, Page] = health_pages(partial(conditions_of, watching))
    door = Door(pages)
    pages["/metrics"] = metrics_page(lambda: metrics_of(watching, door, data))
    listener = await listening(_turn_away, address, door)
    try:
        tell_ready(Ready(SERVER, listener.url, own=listener.own_url))
        await asyncio.Event().wait()
    finally:
        listener.close()


async def _turn_away(connection: Connection) -> None:
    """There is nothing to converse about here."""
    await connection.close(CloseCode.TRY_LATER, "surveillance takes no WebSocket")


def conditions_of(watching: Surveillance) -> Mapping[str, Condition]:
    """What surveillance needs: the past judged, and the gateway followed."""
    heard = "followed" if watching.connected else "not connected"
    return {
        "past": Condition(watching.caught_up.is_set(), watching.progress()),
        "gateway": Condition(watching.connected, heard),
    }


def metrics_of(watching: Surveillance, door: Door, data: Path) -> Iterator[Metric]:
    """What was found, and where it is in the events."""
    yield counted("findings", "Findings, by rule.", "rule", watching.found)
    yield gauge("next_event", "Number of the next event.", watching.next_event)
    yield gauge("gateway_followed", "Whether the gateway is followed.", int(watching.connected))
    yield gauge("event_age_seconds", "Age of the newest batch when judged.", watching.late_s)
    yield gauge("findings_beyond", "What found no room on this day.", watching.beyond)
    yield gauge("overdue_answers", "Answers to measures that are overdue.", watching.overdue)
    yield from door_metrics(door)
    yield from disk_metrics(data)


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m gateway.supervision.surveillance``."""
    parser = argparse.ArgumentParser(
        prog="python -m gateway.supervision.surveillance", description="Surveillance of trading."
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role feed")
    add_options(parser, PORT)
    parser.add_argument(
        "--log", choices=list(LogForm), type=LogForm, default=LogForm.TEXT, help="form of the log"
    )
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    options = parser.parse_args(arguments)
    log_to_stderr(options.log)
    if options.attached:
        leave_with_starter(log)
    status = ExitCode.DONE
    try:
        keep_for_owner(options.data)
        key = KeyOnDisk(options.key)
        with ExitStack() as opened:
            folder = FileStorage(options.data / FOLDER)
            folder.lock()
            opened.callback(folder.close)
            asyncio.run(serve(options.data, options.gateway, key, address_of(options)))
    except* (GatewayError, LogInUse, OSError) as failures:
        for failure in leaves(failures):
            log.error("surveillance stops: %s", failure)
        tell_failed(SERVER, leaves(failures))
        status = exit_code(leaves(failures), EXIT_CODES)
    return status
