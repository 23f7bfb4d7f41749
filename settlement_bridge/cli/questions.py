"""Commands of `ceax registry` that ask: holdings, cash, journal, trades, summary, reconcile."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli.reach import ROWS_MAX, AnyAccount, Day, Reach, command, make
from settlement_bridge.client import RegistrySession

app = typer.Typer()


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


@command(app, "journal --account 7 --from 1000 --data ./venue", "journal")
def journal(
    registry: Reach,
    *,
    account: AnyAccount = None,
    first: Annotated[int, typer.Option("--from", help="First journal number wanted.", min=1)] = 1,
) -> None:
    """The journal: what moved from where to where, when, why and by whom."""

    async def read(session: RegistrySession) -> list[dict[str, Any]]:
        return await _first_rows(session.journal(account, first))

    rows = registry.visit(read)
    registry.show(
        "Journal",
        rows if registry.as_json else [_journal_line(row) for row in rows],
        JOURNAL_COLUMNS,
    )


@command(app, "summary 2026-01-05 --data ./venue")
def summary(registry: Reach, date: Day) -> None:
    """A day's settlement summary."""
    reply = registry.ask("summary", date=date)
    if registry.as_json:
        registry.say("", reply)
        return
    registry.show(f"Settlement of {date}: {reply['status']}", reply["instruments"], SUMMARY_COLUMNS)
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


@command(app, "reconcile --data ./venue")
def reconcile(registry: Reach) -> None:
    """Compare the registry with the exchange; exit code 1 when there are breaks.

    What is known to differ is named.
    """
    reply = registry.ask("reconcile")
    breaks = reply["break_count"]
    if reply["breaks"] and not registry.as_json:
        registry.show("Breaks", reply["breaks"], BREAK_COLUMNS)
    known = reply["explained_count"]
    if known and not registry.as_json:
        registry.show(
            "Differences that are explained",
            [_known_line(row) for row in reply["explained"]],
            EXPLAINED_COLUMNS,
        )
    explained = f", {counted(known, 'difference')} explained" if known else ""
    registry.say(
        f"{counted(reply['compared'], 'figure')} compared, {counted(breaks, 'break')}{explained}",
        reply,
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
    return ends(row) | {"asset": row["instrument"] or "CNY", "moved": moved}


def ends(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the journal with both ends of what it moved in words."""
    return row | {
        end: f"{_whose(row[side + '_account'])} {row[side + '_state']}"
        for end, side in (("source", "from"), ("target", "to"))
    }


def _whose(account: int | None) -> str:
    return "other" if account is None else str(account)


def _cash(of: Known) -> str:
    transit = f", {money(of['in_transit_fen'])} in transit" if of["in_transit_fen"] else ""
    return f"account {of['account']}: {money(of['available_fen'])} CNY available{transit}"


QUESTIONS = (
    Listing(
        "holdings",
        "holdings --account 7",
        "- account",
        "Holdings",
        HOLDING_COLUMNS,
    ),
    Request("cash", "cash --account 7", "- account", _cash),
    Request("market", "market", "", "{market}"),
    Listing(
        "trades",
        "trades 2026-01-05",
        "date - account",
        "Trades of {date}",
        TRADE_COLUMNS,
    ),
)
make(app, "", QUESTIONS, account=AnyAccount)
