"""Commands of `ceax registry` that ask: holdings, cash, journal, trades, summary, statement,
reconcile.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.writer.terminal import line
from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import Column, count, counted, money, say, show
from settlement_bridge.cli.reach import ROWS_MAX, Key, Url, at_registry
from settlement_bridge.client import RegistrySession

app = typer.Typer()

AnyAccount = Annotated[
    int | None,
    typer.Option(help="Account number; a member's own by default, 0 is the exchange's.", min=0),
]
Day = Annotated[str, typer.Argument(help="Trading day, YYYY-MM-DD.")]


HOLDING_COLUMNS = (
    Column("instrument", "instrument"),
    Column("state", "state"),
    Column("quantity", "t", count),
)
JOURNAL_COLUMNS = (
    Column("number", "number", count),
    Column("date", "date"),
    Column("kind", "kind"),
    Column("asset", "asset"),
    Column("moved", "moved"),
    Column("source", "from"),
    Column("target", "to"),
    Column("trade", "trade"),
    Column("who", "who"),
)
TRADE_COLUMNS = (
    Column("method", "method"),
    Column("trade", "trade", count),
    Column("instrument", "instrument"),
    Column("price", "price", money),
    Column("quantity", "t", count),
    Column("buyer", "buyer"),
    Column("seller", "seller"),
    Column("buyer_pays_fen", "buyer pays CNY", money),
    Column("seller_receives_fen", "seller receives CNY", money),
    Column("status", "status"),
    Column("reason", "reason"),
)
SUMMARY_COLUMNS = (
    Column("instrument", "instrument"),
    Column("close", "close", money),
    Column("count", "trades", count),
    Column("quantity", "t", count),
    Column("amount_fen", "CNY", money),
    Column("failed", "failed", count),
)
BREAK_COLUMNS = (
    Column("what", "what"),
    Column("account", "account"),
    Column("instrument", "instrument"),
    Column("registry", "registry"),
    Column("exchange", "exchange"),
    Column("message", "message"),
)

EXPLAINED_COLUMNS = (
    Column("what", "what"),
    Column("account", "account"),
    Column("asset", "asset"),
    Column("more", "registry has more"),
    Column("default", "default"),
    Column("message", "message"),
)


@app.command(epilog="Example: ceax registry holdings --account 7 --data ./venue")
def holdings(
    account: AnyAccount = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Units of an account by instrument and state."""
    rows = at_registry(data, url, key, lambda registry: registry.holdings(account))
    show("Holdings", rows, HOLDING_COLUMNS, as_json)


@app.command(epilog="Example: ceax registry cash --account 7 --data ./venue")
def cash(
    account: AnyAccount = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """An account's cash at the settlement bank."""
    reply = at_registry(data, url, key, lambda registry: registry.cash(account))
    transit = f", {money(reply['in_transit_fen'])} in transit" if reply["in_transit_fen"] else ""
    say(
        f"account {reply['account']}: {money(reply['available_fen'])} CNY available{transit}",
        reply,
        as_json,
    )


@app.command(epilog="Example: ceax registry journal --account 7 --from 1000 --data ./venue")
def journal(
    account: AnyAccount = None,
    first: Annotated[int, typer.Option("--from", help="First journal number wanted.", min=1)] = 1,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """The journal: what moved from where to where, when, why and by whom."""

    async def read(registry: RegistrySession) -> list[dict[str, Any]]:
        return await _first_rows(registry.journal(account, first))

    rows = at_registry(data, url, key, read)
    show(
        "Journal",
        rows if as_json else [_journal_line(row) for row in rows],
        JOURNAL_COLUMNS,
        as_json,
    )


@app.command(epilog="Example: ceax registry trades 2026-01-05 --data ./venue")
def trades(
    date: Day,
    account: AnyAccount = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """A day's trades with what each side owed and whether it was delivered."""

    async def read(registry: RegistrySession) -> list[dict[str, Any]]:
        return await _first_rows(registry.trades(date, account))

    show(f"Trades of {date}", at_registry(data, url, key, read), TRADE_COLUMNS, as_json)


@app.command(epilog="Example: ceax registry summary 2026-01-05 --data ./venue")
def summary(
    date: Day, data: Data = None, url: Url = None, key: Key = None, as_json: Json = False
) -> None:
    """A day's settlement summary."""
    reply = at_registry(data, url, key, lambda registry: registry.summary(date))
    if as_json:
        say("", reply, as_json)
        return
    show(f"Settlement of {date}: {reply['status']}", reply["instruments"], SUMMARY_COLUMNS, False)
    fees = (
        f"fees {money(reply['trading_fees_fen'])} trading, {money(reply['settlement_fees_fen'])}"
        " settlement"
    )
    delivered = f"{counted(reply['delivered'], 'trade')} delivered"
    line(f"{delivered}, {count(reply['failed'])} failed; {fees}")
    for failure in reply["failures"]:
        line(f"trade {failure['trade']} failed: {failure['reason']}")
    if reply["problem"] and reply["status"] == "delivered":
        line(f"not ended yet: {reply['problem']}")
    elif reply["problem"]:
        again = "tried again every 30 s, once the cause is mended it goes on by itself"
        line(f"stopped: {reply['problem']}; {again}")


@app.command(epilog="Example: ceax registry reconcile --data ./venue")
def reconcile(data: Data = None, url: Url = None, key: Key = None, as_json: Json = False) -> None:
    """Compare the registry with the exchange; exit code 1 when there are breaks.

    What is known to differ is named.
    """
    reply = at_registry(data, url, key, lambda registry: registry.reconcile())
    breaks = reply["break_count"]
    if reply["breaks"] and not as_json:
        show("Breaks", reply["breaks"], BREAK_COLUMNS, False)
    known = reply["explained_count"]
    if known and not as_json:
        show(
            "Differences that are explained",
            [_known_line(row) for row in reply["explained"]],
            EXPLAINED_COLUMNS,
            False,
        )
    explained = f", {counted(known, 'difference')} explained" if known else ""
    say(
        f"{counted(reply['compared'], 'figure')} compared, {counted(breaks, 'break')}{explained}",
        reply,
        as_json,
    )
    if breaks:
        raise typer.Exit(1)


async def _first_rows(rows: Any) -> list[dict[str, Any]]:
    found = []
    async for row in rows:
        found.append(row)
        if len(found) == ROWS_MAX:
            break
    return found


def _known_line(row: dict[str, Any]) -> dict[str, Any]:
    more = count(row["difference"]) if row["instrument"] else money(row["difference_fen"])
    return row | {"asset": row["instrument"] or "CNY", "more": more}


def _journal_line(row: dict[str, Any]) -> dict[str, Any]:
    moved = count(row["quantity"]) if row["instrument"] else money(row["amount_fen"])
    ends = {
        end: f"{row[side + '_account']} {row[side + '_state']}"
        for end, side in (("source", "from"), ("target", "to"))
    }
    return row | {"asset": row["instrument"] or "CNY", "moved": moved} | ends
