"""Commands of `ceax registry` on relations between entities (关联关系)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.decoding import Encoding, read_text
from gateway.terminal.commands import Known, Listing, Request
from gateway.terminal.tables import Column, counted
from settlement_bridge.cli.reach import (
    Again,
    FileEncoding,
    FileReference,
    Reach,
    command,
    make,
)
from settlement_bridge.client import RegistrySession

app = typer.Typer()

PARTY = Annotated[str | None, "The party's name, where it is no entity of the registry."]
OTHER = Annotated[int | None, "The party, by its number as an entity."]
FIRST = Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")]
LAST = Annotated[str | None, typer.Option("--to", help="Last day; without it open.")]
SOURCE = Annotated[str, "The source: an annual report, a register of companies, a notice."]
COLUMNS = (
    Column("number", "number"),
    Column("entity", "entity"),
    Column("relation", "relation"),
    Column("party", "party"),
    Column("first", "from"),
    Column("last", "to"),
    Column("source", "source"),
    Column("who", "stated by"),
)


def _stated(known: Known) -> str:
    party = known["party"] or f"entity {known['other']}"
    until = f" to {known['last']}" if known["last"] else ""
    days = f"from {known['first']}{until}"
    return (
        f"relation {known['number']}: {party} is {known['relation']} of {known['entity']}, {days}"
    )


def _with_party(row: dict[str, Any]) -> dict[str, Any]:
    kind = "account" if row["relation"] == "account" else "entity"
    return row | {"party": row["party"] or f"{kind} {row['other']}"}


@command(
    app,
    "relations-file relations.csv --reference 工商信息-2026-1 --data ./venue",
    "relations_file",
)
def relations_file(
    registry: Reach,
    file: Annotated[
        Path, "CSV: entity,relation,other,party,first,last,source; last total,ROWS,,,,,."
    ],
    *,
    reference: FileReference,
    again: Again = None,
    encoding: FileEncoding = Encoding.UTF_8,
) -> None:
    """State all relations of a file, or none."""
    text = read_text(file, encoding)

    async def send(session: RegistrySession) -> dict[str, Any]:
        digest = await session.upload(text)
        terms = {"reference": reference, "again": again}
        return await session.request("relations_file", digest=digest, **terms)

    reply = registry.visit(send)
    registry.say(f"{file.name}: {counted(reply['relations'], 'relation')}", reply)


make(
    app,
    "",
    (
        Request(
            "relate",
            "relate 7 owner --party 'Huaneng Group' --from 2026-01-05 --document 'report 2025'",
            "entity relation - party other first last document",
            _stated,
            kinds={"party": PARTY, "other": OTHER, "first": FIRST, "last": LAST}
            | {"document": SOURCE},
        ),
        Listing(
            "relations",
            "relations --entity 7 --date 2026-01-05",
            "- entity date",
            "Relations 关联关系",
            COLUMNS,
            row=_with_party,
        ),
    ),
)
