"""A delivery pass that is killed, or whose database server goes away, at every step: each trade
exactly once.

A run takes a slice of the steps; ``CEAX_EXAMPLES=2`` or more walks them all.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event

from settlement_bridge.books import (
    CASH,
    DayStatus,
    EntryKind,
    Trade,
    TradeStatus,
    entities,
    ledger_rows,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Verdict, outbox, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import RegistryInUse, StorageAway
from settlement_bridge.store import database as database_module
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.postgres_server import Server, ServerMissing, running_server

DATE = 20_260_105
TRADES, AT_ONCE = 6, 2
CAMPAIGN = int(os.environ.get("CEAX_EXAMPLES", "1")) > 1


def furnish(url: str, trades: list[Trade]) -> None:
    """Accounts 1 and 2, endowed, and a confirmed day of trades."""
    registry = open_registry(url, clock=itertools.count(1).__next__)
    for account in (1, 2):
        at_once.record(
            registry,
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
                Instruction(Task.ALLOCATE, account, "CEA25", 1_000),
                Instruction(Task.TRANSFER_IN, account, "CEA25", 1_000),
                Instruction(Task.DEPOSIT, account, CASH, 10_000_000),
            ],
        )
    at_once.conclude(
        registry,
        [Verdict(transfer.reference, "") for transfer in registry.read(outbox.pending, 10)],
        "bridge",
    )
    registry.write(trading_days.collect, "venue", trades, [])
    registry.write(trading_days.mark, DATE, DayStatus.CONFIRMED)
    registry.close()


def deliver_all(registry: Registry) -> None:
    while at_once.deliver(registry, DATE, AT_ONCE, "bridge").more:
        pass


def each_trade_once(url: str) -> bool:
    registry = open_registry(url)
    statuses = [trade.status for trade in registry.read(trading_days.day_trades, DATE)]
    legs = [
        (e.movement.trade, e.movement.kind)
        for e in registry.read(ledger_rows.entries, None, 1, 1_000)
        if e.movement.trade
    ]
    day, breaks = registry.read(trading_days.day, DATE), registry.snapshot(disagreements)
    registry.close()
    wanted = [
        (trade, kind)
        for trade in range(1, TRADES + 1)
        for kind in (EntryKind.TRADE_UNITS, EntryKind.TRADE_CASH)
    ]
    assert day is not None
    return (
        statuses == [TradeStatus.DELIVERED] * TRADES
        and legs == wanted
        and day.status == DayStatus.DELIVERED
        and not breaks
    )


@contextmanager
def at_step(registry: Registry, number: int, do: Callable[[], None]) -> Iterator[list[str]]:
    """Does something once, at the N-th step; the list names the steps passed.

    A step is each point before and after a statement, before a commit and after it.
    """
    passed: list[str] = []
    engine = registry.engine
    commit = engine.dialect.do_commit

    def step(name: str) -> None:
        passed.append(name)
        if len(passed) == number:
            do()

    def before(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        step(f"before {text.split(' ', 1)[0]}")

    def after(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        step(f"after {text.split(' ', 1)[0]}")

    def commit_between(connection: Any) -> None:
        step("before commit")
        commit(connection)
        step("after commit")

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    engine.dialect.do_commit = commit_between  # type: ignore[method-assign]
    yield passed
    engine.dialect.do_commit = commit  # type: ignore[method-assign]
    event.remove(engine, "after_cursor_execute", after)
    event.remove(engine, "before_cursor_execute", before)


def steps_of(url: str) -> list[str]:
    """The steps of an undisturbed pass, by name."""
    registry = open_registry(url)
    with at_step(registry, 0, lambda: None) as passed:
        deliver_all(registry)
    registry.close()
    return passed


def deliver_and_die(url: str, number: int) -> int:
    """A process of its own, killed at that step; how it ended."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        registry = open_registry(url)
        with at_step(registry, number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            deliver_all(registry)
    finally:
        os._exit(1)


def copy_of(url: str, postgres: Server | None) -> str:
    """A copy of a registry that nobody uses."""
    if postgres is not None:
        return postgres.new_database(url.rsplit("/", 1)[1])
    path = Path(url.removeprefix("sqlite:///"))
    return f"sqlite:///{shutil.copy(path, path.with_name('copy.sqlite3'))}"


def walked(steps: list[str], stride: int) -> range:
    """Every step in a campaign, else each `stride`-th."""
    return range(1, len(steps) + 1) if CAMPAIGN else range(stride // 2, len(steps) + 1, stride)


def test_a_delivery_killed_at_any_step_and_started_again_delivers_each_trade_once(
    database: str, trade_of: Callable[..., Trade], request: pytest.FixtureRequest
) -> None:
    postgres = None if database.startswith("sqlite") else request.getfixturevalue("postgres")
    furnish(database, [trade_of(quantity=5) for _ in range(TRADES)])
    steps = steps_of(copy_of(database, postgres))
    assert steps.count("after commit") >= TRADES // AT_ONCE
    assert len(steps) > 50
    for number in walked(steps, 13):
        copy = copy_of(database, postgres)
        status = deliver_and_die(copy, number)
        assert os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == signal.SIGKILL
        finish(copy)
        assert each_trade_once(copy), f"killed at step {number}, {steps[number - 1]}"


def finish(url: str) -> None:
    """Another process of the bridge goes on with the day."""
    registry = open_registry(url)
    deliver_all(registry)
    registry.close()


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


def test_a_server_that_crashes_at_any_step_is_waited_for(
    own_server: Server, furnished: str
) -> None:
    def crash() -> None:
        own_server.stop(signal.SIGQUIT)
        own_server.start()

    steps = steps_of(own_server.new_database(furnished.rsplit("/", 1)[1]))
    for number in walked(steps, len(steps) // 4):
        copy = own_server.new_database(furnished.rsplit("/", 1)[1])
        registry = open_registry(copy)
        with at_step(registry, number, crash) as passed:
            deliver_all(registry)
        assert len(passed) >= len(steps)
        registry.close()
        assert each_trade_once(copy), f"crashed at step {number}, {steps[number - 1]}"


def test_a_commit_whose_answer_is_lost_is_asked_for_and_not_done_again(
    own_server: Server, furnished: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = open_registry(furnished)
    dialect = registry.engine.dialect
    commits = itertools.count(1)
    commit = dialect.do_commit

    def committed_and_cut(connection: Any) -> None:
        commit(connection)
        if next(commits) == 2:
            cut_sessions(furnished)
            connection.execute("SELECT 1")  # finds the connection gone, after the commit

    monkeypatch.setattr(dialect, "do_commit", committed_and_cut)
    results = [
        at_once.record(registry, [Instruction(Task.DEPOSIT, 1, CASH, amount)])
        for amount in (7, 8, 9)
    ]
    assert next(commits) > 3
    deposits = [
        entry
        for entry in registry.read(ledger_rows.entries, 1, 1, 1_000)
        if entry.movement.kind == EntryKind.DEPOSIT
    ]
    assert [(entry.number, entry.movement.quantity) for entry in deposits[1:]] == [
        (result[0], 7 + n) for n, result in enumerate(results)
    ]
    assert registry.snapshot(disagreements) == []
    registry.close()


def test_a_bridge_whose_lease_went_to_another_yields(own_server: Server, furnished: str) -> None:
    first = open_registry(furnished)
    first._lease.release()  # its connection was lost, and it has not noticed
    second = open_registry(furnished)
    at_once.record(second, [Instruction(Task.DEPOSIT, 1, CASH, 7)])
    with pytest.raises(RegistryInUse):
        at_once.record(first, [Instruction(Task.DEPOSIT, 1, CASH, 7)])
    with pytest.raises(RegistryInUse):
        open_registry(furnished)
    first.engine.dispose()
    second.close()


def test_a_server_that_stays_away_ends_the_bridge_and_nothing_is_lost(
    own_server: Server, furnished: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "WAITS_S", (0.01, 0.02))
    registry = open_registry(furnished)
    own_server.stop(signal.SIGINT)
    with pytest.raises(StorageAway):
        at_once.deliver(registry, DATE, AT_ONCE, "bridge")
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
        others = (
            "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}")


def test_a_refusal_of_the_database_is_not_taken_for_its_absence(registry: Registry) -> None:
    def nonsense(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere") as caught:
        registry.write(nonsense)
    assert not isinstance(caught.value, StorageAway)
    assert at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, 1, name="still works")]) == [0]


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize("committed", [True, False])
def test_after_a_server_that_stayed_away_the_registry_finds_out_what_was_committed_and_goes_on(
    committed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "WAITS_S", ())
    registry = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3")
    writing = registry.writing

    @contextmanager
    def lost() -> Iterator[Connection]:
        with writing() as connection:
            yield connection
            if not committed:
                raise StorageAway("gone before the commit")
        raise StorageAway("gone after the commit")

    with monkeypatch.context() as patched, pytest.raises(StorageAway):
        patched.setattr(registry, "writing", lost)
        registry.write(lambda _connection: None)
    for number in (1, 2):
        at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, number, name=f"member {number}")])
    assert [
        account.account for account in registry.read(entities.all_accounts) if account.account > 0
    ] == [1, 2]
    registry.close()
