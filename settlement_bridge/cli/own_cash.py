"""`ceax cash`: the commands of `ceax registry` that are about cash, at the exchange's own books."""

from __future__ import annotations

from copy import copy

import typer
from typer.models import CommandInfo, TyperInfo

from gateway.protocol.proofs import CASH
from settlement_bridge.cli import (
    accounts,
    bank,
    copies,
    defaults,
    history,
    payments,
    questions,
    statements,
)
from settlement_bridge.cli.reach import CONSOLE, SERVER

PROGRAM = "ceax cash"

cash = typer.Typer(
    name="cash",
    help="The exchange's books of cash in the credits market (资金结算).",
    no_args_is_help=True,
)


@cash.callback()
def at_the_exchange(context: typer.Context) -> None:
    """The exchange's books of cash in the credits market (资金结算)."""
    before = SERVER.set(CASH)
    context.call_on_close(lambda: SERVER.reset(before))


def _here(app: typer.Typer) -> typer.Typer:
    """The same commands, with examples as they are typed here."""
    own = copy(app)
    own.registered_commands = [_shown(each) for each in app.registered_commands]
    own.registered_groups = [_group(each) for each in app.registered_groups]
    return own


def _shown(command: CommandInfo) -> CommandInfo:
    own = copy(command)
    own.epilog = (own.epilog or "").replace(f"{CONSOLE.program} ", f"{PROGRAM} ")
    return own


def _group(group: TyperInfo) -> TyperInfo:
    own = copy(group)
    own.typer_instance = _here(own.typer_instance) if own.typer_instance else None
    return own


for _each in (accounts, questions, history, copies, statements):
    cash.add_typer(_here(_each.app))
for _app, _name in (
    (bank.app, "bank"),
    (accounts.rights, "rights"),
    (defaults.app, "defaults"),
    (payments.reserve, "reserve"),
    (defaults.objections, "objections"),
):
    cash.add_typer(_here(_app), name=_name)
