"""A delivery pass that is killed, or whose database server goes away, at every step: each trade exactly once."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event

from settlement_bridge import database as database_module
from settlement_bridge.errors import RegistryInUse, StorageAway
from settlement_bridge.records import CASH, DayStatus, EntryKind, Instruction, Task, Trade, TradeStatus, Verdict
from settlement_bridge.registry_sql import SqlRegistry, open_registry
from tests.settlement_bridge.postgres_server import Server, ServerMissing, running_server

DATE = 20_260_105
TRADES, AT_ONCE = 6, 2


def furnish(url: str, trades: list[Trade]) -> None:
    """Accounts 1 and 2, endowed, and a confirmed day of trades."""
    registry = open_registry(url, clock=itertools.count(1).__next__)
    for account in (1, 2):
        registry.record(
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
                Instruction(Task.ALLOCATE, account, "CEA25", 1_000),
                Instruction(Task.TRANSFER_IN, account, "CEA25", 1_000),
                Instruction(Task.DEPOSIT, account, CASH, 10_000_000),
            ]
        )
    registry.conclude([Verdict(transfer.reference, "") for transfer in registry.pending_transfers(10)], "bridge")
    registry.collect("venue", trades, [])
    registry.mark(DATE, DayStatus.CONFIRMED)
    registry.close()


def deliver_all(registry: SqlRegistry) -> None:
    while registry.deliver(DATE, AT_ONCE, "bridge").more:
        pass


def each_trade_once(url: str) -> bool:
    registry = open_registry(url)
    statuses = [trade.status for trade in registry.trades(DATE)]
    legs = [(e.movement.trade, e.movement.kind) for e in registry.entries(None, 1, 1_000) if e.movement.trade]
    day, breaks = registry.day(DATE), registry.conservation()
    registry.close()
    wanted = [(trade, kind) for trade in range(1, TRADES + 1) for kind in (EntryKind.TRADE_UNITS, EntryKind.TRADE_CASH)]
    assert day is not None
    return statuses == [TradeStatus.DELIVERED] * TRADES and legs == wanted and day.status == DayStatus.DELIVERED and not breaks


def deliver_and_die(url: str, at_step: int) -> int:
    """A process of its own, killed at its N-th statement or commit; how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left = itertools.count(at_step, -1)

    def step(*_: Any) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        registry = open_registry(url)
        engine = registry._database.engine
        event.listen(engine, "before_cursor_execute", step)
        event.listen(engine, "commit", step)
        deliver_all(registry)
        registry.close()
        os._exit(0)
    finally:
        os._exit(1)


def test_a_delivery_killed_at_any_step_and_started_again_delivers_each_trade_once(
    database: str, trade_of: Callable[..., Trade]
) -> None:
    furnish(database, [trade_of(quantity=5) for _ in range(TRADES)])
    for at_step in itertools.count(1, 7):  # each life dies a little later; what it committed stays
        status = deliver_and_die(database, at_step)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
    assert at_step > 20
    assert each_trade_once(database)


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that syncs and may be stopped; other tests use another one."""
    try:
        with running_server(()) as server:
            yield server
    except ServerMissing as missing:
        if os.environ.get("CEAX_REQUIRE_POSTGRES"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def furnished(own_server: Server, trade_of: Callable[..., Trade]) -> str:
    """A registry with a day to deliver."""
    url = own_server.new_database()
    furnish(url, [trade_of(quantity=5) for _ in range(TRADES)])
    return url


@contextmanager
def at_step(registry: SqlRegistry, number: int, kind: str, do: Callable[[], None]) -> Iterator[list[int]]:
    """Does something at the N-th statement or commit, once; the list holds what is left to count."""
    left = [number]

    def step(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            do()

    event.listen(registry._database.engine, kind, step)
    yield left
    event.remove(registry._database.engine, kind, step)


@pytest.mark.parametrize(
    ("kind", "number"), [("before_cursor_execute", 3), ("before_cursor_execute", 16), ("commit", 1), ("commit", 3)]
)
def test_a_server_that_crashes_in_the_middle_is_waited_for(own_server: Server, furnished: str, kind: str, number: int) -> None:
    registry = open_registry(furnished)

    def crash() -> None:
        own_server.stop(signal.SIGQUIT)
        own_server.start()

    with at_step(registry, number, kind, crash) as left:
        deliver_all(registry)
    assert left[0] <= 0
    registry.close()
    assert each_trade_once(furnished)


def test_a_commit_whose_answer_is_lost_is_asked_for_and_not_done_again(
    own_server: Server, furnished: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = open_registry(furnished)
    dialect = registry._database.engine.dialect
    commits = itertools.count(1)
    commit = dialect.do_commit

    def committed_and_cut(connection: Any) -> None:
        commit(connection)
        if next(commits) == 2:
            cut_sessions(furnished)
            connection.execute("SELECT 1")  # finds the connection gone, after the commit

    monkeypatch.setattr(dialect, "do_commit", committed_and_cut)
    results = [registry.record([Instruction(Task.DEPOSIT, 1, CASH, amount)]) for amount in (7, 8, 9)]
    assert next(commits) > 3
    deposits = [entry for entry in registry.entries(1, 1, 1_000) if entry.movement.kind == EntryKind.DEPOSIT]
    assert [(entry.number, entry.movement.quantity) for entry in deposits[1:]] == [
        (result[0], 7 + n) for n, result in enumerate(results)
    ]
    assert registry.conservation() == []
    registry.close()


def test_a_bridge_whose_lease_went_to_another_yields(own_server: Server, furnished: str) -> None:
    first = open_registry(furnished)
    first._database._lease.release()  # its connection was lost, and it has not noticed
    second = open_registry(furnished)
    second.record([Instruction(Task.DEPOSIT, 1, CASH, 7)])
    with pytest.raises(RegistryInUse):
        first.record([Instruction(Task.DEPOSIT, 1, CASH, 7)])
    with pytest.raises(RegistryInUse):
        open_registry(furnished)
    first._database.engine.dispose()
    second.close()


def test_a_server_that_stays_away_ends_the_bridge_and_nothing_is_lost(
    own_server: Server, furnished: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "WAITS_S", (0.01, 0.02))
    registry = open_registry(furnished)
    own_server.stop(signal.SIGINT)
    with pytest.raises(StorageAway):
        registry.deliver(DATE, AT_ONCE, "bridge")
    registry.close()
    own_server.start()
    again = open_registry(furnished)
    deliver_all(again)
    again.close()
    assert each_trade_once(furnished)


def cut_sessions(url: str) -> None:
    """The server ends every session on this database."""
    address = url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}")


def test_a_refusal_of_the_database_is_not_taken_for_its_absence(registry: SqlRegistry) -> None:
    def nonsense(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere") as caught:
        registry.write(nonsense)
    assert not isinstance(caught.value, StorageAway)
    assert registry.record([Instruction(Task.OPEN_ACCOUNT, 1, name="still works")]) == [0]
