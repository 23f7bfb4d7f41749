"""What the messages of depth say: five levels, twenty, or every order."""

from __future__ import annotations

from engine.units import VISIBLE_LEVELS
from gateway.protocol.maps import Field, Record, may, must
from gateway.protocol.shapes import ListOf, Nullable
from gateway.protocol.values import BOOLEAN, COUNT, NUMBER, PRICE, SIDE, TONNES, record
from marketdata.channels import BEST_ORDERS_MAX, LEVELS_MAX, ORDERS_MAX

LEVEL = ListOf(COUNT, "[price, quantity, orders]", 3)
RESTING = ListOf(COUNT, "[order, open quantity]", 2)
_levels = ListOf(LEVEL, "levels", VISIBLE_LEVELS)
_levels_20 = ListOf(LEVEL, "levels", LEVELS_MAX)
_placed = ListOf(ListOf(COUNT, "[order, price, open quantity]", 3), "orders", ORDERS_MAX)
_orders = ListOf(RESTING, "orders", BEST_ORDERS_MAX)
_OUTLOOK = record(
    price=Nullable(PRICE, "nothing would trade"),
    volume=TONNES,
    surplus=TONNES,
    side=Field(Nullable(SIDE), "of the surplus"),
)
_CALL = may(indicative=Field(_OUTLOOK, "what the call would do now; levels are empty"))
FIVE_LEVELS = Record(
    must(
        bids=Field(_levels, "best first"),
        asks=Field(_levels, "best first"),
        best_bid_orders=Field(_orders, "of the best level, in time order"),
        best_ask_orders=Field(_orders, "of the best level, in time order"),
    )
    | _CALL
)
TWENTY_LEVELS = Record(
    must(
        shown=Field(BOOLEAN, "whether the exchange publishes it; lists are empty where not"),
        bids=Field(_levels_20, "best first"),
        asks=Field(_levels_20, "best first"),
    )
    | _CALL
)
ORDERS = record(
    shown=Field(BOOLEAN, "whether orders are shown now; lists are empty where not"),
    whole=Field(BOOLEAN, "true: forget all orders known before"),
    gone=Field(ListOf(NUMBER, "numbers", ORDERS_MAX), "orders that rest no more"),
    lowered=Field(
        ListOf(RESTING, "orders", ORDERS_MAX),
        "orders with another open quantity that keep their place",
    ),
    bids=Field(_placed, "orders that are last at their price now, in this order"),
    asks=Field(_placed, "orders that are last at their price now, in this order"),
)
