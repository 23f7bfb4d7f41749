"""A market of five vintages as people watch it: a day with a block that has ended, and half of the
next one with an auction.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.commands import CommandKind, Phase
from engine.units import format_hundredths
from gateway.protocol.outside import SYSTEM
from marketdata.archive.process import FOLDER
from marketdata.history import HISTORY_NAME, History
from marketdata.http.site import FeedSite
from tests.marketdata.archive.test_archive import DATE, write
from tests.marketdata.conftest import Exchange
from tests.marketdata.http.conftest import NEXT, Venue, auction, block, import_a_day

CODES = ("CEA21", "CEA22", "CEA23", "CEA24", "CEA25")
BASE = 7_500  # ticks, of the first one; each later one costs 1.00 CNY more
STEP = 6  # ticks that a price moves in a minute at most
SPREAD = 4  # ticks from the last price to the best quote
LEVELS = 6
PAUSE_S = 120


class Walk:
    """Prices that move a little with each trade, inside the day's limits."""

    def __init__(self, exchange: Exchange, seed: str) -> None:
        self.exchange, self._dice = exchange, random.Random(seed)
        self.prices = {code: BASE + 100 * place for place, code in enumerate(CODES)}

    def session(self, day: str, begins: str, times: int) -> None:
        """Trades in a session, each time in two vintages."""
        self.exchange.at(f"{day}T{begins}:00+08:00")
        for _ in range(times):
            for code in self._dice.sample(CODES, 2):
                self._trade(code)
            self.exchange.pass_time(PAUSE_S)

    def _trade(self, code: str) -> None:
        base = BASE + 100 * CODES.index(code)
        moved = self.prices[code] + self._dice.randint(-STEP, STEP)
        self.prices[code] = min(max(moved, base - 300), base + 300)
        quantity = self._dice.randint(1, 400)
        self.exchange.trade(code, format_hundredths(self.prices[code]), quantity)

    def quote(self) -> None:
        """Orders that rest on both sides of each vintage."""
        for code, price in self.prices.items():
            for level in range(LEVELS):
                away, quantity = SPREAD + 2 * level, self._dice.randint(5, 900)
                self.exchange.sell(code, format_hundredths(price + away), quantity)
                self.exchange.buy(code, format_hundredths(price - away), quantity)


def afternoon(exchange: Exchange, day: str) -> None:
    """Lunch is over."""
    exchange.do(CommandKind.SET_PHASE, phase=Phase.LUNCH)
    exchange.at(f"{day}T13:00:00+08:00")
    exchange.do(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)


@contextmanager
def lively(data: Path) -> Iterator[Venue]:
    """The venue in a data folder, early in the afternoon of its second day."""
    history, exchange = History(data / "feed" / HISTORY_NAME), Exchange()
    site = FeedSite(exchange.feed, history, data, SYSTEM)
    import_a_day(history)
    for place, code in enumerate(CODES):
        exchange.list_instrument(code, format_hundredths(BASE + 100 * place))
    exchange.weigh(DATE, len(CODES), dict.fromkeys(CODES, 1))
    walk = Walk(exchange, "a lively day")
    exchange.at(f"{DATE}T09:30:00+08:00")
    exchange.start(DATE)
    walk.session(DATE, "09:30", 10)
    afternoon(exchange, DATE)
    block(exchange)
    history.record([exchange.end()], exchange.feed.board.take_ended_bars())
    exchange.settle()
    exchange.at(f"{NEXT}T09:30:00+08:00")
    exchange.start(NEXT)
    auction(exchange, NEXT)
    walk.session(NEXT, "09:30", 60)
    afternoon(exchange, NEXT)
    walk.session(NEXT, "13:00", 1)
    walk.quote()
    write(exchange, data / FOLDER)
    yield Venue(exchange, history, data, site, {})
    history.close()
