"""The public tape of one instrument: its listed trades, numbered, without their accounts. One that
is undone is printed again, with the number of its correction.
"""

from __future__ import annotations

from typing import Any

from engine.events import IN_CALL
from marketdata.channels import TRADES
from marketdata.streams import SNAPSHOT_TRADES, Data, Message, Stream


class Tape:
    """The `trades` stream of one instrument: every listed trade is one message, and every
    correction.
    """

    __slots__ = ("stream",)

    def __init__(self, code: str, epoch: str) -> None:
        self.stream = Stream(TRADES, code, epoch)

    def trade(self, fill: dict[str, Any], date: str) -> Message:
        """Print one FILL event."""
        return self.stream.count_and_publish(fill["time_ns"], _trade(fill, date))

    def correction(self, busted: dict[str, Any], date: str) -> Message:
        """Print one TRADE_BUSTED event."""
        data = _trade(busted, date) | {"correction": busted["value"]}
        return self.stream.count_and_publish(busted["time_ns"], data)

    def data(self) -> Data:
        """What a late joiner gets: the last 50 trades, oldest first."""
        return {"trades": self.stream.last(SNAPSHOT_TRADES)}


def _trade(event: dict[str, Any], date: str) -> Data:
    return {
        "trade": event["number"],
        "price": event["price"],
        "quantity": event["quantity"],
        "amount_fen": event["amount_fen"],
        "side": taker_of(event),
        "method": event["method"],
        "date": date,
    }


def taker_of(fill: dict[str, Any]) -> str | None:
    """The taker's side of a listed trade, None in a call, where nobody takes."""
    return None if fill.get("flags", 0) & IN_CALL else fill["side"]
