"""Commands of `ceax registry` on entities, on the history of units and events, and the check of the
books.
"""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from engine.writer.terminal import line
from gateway.terminal.tables import Column, count, counted
from settlement_bridge.cli.questions import BREAK_COLUMNS, AnyAccount
from settlement_bridge.cli.reach import ROWS_MAX, Reach, command
from settlement_bridge.client import RegistrySession

app = typer.Typer()

EntityNumber = Annotated[int, typer.Argument(help="Entity number.", min=1)]
Document = Annotated[str, typer.Option(help="The ground: a decision, a contract.")]
Kinds = enum.StrEnum("Kinds", "emitter institution state province")
Sectors = enum.StrEnum("Sectors", "none power steel cement aluminium")
Statuses = enum.StrEnum("Statuses", "active suspended closed")

ENTITY_COLUMNS = (
    Column("entity", "entity"),
    Column("name", "name"),
    Column("kind", "kind"),
    Column("province", "province"),
    Column("sector", "sector"),
    Column("credit_code", "credit code"),
    Column("status", "status"),
)
STEP_COLUMNS = (
    Column("number", "number", count),
    Column("date", "date"),
    Column("kind", "kind"),
    Column("source", "from"),
    Column("target", "to"),
    Column("trade", "trade"),
    Column("who", "who"),
    Column("document", "document"),
)
BLOCK_COLUMNS = (
    Column("first_serial", "first"),
    Column("last_serial", "last"),
    Column("quantity", "t", count),
    Column("state", "state"),
)
EVENT_COLUMNS = (
    Column("event", "event", count),
    Column("kind", "kind"),
    Column("entries", "entries", count),
    Column("who", "who"),
    Column("role", "role"),
    Column("document", "document"),
    Column("note", "note"),
    Column("reverses", "reverses"),
)


@command(app, "open-entity 7 华能国际 --kind emitter --province 42 --sector power")
def open_entity(
    registry: Reach,
    entity: EntityNumber,
    name: Annotated[str, typer.Argument(help="Its name.")],
    kind: Annotated[Kinds, typer.Option(help="What it is to the registry.")],
    province: Annotated[
        int, typer.Option(help="GB/T 2260, two digits; 0: national.", min=0, max=99)
    ] = 0,
    sector: Annotated[Sectors, typer.Option(help="An emitter's sector.")] = Sectors.none,
    credit_code: Annotated[str | None, typer.Option(help="统一社会信用代码.")] = None,
) -> None:
    """Register an entity (重点排放单位, institution, state or province)."""
    fields = {
        "kind": kind.value,
        "province": province,
        "sector": sector.value,
        "credit_code": credit_code,
    }
    reply = registry.ask("open_entity", entity=entity, name=name, **fields)
    registry.say(f"entity {entity} is registered", {"entity": reply["entity"]})


@command(app, "set-status account 7 suspended --document 'decision 9' --data ./venue")
def set_status(
    registry: Reach,
    subject: Annotated[str, typer.Argument(help="entity or account.", metavar="entity|account")],
    number: Annotated[int, typer.Argument(help="Its number.", min=1)],
    status: Annotated[Statuses, typer.Argument(help="Its standing from now on.")],
    document: Document,
) -> None:
    """Suspend, restore or close an entity or an account."""
    if subject not in ("entity", "account"):
        raise typer.BadParameter(f"{subject!r}: say entity or account")
    fields = {subject: number, "status": status.value, "document": document}
    reply = registry.ask(f"set_{subject}_status", **fields)
    registry.say(f"{subject} {number} is {status.value}", {"change": reply["change"]})


@command(app, "name-representative 7 'Lin Mei' --document 'letter 3' --data ./venue")
def name_representative(
    registry: Reach,
    entity: EntityNumber,
    name: Annotated[str, typer.Argument(help="Who represents it.")],
    document: Document,
) -> None:
    """Name an entity's representative in place of the one before."""
    fields = {"entity": entity, "name": name, "document": document}
    reply = registry.ask("name_representative", **fields)
    registry.say(f"{name} represents entity {entity}", {"change": reply["change"]})


@command(app, "entities --data ./venue")
def entities(registry: Reach) -> None:
    """All entities."""
    rows = registry.rows("entities", "entities")
    registry.show("Entities", rows, ENTITY_COLUMNS)


@command(app, "entity 7 --data ./venue")
def entity(
    registry: Reach,
    entity: Annotated[
        int | None, typer.Argument(help="Entity number; a member's own by default.", min=1)
    ] = None,
) -> None:
    """One entity, its representative and its accounts."""
    reply = registry.ask("entity", entity=entity)
    accounts = (
        ", ".join(f"{row['account']} ({row['status']})" for row in reply["accounts"]) or "none"
    )
    words = (
        f"{reply['entity']} {reply['name']}: {reply['kind']}, province {reply['province']:02},"
        f" {reply['status']}"
    )
    registry.say(
        f"{words}; represented by {reply['representative'] or 'nobody yet'}; accounts {accounts}",
        reply,
    )


@command(app, "trace CEA25-2025-42-000000001234 --data ./venue")
def trace(
    registry: Reach, serial: Annotated[str, typer.Argument(help="Serial number of one tonne.")]
) -> None:
    """The history of one tonne, from its issue on (统一编码)."""
    reply = registry.visit(lambda session: session.trace(serial))
    if registry.as_json:
        registry.say("", reply)
        return
    registry.show(serial, [_step_line(row) for row in reply["steps"]], STEP_COLUMNS)
    line(f"held by account {reply['account']}, {reply['state']}")


@command(app, "blocks --account 7 --data ./venue")
def blocks(registry: Reach, account: AnyAccount = None) -> None:
    """The serial numbers that an account holds, block by block."""

    async def read(session: RegistrySession) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        following: dict[str, Any] | None = {}
        while following is not None and len(rows) < ROWS_MAX:
            page = await session.request("blocks", account=account, **following)
            rows += page["blocks"]
            following = page["next"]
        return rows[:ROWS_MAX]

    registry.show("Blocks", registry.visit(read), BLOCK_COLUMNS)


@command(app, "events --data ./venue")
def events(registry: Reach) -> None:
    """Events that somebody asked for: what, who, on what ground."""
    rows = registry.rows("events", "events", "from")
    registry.show("Events", rows, EVENT_COLUMNS)


@command(app, "check --data ./venue")
def check(registry: Reach) -> None:
    """Check that the registry's books add up, every serial number included; exit code 1 when they
    do not.
    """
    reply = registry.ask("check")
    if reply["breaks"] and not registry.as_json:
        registry.show("Breaks", reply["breaks"], BREAK_COLUMNS)
    registry.say(counted(reply["break_count"], "break"), reply)
    if reply["break_count"]:
        raise typer.Exit(1)


def _step_line(row: dict[str, Any]) -> dict[str, Any]:
    ends = {
        end: f"{row[side + '_account']} {row[side + '_state']}"
        for end, side in (("source", "from"), ("target", "to"))
    }
    return row | ends
