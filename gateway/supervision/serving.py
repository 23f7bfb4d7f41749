"""What the processes of supervision have in common: their command line, the lock of their folder,
what they answer by HTTP, how they end.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from prometheus_client.metrics_core import Metric

from engine.errors import LogInUse
from engine.record.storage import FileStorage
from engine.texts.server_log import LogForm, log_to_stderr
from gateway.protocol.address import Address, add_options
from gateway.protocol.announcements import Ready, tell_doing, tell_failed, tell_ready
from gateway.protocol.door import Door
from gateway.protocol.errors import AuthError, ClockDiffers, GatewayError
from gateway.protocol.exit_codes import Codes, ExitCode, exit_code, leaves
from gateway.protocol.handshake import Connection
from gateway.protocol.health import Condition, health_pages
from gateway.protocol.http import Page
from gateway.protocol.listening import listening
from gateway.protocol.metrics import metrics_page
from gateway.protocol.own_files import FilesLost
from gateway.protocol.private_files import keep_for_owner
from gateway.protocol.private_keys import KeyOnDisk, PrivateKey
from gateway.protocol.replies import RequestRefused, VenueDiffers
from gateway.protocol.stopping import leave_with_starter
from gateway.protocol.tls import ListeningRefused
from gateway.protocol.wire import CloseCode
from gateway.supervision.rule_settings import ThresholdRefused

TELL_S = 5.0  # between two words about what takes long
RETRY_FIRST_S, RETRY_MOST_S = 0.1, 5.0  # between attempts to reach the gateway


class HistoryDiffers(GatewayError):
    """The gateway's events are not those that a process has followed before."""

    code = "history_differs"


EXIT_CODES: Codes = {
    LogInUse: ExitCode.IN_USE,
    HistoryDiffers: ExitCode.REFUSED,
    VenueDiffers: ExitCode.REFUSED,
    ThresholdRefused: ExitCode.REFUSED,
    AuthError: ExitCode.REFUSED,
    FilesLost: ExitCode.REFUSED,
    ListeningRefused: ExitCode.REFUSED,
    RequestRefused: ExitCode.REFUSED,  # the gateway does not admit the key
}


class Server(NamedTuple):
    """A process: its name, the folder of the data folder that it alone works in, its log."""

    name: str
    folder: str
    log: logging.Logger


def parser_of(module: str, description: str, port: int) -> argparse.ArgumentParser:
    """The options that every such process takes."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role feed")
    add_options(parser, port)
    parser.add_argument(
        "--log", choices=list(LogForm), type=LogForm, default=LogForm.TEXT, help="form of the log"
    )
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    return parser


def run_server(
    server: Server,
    options: argparse.Namespace,
    serve: Callable[[PrivateKey], Coroutine[Any, Any, None]],
    exit_codes: Codes,
) -> int:
    """Run a process until it ends; its exit code."""
    log_to_stderr(options.log)
    if options.attached:
        leave_with_starter(server.log)
    status = ExitCode.DONE
    try:
        keep_for_owner(options.data)
        key = KeyOnDisk(options.key)
        with ExitStack() as opened:
            folder = FileStorage(options.data / server.folder)
            folder.lock()
            opened.callback(folder.close)
            asyncio.run(serve(key))
    except* (GatewayError, LogInUse, OSError) as failures:
        for failure in leaves(failures):
            server.log.error("%s stops: %s", server.name, failure)
        tell_failed(server.name, leaves(failures))
        status = exit_code(leaves(failures), {**EXIT_CODES, **exit_codes})
    return status


class Following(Protocol):
    """What follows the gateway's events: whether it does now, whether it has read the past, and in
    words how much of it.
    """

    connected: bool
    caught_up: asyncio.Event

    def progress(self) -> str:
        """How much of the past has been judged, in words."""


async def answer(
    server: str, watching: Following, address: Address, metrics: Callable[[Door], Iterator[Metric]]
) -> None:
    """Be ready when the past is judged, and say by HTTP how it is."""
    while not watching.caught_up.is_set():
        tell_doing(server, watching.progress())
        with suppress(TimeoutError):
            await asyncio.wait_for(watching.caught_up.wait(), TELL_S)
    pages: dict[str, Page] = health_pages(partial(conditions_of, watching))
    door = Door(pages)
    pages["/metrics"] = metrics_page(lambda: metrics(door))
    listener = await listening(partial(_turn_away, server), address, door)
    try:
        tell_ready(Ready(server, listener.url, own=listener.own_url))
        await asyncio.Event().wait()
    finally:
        listener.close()


async def _turn_away(server: str, connection: Connection) -> None:
    """There is nothing to converse about here."""
    await connection.close(CloseCode.TRY_LATER, f"{server} takes no WebSocket")


def conditions_of(watching: Following) -> Mapping[str, Condition]:
    """What such a process needs: the past judged, and the gateway followed."""
    heard = "followed" if watching.connected else "not connected"
    return {
        "past": Condition(watching.caught_up.is_set(), watching.progress()),
        "gateway": Condition(watching.connected, heard),
    }


def passes(error: BaseException) -> bool:
    """Whether the gateway may be reached later."""
    if isinstance(error, GatewayError):
        return error.passing is not None or error.code == ClockDiffers.code
    return isinstance(error, OSError)
