"""`ceax registry defaults`: trades in default, their ends, recourse; and
`ceax registry objections`, objections (异议) to the results of a day, and their answers.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count, money
from settlement_bridge.cli.reach import (
    Day,
    Reach,
    command,
    make,
)
from settlement_bridge.client import RegistrySession

app = typer.Typer(
    help="Delivery defaults (交收违约): trades that could not be delivered.", no_args_is_help=True
)
objections = typer.Typer(
    help="Objections (异议) to the results of clearing and delivery.", no_args_is_help=True
)
NEWS_WAIT_MS = 30_000  # as long as an answer may wait
Number = Annotated[int, typer.Argument(help="Number of the default.", min=1)]
Objection = Annotated[int, typer.Argument(help="Number of the objection.", min=1)]
DEFAULT_COLUMNS = (
    Column("default", "default", count),
    Column("date", "date"),
    Column("status", "status"),
    Column("account", "account"),
    Column("short", "short"),
    Column("trade", "trade", count),
    Column("method", "method"),
    Column("instrument", "instrument"),
    Column("quantity", "t", count),
    Column("amount_fen", "CNY", money),
    Column("deadline", "until"),
    Column("outstanding_fen", "claim CNY", money),
)
ACT_COLUMNS = (
    Column("number", "number", count),
    Column("default", "default", count),
    Column("what", "what"),
    Column("date", "date"),
    Column("amount_fen", "CNY", money),
    Column("deadline", "until"),
    Column("event", "event"),
    Column("who", "who"),
    Column("document", "document"),
    Column("note", "note"),
)

OBJECTION_COLUMNS = (
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


def _line(row: dict[str, Any]) -> dict[str, Any]:
    short = f"{count(row['missing'])} t" if "missing" in row else f"{money(row['missing_fen'])} CNY"
    return row | {"short": short}


@command(app, "defaults show 3 --data ./venue", "default", name="show")
def show_default(registry: Reach, number: Number) -> None:
    """One default and all that happened to it."""
    reply = registry.ask("default", default=number)
    if registry.as_json:
        registry.say("", reply)
        return
    registry.show(f"Default {number}", [_line(reply["default"])], DEFAULT_COLUMNS)
    registry.show("What happened", reply["acts"], ACT_COLUMNS)


@command(app, "defaults notices --follow --data ./venue", "default_notices")
def notices(
    registry: Reach,
    *,
    after: Annotated[int, "Only those after this number."] = 0,
    follow: Annotated[bool, "Go on and print each as it comes; end with Ctrl-C."] = False,
    account: Annotated[int | None, "Only those of this account; a member's own by default."] = None,
) -> None:
    """Notices: what happens to defaults, to the entity concerned, the registry's operator and the
    exchange.
    """

    async def read(session: RegistrySession) -> None:
        last, wait_ms = after, None
        while True:
            reply = await session.request(
                "default_notices", after=last, account=account, wait_ms=wait_ms
            )
            if reply["notices"] or wait_ms is None:
                registry.show("Notices", reply["notices"], ACT_COLUMNS)
            if not follow:
                return
            last, wait_ms = reply["last"], NEWS_WAIT_MS

    registry.visit(read)


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


def _rules(reply: Known) -> str:
    time = (
        f"until {reply['top_up']} on trading day {reply['top_up_days']} after delivery"
        if reply["top_up"]
        else "no time"
    )
    share = f"{money(reply['fee_share_bp'])} % of fees into the reserve"
    held = "held" if reply["hold_results"] else "not held"
    return f"top-up: {time}; then: {reply['at_deadline']}; {share}; results {held} for objections"


DAY = Annotated[str | None, "Only those of this trading day, YYYY-MM-DD."]
OF_ACCOUNT = Annotated[int | None, "Only those of this account; a member's own by default."]
_STATUSES = "open, delivered, covered, repaid, written_off, cancelled"
ACTS = (
    Listing(
        "defaults",
        "list --standing",
        "- account date standing",
        "Delivery defaults",
        DEFAULT_COLUMNS,
        kinds={"account": OF_ACCOUNT, "date": DAY},
        help=f"Defaults with their status: {_STATUSES}.",
        row=_line,
    ),
    Request(
        "cover_default",
        "cover 3 --document 'decision 7/2026'",
        "number=default - document note",
        "default {number} is covered, event {event}",
    ),
    Request(
        "cancel_default",
        "cancel 3 --document 'decision 7/2026'",
        "number=default - document note",
        "default {number} is cancelled, its trade has failed",
    ),
    Request(
        "set_default_deadline",
        "deadline 3 2026-01-06 10:00 --document 'decision 7/2026'",
        "number=default date time - document note",
        "default {number} may be made good until {date} {time}",
        kinds={"date": Annotated[str, "Day, YYYY-MM-DD."]},
        help="Give an open default another deadline; one that has passed has it decided now.",
    ),
    Request(
        "repay_default",
        "repay 3 50000.00",
        "number=default amount - document note",
        "{amount:money} CNY of default {number} are repaid, event {event}",
        help="Pay a claim back into the reserve out of the account's cash (追偿).",
    ),
    Request(
        "write_off_default",
        "write-off 3 50000.00 --document 'decision 9/2026'",
        "number=default amount - document note",
        "default {number}: {outstanding_fen:money} CNY are still claimed",
        help="Give up a part of a claim; no cash moves, and it may still be repaid.",
    ),
    Request("default_rules", "rules", "", _rules),
    Request(
        "set_default_rules",
        "set-rules --top-up 09:00 --document 'rules 2026'",
        "- document top_up top_up_days at_deadline fee_share_bp hold_results note",
        "rules {number} of defaults are set",
    ),
    Request(
        "release_day",
        "release-day 2026-01-05 --document 'decision 8/2026'",
        "date - document note",
        "{date} is not held for objections any more",
    ),
)
OBJECTIONS = (
    Listing(
        "objections",
        "list --date 2026-01-05",
        "- account date",
        "Objections",
        OBJECTION_COLUMNS,
        kinds={"account": OF_ACCOUNT, "date": DAY},
    ),
    Request(
        "result",
        "result 2026-01-05",
        "date",
        lambda day: (
            f"{day['date']}: {day['status']},"
            f" {'accepted' if day['accepted'] else 'open to objections'},"
            f" until {day['objections_until']}"
        ),
    ),
    Request(
        "uphold_objection",
        "uphold 3 --reason 'typed twice' --document 'finding 3/2026'",
        "number=objection - reason document event",
        "objection {number} is upheld, event {event} takes back",
    ),
    Request(
        "reject_objection",
        "reject 3 --reason 'as agreed' --document 'finding 3/2026'",
        "number=objection - reason document",
        "objection {number} is rejected",
    ),
)
make(app, "defaults ", ACTS, number=Number)
make(objections, "objections ", OBJECTIONS, number=Objection)
