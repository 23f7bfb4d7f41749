"""The public market as everybody sees it now, kept up to date from the feed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Collection, Mapping, Sequence
from typing import Any

from gateway.rehearsal.population import Market

SIDES = ("bids", "asks", "best_bid_orders", "best_ask_orders")


def trades_of(message: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The trades of a message of the channel `trades`; a correction is none."""
    data = message["data"]
    trades: Sequence[Mapping[str, Any]] = (
        data["trades"] if message["type"] == "snapshot" else [data]
    )
    return [each for each in trades if "correction" not in each]


class MarketView:
    """Limits, depth and latest price of every instrument. It needs the channels of `FOLLOWED`."""

    FOLLOWED = ("status", "depth", "trades")

    def __init__(self) -> None:
        self._status: Mapping[str, Any] = {"phase": "no_day", "instruments": {}}
        self._status_came = asyncio.Event()
        self._depth: dict[str, Mapping[str, Any]] = {}
        self._latest: dict[str, int] = {}

    async def follow(self, messages: AsyncIterable[Mapping[str, Any]]) -> None:
        """Take in what the feed sends, until it ends."""
        async for message in messages:
            self.take(message)

    def take(self, message: Mapping[str, Any]) -> None:
        """Take in one message of the feed."""
        match message["channel"]:
            case "status":
                self._status = message["data"]
                self._status_came.set()
            case "depth":
                self._depth[message["instrument"]] = message["data"]
            case "trades":
                for trade in trades_of(message):
                    self._latest[message["instrument"]] = trade["price"]

    @property
    def is_open(self) -> bool:
        """Whether orders are taken."""
        return self._status["phase"] in ("morning", "afternoon")

    async def opened(self, codes: Collection[str]) -> None:
        """Wait until the morning of these instruments is on the screen."""
        while self._status["phase"] != "morning" or not set(codes) <= set(
            self._status["instruments"]
        ):
            self._status_came.clear()
            await self._status_came.wait()

    def markets(self) -> dict[str, Market]:
        """Every instrument as everybody sees it now."""
        return {code: self._market(code, row) for code, row in self._status["instruments"].items()}

    def _market(self, code: str, row: Mapping[str, int]) -> Market:
        depth = self._depth.get(code, {})
        sides = {name: depth.get(name, ()) for name in SIDES}
        return Market(row["lower"], row["upper"], self._latest.get(code, row["base"]), **sides)
