"""Sealed bids of an auction: `ceax auction bid`, `change`, `withdraw`."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.units import format_hundredths
from gateway.client import ticks
from gateway.console.auction import Number, Tonnes
from gateway.console.members import Price
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, tell_venue
from gateway.terminal.tables import say

app = typer.Typer()

BidNumber = Annotated[int, typer.Argument(help="Number of the bid.", min=1)]


@app.command(epilog="Example: ceax auction bid 1 79.00 1000 --data ./venue --key bob")
def bid(
    auction: Number,
    price: Price,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    as_json: Json = False,
) -> None:
    """Place a sealed bid (报价)."""
    reply = tell_venue(
        data,
        url,
        key,
        "place_bid",
        own_key=None,
        auction=auction,
        price=ticks(price),
        quantity=quantity,
    )
    at = format_hundredths(ticks(price))
    say(f"bid {reply['bid']}: {quantity:,} t at {at} in auction {auction} placed", reply, as_json)


@app.command(epilog="Example: ceax auction change 65537 79.50 1000 --data ./venue --key bob")
def change(
    bid: BidNumber,
    price: Price,
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    as_json: Json = False,
) -> None:
    """Give a bid another price and quantity; only less at the same price keeps its place in
    time.
    """
    reply = tell_venue(
        data, url, key, "change_bid", own_key=None, bid=bid, price=ticks(price), quantity=quantity
    )
    place = "kept its place in time" if reply["kept_place"] else "went behind all others"
    say(
        f"bid {bid}: now {quantity:,} t at {format_hundredths(ticks(price))}, {place}",
        reply,
        as_json,
    )


@app.command(epilog="Example: ceax auction withdraw 65537 --data ./venue --key bob")
def withdraw(
    bid: BidNumber, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Withdraw a bid."""
    reply = tell_venue(data, url, key, "withdraw_bid", bid=bid)
    say(f"bid {bid} withdrawn", reply, as_json)
