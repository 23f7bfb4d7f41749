"""Commands of members and viewers, most of which the exchange may use for any account too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import format_hundredths
from gateway.console.words import BY_DAY, SideName, TimeInForceName
from gateway.schedule.calendar import SHANGHAI
from gateway.terminal.reach import Data, Json, MemberKey, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, count, counted, money, say, say_json, show

if TYPE_CHECKING:
    from gateway.client import Session

app = typer.Typer()

Account = Annotated[int | None, typer.Option(help="Account; only the exchange names one.", min=1)]
Instrument = Annotated[str | None, typer.Option(help="Only this instrument.")]
OrderNumber = Annotated[
    str, typer.Argument(help="The exchange's order number, or your client order id.")
]
Price = Annotated[str, typer.Argument(help="CNY a tonne, as 78.50.")]


STATUS_WORDS = {
    "entered": "entered 已申报",
    "partly_filled": "partly filled 部分成交",
    "filled": "filled 已成交",
    "cancelled": "cancelled 已撤单",
    "withdrawn": "withdrawn by the system 系统撤单",
}


def time_of_day(time_ns: int | None) -> str:
    """Nanoseconds since 1970 as the time of day in Shanghai, to the millisecond."""
    if time_ns is None:
        return ""
    return dt.datetime.fromtimestamp(time_ns / 1e9, SHANGHAI).strftime("%H:%M:%S.%f")[:-3]


ORDER_COLUMNS = (
    Column("order", "order"),
    Column("client_order_id", "client order id"),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "CNY/t", money),
    Column("quantity", "t", count),
    Column("leaves", "open t", count),
    Column("time_ns", "time", time_of_day),
)
FILL_COLUMNS = (
    Column("trade", "trade"),
    Column("order", "order"),
    Column("instrument", "instrument"),
    Column("side", "side"),
    Column("price", "CNY/t", money),
    Column("quantity", "t", count),
    Column("amount_fen", "amount CNY", money),
    Column("liquidity", "liquidity"),
    Column("time_ns", "time", time_of_day),
)
HOLDING_COLUMNS = (
    Column("instrument", "instrument"),
    Column("available", "available", count),
    Column("locked", "locked", count),
    Column("bought", "bought, not sellable yet", count),
)


@app.command(
    epilog=(
        "Examples: ceax order buy CEA25 78.50 100 --data ./venue --key alice; ceax order buy CEA25"
        " market 100 --key alice …"
    )
)
def order(
    side: Annotated[SideName, typer.Argument(help="buy or sell.")],
    instrument: Annotated[str, typer.Argument(help="Code, as CEA25.")],
    price: Annotated[
        str,
        typer.Argument(help="CNY a tonne, as 78.50; or market: at the prices that stand (市价)."),
    ],
    quantity: Annotated[int, typer.Argument(help="Tonnes.")],
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    time_in_force: Annotated[
        TimeInForceName, typer.Option(help="day rests, ioc and fok do not.")
    ] = BY_DAY,
    client_order_id: Annotated[
        str | None, typer.Option(help="Your own id; makes a resend harmless.")
    ] = None,
    take: Annotated[
        int | None,
        typer.Option(help="Take from this order at the best opposite price only (摘牌)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Enter an order to buy or sell (申报)."""
    from gateway.client import MARKET, ticks  # not for the help of a command

    options: dict[str, Any] = {"time_in_force": time_in_force.value}
    options |= {"client_order_id": client_order_id} if client_order_id is not None else {}
    options |= {"take": take} if take is not None else {}

    async def enter(session: Session) -> Mapping[str, Any]:
        send = session.buy if side.value == "buy" else session.sell
        return await send(instrument, price, quantity, **options)

    reply = at_venue(data, url, key, enter, own_key=None)
    status = STATUS_WORDS.get(reply["status"], reply["status"])
    at = price if price == MARKET else format_hundredths(ticks(price))
    words = f"order {reply['order']}: {side.value} {quantity:,} t {instrument} at {at} {status}"
    filled = f", {reply['filled']:,} t filled" if reply["filled"] and "reason" in reply else ""
    reason = f" ({reply['reason'].replace('_', ' ')})" if "reason" in reply else ""
    say(f"{words}{reason}{filled}, {reply['leaves']:,} t open", reply, as_json)


@app.command(
    epilog=(
        "Examples: ceax cancel 12 --data ./venue --key alice; ceax cancel --all --instrument CEA25"
        " --key alice …"
    )
)
def cancel(
    order: Annotated[
        str | None, typer.Argument(help="The exchange's order number, or your client order id.")
    ] = None,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    all_orders: Annotated[bool, typer.Option("--all", help="Every order of the account.")] = False,
    instrument: Instrument = None,
    side: Annotated[SideName | None, typer.Option(help="With --all: only this side.")] = None,
    account: Account = None,
    as_json: Json = False,
) -> None:
    """Withdraw an order (撤单), or with --all many."""
    if (order is None) != all_orders:
        raise typer.BadParameter("name one order, or say --all")
    if order is not None:
        reply = at_venue(data, url, key, lambda session: session.cancel(_order(order)))
        say(f"order {reply['order']} withdrawn, {reply['leaves']:,} t were open", reply, as_json)
        return
    chosen = side.value if side else None
    which: dict[str, Any] = {"instrument": instrument, "side": chosen, "account": account}
    gone = tell_venue(data, url, key, "mass_cancel", **which)
    say(f"{counted(gone['cancelled'], 'order')} withdrawn", gone, as_json)


@app.command(epilog="Example: ceax replace 12 78.40 50 --data ./venue --key alice")
def replace(
    order: OrderNumber,
    price: Price,
    quantity: Annotated[int, typer.Argument(help="The new open quantity, tonnes.")],
    data: Data = None,
    url: Url = None,
    key: MemberKey = None,
    as_json: Json = False,
) -> None:
    """Give an order another price and open quantity; only less at the same price keeps its
    place.
    """
    reply = at_venue(
        data,
        url,
        key,
        lambda session: session.replace(_order(order), price, quantity),
        own_key=None,
    )
    place = "kept its place" if reply["kept_place"] else "went to the end of its queue"
    say(f"order {reply['order']} replaced, {reply['leaves']:,} t open, {place}", reply, as_json)


@app.command(epilog="Example: ceax orders --data ./venue --key alice --instrument CEA25")
def orders(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    instrument: Instrument = None,
    account: Account = None,
    as_json: Json = False,
) -> None:
    """Show the open orders."""
    rows = at_venue(data, url, key, lambda session: session.open_orders(instrument, account))
    show("Open orders 未成交申报", rows, ORDER_COLUMNS, as_json)


@app.command(epilog="Example: ceax fills --data ./venue --key alice")
def fills(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    instrument: Instrument = None,
    account: Account = None,
    as_json: Json = False,
) -> None:
    """Show today's fills (成交)."""
    rows = at_venue(data, url, key, lambda session: session.fills(instrument, account))
    show("Fills 成交", rows, FILL_COLUMNS, as_json)


@app.command(epilog="Example: ceax balance --data ./venue --key alice")
def balance(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    account: Account = None,
    as_json: Json = False,
) -> None:
    """Show cash and holdings of an account."""
    reply = tell_venue(data, url, key, "balances", account=account)
    if as_json:
        say_json({name: value for name, value in reply.items() if name not in ("type", "id", "ok")})
        return
    for name in ("available", "locked", "withdrawable"):
        line(f"cash {name:<13} {money(reply[f'cash_{name}_fen']):>22} CNY")
    if reply["suspended"]:
        line("the account is suspended")
    if reply["killed"]:
        line("the account is under a kill: no new orders until it is released")
    show("Holdings 持仓, t", reply["holdings"], HOLDING_COLUMNS, as_json=False)


def _order(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text
