"""The settlement bridge and the registry's server as one process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gateway.client.backoff import jittered
from gateway.protocol.address import Address
from gateway.protocol.announcements import Ready, tell_ready
from gateway.protocol.auth import Grant, PublicKeys
from gateway.protocol.descriptors import ask_for_descriptors, fitting
from gateway.protocol.errors import KeyFileError
from gateway.protocol.handshake import Connection
from gateway.protocol.listening import listening, no_place
from gateway.protocol.outside import SYSTEM, Outside
from gateway.protocol.places import Place, Places, Room
from gateway.protocol.private_keys import KeyFile, PrivateKey
from gateway.protocol.proofs import CASH, REGISTRY
from gateway.protocol.revocation import KeyWatch, OpenSession
from gateway.protocol.server_keys import OwnKey, Welcome
from gateway.protocol.traffic import Traffic
from gateway.protocol.wire import CloseCode
from settlement_bridge.bank.proceeds import keep_collecting
from settlement_bridge.books import Legs, Market
from settlement_bridge.books.legs import legs_of
from settlement_bridge.books.market import market_of
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.catch_up import CatchUp
from settlement_bridge.bridge.collector import Collector
from settlement_bridge.bridge.examiner import Examiner
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.relations import RelationSender
from settlement_bridge.bridge.settlement import Bridge
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.bridge.two_sides import CashBridge, UnitsBridge
from settlement_bridge.bridge.units_session import UnitsRegistry
from settlement_bridge.compliance.assessing import Alerts, Messenger
from settlement_bridge.credits.public import PublicRecord
from settlement_bridge.errors import StorageAway
from settlement_bridge.office import Between, Office, Uploads
from settlement_bridge.offsets.sender import OffsetSender
from settlement_bridge.server.books_check import BooksCheck
from settlement_bridge.server.budgets import PER_S, Budgets
from settlement_bridge.server.defaults import keep_accepting
from settlement_bridge.server.requests import Queries
from settlement_bridge.server.session import Session
from settlement_bridge.server.standing import DatabasePulse, Parts, registry_door
from settlement_bridge.server.strangers import Strangers
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry

log = logging.getLogger("settlement_bridge")

ROOM = Room(strangers=200, per_address=50, per_key=32, per_account=64, members=1_000)
PING_S = 20  # a client that does not answer a ping for as long is gone
DEFAULT = Address(port=9103)
RETRY_AWAY_S = 5.0  # after the database stayed away
SOCKET = {
    "max_queue": 4,  # frames of a client read ahead of their answers
    "ping_interval": PING_S,
    "ping_timeout": PING_S,
    "close_timeout": 2,
}


@dataclass(frozen=True)
class Plan:
    """Where everything is, and what weight of requests one session may ask a second (0: any).

    `market`: what the registry must be of; None: whichever it is. `units`: address of the registry,
    where these are the exchange's own books of cash; empty where they are the registry's.
    """

    data: Path
    gateway: str
    feed: str
    key: PrivateKey
    registry: str
    address: Address = DEFAULT
    per_s: int = PER_S
    market: Market | None = None
    units: str = ""

    @property
    def server(self) -> str:
        """The kind of server."""
        return CASH if self.units else REGISTRY


class RegistryProcess:
    """The bridge's parts, wired: the registry with its thread, the exchange, transfers, settlement
    and queries.
    """

    def __init__(self, plan: Plan, registry: Registry, outside: Outside = SYSTEM) -> None:
        self._outside = outside
        self._plan, self._registry = plan, registry
        self.worker = Worker()
        self._keys = PublicKeys(plan.data / "keys.json")
        self._own_key = OwnKey(plan.data, plan.server)
        examiner = Examiner(registry, self.worker)
        last_date = registry.read(trading_days.last_date)
        self._exchange = Exchange(plan.gateway, plan.key, last_date, examiner, outside)
        self._pulse = DatabasePulse(registry, self.worker, outside.monotonic_ns)
        self._check = BooksCheck(registry, self.worker)
        self._transfers = Transfers(registry, self.worker, self._exchange)
        self._legs = registry.read(legs_of)
        self._bridge = self._bridge_of(self._legs)
        self._collector = Collector(
            plan.feed, plan.key, registry, self.worker, self._bridge.day_closed, outside
        )
        assessing = (registry, self.worker, self._transfers.turn, self._exchange)
        self._alerts = Alerts(*assessing, plan.data / "registry" / "alerts")
        self._messenger = Messenger(registry, self.worker, self._exchange, self._alerts)
        turn = self._transfers.turn
        self._relations = RelationSender(registry, self.worker, turn, self._exchange)
        self._offsets = OffsetSender(
            registry, self.worker, turn, self._key_of, lambda: self._exchange.date, outside
        )
        self._office = self._furnish(examiner)
        self._queries = Queries(self._office, {"follow_alerts": self._alerts.follow})
        self._sessions: dict[asyncio.Task[None], Session] = {}
        self._places = Places(fitting(ROOM, ask_for_descriptors()))
        self._budgets, self._strangers = Budgets(plan.per_s), Strangers()
        self._traffic = Traffic()
        parts = (self._pulse, self._exchange, self._traffic, self.worker)
        told = Parts(*parts, lambda: len(self._sessions), plan.data, self._check)
        self._door = registry_door(told, outside)
        if self._office.market is Market.CREDITS:
            self._door.sites = (PublicRecord(registry, self._office.today),)  # without a key

    def _bridge_of(self, legs: Legs) -> Bridge:
        """What settles the days of books with these legs."""
        given = (self._registry, self.worker, self._exchange, self._transfers)
        if legs is Legs.CASH:
            units = UnitsRegistry(self._plan.units, self._plan.key, self._outside)
            return CashBridge(*given, units)
        return UnitsBridge(*given) if legs is Legs.UNITS else Bridge(*given)

    def _furnish(self, examiner: Examiner) -> Office:
        """What the answers are made with."""
        reached = (self._registry, self.worker, self._exchange)
        return Office(
            *reached,
            transfers=self._transfers,
            settlement=self._bridge,
            catch_up=CatchUp(*reached, examiner, self._transfers.turn),
            assess=self._alerts.assess,
            assessed=self._alerts.assessed,
            news_of_relations=self._relations.look,
            between=self._between(),
            uploads=Uploads(),
            key=self._plan.key,
            keys=self._keys,
            market=self._registry.read(market_of),
            legs=self._legs,
        )

    def _between(self) -> Between:
        """What offsets with another registry are served with."""
        offsets = self._offsets
        return Between(
            offsets.look, offsets.moved, lambda: offsets.problem, self._key_of, self._sign
        )

    def _key_of(self, key: str) -> PrivateKey:
        """A private key of the venue's folder. Raises KeyFileError."""
        return KeyFile.load(self._plan.data / "keys" / f"{key}.pem")

    def _sign(self, text: bytes) -> bytes:
        """Signature of this server, by which its clients know it."""
        return self._own_key.of(self._exchange.venue).secret.sign(text)

    async def run(self) -> None:
        """Work and serve until cancelled. Raises SettlementError, OSError."""
        async with asyncio.TaskGroup() as tasks:
            settling = (self._exchange, self._transfers, self._collector, self._bridge)
            of_registry = (self._alerts, self._messenger, self._relations, self._offsets)
            for part in (*settling, *(of_registry if self._legs is not Legs.CASH else ())):
                tasks.create_task(outlast_database(part.run))
            both = self._legs is Legs.BOTH
            for keep in (keep_accepting, *((keep_collecting,) if both else ())):
                tasks.create_task(outlast_database(partial(keep, self._office)))
            tasks.create_task(self._pulse.run())
            tasks.create_task(self._check.run())
            tasks.create_task(self._serve())
            tasks.create_task(KeyWatch(self._keys, self._logged_on).run())

    async def _serve(self) -> None:
        await self._exchange.compared()  # the gateway names the venue
        server = await listening(self._converse, self._plan.address, self._door, **SOCKET)
        own = self._own_key.of(self._exchange.venue)
        tell_ready(Ready(self._plan.server, server.url, own.public_key, server.own_url))
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
        there = (each.connection for each in self._sessions.values())
        if connection.hello.own and (full := no_place(connection, there, 0)):
            await connection.close(CloseCode.TRY_LATER, full)
            return
        parts = (self._keys, self._queries, self._transfers, self._venue)
        try:
            own = self._own_key.of(self._exchange.venue)
        except KeyFileError as error:
            log.error("no client is taken: %s", error.message)
            await connection.close(CloseCode.TRY_LATER, error.code)
            return
        welcome = Welcome(own, self._outside.nonce(), connection.hello)
        session = Session(connection, welcome, *parts, self._outside, self._traffic)
        talk = asyncio.create_task(session.run())
        place = self._places.arrive(connection.address, talk.cancel)
        if connection.hello.own:
            self._places.settle(place)
        session.budget = self._budgets.of_stranger(connection.address)
        session.strangers = self._strangers
        session.talk.take_place = partial(self._enter, place, session)
        self._sessions[talk] = session
        try:
            await asyncio.wait({talk})
            if not talk.cancelled():
                talk.result()  # a fault in the session is the server's to log
        finally:
            self._places.leave(place)
            self._sessions.pop(talk, None)
            talk.cancel()

    def _enter(self, place: Place, session: Session, grant: Grant) -> None:
        """Give a key that logs on its place and its budget. Raises SessionsExceeded."""
        self._places.log_on(place, grant)
        session.budget = self._budgets.of(grant, place.address)

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
