"""Objections until trading opens again, answered once; what is upheld is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.books import (
    CASH,
    DayStatus,
    EntryKind,
    SignOff,
    State,
    Trade,
    TradeStatus,
    events,
    ledger_rows,
)
from settlement_bridge.books.clearing import figures
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, objections, outbox, trading_days
from settlement_bridge.bridge.objections import About, Market, accept, to_be_accepted
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.defaults import differences
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105
EVENING = Market(DATE, opened=True)
MORNING = Market(DATE + 1, opened=False)
NEXT_DAY = Market(DATE + 1, opened=True)
LIN = SignOff("lin", "bridge", "finding 3")
ALICE = SignOff("alice", "member")
BUYER = About(1, DATE, "listed", 1)


@pytest.fixture
def delivered(registry: Registry, trade_of: Callable[..., Trade]) -> Registry:
    """Account 2 has sold 10 t to account 1 and 5 t to account 3, with fees; both are delivered."""
    for account in (1, 2, 3):
        at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, account, name="m")])
        orders = [
            (Task.ALLOCATE, "CEA25", 20),
            (Task.TRANSFER_IN, "CEA25", 20),
            (Task.DEPOSIT, CASH, 100_000),
        ]
        at_once.record(
            registry,
            [Instruction(task, account, asset, quantity) for task, asset, quantity in orders],
        )
    at_once.conclude(
        registry,
        [Verdict(row.reference, "") for row in registry.read(outbox.pending, 10)],
        "bridge",
    )
    trades = [trade_of(buyer_trading_fee_fen=30), trade_of(quantity=5, buyer=3)]
    registry.write(
        trading_days.collect, "venue", trades, [DayClose(3, DATE, figures(DATE, trades), None, {})]
    )
    at_once.deliver(registry, DATE, 10, "bridge")
    return registry


def object_to(registry: Registry, about: About = BUYER, market: Market = EVENING) -> int | Refusal:
    return registry.write(objections.object_to, about, "not what we agreed", market, ALICE, 5)


def uphold(registry: Registry, number: int, event: int | None = None) -> int | Refusal:
    return registry.write(objections.uphold, number, "so it is", event, LIN, DATE, 6)


def code(result: int | Refusal) -> str:
    return result.code if isinstance(result, Refusal) else "done"


def held(registry: Registry, account: int) -> tuple[int, int]:
    rows = {
        (row.instrument, row.state): row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings, account)
    }
    return rows.get((CASH, State.CASH_AVAILABLE), 0), rows.get(
        ("CEA25", State.TRADING_AVAILABLE), 0
    )


def test_a_result_may_be_objected_to_from_its_delivery_until_trading_opens_again(
    delivered: Registry,
) -> None:
    assert object_to(delivered, market=EVENING) == 1
    assert object_to(delivered, market=MORNING) == 2
    late = object_to(delivered, market=NEXT_DAY)
    assert isinstance(late, Refusal)
    assert (late.code, late.allowed) == ("objection_late", "until trading opened on 2026-01-06")
    assert code(object_to(delivered, BUYER._replace(date=DATE - 1))) == "date_unknown"


def test_only_an_own_trade_of_that_day_is_objected_to(delivered: Registry) -> None:
    for change in ({"account": 3}, {"method": "block"}, {"trade": 3}):
        assert code(object_to(delivered, BUYER._replace(**change))) == "trade_unknown"
    assert code(object_to(delivered, About(3, DATE, "", 0))) == "done"


def test_a_day_that_is_not_delivered_has_no_result(
    registry: Registry, trade_of: Callable[..., Trade]
) -> None:
    registry.write(trading_days.collect, "venue", [trade_of()], [])
    assert code(object_to(registry)) == "result_not_out"


def test_results_are_accepted_once_trading_has_opened(delivered: Registry) -> None:
    assert not delivered.read(to_be_accepted, MORNING)
    assert delivered.write(accept, MORNING, 7) == 0
    assert delivered.read(to_be_accepted, NEXT_DAY)
    assert delivered.write(accept, NEXT_DAY, 7) == 1
    assert delivered.write(accept, NEXT_DAY, 8) == 0
    # kept, whatever is known now
    assert delivered.read(objections.opened_after, DATE, Market(0, False)) == DATE + 1
    assert code(object_to(delivered, market=Market(0, False))) == "objection_late"


def test_a_later_day_with_trades_tells_that_trading_had_opened(
    delivered: Registry, trade_of: Callable[..., Trade]
) -> None:
    delivered.write(trading_days.collect, "venue", [trade_of(seq=4, trade=3, date=DATE + 1)], [])
    assert delivered.read(objections.opened_after, DATE, Market(DATE + 4, opened=False)) == DATE + 1


def test_a_trade_upheld_goes_back_with_the_very_units_and_its_fees_stay(
    delivered: Registry,
) -> None:
    number = object_to(delivered)
    assert isinstance(number, int)
    event = uphold(delivered, number)
    assert isinstance(event, int)
    assert [held(delivered, account) for account in (1, 2, 3)] == [
        (99_970, 20),
        (139_250, 15),
        (60_750, 25),
    ]
    first, second = delivered.read(trading_days.day_trades, DATE)
    assert (first.status, first.reason, second.status) == (
        TradeStatus.FAILED,
        "objection 1 upheld",
        TradeStatus.DELIVERED,
    )
    day = delivered.read(trading_days.day, DATE)
    assert day is not None
    assert day.failed == 1
    kinds = [entry.movement.kind for entry in delivered.read(ledger_rows.entries, None, event, 10)]
    assert kinds == [EntryKind.TRADE_BACK, EntryKind.TRADE_BACK]
    assert {known.what for known in delivered.read(differences.explained)} == {
        "failure_not_reported"
    }
    assert delivered.snapshot(disagreements) == []
    assert code(uphold(delivered, number)) == "objection_answered"


def test_units_sold_on_and_a_day_that_is_done_are_not_taken_back(delivered: Registry) -> None:
    object_to(delivered)
    frozen = Instruction(Task.FREEZE, 1, "CEA25", 30, state=State.TRADING_AVAILABLE)
    (event,) = at_once.record(delivered, [frozen])
    assert code(uphold(delivered, 1)) == "units_moved_on"
    assert isinstance(event, int)
    delivered.write(events.reverse, event, LIN, DATE, 6)
    delivered.write(trading_days.mark, DATE, DayStatus.DONE)
    assert code(uphold(delivered, 1)) == "trade_not_reversible"
    assert delivered.read(objections.listed)[0].upheld is None  # nothing was kept of it
    assert delivered.snapshot(disagreements) == []


def test_an_event_is_taken_back_for_an_objection_to_the_day(delivered: Registry) -> None:
    object_to(delivered, About(3, DATE, "", 0))
    assert code(uphold(delivered, 1)) == "nothing_to_reverse"
    (event,) = at_once.record(
        delivered, [Instruction(Task.FREEZE, 3, "CEA25", 5, state=State.TRADING_AVAILABLE)]
    )
    assert code(uphold(delivered, 1, 9_999)) == "event_unknown"
    reversing = uphold(delivered, 1, event if isinstance(event, int) else None)
    (answered,) = delivered.read(objections.listed, account=3)
    assert (answered.upheld, answered.event, answered.reason, answered.answered_by) == (
        True,
        reversing,
        "so it is",
        "lin",
    )
    assert held(delivered, 3) == (60_750, 25)


def test_an_objection_is_rejected_with_a_reason_once(delivered: Registry) -> None:
    object_to(delivered)
    assert delivered.write(objections.reject, 1, "as agreed", LIN, 6) == 1
    assert code(delivered.write(objections.reject, 1, "again", LIN, 6)) == "objection_answered"
    assert code(delivered.write(objections.reject, 2, "x", LIN, 6)) == "objection_unknown"
    (found,) = delivered.read(objections.listed, date=DATE)
    assert (found.upheld, found.reason, found.about) == (False, "as agreed", BUYER)
