"""What a member sees on the screen: the public market, kept up to date from the feed, and the tape
as it is printed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Collection, Mapping
from typing import Any

from gateway.protocol.errors import GatewayError
from gateway.rehearsal.population import Market

# what the screen is to be subscribed to
CHANNELS = ("status", "depth", "trades", "blocks", "auctions", "bulletin")


class Screen:
    """Follows the feed. `tape` holds every public trade as it came, `blocks` the deals at the
    close, `results` those of auctions; `morning_trades` counts those before lunch; `bulletin` is
    set when it is published.
    """

    def __init__(self) -> None:
        self.tape: list[Mapping[str, Any]] = []
        self.blocks: list[Mapping[str, Any]] = []
        self.results: list[Mapping[str, Any]] = []
        self.morning_trades = 0
        self.bulletin: asyncio.Future[Mapping[str, Any]] = (
            asyncio.get_running_loop().create_future()
        )
        self._status: Mapping[str, Any] = {"phase": "no_day", "instruments": {}}
        self._status_came = asyncio.Event()
        self._depth: dict[str, Mapping[str, Any]] = {}
        self._latest: dict[str, int] = {}

    async def follow(self, messages: AsyncIterable[Mapping[str, Any]]) -> None:
        """Take in what the feed sends, until it ends; who waits for the bulletin hears of an
        error.
        """
        try:
            async for message in messages:
                self.take(message)
        except GatewayError as error:
            if not self.bulletin.done():
                self.bulletin.set_exception(error)

    def take(self, message: Mapping[str, Any]) -> None:
        """Take in one message of the feed."""
        data = message["data"]
        match message["channel"]:
            case "status":
                self._status = data
                if data["phase"] == "lunch":
                    self.morning_trades = len(self.tape)
                self._status_came.set()
            case "depth":
                self._depth[message["instrument"]] = data
            case "trades":
                for trade in data["trades"] if message["type"] == "snapshot" else (data,):
                    self._print(message["instrument"], trade)
            case "blocks" if data.get("state") == "final":
                self.blocks.append(data)
            case "auctions" if data.get("state") == "closed":
                self.results.append(data)
            case "bulletin":
                self.bulletin.set_result(data)

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

    def _print(self, code: str, trade: Mapping[str, Any]) -> None:
        self.tape.append({"instrument": code, **trade})
        self._latest[code] = trade["price"]

    def _market(self, code: str, row: Mapping[str, int]) -> Market:
        depth = self._depth.get(code, {})
        sides = {
            name: depth.get(name, ())
            for name in ("bids", "asks", "best_bid_orders", "best_ask_orders")
        }
        return Market(row["lower"], row["upper"], self._latest.get(code, row["base"]), **sides)
