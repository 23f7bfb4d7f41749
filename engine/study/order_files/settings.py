"""What a simulation from files is asked for: the venue's settings, the files read and written, and
what it comes to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import OrderFileRefused
from engine.events import EventArray, EventKind, Reason
from engine.rules.state import Capacity
from engine.study.order_files.number_texts import Integers
from engine.texts.decoding import Encoding
from engine.texts.grammar import whole

CAPACITY = Capacity()  # what a gateway runs with, so that both share their compiled kernels
ACCOUNTS_MAX = CAPACITY.accounts - 1


class Days(StrEnum):
    """What is a trading day: the whole file, or a date of its times."""

    ONE = "one"
    UTC = "utc"
    SHANGHAI = "shanghai"


@dataclass(frozen=True)
class Settings:
    """What the venue is like."""

    parameters: Mapping[str, int]  # of every instrument
    # in ticks by code, "" for all others
    base_prices: Mapping[str, int] = field(default_factory=dict)
    accounts: int = ACCOUNTS_MAX
    cash_fen: int = 0
    units: int = 0
    days: Days = Days.ONE
    band: bool = True  # False: prices as far as the ladders have room, for any band_bp
    capacity: Capacity = CAPACITY


@dataclass(frozen=True)
class Files:
    """What is read and what is written."""

    orders: Path
    trades: Path
    book: Path | None = None
    events: Path | None = None
    depth: Path | None = None
    positions: Path | None = None
    balances: Path | None = None
    encoding: Encoding = Encoding.UTF_8  # of what is read, where it is CSV


@dataclass
class Summary:
    """What has happened, and how long it took once the venue was there."""

    commands: Counter[str] = field(default_factory=Counter)  # by kind
    trades: int = 0
    quantity: int = 0
    amount_fen: int = 0
    rejected: Counter[str] = field(default_factory=Counter)  # by reason
    # orders that left without being filled, by reason
    cancelled: Counter[str] = field(default_factory=Counter)
    days: int = 0
    engine_s: float = 0.0
    whole_s: float = 0.0

    def count(self, events: EventArray) -> None:
        """Take in events."""
        kinds, reasons = events["kind"], events["reason"]
        self.rejected.update(_counted(reasons[kinds == EventKind.REFUSED]))
        self.cancelled.update(_counted(reasons[kinds == EventKind.CANCELLED]))
        traded = kinds == EventKind.FILL
        self.trades += int(np.count_nonzero(traded))
        self.quantity += int(events["quantity"][traded].sum())
        self.amount_fen += int(events["amount_fen"][traded].sum())


def _counted(reasons: Integers) -> dict[str, int]:
    numbers, counts = np.unique(reasons, return_counts=True)
    return {
        Reason(number).name.lower(): count
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    }


def parameter_values(pairs: Sequence[str]) -> dict[str, Any]:
    """`name=value` texts as a map. Raises OrderFileRefused for one that is none."""
    values: dict[str, int] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        number = whole(value, -(2**63), 2**63 - 1)
        if number is None:
            raise OrderFileRefused(f"parameter {pair!r}: NAME=NUMBER is allowed, as lot=10")
        values[name.strip().lower().replace("-", "_")] = number
    return values
