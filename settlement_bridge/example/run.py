"""The example years in a registry: entities, allocation files, trades delivered, emissions files,
surrender, statistics.

Everything goes the way of a real year: units and cash reach the trading accounts by transfers,
trades are collected with their day's close and delivered, what was bought goes back to the registry
and is surrendered there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from engine.units import format_date
from settlement_bridge import intake
from settlement_bridge.books import DayStatus, Figures, SignOff, Trade, venue_rules
from settlement_bridge.books.entities import open_entity
from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.bridge import (
    DELIVERY_MAX,
    INSTRUCTIONS_MAX,
    DayClose,
    Verdict,
    outbox,
    trading_days,
)
from settlement_bridge.compliance import allowances, completion, obligations
from settlement_bridge.compliance.completion import Completion
from settlement_bridge.errors import Refusal, SettlementError
from settlement_bridge.example import Deal, EmitterYear, Target, deals, market, province_of
from settlement_bridge.store.database import Registry

WHO = SignOff("example", "bridge", note="example year")
BLOCK_LEAST = 100_000  # t; smaller trades are listed ones
Result = TypeVar("Result")
Tell = Callable[[str, int], None]  # progress: what is being done, how many more are done


class ExampleFailed(SettlementError):
    """The registry refused something of the example."""


class YearResult(NamedTuple):
    """A year's outcome beside what it was to add up to."""

    target: Target
    allocated: int
    traded: int
    trades: int
    completion: list[Completion]

    def differences(self) -> list[str]:
        """Every figure that is not the target's."""
        of_all = self.completion[-1]
        figures = {
            "allocated": self.allocated,
            "due": of_all.due,
            "offset": of_all.offset,
            "outstanding": of_all.outstanding,
        }
        return [
            f"{self.target.year} {name}: {value:,}, {getattr(self.target, name):,} expected"
            for name, value in figures.items()
            if value != getattr(self.target, name)
        ]


def run_years(
    registry: Registry, targets: Iterable[Target], entities: int, seed: int, tell: Tell
) -> list[YearResult]:
    """Play years in an empty registry. Raises ExampleFailed, ValueError."""
    _register(registry, entities, tell)
    return [
        _Year(registry, target, market(target, entities, seed), seed, tell).run()
        for target in targets
    ]


def _register(registry: Registry, entities: int, tell: Tell) -> None:
    numbers = range(1, entities + 1)
    for number in numbers:
        terms = (EntityKind.EMITTER, province_of(number), Sector.POWER, None, Status.ACTIVE)
        entity = Entity(number, f"emitter {number}", *terms)
        _done(registry.write(open_entity, entity, WHO, registry.now_ns()))
        tell("entities", 1)
    opened = [
        Instruction(Task.OPEN_ACCOUNT, number, name=f"emitter {number}") for number in numbers
    ]
    _record(registry, opened)


def _done(result: Result | Refusal) -> Result:
    if isinstance(result, Refusal):
        raise ExampleFailed(f"{result.message} [{result.code}]")
    return result


def _record(registry: Registry, instructions: Sequence[Instruction]) -> None:
    """Carry out instructions; transfers are answered as the exchange would."""
    for start in range(0, len(instructions), INSTRUCTIONS_MAX):
        part = instructions[start : start + INSTRUCTIONS_MAX]
        outcomes = registry.write(outbox.record, part, registry.now_ns())
        numbers = [_done(result) for result in outcomes]
        if part[0].task in (Task.DEPOSIT, Task.TRANSFER_IN, Task.TRANSFER_OUT):
            applied = [Verdict(n, "") for n in numbers if isinstance(n, int)]
            registry.write(outbox.conclude, applied, WHO.who, registry.now_ns())


class _Year:
    """One year in the registry, step by step."""

    def __init__(
        self,
        registry: Registry,
        target: Target,
        emitters: list[EmitterYear],
        seed: int,
        tell: Tell,
    ) -> None:
        self._registry, self._target, self._emitters, self._tell = registry, target, emitters, tell
        self._code, self._credit = f"CEA{target.year % 100}", f"CCER{target.year % 100}"
        # of trading and surrender: 1 November of the year after
        self._date = (target.year + 1) * 10_000 + 1_101
        self._deals = list(deals(emitters, seed))

    def run(self) -> YearResult:
        self._allocate()
        self._trade()
        self._owe()
        self._surrender()
        reached = self._registry.read(completion.completion, self._target.year)
        allocated = sum(emitter.allocated for emitter in self._emitters)
        traded = sum(deal.quantity for deal in self._deals)
        return YearResult(self._target, allocated, traded, len(self._deals), reached)

    def _allocate(self) -> None:
        year = self._target.year
        issued = [(e.entity, self._code, e.allocated) for e in self._emitters]
        issued += [(e.entity, self._credit, e.offset) for e in self._emitters]
        rows = [
            [entity, code, year, province_of(entity), quantity]
            for entity, code, quantity in issued
            if quantity
        ]
        known = self._registry.read(venue_rules.opened)
        for code in {self._code, self._credit} - known.keys():
            self._write(venue_rules.open_instrument, code, year, WHO)
        text = _sheet(allowances.SHEET, rows)
        self._write(allowances.take_in, text, f"example {year}", WHO, self._date)
        self._tell("allocated", len(rows))

    def _trade(self) -> None:
        self._transfer(Task.TRANSFER_IN, lambda deal: (deal.seller, deal.quantity))
        self._transfer(Task.DEPOSIT, lambda deal: (deal.buyer, deal.quantity * deal.price))
        self._collect()
        memory, more = Memory(), True
        while more:
            given = (self._date, DELIVERY_MAX, WHO.who, self._registry.now_ns(), memory)
            step = self._registry.write(trading_days.deliver, *given)
            more = step.more
            if step.failed:
                raise ExampleFailed(f"{step.failed} trades of {format_date(self._date)} failed")
            self._tell("traded", step.delivered)
        self._registry.write(trading_days.mark, self._date, DayStatus.DONE)
        self._transfer(Task.TRANSFER_OUT, lambda deal: (deal.buyer, deal.quantity))

    def _collect(self) -> None:
        """Collect the year's trades with the close of their day, confirmed."""
        first = self._registry.read(trading_days.cursor).next_seq
        trades = [
            self._as_trade(first + place, place + 1, deal) for place, deal in enumerate(self._deals)
        ]
        total = (sum(trade.quantity for trade in trades), sum(trade.amount_fen for trade in trades))
        figures = Figures(len(trades), *total, "0" * 16)
        close = DayClose(first + len(trades), self._date, figures, None, {})
        self._registry.write(trading_days.collect, "example", trades, [close])
        self._registry.write(trading_days.mark, self._date, DayStatus.CONFIRMED)

    def _transfer(self, task: Task, share: Callable[[Deal], tuple[int, int]]) -> None:
        """One transfer for each account, of the sum of its shares in the deals."""
        totals: dict[int, int] = defaultdict(int)
        for account, quantity in map(share, self._deals):
            totals[account] += quantity
        code = "" if task == Task.DEPOSIT else self._code
        transfers = [
            Instruction(task, account, code, quantity, date=self._date)
            for account, quantity in sorted(totals.items())
        ]
        _record(self._registry, transfers)

    def _as_trade(self, seq: int, number: int, deal: Deal) -> Trade:
        method = "block" if deal.quantity >= BLOCK_LEAST else "listed"
        trade = self._target.year * 1_000_000 + number
        named = (seq, self._date, method, trade, self._code, self._target.year % 100)
        money = (deal.price, deal.quantity, deal.price * deal.quantity)
        no_fees = (0, 0, 0, 0)
        return Trade(*named, *money, deal.buyer, deal.seller, *no_fees)

    def _owe(self) -> None:
        year = self._target.year
        text = _sheet(obligations.SHEET, [[e.entity, year, e.due, e.due] for e in self._emitters])
        self._write(obligations.take_in, text, f"example {year}", False, WHO)

    def _surrender(self) -> None:
        for emitter in self._emitters:
            amount = emitter.due - emitter.offset - emitter.late
            for code, quantity in ((self._code, amount), (self._credit, emitter.offset)):
                if quantity:
                    terms = (emitter.entity, code, quantity, self._target.year)
                    self._write(allowances.surrender, *terms, WHO, self._date)
            self._tell("surrendered", 1)

    def _write(self, work: Callable[..., object], *given: object) -> None:
        _done(self._registry.write(work, *given, self._registry.now_ns()))


def _sheet(sheet: intake.Sheet, rows: Sequence[Sequence[object]]) -> str:
    """A file as the registry takes it in."""
    cells = [[str(cell) for cell in row] for row in rows]
    return "".join(
        ",".join(line) + "\n" for line in (list(sheet.header), *cells, sheet.totals(cells))
    )
