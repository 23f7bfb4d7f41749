"""Commands of the exchange's staff (交易所): supervision, the day, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from gateway.terminal.reach import Data, Json, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, count, counted, flag, money, say, show

app = typer.Typer()

AccountNumber = Annotated[int, typer.Argument(help="Account number.", min=1)]
CodeOrVenue = Annotated[str | None, typer.Argument(help="Instrument code, as CEA25.")]
WholeVenue = Annotated[
    bool, typer.Option("--venue", help="The whole venue instead of one instrument.")
]


LIMIT_COLUMNS = (
    Column("instrument", "instrument"),
    Column("reference", "reference", money),
    Column("lower", "lower", money),
    Column("upper", "upper", money),
    Column("last", "last", money),
    Column("distance_to_lower", "to lower", money),
    Column("distance_to_upper", "to upper", money),
    Column("at_limit", "at limit"),
    Column("halted", "", flag("halted")),
)
ACCOUNT_COLUMNS = (
    Column("account", "account"),
    Column("name", "name"),
    Column("cash_available_fen", "cash available CNY", money),
    Column("cash_locked_fen", "cash locked CNY", money),
    Column("suspended", "", flag("suspended")),
    Column("killed", "", flag("under a kill")),
)
INSTRUMENT_COLUMNS = (
    Column("instrument", "instrument"),
    Column("number", "no."),
    Column("base", "base", money),
    Column("lower", "lower", money),
    Column("upper", "upper", money),
    Column("tick", "tick", money),
    Column("quantity_min", "least t", count),
    Column("quantity_max", "most t", count),
    Column("resale_days", "resale days", count),
    Column("open", "", flag("open")),
    Column("halted", "", flag("halted")),
)


ENGINE_WORDS = {
    "compiled": "",
    "compiling": "The engine is being compiled or loaded; plain Python decides until it is there.",
    "plain": (
        "The engine is not compiled; plain Python decides, right but slowly. The gateway's log says"
        " why."
    ),
}


@app.command(epilog="Example: ceax status --data ./venue")
def status(data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False) -> None:
    """Show date, phase, halts, days that are not settled, and every instrument with its limits of
    the day.
    """
    reply = tell_venue(data, url, key, "status")
    date = reply["date"] or "no trading day yet"
    halted = ", the venue is halted" if reply["venue_halted"] else ""
    say(f"{date}, {reply['phase']}{halted}", reply, as_json)
    if not as_json:
        if words := ENGINE_WORDS[reply["engine"]]:
            line(words)
        for notice in reply["schedule"]["notices"]:
            waits = "The schedule waits" if notice["waits"] else "The schedule reports"
            line(f"{waits}: {notice['message']}")
        for day in reply["unsettled"]:
            line(unsettled_words(day))
        show("Instruments", reply["instruments"], INSTRUMENT_COLUMNS, as_json)


def unsettled_words(day: Mapping[str, Any]) -> str:
    """What a day waits for, who says why, and what can be done meanwhile."""
    waits_for = "delivery" if day["confirmed"] else "a clearing result that we confirm"
    date = day["date"]
    return (
        f"{date} has ended and waits for {waits_for}: `ceax registry summary {date}` says how far "
        "it is and what it stopped at; `ceax start-day DATE --override --reason TEXT` starts a day "
        "before it is settled, and what it bought stays unsellable until then"
    )


@app.command(epilog="Example: ceax limits --data ./venue --json")
def limits(data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False) -> None:
    """Show how far every instrument is from its price limits (涨跌停)."""
    reply = at_venue(data, url, key, lambda session: session.request("limits"))
    show("Price limits 涨跌幅限制, CNY", reply["rows"], LIMIT_COLUMNS, as_json)


@app.command(epilog="Example: ceax accounts --data ./venue")
def accounts(
    data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show every account (交易主体) with its cash."""
    rows = at_venue(data, url, key, lambda session: session.accounts())
    show("Accounts 交易主体", rows, ACCOUNT_COLUMNS, as_json)


@app.command("open-account", epilog="Example: ceax open-account 7 'Alice Power' --data ./venue")
def open_account(
    account: AccountNumber,
    name: Annotated[str, typer.Argument(help="Name of the entity, up to 24 bytes.")],
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Open a trading account; its registry account is opened with `ceax registry`."""
    reply = tell_venue(data, url, key, "open_account", account=account, name=name)
    say(f"account {account} opened for {name}", reply, as_json)


@app.command(epilog="Example: ceax suspend 7 --data ./venue")
def suspend(
    account: AccountNumber,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Suspend an account: its orders are withdrawn and new ones refused; settlement goes on."""
    reply = tell_venue(data, url, key, "suspend", account=account)
    say(
        f"account {account} suspended, {counted(reply['cancelled'], 'order')} withdrawn",
        reply,
        as_json,
    )


@app.command(epilog="Example: ceax reinstate 7 --data ./venue")
def reinstate(
    account: AccountNumber,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Let a suspended account trade again."""
    say(
        f"account {account} reinstated",
        tell_venue(data, url, key, "restore", account=account),
        as_json,
    )


@app.command(epilog="Examples: ceax halt CEA25 --data ./venue; ceax halt --venue --data ./venue")
def halt(
    instrument: CodeOrVenue = None,
    venue: WholeVenue = False,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Halt trading (停牌) in an instrument or the venue: no new orders and no replaces, cancels go
    on.
    """
    what = _one_or_all(instrument, venue)
    say(f"{instrument or 'the venue'} halted", tell_venue(data, url, key, "halt", **what), as_json)


@app.command(
    epilog="Examples: ceax resume CEA25 --data ./venue; ceax resume --venue --data ./venue"
)
def resume(
    instrument: CodeOrVenue = None,
    venue: WholeVenue = False,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    as_json: Json = False,
) -> None:
    """Resume trading (复牌)."""
    what = _one_or_all(instrument, venue)
    say(
        f"{instrument or 'the venue'} resumed",
        tell_venue(data, url, key, "resume", **what),
        as_json,
    )


def _one_or_all(instrument: str | None, venue: bool) -> dict[str, str]:
    if (instrument is None) != venue:
        raise typer.BadParameter("name one instrument, or say --venue")
    return {} if instrument is None else {"instrument": instrument}
