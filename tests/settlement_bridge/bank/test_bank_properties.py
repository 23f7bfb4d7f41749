"""Whatever comes in and goes out, the purses are those of the obvious bank, and the bank's balance
is explained to the fen.
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

from engine.units import format_date, format_hundredths
from settlement_bridge.bank import Balance, answers, balances, breaks, compare, deposits, payments
from settlement_bridge.books import CASH, SignOff, State, bank_money, events, ledger_rows
from settlement_bridge.books.bank_money import Payee
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Verdict
from settlement_bridge.store.database import Registry
from tests.oracle.bank_books import NOBODY, Bank, Paid, free
from tests.settlement_bridge import at_once
from tests.settlement_bridge.bank.bank_lines import written
from tests.settlement_bridge.soundness import sound, still_sound

EXAMPLES = 3 * int(os.environ.get("CEAX_EXAMPLES", "1"))
STEPS = 20
LIN = SignOff("lin", "bridge", "case 1")
STATES = {
    State.CASH_REGISTRY: "registry",
    State.CASH_AVAILABLE: "trading",
    State.CASH_PAYABLE: "payable",
    State.CASH_SUSPENSE: "suspense",
}
WAYS = {
    Task.CASH_TO_TRADING: ("registry", "trading"),
    Task.CASH_TO_REGISTRY: ("trading", "registry"),
}

accounts = st.sampled_from([1, 2])
owners = st.sampled_from([1, 2, 0])
amounts = st.integers(1, 30).map(lambda number: number * 100)


class BankMachine(RuleBasedStateMachine):
    """A registry on a new database beside the obvious bank."""

    new_database: Callable[[], str]

    @initialize()
    def start(self) -> None:
        self.url, self.bank, self.clock, self.serial = (
            self.new_database(),
            Bank(),
            itertools.count(1),
            itertools.count(1),
        )
        self.registry: Registry = open_registry(self.url, clock=self.clock.__next__)
        self.date = 20_260_105
        at_once.record(
            self.registry, [Instruction(Task.OPEN_ACCOUNT, account, name="x") for account in (1, 2)]
        )
        for account in (1, 2):
            self.write(bank_money.set_payee, account, Payee("x", "ICBC", "62"), LIN)

    def write(self, work: Callable[..., Any], *given: Any) -> Any:
        return self.registry.write(work, *given, self.registry.now_ns())

    def file(self, work: Callable[..., Any], text: str, *given: Any) -> Any:
        return self.write(work, text, f"file {next(self.serial)}", *given, LIN, self.date)

    @rule(
        lines=st.lists(st.tuples(owners, amounts), min_size=1, max_size=3), suspense=st.booleans()
    )
    def deposit(self, lines: list[tuple[int, int]], suspense: bool) -> None:
        rows = [
            [
                f"B{next(self.serial)}",
                format_date(self.date),
                str(owner or ""),
                format_hundredths(amount),
                "p",
                "62",
            ]
            for owner, amount in lines
        ]
        taken = self.file(deposits.take_in, written(deposits.SHEET, rows), suspense)
        if any(owner == 0 for owner, _ in lines) and not suspense:
            assert taken.code == "account_unknown"
            return
        for number, (owner, amount) in enumerate(lines, taken.event):
            self.bank.receive(owner or NOBODY, amount)
            if not owner:
                self.bank.lines[number] = amount

    @rule(account=accounts, amount=amounts)
    def ask(self, account: int, amount: int) -> None:
        moved = self.bank.move(free(account), (account, "payable"), amount)
        asked = self.write(payments.request, account, amount, LIN, self.date)
        assert isinstance(asked, int) == moved
        if moved:
            self.bank.payments[asked] = Paid(account, amount)

    @rule(chosen=st.integers(0, 20))
    def withdraw(self, chosen: int) -> None:
        if not self.bank.payments:
            return
        number, payment = sorted(self.bank.payments.items())[chosen % len(self.bank.payments)]
        done = self.write(payments.withdraw, number, None, LIN, self.date)
        assert isinstance(done, int) == (payment.state == "requested")
        if isinstance(done, int):
            self.bank.end(payment, "withdrawn")

    @rule()
    def cut(self) -> None:
        waiting = {
            number: payment
            for number, payment in self.bank.payments.items()
            if payment.state == "requested"
        }
        made = self.write(payments.cut, "lin", self.date)
        if not waiting:
            assert made.code == "nothing_to_pay"
            return
        text = self.registry.read(payments.file_text, made.file)
        rows = [line.split(",") for line in text.splitlines()[1:-1]]
        assert {int(row[0]): row[3] for row in rows} == {
            n: format_hundredths(p.amount) for n, p in waiting.items()
        }
        for payment in waiting.values():
            payment.state = "sent"

    @rule(count=st.integers(1, 3))
    def the_bank_pays_some_in_order(self, count: int) -> None:
        due = [
            p
            for _, p in sorted(self.bank.payments.items())
            if p.state == "sent" and not p.paid_by_the_bank
        ]
        for payment in due[:count]:
            payment.paid_by_the_bank = True
            self.bank.vault -= payment.amount

    @rule(chosen=st.integers(0, 20), returned=st.booleans())
    def answer(self, chosen: int, returned: bool) -> None:
        """What was paid is confirmed; what was not is returned; what was confirmed may come
        back.
        """
        numbers = [
            n for n, p in sorted(self.bank.payments.items()) if p.state in ("sent", "confirmed")
        ]
        if not numbers:
            return
        number = numbers[chosen % len(numbers)]
        payment = self.bank.payments[number]
        if payment.state == "sent":
            returned = not payment.paid_by_the_bank
        word, reason = ("returned", "closed") if returned else ("confirmed", "")
        file = self.registry.read(bank_money.one_payment, number).file
        terms = (str(file), format_date(self.date), format_hundredths(payment.amount), word)
        row = [str(number), *terms, f"B{next(self.serial)}", reason]
        done = self.file(answers.take_in, written(answers.SHEET, [row]))
        if payment.state == "confirmed" and not returned:
            assert done.code == "payment_answered"
        elif returned:
            self.bank.end(payment, "returned")
        else:
            self.bank.confirm(payment)

    @rule(chosen=st.integers(0, 20), account=accounts)
    def assign(self, chosen: int, account: int) -> None:
        if not self.bank.lines:
            return
        line = sorted(self.bank.lines)[chosen % len(self.bank.lines)]
        event = self.write(bank_money.assign, line, account, LIN, self.date)
        assert self.bank.move(free(NOBODY), free(account), self.bank.lines.pop(line))
        self.bank.assigned[event] = (line, account)

    @rule(chosen=st.integers(0, 20))
    def take_an_assignment_back(self, chosen: int) -> None:
        if not self.bank.assigned:
            return
        event = sorted(self.bank.assigned)[chosen % len(self.bank.assigned)]
        line, account = self.bank.assigned[event]
        amount = next(row.quantity for row in self.entries(event))
        done = self.write(events.reverse, event, LIN, self.date)
        assert isinstance(done, int) == self.bank.move(free(account), free(NOBODY), amount)
        if isinstance(done, int):
            self.bank.lines[line] = amount
            del self.bank.assigned[event]

    def entries(self, event: int) -> list[Any]:
        return [entry.movement for entry in self.registry.read(ledger_rows.entries, None, event, 1)]

    @rule(chosen=st.integers(0, 20))
    def give_back(self, chosen: int) -> None:
        if not self.bank.lines:
            return
        line = sorted(self.bank.lines)[chosen % len(self.bank.lines)]
        number = self.write(bank_money.give_back, line, LIN, self.date)
        amount = self.bank.lines.pop(line)
        assert self.bank.move(free(NOBODY), (NOBODY, "payable"), amount)
        self.bank.payments[number] = Paid(NOBODY, amount, line=line)

    @rule(task=st.sampled_from(list(WAYS)), account=accounts, amount=amounts, refused=st.booleans())
    def to_the_exchange_and_back(
        self, task: Task, account: int, amount: int, refused: bool
    ) -> None:
        source, target = WAYS[task]
        (reference,) = at_once.record(
            self.registry, [Instruction(task, account, CASH, amount, date=self.date)]
        )
        enough = self.bank.purses[account, source] >= amount
        assert isinstance(reference, int) == enough
        if isinstance(reference, int):
            at_once.conclude(self.registry, [Verdict(reference, "no" if refused else "")], "bridge")
            assert refused or self.bank.move((account, source), (account, target), amount)

    @rule()
    def another_day(self) -> None:
        self.date += 1 if self.date < 20_260_131 else 0

    @rule()
    def restart(self) -> None:
        self.registry.close()
        self.registry = open_registry(self.url, clock=self.clock.__next__)

    @invariant()
    def purses_are_those_of_the_obvious_bank(self) -> None:
        held = {
            (row.account, STATES[row.state]): row.quantity
            for row in self.registry.read(ledger_rows.nonzero_holdings)
            if row.instrument == CASH and row.account != -1
        }
        assert held == self.bank.held()
        lines = self.registry.read(bank_money.open_lines, 0, 100)
        assert {line.number: line.amount_fen for line in lines} == self.bank.lines
        still_sound(self.registry)

    @invariant()
    def what_the_bank_holds_is_explained_and_a_fen_more_is_not(self) -> None:
        books = self.registry.read(balances.books_of, self.date)
        right = compare(Balance(self.date, "1001", self.bank.vault), books)
        wrong = compare(Balance(self.date, "1001", self.bank.vault + 1), books)
        assert (right.difference_fen, breaks(right)) == (0, [])
        assert len(breaks(wrong)) == 1

    def teardown(self) -> None:
        if hasattr(self, "registry"):
            sound(self.registry)
            self.registry.close()


def test_whatever_happens_the_purses_are_right_and_the_bank_is_explained(
    new_databases: Any,
) -> None:
    machine = type(
        "Machine", (BankMachine,), {"new_database": staticmethod(new_databases.__next__)}
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
