"""Commands of `ceax registry` by which its operator opens accounts, registers entities and moves
cash and units.

And `ceax registry rights`: who may act for an entity, and what waits for a second representative's
approval.
"""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from gateway.terminal.commands import Known, Listing, Reply, Request
from gateway.terminal.tables import Column, count
from settlement_bridge.cli.reach import (
    Document,
    Entity,
    MayEntity,
    Note,
    Reach,
    Reference,
    command,
    make,
)
from settlement_bridge.operations import OPERATIONS

app = typer.Typer()
rights = typer.Typer(
    help="Representatives (授权代表): rights, approvals, proposals.", no_args_is_help=True
)
Proposal = Annotated[int, "Number of the proposal."]
ENTITY_COLUMNS = tuple(
    Column(name, name.replace("_", " "))
    for name in ("entity", "name", "kind", "province", "sector", "credit_code", "status")
)
_RIGHTS = OPERATIONS["give_rights"].fields["rights"].read.schema()["items"]["enum"]
Rights = enum.StrEnum("Rights", _RIGHTS)  # type: ignore[misc]
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
    "set-status account 7 suspended --document 'decision 9' --data ./venue",
    "set_account_status",
)
def set_status(
    registry: Reach,
    subject: Annotated[str, typer.Argument(help="entity or account.", metavar="entity|account")],
    number: Annotated[int, typer.Argument(help="Its number.", min=1)],
    status: Annotated[str, "Its standing from now on."],
    *,
    document: Document,
) -> None:
    """Suspend, restore or close an entity or an account."""
    if subject not in ("entity", "account"):
        raise typer.BadParameter(f"{subject!r}: name entity or account")
    fields = {subject: number, "status": status, "document": document}
    reply = registry.ask(f"set_{subject}_status", **fields)
    registry.say(f"{subject} {number} is {status}", {"change": reply["change"]})


@command(
    rights,
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


@command(rights, "rights approve 3 --data ./venue --key wu", "approve_proposal")
def approve(
    registry: Reach,
    proposal: Proposal,
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


@command(rights, "rights list --entity 7 --data ./venue", "rights", name="list")
def list_(registry: Reach, *, entity: MayEntity = None) -> None:
    """Who may act for an entity."""
    reply = registry.ask("rights", entity=entity)
    registry.show(f"Representatives of entity {reply['entity']}", reply["rights"], RIGHT_COLUMNS)


def _entity(of: Known) -> str:
    accounts = ", ".join(f"{row['account']} ({row['status']})" for row in of["accounts"])
    what = f"{of['kind']}, province {of['province']:02}, {of['status']}"
    who = f"represented by {of['representative'] or 'nobody yet'}"
    return f"{of['entity']} {of['name']}: {what}; {who}; accounts {accounts or 'none'}"


def _hours(window: Known) -> str:
    opens, closes = window["opens"], window["closes"]
    hours = f"from {opens or '00:00'} to {closes or '24:00'}" if opens or closes else "all day"
    return f"{window['direction']}: {hours}"


def _numbered(reply: Reply) -> Reply:
    return {"number": reply["reference"] if "reference" in reply else reply["number"]}


def _allocated(known: Known) -> str:
    what = f"{count(known['quantity'])} t of {known['instrument']} allocated"
    back = f", {count(known['cut'])} t of it given back for cuts" if known["cut"] else ""
    return f"{what}{back}, journal number {known['number']}"


OWNER = Annotated[int | None, "Entity that owns it; by default the one with the same number."]
NAME = Annotated[str, "Name of the entity (交易主体)."]
YEARS = (Column("instrument", "instrument"), Column("year", "year"))
ACCOUNTS = (
    Request(
        "open_account",
        "open-account 7 Huaneng",
        "account name - entity",
        "account {account} is open",
        kinds={"entity": OWNER, "name": NAME},
    ),
    Request(
        "deposit",
        "deposit 7 1000000.00",
        "account amount",
        "{amount:money} CNY paid in, {led_to}",
        told=_numbered,
    ),
    Request(
        "withdraw",
        "withdraw 7 500.00",
        "account amount",
        "{amount:money} CNY paid out, {led_to}",
        told=_numbered,
    ),
    Request(
        "allocate",
        "allocate 7 CEA25 100000",
        "account instrument quantity - year",
        _allocated,
        told=lambda reply: {**_numbered(reply), "cut": reply["cut"]},
    ),
    Request(
        "open_entity",
        "open-entity 7 华能国际 --kind emitter --province 42 --sector power",
        "entity name - kind province sector credit_code",
        "entity {entity} is registered",
        help="Register an entity (重点排放单位, institution, state or province).",
    ),
    Request(
        "name_representative",
        "name-representative 7 'Lin Mei' --document 'letter 3'",
        "entity name - document",
        "{name} represents entity {entity}",
    ),
    Request("entity", "entity 7", "entity", _entity),
    Listing("entities", "entities", "", "Entities", ENTITY_COLUMNS),
    Request(
        "open_instrument",
        "open-instrument CEA31 --document 'notice 3'",
        "instrument - document year",
        "units of {instrument} may be issued",
        help="Let units of an instrument be issued; the exchange's own are known without.",
    ),
    Listing("instruments", "instruments", "", "Instruments", YEARS),
    Request(
        "set_transfer_window",
        "transfer-window transfer_out 09:00 15:30 --document 'notice 4'",
        "direction opens closes - document",
        _hours,
        help="Say in which hours units may go between registry and exchange (划转窗口).",
    ),
)
RIGHTS = (
    Listing(
        "proposals",
        "proposals --waiting --key wu",
        "- account waiting",
        "Proposals",
        PROPOSAL_COLUMNS,
        kinds={"waiting": Annotated[bool, "Only those without a decision."]},
    ),
    Request(
        "reject_proposal",
        "reject 3 --note 'wrong account' --key wu",
        "proposal - note",
        "proposal {proposal} is rejected",
    ),
)
make(app, "", ACCOUNTS)
make(rights, "rights ", RIGHTS, proposal=Proposal)
