"""What a member's program keeps of its own equals what the venue says, whatever happens."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from engine.events import EventArray, EventKind
from engine.rules import machine, views
from engine.rules.state import SMALL, StateArray, empty_outbox, empty_state
from gateway.client.streams import Place
from gateway.client.trackers import Holdings, Orders, ReportSkipped
from gateway.reports.rendering import report_of
from gateway.reports.rows import rows_of
from gateway.reports.streams import Streams, new_day_at
from gateway.reports.words import Codes
from tests.oracle.batches import BatchTwin
from tests.oracle.crowd import Crowd

STEPS, BATCH = 600, 64
GARBAGE = 256  # kinds of commands from here on exist for no gateway
HEAD = {"type": "report", "report_date": "2026-01-05", "replay": False, "time_ns": 1}
BALANCES: Any = {
    "account": 1,
    "cash_available_fen": 700,
    "cash_locked_fen": 300,
    "holdings": [{"instrument": "CEA25", "available": 5, "locked": 2, "bought": 3}],
    "report_date": "2026-01-05",
    "next_report": 4,
}


class Members:
    """The trackers of all accounts, fed with the reports of an engine's events."""

    def __init__(self) -> None:
        self.orders: dict[int, Orders] = {}
        self.holdings: dict[int, Holdings] = {}
        self.codes = Codes()
        self._streams, self._day = Streams(), 1
        self._texts: dict[int, str] = {}

    def hear(self, events: EventArray) -> None:
        """Report events to the accounts that they concern; numbers begin again with each day."""
        while (start := new_day_at(events)) is not None:
            first, later = events[:start], events[start:]
            self.hear(first)
            self._day += 1
            self._streams.begin_day()
            self._report(later[:1])
            events = later[1:]
        self._report(events)

    def _report(self, events: EventArray) -> None:
        rows = {row.sequence: row for row in rows_of(events)}
        for new in self._streams.add(events):
            for number, entry in enumerate(new.entries.tolist(), new.first):
                row = rows[entry >> 1]
                # a crowd asks what no gateway would hand on, with words that no report has
                report = (
                    {"report": "refused"}
                    if row.kind == EventKind.REFUSED
                    else report_of(row, bool(entry & 1), self.codes, self._texts.get)
                )
                self._apply(new.account, {**HEAD, "number": number} | report)

    def _apply(self, account: int, report: dict[str, Any]) -> None:
        report["report_date"] = f"{self._day:010}"
        self.orders.setdefault(account, Orders()).apply(report)  # type: ignore[arg-type]
        self.holdings.setdefault(account, Holdings()).apply(report)  # type: ignore[arg-type]

    def kept(self, account: int) -> tuple[Any, ...]:
        """Open orders, cash, units of an account as its trackers have them."""
        held = self.holdings[account]
        orders = {each.order: (each.price, each.leaves) for each in self.orders[account].open()}
        return orders, held.cash_fen, {code: units for code, units in held.units.items() if units}


def said(state: StateArray, account: int) -> tuple[Any, ...]:
    """The same as the venue says it."""
    says = Holdings()
    says.begin(BALANCES | views.balances(state, account))
    rows = views.open_orders(state, account)
    orders = {row["order"]: (row["price"] or None, row["leaves"]) for row in rows}
    return orders, says.cash_fen, {code: units for code, units in says.units.items() if units}


@pytest.mark.parametrize("seed", (7_100, 7_103))
def test_they_equal_the_venue_whatever_a_crowd_does(seed: int) -> None:
    twin = BatchTwin(SMALL)
    crowd = Crowd(Random(seed), twin)
    crowd.open_venue()
    for _ in range(STEPS):
        crowd.act()
    twin.flush()
    commands, members = twin.stream(), Members()
    state, outbox = empty_state(SMALL), empty_outbox(SMALL)
    for first in range(0, len(commands), BATCH):
        events = machine.apply_all(state, commands[first : first + BATCH], outbox).copy()
        events = events[events["command_kind"] < GARBAGE]
        numbers = views.instrument_numbers(state)
        members.codes.update({number: code for code, number in numbers.items()})
        members.hear(events)
        for account in views.account_numbers(state) & members.orders.keys():
            assert members.kept(account) == said(state, account), account
    assert len(members.orders) > 2


def report(kind: str, number: int, date: str = "2026-01-05", **fields: Any) -> Any:
    return HEAD | {"report": kind, "number": number, "report_date": date} | fields


ENTERED = {
    "order": 7,
    "client_order_id": "a",
    "instrument": "CEA25",
    "side": "buy",
    "order_type": "limit",
    "price": 7850,
    "quantity": 10,
    "time_in_force": "day",
}
FILL = {
    "order": 7,
    "client_order_id": "a",
    "instrument": "CEA25",
    "side": "buy",
    "price": 7840,
    "quantity": 4,
    "leaves": 6,
    "trade": 1,
    "liquidity": "taker",
    "amount_fen": 31_360,
    "trading_fee_fen": 3,
    "settlement_fee_fen": 2,
}


def test_an_order_is_found_by_both_its_names_and_knows_its_fills() -> None:
    orders = Orders()
    orders.apply(report("entered", 1, **ENTERED))
    assert orders.apply(report("fill", 2, **FILL)) is orders["a"] is orders[7]
    order = orders["a"]
    assert (order.leaves, order.filled, order.fees_fen, order.average_price) == (6, 4, 5, 7840)
    assert orders.open("CEA25", "buy") == [order] and orders.open("CEA24") == []
    assert orders.get("b") is None


def test_a_report_that_comes_again_changes_nothing_and_a_missing_one_is_named() -> None:
    orders = Orders()
    orders.apply(report("entered", 1, **ENTERED))
    orders.apply(report("fill", 2, **FILL))
    assert orders.apply(report("fill", 2, **FILL)) is None and orders[7].filled == 4
    with pytest.raises(ReportSkipped) as skipped:
        orders.apply(report("fill", 4, **FILL))
    assert skipped.value.place == orders.numbered.place == Place("2026-01-05", 3)


def test_the_next_day_begins_with_no_orders_and_goes_on_with_the_holdings() -> None:
    orders, holdings = Orders(), Holdings()
    holdings.begin(BALANCES)
    assert (holdings.cash_fen, holdings.units) == (1_000, {"CEA25": 10})
    assert not holdings.apply(report("fill", 3, **FILL))  # the balances have it
    assert holdings.apply(report("fill", 4, **FILL))
    assert (holdings.cash_fen, holdings.units) == (1_000 - 31_365, {"CEA25": 14})
    orders.apply(report("entered", 4, **ENTERED))
    orders.apply(report("entered", 1, "2026-01-06", **ENTERED | {"order": 8}))
    assert [order.order for order in orders] == [8]
    out = {"change": "units_out", "instrument": "CEA25", "quantity": 5, "reference": 9}
    assert holdings.apply(report("account", 1, "2026-01-06", **out))
    assert holdings.units == {"CEA25": 9}
