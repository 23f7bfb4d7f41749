"""Carries out the lines of `tests/scenarios/registry_bank.txt` on a registry, through files as the
bank writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.units import format_hundredths, parse_date, parse_hundredths
from settlement_bridge.bank import answers, balances, deposits, payments
from settlement_bridge.books import (
    CASH,
    DayStatus,
    SignOff,
    State,
    Trade,
    bank_money,
    entities,
    events,
    ledger_rows,
    settings,
    venue_rules,
)
from settlement_bridge.books.bank_money import Payee
from settlement_bridge.books.parties import Instruction, Status, Task
from settlement_bridge.bridge import Verdict, trading_days
from settlement_bridge.errors import Refusal
from settlement_bridge.intake import Sheet
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

LIN = SignOff("lin", "bridge", "case 1")
WORDS = {
    State.CASH_REGISTRY: "registry",
    State.CASH_AVAILABLE: "trading",
    State.CASH_PAYABLE: "payable",
}
TASKS = {"trading": Task.CASH_TO_TRADING, "registry": Task.CASH_TO_REGISTRY}


def written(sheet: Sheet, rows: list[list[str]]) -> str:
    """A file with a right totals line, where the amounts are amounts."""
    sound = [
        row
        for row in rows
        if re.fullmatch(r"[0-9]+\.[0-9]{2}", row[sheet.header.index(sheet.money[0])])
    ]
    return "".join(
        ",".join(row) + "\n"
        for row in [list(sheet.header), *rows, sheet.totals(sound) if sound else ["total"]]
    )


class BankLines:
    """The registry's operator: accounts 1 and 2 with a bank account, 3 without."""

    def __init__(self, registry: Registry) -> None:
        self.registry, self.date, self.day, self.seq, self.taken = registry, "", 0, 0, 0
        at_once.record(
            registry,
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}")
                for account in (1, 2, 3)
            ],
        )
        for account in (1, 2):
            self.write(
                bank_money.set_payee,
                account,
                Payee(f"member {account}", "ICBC", f"6222-{account}"),
                LIN,
            )
        self.actions: list[tuple[re.Pattern[str], Callable[..., str]]] = [
            (re.compile(pattern), action)
            for pattern, action in {
                r"day (\S+)": self.begin,
                r"in (.+?)( suspense)?(?: on (\S+))?": self.take_deposits,
                r"ask (\d) (\S+)": self.ask,
                r"withdraw (\d+)": self.withdraw,
                r"cut": self.cut,
                r"bank (confirms|returns) (\d+) as (\S+) on (\S+)": self.answer,
                r"assign (\d+) to (\d)": self.assign,
                r"give back (\d+)": self.give_back,
                r"reverse (\d+)": self.reverse,
                r"(suspend|restore) (\d)": self.set_status,
                r"to (trading|registry) (\d) (\S+)": self.move,
                r"sell (\d) (\d) (\d+) at (\S+)": self.sell,
                r"rule (\S+) (\d+)": self.rule,
                r"balance (\S+) (\S+)": self.balance,
                r"(\d):(?: (.+))?": self.held,
                r"suspense:(?: (.+))?": self.in_suspense,
            }.items()
        ]

    def write(self, work: Callable[..., Any], *given: Any) -> Any:
        return self.registry.write(work, *given, self.registry.now_ns())

    def line(self, text: str) -> None:
        """Do what is before the arrow and compare with what is after it."""
        asked, _, expected = text.partition("->")
        for pattern, action in self.actions:
            found = pattern.fullmatch(asked.strip())
            if found:
                assert action(*found.groups()) == expected.strip(), text
                return
        raise AssertionError(f"not understood: {text}")

    def begin(self, date: str) -> str:
        self.date, self.day = date, parse_date(date)
        return ""

    def reference(self) -> str:
        self.taken += 1
        return f"file {self.taken}"

    def take_deposits(self, lines: str, suspense: str | None, date: str | None) -> str:
        rows = []
        for line in lines.split(";"):
            reference, account, amount = line.split()
            rows.append(
                [reference, date or self.date, account.replace("-", ""), amount, "Payer", "6222-9"]
            )
        given = (
            written(deposits.SHEET, rows),
            self.reference(),
            suspense is not None,
            LIN,
            self.day,
        )
        return said(self.write(deposits.take_in, *given))

    def ask(self, account: str, amount: str) -> str:
        return said(
            self.write(payments.request, int(account), parse_hundredths(amount), LIN, self.day),
            "payment",
        )

    def withdraw(self, payment: str) -> str:
        return said(self.write(payments.withdraw, int(payment), None, LIN, self.day))

    def cut(self) -> str:
        made = self.write(payments.cut, "lin", self.day)
        if isinstance(made, Refusal):
            return said(made)
        return f"file {made.file}: {made.rows} payments, {format_hundredths(made.amount_fen)}"

    def answer(self, result: str, payment: str, reference: str, date: str) -> str:
        known = self.registry.read(bank_money.one_payment, int(payment))
        file, amount = (known.file or 1, known.amount_fen) if known else (1, 1)
        word, reason = (
            ("confirmed", "") if result == "confirms" else ("returned", "no such account")
        )
        row = [payment, str(file), date, format_hundredths(amount), word, reference, reason]
        text = written(answers.SHEET, [row])
        return said(self.write(answers.take_in, text, self.reference(), LIN, self.day))

    def assign(self, line: str, account: str) -> str:
        return said(self.write(bank_money.assign, int(line), int(account), LIN, self.day))

    def give_back(self, line: str) -> str:
        return said(self.write(bank_money.give_back, int(line), LIN, self.day), "payment")

    def reverse(self, event: str) -> str:
        return said(self.write(events.reverse, int(event), LIN, self.day))

    def set_status(self, word: str, account: str) -> str:
        status = Status.SUSPENDED if word == "suspend" else Status.ACTIVE
        self.write(entities.set_status, entities.ACCOUNT, int(account), status, LIN)
        return ""

    def move(self, way: str, account: str, amount: str) -> str:
        """A transfer that the exchange applies."""
        (reference,) = at_once.record(
            self.registry,
            [Instruction(TASKS[way], int(account), CASH, parse_hundredths(amount), date=self.day)],
        )
        if isinstance(reference, int):
            at_once.conclude(self.registry, [Verdict(reference, "")], "bridge")
        return said(reference)

    def sell(self, seller: str, buyer: str, quantity: str, price: str) -> str:
        """Units for the seller's trading account, and a trade of the day, delivered."""
        units = [
            Instruction(task, int(seller), "CEA25", int(quantity), date=self.day)
            for task in (Task.ALLOCATE, Task.TRANSFER_IN)
        ]
        number = at_once.record(self.registry, units)[1]
        assert isinstance(number, int)
        at_once.conclude(self.registry, [Verdict(number, "")], "bridge")
        self.seq += 1
        ticks = parse_hundredths(price)
        terms = (
            "CEA25",
            5,
            ticks,
            int(quantity),
            ticks * int(quantity),
            int(buyer),
            int(seller),
            0,
            0,
            0,
            0,
        )
        self.registry.write(
            trading_days.collect,
            "venue",
            [Trade(self.seq, self.day, "listed", self.seq, *terms)],
            [],
        )
        self.registry.write(trading_days.mark, self.day, DayStatus.CONFIRMED)
        at_once.deliver(self.registry, self.day, 10, "bridge")
        return self.registry.read(trading_days.day_trades, self.day)[-1].status.name.lower()

    def rule(self, name: str, value: str) -> str:
        self.write(venue_rules.set_rule, name, settings.VENUE, int(value), LIN)
        return ""

    def balance(self, date: str, amount: str) -> str:
        text = written(balances.SHEET, [[date, "1001-0001", amount]])
        self.write(balances.take_in, text, self.reference(), LIN)
        found, breaks = self.registry.read(balances.position, parse_date(date))
        assert found is not None
        assert (found["difference_fen"] != 0) == bool(breaks)
        if breaks:
            return f"off by {format_hundredths(found['difference_fen'])}"
        timing = [
            f"{row['what']} {format_hundredths(row['amount_fen'])}" for row in found["timing"]
        ]
        return f"agrees: {', '.join(timing)}" if timing else "agrees"

    def held(self, account: str, wanted: str | None) -> str:
        found = {
            row.state: row.quantity
            for row in self.registry.read(ledger_rows.nonzero_holdings, int(account))
            if row.instrument == CASH
        }
        told = "; ".join(
            f"{word} {format_hundredths(found[state])}"
            for state, word in WORDS.items()
            if found.get(state)
        )
        assert told == (wanted or ""), f"{account}: {told}"
        return ""

    def in_suspense(self, wanted: str | None) -> str:
        lines = self.registry.read(bank_money.open_lines, 0, 100)
        told = ", ".join(format_hundredths(line.amount_fen) for line in lines)
        assert told == (wanted or ""), f"suspense: {told}"
        return ""


def said(result: Any, word: str = "event") -> str:
    """A result as the tables write it."""
    if isinstance(result, Refusal):
        place = f" at {result.field}" if result.field and result.field.startswith("line ") else ""
        return f"refused: {result.code}{place}"
    return f"{word} {result if isinstance(result, int) else result.event}"
