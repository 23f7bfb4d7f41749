"""Commands of one-way bidding (单向竞价): `ceax auction …`, for applicants, the exchange and
bidders.
"""

from __future__ import annotations

from typing import Any

import typer

from engine.units import format_hundredths
from gateway.console.reach import Reach, console
from gateway.protocol.table import auctions
from gateway.terminal.commands import Known, Listing, Reply, Request
from gateway.terminal.tables import Column, count, flag, money, time_of_day

app = typer.Typer(
    name="auction",
    help="Auctions, one-way bidding (单向竞价): apply, announce, bid, close.",
    no_args_is_help=True,
)
_CONSOLE = console(auctions.ROWS)
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


def _prices(row: Reply) -> str:
    """One price, or the range of those paid."""
    if not row["lowest"]:
        return ""
    ends = [format_hundredths(row[name]) for name in ("lowest", "highest")]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _with_words(row: dict[str, Any]) -> dict[str, Any]:
    """An auction with the hours of its session and what was paid in words."""
    session = f"{row['date']} {row['opens']}-{row['closes']}" if row["date"] else ""
    return row | {"session": session, "paid": _prices(row)}


def _applied(known: Known) -> str:
    words = "each winner pays its own price" if known["pay_as_bid"] else "one price for all"
    what = f"{known['side']} {count(known['quantity'])} t {known['instrument']}"
    return f"auction {known['auction']}: {what} applied for, {words}"


def _changed(known: Known) -> str:
    place = "kept its place in time" if known["kept_place"] else "went to the end of its price"
    terms = f"{count(known['quantity'])} t at {money(known['price'])}"
    return f"bid {known['bid']}: now {terms}, {place}"


def result_words(row: Reply) -> str:
    """A result in one line."""
    cover = f"bids cover {row['cover'][0]:,} of {row['cover'][1]:,} t"
    if not row["sold"]:
        return f"auction {row['auction']}: nothing sold, {cover}"
    who = f"{row['winners']} of {row['bidders']} bidders won"
    sold = f"{row['sold']:,} t sold at {_prices(row)}, {money(row['amount_fen'])} CNY"
    return f"auction {row['auction']}: {sold}, {row['unsold']:,} t returned; {cover}, {who}"


COMMANDS = (
    Request(
        "apply_auction",
        "apply CEA25 100000 --pay-as-bid",
        "instrument quantity - side lot smallest_bid"
        " pay_as_bid discounted void_if_short tie_by_lot",
        _applied,
    ),
    Request("accept_auction", "accept 1", "auction", "auction {auction} accepted"),
    Request("refuse_auction", "refuse 1", "auction", "auction {auction} refused"),
    Request(
        "announce_auction",
        "notice 1 2026-01-05 10:00 10:30",
        "auction date opens closes",
        "auction {auction} announced for {date}, {opens} to {closes}",
    ),
    Request(
        "open_auction",
        "open 1",
        "auction",
        "auction {auction} open: reserve {reserve:money}, cap {cap:money}",
    ),
    Request(
        "place_bid",
        "bid 1 79.00 1000",
        "auction price quantity",
        "bid {bid}: {quantity:count} t at {price:money} in auction {auction} placed",
    ),
    Request("change_bid", "change 65537 79.50 1000", "bid price quantity", _changed),
    Request("withdraw_bid", "withdraw 65537", "bid", "bid {bid} withdrawn"),
    Listing("bids", "bids", "", "Bids 报价", BID_COLUMNS),
    Request("close_auction", "close 1", "auction - seed", result_words),
    Request("cancel_auction", "cancel 1", "auction", "auction {auction} cancelled"),
    Listing("auctions", "list", "", "Auctions 单向竞价", AUCTION_COLUMNS, told=_with_words),
)
_CONSOLE.make(app, "auction ", COMMANDS)


@_CONSOLE.command(app, "auction result 1 --data ./venue", "close_auction")
def result(reach: Reach, auction: int) -> None:
    """Show the result of an auction of today; older ones are in the feed's history."""
    rows = reach.rows("auctions", "auctions")
    found = next(
        (row for row in rows if row["auction"] == auction and row["state"] == "closed"), None
    )
    if found is None:
        raise typer.BadParameter(f"no auction {auction} was closed today")
    figures = {
        "unsold": found["quantity"] - found["sold"],
        "cover": [found["demand"], found["quantity"]],
    }
    reach.say(result_words(found | figures), found)
