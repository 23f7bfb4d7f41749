"""New orders as a program writes them: prices in CNY or ticks, the request as a map."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NotRequired, TypedDict

from engine.units import UnitError, parse_hundredths

MARKET = "market"  # in place of a price: a market order
Price = int | str | Decimal
Side = Literal["buy", "sell"]
TimeInForce = Literal["day", "ioc", "fok"]


class NewOrder(TypedDict):
    """A `new_order` request as a map, for `request_many`."""

    op: str
    instrument: str
    side: Side
    price: NotRequired[int]
    order_type: NotRequired[Literal["limit", "market"]]
    quantity: int
    time_in_force: NotRequired[TimeInForce]
    client_order_id: NotRequired[str]
    take: NotRequired[int]
    valid_until_ns: NotRequired[int]


class OrderOptions(TypedDict, total=False):
    """The optional fields of a new order."""

    time_in_force: TimeInForce
    # up to 20 ASCII characters, unique for the account and day: makes a resend harmless
    client_order_id: str
    take: int  # the resting order at the best opposite price to take from (摘牌)
    valid_until_ns: int  # refused as expired after that time


def ticks(price: Price) -> int:
    """A price in 0.01 CNY: 7850 as it is, "78.50" and Decimal("78.5") as 7850.

    Raises UnitError for anything else.
    """
    if isinstance(price, int) and not isinstance(price, bool):
        return price
    if isinstance(price, (str, Decimal)):
        return parse_hundredths(str(price))
    raise UnitError(f"a price is an integer in 0.01 CNY, a text or a Decimal, not {price!r}")


def new_order(
    side: Side, instrument: str, price: Price, quantity: int, options: OrderOptions | None = None
) -> NewOrder:
    """A new order as a request for `Session.request_many`; price "market" makes it a market order.

    Raises UnitError for a price that is none.
    """
    order: NewOrder = {
        "op": "new_order",
        "instrument": instrument,
        "side": side,
        "quantity": quantity,
    }
    if price == MARKET:
        order["order_type"] = "market"
    else:
        order["price"] = ticks(price)
    return {**order, **(options or {})}
