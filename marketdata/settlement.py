"""The settlement stream for the bridge: every trade of every method with both accounts, then the close of each day.

It is one numbered series without holes. Everything of a day that is not settled is kept; of settled days the latest
SETTLED_KEPT messages at least. Trades are kept as plain tuples and take their message form only when they are sent.
"""

from __future__ import annotations

from engine.tape_hash import TradeWords, tape_hash
from engine.units import format_date
from marketdata.channels import SETTLEMENT, Data, Message, message

SETTLED_KEPT = 100_000

# time_ns, date, the seven words of the tape hash, method, amount and the four fees
Trade = tuple[int, int, TradeWords, str, int, int, int, int, int]


class DayTape:
    """Our own count, quantity, amount and hash of one day's trades, to hold against the engine's."""

    def __init__(self, date: int) -> None:
        self.date = date
        self.count = self.quantity = self.amount_fen = 0
        self.hash = date
        self._waiting: list[TradeWords] = []

    def add(self, words: TradeWords, amount_fen: int) -> None:
        """Count one trade."""
        self.count += 1
        self.quantity += words[4]
        self.amount_fen += amount_fen
        self._waiting.append(words)

    def fold(self) -> None:
        """Mix the trades added since the last call into the hash."""
        self.hash = tape_hash(self.hash, self._waiting)
        self._waiting.clear()

    def figures(self) -> Data:
        """What a clearing result states; the hash as 16 hex digits."""
        self.fold()
        totals = {"count": self.count, "quantity": self.quantity, "amount_fen": self.amount_fen}
        return totals | {"tape_hash": f"{self.hash:016x}"}


class Settlement:
    """All settlement messages that can still be asked for, by number."""

    def __init__(self, epoch: str, settled_kept: int = SETTLED_KEPT) -> None:
        self.number = 0  # of the last message
        self.first = 1  # the oldest kept
        self._epoch = epoch
        self._settled_kept = settled_kept
        self._records: list[Trade | tuple[int, Data]] = []
        self._unsettled: dict[int, int] = {}  # first number of each unsettled day
        self._codes: dict[int, str] = {}

    def name(self, instrument: int, code: str) -> None:
        """Learn an instrument's code."""
        self._codes[instrument] = code

    def add_trade(self, trade: Trade) -> None:
        """Take in one trade."""
        self._add(trade[1], trade)

    def add_close(self, time_ns: int, date: int, data: Data) -> None:
        """Take in the close of a day."""
        self._add(date, (time_ns, {"kind": "close", **data}))

    def _add(self, date: int, record: Trade | tuple[int, Data]) -> None:
        self._records.append(record)
        self.number += 1
        if date not in self._unsettled:
            self._unsettled[date] = self.number

    def settled(self, date: int) -> None:
        """A day is settled: of such messages no more are kept than there is room for, dropped in large portions."""
        self._unsettled.pop(date, None)
        done = min(self._unsettled.values(), default=self.number + 1) - self.first
        if done >= 2 * self._settled_kept:
            del self._records[: done - self._settled_kept]
            self.first += done - self._settled_kept

    def messages_from(self, first: int, limit: int) -> list[Message]:
        """Up to `limit` messages from number `first` on, none while that number is still to come.

        What a slow reader has not taken of settled days may be gone: then it goes on with the oldest kept, and sees the gap.
        """
        start = max(first - self.first, 0)
        first = self.first + start
        return [self._message(number, record) for number, record in enumerate(self._records[start : start + limit], first)]

    def _message(self, number: int, record: Trade | tuple[int, Data]) -> Message:
        data = record[1] if len(record) == 2 else self._trade_data(record)
        return message("update", (SETTLEMENT, None), self._epoch, number, number - 1, record[0], data)

    def _trade_data(self, record: Trade) -> Data:
        _, date, words, method, amount_fen, buyer_trading, buyer_settlement, seller_trading, seller_settlement = record
        number, instrument, _, price, quantity, buyer, seller = words
        return {
            "kind": "trade",
            "date": format_date(date),
            "trade": number,
            "instrument": self._codes[instrument],
            "instrument_number": instrument,
            "method": method,
            "price": price,
            "quantity": quantity,
            "amount_fen": amount_fen,
            "buyer": buyer,
            "seller": seller,
            "buyer_trading_fee_fen": buyer_trading,
            "buyer_settlement_fee_fen": buyer_settlement,
            "seller_trading_fee_fen": seller_trading,
            "seller_settlement_fee_fen": seller_settlement,
        }
