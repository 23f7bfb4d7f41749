"""`ceax keys`: make key pairs, and say who may log on to a venue, as what.

A member makes a key pair and hands over the public key; the venue never sees the private one.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from engine.texts.terminal import json_line, line, table
from gateway.console import certificates, enrolment, server_keys
from gateway.console.key_options import (
    Account,
    Data,
    Duties,
    Duty,
    Json,
    Key,
    Name,
    Role,
    Scope,
    Why,
    reason_of,
    words_of,
)
from gateway.console.lost_keys import check_left
from gateway.protocol.key_table import KeyEntry, checked_key_id
from gateway.protocol.private_keys import PrivateKey, generate
from gateway.server import key_rotation
from gateway.server.data_folder import keys_of

app = typer.Typer(
    name="keys", help="Key pairs, and who may log on to a venue.", no_args_is_help=True
)
app.add_typer(certificates.app)
app.add_typer(server_keys.app)
app.add_typer(enrolment.app)

OwnKeyName = enum.StrEnum(  # type: ignore[misc]
    "OwnKeyName", {each.upper(): each for each in key_rotation.LOCAL_KEYS}
)


@app.command(
    epilog=(
        "Examples: ceax keys new alice --role member --account 7 --data ./venue; ceax keys new"
        " alice --out ."
    )
)
def new(
    ctx: typer.Context,
    key: Key,
    data: Annotated[
        Path | None, typer.Option(help="Venue whose folder keeps the key.", envvar="CEAX_DATA")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the key file, instead of a venue's.")
    ] = None,
    role: Annotated[
        Role | None, typer.Option(help="Enter the public key in the venue as this role.")
    ] = None,
    account: Account = None,
    name: Name = "",
    duty: Duties = None,
    scope: Scope = "",
    opens_account: Annotated[
        bool,
        typer.Option(
            "--open-account",
            help="Open the account first, at the exchange and in the registry (开户).",
        ),
    ] = False,
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Make a key pair: the private key into KEY.pem, the public key to the terminal.

    With --role the public key is entered in the venue at once. --out counts before a venue's folder
    that only the environment names.
    """
    if out is not None and _from_environment(ctx, "data"):
        data = None
    if (data is None) == (out is None):
        raise typer.BadParameter(
            "give either --data (the venue's own folder) or --out (any folder)"
        )
    if role is not None and data is None:
        raise typer.BadParameter("--role enters the key in a venue: give --data")
    folder = data / "keys" if data is not None else out
    assert folder is not None
    if duty and role is None:
        raise typer.BadParameter("--duty goes with --role exchange")
    if scope and role is None:
        raise typer.BadParameter("--scope goes with --role authority")
    if opens_account:
        _open_account(data, role, account, name)
    private = generate(folder / f"{checked_key_id(key)}.pem")
    if role is not None and data is not None:
        given = (role.value, account, name, private.public_key, words_of(duty or ()))
        _enter(data, private, *given, reason_of(why), scope)
    _say(
        as_json, {"key": key, "public_key": private.public_key, "file": str(folder / f"{key}.pem")}
    )


@app.command(
    epilog="Example: ceax keys add alice 3b6a27bc…29 --role member --account 7 --data ./venue"
)
def add(
    key: Key,
    public_key: Annotated[str, typer.Argument(help="Public key, 64 hex digits.")],
    role: Annotated[Role, typer.Option(help="What the key may do.")],
    data: Data,
    account: Account = None,
    name: Name = "",
    duty: Duties = None,
    scope: Scope = "",
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Enter somebody's public key in the venue. Running servers take it at once.

    An authority's key (主管部门) sees and does in the registry what is of its scope, nothing else.
    """
    given = (role.value, account, name, public_key, words_of(duty or ()), reason_of(why))
    _say(as_json, asdict(keys_of(data).add(key, *given, scope=scope)))


@app.command(epilog="Example: ceax keys duties night-watch --duty watch --data ./venue")
def duties(
    key: Key,
    data: Data,
    duty: Annotated[
        list[Duty] | None, typer.Option("--duty", help="What of the exchange's acts. Repeatable.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All duties.")] = False,
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Give a key of the exchange other duties, or with --all every one. Its sessions end.

    watch sees all and halts; operations has the day, instruments, auctions, orders and accounts'
    suspension; administration has parameters, weights, limits and new accounts; audit sees all and
    changes nothing. While the rule second_approval is on, two keys are left with each duty of what
    it guards.
    """
    if bool(duty) == every:
        raise typer.BadParameter("name the duties, --duty DUTY each, or give --all")
    given = words_of(duty or ())
    check_left(data, key, given)
    _say(as_json, asdict(keys_of(data).set_duties(key, given, reason_of(why))))


@app.command("list", epilog="Example: ceax keys list --data ./venue")
def list_(data: Data, as_json: Json = False) -> None:
    """Show who may log on."""
    entries = keys_of(data).entries()
    if as_json:
        json_line([asdict(entry) for entry in entries])
    else:
        _show(entries)


@app.command(epilog="Example: ceax keys revoke alice --data ./venue")
def revoke(key: Key, data: Data, why: Why = "", as_json: Json = False) -> None:
    """Withdraw a key for good. Sessions that use it are closed.

    While the rule second_approval is on, two keys are left with each duty of what it guards.
    """
    check_left(data, key, None)
    _say(as_json, asdict(keys_of(data).revoke(key, reason_of(why))))


@app.command(epilog="Example: ceax keys rotate feed --data ./venue")
def rotate(
    key: Annotated[OwnKeyName, typer.Argument(help="Which of the venue's own keys.")],
    data: Data,
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Give the exchange's, the feed's or the bridge's key another key pair, while the venue trades.

    Sessions by the old pair are closed; a running feed or bridge comes back by the new one. The old
    public key stays in the venue, revoked, as KEY.NUMBER.
    """
    _say(as_json, asdict(key_rotation.rotate(data, key.value, reason_of(why))))


def _open_account(data: Path | None, role: Role | None, account: int | None, name: str) -> None:
    if data is None or role != "member" or account is None:
        raise typer.BadParameter("--open-account is for a member's key: give --role and --account")
    from gateway.console.new_members import open_accounts

    open_accounts(data, account, name)


def _from_environment(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "ENVIRONMENT"


def _enter(
    data: Path,
    private: PrivateKey,
    role: str,
    account: int | None,
    name: str,
    public_key: str,
    duties: Sequence[str],
    why: str,
    scope: str,
) -> None:
    """Enter the public key; a private key that cannot be entered is removed."""
    given = (role, account, name, public_key, duties, why)
    try:
        keys_of(data).add(private.key, *given, scope=scope)
    except BaseException:
        (data / "keys" / f"{private.key}.pem").unlink()
        raise


def _say(as_json: bool, fields: dict[str, object]) -> None:
    if as_json:
        json_line(fields)
        return
    for name, value in fields.items():
        words = " ".join(value) if isinstance(value, tuple) else value
        # most keys have no duties of their own, and no scope
        if words or not (isinstance(value, tuple) or name == "scope"):
            line(f"{name:<11} {words}")


def _show(entries: list[KeyEntry]) -> None:
    of_role = ("role", "duties, scope", "account")
    headings = ("key", "number", *of_role, "name", "public key", "revoked")
    table(headings, map(_cells, entries))


def _cells(entry: KeyEntry) -> tuple[str, ...]:
    account = str(entry.account) if entry.account else ""
    revoked = "revoked" if entry.revoked else ""
    owner = (entry.role, entry.scope or " ".join(entry.duties), account, entry.name)
    return entry.key, str(entry.number), *owner, entry.public_key, revoked
