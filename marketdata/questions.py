"""What a session asks the feed about days: whole answers, however many pages they take.

Dates are as ``"2026-01-05"``, first and last both included. Prices are integers of 0.01 CNY/t,
amounts fen, volumes tonnes; `marketdata.analysis` makes tables of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from marketdata.methods import Operations

if TYPE_CHECKING:
    from marketdata.methods import Span
    from marketdata.typed import BarsBar, BulletinBulletin, HistoryRow, TradesTrade


class Questions:
    """Asks with a request; each method raises RequestRefused, ConnectionLost, ReplyMissing."""

    def __init__(self, request: Callable[..., Awaitable[Any]]) -> None:
        self._operations = Operations(request)

    @property
    def operations(self) -> Operations:
        """Every operation of PROTOCOL.md as a method with typed keywords, as on the wire.

        A channel is heard in order and without holes by `subscribe` of the session.
        """
        return self._operations

    async def history(
        self,
        from_date: str | None = None,
        to_date: str | None = None,
        instrument: str | None = None,
    ) -> list[HistoryRow]:
        """Daily rows of past days, COMCEA being the composite."""
        rows: list[HistoryRow] = []
        first = from_date
        while True:
            reply = await self.operations.history(
                from_date=first, to_date=to_date, instrument=instrument
            )
            rows += reply["rows"]
            first = reply["more_from"]
            if first is None:
                return rows

    async def bars(
        self,
        instrument: str,
        span: Span,
        from_date: str | None = None,
        to_date: str | None = None,
    ) -> list[BarsBar]:
        """Bars of an instrument, COMCEA being the composite; the last one may be open still."""
        bars: list[BarsBar] = []
        first = from_date
        while True:
            reply = await self.operations.bars(
                instrument=instrument, span=span, from_date=first, to_date=to_date
            )
            bars += reply["bars"]
            first = reply["more_from"]
            if first is None:
                return bars

    async def trades(
        self, date: str, instrument: str | None = None, from_: int | None = None
    ) -> list[TradesTrade]:
        """Listed trades of a day in order; `from_` is the first number wanted.

        RequestRefused with `trades_not_kept` where the feed does not keep all of them any more.
        """
        trades: list[TradesTrade] = []
        while True:
            reply = await self.operations.trades(date=date, from_=from_, instrument=instrument)
            trades += reply["trades"]
            from_ = reply["more_from"]
            if from_ is None:
                return trades

    async def bulletin(self, date: str | None = None) -> BulletinBulletin:
        """A day's bulletin as published, the latest without a date.

        Raises RequestRefused when there is none.
        """
        return (await self.operations.bulletin(date=date))["bulletin"]
