"""A ledger in memory whose unit holdings have serial numbers: those of each holding one range, in
the order given.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from settlement_bridge.books import OUTSIDE, Key, Span
from settlement_bridge.books.held_units import HeldUnits
from settlement_bridge.books.ledger import Ledger


def ledger_of(balances: Mapping[Key, int], time_ns: int = 1) -> Ledger:
    """A ledger whose next number is 1."""
    blocks: dict[Key, list[Span]] = {}
    issues = count(1)
    following: dict[str, int] = {}
    for key, quantity in balances.items():
        if key.instrument and key.account != OUTSIDE and quantity:
            first = following.get(key.instrument, 1)
            following[key.instrument] = first + quantity
            blocks[key] = [Span(first, first + quantity - 1, next(issues))]

    def fetch(key: Key, after: int, _quantity: int) -> tuple[list[Span], bool]:
        return [span for span in blocks.get(key, []) if span.first > after], True

    return Ledger(balances, 1, time_ns, HeldUnits(fetch), following)
