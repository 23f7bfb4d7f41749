"""The tables of `tests/scenarios/registry_books.txt`, each on a new registry of each kind of
database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from settlement_bridge.books import (
    CASH,
    DayStatus,
    SignOff,
    Span,
    State,
    Trade,
    blocks,
    events,
    ledger_rows,
)
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.serials import quantity_of, read_ranges
from settlement_bridge.books.serials import range_text as spelt
from settlement_bridge.bridge import Verdict, trading_days
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once
from tests.settlement_bridge.soundness import lines_of

TABLES = re.findall(
    r"^== (.*?) ==\n(.*?)(?=^==|\Z)",
    (Path(__file__).parents[2] / "scenarios" / "registry_books.txt").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
BLOCK = re.compile(r"(\d) (\w+): (.*)")
LIN = SignOff("lin", "bridge", "case 1")


class Desk:
    """Carries out the lines of a table on a registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.date, self.seq = 20_260_104, 0
        at_once.record(
            registry,
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}")
                for account in (1, 2)
            ],
        )

    def line(self, text: str) -> None:
        """Do what is before the arrow and compare with what follows it, or compare holdings."""
        asked, arrow, expected = text.partition("->")
        if arrow:
            assert self.do(asked.split()) == expected.strip(), text
            return
        found = BLOCK.fullmatch(text.strip())
        assert found is not None, text
        account, asset, wanted = int(found[1]), found[2], found[3]
        assert (self.cash(account) if asset == "cash" else self.blocks(account, asset)) == wanted, (
            text
        )

    def do(self, words: list[str]) -> str:
        if words[0] == "reverse":
            return said(
                self.registry.write(
                    events.reverse, int(words[1]), LIN, self.date, self.registry.now_ns()
                )
            )
        if words[0] == "trade":
            return self.trade(words)
        if words[0] in ("transfer_in", "transfer_out"):
            return self.transfer(words)
        if words[0] in ("trading", "cash"):
            return self.endow(words)
        return said(at_once.record(self.registry, [instruction(words)])[0])

    def transfer(self, words: list[str]) -> str:
        """Named units between registry and trading account, with the exchange's yes."""
        (reference,) = at_once.record(self.registry, [instruction(words)])
        if isinstance(reference, int):
            at_once.conclude(self.registry, [Verdict(reference, "")], "bridge")
        return said(reference)

    def endow(self, words: list[str]) -> str:
        """Bring units or cash into the trading account, and let the exchange say yes."""
        what = (words[2], int(words[3])) if words[0] == "trading" else (CASH, int(words[2]))
        task = Task.TRANSFER_IN if words[0] == "trading" else Task.DEPOSIT
        (reference,) = at_once.record(self.registry, [Instruction(task, int(words[1]), *what)])
        assert isinstance(reference, int)
        at_once.conclude(self.registry, [Verdict(reference, "")], "bridge")
        return said(reference)

    def trade(self, words: list[str]) -> str:
        """A day with one trade, delivered."""
        self.date, self.seq = self.date + 1, self.seq + 1
        seller, buyer, quantity, price = (
            int(words[1]),
            int(words[2]),
            int(words[4]),
            int(words[6].replace(".", "")),
        )
        terms = (words[3], 5, price, quantity, price * quantity, buyer, seller, 0, 0, 0, 0)
        self.registry.write(
            trading_days.collect,
            "venue",
            [Trade(self.seq, self.date, "listed", self.seq, *terms)],
            [],
        )
        self.registry.write(trading_days.mark, self.date, DayStatus.CONFIRMED)
        at_once.deliver(self.registry, self.date, 10, "bridge")
        (settled,) = self.registry.read(trading_days.day_trades, self.date)
        return settled.status.name.lower() + (f": {settled.reason}" if settled.reason else "")

    def blocks(self, account: int, instrument: str) -> str:
        """Ranges by state; those of one issue that meet are one, in however many blocks they
        lie.
        """
        held: dict[State, list[Span]] = defaultdict(list)
        for block, _ in self.registry.read(blocks.holding_blocks, account, ("", 0), 1_000):
            if block.instrument == instrument:
                ranges = held[block.state]
                meets = (
                    ranges
                    and ranges[-1].last + 1 == block.first
                    and ranges[-1].issue == block.issue
                )
                first = ranges.pop().first if meets else block.first
                ranges.append(Span(first, block.last, block.issue))
        told = {
            state: ", ".join(spelt(*span[:2]) for span in ranges)
            for state, ranges in sorted(held.items())
        }
        return "; ".join(f"{state.name.lower()} {ranges}" for state, ranges in told.items())

    def cash(self, account: int) -> str:
        return str(
            sum(
                row.quantity
                for row in self.registry.read(ledger_rows.nonzero_holdings, account)
                if row.instrument == CASH
            )
        )


def instruction(words: list[str]) -> Instruction:
    task, account = Task[words[0].upper()], 0 if words[1] == "anybody" else int(words[1])
    taker = int(words.pop(2)) if ASKED[task].to_another else 0
    if words[3] == "units":
        ranges = read_ranges(words[4].split(","), words[2])
        named: Any = {"to_account": taker, "serials": ranges, "who": "lin"}
        return Instruction(task, account, words[2], quantity_of(ranges), **named)
    state = State[words[5].upper()] if len(words) > 4 else State.REGISTRY_AVAILABLE
    return Instruction(
        task, account, words[2], int(words[3]), state=state, to_account=taker, who="lin"
    )


def said(result: int | Refusal) -> str:
    return f"refused: {result.code}" if isinstance(result, Refusal) else f"event {result}"


@pytest.mark.parametrize("table", [body for _, body in TABLES], ids=[title for title, _ in TABLES])
def test_a_table_of_the_bookkeeper_holds(registry: Registry, table: str) -> None:
    desk = Desk(registry)
    for line in lines_of(table, registry):
        desk.line(line)


def test_there_are_tables() -> None:
    assert len(TABLES) > 8
