"""What a simulation writes: trades and events as they happen, at the end depth, positions and
balances.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandKind, Side
from engine.events import BUYER_IS_TAKER, EventArray, EventKind, Reason
from engine.rules.references import FORGOTTEN_LEAST, are_live
from engine.study.order_files.order_texts import OrderTexts
from engine.study.order_files.tables import Block, Columns, Content
from engine.study.simulation import SimulatedVenue, fills

INTEGER, HUNDREDTHS, TEXT = Content.INTEGER, Content.HUNDREDTHS, Content.TEXT
# that name orders as the order file does
ORDER_COLUMNS = ("order", "maker_order", "buy_order", "sell_order")
DEPTH_LEVELS = 1_000  # of each side, at most

TRADE_COLUMNS: Columns = {
    "trade": INTEGER,  # 1, 2, 3 ...
    "time_ns": INTEGER,
    "instrument": TEXT,
    "price_cny": HUNDREDTHS,
    "quantity_t": INTEGER,
    "amount_fen": INTEGER,
    "taker_side": TEXT,  # buy or sell
    "buyer": INTEGER,  # account
    "seller": INTEGER,
    "buy_order": INTEGER,  # as the order file names it; 0, or an empty text, for none
    "sell_order": INTEGER,
    "buy_fees_fen": INTEGER,
    "sell_fees_fen": INTEGER,
}
EVENT_COLUMNS: Columns = {
    "event": INTEGER,
    "command": INTEGER,
    "time_ns": INTEGER,
    "kind": TEXT,
    "command_kind": TEXT,
    "reason": TEXT,
    "account": INTEGER,
    "instrument": TEXT,
    "side": TEXT,
    "order": INTEGER,  # reference
    "maker_account": INTEGER,
    "maker_order": INTEGER,
    "price_cny": HUNDREDTHS,
    "quantity_t": INTEGER,
    "leaves_t": INTEGER,
    "number": INTEGER,  # of a trade; a count in the day's figures
    "value": INTEGER,  # of a refusal: what is allowed or available, in ticks, t or fen
}
DEPTH_COLUMNS: Columns = {
    "instrument": TEXT,
    "side": TEXT,
    "level": INTEGER,
    "price_cny": HUNDREDTHS,
    "quantity_t": INTEGER,
    "orders": INTEGER,
}
POSITION_COLUMNS: Columns = {
    "account": INTEGER,
    "instrument": TEXT,
    "position_t": INTEGER,
    "available_t": INTEGER,
    "locked_t": INTEGER,
    "bought_t": INTEGER,
}
BALANCE_COLUMNS: Columns = {
    "account": INTEGER,
    "cash_fen": INTEGER,
    "available_fen": INTEGER,
    "locked_fen": INTEGER,
}


def words_of(enumeration: type[IntEnum]) -> NDArray[np.bytes_]:
    """Lower-case words of an enumeration by number; empty where it has none, or names nothing."""
    words = [b""] * (max(enumeration) + 1)
    for member in enumeration:
        words[member] = member.name.lower().encode()
    return np.array(words)


SIDE_WORDS, KIND_WORDS, REASON_WORDS = words_of(Side), words_of(EventKind), words_of(Reason)
COMMAND_WORDS = words_of(CommandKind)
REASON_WORDS[Reason.NONE] = b""


class OrderNames:
    """References of orders by number: of the open ones, and of those that a batch of events names.

    With `texts` each is written as its text.
    """

    def __init__(self, venue: SimulatedVenue, texts: OrderTexts | None = None) -> None:
        self._venue = venue
        self.texts = texts
        self._numbers, self._names = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self._room = FORGOTTEN_LEAST

    def hear(self, events: EventArray) -> None:
        """Learn the references of the orders entered by these events; their numbers grow."""
        entered = (events["kind"] == EventKind.ACCEPTED) & (
            events["command_kind"] == CommandKind.NEW_ORDER
        )
        entered &= events["number"] != 0
        self._numbers = np.concatenate([self._numbers, events["order_id"][entered]])
        self._names = np.concatenate([self._names, events["number"][entered]])

    def forget(self) -> None:
        """Keep only the open orders, once there are many others to forget."""
        if len(self._numbers) > self._room:
            live = are_live(self._venue.state, self._numbers)
            self._numbers, self._names = self._numbers[live], self._names[live]
            self._room = 2 * len(self._numbers) + FORGOTTEN_LEAST
        if self.texts is not None:
            self.texts.forget(self._names)

    def columns(self, columns: Columns) -> Columns:
        """A table's columns, with texts where orders are named by texts."""
        if self.texts is None:
            return columns
        return {
            name: TEXT if name in ORDER_COLUMNS else content for name, content in columns.items()
        }

    def said(self, references: NDArray[np.int64]) -> NDArray[Any]:
        """References as they are written."""
        return references if self.texts is None else self.texts.texts(references)

    def of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """References of orders by number, 0 where there is none."""
        if not len(self._numbers):
            return np.zeros(len(numbers), np.int64)
        places = np.minimum(np.searchsorted(self._numbers, numbers), len(self._numbers) - 1)
        return np.where(self._numbers[places] == numbers, self._names[places], 0)


def code_words(venue: SimulatedVenue) -> NDArray[np.bytes_]:
    """Instrument codes by number, the 0th empty."""
    used = int(venue.state["venue"]["instruments_used"][0])
    codes: NDArray[np.bytes_] = venue.state["instruments"][0]["code"][: used + 1].copy()
    return codes


def trade_block(venue: SimulatedVenue, events: EventArray, names: OrderNames) -> Block:
    """The trades among events, in order."""
    trades = fills(events)
    buyer_takes = (trades["flags"] & BUYER_IS_TAKER) != 0
    orders, makers = names.of(trades["order_id"]), names.of(trades["maker_order_id"])
    fees = trades["trading_fee_fen"] + trades["settlement_fee_fen"]
    maker_fees = trades["maker_trading_fee_fen"] + trades["maker_settlement_fee_fen"]

    def of_buyer_and_seller(
        taker: NDArray[Any], maker: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        return np.where(buyer_takes, taker, maker), np.where(buyer_takes, maker, taker)

    buyer, seller = of_buyer_and_seller(trades["account"], trades["maker_account"])
    buy_order, sell_order = of_buyer_and_seller(orders, makers)
    buy_fees, sell_fees = of_buyer_and_seller(fees, maker_fees)
    return {
        "trade": trades["number"],
        "time_ns": trades["time_ns"],
        "instrument": code_words(venue)[trades["instrument"]],
        "price_cny": trades["price"],
        "quantity_t": trades["quantity"],
        "amount_fen": trades["amount_fen"],
        "taker_side": SIDE_WORDS[trades["side"]],
        "buyer": buyer,
        "seller": seller,
        "buy_order": names.said(buy_order),
        "sell_order": names.said(sell_order),
        "buy_fees_fen": buy_fees,
        "sell_fees_fen": sell_fees,
    }


def event_block(venue: SimulatedVenue, events: EventArray, names: OrderNames) -> Block:
    """Events as rows of a table."""
    named = (events["kind"] <= EventKind.REFUSED) & (events["command_kind"] <= CommandKind.REPLACE)
    known = np.minimum(events["instrument"], len(code_words(venue)) - 1)
    return {
        "event": events["sequence"],
        "command": events["command"],
        "time_ns": events["time_ns"],
        "kind": KIND_WORDS[events["kind"]],
        "command_kind": COMMAND_WORDS[events["command_kind"]],
        "reason": REASON_WORDS[events["reason"]],
        "account": events["account"],
        "instrument": code_words(venue)[known],
        "side": SIDE_WORDS[events["side"]],
        "order": names.said(np.where(named, events["number"], names.of(events["order_id"]))),
        "maker_account": events["maker_account"],
        "maker_order": names.said(names.of(events["maker_order_id"])),
        "price_cny": events["price"],
        "quantity_t": events["quantity"],
        "leaves_t": events["leaves"],
        "number": np.where(named, 0, events["number"]),
        "value": events["value"],
    }


def depth_block(venue: SimulatedVenue) -> Block:
    """The standing book of every instrument: bids then asks, best first."""
    rows: list[tuple[bytes, bytes, int, int, int, int]] = []
    for code in code_words(venue)[1:].tolist():
        for side, levels in zip(Side, venue.depth(code.decode(), DEPTH_LEVELS), strict=True):
            word = side.name.lower().encode()
            shown = levels[levels["orders"] != 0].tolist()
            rows += [(code, word, level, *figures) for level, figures in enumerate(shown, 1)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(DEPTH_COLUMNS)
    kinds = {TEXT: "S24"}
    return {
        name: np.array(values, kinds.get(content, "i8"))
        for (name, content), values in zip(DEPTH_COLUMNS.items(), columns, strict=True)
    }


def position_block(venue: SimulatedVenue) -> Block:
    """What every account holds of every instrument, where that is anything."""
    held = venue.positions()
    held = held[(held["available"] != 0) | (held["locked"] != 0) | (held["bought"] != 0)]
    return {
        "account": held["account"],
        "instrument": code_words(venue)[held["instrument"]],
        "position_t": held["available"] + held["locked"] + held["bought"],
        "available_t": held["available"],
        "locked_t": held["locked"],
        "bought_t": held["bought"],
    }


def balance_block(venue: SimulatedVenue) -> Block:
    """The cash of every account that has or owes any."""
    cash = venue.cash()
    cash = cash[(cash["available_fen"] != 0) | (cash["locked_fen"] != 0)]
    return {
        "account": cash["account"],
        "cash_fen": cash["available_fen"] + cash["locked_fen"],
        "available_fen": cash["available_fen"],
        "locked_fen": cash["locked_fen"],
    }
