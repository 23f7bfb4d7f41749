"""A state machine of hypothesis against the engine: whatever order commands come in, the invariants
hold after every one.

Each rule sends a command to the engine and to the oracle, which must agree on every event. The
invariants are read from the engine's own arrays, each in as few words as possible. Longer:
``CEAX_EXAMPLES=100``.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.commands import (
    BY_EXCHANGE,
    OVERRIDE,
    REFUSE_LOG_ON,
    TOTAL,
    AccountLimit,
    CommandKind,
    Parameter,
    Phase,
    SelfTrade,
    Side,
    TimeInForce,
)
from engine.events import EventKind
from engine.rules import view_rows, views
from engine.rules.check import check
from tests.oracle.limits import own_limit
from tests.oracle.records import Event
from tests.oracle.twin import Twin

EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))
ACCOUNTS, INSTRUMENTS, DATE = (1, 2, 3), (1, 2), 20260105
BASE = 1_000  # ticks; limits 900 and 1,100
accounts, instruments = st.sampled_from(ACCOUNTS), st.sampled_from(INSTRUMENTS)
sides, forces = st.sampled_from([Side.BUY, Side.SELL]), st.sampled_from(list(TimeInForce))
prices = st.integers(995, 1_005) | st.sampled_from([899, 900, 1_100, 1_101])
quantities = st.integers(1, 30) | st.sampled_from([0, 10_000, 100_000])
operators = st.sampled_from([7, 8])
killed = st.sampled_from(["account", "operator"])
killers = st.sampled_from([0, BY_EXCHANGE, REFUSE_LOG_ON, BY_EXCHANGE | REFUSE_LOG_ON])


class Market(RuleBasedStateMachine):
    """Three members, two instruments, and an exchange that limits, stops and restarts them."""

    @initialize()
    def open_market(self) -> None:
        self.twin = Twin(thorough=False)
        self.reference, self.date, self.last_event = 0, DATE, 0
        self.traded: Counter[int] = Counter()  # t, by order
        self.most: dict[int, int] = {}  # t that an order may trade by the total it was given last
        for number in INSTRUMENTS:
            self.send(
                CommandKind.LIST_INSTRUMENT, instrument=number, price=BASE, text=b"CEA2%d" % number
            )
        for number in ACCOUNTS:
            self.send(CommandKind.OPEN_ACCOUNT, account=number, text=b"member")
            self.transfer(number, 1, CommandKind.CASH_IN, 200_000)
            for each in INSTRUMENTS:
                self.transfer(number, each, CommandKind.UNITS_IN, 100)
        self.send(CommandKind.START_DAY, date=self.date)
        self.send(CommandKind.SET_PHASE, phase=Phase.MORNING)

    def send(self, kind: CommandKind, **fields: Any) -> list[Event]:
        """To both; events are numbered without holes."""
        said = self.twin.send(kind, **fields)
        numbers = [event["sequence"] for event in said]
        assert numbers == list(range(self.last_event + 1, self.last_event + 1 + len(said)))
        self.last_event += len(said)
        self.note(said)
        return said

    def note(self, said: list[Event]) -> None:
        """Totals that were accepted, and what traded after."""
        first = said[0]
        if (first["kind"], first["command_kind"]) == (EventKind.ACCEPTED, CommandKind.REPLACE):
            number, total = first["order_id"], first.get("flags", 0) & TOTAL
            self.most.pop(number, None)
            if total:
                self.most[number] = max(first["quantity"], self.traded[number])
        for event in said:
            if event["kind"] == EventKind.FILL:
                self.traded[event["order_id"]] += event["quantity"]
                self.traded[event["maker_order_id"]] += event["quantity"]

    def transfer(self, account: int, instrument: int, kind: CommandKind, amount: int) -> None:
        self.reference += 1
        fields = (
            {"instrument": instrument, "quantity": amount}
            if "UNITS" in kind.name
            else {"amount_fen": amount}
        )
        last = self.twin.oracle.venue.last_reference
        self.send(kind, account=account, reference=self.reference, value=last, **fields)

    @property
    def live(self) -> list[int]:
        """Numbers of the open orders, as the oracle counts them."""
        return sorted(self.twin.oracle.venue.orders)

    @rule(
        account=accounts,
        instrument=instruments,
        side=sides,
        price=prices,
        quantity=quantities,
        force=forces,
        operator=operators,
    )
    def new_order(self, account: int, instrument: int, **terms: Any) -> None:
        terms["time_in_force"] = terms.pop("force")
        self.send(CommandKind.NEW_ORDER, account=account, instrument=instrument, **terms)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.live))
        self.send(
            CommandKind.CANCEL,
            account=self.twin.oracle.venue.orders[number].account,
            order_id=number,
        )

    @precondition(lambda self: self.live)
    @rule(
        data=st.data(),
        price=prices | st.none(),
        quantity=quantities,
        operator=operators,
        flags=st.sampled_from([0, TOTAL]),
        less=st.sampled_from([None, None, 0, 1]),
    )
    def replace(
        self, data: st.DataObject, price: int | None, less: int | None, **fields: int
    ) -> None:
        """Another open quantity or total; `less` than what is open is expected, or anything."""
        order = self.twin.oracle.venue.orders[data.draw(st.sampled_from(self.live))]
        expected = 0 if less is None else order.leaves - less
        fields |= {"account": order.account, "order_id": order.number, "reference": expected}
        self.send(CommandKind.REPLACE, price=order.price if price is None else price, **fields)

    @precondition(lambda self: self.live)
    @rule(data=st.data(), account=accounts, more=st.integers(-2, 1))
    def take(self, data: st.DataObject, account: int, more: int) -> None:
        """A directed take of a standing order, whole, a part of it, or too much."""
        order = self.twin.oracle.venue.orders[data.draw(st.sampled_from(self.live))]
        other = Side.SELL if order.side == Side.BUY else Side.BUY
        fields = {
            "instrument": order.instrument,
            "side": other,
            "price": order.price,
            "order_id": order.number,
        }
        self.send(CommandKind.NEW_ORDER, account=account, quantity=order.leaves + more, **fields)

    @rule(account=accounts, instrument=st.sampled_from((0, *INSTRUMENTS)))
    def mass_cancel(self, account: int, instrument: int) -> None:
        self.send(CommandKind.MASS_CANCEL, account=account, instrument=instrument)

    @rule(
        account=accounts,
        limit=st.sampled_from(list(AccountLimit)),
        value=st.sampled_from([-1, 0, 1, 3, 120, 20_000]),
    )
    def limit(self, account: int, limit: AccountLimit, value: int) -> None:
        self.send(**own_limit(account, limit, value, instrument=1))
        self.send(CommandKind.SET_DEFAULT_LIMIT, parameter=limit, value=0)

    @rule(
        instrument=instruments,
        maximum=st.sampled_from([0, 90, 110]),
        share=st.sampled_from([0, 9_000]),
    )
    def maximum_holding(self, instrument: int, maximum: int, share: int) -> None:
        for parameter, value in (
            (Parameter.MAXIMUM_HOLDING, maximum),
            (Parameter.LARGE_HOLDER_BP, share),
        ):
            self.send(
                CommandKind.SET_PARAMETER, instrument=instrument, parameter=parameter, value=value
            )

    @rule(instrument=instruments, mode=st.sampled_from(list(SelfTrade)))
    def self_trade(self, instrument: int, mode: SelfTrade) -> None:
        self.send(
            CommandKind.SET_PARAMETER,
            instrument=instrument,
            parameter=Parameter.SELF_TRADE,
            value=mode,
        )

    @rule(account=accounts, operator=operators, by=killers, of=killed)
    def kill_and_release(self, account: int, operator: int, by: int, of: str) -> None:
        kinds = {
            "account": (CommandKind.KILL_ACCOUNT, CommandKind.RELEASE_ACCOUNT),
            "operator": (CommandKind.KILL_OPERATOR, CommandKind.RELEASE_OPERATOR),
        }[of]
        for kind in kinds:
            self.send(kind, account=account, value=operator if of == "operator" else 0, flags=by)
            self.new_order(
                account,
                1,
                side=Side.BUY,
                price=BASE,
                quantity=1,
                force=TimeInForce.DAY,
                operator=operator,
            )

    @rule(
        account=accounts,
        kind=st.sampled_from([CommandKind.UNITS_IN, CommandKind.UNITS_OUT, CommandKind.CASH_OUT]),
    )
    def move(self, account: int, kind: CommandKind) -> None:
        self.transfer(account, 1, kind, 15)

    @rule()
    def next_phase(self) -> None:
        """The day goes on; a new one follows at once, settled or not."""
        phase = self.twin.oracle.venue.phase
        if phase == Phase.AFTERNOON:
            self.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
            self.send(CommandKind.END_DAY)
            self.date += 1
            self.send(CommandKind.START_DAY, date=self.date, flags=OVERRIDE)
            self.send(CommandKind.SET_PHASE, phase=Phase.MORNING)
        elif phase in (Phase.MORNING, Phase.LUNCH):
            self.send(CommandKind.SET_PHASE, phase=phase + 1)

    @invariant()
    def both_remember_the_same(self) -> None:
        self.twin.check()

    @invariant()
    def nothing_is_unsound(self) -> None:
        """Conservation, locks, links, bitmaps, best prices, free and used slots, sums of limits
        (engine/rules/check.py).
        """
        assert check(self.twin.state) == []

    @invariant()
    def no_order_has_traded_more_than_its_total(self) -> None:
        for number, most in self.most.items():
            assert self.traded[number] <= most

    @invariant()
    def no_book_is_crossed(self) -> None:
        for number in INSTRUMENTS:
            depth = views.depth(self.twin.state, number, 1)
            assert (
                not (depth["bids"] and depth["asks"]) or depth["bids"][0][0] < depth["asks"][0][0]
            )

    @invariant()
    def levels_are_the_sums_of_their_orders(self) -> None:
        orders = views.open_orders(self.twin.state)
        for number in INSTRUMENTS:
            code = view_rows.instrument_code(self.twin.state, number)
            depth = views.depth(self.twin.state, number, 1_000)
            for side, name in (("buy", "bids"), ("sell", "asks")):
                standing = [
                    order
                    for order in orders
                    if (order["instrument"], order["side"]) == (code, side)
                ]
                sums = {price: (quantity, count) for price, quantity, count in depth[name]}
                for price in {order["price"] for order in standing} | sums.keys():
                    at = [order["leaves"] for order in standing if order["price"] == price]
                    assert sums.get(price) == (sum(at), len(at))

    @invariant()
    def queues_are_in_order_of_time(self) -> None:
        orders, links = self.twin.state["orders"][0], self.twin.state["links"][0]
        for slot in np.flatnonzero(orders["resting"] * (orders["order_id"] != 0)):
            behind = int(links[slot]["next"])
            assert behind == 0 or orders[slot]["time_ns"] < orders[behind]["time_ns"]

    @invariant()
    def no_lock_without_an_order(self) -> None:
        state = self.twin.state
        if not views.open_orders(state):
            assert (
                not state["accounts"][0]["cash_locked_fen"].any()
                and not state["holdings"][0]["locked"].any()
            )

    @invariant()
    def slots_are_free_or_used(self) -> None:
        venue, live = (
            self.twin.state["venue"][0],
            np.count_nonzero(self.twin.state["orders"][0]["order_id"]),
        )
        free, slot = 0, int(venue["free_order"])
        while slot:
            free, slot = free + 1, int(self.twin.state["links"][0][slot]["next"])
        assert free + live == venue["orders_used"] and live == venue["open_orders"]

    @invariant()
    def trades_are_numbered_without_holes(self) -> None:
        numbers = [trade["number"] for trade in self.twin.trades if trade["kind"] == EventKind.FILL]
        assert numbers == list(range(1, len(numbers) + 1))


Market.TestCase.settings = settings(
    max_examples=12 * EXAMPLES,
    stateful_step_count=40,
    deadline=None,
    derandomize=EXAMPLES == 1,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
TestMarket = Market.TestCase
