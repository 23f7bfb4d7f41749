"""Commands of `ceax registry` on compliance: allocation by file, obligations, surrender, vintages,
carry-over.
"""

from __future__ import annotations

import enum
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.csv_files import csv_text
from engine.texts.decoding import Encoding, read_text
from engine.texts.terminal import line, lines
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, counted
from settlement_bridge.cli.reach import (
    Again,
    FileEncoding,
    FileReference,
    Note,
    Reach,
    command,
    make,
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
LawForm = enum.StrEnum("LawForm", "table csv json")
LAW_COLUMNS = (
    Column("topic", "topic"),
    Column("rule", "rule"),
    Column("mark", "rests on"),
    Column("source", "source"),
)
VINTAGE_COLUMNS = (
    Column("years", "years"),
    Column("case", "case"),
    Column("from_date", "from"),
    Column("vintages", "vintages"),
    Column("mark", "rests on"),
    Column("source", "source"),
)


@command(app, "allocate-file 2025.csv --reference 生态环境部-2025-1 --data ./venue")
def allocate_file(
    registry: Reach,
    file: Annotated[
        Path, "CSV: account,instrument,year,province,quantity; last total,ROWS,,,QUANTITY."
    ],
    *,
    reference: FileReference,
    note: Note = None,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Issue all that a file says (初始分配), or nothing."""
    text = read_text(file, encoding)

    async def send(session: RegistrySession) -> dict[str, Any]:
        digest = await session.upload(text)
        terms = {"reference": reference, "note": note, "again": again}
        return await session.request("allocate_file", digest=digest, **terms)

    reply = registry.visit(send)
    cut = f", {count(reply['cut'])} t given back for cuts" if reply["cut"] else ""
    registry.say(f"{file.name} is allocated, event {reply['event']}{cut}", reply)


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


def _from_to(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _with_years(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"years": _from_to(row["first_year"], row["last_year"])}


@command(app, "law 2024 --zh --data ./venue", "law")
def law(
    registry: Reach,
    year: int,
    *,
    zh: Annotated[bool, "In Chinese."] = False,
    form: Annotated[LawForm, typer.Option(help="How to print it.")] = LawForm.table,
) -> None:
    """The law of a year of emissions (履约年度): deadline, vintages, offset, carry-over, price of
    fines, sanctions, reviews, alerts; each row with its source and what it rests on.
    """
    from settlement_bridge.law import Mark
    from settlement_bridge.law.words import MARK_WORDS

    reply = registry.ask("law", year=year)
    if registry.as_json or form is LawForm.json:
        replace(registry, as_json=True).say("", reply)
        return
    rows = reply["law"]
    if form is LawForm.csv:
        names = ("topic", "en", "zh", "source", "mark")
        cells = [[year, *(row[name] for name in names)] for row in rows]
        lines(csv_text([("year", *names), *cells]), end="")
        return
    own, place = ("zh", 0) if zh else ("en", 1)
    shown = [
        {"topic": row[f"topic_{own}"], "rule": row[own], "source": row["source"]}
        | {"mark": MARK_WORDS[Mark(row["mark"])][place]}
        for row in rows
    ]
    if shown:
        registry.show(f"{year} 年度规则" if zh else f"The law of {year}", shown, LAW_COLUMNS)
    if reply["missing"]:
        topics = ", ".join(reply["missing"]).replace("_", " ")
        line(f"no row about {year}: {topics}; `ceax registry set-law` sets one, with its source")


@command(app, "set-law deadlines rows.csv --document 'notice 5/2027' --data ./venue", "set_law")
def set_law(
    registry: Reach,
    topic: Annotated[str, "A topic, as `law-rows` names them."],
    file: Annotated[Path, "CSV with the header of the topic, without the mark."],
    *,
    document: Annotated[str, "The rule that says so."],
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """Set rows of the law, which count before those of the data files."""
    text = read_text(file, encoding)
    reply = registry.ask("set_law", topic=topic, rows=text, document=document)
    registry.say(f"{counted(reply['set'], 'row')} of {topic.replace('_', ' ')} set", reply)


@command(app, "law-rows deadlines --data ./venue", "law_rows")
def law_rows(registry: Reach, topic: str) -> None:
    """The rows of a topic of the law, in the order in which they count, as CSV."""
    reply = registry.ask("law_rows", topic=topic)
    if registry.as_json:
        registry.say("", reply)
        return
    lines(reply["rows"], end="")


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


COMPLIANCE = (
    Request(
        "set_year",
        "set-year 2024 --deadline 2025-12-31",
        "year - deadline offset_bp fine_low fine_high document",
        "obligations of {year} are due by {deadline}",
        help="Set a year's deadline and what else applies to its obligations.",
    ),
    Listing(
        "position",
        "position 2024 --entity 7",
        "year - entity",
        "Obligation of {year}",
        POSITION_COLUMNS,
    ),
    Listing(
        "vintages", "vintages 2025", "year", "Vintages that pay", VINTAGE_COLUMNS, told=_with_years
    ),
    Listing("positions", "positions 2024", "year", "Obligations of {year}", POSITION_COLUMNS),
    Request(
        "surrender",
        "surrender 7 CEA24 500 --year 2024",
        "account instrument quantity - year note",
        "{quantity:count} t of {instrument} given up for {year}, event {event}",
        help="Surrender allowances (清缴) for an obligation.",
    ),
    Request(
        "set_carry_over",
        "set-carry-over 2025 CEA25 --sold-from 2024-01-01 --sold-to 2025-12-31",
        "year instrument - sold_from sold_to base_power base_other numerator denominator"
        " first_vintage last_vintage apply_until document",
        "carry-over into {instrument} is open",
        kinds={"instrument": str},
        help="Open a round of carry-over (结转): T = floor(base + factor x net sold), within the"
        " holding.",
    ),
    Request(
        "carry_over_room",
        "carry-over-room 2025 --entity 7",
        "year - entity",
        "entity {entity}: net sold {net_sold:count} t, held {held:count} t: may carry over"
        " {most:count} t, {left:count} t of it still free",
        told=itemgetter("room"),
        help="How much an entity may carry over, and from what it follows.",
    ),
    Request(
        "request_carry_over",
        "carry-over 7 CEA24 500 --year 2025",
        "account instrument quantity - year note",
        "{quantity:count} t of {instrument} asked to be carried over, request {event}",
        help="Ask for carry-over; the units are frozen until it is granted or released.",
    ),
    Request(
        "grant_carry_over",
        "grant-carry-over 1234",
        "request - note",
        "request {request} is granted, event {event}",
        help="Issue the new units for a request.",
    ),
    Request(
        "release_carry_over",
        "release-carry-over 1234",
        "request - note",
        "request {request} is released, event {event}",
        help="Give a request's units back.",
    ),
)
make(app, "", COMPLIANCE)
