"""Turns a venue's events into the rows of each day's archive.

The events go through a feed command by command, so that what it publishes, and with it the archive,
does not depend on how they were batched. Nothing is in it that is not public: the rows are made of
the feed's own messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from engine.units import VISIBLE_LEVELS
from marketdata.archive.day_writer import DayWriter
from marketdata.channels import AUCTIONS, BLOCKS, BULLETIN, DEPTH, TRADES
from marketdata.day_bars import DayBars
from marketdata.day_rows import COMPOSITE_CODE, ROW_FIELDS
from marketdata.feed import Feed
from marketdata.history import bulletin_rows
from marketdata.settlement import NO_ORDERS, Settlement, Trade
from marketdata.spans import time_of
from marketdata.streams import Data

Event = dict[str, Any]
Body = dict[str, Any]
SECOND_NS = 1_000_000_000
LAST_OF_DAY = "day_figures"
ENDED = ("closed", "stopped")  # states of an auction


class Unkept(Settlement):
    """A settlement stream that nobody asks for: nothing of it is kept."""

    def open_order(self, order: int, client_order_id: str) -> None:
        """Let it go."""

    def add_trade(
        self, trade: Trade, taker: int | None = None, orders: tuple[int, int] = NO_ORDERS
    ) -> None:
        """Let it go."""

    def add_close(self, time_ns: int, date: int, data: Data) -> None:
        """Let it go."""

    def add_bust(self, time_ns: int, date: int, data: Data) -> None:
        """Let it go."""


class PathBars(DayBars):
    """The composite's bars, which also note each price of its path until it is taken."""

    __slots__ = ("path",)

    def __init__(self, code: str, epoch: str) -> None:
        super().__init__(code, epoch)
        self.path: list[tuple[int, int]] = []

    def trade(self, time_ns: int, price: int, quantity: int, amount_fen: int) -> None:
        """Count and note a price of the composite."""
        super().trade(time_ns, price, quantity, amount_fen)
        self.path.append((time_ns, price))

    def count_again(self, time_ns: int, trades: Sequence[tuple[int, int, int, int]]) -> None:
        """Note the price that a correction leads to."""
        super().count_again(time_ns, trades)
        self.path += [(time_ns, price) for _, price, *_ in trades[-1:]]


def feed_of(venue: str) -> Feed:
    """A feed for a recorder, from the venue's first event on."""
    feed = Feed(venue)
    feed.settlement = Unkept(venue)
    feed.board.composite_bars = PathBars(COMPOSITE_CODE, venue)
    return feed


class Recorder:
    """Writes every day that ends into the archive; `only`: that day alone.

    `ended` is called with the date and the folder of each day when it lies there.
    """

    def __init__(
        self,
        feed: Feed,
        archive: Path,
        only: str | None = None,
        ended: Callable[[str, Path], object] = lambda date, folder: None,
    ) -> None:
        self.feed = feed
        self._archive, self._only, self._ended = archive, only, ended
        self._day: DayWriter | None = None
        self._held: list[Event] = []  # of a command whose last event may still come
        self._latest: int | None = None  # the composite's last row
        self._second: dict[str, Sequence[Any]] = {}  # last depth of each instrument in a second
        self._take: dict[str, Callable[[Body], Iterable[tuple[str, Sequence[Any]]]]] = {
            TRADES: _trade,
            BLOCKS: _block,
            DEPTH: self._depth,
            AUCTIONS: _auction,
        }

    def take(self, events: Sequence[Event]) -> None:
        """Take in the events that follow those before; raises what `Feed.apply` raises."""
        held, self._held = self._held, []
        for _, group in groupby(chain(held, events), key=lambda event: event["command"]):
            self._apply(self._held)
            self._held = list(group)
        if self._held and self._held[-1]["kind"] == LAST_OF_DAY:
            self._apply(self._held)
            self._held = []

    def close(self) -> None:
        """No more events come: a day that is not over leaves nothing."""
        self._apply(self._held)
        self._held = []
        self._leave_day()

    def _apply(self, command: Sequence[Event]) -> None:
        if not command:
            return
        messages = self.feed.apply(command[0]["sequence"], command)
        self._add(self._path())
        for message in messages:
            body = message.body
            if body["channel"] == BULLETIN:
                self._finish(body["data"])
            elif (take := self._take.get(body["channel"])) is not None:
                self._add(take(body))

    def _add(self, rows: Iterable[tuple[str, Sequence[Any]]]) -> None:
        day = self._of_today()
        for table, row in rows:
            if day is not None:
                day.add(table, row)

    def _of_today(self) -> DayWriter | None:
        date = self.feed.date
        if self._day is not None and self._day.date != date:
            self._leave_day()  # it was taken back
        if self._day is None and date and self._only in (None, date):
            self._day = DayWriter(self._archive, self.feed.epoch, self.feed.board.market, date)
            self._latest = None
        return self._day

    def _leave_day(self) -> None:
        if self._day is not None:
            self._day.drop()
        self._day = None
        self._second = {}

    def _finish(self, bulletin: Body) -> None:
        self._add(("depth_1s", row) for row in self._second.values())
        self._add(("bars_1m", _bar(row)) for row in self.feed.board.take_ended_bars())
        self._add(("days", _day_row(row)) for row in bulletin_rows(bulletin))
        if (day := self._of_today()) is not None:
            folder = day.finish(bulletin)
            self._day = None
            self._ended(day.date, folder)
        self._second = {}

    def _path(self) -> Iterator[tuple[str, Sequence[Any]]]:
        bars = self.feed.board.composite_bars
        assert isinstance(bars, PathBars)
        path, bars.path = bars.path, []
        for time_ns, price in path:
            if price != self._latest:
                self._latest = price
                yield "composite", (time_ns, price)

    def _depth(self, body: Body) -> Iterator[tuple[str, Sequence[Any]]]:
        if "indicative" in body["data"]:
            return
        time_ns, code = body["time_ns"], body["instrument"]
        levels = [_levels(body["data"][side]) for side in ("bids", "asks")]
        row = (time_ns, code, *chain.from_iterable(levels))
        yield "depth", row
        yield from self._over(time_ns)
        self._second[code] = row

    def _over(self, time_ns: int) -> Iterator[tuple[str, Sequence[Any]]]:
        """The last depth of each instrument of the second before this one."""
        if any(row[0] // SECOND_NS != time_ns // SECOND_NS for row in self._second.values()):
            yield from (("depth_1s", row) for row in self._second.values())
            self._second = {}


def _levels(levels: Sequence[Sequence[int]]) -> list[int | None]:
    shown = [value for level in levels for value in level]
    return [*shown, *([None] * (3 * VISIBLE_LEVELS - len(shown)))]


def _trade(body: Body) -> Iterator[tuple[str, Sequence[Any]]]:
    yield from _printed(body, body["instrument"], body["data"]["method"], body["data"]["side"])


def _block(body: Body) -> Iterator[tuple[str, Sequence[Any]]]:
    if body["data"]["state"] in ("final", "undone"):
        yield from _printed(body, body["data"]["instrument"], "block", None)


def _printed(
    body: Body, instrument: str, method: str, taker: str | None
) -> Iterator[tuple[str, Sequence[Any]]]:
    """A trade, or the correction by which it was undone."""
    data, head = body["data"], (body["time_ns"], instrument, method)
    terms = (data["price"], data["quantity"], data["amount_fen"])
    if "correction" in data:
        yield "corrections", (*head, data["correction"], data["trade"], *terms)
    else:
        yield "trades", (*head, data["trade"], taker, *terms)


def _auction(body: Body) -> Iterator[tuple[str, Sequence[Any]]]:
    data = body["data"]
    if data["state"] not in ENDED or "undone" in data:
        return
    result = data["result"] or {}
    head = [data[name] for name in ("auction", "instrument", "state", "side", "quantity")]
    cover = result.get("cover", [None])[0]
    named = ("lowest", "highest", "amount_fen", "bids", "bidders", "winners")
    figures = [result.get("sold"), cover, *(result.get(name) for name in named)]
    yield "auctions", (*head, data["reserve"], *figures, data["reason"])


def _day_row(row: Body) -> Sequence[Any]:
    return [row[field] if field != "first_day" else int(row[field]) for field in ROW_FIELDS]


def _bar(row: Body) -> Sequence[Any]:
    prices = (row[name] for name in ("open", "high", "low", "close"))
    figures = (row[name] for name in ("volume", "amount_fen", "trades"))
    return (row["instrument"], time_of(row["minute"]), *prices, *figures)
