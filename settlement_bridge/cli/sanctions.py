"""Commands of `ceax registry sanctions`: orders, fines, cuts of allocations, production stops."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.csv_files import csv_text
from engine.texts.terminal import line, lines
from engine.units import format_hundredths
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, money
from settlement_bridge.cli.reach import Reach, command, make

app = typer.Typer(help="Orders, fines, cuts of allocations and stops of production.")

Forms = enum.StrEnum("Forms", "table csv json pdf")
AMOUNT = Annotated[str | None, "CNY of a fine without a factor, as 30000.00."]
FACTOR = Annotated[str | None, "Of a multiple, as 7.5."]
GAINS = Annotated[str | None, "CNY of which a multiple is fined."]
COLUMNS = (
    Column("sanction", "number", count),
    Column("date", "decided"),
    Column("entity", "entity"),
    Column("year", "year"),
    Column("offence", "offence"),
    Column("measure", "measure"),
    Column("until", "until"),
    Column("quantity", "t", count),
    Column("worked_off", "worked off t", count),
    Column("amount_fen", "CNY", money),
    Column("status", "status"),
    Column("document", "document"),
)
DAYS = (
    Column("date", "date"),
    Column("quantity", "t", count),
    Column("amount_fen", "CNY", money),
)


@command(app, "sanctions show 3 --form csv --data ./venue", "sanction")
def show(
    registry: Reach,
    sanction: Annotated[int, "Number of the sanction."],
    *,
    form: Annotated[Forms, typer.Option(help="How to print it.")] = Forms.table,
    out: Annotated[Path | None, "File to write; a PDF needs one."] = None,
) -> None:
    """A sanction with its computation, found again day by day from the registry's trades."""
    if form is Forms.pdf and out is None:
        raise typer.BadParameter("a PDF needs a file: --out FILE", param_hint="--out")
    reply = registry.ask("sanction", sanction=sanction)
    if out is not None:
        out.write_bytes(_written(form, reply))
        line(f"{out}: sanction {sanction}", error=True)
    elif registry.as_json or form is Forms.json:
        registry.say("", reply)
    elif form is Forms.csv:
        lines(_csv(reply), end="")
    else:
        _table(registry, reply)


def _table(registry: Reach, reply: dict[str, Any]) -> None:
    row, found = reply["sanction"], reply["computation"]
    registry.show(f"Sanction {row['sanction']}", [row], COLUMNS)
    line(f"{row['source']} ({row['mark']})")
    if found["days"]:
        registry.show(f"Traded by {', '.join(row['methods'])}", found["days"], DAYS)
    if found["average"] is not None:
        total = f"{money(found['amount_fen'])} CNY / {count(found['quantity'])} t"
        line(f"average {total} = {money(found['average'])} CNY")
    if found["high_fen"]:
        line(f"from {money(found['low_fen'])} to {money(found['high_fen'])} CNY")
        line(f"{found['words']} = {money(found['decided_fen'])} CNY")
    if not found["agrees"]:
        line("this is not what was decided then: trades of the window have changed", error=True)


def _csv(reply: dict[str, Any]) -> str:
    """The computation as CSV: a row for each day and each sum."""
    number, found = reply["sanction"]["sanction"], reply["computation"]
    days = [
        (number, day["date"], day["quantity"], _cny(day["amount_fen"])) for day in found["days"]
    ]
    total = (number, "window", found["quantity"], _cny(found["amount_fen"]))
    average = "" if found["average"] is None else _cny(found["average"])
    sums = [
        (number, "average", "", average),
        *((number, name, "", _cny(found[f"{name}_fen"])) for name in ("low", "high", "decided")),
    ]
    return csv_text([("sanction", "item", "t", "CNY"), *days, total, *sums])


def _cny(fen: int) -> str:
    return format_hundredths(fen)


def _written(form: Forms, reply: dict[str, Any]) -> bytes:
    if form is Forms.pdf:
        from settlement_bridge.documents.papers import draw_sanction

        return draw_sanction(reply)
    if form is Forms.csv:
        return _csv(reply).encode()
    from engine.texts.visible import json_text

    return (json_text({name: reply[name] for name in ("sanction", "computation")}) + "\n").encode()


DECISIONS = (
    Listing("sanctions", "list --entity 7", "- entity", "Sanctions", COLUMNS),
    Request(
        "order_to_correct",
        "order 7 2024 2026-01-31 --document 'Hubei 3/2026'",
        "entity year until - offence offence_date document note",
        "sanction {sanction}: entity {entity} has to correct this by {until}",
    ),
    Request(
        "impose_fine",
        "fine 7 2024 --factor 5 --document 'Hubei 4/2026'",
        "entity year - amount factor gains=gains_fen offence offence_date document note",
        "sanction {sanction}: entity {entity} is fined; `sanctions show {sanction}` computes it",
        kinds={"amount": AMOUNT, "factor": FACTOR, "gains": GAINS},
    ),
    Request(
        "cut_allocation",
        "cut 7 2024 --document 'Hubei 5/2026'",
        "entity year - quantity offence offence_date document note",
        "sanction {sanction}: the next allocations of entity {entity} are cut",
    ),
    Request(
        "stop_production",
        "stop 7 2024 --document 'Hubei 6/2026'",
        "entity year - offence offence_date document note",
        "sanction {sanction}: entity {entity} has to stop production",
    ),
    Request(
        "end_sanction",
        "end 3 paid --document 'receipt 12/2026'",
        "sanction how - document note",
        "sanction {sanction}: {how}",
    ),
)
make(app, "sanctions ", DECISIONS)
