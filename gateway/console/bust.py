"""`ceax bust-trade`: the exchange's staff undoes a trade, after both sides were shown."""

from __future__ import annotations

from typing import Any

import typer

from gateway.console.confirm import Why, Yes
from gateway.console.reach import Reach, console
from gateway.protocol.table import days
from gateway.terminal.tables import Column, count, money

app = typer.Typer()
_CONSOLE = console(days.ROWS)
COLUMNS = (
    Column("side", ""),
    Column("account", "account"),
    Column("quantity", "t back", count),
    Column("cash_fen", "CNY back", money),
    Column("fees_fen", "fees in it", money),
    Column("units", "has t", count),
    Column("cash_available_fen", "has CNY", money),
    Column("lacks", "lacks"),
)


def lacking(row: dict[str, Any]) -> str:
    """What a side would have to give back beyond what it has."""
    short = -row["quantity"] - row["units"], -row["cash_fen"] - row["cash_available_fen"]
    units, cash = (amount if amount > 0 else 0 for amount in short)
    words = [f"{count(units)} t"] * bool(units) + [f"{money(cash)} CNY"] * bool(cash)
    return " and ".join(words)


def _sides(undone: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [{"side": side, **undone[side]} for side in ("buyer", "seller")]
    return [row | {"lacks": lacking(row)} for row in rows]


@_CONSOLE.command(
    app,
    "bust-trade 17 --yes --reason 'price off by a digit' --data ./venue",
    "bust_trade",
    name="bust-trade",
)
def bust_trade(
    reach: Reach,
    trade: int,
    *,
    method: str | None = None,
    yes: Yes = False,
    why: Why = None,
) -> None:
    """Undo a trade of the running day, after what both sides get back and lack was shown."""
    named = {"trade": trade, "method": method}
    found = reach.ask("bust_preview", **named, dry_run=None)
    if found["undone"] is not None and not reach.as_json:
        undone = found["undone"]
        terms = f"{count(undone['quantity'])} t {undone['instrument']} at {money(undone['price'])}"
        reach.show(f"Undo trade {trade}: {terms} 取消交易", _sides(undone), COLUMNS)
    what = f"undoing trade {trade}"
    reply = reach.ask_certain("bust_trade", what, yes, why, **named, confirm=True)
    reach.say(f"trade {trade} undone: correction {reply['correction']}", reply)
