"""`ceax registry rights`: who may act for an entity, and what waits for a second representative's
approval.
"""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from gateway.terminal.reach import Data, Json
from gateway.terminal.tables import Column, say, show
from settlement_bridge.cli.reach import Key, Reference, Url, all_rows, ask_once, at_registry

app = typer.Typer(
    help="Representatives (授权代表): rights, approvals, proposals.", no_args_is_help=True
)

Rights = enum.StrEnum("Rights", "read transfer approve surrender")
Number = Annotated[int, typer.Argument(help="Number of the proposal.", min=1)]
Note = Annotated[str | None, typer.Option(help="Anything to be kept with it.")]

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


@app.command(
    "set",
    epilog=(
        "Example: ceax registry rights set 7 lin 'Lin Mei' --right read --right transfer --document"
        " 'letter 3'"
    ),
)
def set_(
    entity: Annotated[int, typer.Argument(help="Entity number.", min=1)],
    who: Annotated[
        str, typer.Argument(help="Id of the representative's key at the gateway.", metavar="KEY")
    ],
    name: Annotated[str, typer.Argument(help="The representative's name.")],
    document: Annotated[str, typer.Option(help="The ground: a power of attorney.")],
    right: Annotated[
        list[Rights] | None, typer.Option(help="One right; none at all withdraws what there was.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the representative is.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="First trading day, YYYY-MM-DD.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last trading day.")] = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Give a representative rights for an entity, in place of those before."""
    rights = [word.value for word in right or []]
    fields = {"entity": entity, "key": who, "name": name, "rights": rights, "document": document}
    terms = fields | {"title": title, "first": first, "last": last}
    reply = at_registry(data, url, key, lambda registry: registry.request("give_rights", **terms))
    words = (
        f"{name} ({who}) may {', '.join(rights)}"
        if rights
        else f"{name} ({who}) has no rights any more"
    )
    say(f"{words} for entity {entity}", {"change": reply["change"]}, as_json)


@app.command("list", epilog="Example: ceax registry rights list --entity 7 --data ./venue")
def list_(
    entity: Annotated[
        int | None, typer.Option(help="Entity number; a member's own by default.", min=1)
    ] = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Who may act for an entity."""
    reply = at_registry(data, url, key, lambda registry: registry.request("rights", entity=entity))
    show(f"Representatives of entity {reply['entity']}", reply["rights"], RIGHT_COLUMNS, as_json)


@app.command(epilog="Example: ceax registry rights proposals --waiting --data ./venue --key wu")
def proposals(
    account: Annotated[
        int | None, typer.Option(help="Account number; a member's own by default.", min=1)
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only those without a decision.")
    ] = False,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """What was asked for and needs a second representative's approval."""
    wanted: dict[str, Any] = {"account": account, "waiting": waiting}
    rows = at_registry(
        data,
        url,
        key,
        lambda registry: all_rows(registry, "proposals", "proposals", "after", **wanted),
    )
    show("Proposals", rows, PROPOSAL_COLUMNS, as_json)


@app.command(epilog="Example: ceax registry rights approve 3 --data ./venue --key wu")
def approve(
    proposal: Number,
    note: Note = None,
    reference: Reference = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """Approve what another representative has asked for; it is done then."""
    fields = {"proposal": proposal, "note": note}
    reply = ask_once((data, url, key), reference, "approve_proposal", **fields)
    result = {
        name: reply[name] for name in ("reference", "number", "event", "payment") if name in reply
    }
    name, number = next(iter(result.items()))
    say(f"proposal {proposal} is done, {name} {number}", {"proposal": proposal} | result, as_json)


@app.command(
    epilog="Example: ceax registry rights reject 3 --note 'wrong account' --data ./venue --key wu"
)
def reject(
    proposal: Number,
    note: Note = None,
    data: Data = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """End a proposal without doing it."""
    at_registry(
        data,
        url,
        key,
        lambda registry: registry.request("reject_proposal", proposal=proposal, note=note),
    )
    say(f"proposal {proposal} is rejected", {"proposal": proposal}, as_json)
