"""`ceax keys server`: the keys by which clients know the servers of a venue."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.terminal import json_line, line, table
from gateway.client.endpoints import add_endpoints, read_endpoints
from gateway.protocol.proofs import SERVERS
from gateway.protocol.replies import VenueUnreachable
from gateway.protocol.server_keys import ServerKey, key_path, read_key, write_key

app = typer.Typer(
    name="server", help="Keys by which clients know the servers.", no_args_is_help=True
)

Server = enum.StrEnum("Server", {each.upper(): each for each in SERVERS})  # type: ignore[misc]
Data = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list", epilog="Example: ceax keys server list --data ./venue")
def list_(data: Data, as_json: Json = False) -> None:
    """Show the public keys by which clients know the servers of a data folder."""
    paths = (key_path(data, each) for each in SERVERS)
    keys = [read_key(path) for path in paths if path.exists()]
    if as_json:
        json_line([_fields(key) for key in keys])
    else:
        rows = [(each.server, each.venue, each.public_key, str(len(each.chain))) for each in keys]
        table(("server", "venue", "public key", "earlier keys"), rows)


@app.command(epilog="Example: ceax keys server rotate gateway --data ./venue")
def rotate(
    server: Annotated[Server, typer.Argument(help="Which server's.")],
    data: Data,
    unchained: Annotated[
        bool,
        typer.Option(
            "--unchained",
            help="Do not sign the new key with the old one, which somebody else may have.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Give a server a new key, signed with the old one; a running server takes it at once.

    Clients that know one of the last 8 keys take the new one by itself. With --unchained they
    refuse it until it is named to them (--server-key).
    """
    path = key_path(data, server.value)
    fresh = read_key(path).followed(chained=not unchained)
    write_key(path, fresh, replace=True)
    _tell_others(data, fresh)
    if as_json:
        json_line(_fields(fresh))
    else:
        line(f"the {fresh.server} of venue {fresh.venue} has the public key {fresh.public_key}")


def _tell_others(data: Path, key: ServerKey) -> None:
    """Name the key in endpoints.json, where that names one of the server."""
    try:
        named = read_endpoints(data).of(key.server)["server_key"]
    except VenueUnreachable:
        return
    if named:
        add_endpoints(data, {f"{key.server}_key": key.public_key})


def _fields(key: ServerKey) -> dict[str, object]:
    own = {"server": key.server, "venue": key.venue, "public_key": key.public_key}
    return own | {"earlier_keys": [link.key for link in key.chain]}
