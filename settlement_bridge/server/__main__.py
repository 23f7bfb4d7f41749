"""The settlement bridge and the registry's server.

python -m settlement_bridge.server --data DIR --gateway WS_URL --feed WS_URL --key KEYFILE
                                   [--registry SQLALCHEMY_URL] [--host HOST] [--port PORT]
                                   [--market allowances|credits] [--units WS_URL]

With `--units`, the address of the registry, it serves the exchange's own books of cash in the
credits market.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
from pathlib import Path

from engine.texts.server_log import LogForm, log_to_stderr
from gateway.protocol.address import add_options, address_of
from gateway.protocol.announcements import tell_failed
from gateway.protocol.errors import AuthError, GatewayError
from gateway.protocol.exit_codes import ExitCode, exit_code, leaves
from gateway.protocol.own_files import FilesLost, watch_files
from gateway.protocol.private_files import keep_for_owner
from gateway.protocol.private_keys import KeyOnDisk
from gateway.protocol.proofs import CASH, REGISTRY
from gateway.protocol.server_clock import SystemClock, outside_by
from gateway.protocol.stopping import leave_with_starter, stop_on_signals
from gateway.protocol.tls import ListeningRefused
from gateway.schedule.calendar import venue_calendar
from settlement_bridge.books import Market
from settlement_bridge.books.registry import open_registry
from settlement_bridge.errors import (
    RegistryInUse,
    RegistryUnreadable,
    SettlementError,
    StorageAway,
    StorageFailed,
    VenueDiffers,
)
from settlement_bridge.server.process import DEFAULT, Plan, RegistryProcess, log
from settlement_bridge.store import database_files

COLLECT_AFTER = 100_000  # objects more than there were, before Python's cycle collector looks
EXIT_CODES = {
    RegistryInUse: ExitCode.IN_USE,
    StorageAway: ExitCode.IN_USE,
    StorageFailed: ExitCode.DISK,
    RegistryUnreadable: ExitCode.REFUSED,
    VenueDiffers: ExitCode.REFUSED,
    AuthError: ExitCode.REFUSED,
    FilesLost: ExitCode.REFUSED,
    ListeningRefused: ExitCode.REFUSED,
}


def collect_rarely() -> None:
    """What is there now stays; a delivery makes many records and no cycles, which the collector
    would walk again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


async def run(plan: Plan) -> None:
    """Run until SIGTERM or SIGINT. Raises SettlementError, GatewayError, OSError."""
    stop = asyncio.Event()
    stop_on_signals(stop, log)
    clock = SystemClock()
    calendar = venue_calendar(plan.data)
    registry = open_registry(
        plan.registry, clock.now_ns, calendar, market=plan.market, cash=bool(plan.units)
    )
    collect_rarely()
    house = RegistryProcess(plan, registry, outside_by(clock))
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(house.run())
            watching = tasks.create_task(watch_files(lambda: database_files(plan.registry)))
            await stop.wait()
            running.cancel()
            watching.cancel()
    finally:
        house.worker.close()
        registry.close()


def main(arguments: list[str] | None = None) -> int:
    """Entry of ``python -m settlement_bridge.server``."""
    options = _parser().parse_args(arguments)
    log_to_stderr(options.log)
    if options.attached:
        leave_with_starter(log)
    server = CASH if options.units else REGISTRY
    status = ExitCode.DONE
    try:
        keep_for_owner(options.data)
        key = KeyOnDisk(options.key)
        where = _database_of(server, options)
        given = (options.data, options.gateway, options.feed, key, where, address_of(options))
        market = Market(options.market) if options.market else None
        asyncio.run(run(Plan(*given, market=market, units=options.units)))
    except* (SettlementError, GatewayError, OSError) as failures:
        for failure in leaves(failures):
            log.error("the settlement bridge stops: %s", failure)
        tell_failed(server, leaves(failures))
        status = exit_code(leaves(failures), EXIT_CODES)
    return status


def _database_of(server: str, options: argparse.Namespace) -> str:
    """The address of the server's database."""
    named: str | None = options.registry or os.environ.get(f"CEAX_{server.upper()}")
    return named or f"sqlite:///{options.data.absolute()}/{server}/{server}.sqlite3"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m settlement_bridge.server",
        description="The settlement bridge and the registry.",
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--feed", required=True, help="WebSocket address of the feed")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role bridge")
    registry = "SQLAlchemy URL; default: $CEAX_REGISTRY or $CEAX_CASH, or SQLite in the data folder"
    parser.add_argument("--registry", help=registry)
    market = "of a new registry, for ever; an existing one must be of it; default: allowances"
    parser.add_argument("--market", choices=[each.value for each in Market], help=market)
    units = "WebSocket address of the registry, for the exchange's own books of cash"
    parser.add_argument("--units", default="", help=units)
    add_options(parser, DEFAULT.port)
    parser.add_argument(
        "--log", choices=list(LogForm), type=LogForm, default=LogForm.TEXT, help="form of the log"
    )
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    return parser


if __name__ == "__main__":
    sys.exit(main())
