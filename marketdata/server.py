"""The feed as a process: follows the gateway's event stream, keeps the daily rows, publishes the
channels over WebSocket.

    python -m marketdata.server --data DIR --gateway WS_URL --key KEYFILE [--host HOST] [--port
    PORT]

It keeps no state that the event stream does not give: started again, it reads what came after its
last checkpoint, without one from event 1, and comes to the same numbers. Nobody is served before
the events of the past have been read.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import sys
from functools import partial
from pathlib import Path

from engine.texts.server_log import LogForm, log_to_stderr
from gateway.protocol.address import Address, add_options, address_of
from gateway.protocol.announcements import Ready, tell_doing, tell_failed, tell_ready
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import AuthError, GatewayError
from gateway.protocol.exit_codes import ExitCode, exit_code, leaves
from gateway.protocol.outside import Outside
from gateway.protocol.own_files import FilesLost, watch_files
from gateway.protocol.places import Room
from gateway.protocol.private_files import keep_for_owner
from gateway.protocol.private_keys import KeyOnDisk, PrivateKey
from gateway.protocol.replies import RequestRefused
from gateway.protocol.server_clock import SystemClock, outside_by
from gateway.protocol.stopping import leave_with_starter, stop_on_signals
from gateway.protocol.tls import ListeningRefused
from gateway.schedule.calendar import venue_calendar
from marketdata.archive.process import Archivist
from marketdata.audience import LISTENERS, LISTENERS_MAX, room_for
from marketdata.checkpoint_keeper import CheckpointKeeper
from marketdata.errors import (
    FeedError,
    FolderInUse,
    HistoryFailed,
    HistoryUnreadable,
    RowFileRefused,
)
from marketdata.folder_lock import LOCK_NAME, sole_process
from marketdata.follower import Follower
from marketdata.health import conditions_of, metrics_of
from marketdata.history import HISTORY_NAME, History
from marketdata.publisher import Publisher
from marketdata.session_hours import sessions_by
from marketdata.settlement import SETTLED_KEPT

SERVER = "feed"
SWITCH_S = 0.0005  # a thread that works on a request by HTTP gives way to the loop after that
TELL_S = 5.0  # between two words about what takes long
EXIT_CODES = {
    FolderInUse: ExitCode.IN_USE,
    HistoryUnreadable: ExitCode.REFUSED,
    HistoryFailed: ExitCode.DISK,
    AuthError: ExitCode.REFUSED,
    FilesLost: ExitCode.REFUSED,
    RowFileRefused: ExitCode.REFUSED,  # what the archive needs is not installed
    ListeningRefused: ExitCode.REFUSED,
    RequestRefused: ExitCode.REFUSED,  # the gateway does not admit the feed's key
}

log = logging.getLogger("marketdata")


def own_files(folder: Path) -> list[Path]:
    """What the feed writes in its folder and has to find there at its next start."""
    return [folder / HISTORY_NAME, folder / LOCK_NAME]


def _nothing() -> None:
    """No archive is written after a day."""


async def serve(
    data: Path,
    gateway: str,
    key: PrivateKey,
    address: Address,
    progress: bool = False,
    settled_kept: int = SETTLED_KEPT,
    listeners: int = LISTENERS,
    archivist: Archivist | None = None,
) -> None:
    """Run the feed until SIGTERM or SIGINT; `progress` says what takes long.

    Raises FeedError, GatewayError, OSError.
    """
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    history = History(data / "feed" / HISTORY_NAME)
    checkpoints = CheckpointKeeper(history, settled_kept=settled_kept)
    outside = outside_by(SystemClock())
    sessions = sessions_by(venue_calendar(data))
    ended = archivist.day_ended if archivist else _nothing
    follower = Follower(gateway, key, history, checkpoints, outside, ended, sessions)
    try:
        async with asyncio.TaskGroup() as tasks:
            keys = PublicKeys(data / "keys.json")
            room = room_for(listeners)
            serving = _publish(follower, history, keys, address, outside, room)
            running = [tasks.create_task(work) for work in (follower.run(), serving)]
            running += [tasks.create_task(tell_progress(follower))] if progress else []
            running += [tasks.create_task(archivist.run())] if archivist else []
            running.append(tasks.create_task(watch_files(lambda: own_files(data / "feed"))))
            await stop.wait()
            for task in running:
                task.cancel()
        await follower.stopped()
    finally:
        await checkpoints.written()
        history.close()


async def tell_progress(follower: Follower) -> None:
    """Report progress now and then until the past has been read, so that the caller keeps waiting.

    It is silent while nothing moves.
    """
    said = ""
    while not follower.caught_up.is_set():
        if follower.feed is not None and said != (said := follower.progress()):
            tell_doing(SERVER, said)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(follower.caught_up.wait(), TELL_S)


async def _publish(
    follower: Follower,
    history: History,
    keys: PublicKeys,
    address: Address,
    outside: Outside,
    room: Room,
) -> None:
    await follower.caught_up.wait()
    assert follower.feed is not None
    health = (partial(conditions_of, follower), partial(metrics_of, follower))
    async with Publisher(follower.feed, history, keys, outside, *health, room) as publisher:
        follower.publish_to(publisher.publish)
        url = await publisher.listen(address)
        tell_ready(Ready(SERVER, url, publisher.server_key, publisher.own_url))
        await asyncio.Event().wait()


def _archivist(options: argparse.Namespace) -> Archivist | None:
    if not options.archive:
        return None
    archivist = Archivist(options.data, options.gateway, options.key, options.log)
    import pyarrow.parquet  # noqa: F401  # imported later it would hold up the loop for long

    return archivist


def _listeners(text: str) -> int:
    """A number of listeners. Raises ValueError, which the command line reports."""
    if not 1 <= (number := int(text)) <= LISTENERS_MAX:
        raise argparse.ArgumentTypeError(f"{number} is not between 1 and {LISTENERS_MAX:,}")
    return number


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m marketdata.server``."""
    parser = argparse.ArgumentParser(
        prog="python -m marketdata.server", description="The market data feed."
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role feed")
    add_options(parser, 9102)
    parser.add_argument(
        "--progress",
        action="store_true",
        help="report on stdout, in JSON, what takes long before it is ready",
    )
    kept = (
        "settlement messages of settled days to keep for a registry that catches up, 112 bytes each"
    )
    parser.add_argument("--keep-settled", type=int, default=SETTLED_KEPT, help=kept)
    parser.add_argument(
        "--listeners",
        type=_listeners,
        default=LISTENERS,
        help=f"listeners at one time, with a key and as many without, 1 to {LISTENERS_MAX:,}",
    )
    parser.add_argument(
        "--archive", action="store_true", help="write each day into files when it has ended"
    )
    parser.add_argument(
        "--log", choices=list(LogForm), type=LogForm, default=LogForm.TEXT, help="form of the log"
    )
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    options = parser.parse_args(arguments)
    log_to_stderr(options.log)
    sys.setswitchinterval(SWITCH_S)
    if options.attached:
        leave_with_starter(log)
    status = ExitCode.DONE
    try:
        keep_for_owner(options.data)
        key = KeyOnDisk(options.key)
        with sole_process(options.data / "feed"):
            where = (options.data, options.gateway, key)
            address = address_of(options)
            more = (options.keep_settled, options.listeners, _archivist(options))
            asyncio.run(serve(*where, address, options.progress, *more))
    except* (FeedError, GatewayError, OSError) as failures:
        for failure in leaves(failures):
            log.error("the feed stops: %s", failure)
        tell_failed(SERVER, leaves(failures))
        status = exit_code(leaves(failures), EXIT_CODES)
    return status


if __name__ == "__main__":
    sys.exit(main())
