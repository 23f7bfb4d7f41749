"""The channels `bars_1m` to `bars_60m`: the bars of the running day of one instrument, or of the
composite on its own path, as trades come.

An update has the bars that changed since the message before, whole; a snapshot has the day's. What
is here is the same as `bars.of_trades` of the day's trades. A bar whose trades were all undone is
in one update with 0 trades, and then no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.units import format_date
from marketdata.channels import BARS
from marketdata.spans import (
    MINUTE_NS,
    MINUTES,
    USUAL,
    Sessions,
    bar_start,
    time_of,
    wider_start,
)
from marketdata.streams import Data, Message, Stream

OPEN, HIGH, LOW, CLOSE, VOLUME, AMOUNT, TRADES = range(7)
FIELDS = ("open", "high", "low", "close", "volume", "amount_fen", "trades")
CHANNEL_OF = dict(zip(MINUTES, BARS, strict=True))  # by span
SPAN_OF = {channel: span for span, channel in CHANNEL_OF.items()}

Bar = list[int]  # as FIELDS
ByMinute = dict[int, Bar]  # by the minute of the day at which it begins


def merge(bars: ByMinute, start: int, bar: Bar) -> None:
    """Add a later part to the bar that begins at a minute."""
    known = bars.get(start)
    if known is None:
        bars[start] = bar[:]
        return
    known[HIGH] = max(known[HIGH], bar[HIGH])
    known[LOW] = min(known[LOW], bar[LOW])
    known[CLOSE] = bar[CLOSE]
    for place in (VOLUME, AMOUNT, TRADES):
        known[place] += bar[place]


class SpanBars:
    """Bars of one span of one instrument: its stream and the running day."""

    __slots__ = ("_changed", "_gone", "_minutes", "bars", "stream")

    def __init__(self, span: str, code: str, epoch: str) -> None:
        self._minutes = MINUTES[span]
        self.stream = Stream(CHANNEL_OF[span], code, epoch)
        self.bars: ByMinute = {}
        self._changed: dict[int, None] = {}
        self._gone: ByMinute = {}  # whose trades were all undone, to be published

    def add(self, parts: ByMinute, sessions: Sessions) -> None:
        """Take in what has come, by minutes."""
        for minute, part in parts.items():
            start = wider_start(minute, self._minutes, sessions)
            merge(self.bars, start, part)
            self._changed[start] = None
            self._gone.pop(start, None)
            self.stream.number += part[TRADES]

    def show(self, bars: ByMinute) -> None:
        """Another day: these are its bars so far."""
        self.bars, self._changed, self._gone = bars, dict.fromkeys(bars), {}
        self.stream.number += 1

    def count_again(self, parts: ByMinute) -> None:
        """The day's bars, by minutes, without a trade that was undone."""
        before, self.bars = self.bars, {}
        for minute, part in parts.items():
            merge(self.bars, wider_start(minute, self._minutes), part)
        self._changed |= {
            start: None for start, bar in self.bars.items() if bar != before.get(start)
        }
        for start in before.keys() - self.bars.keys():
            self._changed.pop(start, None)
            self._gone[start] = [*before[start][: CLOSE + 1], 0, 0, 0]
        self.stream.number += 1

    def publish(self, date: int, time_ns: int) -> Iterator[Message]:
        """The bars that have changed, if any or the day have."""
        if self.stream.number > self.stream.published:
            changed = [(start, self.bars[start]) for start in self._changed]
            changed += sorted(self._gone.items())
            self._changed, self._gone = {}, {}
            yield self.stream.publish(time_ns, data_of(date, changed))


class DayBars:
    """All bars of minutes of one instrument. `date`: yyyymmdd, 0 before its first day."""

    __slots__ = ("_before", "_last", "_parts", "_sessions", "code", "date", "spans")

    def __init__(self, code: str, epoch: str) -> None:
        self.code, self.date = code, 0
        self.spans = {span: SpanBars(span, code, epoch) for span in MINUTES}
        self._parts: ByMinute = {}  # what has come since the last message
        self._last: tuple[int, Bar] = -1, []  # minute since 1970, and the part that it belongs to
        self._sessions = USUAL
        self._before: tuple[int, dict[str, ByMinute], Sessions] = 0, {}, USUAL

    def start_day(self, date: int, sessions: Sessions = USUAL) -> None:
        """Begin a day with these sessions, without a bar."""
        bars = {span: each.bars for span, each in self.spans.items()}
        self._before = self.date, bars, self._sessions
        self._show(date, {}, sessions)

    def take_back_day(self) -> None:
        """The running day was none: show the day before."""
        self._show(*self._before)

    def _show(self, date: int, bars: dict[str, ByMinute], sessions: Sessions) -> None:
        self._take_in()
        self.date, self._sessions = date, sessions
        for span, each in self.spans.items():
            each.show(bars.get(span, {}))

    def trade(self, time_ns: int, price: int, quantity: int, amount_fen: int) -> None:
        """Count a trade, or a price of the composite with the trade that made it."""
        minute, part = self._last
        if time_ns // MINUTE_NS != minute:
            part = self._part(time_ns, price)
        if price > part[HIGH]:
            part[HIGH] = price
        elif price < part[LOW]:
            part[LOW] = price
        part[CLOSE] = price
        part[VOLUME] += quantity
        part[AMOUNT] += amount_fen
        part[TRADES] += 1

    def count_again(self, time_ns: int, trades: Sequence[tuple[int, int, int, int]]) -> None:
        """The day's bars from these trades, each as `trade` takes it, as of now: one was undone."""
        self._take_in()
        for each in trades:
            DayBars.trade(self, *each)
        parts, self._parts, self._last = self._parts, {}, (-1, [])
        for span in self.spans.values():
            span.count_again(parts)

    def _part(self, time_ns: int, price: int) -> Bar:
        start = bar_start(time_ns, self._sessions)
        part = self._parts.setdefault(start, [price, price, price, price, 0, 0, 0])
        self._last = time_ns // MINUTE_NS, part
        return part

    def _take_in(self) -> None:
        if self._parts:
            for each in self.spans.values():
                each.add(self._parts, self._sessions)
            self._parts, self._last = {}, (-1, [])

    def publish(self, time_ns: int) -> Iterator[Message]:
        """What listeners are to hear."""
        self._take_in()
        for each in self.spans.values():
            yield from each.publish(self.date, time_ns)

    def data(self, span: str) -> Data:
        """A channel's data with all bars of the day."""
        return data_of(self.date, self.spans[span].bars.items())

    def rows(self) -> list[dict[str, Any]]:
        """The day's bars of one minute, as they are kept for later questions."""
        key = {"date": format_date(self.date), "instrument": self.code}
        return [
            key | {"minute": start} | dict(zip(FIELDS, bar, strict=True))
            for start, bar in self.spans["1m"].bars.items()
        ]


def data_of(date: int, bars: Iterable[tuple[int, Bar]]) -> Data:
    """Bars as a message says them."""
    rows = [{"time": time_of(start)} | dict(zip(FIELDS, bar, strict=True)) for start, bar in bars]
    return {"date": format_date(date), "bars": rows}
