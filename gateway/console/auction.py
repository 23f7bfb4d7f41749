"""Commands of one-way bidding (单向竞价): `ceax auction …`, for applicants, the exchange and
bidders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from engine.units import format_hundredths
from gateway.client import ticks
from gateway.console.confirm import Venue, Why, Yes, tell_confirmed
from gateway.console.members import Price, SideName, time_of_day
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, count, flag, money, say, show

app = typer.Typer(
    name="auction",
    help="Auctions, one-way bidding (单向竞价): apply, announce, bid, close.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(help="Number of the auction.", min=1)]
BidNumber = Annotated[int, typer.Argument(help="Number of the bid.", min=1)]
Tonnes = Annotated[int, typer.Argument(help="Tonnes.", min=1)]


def prices(row: Mapping[str, Any]) -> str:
    """One price, or the range of those paid."""
    if not row["lowest"]:
        return ""
    ends = [format_hundredths(row[name]) for name in ("lowest", "highest")]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def hours(row: Mapping[str, Any]) -> str:
    """Day and hours of a session."""
    return f"{row['date']} {row['opens']}-{row['closes']}" if row["date"] else ""


AUCTION_COLUMNS = (
    Column("auction", "auction"),
    Column("state", "state"),
    Column("instrument", "instrument"),
    Column("side", "applicant"),
    Column("quantity", "t", count),
    Column("session", "session"),
    Column("reserve", "reserve", money),
    Column("cap", "cap", money),
    Column("pay_as_bid", "", flag("pay as bid")),
    Column("sold", "sold t", count),
    Column("paid", "CNY/t"),
)
BID_COLUMNS = (
    Column("bid", "bid"),
    Column("auction", "auction"),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "CNY/t", money),
    Column("quantity", "t", count),
    Column("time_ns", "time", time_of_day),
)


@app.command(
    "apply",
    epilog="Example: ceax auction apply CEA25 100000 --pay-as-bid --data ./venue --key alice",
)
def apply_auction(
    instrument: Annotated[str, typer.Argument(help="Code, as CEA25.")],
    quantity: Tonnes,
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    side: Annotated[
        SideName, typer.Option(help="What you do: sell, or (where allowed) buy.")
    ] = SideName.SELL,
    lot: Annotated[
        int | None, typer.Option(help="Bids come in lots of so many tonnes.", min=1)
    ] = None,
    smallest_bid: Annotated[int | None, typer.Option(help="Smallest bid, tonnes.", min=1)] = None,
    pay_as_bid: Annotated[
        bool, typer.Option("--pay-as-bid", help="Each winner pays its own price, not the lowest.")
    ] = False,
    discounted: Annotated[
        bool, typer.Option("--discounted", help="Reserve 10 % from the previous close, not at it.")
    ] = False,
    void_if_short: Annotated[
        bool, typer.Option("--void-if-short", help="Sell nothing unless bids cover it all.")
    ] = False,
    tie_by_lot: Annotated[
        bool, typer.Option("--tie-by-lot", help="Draw among bids at the lowest winning price.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Apply for an auction (申请)."""
    rules = {
        "pay_as_bid": pay_as_bid,
        "discounted": discounted,
        "void_if_short": void_if_short,
        "tie_by_lot": tie_by_lot,
    }
    terms = {"side": side.value, "lot": lot, "smallest_bid": smallest_bid, **rules}
    reply = at_venue(
        data,
        url,
        key,
        lambda session: session.apply_auction(instrument, quantity, **terms),
        own_key=None,
    )
    words = "one price for all" if not reply["pay_as_bid"] else "each winner pays its own price"
    say(
        f"auction {reply['auction']}: {side.value} {quantity:,} t {instrument} applied for,"
        f" {words}",
        reply,
        as_json,
    )


@app.command(epilog="Example: ceax auction accept 1 --data ./venue")
def accept(
    auction: Number, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Accept an application; what is offered is frozen."""
    reply = tell_venue(data, url, key, "accept_auction", auction=auction)
    say(f"auction {auction} accepted", reply, as_json)


@app.command(epilog="Example: ceax auction refuse 1 --data ./venue")
def refuse(
    auction: Number, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Refuse an application."""
    reply = tell_venue(data, url, key, "refuse_auction", auction=auction)
    say(f"auction {auction} refused", reply, as_json)


@app.command(epilog="Example: ceax auction notice 1 2026-01-05 10:00 10:30 --data ./venue")
def notice(
    auction: Number,
    date: Annotated[str, typer.Argument(help="Day of the session, YYYY-MM-DD.")],
    opens: Annotated[str, typer.Argument(help="HH:MM.")],
    closes: Annotated[str, typer.Argument(help="HH:MM.")],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    yes: Yes = False,
    why: Why = None,
    as_json: Json = False,
) -> None:
    """Publish the notice (公告) of day and hours."""
    fields = {"auction": auction, "date": date, "opens": opens, "closes": closes}
    reply = tell_confirmed(Venue(data, url, key), "announce_auction", yes, why, **fields)
    say(f"auction {auction} announced for {date}, {opens} to {closes}", reply, as_json)


@app.command("open", epilog="Example: ceax auction open 1 --data ./venue")
def open_session(
    auction: Number, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Open the session: reserve and cap are those of the day."""
    reply = tell_venue(data, url, key, "open_auction", auction=auction)
    span = f"reserve {money(reply['reserve'])}, cap {money(reply['cap'])}"
    say(f"auction {auction} open: {span}", reply, as_json)


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
    reply = at_venue(
        data, url, key, lambda session: session.bid(auction, price, quantity), own_key=None
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
    reply = at_venue(
        data, url, key, lambda session: session.change_bid(bid, price, quantity), own_key=None
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
    reply = at_venue(data, url, key, lambda session: session.withdraw_bid(bid))
    say(f"bid {bid} withdrawn", reply, as_json)


@app.command(epilog="Example: ceax auction close 1 --data ./venue")
def close(
    auction: Number,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    seed: Annotated[
        str | None,
        typer.Option(help="Seed of the lot, 16 hex digits; drawn by the venue when left out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Close the session: awards, trades and the public result."""
    fields = {"auction": auction} | ({"seed": seed} if seed else {})
    reply = tell_venue(data, url, key, "close_auction", **fields)
    say(result_words(reply), reply, as_json)


@app.command(epilog="Example: ceax auction cancel 1 --data ./venue")
def cancel(
    auction: Number, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Cancel an auction: the exchange before its closing, the applicant before its notice."""
    reply = tell_venue(data, url, key, "cancel_auction", auction=auction)
    say(f"auction {auction} cancelled", reply, as_json)


@app.command("list", epilog="Example: ceax auction list --data ./venue")
def list_auctions(
    data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show auctions: those announced or held today, and your own applications."""
    rows = at_venue(data, url, key, lambda session: session.auctions())
    rows = [{**row, "session": hours(row), "paid": prices(row)} for row in rows]
    show("Auctions 单向竞价", rows, AUCTION_COLUMNS, as_json)


@app.command(epilog="Example: ceax auction bids --data ./venue --key bob")
def bids(data: Data = None, url: Url = None, key: MemberKey = None, as_json: Json = False) -> None:
    """Show your own standing bids."""
    rows = at_venue(data, url, key, lambda session: session.bids(), own_key=None)
    show("Bids 报价", rows, BID_COLUMNS, as_json)


@app.command(epilog="Example: ceax auction result 1 --data ./venue")
def result(
    auction: Number, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show the result of an auction of today; older ones are in the feed's history."""
    rows = at_venue(data, url, key, lambda session: session.auctions())
    found = next(
        (row for row in rows if row["auction"] == auction and row["state"] == "closed"), None
    )
    if found is None:
        raise typer.BadParameter(f"no auction {auction} was closed today")
    offered = found["quantity"]
    figures = {
        "outcome": "sold" if found["sold"] else "nothing sold",
        "unsold": offered - found["sold"],
    }
    say(result_words({**found, **figures, "cover": [found["demand"], offered]}), found, as_json)


def result_words(row: Mapping[str, Any]) -> str:
    """A result in one line."""
    cover = f"bids cover {row['cover'][0]:,} of {row['cover'][1]:,} t"
    if not row["sold"]:
        return f"auction {row['auction']}: nothing sold, {cover}"
    who = f"{row['winners']} of {row['bidders']} bidders won"
    sold = f"{row['sold']:,} t sold at {prices(row)}, {money(row['amount_fen'])} CNY"
    return f"auction {row['auction']}: {sold}, {row['unsold']:,} t returned; {cover}, {who}"
