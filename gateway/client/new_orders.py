"""New orders as a program writes them: prices in CNY or ticks, the request as a map."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypedDict

from engine.units import UnitError, parse_hundredths
from gateway.protocol.errors import GatewayError, sayable
from gateway.protocol.replies import Asked

if TYPE_CHECKING:
    from gateway.client.typed import NewOrderReply

MARKET = "market"  # in place of a price: a market order
Price = int | str | Decimal
Side = Literal["buy", "sell"]
TimeInForce = Literal["day", "ioc", "fok"]


class OrderOptions(TypedDict, total=False):
    """The optional fields of a new order."""

    time_in_force: TimeInForce
    # up to 20 ASCII characters, unique for the account and day: makes a resend harmless
    client_order_id: str
    take: int  # the resting order at the best opposite price to take from (摘牌)
    valid_until_ns: int  # refused as expired after that time
    expires_ns: int  # what rests then is withdrawn


class ReplaceOptions(TypedDict, total=False):
    """The optional fields of a replace; `total` in place of its open quantity."""

    total: int  # with what has traded: the order never trades more, whatever fills came between
    expected_leaves: int  # refused as leaves_differ when another quantity is open
    client_request_id: str  # makes a resend harmless
    valid_until_ns: int


class PriceMalformed(GatewayError, UnitError):
    """What a program gave as a price is none."""

    code = "price_malformed"


def ticks(price: Price) -> int:
    """A price in 0.01 CNY: 7850 as it is, "78.50" and Decimal("78.5") as 7850.

    Raises PriceMalformed for anything else.
    """
    if isinstance(price, int) and not isinstance(price, bool):
        return price
    try:
        if isinstance(price, (str, Decimal)):
            return parse_hundredths(str(price))
        rule = "a price is an integer in 0.01 CNY, a text or a Decimal"
    except UnitError as error:
        rule = str(error)
    raise PriceMalformed(rule, field="price", value=sayable(price))


def new_order(
    side: Side, instrument: str, price: Price, quantity: int, options: OrderOptions | None = None
) -> Asked[NewOrderReply]:
    """A new order as a request for `Session.request_many`; price "market" makes it a market order.

    Raises PriceMalformed.
    """
    order: Asked[NewOrderReply] = Asked(
        op="new_order", instrument=instrument, side=side, quantity=quantity
    )
    if price == MARKET:
        order["order_type"] = "market"
    else:
        order["price"] = ticks(price)
    order.update(options or {})
    return order
