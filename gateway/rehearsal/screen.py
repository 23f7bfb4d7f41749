"""What a member sees on the screen in a day: the public market, and the tape as it is printed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Mapping
from typing import Any

from gateway.protocol.errors import GatewayError
from gateway.rehearsal.market_view import MarketView, trades_of

# what the screen is to be subscribed to
CHANNELS = ("status", "depth", "trades", "blocks", "auctions", "bulletin")


class Screen(MarketView):
    """Follows the feed. `tape` holds every public trade as it came, `blocks` the deals at the
    close, `results` those of auctions; `morning_trades` counts those before lunch; `bulletin` is
    set when it is published.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tape: list[Mapping[str, Any]] = []
        self.blocks: list[Mapping[str, Any]] = []
        self.results: list[Mapping[str, Any]] = []
        self.morning_trades = 0
        self.bulletin: asyncio.Future[Mapping[str, Any]] = (
            asyncio.get_running_loop().create_future()
        )

    async def follow(self, messages: AsyncIterable[Mapping[str, Any]]) -> None:
        """Take in what the feed sends, until it ends; who waits for the bulletin hears of an
        error.
        """
        try:
            await super().follow(messages)
        except GatewayError as error:
            if not self.bulletin.done():
                self.bulletin.set_exception(error)

    def take(self, message: Mapping[str, Any]) -> None:
        """Take in one message of the feed."""
        super().take(message)
        data = message["data"]
        match message["channel"]:
            case "status" if data["phase"] == "lunch":
                self.morning_trades = len(self.tape)
            case "trades":
                self.tape += [
                    {"instrument": message["instrument"], **trade} for trade in trades_of(message)
                ]
            case "blocks" if data.get("state") == "final":
                self.blocks.append(data)
            case "auctions" if data.get("state") == "closed":
                self.results.append(data)
            case "bulletin":
                self.bulletin.set_result(data)
