"""The trades of the running day, of every method: to hold our figures against the engine's, and to
count the day again when one of them is undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.tape_hash import TradeWords, tape_hash
from engine.units import TRADES_KEPT_MAX
from marketdata.settlement_rows import Rows
from marketdata.streams import Data

ROW = 9  # integers of a trade: the words of the tape hash, time and amount


class DayTrade(NamedTuple):
    """One trade of the day; `method` and `instrument` are numbers."""

    number: int
    instrument: int
    method: int
    price: int
    quantity: int
    buyer: int
    seller: int
    time_ns: int
    amount_fen: int

    @property
    def words(self) -> TradeWords:
        """The words that it mixes into the tape hash."""
        return self[:7]


class DayTape:
    """One day's trades, 72 bytes each, with our own count, quantity, amount and hash of those that
    were not undone. When there are more than TRADES_KEPT_MAX, none can be undone and none is kept.
    """

    def __init__(self, date: int) -> None:
        self.date = date
        self.count = self.quantity = self.amount_fen = 0
        self.hash = date
        self._rows = Rows(ROW)
        self._kept = 0  # trades that came, also undone ones
        self._undone: set[tuple[int, int]] = set()  # method and number
        self._waiting: list[TradeWords] = []

    def add(self, words: TradeWords, time_ns: int, amount_fen: int) -> None:
        """Count one trade."""
        self.count += 1
        self.quantity += words[4]
        self.amount_fen += amount_fen
        if self._kept < TRADES_KEPT_MAX:
            self._rows.add((*words, time_ns, amount_fen))
        elif self._kept == TRADES_KEPT_MAX:
            self._rows = Rows(ROW)
        self._kept += 1
        self._waiting.append(words)

    def undo(self, method: int, number: int, quantity: int, amount_fen: int) -> None:
        """Take one trade out; the hash is again that of the others in their order. O(trades)."""
        self.count -= 1
        self.quantity -= quantity
        self.amount_fen -= amount_fen
        self._undone.add((method, number))
        self._waiting.clear()
        self.hash = tape_hash(self.date, (each.words for each in self.trades()))

    def trades(self) -> Iterator[DayTrade]:
        """Those that were not undone, in order."""
        for place in range(1, self._rows.last + 1):
            trade = DayTrade._make(self._rows.row(place))
            if (trade.method, trade.number) not in self._undone:
                yield trade

    def fold(self) -> None:
        """Mix the trades added since the last call into the hash."""
        self.hash = tape_hash(self.hash, self._waiting)
        self._waiting.clear()

    def figures(self) -> Data:
        """What a clearing result states; the hash as 16 hex digits."""
        self.fold()
        totals = {"count": self.count, "quantity": self.quantity, "amount_fen": self.amount_fen}
        return totals | {"tape_hash": f"{self.hash:016x}"}
