"""`ceax keys invite` and `ceax keys enrol`: a key that its holder makes itself, entered by a
one-time code that administration hands over.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import json_line, line
from gateway.console.key_options import (
    Account,
    Data,
    Duties,
    Json,
    Key,
    Name,
    Role,
    Scope,
    Why,
    reason_of,
    words_of,
)
from gateway.protocol.invitations import SECRET_BITS, Invitations, holder_of
from gateway.protocol.key_table import KeyEntry, checked_key_id
from gateway.protocol.outside import SYSTEM
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from gateway.protocol.replies import RequestRefused
from gateway.server.data_folder import keys_of
from gateway.terminal.tables import moment

app = typer.Typer()


@app.command(
    epilog="Example: ceax keys invite carol --role member --account 7 --name Carol --data ./venue"
)
def invite(
    key: Key,
    role: Annotated[Role, typer.Option(help="What the key may do.")],
    data: Data,
    account: Account = None,
    name: Name = "",
    duty: Duties = None,
    scope: Scope = "",
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Issue a one-time code, good for ten minutes, by which its holder enters a key of its own.

    The holder gives the code to `ceax keys enrol`, or to a page in a browser. The private key stays
    with the holder; role, account and duties are those named here.
    """
    whose = (key, 0, role.value, account or 0, name, "", False)
    asked = KeyEntry(*whose, words_of(duty or ()), scope)
    secret = SYSTEM.draw(SECRET_BITS)
    now_ns, invitations = SYSTEM.wall_ns(), Invitations(keys_of(data))
    code, made = invitations.issue(asked, secret, now_ns, reason_of(why))
    if as_json:
        json_line({"code": code, "key": key, "until_ns": made.until_ns})
        return
    line(f"code   {code}")
    line(f"until  {moment(made.until_ns)} in Shanghai")


@app.command(epilog="Example: ceax keys enrol carol:7K2M-… --url wss://exchange.example:9101")
def enrol(
    code: Annotated[str, typer.Argument(help="The code, as administration has handed it over.")],
    url: Annotated[
        str, typer.Option(help="Address of the gateway, ws://HOST:PORT.", envvar="CEAX_URL")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the key file.")] = Path(),
    as_json: Json = False,
) -> None:
    """Make a key pair and enter its public key in a venue by a one-time code.

    The private key goes into KEY.pem and nowhere else. A refused code leaves no file; after a lost
    connection the same command goes on with the same key.
    """
    path = out / f"{checked_key_id(holder_of(code))}.pem"
    was_there = path.exists()
    private = KeyFile.load(path) if was_there else generate(path)
    try:
        granted = asyncio.run(_entered(url, private, code))
    except RequestRefused:
        if not was_there:
            path.unlink()
        raise
    said = {"key": private.key, "public_key": private.public_key, "file": str(path)}
    said |= {name: granted[name] for name in ("role", "account", "duties") if granted.get(name)}
    if as_json:
        json_line(said)
        return
    for name, value in said.items():
        line(f"{name:<11} {' '.join(value) if isinstance(value, list) else value}")


async def _entered(url: str, private: PrivateKey, code: str) -> dict[str, Any]:
    """The reply to the log-on that enters a key. Raises as `Connection.open`."""
    from gateway.client.connection import Connection

    brought = {"code": code, "public_key": private.public_key}
    async with await Connection.open(url, private, log_on=brought) as connection:
        granted = dict(connection.logged_on)
        await connection.log_off()
    return granted
