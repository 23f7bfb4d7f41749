"""The settlement stream for the bridge: every trade of every method with both accounts, which of
them are undone, then the close of each day.

It is one numbered series without holes. Everything of a day that is not settled is kept; of settled
days the latest SETTLED_KEPT messages at least. Trades are kept as rows of integers, 176 bytes each
and 16 more for a listed one, and take their message form only when they are sent.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Callable

from engine.commands import Method, Side
from engine.tape_hash import TradeWords
from engine.units import format_date
from marketdata.channels import SETTLEMENT
from marketdata.settlement_rows import Rows
from marketdata.streams import Data, Message, message

SETTLED_KEPT = 100_000

# time_ns, date, the seven words of the tape hash, amount and the four fees
Trade = tuple[int, int, TradeWords, int, int, int, int, int]
# what a member calls an order, as integers; zeros where it has given it no name
Name = tuple[int, int, int]
NAME = struct.Struct("<3q")
NO_NAME: Name = (0, 0, 0)
NO_ORDERS = (0, 0)
ROW = 22  # integers of a trade; the row of a close or of a correction is of zeros
METHODS = {int(method): method.name.lower() for method in Method}
# The taker's side as it is kept; nobody takes in a call.
SIDES: dict[int, str | None] = {0: None} | {int(side): side.name.lower() for side in Side}
TAKERS = {side: number for number, side in SIDES.items()}


class Settlement:
    """All settlement messages that can still be asked for, by number; of settled days the latest
    `settled_kept` at least.
    """

    def __init__(self, epoch: str, settled_kept: int = SETTLED_KEPT) -> None:
        self._epoch = epoch
        self.settled_kept = settled_kept
        self._rows = Rows(ROW)
        # by number, of what is no trade: time and data
        self._others: dict[int, tuple[int, Data]] = {}
        self._corrections: dict[int, int] = {}  # of listed trades, by their own numbers
        self._unsettled: dict[int, int] = {}  # first number of each unsettled day
        self._listed = Rows(2)  # of each listed trade by its own number: our number, the taker
        self._codes: dict[int, str] = {}
        self._names: dict[int, Name] = {}  # of open orders that have a client order id

    @property
    def number(self) -> int:
        """Of the last message, 0 before there is one."""
        return self._rows.last

    @property
    def first(self) -> int:
        """Number of the oldest message kept."""
        return self._rows.first

    def name(self, instrument: int, code: str) -> None:
        """Learn an instrument's code."""
        self._codes[instrument] = code

    def open_order(self, order: int, client_order_id: str) -> None:
        """Learn what a member calls an order."""
        self._names[order] = NAME.unpack(client_order_id.encode().ljust(NAME.size, b"\0"))

    def end_order(self, order: int) -> None:
        """An order will not trade any more."""
        self._names.pop(order, None)

    def end_orders(self) -> None:
        """No order will trade any more: a day begins."""
        self._names.clear()

    def add_trade(
        self, trade: Trade, taker: int | None = None, orders: tuple[int, int] = NO_ORDERS
    ) -> None:
        """Take in one trade; `taker`: of a listed one; `orders`: that bought and that sold."""
        time_ns, date, words, *figures = trade
        bought, sold = orders
        names = *self._names.get(bought, NO_NAME), *self._names.get(sold, NO_NAME)
        self._add(date, (time_ns, date, *words, *figures, *orders, *names))
        if taker is not None:
            self._listed.add((self.number, taker))

    def add_close(self, time_ns: int, date: int, data: Data) -> None:
        """Take in the close of a day."""
        self._add_other(time_ns, date, {"kind": "close", **data})

    def add_bust(self, time_ns: int, date: int, data: Data) -> None:
        """Take in that a trade of the day is undone."""
        self._add_other(time_ns, date, data)
        if data["method"] == METHODS[Method.LISTED]:
            self._corrections[data["trade"]] = data["correction"]

    def _add_other(self, time_ns: int, date: int, data: Data) -> None:
        self._add(date, (0,) * ROW)
        self._others[self.number] = time_ns, data

    def _add(self, date: int, row: tuple[int, ...]) -> None:
        self._rows.add(row)
        if date not in self._unsettled:
            self._unsettled[date] = self.number

    def settled(self, date: int) -> None:
        """A day is settled: of such messages no more are kept than there is room for, dropped in
        large portions.
        """
        self._unsettled.pop(date, None)
        done = min(self._unsettled.values(), default=self.number + 1) - self.first
        if done >= 2 * self.settled_kept:
            self._rows.forget(done - self.settled_kept)
            self._others = {
                number: other for number, other in self._others.items() if number >= self.first
            }
            gone = self._listed_from(lambda place: place >= self.first) - self.first_listed
            self._listed.forget(gone)
            self._corrections = {
                trade: correction
                for trade, correction in self._corrections.items()
                if trade >= self.first_listed
            }

    def _listed_from(self, reached: Callable[[int], bool]) -> int:
        """Number of the first listed trade kept whose message's number has reached something."""
        numbers = range(self._listed.first, self._listed.last + 1)
        place = bisect_left(numbers, True, key=lambda each: reached(self._listed.row(each)[0]))
        return self._listed.first + place

    @property
    def first_listed(self) -> int:
        """Number of the oldest listed trade kept, or of the one to come."""
        return self._listed.first

    def listed_of(self, date: int) -> range:
        """The numbers of a day's listed trades that are kept."""
        return range(self._listed_since(date), self._listed_since(date + 1))

    def _listed_since(self, date: int) -> int:
        return self._listed_from(lambda place: self._rows.row(place)[1] >= date)

    def listed(self, number: int) -> Data:
        """A listed trade that is kept, as everyone may see it; one that was undone with the number
        of its correction.
        """
        place, taker = self._listed.row(number)
        time_ns, date, *words, amount_fen = self._rows.row(place)[:10]
        _, instrument, _, price, quantity, *_ = words
        known = number in self._corrections
        corrected = {"correction": self._corrections[number]} if known else {}
        return {
            "time_ns": time_ns,
            "instrument": self._codes[instrument],
            "trade": number,
            "price": price,
            "quantity": quantity,
            "amount_fen": amount_fen,
            "side": SIDES[taker],
            "method": METHODS[Method.LISTED],
            "date": format_date(date),
        } | corrected

    def messages_from(self, first: int, limit: int) -> list[Message]:
        """Up to `limit` messages from number `first` on, none while that number is still to come.

        What a slow reader has not taken of settled days may be gone: then it goes on with the
        oldest kept, and sees the gap.
        """
        first = max(first, self.first)
        return [
            self._message(number) for number in range(first, min(first + limit, self.number + 1))
        ]

    def _message(self, number: int) -> Message:
        if number in self._others:
            time_ns, data = self._others[number]
        else:
            time_ns, *row = self._rows.row(number)
            data = self._trade_data(row)
        return message("update", (SETTLEMENT, None), self._epoch, number, number - 1, time_ns, data)

    def _trade_data(self, row: list[int]) -> Data:
        date, number, instrument, method, price, quantity, buyer, seller, amount_fen, *fees = row
        buyer_trading, buyer_settlement, seller_trading, seller_settlement, *orders = fees
        buyer_order, seller_order, *names = orders
        return {
            "kind": "trade",
            "date": format_date(date),
            "trade": number,
            "instrument": self._codes[instrument],
            "instrument_number": instrument,
            "method": METHODS[method],
            "price": price,
            "quantity": quantity,
            "amount_fen": amount_fen,
            "buyer": buyer,
            "seller": seller,
            "buyer_trading_fee_fen": buyer_trading,
            "buyer_settlement_fee_fen": buyer_settlement,
            "seller_trading_fee_fen": seller_trading,
            "seller_settlement_fee_fen": seller_settlement,
            "buyer_order": buyer_order or None,
            "buyer_client_order_id": _text(names[:3]),
            "seller_order": seller_order or None,
            "seller_client_order_id": _text(names[3:]),
        }


def _text(name: list[int]) -> str | None:
    """A client order id, None without one."""
    return NAME.pack(*name).rstrip(b"\0").decode() or None
