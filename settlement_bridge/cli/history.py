"""Commands of `ceax registry` on what has happened: a tonne's history, blocks, events, the
check of the books, the audit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from gateway.terminal.act_table import SHOWN, show_acts, write_acts
from gateway.terminal.commands import Listing, Request
from gateway.terminal.tables import Column, count, counted, money
from settlement_bridge.cli.questions import BREAK_COLUMNS, ends
from settlement_bridge.cli.reach import (
    ROWS_MAX,
    AnyAccount,
    Reach,
    command,
    make,
)
from settlement_bridge.client import RegistrySession

app = typer.Typer()
RECORD_DIFFERS = "record_differs"  # what a break is called that the hash chain shows
STEP_COLUMNS = (
    Column("number", "number", count),
    Column("date", "date"),
    Column("kind", "kind"),
    Column("source", "from"),
    Column("target", "to"),
    Column("trade", "trade"),
    Column("who", "who"),
    Column("document", "document"),
)
BLOCK_COLUMNS = (
    Column("first_serial", "first"),
    Column("last_serial", "last"),
    Column("quantity", "t", count),
    Column("state", "state"),
)
EVENT_COLUMNS = (
    Column("event", "event", count),
    Column("kind", "kind"),
    Column("entries", "entries", count),
    Column("who", "who"),
    Column("role", "role"),
    Column("document", "document"),
    Column("note", "note"),
    Column("reverses", "reverses"),
)


@command(app, "trace CEA25-2025-42-000000001234 --data ./venue")
def trace(registry: Reach, serial: Annotated[str, "Serial number of one tonne."]) -> None:
    """The history of one tonne, from its issue on (统一编码)."""
    reply = registry.ask("trace", serial=serial)
    if registry.as_json:
        registry.say("", reply)
        return
    registry.show(serial, [ends(row) for row in reply["steps"]], STEP_COLUMNS)
    line(f"held by account {reply['account']}, {reply['state']}")


@command(app, "blocks --account 7 --data ./venue", "blocks")
def blocks(registry: Reach, *, account: AnyAccount = None) -> None:
    """The serial numbers that an account holds, block by block."""

    async def read(session: RegistrySession) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        following: dict[str, Any] | None = {}
        while following is not None and len(rows) < ROWS_MAX:
            page = await session.request("blocks", account=account, **following)
            rows += page["blocks"]
            following = page["next"]
        return rows[:ROWS_MAX]

    registry.show("Blocks", registry.visit(read), BLOCK_COLUMNS)


@command(app, "check --data ./venue", "check")
def check(registry: Reach) -> None:
    """Check that every fact is what the registry's hash chain says and that the books add up, every
    serial number included; exit code 1 when not.
    """
    reply = registry.ask("check")
    if reply["breaks"] and not registry.as_json:
        registry.show("Breaks", reply["breaks"], BREAK_COLUMNS)
    registry.say(counted(reply["break_count"], "break"), reply)
    if reply["break_count"]:
        raise typer.Exit(1)


@command(app, "audit --out audit.csv --from 2026-01-01 --to 2026-12-31 --data ./venue")
def audit(
    registry: Reach,
    *,
    out: Annotated[Path, "File to write: .csv, or .jsonl with one line of JSON for each act."],
    first: Annotated[
        str | None, typer.Option("--from", help="First day, YYYY-MM-DD, in Beijing.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
) -> None:
    """Export who did what, when, under which key, on which account and on what ground, in order of
    time (审计). Exit code 1 when the registry is not what its hash chain says.
    """
    from settlement_bridge.documents import audit

    if out.suffix not in (".csv", ".jsonl"):
        raise typer.BadParameter(f"{out}: the name ends with .csv or .jsonl", param_hint="--out")
    days = f"{first or ''} to {last or ''}"
    sealed = registry.visit(lambda session: audit.write(out, _acts(session, first, last), days))
    words = f"{out}: {counted(sealed.acts, 'act')}, digest {sealed.digest}"
    registry.say(words, {"file": str(out), "acts": sealed.acts, "digest": sealed.digest})
    changed = [row for row in registry.ask("check")["breaks"] if row["what"] == RECORD_DIFFERS]
    if changed:
        line(f"ceax: the registry was changed from outside: {changed[0]['message']}", error=True)
        raise typer.Exit(1)


@command(app, "acts --who bridge --from 2026-01-05 --data ./venue; acts --csv acts.csv …", "audit")
def acts(
    registry: Reach,
    *,
    who: Annotated[str, typer.Option(help="Only of this key.")] = "",
    kind: Annotated[str, typer.Option(help="Only of this kind, as deposit.")] = "",
    first: Annotated[
        str | None, typer.Option("--from", help="First day, YYYY-MM-DD, in Beijing.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest.")] = SHOWN,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write all of them to this file, as CSV.")
    ] = None,
) -> None:
    """Show what was done at the registry, in the columns and words of the exchange's `ceax acts`.

    The registry keeps what it has done, so the outcome is always accepted.
    """

    async def read(session: RegistrySession) -> list[dict[str, Any]]:
        found = deque[dict[str, Any]](maxlen=None if csv else limit)
        async for act in _acts(session, first, last):
            if who in ("", act["who"]) and kind in ("", act["what"]):
                found.append(_registered(act))
        return list(found)

    found = registry.visit(read)
    if csv is not None:
        write_acts(csv, found)
    if registry.as_json or csv is None:
        show_acts("Acts at the registry", found, registry.as_json)


def _registered(act: dict[str, Any]) -> dict[str, Any]:
    """An act of the audit as a row of the register."""
    quantity, amount = act["quantity"], act["amount_fen"]
    about = {
        "account": act["account"],
        "to account": act["to_account"],
        "instrument": act["instrument"],
        "quantity": None if quantity is None else f"{quantity:,} t",
        "amount": None if amount is None else f"{money(amount)} CNY",
        "subject": act["subject"],
        "detail": act["detail"],
    }
    return {
        "number": act["number"],
        "time_ns": act["time_ns"],
        "date": "",
        "by": "key",
        "who": act["who"],
        "act": act["what"],
        "about": {name: str(value) for name, value in about.items() if value not in (None, "")},
        "reason": "; ".join(filter(None, (act["document"], act["note"]))),
        "outcome": "accepted",
        "approved_by": "",
        "approval_reason": "",
    }


@command(app, "verify-audit audit.csv --data ./venue")
def verify_audit(
    registry: Reach, file: Annotated[Path, "A file that `audit` has written."]
) -> None:
    """Check that an audit's file is whole and unchanged, and the registry, if named, has the same;
    exit code 1 if not.
    """
    from settlement_bridge.documents import audit

    sealed = audit.check(file)
    same: bool | None = None
    if registry.data is not None or registry.url is not None:
        first, last = (day or None for day in sealed.days.split(" to "))

        async def chain(session: RegistrySession) -> str:
            chained, acts = audit.Chain(), _acts(session, first, last)
            for _ in range(sealed.acts):
                chained.add(await anext(acts, dict.fromkeys(audit.FIELDS)))
            return chained.digest

        same = registry.visit(chain) == sealed.last_act
    said = {
        None: "",
        True: "; the registry has the same",
        False: "; the registry has something else",
    }[same]
    told = {"acts": sealed.acts, "digest": sealed.digest, "registry": same}
    registry.say(
        f"{file}: whole, {counted(sealed.acts, 'act')}, digest {sealed.digest}{said}", told
    )
    if same is False:
        raise typer.Exit(1)


async def _acts(
    session: RegistrySession, first: str | None, last: str | None
) -> AsyncIterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = await session.request("audit", from_date=first, to_date=last, after=after)
        for act in page["acts"]:
            yield act
        after = page["next"]
        if after is None:
            return


REVERSE = Request(
    "reverse",
    "reverse 1234 --document 'correction 7'",
    "number=event - document note",
    "event {number} is taken back by event {event}",
    told=lambda reply: {"event": reply["event"]},
)
EVENTS = Listing(
    "events",
    "events",
    "",
    "Events",
    EVENT_COLUMNS,
    help="Events that somebody asked for: what, who, on what ground.",
)
make(app, "", [REVERSE, EVENTS])
