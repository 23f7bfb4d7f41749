"""Commands of `ceax registry` on compliance: obligations, surrender, vintages, carry-over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from gateway.terminal.tables import Column, count, counted
from settlement_bridge.cli.reach import (
    Account,
    Again,
    FileEncoding,
    FileReference,
    Instrument,
    MayEntity,
    Note,
    Quantity,
    Reach,
    Reference,
    command,
)
from settlement_bridge.client import RegistrySession

app = typer.Typer()

POSITION_COLUMNS = (
    Column("entity", "entity"),
    Column("name", "name"),
    Column("due", "due t", count),
    Column("surrendered", "surrendered t", count),
    Column("offset", "offset t", count),
    Column("outstanding", "outstanding t", count),
    Column("registry_available", "registry t", count),
    Column("trading_available", "trading t", count),
    Column("shortfall", "shortfall t", count),
    Column("ineligible", "other vintages t", count),
)
VINTAGE_COLUMNS = (
    Column("years", "years"),
    Column("case", "case"),
    Column("from_date", "from"),
    Column("vintages", "vintages"),
    Column("source", "source"),
)


@command(app, "set-year 2024 --deadline 2025-12-31 --data ./venue", "set_year")
def set_year(
    registry: Reach,
    year: int,
    *,
    deadline: str,
    offset_bp: int = 500,
    fine_low: int = 5,
    fine_high: int = 10,
) -> None:
    """Set a year's deadline and what else applies to its obligations."""
    terms = {"offset_bp": offset_bp, "fine_low": fine_low, "fine_high": fine_high}
    reply = registry.ask("set_year", year=year, deadline=deadline, **terms)
    registry.say(f"obligations of {year} are due by {deadline}", reply)


@command(app, "obligations 2024.csv --reference 生态环境部-2024-7 --data ./venue", "emissions_file")
def obligations(
    registry: Reach,
    file: Annotated[Path, "CSV: entity,year,emissions,due; last total,ROWS,SUM,SUM."],
    *,
    reference: FileReference,
    correction: bool = False,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Take in verified emissions and what is due for them, all or nothing."""
    text = read_text(file, encoding)

    async def send(session: RegistrySession) -> dict[str, Any]:
        digest = await session.upload(text)
        terms = {"reference": reference, "correction": correction, "again": again}
        return await session.request("emissions_file", digest=digest, **terms)

    reply = registry.visit(send)
    registry.say(f"{file.name}: {counted(reply['obligations'], 'obligation')}", reply)


@command(app, "position 2024 --entity 7 --data ./venue", "position")
def position(registry: Reach, year: int, *, entity: MayEntity = None) -> None:
    """An entity against its obligation of a year."""
    reply = registry.ask("position", year=year, entity=entity)
    registry.show(f"Obligation of {year}", [reply["position"]], POSITION_COLUMNS)


@command(app, "positions 2024 --data ./venue", "positions")
def positions(registry: Reach, year: int) -> None:
    """All entities against their obligations of a year."""
    rows = registry.rows("positions", "positions", year=year)
    registry.show(f"Obligations of {year}", rows, POSITION_COLUMNS)


@command(app, "surrender 7 CEA24 500 --year 2024 --data ./venue", "surrender")
def surrender(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: Quantity,
    *,
    year: int,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Surrender allowances (清缴), or offset with credits (抵销), for an obligation."""
    units = {"account": account, "instrument": instrument, "quantity": quantity}
    reply = registry.ask_once(reference, "surrender", year=year, note=note, **units)
    registry.say(
        f"{count(quantity)} t of {instrument} given up for {year}, event {reply['event']}", reply
    )


@command(app, "vintages 2025 --data ./venue", "vintages", name="vintages")
def show_vintages(registry: Reach, year: int | None = None) -> None:
    """Which vintages pay for which year, on time and in arrears, and who says so."""
    reply = registry.ask("vintages", year=year)
    found = reply["vintages"]
    rows = [row | {"years": _from_to(row["first_year"], row["last_year"])} for row in found]
    registry.show("Vintages that pay", rows, VINTAGE_COLUMNS)


def _from_to(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


@command(app, "set-vintages 2027 2025 2027 --document 'plan 2027'", "set_vintages")
def set_vintages(
    registry: Reach,
    year: int,
    first_vintage: int,
    last_vintage: int,
    *,
    document: Annotated[str, "The rule that says so."],
    last_year: int | None = None,
    from_date: str | None = None,
    arrears: Annotated[bool, "For what is paid too late."] = False,
) -> None:
    """Set which vintages pay for a year, beside or in place of the published rule."""
    fields = {"year": year, "last_year": last_year, "from_date": from_date, "document": document}
    fields |= {"first_vintage": first_vintage, "last_vintage": last_vintage}
    fields |= {"case": "arrears" if arrears else "on_time"}
    reply = registry.ask("set_vintages", **fields)
    said = f"vintages {_from_to(first_vintage, last_vintage)}"
    registry.say(f"{said} pay for {_from_to(year, last_year or year)}", reply)


@command(
    app, "set-carry-over 2025 CEA25 --sold-from 2024-01-01 --sold-to 2025-12-31", "set_carry_over"
)
def set_carry_over(
    registry: Reach,
    year: int,
    instrument: str,
    *,
    sold_from: str,
    sold_to: str,
    base_power: int = 10_000,
    base_other: int = 100_000,
    numerator: int = 3,
    denominator: int = 2,
) -> None:
    """Open a round of carry-over (结转): T = floor(base + factor x net sold), within the
    holding.
    """
    fields = {"year": year, "instrument": instrument, "sold_from": sold_from, "sold_to": sold_to}
    fields |= {"base_power": base_power, "base_other": base_other}
    fields |= {"numerator": numerator, "denominator": denominator}
    reply = registry.ask("set_carry_over", **fields)
    registry.say(f"carry-over into {instrument} is open", reply)


@command(app, "carry-over-room 2025 --entity 7 --data ./venue", "carry_over_room")
def carry_over_room(registry: Reach, year: int, *, entity: MayEntity = None) -> None:
    """How much an entity may carry over, and from what it follows."""
    room = registry.ask("carry_over_room", year=year, entity=entity)["room"]
    words = (
        f"entity {room['entity']}: net sold {count(room['net_sold'])} t, held"
        f" {count(room['held'])} t"
    )
    registry.say(
        f"{words}: may carry over {count(room['most'])} t, {count(room['left'])} t of it still"
        " free",
        room,
    )


@command(app, "carry-over 7 CEA24 500 --year 2025 --data ./venue", "request_carry_over")
def carry_over(
    registry: Reach,
    account: Account,
    instrument: Instrument,
    quantity: Quantity,
    *,
    year: int,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Ask for carry-over; the units are frozen until it is granted or released."""
    units = {"account": account, "instrument": instrument, "quantity": quantity}
    reply = registry.ask_once(reference, "request_carry_over", year=year, note=note, **units)
    registry.say(
        f"{count(quantity)} t of {instrument} asked to be carried over, request {reply['event']}",
        reply,
    )


@command(app, "grant-carry-over 1234 --data ./venue", "grant_carry_over")
def grant_carry_over(
    registry: Reach, request: int, *, note: Note = None, reference: Reference = None
) -> None:
    """Issue the new units for a request."""
    reply = registry.ask_once(reference, "grant_carry_over", request=request, note=note)
    registry.say(f"request {request} is granted, event {reply['event']}", reply)


@command(app, "release-carry-over 1234 --data ./venue", "release_carry_over")
def release_carry_over(
    registry: Reach, request: int, *, note: Note = None, reference: Reference = None
) -> None:
    """Give a request's units back."""
    reply = registry.ask_once(reference, "release_carry_over", request=request, note=note)
    registry.say(f"request {request} is released, event {reply['event']}", reply)
