"""Commands about limits, kills and large holders: the exchange's for everybody, a member's for
himself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.commands import AccountLimit
from engine.texts.terminal import line
from engine.units import parse_hundredths
from gateway.console.confirm import Why
from gateway.console.halts import halt_words
from gateway.console.reach import Account, Reach, console
from gateway.protocol.table import supervision
from gateway.terminal.commands import Known, Request
from gateway.terminal.tables import Column, count, counted, flag, money, plain, say_json

if TYPE_CHECKING:
    from gateway.client import Session

app = typer.Typer()
_CONSOLE = console(supervision.ROWS)
LIMITS = tuple(kind.name.lower() for kind in AccountLimit)
IN_MONEY = ("order_value", "day_turnover")
DEFAULT_AGAIN = -1  # in place of an own limit
Limit = Annotated[
    str, typer.Argument(help=f"{', '.join(LIMITS)}; rate_window (ms) is for everyone.")
]
Value = Annotated[str, "A number, money as 5000000.00, `none`, or for an account `default`."]

LIMIT_COLUMNS = (
    Column("account", "account"),
    Column("name", "limit"),
    Column("limit", "in force", plain),
    Column("own", "own", plain),
    Column("used", "used", plain),
)
MAXIMUM_COLUMNS = (
    Column("account", "account"),
    Column("instrument", "instrument"),
    Column("held", "held t", count),
    Column("buying", "being bought t", count),
    Column("maximum", "maximum t", count),
    Column("own", "own", count),
    Column("threshold", "large from t", count),
    Column("large", "", flag("large holder")),
)
KILL_COLUMNS = (
    Column("account", "account"),
    Column("operator", "operator"),
    Column("by", "killed by"),
    Column("log_on_refused", "", flag("log-on refused")),
)
DEFAULT_COLUMNS = (Column("name", "limit"), Column("limit", "of everyone", plain))


@_CONSOLE.command(
    app,
    "account-limits --data ./venue --account 7; account-limits --key alice …",
    "account_limits",
    name="account-limits",
)
def account_limits(reach: Reach, *, account: Account = None) -> None:
    """Show what an account may do and what it uses of it; the exchange sees every account."""
    accounts = reach.visit(lambda session: _account_limits(session, account))
    if reach.as_json:
        say_json(accounts)
        return
    reach.show("Limits", [row for each in accounts for row in _limit_rows(each)], LIMIT_COLUMNS)
    held = [{"account": each["account"]} | row for each in accounts for row in each["holdings"]]
    reach.show("Maximum holding 最大持仓量", held, MAXIMUM_COLUMNS)
    for each in accounts:
        if each["killed_by"]:
            line(f"account {each['account']} is under a kill by the {each['killed_by']}")


@_CONSOLE.command(app, "supervision --data ./venue", "supervision", name="supervision")
def show_supervision(reach: Reach) -> None:
    """Show the limits of everyone, what is halted, who is suspended or under a kill, and large
    holders (大户).
    """
    reply = reach.ask("supervision")
    if reach.as_json:
        say_json(reply)
        return
    defaults = [
        {"name": name, "limit": _written(name, value)}
        for name, value in reply["default_limits"].items()
    ]
    reach.show("Limits of everyone", defaults, DEFAULT_COLUMNS)
    for halt in reply["halts"]:
        line(halt_words(halt))
    reach.show("Kills", reply["kills"], KILL_COLUMNS)
    if reply["suspended"]:
        line(f"suspended accounts: {', '.join(map(str, reply['suspended']))}")
    reach.show("Large holders 大户", reply["large_holders"], MAXIMUM_COLUMNS)
    if reply["above_maximum"]:
        reach.show("Holdings above the maximum", reply["above_maximum"], MAXIMUM_COLUMNS)


@_CONSOLE.command(
    app,
    "set-limit order_rate 50 --data ./venue; set-limit maximum_holding 500000 --account 7"
    " --instrument CEA25 --data ./venue; set-limit order_value default --account 7 --data ./venue",
    "set_account_limit",
    name="set-limit",
)
def set_limit(
    reach: Reach,
    limit: Limit,
    value: Value,
    *,
    account: Account = None,
    instrument: Annotated[str | None, "Of a maximum holding: the instrument."] = None,
    why: Why = None,
) -> None:
    """Set a limit of an account, or without --account of everyone who has none of his own.

    The maximum holding of everyone is a parameter of the instrument: ceax set-parameter CEA25
    maximum_holding 500000.
    """
    number = read_value(limit, value)
    if account is None:
        if number is None:
            raise typer.BadParameter("only an account's own limit has a default")
        reply = reach.ask("set_default_limit", limit=limit, value=number, reason=why)
    else:
        own = DEFAULT_AGAIN if number is None else number
        of = {"account": account, "instrument": instrument, "reason": why}
        reply = reach.ask("set_account_limit", limit=limit, value=own, **of)
    whose = "everyone" if account is None else f"account {account}"
    reach.say(f"{limit} of {whose}{f' in {instrument}' if instrument else ''} is {value}", reply)


def read_value(limit: str, text: str) -> int | None:
    """A value as typed: None for the default, 0 for none. Raises typer.BadParameter, UnitError."""
    if limit not in LIMITS:
        raise typer.BadParameter(f"no limit {limit!r}; there are {', '.join(LIMITS)}")
    if text in ("default", "none"):
        return None if text == "default" else 0
    if limit in IN_MONEY:
        return parse_hundredths(text)
    if not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(f"{text!r} is no number; also none, and of an account default")
    return int(text)


def _limit_rows(account: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The limits of an account as rows of a table, money with two decimals; an own limit of 0 is
    none.
    """
    rows = []
    for name, each in account["limits"].items():
        row = {"account": account["account"], "name": name} | {
            field: _written(name, value) for field, value in each.items()
        }
        rows.append(row | ({"own": "none"} if each["own"] == 0 else {}))
    return rows


def _written(name: str, value: int | None) -> str | None:
    """A limit or what is used of it, as people read it."""
    return money(value) if name in IN_MONEY else count(value)


async def _account_limits(session: Session, account: int | None) -> list[dict[str, Any]]:
    if account is None and session.role == "exchange":
        return await session.pages("account_limits", "accounts")
    reply = await session.operations.account_limits(account=account)
    return [{name: value for name, value in reply.items() if name not in ("type", "id", "ok")}]


def _whose(known: Known) -> str:
    if known["operator"] is not None:
        return f"operator {known['operator']}"
    return "your account" if known["account"] is None else f"account {known['account']}"


def _killed(known: Known) -> str:
    keys = [f"{each['key']} ({each['operator']})" for each in known["keys"] or ()]
    said = f"{_whose(known)} killed, {counted(known['cancelled'], 'order')} withdrawn"
    return f"{said}; {counted(len(keys), 'key')}: {', '.join(keys) or '-'}"


KILLS = (
    Request(
        "kill",
        "kill; kill --account 7; kill --operator 12",
        "- account operator refuse_log_on",
        _killed,
        help="Withdraw every order of an account or of one operator's key and take none until it"
        " is released; cancels go on.",
    ),
    Request(
        "release",
        "release; release --account 7",
        "- account operator",
        lambda known: f"{_whose(known)} released",
        help="End a kill: who killed may release, and the exchange always.",
    ),
)
_CONSOLE.make(app, "", KILLS)
