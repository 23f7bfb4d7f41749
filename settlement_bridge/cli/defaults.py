"""`ceax registry defaults`: trades in default, their ends, recourse."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.units import parse_hundredths
from gateway.terminal.tables import Column, count, money
from settlement_bridge.cli.reach import (
    Amount,
    Day,
    Document,
    MayDocument,
    Note,
    Reach,
    Reference,
    command,
)
from settlement_bridge.client import RegistrySession

app = typer.Typer(
    help="Delivery defaults (交收违约): trades that could not be delivered.", no_args_is_help=True
)
NEWS_WAIT_MS = 30_000  # as long as an answer may wait
Number = Annotated[int, typer.Argument(help="Number of the default.", min=1)]
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


def _line(row: dict[str, Any]) -> dict[str, Any]:
    short = f"{count(row['missing'])} t" if "missing" in row else f"{money(row['missing_fen'])} CNY"
    return row | {"short": short}


@command(app, "defaults list --standing --data ./venue", "defaults", name="list")
def list_defaults(
    registry: Reach,
    *,
    account: Annotated[int | None, "Only those of this account; a member's own by default."] = None,
    date: Annotated[str | None, "Only those of this trading day, YYYY-MM-DD."] = None,
    standing: bool = False,
) -> None:
    """Defaults with their status: open, delivered, covered, repaid, written_off, cancelled."""
    wanted: dict[str, Any] = {"account": account, "date": date, "standing": standing or None}
    rows = registry.rows("defaults", "defaults", **wanted)
    registry.show(
        "Delivery defaults",
        rows if registry.as_json else [_line(row) for row in rows],
        DEFAULT_COLUMNS,
    )


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
    after: Annotated[int, "Only those behind this number."] = 0,
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


@command(app, "defaults cover 3 --document 'decision 7/2026' --data ./venue", "cover_default")
def cover(
    registry: Reach,
    number: Number,
    *,
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Past the deadline: pay what a buyer is short of out of the reserve, and deliver."""
    terms = {"default": number, "document": document, "note": note}
    reply = registry.ask_once(reference, "cover_default", **terms)
    registry.say(f"default {number} is covered, event {reply['event']}", reply)


@command(app, "defaults cancel 3 --document 'decision 7/2026' --data ./venue", "cancel_default")
def cancel(
    registry: Reach,
    number: Number,
    *,
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Past the deadline: let the trade fail; the exchange takes it back."""
    terms = {"default": number, "document": document, "note": note}
    reply = registry.ask_once(reference, "cancel_default", **terms)
    registry.say(f"default {number} is cancelled, its trade has failed", reply)


@command(
    app, "defaults deadline 3 2026-01-06 10:00 --document 'decision 7/2026'", "set_default_deadline"
)
def deadline(
    registry: Reach,
    number: Number,
    date: Annotated[str, "Day, YYYY-MM-DD."],
    time: str,
    *,
    document: Document,
    note: Note = None,
) -> None:
    """Give an open default another deadline; one that has passed has it decided now."""
    terms = {"default": number, "date": date, "time": time, "document": document, "note": note}
    reply = registry.ask("set_default_deadline", **terms)
    registry.say(f"default {number} may be made good until {date} {time}", reply)


@command(app, "defaults repay 3 50000.00 --data ./venue", "repay_default")
def repay(
    registry: Reach,
    number: Number,
    amount: Amount,
    *,
    document: MayDocument = None,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Pay a claim back into the reserve out of the account's cash (追偿)."""
    fen, ground = parse_hundredths(amount), {"document": document, "note": note}
    reply = registry.ask_once(reference, "repay_default", default=number, amount_fen=fen, **ground)
    registry.say(f"{money(fen)} CNY of default {number} are repaid, event {reply['event']}", reply)


@command(app, "defaults write-off 3 50000.00 --document 'decision 9/2026'", "write_off_default")
def write_off(
    registry: Reach,
    number: Number,
    amount: Amount,
    *,
    document: Document,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Give up a part of a claim; no cash moves, and it may still be repaid."""
    terms: dict[str, Any] = {"default": number, "amount_fen": parse_hundredths(amount)}
    terms |= {"document": document, "note": note}
    reply = registry.ask_once(reference, "write_off_default", **terms)
    registry.say(
        f"default {number}: {money(reply['outstanding_fen'])} CNY are still claimed", reply
    )


@command(app, "defaults rules --data ./venue", "default_rules")
def rules(registry: Reach) -> None:
    """The rules that apply to defaults from now on."""
    reply = registry.ask("default_rules")
    time = (
        f"until {reply['top_up']} on trading day {reply['top_up_days']} after delivery"
        if reply["top_up"]
        else "no time"
    )
    share, held = (
        f"{money(reply['fee_share_bp'])} % of fees into the reserve",
        "held" if reply["hold_results"] else "not held",
    )
    registry.say(
        f"top-up: {time}; then: {reply['at_deadline']}; {share}; results {held} for objections",
        reply,
    )


@command(app, "defaults set-rules --top-up 09:00 --document 'rules 2026'", "set_default_rules")
def set_rules(
    registry: Reach,
    *,
    document: Document,
    top_up: str | None = None,
    top_up_days: int = 1,
    at_deadline: str = "settle",
    fee_share_bp: int = 0,
    hold_results: bool = False,
    note: Note = None,
) -> None:
    """Set all the rules of defaults anew."""
    terms: dict[str, Any] = {"document": document, "note": note, "at_deadline": at_deadline}
    terms |= {"top_up": top_up, "top_up_days": top_up_days}
    terms |= {"fee_share_bp": fee_share_bp, "hold_results": hold_results}
    reply = registry.ask("set_default_rules", **terms)
    registry.say(f"rules {reply['number']} of defaults are set", reply)


@command(app, "defaults release-day 2026-01-05 --document 'decision 8/2026'", "release_day")
def release_day(registry: Reach, date: Day, *, document: Document, note: Note = None) -> None:
    """Hold a day for objections no longer; what is in default still waits."""
    terms = {"date": date, "document": document, "note": note}
    reply = registry.ask("release_day", **terms)
    registry.say(f"{date} is not held for objections any more", reply)
