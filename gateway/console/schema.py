"""The contracts of the three servers, for programs that make clients."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from engine.texts.terminal import json_line

app = typer.Typer()
INDENT = 2


class Server(StrEnum):
    """A server of a venue, or the feed's paths by HTTP."""

    GATEWAY = "gateway"
    FEED = "feed"
    REGISTRY = "registry"
    HTTP = "http"


# The module that has a server's contract: rooms above this one are known by name alone.
CONTRACTS = {
    Server.GATEWAY: "gateway.protocol.table.contract",
    Server.FEED: "marketdata.contract",
    Server.REGISTRY: "settlement_bridge.operations.contract",
}
OF_HTTP = "marketdata.http.openapi"


@app.command(epilog="Example: ceax schema --asyncapi registry")
def schema(
    server: Annotated[Server, typer.Argument(help="Whose contract.")] = Server.GATEWAY,
    json_only: Annotated[
        bool,
        typer.Option("--json-schema/--asyncapi", help="JSON Schema of the messages, or AsyncAPI."),
    ] = False,
) -> None:
    """Print what a server takes and sends, for machines.

    Every request, reply, refusal and report as an AsyncAPI 3.0 document or as one JSON Schema
    (draft 7). Of `http` an OpenAPI 3.1 document.
    """
    if server is Server.HTTP:
        if json_only:
            raise typer.BadParameter("http has an OpenAPI document", param_hint="--json-schema")
        json_line(import_module(OF_HTTP).document(), INDENT)
        return
    # the words of the engine, which need numpy: no other help text loads it
    from gateway.protocol.contract import asyncapi, json_schema

    contract = import_module(CONTRACTS[server]).CONTRACT
    document = json_schema(contract) if json_only else asyncapi(contract, version("ceax"))
    json_line(document, INDENT)
