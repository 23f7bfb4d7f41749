"""Records and registries for the tests of this room; a real gateway and feed; a relay that loses
what a test names.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from websockets.asyncio.client import connect as open_socket
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from engine.units import format_date
from gateway.cli import root
from gateway.client import Session, connect
from gateway.client.endpoints import Endpoints, add_endpoints, write_endpoints
from gateway.launch.local_keys import make_local_keys
from gateway.protocol import wire
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from settlement_bridge import store
from settlement_bridge.books import CASH, DayStatus, State, Trade, entities, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import trading_days
from settlement_bridge.bridge.collector import Collector
from settlement_bridge.bridge.examiner import Examiner
from settlement_bridge.bridge.exchange import Exchange
from settlement_bridge.bridge.settlement import Bridge
from settlement_bridge.bridge.transfers import Transfers
from settlement_bridge.client import connect as connect_registry
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry
from tests.forked_servers import plain_server
from tests.settlement_bridge.compiled_statements import engines
from tests.settlement_bridge.postgres_server import Server, ServerMissing, running_server

DATE = 20_260_105
MEMBERS = (1, 2, 3)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "create_engine", engines())
        yield


@pytest.fixture
def trade_of() -> Callable[..., Trade]:
    """Makes trades numbered 1, 2, 3 ...: 10 t of CEA25 at 78.50 from account 2 to account 1, unless
    a test asks otherwise.
    """
    numbers = itertools.count(1)

    def make(**fields: object) -> Trade:
        number = next(numbers)
        values: dict = {
            "seq": number,
            "date": DATE,
            "method": "listed",
            "trade": number,
            "instrument": "CEA25",
            "instrument_number": 5,
            "price": 7850,
            "quantity": 10,
            "buyer": 1,
            "seller": 2,
            "buyer_trading_fee_fen": 0,
            "buyer_settlement_fee_fen": 0,
            "seller_trading_fee_fen": 0,
            "seller_settlement_fee_fen": 0,
        }
        values |= fields
        return Trade(**{"amount_fen": values["price"] * values["quantity"], **values})

    return make


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server.

    Without one on this machine its tests are skipped, or fail when CEAX_REQUIRE_POSTGRES is set.
    """
    try:
        with running_server() as server:
            yield server
    except ServerMissing as missing:
        if os.environ.get("CEAX_REQUIRE_POSTGRES"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def registry_template(postgres: Server) -> str:
    """The name of a database with an empty registry, to be copied."""
    url = postgres.new_database()
    open_registry(url, clock=lambda: 1).close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def registry_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty registry in SQLite, to be copied: its tables take longer to make than most tests."""
    made = tmp_path_factory.mktemp("template") / "registry.sqlite3"
    open_registry(f"sqlite:///{made}", clock=lambda: 1).close()
    return made


@pytest.fixture
def empty_registry(registry_file: Path, tmp_path: Path) -> None:
    """An empty registry is in the test's folder."""
    shutil.copy(registry_file, tmp_path / "registry.sqlite3")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Addresses of as many empty registries as are wanted, on each kind of database in turn."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        template = request.getfixturevalue("registry_template")
        return (server.new_database(template) for _ in itertools.count())
    empty: Path = request.getfixturevalue("registry_file")
    places = (tmp_path / f"registry-{number}.sqlite3" for number in itertools.count())
    return (f"sqlite:///{shutil.copy(empty, place)}" for place in places)


@pytest.fixture
def database(new_databases: Iterator[str]) -> str:
    """The address of an empty registry, on each kind of database in turn."""
    return next(new_databases)


@pytest.fixture
def registry(database: str) -> Iterator[Registry]:
    """An empty registry, on each kind of database in turn; its clock counts 1, 2, 3 ..."""
    opened = open_registry(database, clock=itertools.count(1).__next__)
    yield opened
    opened.close()


@contextmanager
def process(name: str, module: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address; stopped with SIGTERM unless it has ended already."""
    with plain_server(module, *arguments) as running:
        ready = json.loads(running.stdout.readline())
        assert ready["ready"] == name
        try:
            yield running, ready["url"]
        finally:
            if running.poll() is None:
                running.terminate()
            running.wait(30)


@dataclass
class Venue:
    """A gateway and a feed on `data`, with CEA25 or other credits listed, and accounts 1, 2 and 3
    open at the exchange. `date` moves on; `cash` is the address of the exchange's books of cash.
    """

    data: Path
    gateway: str
    feed: str
    registry: str = ""
    cash: str = ""
    code: str = "CEA25"
    date: int = DATE - 1
    dates: Iterator[int] = field(default_factory=lambda: iter(range(DATE, DATE + 26)))
    names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def key(self, name: str) -> PrivateKey:
        """A key of exchange, feed, bridge, member1, member2, member3 or viewer1."""
        return KeyFile.load(self.data / "keys" / f"{name}.pem")

    def session(self, name: str) -> Any:
        """A session at the gateway."""
        return connect(self.gateway, self.key(name))

    async def open(self) -> None:
        """What the exchange's staff does before the first day."""
        async with self.session("exchange") as exchange:
            terms = {"instrument": self.code, "number": 5, "base_price": 7850}
            await exchange.request("list_instrument", **terms)
            for number in MEMBERS:
                await exchange.request("open_account", account=number, name=f"member {number}")

    async def start_day(self, exchange: Session) -> str:
        """Begin the next day and its trading; returns its date."""
        self.date = next(self.dates)
        await exchange.request("start_day", date=format_date(self.date))
        await exchange.request("set_phase", phase="morning")
        return format_date(self.date)

    async def trade(
        self, count: int = 1, quantity: int = 10, seller: int = 2, buyer: int = 1
    ) -> None:
        """Trades at 78.50, each a resting sell order taken whole by one that has a name."""
        async with self.session(f"member{seller}") as sells, self.session(f"member{buyer}") as buys:
            terms = {"op": "new_order", "instrument": self.code}
            terms |= {"price": 7850, "quantity": quantity}
            named = [{"client_order_id": f"{self.date}-{next(self.names)}"} for _ in range(count)]
            for session, side, more in ((sells, "sell", [{}] * count), (buys, "buy", named)):
                orders = [terms | {"side": side} | each for each in more]
                for reply in await session.request_many(orders):
                    reply.result()

    async def end_day(self, exchange: Session) -> None:
        """Close and end the day."""
        await exchange.request("set_phase", phase="closed", confirm=True, reason="test")
        await exchange.request("end_day")

    async def day(self, count: int = 1) -> str:
        """A whole day with some trades."""
        async with self.session("exchange") as exchange:
            date = await self.start_day(exchange)
            await self.trade(count)
            await self.end_day(exchange)
        return date


@contextmanager
def running_venue(data: Path, limits: str = "", credits_code: str = "") -> Iterator[Venue]:
    """The processes of a venue without its registry; `limits` of the gateway that differ from its
    usual. `credits_code`: the instrument of a credits venue.
    """
    make_local_keys(data, cash=bool(credits_code))
    for name, role, account in (
        *((f"member{number}", "member", number) for number in MEMBERS),
        ("viewer1", "viewer", 1),
        ("peer1", "peer", None),
    ):
        public_key = generate(data / "keys" / f"{name}.pem").public_key
        PublicKeys(data / "keys.json").add(name, role, account, name, public_key)
    common = ("--data", str(data), "--port", "0")
    chosen = ("--clock", "manual", "--limits", limits)
    chosen += ("--market", "credits") if credits_code else ()
    with process("gateway", "gateway.server", *common, *chosen) as (_, gateway):
        follow = ("--gateway", gateway, "--key", str(data / "keys" / "feed.pem"))
        with process("feed", "marketdata.server", *common, *follow) as (_, feed):
            venue = Venue(data, gateway, feed, code=credits_code or "CEA25")
            asyncio.run(venue.open())
            yield venue


def registry_arguments(venue: Venue, key: str = "bridge") -> tuple[str, ...]:
    """The command line of the registry's process."""
    where = (
        "--gateway",
        venue.gateway,
        "--feed",
        venue.feed,
        "--key",
        str(venue.data / "keys" / f"{key}.pem"),
    )
    return ("--data", str(venue.data), "--port", "0", *where)


@pytest.fixture(scope="session")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A venue for bridges inside the test's own process (`parts`), which use one registry one after
    another.
    """
    with running_venue(tmp_path_factory.mktemp("venue")) as running:
        yield running


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A venue with its registry as a process, accounts endowed, and 2026-01-05 settled with three
    trades.
    """
    with running_venue(tmp_path_factory.mktemp("house")) as running, running_registry(running):
        asyncio.run(furnish(running))
        yield running


@contextmanager
def running_registry(venue: Venue, *more: str) -> Iterator[subprocess.Popen[str]]:
    """The registry's process of a venue, with more arguments if need be; its address is the venue's
    from then on.
    """
    with process("registry", "settlement_bridge.server", *registry_arguments(venue), *more) as (
        running,
        url,
    ):
        venue.registry = url
        write_endpoints(venue.data, Endpoints(venue.gateway, venue.feed, url))
        yield running


@contextmanager
def running_cash(venue: Venue) -> Iterator[subprocess.Popen[str]]:
    """The process of the exchange's books of cash, beside a registry of credits."""
    options = (*registry_arguments(venue, "cash"), "--market", "credits", "--units", venue.registry)
    with process("cash", "settlement_bridge.server", *options) as (running, venue.cash):
        add_endpoints(venue.data, {"cash": venue.cash})
        yield running


async def furnish(house: Venue) -> None:
    """Accounts 1, 2 and 3 with cash and units, and a first day settled."""
    async with connect_registry(house.registry, house.key("bridge")) as registry:
        requests: list[dict[str, Any]] = []
        for number in MEMBERS:
            units = {"account": number, "instrument": "CEA25", "quantity": 1_000}
            requests += [
                {"op": "open_account", "account": number, "name": f"member {number}"},
                {"op": "deposit", "account": number, "amount_fen": 10_000_000},
                {"op": "allocate", **units},
                {"op": "transfer_in", **units},
            ]
        for reply in await registry.request_many(requests):
            reply.result()
        date = await house.day(3)
        assert (await registry.operations.settled(date=date, wait_ms=20_000))["last"] == date


class Relay:
    """Between the bridge and the gateway: passes everything on, and loses what a test names."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.url = ""
        self.down = False
        self.requests: list[str] = []  # operations passed on
        self._lose_request = self._lose_reply = ""
        self._lost_id: int | None = None
        self._clients: set[ServerConnection] = set()

    def lose_request(self, op: str) -> None:
        """Cut the connection in place of passing on the next such request."""
        self._lose_request = op

    def lose_reply(self, op: str) -> None:
        """Pass on the next such request, and cut the connection in place of its reply."""
        self._lose_reply = op

    async def cut(self) -> None:
        """Cut every connection; `down` keeps new ones out."""
        for client in list(self._clients):
            client.transport.abort()

    async def converse(self, client: ServerConnection) -> None:
        if self.down:
            client.transport.abort()
            return
        self._clients.add(client)
        try:
            async with open_socket(
                self.target + client.request.path,
                compression=None,
                max_size=None,
                ping_interval=None,
            ) as server:
                back = asyncio.create_task(self._pass_back(client, server))
                async for frame in client:
                    if self._is_lost(frame):
                        client.transport.abort()
                        break
                    await server.send(frame)
                back.cancel()
        except ConnectionClosed:
            pass
        finally:
            self._clients.discard(client)

    def _is_lost(self, frame: bytes | str) -> bool:
        for request in wire.decode(frame):
            if request["op"] == self._lose_request:
                self._lose_request = ""
                return True
            self.requests.append(request["op"])
            if request["op"] == self._lose_reply:
                self._lose_reply, self._lost_id = "", request["id"]
        return False

    async def _pass_back(self, client: ServerConnection, server: Any) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in server:
                if self._lost_id in [
                    message.get("id", -1) for message in wire.decode_from_venue(frame)
                ]:
                    self._lost_id = None
                    client.transport.abort()
                    return
                await client.send(frame)


@pytest.fixture
async def relay(venue: Venue) -> AsyncIterator[Relay]:
    """A relay in front of the venue's gateway."""
    relay = Relay(venue.gateway)
    async with serve(
        relay.converse, "127.0.0.1", 0, compression=None, ping_interval=None
    ) as server:
        relay.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield relay
        await relay.cut()


@dataclass
class Parts:
    """A bridge in this process."""

    registry: Registry
    worker: Worker
    exchange: Exchange
    transfers: Transfers
    bridge: Bridge
    collector: Collector
    examiner: Examiner

    async def do(self, *instructions: Instruction) -> list[Any]:
        """Submit instructions."""
        return await self.transfers.submit(instructions)

    async def settled(self, date: str) -> bool:
        """Whether a day is settled before long."""
        number = int(date.replace("-", ""))
        await self.bridge.wait_settled(number, 15)
        day = self.registry.read(trading_days.day, number)
        return day is not None and day.status == DayStatus.DONE


@asynccontextmanager
async def running_parts(
    venue: Venue, gateway: str = "", settle: bool = True
) -> AsyncIterator[Parts]:
    """A bridge on the venue's one registry; with `settle` False it collects but does not settle."""
    registry, worker = open_registry(f"sqlite:///{venue.data}/registry.sqlite3"), Worker()
    examiner = Examiner(registry, worker)
    exchange = Exchange(gateway or venue.gateway, venue.key("bridge"), examine=examiner)
    transfers = Transfers(registry, worker, exchange)
    bridge = Bridge(registry, worker, exchange, transfers)
    collector = Collector(venue.feed, venue.key("bridge"), registry, worker, bridge.day_closed)
    running = (
        (exchange, transfers, collector, bridge) if settle else (exchange, transfers, collector)
    )
    try:
        async with asyncio.TaskGroup() as tasks:
            started = [tasks.create_task(part.run()) for part in running]
            try:
                yield Parts(registry, worker, exchange, transfers, bridge, collector, examiner)
            finally:
                for task in started:
                    task.cancel()
    finally:
        worker.close()
        registry.close()


@pytest.fixture
def parts(venue: Venue) -> Callable[..., Any]:
    """`async with parts() as bridge`: a bridge on the venue; the first one opens and endows its
    accounts in the registry.
    """

    @asynccontextmanager
    async def start(gateway: str = "", settle: bool = True) -> AsyncIterator[Parts]:
        async with running_parts(venue, gateway, settle) as running:
            await running.exchange.compared()
            if not [
                account
                for account in running.registry.read(entities.all_accounts)
                if account.account in MEMBERS
            ]:
                await running.do(*_endowment())
            yield running

    return start


def _endowment() -> list[Instruction]:
    return [
        instruction
        for number in MEMBERS
        for instruction in (
            Instruction(Task.OPEN_ACCOUNT, number, name=f"member {number}"),
            Instruction(Task.DEPOSIT, number, CASH, 100_000_000_00),
            Instruction(Task.ALLOCATE, number, "CEA25", 2_000_000),
            Instruction(Task.TRANSFER_IN, number, "CEA25", 1_000_000),
        )
    ]


def trading_balances(registry: Registry, account: int) -> tuple[int, int]:
    """Cash and CEA25 that an account has for trading, in the registry."""
    held = {
        (holding.instrument, holding.state): holding.quantity
        for holding in registry.read(ledger_rows.nonzero_holdings, account)
    }
    return held.get((CASH, State.CASH_AVAILABLE), 0), held.get(
        ("CEA25", State.TRADING_AVAILABLE), 0
    )


async def exchange_balances(venue: Venue, account: int) -> tuple[int, int]:
    """Cash and CEA25 of an account at the exchange."""
    async with venue.session("bridge") as session:
        reply = await session.operations.balances(account=account)
    units = sum(
        row["available"] + row["locked"] + row["bought"]
        for row in reply["holdings"]
        if row["instrument"] == "CEA25"
    )
    return reply["cash_available_fen"] + reply["cash_locked_fen"], units


@pytest.fixture
def balances(venue: Venue) -> Callable[..., Any]:
    """`await balances(bridge, account)`: (registry, exchange), each as (cash in fen, tonnes of
    CEA25).
    """

    async def both(running: Parts, account: int) -> tuple[tuple[int, int], tuple[int, int]]:
        return trading_balances(running.registry, account), await exchange_balances(venue, account)

    return both


@pytest.fixture(scope="session")
def venue_runner() -> Callable[[Path], Any]:
    """`with venue_runner(data) as venue`: gateway and feed as processes."""
    return running_venue


@pytest.fixture(scope="session")
def registry_runner() -> Callable[..., Any]:
    """`with registry_runner(venue) as process`: the registry's process."""
    return running_registry


@pytest.fixture(scope="session")
def cash_runner() -> Callable[..., Any]:
    """`with cash_runner(venue) as process`: the process of the exchange's books of cash."""
    return running_cash


@pytest.fixture(scope="session")
def house_furnisher() -> Callable[[Venue], Any]:
    """`await house_furnisher(venue)`: accounts with cash and units, and a first day settled."""
    return furnish


@contextmanager
def disagreeing_by_four_fen(data: Path) -> Iterator[None]:
    """Inside, account 3 has 4 fen more in the registry than anybody knows of; written beside the
    bridge.
    """
    more = (
        "UPDATE holdings SET quantity = quantity + ? WHERE account = 3 AND instrument = '' AND"
        " state = 100"
    )
    with sqlite3.connect(data / "registry" / "registry.sqlite3", isolation_level=None) as database:
        database.execute(more, (4,))
        try:
            yield
        finally:
            database.execute(more, (-4,))


@pytest.fixture
def disagreeing() -> Callable[[Path], Any]:
    """`with disagreeing(house.data)`: registry and exchange differ, and nothing explains it."""
    return disagreeing_by_four_fen


@pytest.fixture
def ceax(house: Venue) -> Callable[..., tuple[int, str]]:
    """Runs a command of `ceax registry` on the house; returns its exit code and output."""

    def run(*arguments: str) -> tuple[int, str]:
        runner = CliRunner(env={"COLUMNS": "200"})
        result = runner.invoke(root(), ["registry", *arguments, "--data", str(house.data)])
        return result.exit_code, result.stdout if result.exit_code == 0 else result.output

    return run
