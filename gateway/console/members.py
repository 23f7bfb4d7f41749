"""Commands of members and viewers, most of which the exchange may use for any account too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import format_hundredths
from gateway.console.confirm import Why
from gateway.console.reach import Account, Price, Reach, console
from gateway.protocol.table import account_days, orders
from gateway.protocol.values import ORDER_STATUSES
from gateway.terminal.commands import Listing
from gateway.terminal.tables import Column, count, counted, money, time_of_day

if TYPE_CHECKING:
    from gateway.client import Session

app = typer.Typer()
_CONSOLE = console((*orders.ROWS, *account_days.ROWS))
command = _CONSOLE.command
ORDER = "The exchange's order number, or your client order id."
STATUS_WORDS = {status: f"{en} {zh}" for status, (zh, en) in ORDER_STATUSES.items()}
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
    Column("correction", "undone by"),
    Column("time_ns", "time", time_of_day),
)
HOLDING_COLUMNS = (
    Column("instrument", "instrument"),
    Column("available", "available", count),
    Column("locked", "locked", count),
    Column("bought", "bought, not sellable yet", count),
)


@command(
    app,
    "order buy CEA25 78.50 100 --data ./venue --key alice; order buy CEA25 market 100 --key alice",
    "new_order",
)
def order(
    reach: Reach,
    side: str,
    instrument: Annotated[str, "Code, as CEA25."],
    price: Annotated[str, "CNY a tonne, as 78.50; or market: at the prices of the book (市价)."],
    quantity: int,
    *,
    time_in_force: Annotated[str, "day rests, ioc and fok do not."] = "day",
    client_order_id: Annotated[str | None, "Your own id; makes a resend harmless."] = None,
    take: Annotated[
        int | None, "Take from this order at the best opposite price only (摘牌)."
    ] = None,
) -> None:
    """Enter an order to buy or sell (申报)."""
    from gateway.client import MARKET, ticks  # not for the help of a command

    options: dict[str, Any] = {"time_in_force": time_in_force}
    options |= {"client_order_id": client_order_id} if client_order_id is not None else {}
    options |= {"take": take} if take is not None else {}

    async def enter(session: Session) -> Mapping[str, Any]:
        send = session.buy if side == "buy" else session.sell
        return await send(instrument, price, quantity, **options)

    reply = reach.visit(enter)
    status = STATUS_WORDS.get(reply["status"], reply["status"])
    at = price if price == MARKET else format_hundredths(ticks(price))
    words = f"order {reply['order']}: {side} {quantity:,} t {instrument} at {at} {status}"
    filled = f", {reply['filled']:,} t filled" if reply["filled"] and "reason" in reply else ""
    reason = f" ({reply['reason'].replace('_', ' ')})" if "reason" in reply else ""
    reach.say(f"{words}{reason}{filled}, {reply['leaves']:,} t open", reply)


@command(
    app,
    "cancel 12 --data ./venue --key alice; cancel --all --instrument CEA25 --key alice …",
    "mass_cancel",
)
def cancel(
    reach: Reach,
    order: Annotated[str | None, ORDER] = None,
    *,
    all_orders: Annotated[bool, typer.Option("--all", help="Every order of the account.")] = False,
    instrument: Annotated[str | None, "With --all: only this instrument."] = None,
    side: Annotated[str | None, "With --all: only this side."] = None,
    operator: Annotated[int | None, "With --all: only orders of this key, by its number."] = None,
    account: Account = None,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="With --all: of every account; needs --reason.")
    ] = False,
    why: Why = None,
) -> None:
    """Withdraw an order (撤单), or with --all many."""
    if (order is None) != all_orders:
        raise typer.BadParameter("name one order, or give --all")
    chosen = {"instrument": instrument, "side": side, "operator": operator, "account": account}
    if order is not None:
        if everyone or any(each is not None for each in chosen.values()):
            raise typer.BadParameter(f"{', '.join(chosen)} go with --all, not with one order")
        reply = reach.ask("cancel", **_named(order), reason=why)
        reach.say(f"order {reply['order']} withdrawn, {reply['leaves']:,} t were open", reply)
        return
    gone = reach.ask("mass_cancel", **chosen, everyone=everyone or None, reason=why)
    reach.say(f"{counted(gone['cancelled'], 'order')} withdrawn", gone)


@command(app, "replace 12 78.40 50 --data ./venue --key alice", "replace")
def replace(
    reach: Reach,
    order: Annotated[str, ORDER],
    price: Price,
    quantity: int,
    *,
    total: Annotated[bool, typer.Option("--total", help="Of it, what has traded counts.")] = False,
) -> None:
    """Give an order another price and open quantity; only less at the same price keeps its
    place.
    """
    from gateway.client import ticks  # not for the help of a command

    async def change(session: Session) -> Mapping[str, Any]:
        terms: dict[str, Any] = {"price": ticks(price), "total" if total else "quantity": quantity}
        return await session.request("replace", **terms, **_named(order))

    reply = reach.visit(change)
    place = "kept its place" if reply["kept_place"] else "went to the end of its queue"
    reach.say(f"order {reply['order']} replaced, {reply['leaves']:,} t open, {place}", reply)


@command(app, "balance --data ./venue --key alice", "balances")
def balance(reach: Reach, *, account: Account = None) -> None:
    """Show cash and holdings of an account."""
    reply = reach.ask("balances", account=account)
    if reach.as_json:
        reach.say("", reply)
        return
    for name in ("available", "locked", "withdrawable"):
        line(f"cash {name:<13} {money(reply[f'cash_{name}_fen']):>22} CNY")
    if reply["suspended"]:
        line("the account is suspended")
    if reply["killed"]:
        line("the account is under a kill: no new orders until it is released")
    reach.show("Holdings 持仓, t", reply["holdings"], HOLDING_COLUMNS)


def _named(text: str) -> dict[str, Any]:
    """An order as a request names it."""
    if text.isascii() and text.isdigit():
        return {"order": int(text)}
    return {"client_order_id": text}


LISTINGS = (
    Listing(
        "open_orders",
        "orders --instrument CEA25",
        "- instrument account",
        "Open orders 未成交申报",
        ORDER_COLUMNS,
        rows="orders",
    ),
    Listing("fills", "fills", "- instrument account date", "Fills 成交", FILL_COLUMNS),
)
_CONSOLE.make(app, "", LISTINGS)
