"""The end of an auction, and what there is to see: `ceax auction close` to `result`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from engine.units import format_hundredths
from gateway.console.auction import Number
from gateway.console.members import time_of_day
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, count, flag, money, say, show

app = typer.Typer()


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
    fields: dict[str, Any] = {"auction": auction} | ({"seed": seed} if seed else {})
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
    rows = at_venue(data, url, key, lambda session: session.pages("auctions", "auctions"))
    rows = [{**row, "session": hours(row), "paid": prices(row)} for row in rows]
    show("Auctions 单向竞价", rows, AUCTION_COLUMNS, as_json)


@app.command(epilog="Example: ceax auction bids --data ./venue --key bob")
def bids(data: Data = None, url: Url = None, key: MemberKey = None, as_json: Json = False) -> None:
    """Show your own standing bids."""
    rows = at_venue(data, url, key, lambda session: session.pages("bids", "bids"), own_key=None)
    show("Bids 报价", rows, BID_COLUMNS, as_json)


@app.command(epilog="Example: ceax auction result 1 --data ./venue")
def result(
    auction: Number, data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show the result of an auction of today; older ones are in the feed's history."""
    rows = at_venue(data, url, key, lambda session: session.pages("auctions", "auctions"))
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
