"""Any sequence of events, deliveries, reversals and restarts leaves the registry as the obvious
books say, and sound.
"""

from __future__ import annotations

import itertools
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

from settlement_bridge.books import (
    CASH,
    DayStatus,
    Range,
    SignOff,
    State,
    Trade,
    blocks,
    events,
    ledger_rows,
)
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Verdict, trading_days
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.oracle.registry_books import Books, Moved, Place
from tests.settlement_bridge import at_once
from tests.settlement_bridge.soundness import sound, still_sound

EXAMPLES = 5 * int(os.environ.get("CEAX_EXAMPLES", "1"))
STEPS = 25
ACCOUNTS = (1, 2, 3)
LIN = SignOff("lin", "bridge", "case 1")
SINGLE = {
    Task.FREEZE: ("registry_available", "frozen"),
    Task.UNFREEZE: ("frozen", "registry_available"),
    Task.PLEDGE: ("registry_available", "pledged"),
    Task.RELEASE: ("pledged", "registry_available"),
    Task.CANCEL: ("registry_available", "cancelled"),
}
ROUTES = {
    Task.TRANSFER_IN: ("registry_available", "in_transit", "trading_available"),
    Task.TRANSFER_OUT: ("trading_available", "in_transit", "registry_available"),
    Task.DEPOSIT: ("bank", "cash_in_transit", "cash_available"),
    Task.WITHDRAW: ("cash_available", "cash_in_transit", "bank"),
}

FREE = ("registry_available", "trading_available", "pledged")
FROZEN = ("frozen", "frozen_by_number")
# What each act by serial number takes units out of, and the state it brings them into.
NAMED = {
    Task.FREEZE: dict.fromkeys(FREE, "frozen_by_number"),
    Task.UNFREEZE: dict.fromkeys(FROZEN, "where it was found"),
    Task.COURT_TRANSFER: dict.fromkeys((*FREE, *FROZEN), "registry_available"),
    Task.INHERIT: dict.fromkeys(FREE, "registry_available") | {state: state for state in FROZEN},
    Task.PLEDGE: {"registry_available": "pledged"},
    Task.RELEASE: {"pledged": "registry_available"},
    Task.CANCEL: {"registry_available": "cancelled"},
    Task.TRANSFER_IN: {"registry_available": "in_transit"},
    Task.TRANSFER_OUT: {"trading_available": "in_transit"},
}

accounts = st.sampled_from(ACCOUNTS)
instruments = st.sampled_from(["CEA24", "CEA25"])
quantities = st.integers(1, 12)
spans = st.lists(st.tuples(st.integers(1, 24), st.integers(0, 4)), min_size=1, max_size=3)
trade_terms = st.tuples(
    accounts,
    accounts,
    instruments,
    quantities,
    st.integers(1, 9),
    st.integers(0, 2),
    st.integers(0, 2),
)


class RegistryMachine(RuleBasedStateMachine):
    """A registry on a new database beside the obvious books."""

    new_database: Callable[[], str]

    @initialize()
    def start(self) -> None:
        self.url, self.books = self.new_database(), Books()
        self.clock = itertools.count(1)
        self.registry: Registry = open_registry(self.url, clock=self.clock.__next__)
        self.pending: dict[int, tuple[Task, int, str, int, list[int]]] = {}
        self.frozen: dict[tuple[str, int], Place] = {}
        self.may_move_frozen = False
        self.date, self.next_seq = 20_260_104, 1
        at_once.record(
            self.registry,
            [Instruction(Task.OPEN_ACCOUNT, account, name="x") for account in ACCOUNTS],
        )

    def record(self, instruction: Instruction) -> int | None:
        (result,) = at_once.record(self.registry, [instruction])
        return result if isinstance(result, int) else None

    @rule(account=accounts, instrument=instruments, quantity=quantities)
    def allocate(self, account: int, instrument: str, quantity: int) -> None:
        event = self.record(Instruction(Task.ALLOCATE, account, instrument, quantity))
        assert event is not None
        self.books.events[event] = [self.books.issue(instrument, account, quantity)]

    @rule(
        task=st.sampled_from(list(SINGLE)),
        account=accounts,
        instrument=instruments,
        quantity=quantities,
    )
    def move(self, task: Task, account: int, instrument: str, quantity: int) -> None:
        source, target = SINGLE[task]
        moved = self.books.take(instrument, (account, source), (account, target), quantity)
        self.same(self.record(Instruction(task, account, instrument, quantity)), moved)

    @rule(
        task=st.sampled_from([task for task, row in ASKED.items() if row.to_another]),
        account=accounts,
        other=accounts,
        instrument=instruments,
        quantity=quantities,
        state=st.sampled_from([1, 2, 3, 4]),
    )
    def give_away(
        self, task: Task, account: int, other: int, instrument: str, quantity: int, state: int
    ) -> None:
        if account != other:
            source = State(state).name.lower()
            target = (other, NAMED[task][source])
            moved = self.books.take(instrument, (account, source), target, quantity)
            order = Instruction(
                task, account, instrument, quantity, to_account=other, state=State(state)
            )
            self.same(self.record(order), moved)

    @rule(
        task=st.sampled_from(list(NAMED)),
        account=st.none() | accounts,
        other=accounts,
        instrument=instruments,
        parts=spans,
    )
    def name_units(
        self,
        task: Task,
        account: int | None,
        other: int,
        instrument: str,
        parts: list[tuple[int, int]],
    ) -> None:
        account = account if ASKED[task].wherever else account or other
        taker = other if ASKED[task].to_another else None
        wanted = merged(parts)
        serials = [number for span in wanted for number in range(span.first, span.last + 1)]
        refused = taker is not None and taker == account
        moves = (
            None if refused else self.books.name(instrument, serials, NAMED[task], account, taker)
        )
        named = Instruction(
            task,
            account or 0,
            instrument,
            len(serials),
            to_account=taker or 0,
            serials=wanted,
            date=self.date,
        )
        event = self.record(named)
        assert (event is None) == (moves is None)
        if event is None or moves is None:
            return
        self.may_move_frozen = True
        if task in ROUTES:
            self.pending[event] = (task, account or 0, instrument, len(serials), serials)
        else:
            self.books.events[event] = moves

    def same(self, event: int | None, moved: Moved | None) -> None:
        assert (event is None) == (moved is None)
        if event is not None and moved is not None:
            self.books.events[event] = [moved]

    @rule(
        task=st.sampled_from(list(ROUTES)),
        account=accounts,
        instrument=instruments,
        quantity=quantities,
    )
    def transfer(self, task: Task, account: int, instrument: str, quantity: int) -> None:
        asset = instrument if task in (Task.TRANSFER_IN, Task.TRANSFER_OUT) else CASH
        amount = quantity if asset else quantity * 10
        first, waiting, _ = ROUTES[task]
        reference = self.record(Instruction(task, account, asset, amount))
        serials = self.go(asset, end(account, first), end(account, waiting), amount)
        assert (reference is not None) == (serials is not None)
        if reference is not None and serials is not None:
            self.pending[reference] = (task, account, asset, amount, serials)

    @rule(refused=st.lists(st.booleans(), min_size=8, max_size=8))
    def answer(self, refused: list[bool]) -> None:
        answered = sorted(self.pending)[: len(refused)]
        codes = ["account_unknown" if no else "" for no in refused]
        at_once.conclude(
            self.registry, [Verdict(*pair) for pair in zip(answered, codes, strict=False)], "bridge"
        )
        for reference, code in zip(answered, codes, strict=False):
            task, account, asset, amount, serials = self.pending.pop(reference)
            first, waiting, last = ROUTES[task]
            ends = (end(account, waiting), end(account, first if code else last))
            if asset:
                self.books.move(asset, serials, *ends)
            else:
                assert self.books.pay(*ends, amount)

    def go(self, asset: str, source: Place, target: Place, amount: int) -> list[int] | None:
        """The tonnes on their way, none for cash; None when there is too little."""
        if asset:
            moved = self.books.take(asset, source, target, amount)
            return moved.serials if moved else None
        return [] if self.books.pay(source, target, amount) else None

    @rule(terms=st.lists(trade_terms, max_size=6), limit=st.integers(1, 7))
    def settle_a_day(self, terms: list[tuple], limit: int) -> None:
        self.date += 1
        trades = [self.trade(*values) for values in terms if values[0] != values[1]]
        self.registry.write(trading_days.collect, "venue", trades, [])
        if not trades:
            return
        self.registry.write(trading_days.mark, self.date, DayStatus.CONFIRMED)
        while at_once.deliver(self.registry, self.date, limit, "bridge").more:
            pass
        expected = self.books.deliver_day([terms_of(trade) for trade in trades])
        assert [
            settled.status.name == "DELIVERED"
            for settled in self.registry.read(trading_days.day_trades, self.date)
        ] == expected

    def trade(
        self, seller: int, buyer: int, code: str, quantity: int, price: int, paid: int, got: int
    ) -> Trade:
        seq, self.next_seq = self.next_seq, self.next_seq + 1
        return Trade(
            seq,
            self.date,
            "listed",
            seq,
            code,
            5,
            price,
            quantity,
            price * quantity,
            buyer,
            seller,
            paid,
            0,
            0,
            got,
        )

    @rule(number=st.integers(0, 30))
    def take_back(self, number: int) -> None:
        signed = self.registry.read(events.signed_events, 1, 1_000)
        if not signed:
            return
        event = signed[number % len(signed)].event
        expected = self.books.reverse(event)
        self.may_move_frozen = expected is None
        result = self.registry.write(events.reverse, event, LIN, self.date, self.registry.now_ns())
        assert (result.code if isinstance(result, Refusal) else None) == expected

    @rule()
    def restart(self) -> None:
        self.registry.close()
        self.registry = open_registry(self.url, clock=self.clock.__next__)

    @invariant()
    def holds_what_the_obvious_books_hold(self) -> None:
        held = {
            (row.account, row.instrument, row.state.name.lower()): row.quantity
            for row in self.registry.read(ledger_rows.nonzero_holdings)
        }
        assert {
            key: quantity for key, quantity in held.items() if key[0] >= 0
        } == self.books.holdings()
        still_sound(self.registry)

    @invariant()
    def every_tonne_is_where_the_obvious_books_have_it(self) -> None:
        for account in (*ACCOUNTS, -1):
            found = {
                (block.instrument, serial): (block.account, block.state.name.lower())
                for block, _ in self.registry.read(blocks.holding_blocks, account, ("", 0), 10_000)
                for serial in range(block.first, block.last + 1)
            }
            own = {
                (instrument, serial): place
                for instrument, tonnes in self.books.tonnes.items()
                for serial, place in tonnes.items()
                if place[0] == account
            }
            assert found == own

    @invariant()
    def what_is_frozen_by_number_moves_by_acts_that_name_it_only(self) -> None:
        found = {
            (block.instrument, serial): (account, "frozen_by_number")
            for account in ACCOUNTS
            for block, _ in self.registry.read(blocks.holding_blocks, account, ("", 0), 10_000)
            for serial in range(block.first, block.last + 1)
            if block.state == State.FROZEN_BY_NUMBER
        }
        assert found == self.frozen or self.may_move_frozen
        self.frozen, self.may_move_frozen = found, False

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            sound(self.registry)
            self.registry.close()


def merged(parts: list[tuple[int, int]]) -> tuple[Range, ...]:
    """Ranges (first, count after it) in order, without overlap."""
    numbers = sorted({number for first, more in parts for number in range(first, first + more + 1)})
    ranges: list[Range] = []
    for number in numbers:
        if ranges and ranges[-1].last + 1 == number:
            ranges[-1] = ranges[-1]._replace(last=number)
        else:
            ranges.append(Range(number, number))
    return tuple(ranges)


def terms_of(trade: Trade) -> tuple:
    """A trade as the obvious books take it."""
    fees = [
        (trade.buyer, trade.buyer_trading_fee_fen),
        (trade.seller, trade.seller_settlement_fee_fen),
    ]
    return trade.seller, trade.buyer, trade.instrument, trade.quantity, trade.amount_fen, fees


def end(account: int, state: str) -> Place:
    return (-1, state) if state == "bank" else (account, state)


def test_whatever_happens_the_registry_says_what_the_obvious_books_say(new_databases: Any) -> None:
    machine = type(
        "Machine", (RegistryMachine,), {"new_database": staticmethod(new_databases.__next__)}
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
