"""Commands about limits, kills and large holders: the exchange's for everybody, a member's for
himself.
"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.texts.terminal import line
from gateway.client import Session
from gateway.console.limit_values import limit_rows, read_value, written
from gateway.console.members import Account
from gateway.protocol.wire import Message
from gateway.terminal.reach import Data, Json, StaffKey, Url, at_venue, tell_venue
from gateway.terminal.tables import Column, count, counted, flag, plain, say, say_json, show

app = typer.Typer()

Operator = Annotated[
    int | None, typer.Option(help="Only the orders of this operator: the number of its key.", min=1)
]
LimitName = Annotated[
    str,
    typer.Argument(
        help=(
            "open_orders, order_rate, order_value, day_turnover, maximum_holding, or for everyone"
            " rate_window (ms)."
        )
    ),
]
LimitValue = Annotated[
    str, typer.Argument(help="A number, money as 5000000.00, `none`, or for an account `default`.")
]
DEFAULT_AGAIN = -1  # in place of an own limit

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
RefuseLogOn = Annotated[
    bool,
    typer.Option("--refuse-log-on", help="Close the keys' sessions; no log-on until the release."),
]
KILL_COLUMNS = (
    Column("account", "account"),
    Column("operator", "operator"),
    Column("by", "killed by"),
    Column("log_on_refused", "", flag("log-on refused")),
)
DEFAULT_COLUMNS = (Column("name", "limit"), Column("limit", "of everyone", plain))


@app.command(
    "account-limits",
    epilog=(
        "Examples: ceax account-limits --data ./venue --account 7; ceax account-limits --key"
        " alice …"
    ),
)
def account_limits(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    account: Account = None,
    as_json: Json = False,
) -> None:
    """Show what an account may do and what it uses of it; the exchange sees every account."""
    accounts = at_venue(data, url, key, lambda session: _account_limits(session, account))
    if as_json:
        say_json(
            [
                {name: value for name, value in row.items() if name not in ("type", "id", "ok")}
                for row in accounts
            ]
        )
        return
    show("Limits", [row for each in accounts for row in limit_rows(each)], LIMIT_COLUMNS, as_json)
    held = [{"account": each["account"]} | row for each in accounts for row in each["holdings"]]
    show("Maximum holding 最大持仓量", held, MAXIMUM_COLUMNS, as_json)
    for each in accounts:
        if each["killed_by"]:
            line(f"account {each['account']} is under a kill by the {each['killed_by']}")


@app.command(epilog="Example: ceax supervision --data ./venue")
def supervision(
    data: Data = None, url: Url = None, key: StaffKey = None, as_json: Json = False
) -> None:
    """Show the limits of everyone, what is under a kill, and the large holders (大户)."""
    reply = tell_venue(data, url, key, "supervision")
    if as_json:
        say_json({name: value for name, value in reply.items() if name not in ("type", "id", "ok")})
        return
    defaults = [
        {"name": name, "limit": written(name, value)}
        for name, value in reply["default_limits"].items()
    ]
    show("Limits of everyone", defaults, DEFAULT_COLUMNS, as_json)
    show("Kills", reply["kills"], KILL_COLUMNS, as_json)
    show("Large holders 大户", reply["large_holders"], MAXIMUM_COLUMNS, as_json)


@app.command(
    "set-limit",
    epilog=(
        "Examples: ceax set-limit order_rate 50 --data ./venue; ceax set-limit maximum_holding"
        " 500000 --account 7 --instrument CEA25 --data ./venue; ceax set-limit order_value default"
        " --account 7 --data ./venue"
    ),
)
def set_limit(
    limit: LimitName,
    value: LimitValue,
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    account: Account = None,
    instrument: Annotated[
        str | None, typer.Option(help="Of a maximum holding: the instrument.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Set a limit of an account, or without --account of everyone who has none of his own.

    The maximum holding of everyone is a parameter of the instrument: ceax set-parameter CEA25
    maximum_holding 500000.
    """
    number = read_value(limit, value)
    if account is None:
        if number is None:
            raise typer.BadParameter("only an account's own limit has a default")
        reply = tell_venue(data, url, key, "set_default_limit", limit=limit, value=number)
    else:
        reply = tell_venue(
            data,
            url,
            key,
            "set_account_limit",
            account=account,
            limit=limit,
            value=DEFAULT_AGAIN if number is None else number,
            instrument=instrument,
        )
    whose = "everyone" if account is None else f"account {account}"
    say(f"{limit} of {whose}{f' in {instrument}' if instrument else ''} is {value}", reply, as_json)


@app.command(
    epilog=(
        "Examples: ceax kill --data ./venue --key alice; ceax kill --data ./venue --account 7; ceax"
        " kill --operator 12 …"
    )
)
def kill(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    account: Account = None,
    operator: Operator = None,
    refuse_log_on: RefuseLogOn = False,
    as_json: Json = False,
) -> None:
    """Withdraw every order of an account or of one operator's key and take none until it is
    released; cancels go on.
    """
    reply = tell_venue(
        data, url, key, "kill", account=account, operator=operator, refuse_log_on=refuse_log_on
    )
    keys = [f"{each['key']} ({each['operator']})" for each in reply["keys"] or ()]
    said = f"{_whose(account, operator)} killed, {counted(reply['cancelled'], 'order')} withdrawn"
    say(f"{said}; {counted(len(keys), 'key')}: {', '.join(keys) or '-'}", reply, as_json)


@app.command(
    epilog=(
        "Examples: ceax release --data ./venue --key alice; ceax release --data ./venue --account 7"
    )
)
def release(
    data: Data = None,
    url: Url = None,
    key: StaffKey = None,
    account: Account = None,
    operator: Operator = None,
    as_json: Json = False,
) -> None:
    """End a kill: who killed may release, and the exchange always."""
    say(
        f"{_whose(account, operator)} released",
        tell_venue(data, url, key, "release", account=account, operator=operator),
        as_json,
    )


async def _account_limits(session: Session, account: int | None) -> list[Message]:
    if account is None and session.role == "exchange":
        return await session.pages("account_limits", "accounts")
    return [await session.operations.account_limits(account=account)]


def _whose(account: int | None, operator: int | None) -> str:
    if operator is not None:
        return f"operator {operator}"
    return "your account" if account is None else f"account {account}"
