"""The rule books of the markets as dated data: `rule_books.csv` beside this file, each row with its
source.

A row is a rule of a market, from which day on, and its value. The rules by the names of parameters
(`engine.commands.Parameter`, in lower case) are what a new instrument of the market begins with; a
parameter that has no row begins with its default, which is that of allowances. Others are facts
that no rule of the engine asks, as yearly fees in fen.

Sources: TR, trading and settlement rules of the market of credits, 2023-11-16; CM, manual of its
trading system, 2025-03; FEE, fee notice of its exchange, 2025-01-02.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from engine.commands.choices import Market
from engine.commands.parameters import Parameter
from engine.units import DATE_MAX, parse_date

RULE_BOOKS = Path(__file__).with_name("rule_books.csv")


class Rule(NamedTuple):
    """One rule of a market: since which day (yyyymmdd), its value, and who says so."""

    market: Market
    since: int
    name: str
    value: int
    source: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in order of the file."""
    with RULE_BOOKS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Rule(
                Market[row["market"].upper()],
                parse_date(row["from"]),
                row["rule"],
                int(row["value"]),
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def in_force(market: Market, date: int = 0) -> dict[str, Rule]:
    """The rules of a market by name, on a day, or (0) the latest known."""
    known = sorted((rule for rule in rules() if rule.market == market), key=lambda each: each.since)
    return {rule.name: rule for rule in known if rule.since <= (date or DATE_MAX)}


def parameters_of(market: Market, date: int = 0) -> dict[Parameter, int]:
    """What a new instrument of a market begins with where that is not the default."""
    begun = in_force(market, date)
    named = {each: begun.get(each.name.lower()) for each in Parameter}
    return {
        each: rule.value
        for each, rule in named.items()
        if rule is not None and rule.value != each.default
    }
