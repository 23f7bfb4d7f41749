"""Commands of the exchange's staff about rules of the venue, and acts that await a second key."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.console.confirm import Why, needed
from gateway.console.reach import Reach, console
from gateway.protocol.table import approvals as table
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, flag, moment, plain

app = typer.Typer()
_CONSOLE = console(table.ROWS)
Number = Annotated[int, "Number of the act, as `ceax approvals` shows it."]
RULE_COLUMNS = (
    Column("rule", "rule"),
    Column("value", "value", count),
    Column("least", "least", count),
    Column("most", "most", count),
    Column("unit", "unit"),
    Column("help", "what it is"),
)
ACT_COLUMNS = (
    Column("number", "no."),
    Column("act", "act"),
    Column("request", "of what"),
    Column("key", "asked by"),
    Column("reason", "why"),
    Column("until_ns", "until", moment),
    Column("may_approve", "who may approve"),
    Column("yours", "", flag("you may")),
)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """An act as a row of the table."""
    asked = (f"{name} {plain(value)}" for name, value in row["request"].items() if name != "reason")
    return row | {"request": ", ".join(asked), "may_approve": ", ".join(row["may_approve"])}


@_CONSOLE.command(app, "approve 3 --data ./venue --key bob; approve 3 --dry-run", "approve_act")
def approve(reach: Reach, number: Number, *, why: Why = None) -> None:
    """Approve an act that another key has asked: it is done at once."""
    reply = reach.ask("approve_act", number=number, reason=why)
    said = ", ".join(f"{name} {plain(value)}" for name, value in reply["answer"].items())
    reach.say(f"approved and done: {reply['act']}{f' ({said})' if said else ''}", reply)


@_CONSOLE.command(
    app, "refuse 3 --reason 'the close is not due' --data ./venue --key bob", "refuse_act"
)
def refuse(reach: Reach, number: Number, *, why: Why = None) -> None:
    """Refuse an act that another key has asked: it ends and is not done."""
    reply = reach.ask("refuse_act", number=number, reason=needed(why, "refusing"))
    reach.say(f"act {number} refused", reply)


COMMANDS = (
    Listing(
        "approvals",
        "approvals; approvals --json",
        "",
        "Acts that await approval",
        ACT_COLUMNS,
        row=_shown,
    ),
    Request("withdraw_act", "withdraw 3", "number", "act {number} withdrawn"),
    Listing("venue_rules", "rules", "", "Rules of the venue", RULE_COLUMNS, rows="rules"),
    Request(
        "set_venue_rule",
        "set-rule second_approval 1; set-rule approval_term 60",
        "rule value",
        "{rule} is {value}",
    ),
)
_CONSOLE.make(app, "", COMMANDS)
