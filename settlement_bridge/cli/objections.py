"""Commands of `ceax registry objections`: objections (异议) to the results of a day, and their
answers.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.terminal.tables import Column, count
from settlement_bridge.cli.reach import Day, Document, Reach, Reference, command

app = typer.Typer()
objections = typer.Typer(
    help="Objections (异议) to the results of clearing and delivery.", no_args_is_help=True
)
app.add_typer(objections, name="objections")

Number = Annotated[int, typer.Argument(help="Number of the objection.", min=1)]


COLUMNS = (
    Column("objection", "objection", count),
    Column("date", "date"),
    Column("account", "account"),
    Column("method", "method"),
    Column("trade", "trade"),
    Column("text", "text"),
    Column("status", "status"),
    Column("reason", "answer"),
    Column("event", "event"),
)


@command(objections, "objections list --date 2026-01-05 --data ./venue", "objections", name="list")
def list_objections(
    registry: Reach,
    *,
    account: Annotated[int | None, "Only those of this account; a member's own by default."] = None,
    date: Annotated[str | None, "Only those to this day, YYYY-MM-DD."] = None,
) -> None:
    """Objections with their answers."""
    wanted: dict[str, Any] = {"account": account, "date": date}
    rows = registry.rows("objections", "objections", **wanted)
    registry.show("Objections", rows, COLUMNS)


@command(objections, "objections result 2026-01-05 --data ./venue", "result")
def result(registry: Reach, date: Day) -> None:
    """Whether a day's result is accepted, and until when it may be objected to."""
    reply = registry.ask("result", date=date)
    words = "accepted" if reply["accepted"] else "open to objections"
    registry.say(f"{date}: {reply['status']}, {words}, until {reply['objections_until']}", reply)


@command(
    objections,
    "objections file 7 2026-01-05 'not our price' --trade 12 --key member7.pem",
    "object",
)
def file(
    registry: Reach,
    account: Annotated[int, "Account that objects."],
    date: Day,
    text: str,
    *,
    trade: int | None = None,
    method: str = "listed",
) -> None:
    """Object to a day's result or to one of its trades, before trading opens again."""
    terms = {"account": account, "date": date, "text": text}
    if trade is not None:
        terms |= {"trade": trade, "method": method}
    reply = registry.ask("object", **terms)
    registry.say(f"objection {reply['objection']} is filed", reply)


@command(
    objections,
    "objections uphold 3 --reason 'typed twice' --document 'finding 3/2026'",
    "uphold_objection",
)
def uphold(
    registry: Reach,
    number: Number,
    *,
    reason: str,
    document: Document,
    event: int | None = None,
    reference: Reference = None,
) -> None:
    """Agree, and take back by the opposite what was wrong."""
    terms = {"objection": number, "reason": reason, "document": document, "event": event}
    reply = registry.ask_once(reference, "uphold_objection", **terms)
    registry.say(f"objection {number} is upheld, event {reply['event']} takes back", reply)


@command(
    objections,
    "objections reject 3 --reason 'as agreed' --document 'finding 3/2026'",
    "reject_objection",
)
def reject(registry: Reach, number: Number, *, reason: str, document: Document) -> None:
    """Disagree, and say why."""
    terms = {"objection": number, "reason": reason, "document": document}
    reply = registry.ask("reject_objection", **terms)
    registry.say(f"objection {number} is rejected", reply)
