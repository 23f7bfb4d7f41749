"""The settlement bridge and the registry's server as one process.

python -m settlement_bridge.server --data DIR --gateway WS_URL --feed WS_URL --key KEYFILE
                                   [--registry SQLALCHEMY_URL] [--host HOST] [--port PORT]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.texts.server_log import LogForm, log_to_stderr
from engine.texts.terminal import json_line
from gateway.client.backoff import jittered
from gateway.protocol.address import Address, add_options, address_of
from gateway.protocol.auth import PublicKeys
from gateway.protocol.errors import AuthError, GatewayError
from gateway.protocol.exit_codes import ExitCode, exit_code, leaves
from gateway.protocol.handshake import Connection
from gateway.protocol.listening import listening
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.own_files import FilesLost, watch_files
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.revocation import KeyWatch, OpenSession
from gateway.protocol.stopping import leave_with_starter, stop_on_signals
from gateway.protocol.tls import ListeningRefused
from gateway.protocol.traffic import Traffic
from gateway.protocol.wire import CloseCode
from gateway.schedule.calendar import venue_calendar
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.catch_up import CatchUp
from settlement_bridge.bridge.collector import Collector
from settlement_bridge.bridge.examiner import Examiner
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.settlement import Bridge
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.compliance.assessing import Alerts, Messenger
from settlement_bridge.errors import (
    RegistryInUse,
    RegistryUnreadable,
    SettlementError,
    StorageAway,
    StorageFailed,
    VenueDiffers,
)
from settlement_bridge.office import Office, Uploads
from settlement_bridge.server.health import DatabasePulse, Parts, registry_door
from settlement_bridge.server.objections import keep_accepting
from settlement_bridge.server.requests import Queries
from settlement_bridge.server.session import Session
from settlement_bridge.store import Worker, database_files
from settlement_bridge.store.database import Registry

log = logging.getLogger("settlement_bridge")

SESSIONS_MAX = 1_000
PING_S = 20  # a client that does not answer a ping for as long is gone
DEFAULT = Address(port=9103)
RETRY_AWAY_S = 5.0  # after the database stayed away
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
SOCKET = {
    "max_queue": 4,  # frames of a client read ahead of their answers
    "ping_interval": PING_S,
    "ping_timeout": PING_S,
    "close_timeout": 2,
}


@dataclass(frozen=True)
class Plan:
    """Where everything is."""

    data: Path
    gateway: str
    feed: str
    key: PrivateKey
    registry: str
    address: Address = DEFAULT


class RegistryProcess:
    """The bridge's parts, wired: the registry with its thread, the exchange, transfers, settlement
    and queries.
    """

    def __init__(self, plan: Plan, registry: Registry, outside: Outside = SYSTEM) -> None:
        self._outside = outside
        self._plan, self._registry = plan, registry
        self.worker = Worker()
        self._keys = PublicKeys(plan.data / "keys.json")
        examiner = Examiner(registry, self.worker)
        last_date = registry.read(trading_days.last_date)
        self._exchange = Exchange(plan.gateway, plan.key, last_date, examiner, outside)
        self._pulse = DatabasePulse(registry, self.worker, outside.monotonic_ns)
        self._transfers = Transfers(registry, self.worker, self._exchange)
        self._bridge = Bridge(registry, self.worker, self._exchange, self._transfers)
        self._collector = Collector(
            plan.feed, plan.key, registry, self.worker, self._bridge.day_closed, outside
        )
        self._alerts = Alerts(registry, self.worker, self._transfers.turn, self._exchange)
        self._messenger = Messenger(registry, self.worker, self._exchange, self._alerts)
        self._office = self._furnish(examiner)
        self._queries = Queries(self._office, {"follow_alerts": self._alerts.follow})
        self._sessions: dict[asyncio.Task[None], Session] = {}
        self._traffic = Traffic()
        parts = (self._pulse, self._exchange, self._traffic, self.worker)
        told = Parts(*parts, lambda: len(self._sessions), plan.data)
        self._door = registry_door(told, outside)

    def _furnish(self, examiner: Examiner) -> Office:
        """What the answers are made with."""
        registry, worker, exchange = self._registry, self.worker, self._exchange
        return Office(
            registry=registry,
            worker=worker,
            exchange=exchange,
            transfers=self._transfers,
            settlement=self._bridge,
            catch_up=CatchUp(registry, worker, exchange, examiner, self._transfers.turn),
            assess=self._alerts.assess,
            assessed=self._alerts.assessed,
            uploads=Uploads(),
            key=self._plan.key,
            keys=self._keys,
        )

    async def run(self) -> None:
        """Work and serve until cancelled. Raises SettlementError, OSError."""
        async with asyncio.TaskGroup() as tasks:
            settling = (self._exchange, self._transfers, self._collector, self._bridge)
            for part in (*settling, self._alerts, self._messenger):
                tasks.create_task(outlast_database(part.run))
            tasks.create_task(outlast_database(partial(keep_accepting, self._office)))
            tasks.create_task(self._pulse.run())
            tasks.create_task(self._serve())
            tasks.create_task(KeyWatch(self._keys, self._logged_on).run())

    async def _serve(self) -> None:
        server = await listening(self._converse, self._plan.address, self._door, **SOCKET)
        json_line({"ready": "registry", "url": server.url})
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for session in self._sessions:
                session.cancel()  # some wait for a day or for the exchange
            await server.closed()

    def _logged_on(self) -> Iterator[OpenSession]:
        for session in self._sessions.values():
            if session.grant is not None:
                yield OpenSession(session.grant, session.connection, session.silence)

    async def _converse(self, connection: Connection) -> None:
        if len(self._sessions) >= SESSIONS_MAX:
            await connection.close(CloseCode.TRY_LATER, f"at most {SESSIONS_MAX} sessions")
            return
        parts = (self._keys, self._queries, self._transfers, self._venue)
        session = Session(connection, *parts, self._outside, self._traffic)
        talk = asyncio.create_task(session.run())
        self._sessions[talk] = session
        try:
            await asyncio.wait({talk})
            if not talk.cancelled():
                talk.result()  # a fault in the session is the server's to log
        finally:
            self._sessions.pop(talk, None)
            talk.cancel()

    def _venue(self) -> tuple[str, int]:
        return self._exchange.venue, self._exchange.date


async def outlast_database(run: Callable[[], Awaitable[None]]) -> None:
    """Run a part of the bridge, again whenever the database stayed away too long."""
    while True:
        try:
            await run()
        except* StorageAway as away:
            log.error("%s; going on in %g s", away.exceptions[0], RETRY_AWAY_S)
        await asyncio.sleep(jittered(RETRY_AWAY_S))


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
    registry = open_registry(plan.registry, calendar=venue_calendar(plan.data))
    collect_rarely()
    house = RegistryProcess(plan, registry)
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
    parser = argparse.ArgumentParser(
        prog="python -m settlement_bridge.server",
        description="The settlement bridge and the registry.",
    )
    parser.add_argument("--data", type=Path, required=True, help="data folder of the venue")
    parser.add_argument("--gateway", required=True, help="WebSocket address of the gateway")
    parser.add_argument("--feed", required=True, help="WebSocket address of the feed")
    parser.add_argument("--key", type=Path, required=True, help="private key with the role bridge")
    registry = "SQLAlchemy URL; default: $CEAX_REGISTRY, or else SQLite in the data folder"
    parser.add_argument("--registry", default=os.environ.get("CEAX_REGISTRY"), help=registry)
    add_options(parser, DEFAULT.port)
    parser.add_argument(
        "--log", choices=list(LogForm), type=LogForm, default=LogForm.TEXT, help="form of the log"
    )
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    options = parser.parse_args(arguments)
    log_to_stderr(options.log)
    if options.attached:
        leave_with_starter(log)
    where = options.registry or f"sqlite:///{options.data.absolute()}/registry/registry.sqlite3"
    status = ExitCode.DONE
    try:
        key = KeyFile.load(options.key)
        asyncio.run(
            run(
                Plan(
                    options.data,
                    options.gateway,
                    options.feed,
                    key,
                    where,
                    address_of(options),
                )
            )
        )
    except* (SettlementError, GatewayError, OSError) as failures:
        for failure in leaves(failures):
            log.error("the settlement bridge stops: %s", failure)
        status = exit_code(leaves(failures), EXIT_CODES)
    return status
