"""What a delivery pass remembers of the books between its transactions: never anything that has
changed since.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.books import CASH, DayStatus, State, Trade, ledger_rows
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Verdict, outbox, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105


@pytest.fixture
def memory() -> Memory:
    """What one delivery pass remembers."""
    return Memory()


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each ledger that is loaded rather than remembered."""
    counted: list[int] = []
    load = ledger_rows.load
    monkeypatch.setattr(ledger_rows, "load", lambda *given: counted.append(1) or load(*given))
    return counted


def furnish(registry: Registry, trades: list[Trade]) -> None:
    """Accounts 1 to 3 with 1,000 t and 100,000 CNY, and a day of trades to deliver."""
    for account in (1, 2, 3):
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


def test_steps_that_follow_each_other_read_the_books_once(
    memory: Memory, registry: Registry, trade_of: Callable[..., Trade], loads: list[int]
) -> None:
    furnish(
        registry,
        [
            trade_of(),
            trade_of(seller=3),
            trade_of(buyer=3),
            trade_of(seller=1, buyer=2),
            trade_of(),
        ],
    )
    loads.clear()
    while at_once.deliver(registry, DATE, 1, memory=memory).more:
        assert registry.snapshot(disagreements) == []
    assert len(loads) == 1
    assert registry.snapshot(disagreements) == []


def test_what_somebody_else_writes_in_between_is_seen(
    memory: Memory, registry: Registry, trade_of: Callable[..., Trade]
) -> None:
    furnish(registry, [trade_of(), trade_of(), trade_of()])
    assert at_once.deliver(registry, DATE, 1, memory=memory) == (1, 0, True)
    at_once.record(
        registry, [Instruction(Task.FREEZE, 2, "CEA25", 985, state=State.TRADING_AVAILABLE)]
    )
    assert at_once.deliver(registry, DATE, 1, memory=memory) == (0, 1, True)
    at_once.record(
        registry, [Instruction(Task.UNFREEZE, 2, "CEA25", 985, state=State.TRADING_AVAILABLE)]
    )
    assert at_once.deliver(registry, DATE, 1, memory=memory) == (1, 0, False)
    assert registry.snapshot(disagreements) == []


def test_a_step_that_was_rolled_back_is_not_remembered(
    memory: Memory,
    registry: Registry,
    trade_of: Callable[..., Trade],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    furnish(registry, [trade_of(), trade_of(), trade_of()])
    keep = ledger_rows.Memory.keep

    def keep_and_fail(*given: object) -> None:
        keep(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(ledger_rows.Memory, "keep", keep)
        raise InterruptedError

    monkeypatch.setattr(ledger_rows.Memory, "keep", keep_and_fail)
    with pytest.raises(InterruptedError):
        at_once.deliver(registry, DATE, 1, memory=memory)
    assert at_once.deliver(registry, DATE, 5, memory=memory) == (3, 0, False)
    assert registry.snapshot(disagreements) == []


def test_what_is_remembered_is_bounded(
    memory: Memory,
    registry: Registry,
    trade_of: Callable[..., Trade],
    loads: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_rows, "KNOWN_MAX", 0)
    furnish(registry, [trade_of(), trade_of(), trade_of()])
    loads.clear()
    while at_once.deliver(registry, DATE, 1, memory=memory).more:
        pass
    assert len(loads) == 3
    assert registry.snapshot(disagreements) == []
