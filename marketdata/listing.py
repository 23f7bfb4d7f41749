"""One listed instrument as the feed knows it: its limits, its book, its tape and its prices of the
day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.units import format_date
from marketdata.channels import DEPTH, SUMMARY
from marketdata.day_bars import DayBars
from marketdata.depth import BUY, SELL, Book
from marketdata.opening_call import Band, Side, indicative
from marketdata.prices import DayPrices
from marketdata.spans import Sessions
from marketdata.streams import Data, Stream
from marketdata.tape import Tape
from marketdata.wider_depth import WiderDepth

BLOCK, AUCTION = "block", "auction"


class Listing:
    """State of one instrument.

    `prices` is of the running or the last day; before its first one `date` is 0.
    """

    __slots__ = (
        "bars",
        "before",
        "book",
        "code",
        "date",
        "depth",
        "is_vintage",
        "lower",
        "name_en",
        "name_zh",
        "next_tick",
        "number",
        "other_methods",
        "prices",
        "summary",
        "tape",
        "tick",
        "upper",
        "wider",
    )

    def __init__(self, number: int, code: str, epoch: str) -> None:
        self.number, self.code = number, code
        self.name_zh = self.name_en = ""
        self.is_vintage = False
        self.date = self.lower = self.upper = 0
        self.tick = self.next_tick = 1
        self.prices = DayPrices(base=0)
        self.other_methods: dict[str, tuple[int, int]] = {}
        self.before: tuple[int, DayPrices, int, int, dict[str, tuple[int, int]]]
        self._keep_before()
        self.book = Book()
        self.depth = Stream(DEPTH, code, epoch)
        self.wider = WiderDepth(code, epoch)
        self.tape = Tape(code, epoch)
        self.summary = Stream(SUMMARY, code, epoch)
        self.bars = DayBars(code, epoch)

    def set_names(self, said: Mapping[str, str]) -> None:
        """Set the legal names that are among the texts; the other stays as it is."""
        self.name_zh = said.get("name_zh", self.name_zh)
        self.name_en = said.get("name_en", self.name_en)

    def start_day(
        self, date: int, prices: DayPrices, lower: int, upper: int, sessions: Sessions
    ) -> None:
        """Begin a day with its base price, limits and sessions."""
        self._keep_before()
        self.date, self.prices, self.lower, self.upper = date, prices, lower, upper
        self.tick = self.next_tick
        self.other_methods = {}
        self.bars.start_day(date, sessions)
        self.summary.number += 1

    def _keep_before(self) -> None:
        self.before = self.date, self.prices, self.lower, self.upper, self.other_methods

    def take_back_day(self) -> None:
        """The running day was none: show the day before."""
        self.date, self.prices, self.lower, self.upper, self.other_methods = self.before
        self.bars.take_back_day()
        self.summary.number += 1

    def call_data(self) -> Data:
        """The `depth` channel's data in a call: its orders are not shown, only what would come of
        them.
        """
        reference = self.prices.latest or self.prices.base
        band = Band(self.lower, self.upper, reference, self.tick)
        buys = Side(self.book.levels(BUY), self.book.at_market(BUY))
        sells = Side(self.book.levels(SELL), self.book.at_market(SELL))
        outlook = indicative(buys, sells, band)
        return {
            "bids": [],
            "asks": [],
            "best_bid_orders": [],
            "best_ask_orders": [],
            "indicative": outlook,
        }

    def count_trade(self, time_ns: int, price: int, quantity: int, amount_fen: int) -> None:
        """Count a listed trade: it makes the day's prices and bars."""
        self.prices.trade(price, quantity, amount_fen)
        self.bars.trade(time_ns, price, quantity, amount_fen)
        self.summary.number += 1

    def close(self, price: int) -> None:
        """Fix the day's close."""
        self.prices.close = price
        self.summary.number += 1

    def add_other_method(self, method: str, quantity: int, amount_fen: int) -> None:
        """Count a block or auction trade: it makes volume but no price."""
        before_t, before_fen = self.other_methods.get(method, (0, 0))
        self.other_methods[method] = (before_t + quantity, before_fen + amount_fen)

    def summary_data(self) -> Data:
        """The `summary` channel's data; prices in ticks, volume in tonnes, turnover in fen, of
        listed trades.
        """
        prices = self.prices
        return {
            "date": format_date(self.date),
            "previous_close": prices.base,
            "first_day": prices.first_day,
            "open": prices.open,
            "high": prices.high,
            "low": prices.low,
            "latest": prices.latest,
            "close": prices.close,
            "change_pct": prices.change_pct(),
            "volume": prices.quantity,
            "turnover_fen": prices.amount_fen,
            "trades": prices.trades,
        }

    def status_data(self, halted: bool) -> dict[str, Any]:
        """This instrument's entry in the `status` channel."""
        names = {"name_zh": self.name_zh, "name_en": self.name_en}
        limits = {"base": self.prices.base, "lower": self.lower, "upper": self.upper}
        return {"number": self.number, **names, "halted": halted, **limits}
