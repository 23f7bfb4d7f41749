"""`ceax registry rights`: who may act for an entity, and what waits for a second representative's
approval.
"""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from gateway.terminal.tables import Column
from settlement_bridge.cli.reach import (
    Entity,
    MayAccount,
    MayEntity,
    Note,
    Reach,
    Reference,
    command,
)
from settlement_bridge.operations import OPERATIONS

app = typer.Typer(
    help="Representatives (授权代表): rights, approvals, proposals.", no_args_is_help=True
)

_RIGHTS = OPERATIONS["give_rights"].fields["rights"].read.schema()["items"]["enum"]
Rights = enum.StrEnum("Rights", _RIGHTS)  # type: ignore[misc]
Number = Annotated[int, typer.Argument(help="Number of the proposal.", min=1)]

RIGHT_COLUMNS = (
    Column("key", "key"),
    Column("name", "name"),
    Column("title", "title"),
    Column("rights", "rights", lambda words: ", ".join(words) or "withdrawn"),
    Column("first", "from"),
    Column("last", "to"),
    Column("document", "document"),
    Column("who", "registered by"),
)
PROPOSAL_COLUMNS = (
    Column("number", "proposal"),
    Column("account", "account"),
    Column("operation", "operation"),
    Column("fields", "fields"),
    Column("maker", "asked by"),
    Column("status", "status"),
    Column("checker", "decided by"),
    Column("event", "event"),
)


@command(
    app,
    "rights set 7 lin 'Lin Mei' --right read --right transfer --document 'letter 3'",
    "give_rights",
    name="set",
)
def set_(
    registry: Reach,
    entity: Entity,
    who: Annotated[
        str, typer.Argument(help="Id of the representative's key at the gateway.", metavar="KEY")
    ],
    name: Annotated[str, "The representative's name."],
    *,
    document: Annotated[str, "The ground: a power of attorney."],
    right: Annotated[
        list[Rights] | None, "One right; none at all withdraws what there was."
    ] = None,
    title: Annotated[str | None, "What the representative is."] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="First trading day, YYYY-MM-DD.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last trading day.")] = None,
) -> None:
    """Give a representative rights for an entity, in place of those before."""
    rights = [word.value for word in right or []]
    fields = {"entity": entity, "key": who, "name": name, "rights": rights, "document": document}
    terms = fields | {"title": title, "first": first, "last": last}
    reply = registry.ask("give_rights", **terms)
    words = (
        f"{name} ({who}) may {', '.join(rights)}"
        if rights
        else f"{name} ({who}) has no rights any more"
    )
    registry.say(f"{words} for entity {entity}", {"change": reply["change"]})


@command(app, "rights list --entity 7 --data ./venue", "rights", name="list")
def list_(registry: Reach, *, entity: MayEntity = None) -> None:
    """Who may act for an entity."""
    reply = registry.ask("rights", entity=entity)
    registry.show(f"Representatives of entity {reply['entity']}", reply["rights"], RIGHT_COLUMNS)


@command(app, "rights proposals --waiting --data ./venue --key wu", "proposals")
def proposals(
    registry: Reach,
    *,
    account: MayAccount = None,
    waiting: Annotated[bool, "Only those without a decision."] = False,
) -> None:
    """What was asked for and needs a second representative's approval."""
    wanted: dict[str, Any] = {"account": account, "waiting": waiting}
    rows = registry.rows("proposals", "proposals", **wanted)
    registry.show("Proposals", rows, PROPOSAL_COLUMNS)


@command(app, "rights approve 3 --data ./venue --key wu", "approve_proposal")
def approve(
    registry: Reach,
    proposal: Annotated[int, "Number of the proposal."],
    *,
    note: Note = None,
    reference: Reference = None,
) -> None:
    """Approve what another representative has asked for; it is done then."""
    fields = {"proposal": proposal, "note": note}
    reply = registry.ask_once(reference, "approve_proposal", **fields)
    result = {
        name: reply[name] for name in ("reference", "number", "event", "payment") if name in reply
    }
    name, number = next(iter(result.items()))
    registry.say(f"proposal {proposal} is done, {name} {number}", {"proposal": proposal} | result)


@command(app, "rights reject 3 --note 'wrong account' --data ./venue --key wu", "reject_proposal")
def reject(
    registry: Reach, proposal: Annotated[int, "Number of the proposal."], *, note: Note = None
) -> None:
    """End a proposal without doing it."""
    registry.ask("reject_proposal", proposal=proposal, note=note)
    registry.say(f"proposal {proposal} is rejected", {"proposal": proposal})
