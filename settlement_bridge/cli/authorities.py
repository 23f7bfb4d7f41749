"""Commands of `ceax registry` on applications and the authorities that decide on them, and on acts
of the registry's staff that await a second key.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, count, flag, moment, plain
from settlement_bridge.cli.completion import share
from settlement_bridge.cli.reach import FileEncoding, Note, Reach, Reference, command, make
from settlement_bridge.client import RegistrySession

app = typer.Typer()

APPLICATION_COLUMNS = (
    Column("number", "no."),
    Column("kind", "what for"),
    Column("entity", "entity"),
    Column("account", "account"),
    Column("year", "year"),
    Column("instrument", "units"),
    Column("quantity", "t", count),
    Column("date", "filed"),
    Column("until", "until"),
    Column("status", "status"),
    Column("words", ""),
    Column("giver", "helped by"),
    Column("reason", "why"),
)
ACT_COLUMNS = (
    Column("number", "no."),
    Column("operation", "act"),
    Column("request", "of what"),
    Column("maker", "asked by"),
    Column("until_ns", "until", moment),
    Column("status", "status"),
    Column("decided_by", "by"),
    Column("yours", "", flag("you may")),
)

WAITING_COLUMNS = (
    Column("what", "what"),
    Column("number", "no."),
    Column("entity", "entity"),
    Column("words", ""),
    Column("since_ns", "since", moment),
    Column("until", "until"),
)
HELD_COLUMNS = (Column("entity", "entity"), Column("held", "held t", count))
OBJECTION_COLUMNS = (
    Column("number", "no."),
    Column("subject", "to"),
    Column("entity", "entity"),
    Column("year", "year"),
    Column("text", "text"),
    Column("date", "filed"),
    Column("until", "until"),
    Column("status", "status"),
    Column("words", ""),
    Column("reason", "why"),
)
SUCCESSION_COLUMNS = (
    Column("number", "no."),
    Column("date", "date"),
    Column("kind", "kind"),
    Column("name", "entity"),
    Column("successor_name", "goes on as"),
    Column("share_bp", "share", share),
    Column("tonnes", "t", count),
    Column("owed", "owed t", count),
    Column("document", "document"),
)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """An act as a row of the table."""
    asked = (f"{name} {plain(value)}" for name, value in row["request"].items())
    return row | {"request": ", ".join(asked)}


def _distributed(known: Known) -> str:
    way = "go through its province" if known["differentiated"] else "go to its own account"
    return f"units of {known['year']} for entity {known['entity']} {way}"


@command(app, "approve 3 --data ./venue --key second", "approve_act")
def approve(
    registry: Reach,
    act: Annotated[int, "Number of the act, as `ceax registry approvals` shows it."],
    *,
    file: Annotated[Path | None, "The allocation file that the act names."] = None,
    note: Note = None,
    encoding: FileEncoding = Encoding.UTF_8,
    reference: Reference = None,
) -> None:
    """Approve an act that another key of the registry's staff has asked: it is done at once."""
    if file is not None:
        text = read_text(file, encoding)

        async def send(session: RegistrySession) -> str:
            return await session.upload(text)

        registry.visit(send)
    reply = registry.ask_once(reference, "approve_act", act=act, note=note)
    said = f"act {act} is approved and done: {reply['operation']}, number {reply['led_to']}"
    registry.say(said, reply)


COMMANDS = (
    Request(
        "file_application",
        "apply surrender 7 CEA24 500 --year 2024",
        "kind account instrument quantity - year for_entity note",
        "application {application} is filed",
        help="File an application to surrender (清缴), offset (抵销) or carry over (结转) units.",
    ),
    Listing(
        "applications",
        "applications --waiting",
        "- account waiting",
        "Applications",
        APPLICATION_COLUMNS,
    ),
    Request(
        "approve_application",
        "approve-application 3 --key hubei",
        "application - note document",
        "application {application} is {status}",
        help="Approve an application of an emitter of the province; the registry executes it.",
    ),
    Request(
        "return_application",
        "return-application 3 --reason 'emissions are disputed' --key hubei",
        "application - reason note document",
        "application {application} is {status}",
        help="Return an application to its emitter; its units are free again.",
    ),
    Request(
        "withdraw_application",
        "withdraw-application 3 7",
        "application account - note",
        "application {application} is withdrawn",
    ),
    Request(
        "set_city",
        "set-city 7 4201 --document 'register 2026'",
        "entity city - document",
        "entity {entity} is of city {city}",
    ),
    Listing(
        "approvals", "approvals", "- waiting", "Acts that await approval", ACT_COLUMNS, row=_shown
    ),
    Request(
        "refuse_act",
        "refuse 3 --reason 'the court order is another'",
        "act - reason",
        "act {act} is refused",
    ),
    Request("withdraw_act", "withdraw-act 3", "act", "act {act} is withdrawn"),
    Listing("waiting", "waiting; waiting --key hubei", "- account", "What waits", WAITING_COLUMNS),
    Request(
        "set_distribution",
        "set-distribution 7 2025 --differentiated --document 'plan §5(4)' --key hubei",
        "entity year - differentiated document",
        _distributed,
    ),
    Listing(
        "distributions", "distributions 2025", "year", "Through provinces, {year}", HELD_COLUMNS
    ),
    Request(
        "issue_entrusted",
        "issue-entrusted 7 2025 90 CEA25 1200000",
        "entity year account instrument quantity - document note",
        "{quantity:count} t of {instrument} for entity {entity} in account {account},"
        " event {event}",
    ),
    Request(
        "force_surrender",
        "force-surrender 7 2025 7 --document 'entrustment 3' --key hubei",
        "entity year account - document note",
        "{surrendered:count} t given up for {year}, {rest:count} t to account {account},"
        " {owed:count} t still owed, event {event}",
    ),
    Request(
        "object_to_result",
        "object-to-result 7 2025 'the fuel of plant 2 is counted twice'",
        "account year text - event",
        "objection {objection} is filed",
    ),
    Listing(
        "result_objections",
        "result-objections --waiting",
        "- account waiting",
        "Objections",
        OBJECTION_COLUMNS,
        rows="objections",
    ),
    Request(
        "decide_objection",
        "decide-objection 1 --upheld --reason 'counted anew' --key hubei",
        "objection - upheld reason",
        "objection {objection} is decided",
    ),
    Request(
        "merge_entity",
        "merge 7 8 --document 'decision 12'",
        "entity account - document note",
        "entity {entity} is merged into that of account {account}, record {succession}",
    ),
    Request(
        "split_entity",
        "split 7 8 2500 --document 'decision 13'",
        "entity account share_bp - document note",
        "entity {entity} is split, record {succession}",
    ),
    Request(
        "close_entity",
        "close 7 --document 'licence 5 is cancelled'",
        "entity - document note",
        "entity {entity} is closed, record {succession}",
    ),
    Listing("successions", "successions", "", "Mergers, splits, closings", SUCCESSION_COLUMNS),
    Request(
        "acknowledge_alert",
        "acknowledge 3 --key hubei",
        "alert - note",
        "alert {alert} is taken note of",
    ),
)
make(app, "", COMMANDS)
