"""What is entered again: the same balances under new numbers, once, signed off; and where it has to
stop. On both databases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from settlement_bridge.books import (
    CASH,
    DayStatus,
    EntryKind,
    Figures,
    SignOff,
    State,
    Trade,
    TradeStatus,
    events,
    ledger_rows,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, entered_again, outbox, trading_days
from settlement_bridge.bridge.entered_again import Failed
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.defaults import DefaultRules, set_rules
from settlement_bridge.errors import CatchUpStopped
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105
LIN = SignOff("key-7", "bridge", "order 7", "by night")
Held = dict[tuple[int, str, State], int]


@pytest.fixture
def old(registry: Registry) -> Registry:
    """Accounts 1 with cash and 2 with units for trading, as they were when the copy was taken; 2
    has 40 t in the registry.
    """
    done = at_once.record(
        registry,
        [
            *[Instruction(Task.OPEN_ACCOUNT, number, name=f"member {number}") for number in (1, 2)],
            Instruction(Task.DEPOSIT, 1, CASH, 1_000_000),
            Instruction(Task.ALLOCATE, 2, "CEA25", 140),
            Instruction(Task.TRANSFER_IN, 2, "CEA25", 100),
        ],
    )
    at_once.conclude(
        registry,
        [
            Verdict(number, "")
            for number in done[2:]
            if isinstance(number, int) and number != done[3]
        ],
        "bridge",
    )
    return registry


def held(registry: Registry) -> Held:
    return {
        (row.account, row.instrument, row.state): row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings)
        if row.account >= 0
    }


def row(op: str, reference: int, account: int, **what: Any) -> dict[str, Any]:
    return {"op": op, "event": 900, "time_ns": 1, "reference": reference, "account": account} | what


def enter(registry: Registry, told: dict[str, Any], by_bank: bool = True) -> bool:
    return registry.write(entered_again.enter_transfer, told, DATE, by_bank, LIN, registry.now_ns())


def begin(registry: Registry, last: int) -> int:
    return registry.write(entered_again.begin, last, LIN, registry.now_ns())


def test_a_recovery_begins_behind_all_numbers_of_both_sides_and_once(old: Registry) -> None:
    assert begin(old, 145) == 146
    assert begin(old, 145) == 146
    old.write(entered_again.end, old.now_ns())
    assert begin(old, 145) == 147
    assert old.snapshot(disagreements) == []


TRANSFERS = [
    (row("cash_in", 130, 1, amount_fen=5), {(1, CASH, State.CASH_AVAILABLE): 5}),
    (row("cash_out", 131, 1, amount_fen=7), {(1, CASH, State.CASH_AVAILABLE): -7}),
    (
        row("units_in", 132, 2, instrument="CEA25", quantity=40),
        {(2, "CEA25", State.REGISTRY_AVAILABLE): -40, (2, "CEA25", State.TRADING_AVAILABLE): 40},
    ),
    (
        row("units_out", 133, 2, instrument="CEA25", quantity=60),
        {(2, "CEA25", State.REGISTRY_AVAILABLE): 60, (2, "CEA25", State.TRADING_AVAILABLE): -60},
    ),
]


@pytest.mark.parametrize(("told", "moved"), TRANSFERS)
def test_a_lost_transfer_is_entered_once_under_a_new_number_and_signed_off(
    old: Registry, told: dict[str, Any], moved: Held
) -> None:
    before, first = held(old), begin(old, 145)
    assert enter(old, told)
    assert not enter(old, told)
    after = held(old)
    assert {
        key: change for key in before | after if (change := after.get(key, 0) - before.get(key, 0))
    } == moved
    event = old.read(events.signed_event, first + 1)
    assert event is not None
    assert (event.kind, event.sign_off.who, event.sign_off.document) == (
        EntryKind.RECOVERY,
        "key-7",
        "order 7",
    )
    assert (
        event.sign_off.note
        == f"recovery: applied by the exchange as {told['reference']} in event 900; by night"
    )
    references = [
        entry.movement.reference for entry in old.read(ledger_rows.event_entries, first + 1)
    ]
    assert references == [0, told["reference"], told["reference"]]
    assert old.snapshot(disagreements) == []


def test_a_transfer_that_was_pending_in_the_copy_is_concluded(old: Registry) -> None:
    (reference,) = at_once.record(old, [Instruction(Task.WITHDRAW, 1, CASH, 9)])
    assert isinstance(reference, int)
    assert not enter(old, row("cash_out", reference, 1, amount_fen=9))
    assert held(old)[1, CASH, State.CASH_AVAILABLE] == 1_000_000 - 9
    assert (old.read(outbox.pending, 9), old.snapshot(disagreements)) == ([], [])


def test_lost_cash_may_have_come_from_the_accounts_registry_cash(old: Registry) -> None:
    begin(old, 145)
    assert enter(old, row("cash_out", 130, 1, amount_fen=30), by_bank=False)
    assert enter(old, row("cash_in", 131, 1, amount_fen=20), by_bank=False)
    assert (held(old)[1, CASH, State.CASH_REGISTRY], held(old)[1, CASH, State.CASH_AVAILABLE]) == (
        10,
        1_000_000 - 10,
    )
    with pytest.raises(CatchUpStopped, match="cash_insufficient"):
        enter(old, row("cash_in", 132, 1, amount_fen=11), by_bank=False)
    assert old.snapshot(disagreements) == []


STOPS = [
    (row("units_in", 130, 2, instrument="CEA25", quantity=41), "units_insufficient"),
    (row("cash_out", 130, 1, amount_fen=1_000_001), "cash_insufficient"),
    (row("cash_in", 130, 9, amount_fen=1), "account_unknown"),
    (row("cash_in", 1, 1, amount_fen=1), "another one here"),
]


@pytest.mark.parametrize(("told", "why"), STOPS)
def test_what_the_books_do_not_let_pass_stops_and_changes_nothing(
    old: Registry, told: dict[str, Any], why: str
) -> None:
    begin(old, 145)
    before = old.read(ledger_rows.entries, None, 1, 1_000)
    with pytest.raises(CatchUpStopped, match=why):
        enter(old, told)
    assert old.read(ledger_rows.entries, None, 1, 1_000) == before


def test_a_transfer_refused_here_and_applied_there_stops(old: Registry) -> None:
    (reference,) = at_once.record(old, [Instruction(Task.DEPOSIT, 1, CASH, 9)])
    assert isinstance(reference, int)
    at_once.conclude(old, [Verdict(reference, "account_unknown")], "bridge")
    with pytest.raises(CatchUpStopped, match="refused here"):
        enter(old, row("cash_in", reference, 1, amount_fen=9))


# A day of four trades of 10 t each at 78.50 between accounts 2 and 1.


def collect(registry: Registry, trade_of: Callable[..., Trade], **fields: int) -> None:
    told = [trade_of(**fields) for _ in range(4)]
    registry.write(
        trading_days.collect,
        "venue",
        told,
        [DayClose(5, DATE, Figures(4, 40, 314_000, "aa"), None, {})],
    )


def deliver(registry: Registry, failed: Failed, limit: int = 100) -> bool:
    return registry.write(entered_again.deliver, DATE, failed, limit, LIN, registry.now_ns())


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_day_is_delivered_as_the_exchange_holds_it(
    old: Registry, trade_of: Callable[..., Trade], limit: int
) -> None:
    collect(old, trade_of, buyer_trading_fee_fen=3)
    while deliver(old, Failed({("listed", 2), ("listed", 4)}, all_told=True), limit):
        pass
    day = old.read(trading_days.day, DATE)
    assert day is not None
    assert (day.status, day.failed) == (DayStatus.DELIVERED, 2)
    assert [settled.trade.trade for settled in old.read(trading_days.failures, DATE)] == [2, 4]
    assert held(old)[1, CASH, State.CASH_AVAILABLE] == 1_000_000 - 2 * 78_500 - 4 * 3
    assert held(old)[1, "CEA25", State.TRADING_AVAILABLE] == 20
    signed = [event.kind for event in old.read(events.signed_events, 1, 100)]
    assert signed.count(EntryKind.RECOVERY) == -(-4 // limit)
    assert old.snapshot(disagreements) == []


def test_a_trade_that_was_delivered_and_cannot_be_here_stops_the_day(
    old: Registry, trade_of: Callable[..., Trade]
) -> None:
    at_once.record(old, [Instruction(Task.FREEZE, 2, "CEA25", 75, state=State.TRADING_AVAILABLE)])
    collect(old, trade_of)
    with pytest.raises(
        CatchUpStopped, match="trade 3 of 2026-01-05 was delivered: more than account 2 has"
    ):
        deliver(old, Failed({("listed", 4)}, all_told=True))
    assert {settled.status for settled in old.read(trading_days.day_trades, DATE)} == {
        TradeStatus.COLLECTED
    }


def test_behind_the_last_failure_that_was_reported_others_may_fail_still(
    old: Registry, trade_of: Callable[..., Trade]
) -> None:
    at_once.record(old, [Instruction(Task.FREEZE, 2, "CEA25", 85, state=State.TRADING_AVAILABLE)])
    collect(old, trade_of)
    assert not deliver(old, Failed({("listed", 1), ("listed", 2)}, all_told=False))
    assert [settled.trade.trade for settled in old.read(trading_days.failures, DATE)] == [1, 2, 4]
    assert old.snapshot(disagreements) == []


def in_default(registry: Registry, trade_of: Callable[..., Trade]) -> None:
    """A copy taken while trades 3 and 4 were in default and could still be topped up: the seller
    had 25 t.
    """
    registry.write(set_rules, DefaultRules(top_up_minute=600), LIN, registry.now_ns())
    at_once.record(
        registry, [Instruction(Task.FREEZE, 2, "CEA25", 75, state=State.TRADING_AVAILABLE)]
    )
    collect(registry, trade_of)
    assert at_once.deliver(registry, DATE, 100, "bridge").failed == 2


def test_what_was_in_default_in_the_copy_ends_as_the_exchange_holds_it(
    old: Registry, trade_of: Callable[..., Trade]
) -> None:
    in_default(old, trade_of)
    with pytest.raises(
        CatchUpStopped, match="trade 3 of 2026-01-05 was delivered: here it is in default, number 1"
    ):
        deliver(old, Failed({("listed", 4)}, all_told=True))
    at_once.record(old, [Instruction(Task.UNFREEZE, 2, "CEA25", 5, state=State.TRADING_AVAILABLE)])
    assert not deliver(old, Failed({("listed", 4)}, all_told=True))
    assert [settled.trade.trade for settled in old.read(trading_days.failures, DATE)] == [4]
    day = old.read(trading_days.day, DATE)
    assert day is not None
    assert (day.status, day.failed) == (DayStatus.DELIVERED, 1)
    assert {settled.status for settled in old.read(trading_days.day_trades, DATE)} == {
        TradeStatus.DELIVERED,
        TradeStatus.FAILED,
    }
    assert old.snapshot(disagreements) == []
