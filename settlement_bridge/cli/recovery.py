"""Commands of `ceax registry` on how it stands to the exchange: `standing`, `catch-up`."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import counted, say
from settlement_bridge.cli.reach import Key, Url, at_registry
from settlement_bridge.client import RegistrySession

app = typer.Typer()

CashWays = enum.StrEnum("CashWays", "bank registry")


@app.command(epilog="Example: ceax registry standing --data ./venue")
def standing(data: Data = None, url: Url = None, key: Key = None, as_json: Json = False) -> None:
    """Whether registry and exchange know the same history; exit code 1 when they do not."""
    reply = at_registry(data, url, key, lambda registry: registry.request("standing"))
    said = {name: reply[name] for name in ("state", "sentence", "catching_up")}
    say(f"{reply['state']}: {reply['sentence']}", said, as_json)
    if reply["state"] != "sound":
        raise typer.Exit(1)


@app.command(
    "catch-up",
    epilog=(
        "Example: ceax registry catch-up --document 'restored 2026-01-06, order 7' --data ./venue"
    ),
)
def catch_up(
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
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """After an old copy was restored: enter again what the exchange has applied and settled since;
    exit code 1 when it stops.
    """

    async def work(registry: RegistrySession) -> dict[str, Any]:
        entered = {"transfers": 0, "days": 0}
        while True:
            reply = await registry.request(
                "catch_up", document=document, note=note, cash=cash and cash.value
            )
            entered = {name: entered[name] + reply[name] for name in entered}
            if reply["done"] or reply["waits_for"]:
                return entered | {
                    name: reply[name] for name in ("waits_for", "done", "state", "sentence")
                }

    reply = at_registry(data, url, key, work)
    words = (
        f"{counted(reply['transfers'], 'transfer')} and {counted(reply['days'], 'day')} entered"
        " again"
    )
    say(
        f"{words}; {reply['sentence'] if reply['done'] else 'stopped: ' + reply['waits_for']}",
        reply,
        as_json,
    )
    if not reply["done"]:
        raise typer.Exit(1)
