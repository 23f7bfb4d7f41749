"""The bars of the running day as a program keeps them, from the channels `bars_1m` to `bars_60m`.

    bars = KeptBars()
    async for message in feed:  # subscribed to `bars_5m`
        if bars.apply(message):
            open_bar = bars.of("CEA25", "5m")[-1]

The last bar may change still; those of past days are asked for with `feed.operations.bars`.
"""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from marketdata.typed import FeedMessage

Span = Literal["1m", "5m", "15m", "60m"]


class Bar(NamedTuple):
    """One bar: its first minute in Shanghai (`09:30`), prices in 0.01 CNY, tonnes, fen, trades."""

    time: str
    open: int
    high: int
    low: int
    close: int
    volume: int
    amount_fen: int
    trades: int


class KeptBars:
    """The bars of each instrument and span that was heard. Those of one day: another day begins
    without any.
    """

    def __init__(self) -> None:
        self._dates: dict[tuple[str, str], str] = {}
        self._bars: dict[tuple[str, str], dict[str, Bar]] = {}

    def apply(self, message: FeedMessage) -> bool:
        """Take in a message of the feed; whether it was one of bars."""
        if (
            message["channel"] != "bars_1m"
            and message["channel"] != "bars_5m"
            and message["channel"] != "bars_15m"
            and message["channel"] != "bars_60m"
        ):
            return False
        key = message["instrument"], message["channel"].removeprefix("bars_")
        data = message["data"]
        if data["date"] != self._dates.get(key) or message["type"] == "snapshot":
            self._dates[key], self._bars[key] = data["date"], {}
        self._bars[key] |= {bar["time"]: Bar(**bar) for bar in data["bars"]}
        for bar in data["bars"]:
            if not bar["trades"]:  # all were undone
                del self._bars[key][bar["time"]]
        return True

    async def follow(self, messages: AsyncIterable[FeedMessage]) -> None:
        """Take in the messages of a feed for as long as they come. Raises what they raise."""
        async for message in messages:
            self.apply(message)

    def date(self, instrument: str, span: Span) -> str:
        """The day whose bars these are, "" before anything was heard."""
        return self._dates.get((instrument, span), "")

    def of(self, instrument: str, span: Span) -> list[Bar]:
        """The day's bars in order; those without a trade are not among them."""
        bars = self._bars.get((instrument, span), {})
        return [bars[time] for time in sorted(bars)]
