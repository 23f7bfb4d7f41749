"""A delivery of units and cash in two books: the same as in one book, whatever is killed on the
way.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection

from settlement_bridge.books import (
    CASH,
    DayStatus,
    Key,
    Legs,
    Market,
    State,
    Trade,
    TradeStatus,
    clearing,
    ledger_rows,
    venue_rules,
)
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.books.legs import legs_of
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Verdict, outbox, trading_days, two_legs, two_sides
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.bridge.two_legs import Delivered, Portion
from settlement_bridge.bridge.two_sides import CashBridge
from settlement_bridge.errors import Refusal, RegistryUnreadable
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE, CODE, PORTION = 20_260_105, "CEA25", 4
ACCOUNTS = (1, 2, 3, 4)
MakeTrade = Callable[..., Trade]
SCALE = int(os.environ.get("CEAX_EXAMPLES", "1"))
EXAMPLES = 4 * SCALE
STRIDE = 1 if SCALE > 1 else 2  # of the writes that are the last
BOOKS: dict[Legs, dict[str, Any]] = {
    Legs.BOTH: {},
    Legs.UNITS: {"market": Market.CREDITS},
    Legs.CASH: {"market": Market.CREDITS, "cash": True},
}


class Killed(Exception):
    """The process that was writing is gone."""


class Life:
    """How many writes of either side are still made; the last one is committed or not."""

    def __init__(self, writes: float = float("inf"), committed: bool = True) -> None:
        self.left, self.committed = writes, committed

    def write(self, books: Registry) -> Callable[..., Any]:
        """The books' `write` in this life."""
        real = books.write

        def write(work: Callable[..., Any], *given: Any) -> Any:
            self.left -= 1
            if self.left >= 0 or self.committed:
                result = real(work, *given)
            if self.left < 0:
                raise Killed
            return result

        return write


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[Legs, Path]:
    """Books of each kind with nothing in them."""
    folder = tmp_path_factory.mktemp("empty")
    for legs, options in BOOKS.items():
        open_registry(f"sqlite:///{folder / legs}", clock=lambda: 1, **options).close()
    return {legs: folder / legs for legs in BOOKS}


@pytest.fixture
def copies(empty: dict[Legs, Path], tmp_path: Path) -> Iterator[Callable[[Legs], Registry]]:
    """Opens new books of a kind; all are closed at the end."""
    opened: list[Registry] = []

    def open_new(legs: Legs) -> Registry:
        path = shutil.copy(empty[legs], tmp_path / f"{legs}-{len(opened)}")
        given = {"clock": itertools.count(1).__next__, **BOOKS[legs]}
        opened.append(open_registry(f"sqlite:///{path}", **given))
        return opened[-1]

    yield open_new
    for each in opened:
        each.close()


def endow(books: Registry, cash: dict[int, int], units: dict[int, int]) -> None:
    """What the accounts have to trade with, as far as these books keep it."""
    legs = books.read(legs_of)
    books.write(venue_rules.note, [CODE], "published", 1)
    asked = [Instruction(Task.OPEN_ACCOUNT, account, name="x") for account in ACCOUNTS]
    if legs is not Legs.CASH:
        for task in (Task.ALLOCATE, Task.TRANSFER_IN):
            asked += [Instruction(task, account, CODE, units[account]) for account in ACCOUNTS]
    if legs is not Legs.UNITS:
        asked += [Instruction(Task.DEPOSIT, account, CASH, cash[account]) for account in ACCOUNTS]
    assert not any(isinstance(each, Refusal) for each in at_once.record(books, asked))
    pending = books.read(outbox.pending, 100)
    at_once.conclude(books, [Verdict(transfer.reference, "") for transfer in pending])


def a_day(seed: int, trade_of: MakeTrade) -> tuple[dict[int, int], dict[int, int], list[Trade]]:
    """Cash, units and trades that are too many for them."""
    dice = random.Random(seed)
    cash = {account: dice.randint(1, 40) for account in ACCOUNTS}
    units = {account: dice.randint(1, 12) for account in ACCOUNTS}
    trades = []
    for _ in range(11):
        buyer, seller = dice.sample(ACCOUNTS, 2)
        fees = {f"{side}_trading_fee_fen": dice.randint(0, 2) for side in ("buyer", "seller")}
        terms = {"price": dice.randint(1, 5), "quantity": dice.randint(1, 4), **fees}
        trades.append(trade_of(buyer=buyer, seller=seller, instrument=CODE, **terms))
    return cash, units, trades


def outcomes(books: Registry) -> list[tuple[int, TradeStatus, str]]:
    """How each trade of the day ended."""
    found = books.read(trading_days.day_trades, DATE)
    return [(row.trade.seq, row.status, row.reason) for row in found]


def tradable(books: Registry) -> dict[tuple[int, str], int]:
    """Units and cash of every account that can be traded with."""
    states = (State.TRADING_AVAILABLE, State.CASH_AVAILABLE)
    held = books.read(ledger_rows.nonzero_holdings, None)
    return {(row.account, row.instrument): row.quantity for row in held if row.state in states}


async def now(work: Callable[..., Any], *given: Any) -> Any:
    """A worker that does what it is asked at once."""
    return work(*given)


class Sides:
    """The books of the exchange and of the registry, which live until one is killed."""

    def __init__(self, cash: Registry, units: Registry) -> None:
        self.cash, self.units = cash, units

    def live(self, life: Life) -> CashBridge:
        """The exchange's bridge of a new life, which reaches the registry."""
        turn = SimpleNamespace(held="")
        exchange = SimpleNamespace(when_connected=lambda action: None)
        transfers = SimpleNamespace(turn=turn, quiet=_quiet)
        cash = SimpleNamespace(read=self.cash.read, write=life.write(self.cash), now_ns=lambda: 1)
        units = SimpleNamespace(deliver=self._registry_of(life))
        return CashBridge(cash, now, exchange, transfers, units)  # type: ignore[arg-type]

    def _registry_of(self, life: Life) -> Callable[..., Any]:
        write, memory = life.write(self.units), Memory()

        async def deliver(asked: Portion, _date: str) -> Delivered:
            before = self.units.read(two_legs.delivered_before, asked)
            done = before or write(two_legs.deliver_units, asked, "bridge", 1, memory)
            assert not isinstance(done, Refusal)
            return done

        return deliver

    async def deliver(self, life: Life) -> bool:
        """Deliver what is left of the day in a new life: whether it is delivered then."""
        bridge = self.live(life)
        day = self.cash.read(trading_days.day, DATE)
        assert day is not None
        if day.status < DayStatus.DELIVERED:
            try:
                await bridge._deliver(day)
            except Killed:
                assert bridge._turn.held or day.status < DayStatus.CONFIRMED
                return False
        assert not bridge._turn.held
        return True


@asynccontextmanager
async def _quiet() -> AsyncIterator[None]:
    yield


@pytest.fixture
def sides_of(
    copies: Callable[[Legs], Registry], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Sides]:
    """Two books of a day that is closed and confirmed, in portions of four trades."""
    monkeypatch.setattr(two_sides, "PORTION_MAX", PORTION)

    def make(cash: dict[int, int], units: dict[int, int], trades: list[Trade]) -> Sides:
        sides = Sides(copies(Legs.CASH), copies(Legs.UNITS))
        for books in (sides.cash, sides.units):
            endow(books, cash, units)
            books.write(trading_days.collect, "venue", trades, [])
            books.write(trading_days.mark, DATE, DayStatus.CLOSED)
        sides.units.write(trading_days.mark, DATE, DayStatus.CONFIRMED)
        return sides

    return make


Ends = tuple[set[int], dict[tuple[int, str], int]]


def in_one_book(books: Registry, day: tuple[Any, Any, list[Trade]]) -> Ends:
    """Which trades of the day fail, and who ends with what, in a book of both legs."""
    cash, units, trades = day
    endow(books, cash, units)

    def work(connection: Connection) -> Ends:
        ledger = trading_days.ledger_of(connection, trades, 1, Memory())
        failed = clearing.deliver(trades, ledger, "bridge")
        for each in failed:
            for fee in clearing.fees(each.trade, "bridge"):
                ledger.move((fee,))
        held = {
            Key(*key)[:2]: left for key, left in ledger.balances.items() if left and key[0] >= 0
        }
        return {each.trade.seq for each in failed}, held

    return books.write(work)


def agree(sides: Sides, one_book: Ends) -> None:
    """Both sides ended each trade as one book does, and add up."""
    failed, held = one_book
    ends = outcomes(sides.cash)
    assert ends == outcomes(sides.units)
    assert {seq for seq, status, _ in ends if status == TradeStatus.FAILED} == failed
    assert {status for _, status, _ in ends} <= {TradeStatus.FAILED, TradeStatus.DELIVERED}
    assert tradable(sides.cash) | tradable(sides.units) == held
    for books in (sides.cash, sides.units):
        assert books.snapshot(disagreements) == []
        found = books.read(trading_days.day, DATE)
        assert found is not None
        assert (found.status, found.failed) == (DayStatus.DELIVERED, len(failed))


@pytest.mark.parametrize("seed", range(EXAMPLES))
async def test_the_same_trades_fail_as_in_one_book(
    seed: int, sides_of: Any, copies: Any, trade_of: MakeTrade
) -> None:
    day = a_day(seed, trade_of)
    sides = sides_of(*day)
    assert await sides.deliver(Life())
    agree(sides, in_one_book(copies(Legs.BOTH), day))


@pytest.mark.parametrize("committed", [True, False])
async def test_neither_leg_is_left_alone_whichever_write_is_the_last(
    committed: bool, sides_of: Any, copies: Any, trade_of: MakeTrade
) -> None:
    day = a_day(3, trade_of)
    one_book = in_one_book(copies(Legs.BOTH), day)
    for writes in itertools.count(int(committed), STRIDE):
        sides = sides_of(*day)
        if await sides.deliver(Life(writes, committed)):
            break
        while not await sides.deliver(Life(writes % 3 + 3, committed)):
            pass
        agree(sides, one_book)
    assert writes > 6


async def test_a_day_without_trades_is_delivered(copies: Any, sides_of: Any) -> None:
    sides = sides_of(dict.fromkeys(ACCOUNTS, 1), dict.fromkeys(ACCOUNTS, 1), [])
    sides.cash.write(trading_days._open_day, DATE)
    assert await sides.deliver(Life())


def test_a_portion_is_refused_before_the_registry_has_confirmed_and_out_of_turn(
    sides_of: Any, trade_of: MakeTrade
) -> None:
    cash, units, trades = a_day(5, trade_of)
    sides = sides_of(cash, units, trades)
    later = Portion(DATE, trades[4].seq, trades[7].seq, {}, ())
    refused = sides.units.write(two_legs.deliver_units, later, "bridge", 1, Memory())
    assert isinstance(refused, Refusal) and refused.code == "portion_differs"
    unknown = later._replace(date=DATE + 1)
    refused = sides.units.write(two_legs.deliver_units, unknown, "bridge", 1, Memory())
    assert isinstance(refused, Refusal) and refused.code == "day_not_confirmed"


def test_books_of_cash_are_no_registry(empty: dict[Legs, Path]) -> None:
    for legs, options in ((Legs.CASH, {}), (Legs.UNITS, {"cash": True})):
        url = f"sqlite:///{empty[legs]}"
        with pytest.raises(RegistryUnreadable, match="these are the books of"):
            open_registry(url, **options)
