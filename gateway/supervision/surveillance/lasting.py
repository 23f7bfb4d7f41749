"""What a day takes over from those before it: names, instruments, holdings, and what each account
has bought and sold in the last days.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from engine.units import format_date
from gateway.supervision.surveillance.facts import Instrument
from gateway.supervision.surveillance.relations import Relation

DAYS_KEPT = 20  # trading days of sums of bought and sold, the most that a rule may look back
Pair = tuple[int, int]  # instrument, account


@dataclass(slots=True)
class Sums:
    """What accounts have bought and sold in listed trades on a day, t by instrument and account.
    Blocks are not among them: each is agreed with a counterparty and is larger than a day.
    """

    date: int
    bought: dict[Pair, int] = field(default_factory=dict)
    sold: dict[Pair, int] = field(default_factory=dict)


@dataclass(slots=True)
class Lasting:
    """What goes on from day to day; `days` are those that have ended, the newest last."""

    names: dict[int, str] = field(default_factory=dict)
    instruments: dict[int, Instrument] = field(default_factory=dict)
    holdings: dict[Pair, int] = field(default_factory=dict)
    relations: dict[tuple[int, int, int, str], Relation] = field(default_factory=dict)
    days: deque[Sums] = field(default_factory=lambda: deque(maxlen=DAYS_KEPT))

    def name(self, account: int) -> str:
        """An account by its name, with its number."""
        name = self.names.get(account)
        return f"account {account}" if not name else f"{name} ({account})"

    def who(self, accounts: tuple[int, ...]) -> str:
        """Several accounts by their names."""
        *most, last = [self.name(each) for each in accounts]
        return f"{', '.join(most)} and {last}" if most else last

    def relate(self, relation: Relation) -> None:
        """A relation is stated, or its days are others now."""
        self.relations[relation.key] = relation

    def move(self, instrument: int, account: int, quantity: int) -> None:
        """Units come to an account, or leave it."""
        pair = instrument, account
        self.holdings[pair] = self.holdings.get(pair, 0) + quantity

    def as_plain(self) -> dict[str, Any]:
        """As plain values, for a file; prices of the day are not among them."""
        return {
            "names": list(self.names.items()),
            "instruments": [(n, row.code, row.maximum) for n, row in self.instruments.items()],
            "holdings": [(*pair, held) for pair, held in self.holdings.items() if held],
            "relations": list(self.relations.values()),
            "days": [[each.date, _rows(each.bought), _rows(each.sold)] for each in self.days],
        }


def _rows(sums: dict[Pair, int]) -> list[tuple[int, int, int]]:
    return [(*pair, quantity) for pair, quantity in sums.items()]


def _sums(rows: list[tuple[int, int, int]]) -> dict[Pair, int]:
    return {(instrument, account): quantity for instrument, account, quantity in rows}


def from_plain(values: dict[str, Any]) -> Lasting:
    """What `as_plain` has written."""
    lasting = Lasting(names=dict(values["names"]), holdings=_sums(values["holdings"]))
    lasting.instruments = {n: Instrument(code, most) for n, code, most in values["instruments"]}
    for row in values.get("relations", ()):  # none where they were written before there were any
        lasting.relate(Relation(*row))
    lasting.days.extend(
        Sums(date, _sums(bought), _sums(sold)) for date, bought, sold in values["days"]
    )
    return lasting


def period(days: int) -> str:
    """A number of trading days in words."""
    return "1 trading day" if days == 1 else f"{days} trading days"


def day_words(date: int) -> str:
    """A date as people write it."""
    return format_date(date)
