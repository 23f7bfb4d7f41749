"""Commands of `ceax registry` that write papers: the audit, statements, the bulletin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.terminal.tables import counted
from settlement_bridge.cli.reach import Reach, command
from settlement_bridge.client import RegistrySession

app = typer.Typer()


@command(app, "audit --out audit.csv --from 2026-01-01 --to 2026-12-31 --data ./venue")
def audit(
    registry: Reach,
    out: Annotated[
        Path,
        typer.Option(help="File to write: .csv, or .jsonl with one line of JSON for each act."),
    ],
    first: Annotated[
        str | None, typer.Option("--from", help="First day, YYYY-MM-DD, in Beijing.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
) -> None:
    """Export who did what, when, under which key, on which account and on what ground, in order of
    time (审计).
    """
    from settlement_bridge.documents import audit_file

    if out.suffix not in (".csv", ".jsonl"):
        raise typer.BadParameter(f"{out}: the name ends with .csv or .jsonl", param_hint="--out")
    days = f"{first or ''} to {last or ''}"
    sealed = registry.visit(
        lambda session: audit_file.write(out, _acts(session, first, last), days)
    )
    words = f"{out}: {counted(sealed.acts, 'act')}, digest {sealed.digest}"
    registry.say(words, {"file": str(out), "acts": sealed.acts, "digest": sealed.digest})


@command(app, "verify-audit audit.csv --data ./venue")
def verify_audit(
    registry: Reach, file: Annotated[Path, typer.Argument(help="A file that `audit` has written.")]
) -> None:
    """Check that an audit's file is whole and unchanged, and the registry, if named, tells the
    same; exit code 1 if not.
    """
    from settlement_bridge.documents import audit_file

    sealed = audit_file.check(file)
    same: bool | None = None
    if registry.data is not None or registry.url is not None:
        first, last = (day or None for day in sealed.days.split(" to "))

        async def chain(session: RegistrySession) -> str:
            chained, acts = audit_file.Chain(), _acts(session, first, last)
            for _ in range(sealed.acts):
                chained.add(await anext(acts, dict.fromkeys(audit_file.FIELDS)))
            return chained.digest

        same = registry.visit(chain) == sealed.last_act
    said = {
        None: "",
        True: "; the registry tells the same",
        False: "; the registry tells something else",
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
