"""The `blocks` channel: deals of the block desk (大宗协议), never who made them.

A deal is published at the close, when it has become a trade; where the exchange publishes live
(parameter `block_live`), also as it is struck, and when it is cancelled. A trade that is undone
after the close is published once more. Blocks make no price and
appear in no quote.
"""

from __future__ import annotations

from typing import Any

from engine.events import LIVE
from marketdata.channels import BLOCKS
from marketdata.streams import Data, Message, Stream

Event = dict[str, Any]


class PublicDeals:
    """The public deals of the day, each in its present state."""

    def __init__(self, epoch: str) -> None:
        self.stream = Stream(BLOCKS, None, epoch)
        self._deals: dict[int, Data] = {}

    def start_day(self) -> None:
        """Forget those of the day before."""
        self._deals = {}

    def data(self) -> Data:
        """What a late joiner gets: the day's, in order of their numbers."""
        return {"blocks": [self._deals[number] for number in sorted(self._deals)]}

    def struck(self, event: Event) -> Message | None:
        """A deal, or its cancellation; nothing where deals are not published live."""
        if not event.get("flags", 0) & LIVE:
            return None
        state = "struck" if event["kind"] == "deal" else "cancelled"
        return self._publish(event, event["number"], state, None)

    def entered(self, event: Event) -> Message:
        """The trade that a deal has become at the close."""
        return self._publish(event, event["order_id"], "final", event["number"])

    def undone(self, event: Event) -> Message:
        """The exchange has undone that trade."""
        named = {"correction": event["value"]}
        return self._publish(event, event["order_id"], "undone", event["number"], **named)

    def _publish(
        self, event: Event, deal: int, state: str, trade: int | None, **more: int
    ) -> Message:
        terms = {name: event[name] for name in ("price", "quantity", "amount_fen", "date")}
        self._deals[deal] = {
            "deal": deal,
            "state": state,
            "trade": trade,
            "instrument": event["code"],
            **terms,
            **more,
        }
        return self.stream.count_and_publish(event["time_ns"], dict(self._deals[deal]))
