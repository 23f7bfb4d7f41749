"""What the opening call promises, for any orders: tried on the real engine beside the oracle.

More of it for a night run: ``CEAX_EXAMPLES=1000``.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands import MARKET, CommandKind, Parameter, Phase, Side
from engine.events import EventKind, Reason
from engine.rules.state import SMALL
from tests.oracle.parameters import AT_MARKET
from tests.oracle.records import Event
from tests.oracle.twin import Twin

EXAMPLES = 60 * int(os.environ.get("CEAX_EXAMPLES", "1"))
BASE = 100
BUYERS, SELLERS = range(1, 4), range(4, 7)


class Ask(NamedTuple):
    """An order as a member enters it; step None: at market."""

    side: Side
    member: int
    step: int | None
    quantity: int


orders = st.lists(
    st.builds(
        Ask,
        st.sampled_from(Side),
        st.integers(0, 2),
        st.none() | st.integers(-10, 10),
        st.integers(1, 20),
    ),
    max_size=20,
)


def opened(tick: int) -> Twin:
    """A venue in pre-open whose only instrument has a call; buyers have cash, sellers units."""
    twin = Twin(SMALL, thorough=False)
    twin.send(CommandKind.LIST_INSTRUMENT, instrument=1, price=BASE, text=b"CEA25")
    for parameter, value in {
        Parameter.OPENING_CALL: 1,
        AT_MARKET: 1,
        Parameter.TICK: tick,
    }.items():
        twin.send(CommandKind.SET_PARAMETER, instrument=1, parameter=parameter, value=value)
    for account in (*BUYERS, *SELLERS):
        twin.send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")
        kind = CommandKind.CASH_IN if account in BUYERS else CommandKind.UNITS_IN
        what = {"amount_fen": 10**8} if account in BUYERS else {"instrument": 1, "quantity": 10**6}
        twin.send(kind, account=account, reference=account, **what)
    twin.send(CommandKind.START_DAY, date=20260105)
    twin.thorough = True  # what comes before is nearly the same each time
    return twin


def enter(twin: Twin, ask: Ask, tick: int) -> Event:
    """One order of the call; its acknowledgement with the worst price it accepts as `limit`."""
    account = (BUYERS if ask.side == Side.BUY else SELLERS)[ask.member]
    price = 0 if ask.step is None else (BASE + ask.step) // tick * tick
    flags = MARKET if ask.step is None else 0
    fields = {"account": account, "instrument": 1, "side": ask.side, "quantity": ask.quantity}
    said = twin.send(
        CommandKind.NEW_ORDER, price=max(price, 90) if price else 0, flags=flags, **fields
    )[0]
    assert said["kind"] == EventKind.ACCEPTED, Reason(said["reason"])
    worst = 10**9 if ask.side == Side.BUY else 0
    return {**said, "market": ask.step is None, "limit": said.get("price", worst)}


def would_trade(orders: list[Event], price: int) -> int:
    """Tonnes that could trade at a price."""
    buys = sum(
        order["quantity"]
        for order in orders
        if order["side"] == Side.BUY and order["limit"] >= price
    )
    sells = sum(
        order["quantity"]
        for order in orders
        if order["side"] == Side.SELL and order["limit"] <= price
    )
    return min(buys, sells)


@given(asks=orders, tick=st.sampled_from((1, 1, 5)))
@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES == 60)
def test_a_call_keeps_its_promises(asks: list[Ask], tick: int) -> None:
    twin = opened(tick)
    entered = [enter(twin, ask, tick) for ask in asks]
    said = twin.send(CommandKind.SET_PHASE, phase=Phase.MORNING)
    fills = [event for event in said if event["kind"] == EventKind.FILL]
    volume = sum(fill["quantity"] for fill in fills)
    assert volume == max(
        would_trade(entered, price) for price in range(90, 111) if price % tick == 0
    ), "as much as possible"
    assert len({fill["price"] for fill in fills}) <= 1, "at one price"
    if not fills:
        return
    price = fills[0]["price"]
    assert price in {BASE, *(order.get("price", 0) for order in entered)}, "at a limit or the base"
    for side, number in ((Side.BUY, "order_id"), (Side.SELL, "maker_order_id")):
        check_side(
            [order for order in entered if order["side"] == side], traded_by(fills, number), price
        )
    gone = {event["order_id"] for event in said if event["kind"] == EventKind.CANCELLED}
    assert gone <= {order["order_id"] for order in entered if order["market"]}, (
        "only market orders may not rest"
    )


def traded_by(fills: list[Event], number: str) -> dict[int, int]:
    """Tonnes by order."""
    traded: dict[int, int] = {}
    for fill in fills:
        traded[fill[number]] = traded.get(fill[number], 0) + fill["quantity"]
    return traded


def check_side(orders: list[Event], traded: dict[int, int], price: int) -> None:
    """Nobody trades beyond its limit; an order that is before another (market, price, time) is
    filled before that one gets anything.
    """
    way = 1 if orders and orders[0]["side"] == Side.BUY else -1
    turn = sorted(
        orders, key=lambda order: (not order["market"], -way * order["limit"], order["sequence"])
    )
    left = [order["quantity"] - traded.get(order["order_id"], 0) for order in turn]
    assert all(
        way * order["limit"] >= way * price for order in turn if traded.get(order["order_id"])
    )
    first_short = next((place for place, short in enumerate(left) if short), len(turn))
    assert not any(traded.get(order["order_id"]) for order in turn[first_short + 1 :])
