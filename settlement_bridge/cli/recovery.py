"""Commands of `ceax registry` on how it stands to the exchange: `standing`, `catch-up`."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from gateway.terminal.tables import counted
from settlement_bridge.cli.reach import Reach, command
from settlement_bridge.client import RegistrySession

app = typer.Typer()

CashWays = enum.StrEnum("CashWays", "bank registry")


@command(app, "standing --data ./venue")
def standing(registry: Reach) -> None:
    """Whether registry and exchange know the same history; exit code 1 when they do not."""
    reply = registry.ask("standing")
    said = {name: reply[name] for name in ("state", "sentence", "catching_up")}
    registry.say(f"{reply['state']}: {reply['sentence']}", said)
    if reply["state"] != "sound":
        raise typer.Exit(1)


@command(app, "catch-up --document 'restored 2026-01-06, order 7' --data ./venue")
def catch_up(
    registry: Reach,
    document: Annotated[
        str,
        typer.Option(help="The ground on which lost entries are entered again; kept with each."),
    ],
    note: Annotated[str | None, typer.Option(help="Anything to be kept with it.")] = None,
    cash: Annotated[
        CashWays | None,
        typer.Option(
            help="Whether lost transfers of cash were with the bank itself or with registry cash."
        ),
    ] = None,
) -> None:
    """After an old copy was restored: enter again what the exchange has applied and settled since;
    exit code 1 when it stops.
    """

    async def work(session: RegistrySession) -> dict[str, Any]:
        entered = {"transfers": 0, "days": 0}
        while True:
            reply = await session.request(
                "catch_up", document=document, note=note, cash=cash and cash.value
            )
            entered = {name: entered[name] + reply[name] for name in entered}
            if reply["done"] or reply["waits_for"]:
                return entered | {
                    name: reply[name] for name in ("waits_for", "done", "state", "sentence")
                }

    reply = registry.visit(work)
    words = (
        f"{counted(reply['transfers'], 'transfer')} and {counted(reply['days'], 'day')} entered"
        " again"
    )
    registry.say(
        f"{words}; {reply['sentence'] if reply['done'] else 'stopped: ' + reply['waits_for']}",
        reply,
    )
    if not reply["done"]:
        raise typer.Exit(1)
