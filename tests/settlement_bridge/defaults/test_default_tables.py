"""The tables of `tests/scenarios/delivery_defaults.txt`, each on a new registry of each kind of
database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from settlement_bridge.books import (
    CASH,
    RESERVE,
    DayStatus,
    EntryKind,
    Key,
    Movement,
    SignOff,
    State,
    Trade,
    events,
    ledger_rows,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Verdict, trading_days
from settlement_bridge.defaults import (
    ActKind,
    DefaultRules,
    acts_of,
    cases,
    deadlines,
    moment,
    reserve,
    set_rules,
    time_of,
)
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.soundness import lines_of

TABLES = re.findall(
    r"^== (.*?) ==\n(.*?)(?=^==|\Z)",
    (Path(__file__).parents[2] / "scenarios" / "delivery_defaults.txt").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
LIN = SignOff("lin", "bridge", "case 1")
DATE = 20_260_105
STATES = {
    "trading": State.TRADING_AVAILABLE,
    "frozen": State.FROZEN,
    "registry": State.REGISTRY_AVAILABLE,
}


def minutes(text: str) -> int:
    return 60 * int(text[:2]) + int(text[3:])


def day_number(text: str) -> int:
    return int(text.replace("-", ""))


class Table:
    """Carries out the lines of a table on a registry whose clock shows what the table says."""

    def __init__(self, database: str) -> None:
        self.now = time_of(DATE, 930)
        self.registry: Registry = open_registry(database, clock=lambda: self.now)
        self.trades: list[Trade] = []
        at_once.record(
            self.registry,
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}")
                for account in (1, 2, 3)
            ],
        )
        self.verbs: dict[str, Callable[[list[str]], object]] = {
            "rules": self.rules,
            "at": self.at,
            "units": self.units,
            "registry": lambda words: self.record(Task.ALLOCATE, words),
            "transfer-in": lambda words: self.transfer(Task.TRANSFER_IN, words),
            "cash": self.cash,
            "freeze": lambda words: self.record(Task.FREEZE, words),
            "unfreeze": lambda words: self.record(Task.UNFREEZE, words),
            "gone": self.gone,
            "trade": self.trade,
            "deliver": self.deliver,
            "look": self.look,
            "reserve": lambda words: self.reserve(reserve.pay_in, words),
            "fees-in": lambda words: self.reserve(reserve.take_fees, words),
            "pay-out": lambda words: self.reserve(reserve.pay_out, words),
            "cover": lambda words: self.decide(ActKind.COVERED, words),
            "cancel": lambda words: self.decide(ActKind.CANCELLED, words),
            "repay": self.repay,
            "write-off": self.write_off,
            "deadline": self.deadline,
        }

    def line(self, text: str) -> None:
        """Do what is before the arrow and compare with what is after it, or compare what is
        reported or held.
        """
        asked, arrow, expected = text.partition("->")
        told = re.fullmatch(r"(\w+(?: \d+)?(?: acts)?|\d \w+): (.*)", text.strip())
        if told and not arrow:
            assert self.tell(told[1].split()) == told[2], text
            return
        verb, *words = asked.split()
        result = self.verbs[verb](words)
        if arrow:
            said = f"refused: {result.code}" if isinstance(result, Refusal) else str(result)
            assert said == expected.strip(), text

    def tell(self, words: list[str]) -> str:
        if words == ["reserve"]:
            return str(self.registry.read(reserve.balance).available_fen)
        if words == ["fees"]:
            return str(self.held(0, CASH, State.CASH_AVAILABLE))
        if words[0] == "default" and len(words) == 3:
            acts = self.registry.read(acts_of, int(words[1]))
            return ", ".join(act.kind.name.lower() for act in acts)
        if words[0] in ("default", "claim"):
            return self.default(words[0], int(words[1]))
        if words[1] == "cash":
            return str(self.held(int(words[0]), CASH, State.CASH_AVAILABLE))
        return str(self.held(int(words[0]), "CEA25", STATES[words[1]]))

    def default(self, what: str, number: int) -> str:
        found = self.registry.read(cases.one_case, number)
        assert found is not None
        if what == "claim":
            return str(found.outstanding_fen)
        until = f" until {moment(found.deadline_ns)}" if found.status == "open" else ""
        unit = "t" if found.instrument else "fen"
        return f"{found.status}{until}, {found.missing} {unit} short in account {found.account}"

    def held(self, account: int, instrument: str, state: State) -> int:
        rows = self.registry.read(ledger_rows.nonzero_holdings, account)
        return sum(
            row.quantity for row in rows if (row.instrument, row.state) == (instrument, state)
        )

    # What is done.

    def rules(self, words: list[str]) -> str:
        until = None if words[0] == "none" else minutes(words[0])
        share = int(words[2]) if "share" in words else 0
        rules = DefaultRules(until, automatic="wait" not in words, fee_share_bp=share)
        return f"rules {self.registry.write(set_rules, rules, LIN, self.now)}"

    def at(self, words: list[str]) -> None:
        self.now = time_of(day_number(words[0]), minutes(words[1]))

    def units(self, words: list[str]) -> None:
        self.record(Task.ALLOCATE, words)
        self.transfer(Task.TRANSFER_IN, words)

    def cash(self, words: list[str]) -> None:
        (reference,) = at_once.record(
            self.registry, [Instruction(Task.DEPOSIT, int(words[0]), CASH, int(words[1]))]
        )
        assert isinstance(reference, int)
        at_once.conclude(self.registry, [Verdict(reference, "")], "bridge")

    def record(self, task: Task, words: list[str]) -> int:
        state = State.REGISTRY_AVAILABLE if task == Task.ALLOCATE else State.TRADING_AVAILABLE
        (done,) = at_once.record(
            self.registry, [Instruction(task, int(words[0]), "CEA25", int(words[1]), state=state)]
        )
        assert isinstance(done, int)
        return done

    def transfer(self, task: Task, words: list[str]) -> None:
        at_once.conclude(self.registry, [Verdict(self.record(task, words), "")], "bridge")

    def gone(self, words: list[str]) -> None:
        movement = Movement(
            EntryKind.WITHDRAWAL,
            Key(int(words[0]), CASH, State.CASH_AVAILABLE),
            reserve.BANK,
            int(words[1]),
        )
        assert isinstance(self.registry.write(events.post, [movement], LIN, self.now), int)

    def trade(self, words: list[str]) -> None:
        seller, buyer, quantity, price = (
            int(words[0]),
            int(words[1]),
            int(words[2]),
            int(words[4].replace(".", "")),
        )
        paid, received = (int(words[6]), int(words[7])) if "fees" in words else (0, 0)
        number = len(self.trades) + 1
        terms = ("CEA25", 5, price, quantity, price * quantity, buyer, seller, paid, 0, 0, received)
        self.trades.append(Trade(number, DATE, "listed", number, *terms))

    def deliver(self, _words: list[str]) -> str:
        self.registry.write(trading_days.collect, "venue", self.trades, [])
        self.registry.write(trading_days.mark, DATE, DayStatus.CONFIRMED)
        while at_once.deliver(self.registry, DATE, 2, "bridge").more:
            pass
        return self.states()

    def look(self, _words: list[str]) -> str:
        reason = self.registry.write(deadlines.look_at_day, DATE, "bridge", self.now)
        assert bool(reason) == ("defaulted" in self.states())
        return self.states()

    def states(self) -> str:
        day = self.registry.read(trading_days.day, DATE)
        states = [
            settled.status.name.lower()
            for settled in self.registry.read(trading_days.day_trades, DATE)
        ]
        assert day is not None
        assert day.failed == states.count("failed")
        return ", ".join(states)

    def reserve(self, move: Callable[..., int | Refusal], words: list[str]) -> object:
        return event(self.registry.write(move, int(words[0]), LIN, DATE, self.now))

    def decide(self, kind: ActKind, words: list[str]) -> object:
        done = self.registry.write(deadlines.decide, int(words[0]), kind, LIN, self.now)
        return "cancelled" if done == 0 else event(done)

    def repay(self, words: list[str]) -> object:
        return event(
            self.registry.write(reserve.repay, int(words[0]), int(words[1]), LIN, DATE, self.now)
        )

    def write_off(self, words: list[str]) -> object:
        left = self.registry.write(
            reserve.write_off, int(words[0]), int(words[1]), LIN, DATE, self.now
        )
        return left if isinstance(left, Refusal) else f"outstanding {left}"

    def deadline(self, words: list[str]) -> object:
        until = time_of(day_number(words[1]), minutes(words[2]))
        set_to = self.registry.write(
            deadlines.set_deadline, int(words[0]), until, LIN, DATE, self.now
        )
        return set_to if isinstance(set_to, Refusal) else f"until {moment(set_to)}"


def event(result: int | Refusal) -> object:
    return result if isinstance(result, Refusal) else "done"


@pytest.fixture
def table(database: str) -> Iterator[Table]:
    """A table's registry, on each kind of database in turn."""
    made = Table(database)
    yield made
    made.registry.close()


@pytest.mark.parametrize("lines", [body for _, body in TABLES], ids=[title for title, _ in TABLES])
def test_a_table_of_delivery_defaults_holds(table: Table, lines: str) -> None:
    for line in lines_of(lines, table.registry):
        table.line(line)
        assert table.registry.read(reserve.balance).available_fen == table.held(
            RESERVE, CASH, State.CASH_AVAILABLE
        )


def test_there_are_tables() -> None:
    assert len(TABLES) > 8
