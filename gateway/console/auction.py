"""Commands of one-way bidding (单向竞价): `ceax auction …`, for applicants, the exchange and
bidders.
"""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.console.confirm import Venue, Why, Yes, tell_confirmed
from gateway.console.words import SELL, SideName
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, tell_venue
from gateway.terminal.tables import money, say

app = typer.Typer(
    name="auction",
    help="Auctions, one-way bidding (单向竞价): apply, announce, bid, close.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(help="Number of the auction.", min=1)]
Tonnes = Annotated[int, typer.Argument(help="Tonnes.", min=1)]


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
    ] = SELL,
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
    reply = tell_venue(
        data,
        url,
        key,
        "apply_auction",
        own_key=None,
        instrument=instrument,
        quantity=quantity,
        **terms,
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
