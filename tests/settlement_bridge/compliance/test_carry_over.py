"""Carry-over: asked for within the formula, granted as new units or released."""

from __future__ import annotations

from typing import Any

from settlement_bridge.books import (
    DayStatus,
    Figures,
    Range,
    State,
    Trade,
    blocks,
    events,
    ledger_rows,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.compliance import allowances, carry_over, obligations
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.compliance.conftest import DATE, LIN

YEAR = 2025  # of which the law has a round


def ask(registry: Registry, account: int, quantity: int, code: str = "CEA24") -> int | Refusal:
    return registry.write(
        carry_over.request, account, code, quantity, YEAR, LIN, DATE, registry.now_ns()
    )


def end(registry: Registry, how: str, request: int) -> int | Refusal:
    return registry.write(getattr(carry_over, how), request, LIN, DATE, registry.now_ns())


def room(registry: Registry, entity: int) -> carry_over.Room:
    found = registry.read(carry_over.room, entity, YEAR, DATE)
    assert isinstance(found, carry_over.Room)
    return found


def code_of(result: object) -> str:
    assert isinstance(result, Refusal)
    return result.code


def held(registry: Registry, account: int) -> dict[tuple[str, State], int]:
    return {
        (row.instrument, row.state): row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings, account)
    }


def test_equal_units_of_the_new_year_are_issued_for_those_that_end(emitters: Registry) -> None:
    request = ask(emitters, 1, 10_000)
    assert isinstance(request, int)
    assert held(emitters, 1)["CEA24", State.CARRY_OVER] == 10_000
    assert isinstance(end(emitters, "grant", request), int)
    after = held(emitters, 1)
    assert (after["CEA24", State.CANCELLED], after["CEA25", State.REGISTRY_AVAILABLE]) == (
        10_000,
        10_000,
    )
    (block,) = [
        block
        for block, series in emitters.read(blocks.holding_blocks, 1, ("CEA25", 0), 9)
        if series.year == 2025
    ]
    assert block.last - block.first + 1 == 10_000
    assert emitters.snapshot(disagreements) == []
    assert code_of(end(emitters, "grant", request)) == "request_ended"


def test_no_more_than_the_formula_allows_in_all_requests_together(emitters: Registry) -> None:
    first = ask(emitters, 1, 6_000)
    assert isinstance(first, int)
    refusal = ask(emitters, 1, 4_001)
    assert code_of(refusal) == "more_than_carried_over"
    assert isinstance(refusal, Refusal)
    assert refusal.allowed == 4_000
    end(emitters, "release", first)
    assert held(emitters, 1).get(("CEA24", State.CARRY_OVER), 0) == 0
    assert room(emitters, 1).asked == 0
    assert isinstance(ask(emitters, 1, 10_000), int)


def test_a_grant_taken_back_leaves_the_request_open(emitters: Registry) -> None:
    request = ask(emitters, 1, 5_000)
    assert isinstance(request, int)
    granted = end(emitters, "grant", request)
    assert isinstance(granted, int)
    emitters.write(events.reverse, granted, LIN, DATE, emitters.now_ns())
    assert held(emitters, 1)["CEA24", State.CARRY_OVER] == 5_000
    assert isinstance(end(emitters, "release", request), int)
    assert emitters.snapshot(disagreements) == []


def test_a_request_whose_units_are_frozen_by_number_waits_until_they_are_free(
    emitters: Registry,
) -> None:
    request = ask(emitters, 1, 5_000)
    assert isinstance(request, int)
    named: Any = {"quantity": 2, "serials": (Range(7, 8),)}
    at_once.record(emitters, [Instruction(Task.FREEZE, 0, "CEA24", **named)])
    assert code_of(end(emitters, "grant", request)) == "units_moved_on"
    assert code_of(end(emitters, "release", request)) == "units_moved_on"
    at_once.record(emitters, [Instruction(Task.UNFREEZE, 0, "CEA24", **named)])
    assert isinstance(end(emitters, "grant", request), int)
    assert emitters.snapshot(disagreements) == []


def test_net_sales_and_the_holding_of_the_last_day_bound_it(emitters: Registry) -> None:
    sell(emitters, 40_000)
    assert room(emitters, 1) == carry_over.Room(1, 40_000, 1_960_000, 70_000, 0)
    assert room(emitters, 2) == carry_over.Room(2, -40_000, 2_040_000, 100_000, 0)
    later = Instruction(Task.ALLOCATE, 1, "CEA24", 5, date=20_260_105)
    at_once.record(emitters, [later])
    assert room(emitters, 1).held == 1_960_000


def sell(registry: Registry, quantity: int) -> None:
    """Account 1 sells to account 2, delivered."""
    references = at_once.record(
        registry,
        [
            Instruction(Task.TRANSFER_IN, 1, "CEA24", quantity, date=DATE),
            Instruction(Task.DEPOSIT, 2, quantity=quantity * 5_000, date=DATE),
        ],
    )
    at_once.conclude(
        registry,
        [Verdict(reference, "") for reference in references if isinstance(reference, int)],
        "bridge",
    )
    amount = quantity * 5_000
    trade = Trade(1, DATE, "listed", 1, "CEA24", 24, 5_000, quantity, amount, 2, 1, 0, 0, 0, 0)
    close = DayClose(2, DATE, Figures(1, quantity, amount, "0" * 16), 5_000, {"CEA24": 5_000})
    registry.write(trading_days.collect, "epoch", [trade], [close])
    registry.write(trading_days.mark, DATE, DayStatus.CONFIRMED)
    assert at_once.deliver(registry, DATE, 10, "bridge").delivered == 1


def test_what_takes_no_part_is_refused(emitters: Registry) -> None:
    found = emitters.read(carry_over.room, 1, 2024, DATE)
    assert code_of(found) == "no_carry_over"
    assert code_of(ask(emitters, 1, 1, "CCER24")) == "not_carried_over"
    assert code_of(ask(emitters, 1, 1, "CEA25")) == "not_carried_over"
    assert code_of(ask(emitters, 9, 1)) == "account_unknown"
    assert code_of(end(emitters, "grant", 12_345)) == "request_unknown"


def test_who_was_late_for_2023_or_2024_takes_no_part(emitters: Registry) -> None:
    for year in (2023, 2024):
        text = f"entity,year,emissions,due\n1,{year},100,100\ntotal,1,100,100\n"
        emitters.write(obligations.take_in, text, f"{year}", False, LIN, emitters.now_ns())
        for amount, day in ((60, 10_000 * year + 11_231), (40, 10_000 * year + 20_105)):
            given = (1, "CEA23", amount, year, LIN, day, emitters.now_ns())
            assert isinstance(emitters.write(allowances.surrender, *given), int)
    asked = (1, "CEA24", 1, YEAR, LIN)
    refused = emitters.write(carry_over.request, *asked, 20_260_201, emitters.now_ns())
    assert code_of(refused) == "late_takes_no_part"
    assert code_of(emitters.read(carry_over.room, 1, YEAR, 20_251_231)) == "late_takes_no_part"
    assert isinstance(emitters.read(carry_over.room, 2, YEAR, 20_260_201), carry_over.Room)


def test_nothing_is_asked_for_after_the_last_day_of_requests(emitters: Registry) -> None:
    for day, done in ((20_260_610, True), (20_260_611, False)):
        result = emitters.write(
            carry_over.request, 1, "CEA24", 1, YEAR, LIN, day, emitters.now_ns()
        )
        assert isinstance(result, int) is done
    assert code_of(result) == "carry_over_late"
