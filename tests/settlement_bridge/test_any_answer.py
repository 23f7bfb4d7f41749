"""The exchange answers in every wrong way there is, then it behaves: the day settles, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.client import requests
from gateway.protocol.codes import PASSING, Passing
from gateway.protocol.errors import GatewayError
from gateway.protocol.private_keys import PrivateKey, generate
from settlement_bridge.books import CASH, DayStatus, Trade, TradeStatus, clearing
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import DayClose, exchange, outbox, trading_days, transfers
from settlement_bridge.bridge import settlement as bridge
from settlement_bridge.bridge.examiner import Examiner
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import StorageAway
from settlement_bridge.server import process as server
from settlement_bridge.store import Worker
from settlement_bridge.store.database import Registry
from tests.settlement_bridge.fake_exchange import (
    BAD_STATES,
    EMPTY,
    HANG_UPS,
    MALFORMED,
    REFUSAL_CODES,
    FakeExchange,
    Fault,
    answering,
    refusal,
    running_exchange,
)

pytestmark = pytest.mark.usefixtures("empty_registry")

DATE = 20_260_105
PATIENCE_S = 90
FINAL_OF = {  # refusals that mean something else than a refusal, of these operations
    "trade_failed": {"reference_already_applied"},
    "settlement_done": {"day_already_settled"},
}
TRANSFERS = ("cash_in", "units_in")


def every_fault(op: str) -> list[Fault]:
    """What may come in place of an answer, and does not change what happens in the end."""
    codes = [code for code in REFUSAL_CODES if code not in FINAL_OF.get(op, ())]
    if op in TRANSFERS:  # any other refusal gives a transfer back, as it should
        codes = [code for code in codes if code in PASSING]
    empty = EMPTY if op in ("log_on", "transfers", "days", "unsettled") else []
    return [refusal(code) for code in codes] + MALFORMED + BAD_STATES + empty + HANG_UPS


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (exchange, bridge, transfers):
        for name in (
            "RETRY_FIRST_S",
            "RETRY_MOST_S",
            "RETRY_STOPPED_S",
            "AGAIN_FIRST_S",
            "AGAIN_MOST_S",
        ):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 0.001)


class Bridge:
    """A bridge without its collector, on a registry of its own, with two members."""

    def __init__(self, url: str, key: PrivateKey, registry: Registry) -> None:
        self.registry, self.worker = registry, Worker()
        self.exchange = exchange.Exchange(url, key, examine=Examiner(registry, self.worker))
        self.transfers = transfers.Transfers(registry, self.worker, self.exchange)
        self.bridge = bridge.Bridge(registry, self.worker, self.exchange, self.transfers)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Bridge]:
        tasks = [
            asyncio.create_task(part.run()) for part in (self.exchange, self.transfers, self.bridge)
        ]
        try:
            yield self
            # nothing that was answered has ended any of them
            assert not [task for task in tasks if task.done()]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self.worker.close()

    async def fund(self) -> None:
        """Two members with what the first trade takes; the second trade's seller has nothing."""
        await self.exchange.connected.wait()
        await self.transfers.submit(
            [
                Instruction(Task.OPEN_ACCOUNT, number, name=f"member {number}")
                for number in (1, 2, 3)
            ]
            + [
                Instruction(Task.DEPOSIT, 1, CASH, 10_000_000),
                Instruction(Task.ALLOCATE, 2, "CEA25", 100),
            ]
            + [Instruction(Task.TRANSFER_IN, 2, "CEA25", 100)]
        )
        while self.registry.read(outbox.pending, 1):
            await asyncio.sleep(0.005)

    async def close_day(self, peer: FakeExchange, trades: list[Trade]) -> None:
        """The day as the feed tells it, closed on both sides."""
        figures = clearing.figures(DATE, trades)
        peer.day_has_ended(DATE, figures)
        close = DayClose(len(trades) + 1, DATE, figures, None, {"CEA25": 7850})
        await self.worker(self.registry.write, trading_days.collect, "fake", trades, [close])
        self.bridge.day_closed()


@asynccontextmanager
async def one_day(
    tmp_path: Path, trade_of: Callable[..., Trade], op: str, faults: list[Fault]
) -> AsyncIterator[FakeExchange]:
    """A day that meets the faults at one operation and is settled in the end."""
    registry = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3")
    async with running_exchange() as peer:
        peer.faults[op].extend(faults)
        async with Bridge(
            peer.url, generate(tmp_path / "bridge.pem"), registry
        ).running() as running:
            async with asyncio.timeout(PATIENCE_S):
                await running.fund()
                await running.close_day(peer, [trade_of(), trade_of(seller=3)])
                await running.bridge.wait_settled(DATE, PATIENCE_S)
            left = [fault.name for fault in peer.faults[op]]
            day = registry.read(trading_days.day, DATE)
            assert not left and day is not None and day.status == DayStatus.DONE
            statuses = [settled.status for settled in registry.read(trading_days.day_trades, DATE)]
            assert statuses == [TradeStatus.DELIVERED, TradeStatus.FAILED]
            assert registry.snapshot(disagreements) == []
            yield peer
    registry.close()


OPERATIONS = (
    "challenge",
    "log_on",
    "transfers",
    "days",
    "cash_in",
    "units_in",
    "clearing_result",
    "trade_failed",
)


@pytest.mark.parametrize("op", [*OPERATIONS, "settlement_done"])
async def test_whatever_is_answered_the_day_settles_once_in_the_end(
    op: str, tmp_path: Path, trade_of: Callable[..., Trade]
) -> None:
    async with one_day(tmp_path, trade_of, op, every_fault(op)) as peer:
        assert [
            peer.count(each) for each in ("cash_in", "units_in", "trade_failed", "settlement_done")
        ] == [1, 1, 1, 1]


async def test_whatever_is_answered_when_the_bridge_asks_how_days_stand_it_goes_on(
    tmp_path: Path, trade_of: Callable[..., Trade]
) -> None:
    async with one_day(tmp_path, trade_of, "unsettled", every_fault("unsettled")) as peer:
        assert peer.count("settlement_done") == 1


async def test_a_day_that_waits_says_what_for(
    tmp_path: Path, trade_of: Callable[..., Trade]
) -> None:
    registry = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3")
    async with running_exchange() as peer:
        peer.faults["clearing_result"].extend([refusal("overloaded")] * 100_000)
        async with Bridge(
            peer.url, generate(tmp_path / "bridge.pem"), registry
        ).running() as running:
            await running.fund()
            await running.close_day(peer, [trade_of(), trade_of(seller=3)])
            async with asyncio.timeout(PATIENCE_S):
                while (
                    day := await running.worker(registry.read, trading_days.day, DATE)
                ) is None or not day.problem:
                    await asyncio.sleep(0.01)
            assert "overloaded" in day.problem and day.status == DayStatus.CLOSED
            peer.faults.clear()
            await running.bridge.wait_settled(DATE, PATIENCE_S)
            day = registry.read(trading_days.day, DATE)
            assert day is not None and (day.status, day.problem) == (DayStatus.DONE, "")
    registry.close()


def test_every_refusal_that_passes_says_what_to_do_then() -> None:
    assert {PASSING["overloaded"], PASSING["storage_failed"]} == set(Passing)


async def test_a_database_that_stays_away_ends_nothing_and_who_waits_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "RETRY_AWAY_S", 0.001)
    registry, away = open_registry(f"sqlite:///{tmp_path}/registry.sqlite3"), [True] * 3
    write = registry.write

    def write_later(work: Callable[..., Any], *given: Any) -> Any:
        if away and work is outbox.record:
            away.pop()
            raise StorageAway("the database is away")
        return write(work, *given)

    monkeypatch.setattr(registry, "write", write_later)
    async with running_exchange() as peer:
        parts = Bridge(peer.url, generate(tmp_path / "bridge.pem"), registry)
        runs = (parts.exchange.run, parts.transfers.run)
        tasks = [asyncio.create_task(server.outlast_database(run)) for run in runs]
        await parts.exchange.connected.wait()
        opened = [
            await parts.transfers.submit([Instruction(Task.OPEN_ACCOUNT, 1, name="a")])
            for _ in range(4)
        ]
        assert [getattr(outcome, "code", "") for (outcome,) in opened] == ["storage_failed"] * 3 + [
            ""
        ]
        deposited = await parts.transfers.submit([Instruction(Task.DEPOSIT, 1, CASH, 5)])
        assert [isinstance(outcome, int) for outcome in deposited] == [True]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    parts.worker.close()
    registry.close()


async def test_canary_an_exchange_that_is_busy_gives_a_deposit_back_where_no_refusal_passes(
    tmp_path: Path, trade_of: Callable[..., Trade], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GatewayError, "passing", None)
    with pytest.raises(AssertionError):
        async with one_day(tmp_path, trade_of, "cash_in", [refusal("overloaded")]):
            pass


async def test_canary_a_reply_that_is_none_is_taken_for_a_refusal_where_replies_are_not_checked(
    tmp_path: Path, trade_of: Callable[..., Trade], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_said = [answering("no ok", lambda id_: {"id": id_})]
    monkeypatch.setattr(requests, "check_reply", lambda reply: reply.setdefault("error", {}))
    with pytest.raises(AssertionError):
        async with one_day(tmp_path, trade_of, "cash_in", nothing_said):
            pass
