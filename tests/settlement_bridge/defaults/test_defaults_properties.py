"""Any sequence of days, freezes, top-ups, deadlines and decisions ends as the obvious books say,
with nothing lost on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from settlement_bridge.books import CASH, DayStatus, SignOff, State, Trade, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Verdict, trading_days
from settlement_bridge.defaults import ActKind, DefaultRules, cases, deadlines, reserve, set_rules
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.oracle.default_books import RESERVE, Deal, Default, DefaultBooks
from tests.settlement_bridge import at_once
from tests.settlement_bridge.soundness import sound, still_sound

EXAMPLES = 3 * int(os.environ.get("CEAX_EXAMPLES", "1"))
STEPS = 20
ACCOUNTS = (1, 2, 3)
LIN = SignOff("lin", "bridge", "case 1")
DAY_NS = 86_400 * 10**9
DATE = 20_260_105
NIGHT_NS = 1_767_600_000 * 10**9  # in the evening of that day
NAMES = {
    "cash": (CASH, State.CASH_AVAILABLE),
    "units": ("CEA25", State.TRADING_AVAILABLE),
    "frozen": ("CEA25", State.FROZEN),
}

accounts = st.sampled_from(ACCOUNTS)
small = st.integers(1, 12)
fees = st.tuples(st.integers(0, 3), st.integers(0, 30))
deals = st.tuples(accounts, accounts, small, st.integers(1, 9), fees)


class DefaultsMachine(RuleBasedStateMachine):
    """A registry on a new database beside the obvious books.

    One day of trades is settled at a time.
    """

    new_database: Callable[[], str]

    @initialize()
    def start(self) -> None:
        self.url, self.books, self.now = self.new_database(), DefaultBooks(), NIGHT_NS
        self.registry: Registry = open_registry(self.url, clock=lambda: self.now)
        at_once.record(
            self.registry,
            [Instruction(Task.OPEN_ACCOUNT, account, name="x") for account in ACCOUNTS],
        )
        self.date, self.next_seq = DATE, 1
        self.top_up = False
        self.deals: list[Deal] = []

    def record(self, task: Task, account: int, asset: str, quantity: int) -> bool:
        order = Instruction(task, account, asset, quantity, state=State.TRADING_AVAILABLE)
        (done,) = at_once.record(self.registry, [order])
        if isinstance(done, int) and task in (Task.DEPOSIT, Task.TRANSFER_IN):
            at_once.conclude(self.registry, [Verdict(done, "")], "bridge")
        return isinstance(done, int)

    @rule(account=accounts, cash=st.integers(1, 60), units=small)
    def endow(self, account: int, cash: int, units: int) -> None:
        at_once.record(self.registry, [Instruction(Task.ALLOCATE, account, "CEA25", units)])
        assert self.record(Task.TRANSFER_IN, account, "CEA25", units)
        assert self.record(Task.DEPOSIT, account, CASH, cash)
        self.books.held[account, "units"] += units
        self.books.held[account, "cash"] += cash

    @rule(account=accounts, quantity=small, freeze=st.booleans())
    def court(self, account: int, quantity: int, freeze: bool) -> None:
        source, target = ("units", "frozen") if freeze else ("frozen", "units")
        done = self.record(Task.FREEZE if freeze else Task.UNFREEZE, account, "CEA25", quantity)
        assert done == (self.books.held[account, source] >= quantity)
        if done:
            self.books.held[account, source] -= quantity
            self.books.held[account, target] += quantity

    @rule(amount=st.integers(1, 80))
    def contribute(self, amount: int) -> None:
        assert isinstance(
            self.registry.write(reserve.pay_in, amount, LIN, self.date, self.now), int
        )
        self.books.held[RESERVE, "cash"] += amount

    @rule(top_up=st.booleans())
    def set_rules(self, top_up: bool) -> None:
        self.registry.write(set_rules, DefaultRules(540 if top_up else None), LIN, self.now)
        self.top_up = top_up

    @rule(terms=st.lists(deals, min_size=1, max_size=6), limit=st.integers(1, 7))
    def settle_a_day(self, terms: list[tuple], limit: int) -> None:
        terms = [values for values in terms if values[0] != values[1]]
        if self.books.open() or not terms:
            return  # the bridge settles one day after another
        self.date += 1
        self.deals = [
            Deal(seller, buyer, quantity, quantity * price, fee)
            for seller, buyer, quantity, price, fee in terms
        ]
        trades = [self.trade(deal) for deal in self.deals]
        self.registry.write(trading_days.collect, "venue", trades, [])
        self.registry.write(trading_days.mark, self.date, DayStatus.CONFIRMED)
        while at_once.deliver(self.registry, self.date, limit, "bridge").more:
            pass
        self.books.failed = 0
        self.books.deliver(self.deals, self.deadline() if self.top_up else self.now)
        self.books.look(self.now)

    def deadline(self) -> int:
        with self.registry.writing() as connection:
            found = cases.open_cases(connection, self.date)
        # all of a pass have the same, tables check which
        return found[0].deadline_ns if found else self.now + 1

    def trade(self, deal: Deal) -> Trade:
        seq, self.next_seq = self.next_seq, self.next_seq + 1
        price = deal.amount // deal.quantity
        terms = (
            "CEA25",
            5,
            price,
            deal.quantity,
            deal.amount,
            deal.buyer,
            deal.seller,
            deal.fees[0],
            0,
            0,
            deal.fees[1],
        )
        return Trade(seq, self.date, "listed", seq, *terms)

    @rule(days=st.sampled_from([0, 0, 1, 4]))
    def look(self, days: int) -> None:
        self.now += days * DAY_NS
        self.registry.write(deadlines.look_at_day, self.date, "bridge", self.now)
        self.books.look(self.now)

    @rule(place=st.integers(0, 20), cover=st.booleans())
    def decide(self, place: int, cover: bool) -> None:
        found, number = self.pick(place)
        if found is None:
            return
        kind = ActKind.COVERED if cover else ActKind.CANCELLED
        result = self.registry.write(deadlines.decide, number, kind, LIN, self.now)
        done = found.deal.status == "defaulted" and found.deadline <= self.now
        if done and cover:
            done = self.books.cover(found)
        elif done:
            self.books.cancel(found)
        if done:
            self.books.deliver_late()
        assert isinstance(result, int) == done

    @rule(place=st.integers(0, 20), amount=st.integers(1, 40), back=st.booleans())
    def settle_a_claim(self, place: int, amount: int, back: bool) -> None:
        found, number = self.pick(place)
        if found is None:
            return
        work = reserve.repay if back else reserve.write_off
        result = self.registry.write(work, number, amount, LIN, self.date, self.now)
        assert isinstance(result, int) == (self.books.repay if back else self.books.write_off)(
            found, amount
        )
        assert isinstance(result, (int, Refusal))

    def pick(self, place: int) -> tuple[Default | None, int]:
        known = self.books.defaults
        return (known[place % len(known)], place % len(known) + 1) if known else (None, 0)

    @rule()
    def restart(self) -> None:
        self.registry.close()
        self.registry = open_registry(self.url, clock=lambda: self.now)

    @invariant()
    def holds_what_the_obvious_books_hold(self) -> None:
        held = {
            (row.account, row.instrument, row.state): row.quantity
            for row in self.registry.read(ledger_rows.nonzero_holdings)
            if row.account != -1
        }
        expected = {
            (account, *NAMES[what]): quantity
            for (account, what), quantity in self.books.held.items()
            if quantity
        }
        assert held == expected
        still_sound(self.registry)

    @invariant()
    def defaults_and_trades_stand_as_in_the_obvious_books(self) -> None:
        found = self.registry.read(cases.listed)
        assert [row.outstanding_fen for row in found] == [
            row.outstanding for row in self.books.defaults
        ]
        assert [row.account for row in found] == [row.who for row in self.books.defaults]
        words = {"covered": "delivered"}
        states = [words.get(deal.status, deal.status) for deal in self.deals]
        assert [
            row.status.name.lower()
            for row in self.registry.read(trading_days.day_trades, self.date)
        ] == states
        day = self.registry.read(trading_days.day, self.date)
        assert (day.failed if day else 0) == states.count("failed")

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            sound(self.registry)
            self.registry.close()


def test_whatever_happens_to_defaults_the_registry_says_what_the_obvious_books_say(
    new_databases: Any,
) -> None:
    machine = type(
        "Machine", (DefaultsMachine,), {"new_database": staticmethod(new_databases.__next__)}
    )
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=checks,
        ),
    )
