"""The `auctions` channel: notices, sessions and results of one-way bidding (单向竞价), as the
exchange makes them public.

Each message states one auction as it is then. Bids are sealed: nothing of them is known here
before the result.
"""

from __future__ import annotations

from typing import Any

from engine.rules.auction.rule_words import rules_of
from marketdata.channels import AUCTIONS
from marketdata.streams import Data, Message, Stream

Event = dict[str, Any]
OVER = ("closed", "stopped")
UNDONE = ("quantity", "amount_fen")


class PublicAuctions:
    """Auctions made public: those to come, and those that ended since the last day began."""

    def __init__(self, epoch: str) -> None:
        self.stream = Stream(AUCTIONS, None, epoch)
        self._auctions: dict[int, Data] = {}

    def start_day(self) -> None:
        """Forget those that are over."""
        self._auctions = {
            number: data for number, data in self._auctions.items() if data["state"] not in OVER
        }

    def data(self) -> Data:
        """What a late joiner gets: all that are kept, in order of their numbers."""
        return {"auctions": [self._auctions[number] for number in sorted(self._auctions)]}

    def notice(self, event: Event) -> Message:
        """Take in a notice (公告)."""
        number = event["number"]
        opens, closes = (time_text(event.get(name, 0)) for name in ("price", "leaves"))
        self._auctions[number] = {
            "auction": number,
            "state": "announced",
            "instrument": event["code"],
            "side": event["side"],
            "quantity": event["quantity"],
            "lot": event["parameter"],
            "smallest_bid": event["value"],
            **rules_of(event.get("flags", 0)),
            "date": event["date"],
            "opens": opens,
            "closes": closes,
            "reserve": None,
            "cap": None,
            "result": None,
            "reason": None,
        }
        return self._publish(number, event)

    def opened(self, event: Event) -> Message:
        """Take in the begin of a session."""
        self._auctions[event["number"]] |= {
            "state": "open",
            "reserve": event["price"],
            "cap": event["leaves"],
        }
        return self._publish(event["number"], event)

    def stopped(self, event: Event) -> Message:
        """Take in that a notice or session was stopped."""
        self._auctions[event["number"]] |= {"state": "stopped", "reason": event["reason"]}
        return self._publish(event["number"], event)

    def result(self, event: Event) -> Message:
        """Take in a result; the cover ratio is an exact fraction, [tonnes bid for, tonnes
        offered].
        """
        sold, unsold = event.get("quantity", 0), event.get("leaves", 0)
        figures = {
            "sold": sold,
            "unsold": unsold,
            "cover": [event.get("value", 0), sold + unsold],
            "lowest": event.get("price"),
            "highest": event.get("order_id"),
            "amount_fen": event.get("amount_fen", 0),
            "bids": event.get("maker_order_id", 0),
            "bidders": event.get("maker_account", 0),
            "winners": event.get("maker_leaves", 0),
            "seed": event.get("tape_hash", "0" * 16),
        }
        self._auctions[event["number"]] |= {
            "state": "closed",
            "result": figures,
            "reason": event.get("reason"),
        }
        return self._publish(event["number"], event)

    def undone(self, event: Event) -> Message:
        """A trade of an auction's result is undone: how much of that is, all together."""
        number = event["maker_order_id"]
        before = self._auctions[number].get("undone", dict.fromkeys(UNDONE, 0))
        self._auctions[number]["undone"] = {name: before[name] + event[name] for name in UNDONE}
        return self._publish(number, event)

    def _publish(self, number: int, event: Event) -> Message:
        return self.stream.count_and_publish(event["time_ns"], dict(self._auctions[number]))


def time_text(hhmm: int) -> str:
    """A time of day as the protocol writes it: 930 as ``"09:30"``."""
    return f"{hhmm // 100:02d}:{hhmm % 100:02d}"
