"""Commands of `ceax registry` that write papers: the audit, statements, the bulletin."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.reach import Data, Json
from gateway.tables import counted, say
from settlement_bridge.client import RegistrySession
from settlement_bridge.reach import Key, Url, at_registry

app = typer.Typer()

AUDIT_FIELDS = ("time_ns", "source", "number", "what", "who", "role", "document", "note", "subject", "detail")


@app.command(epilog="Example: ceax registry audit --out audit.csv --from 2026-01-01 --to 2026-12-31 --data ./venue")
def audit(
    out: Annotated[Path, typer.Option(help="File to write: .csv, or .jsonl with one line of JSON for each act.")],
    first: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD, in Beijing.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    data: Data = None, url: Url = None, key: Key = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Export who did what, when, under which key and on what ground, in order of time (审计)."""
    if out.suffix not in (".csv", ".jsonl"):
        raise typer.BadParameter(f"{out}: the name ends with .csv or .jsonl", param_hint="--out")

    async def write(registry: RegistrySession) -> int:
        rows = _acts(registry, first, last)
        with out.open("w", encoding="utf-8", newline="") as file:
            return await (_write_csv(file, rows) if out.suffix == ".csv" else _write_lines(file, rows))

    written = at_registry(data, url, key, write)
    say(f"{out}: {counted(written, 'act')}", {"file": str(out), "acts": written}, as_json)


async def _acts(registry: RegistrySession, first: str | None, last: str | None) -> AsyncIterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = await registry.request("audit", from_date=first, to_date=last, after=after)
        for act in page["acts"]:
            yield act
        after = page["next"]
        if after is None:
            return


async def _write_csv(file: Any, rows: AsyncIterator[dict[str, Any]]) -> int:
    writer, written = csv.DictWriter(file, AUDIT_FIELDS, lineterminator="\n"), 0
    writer.writeheader()
    async for row in rows:
        writer.writerow(row)
        written += 1
    return written


async def _write_lines(file: Any, rows: AsyncIterator[dict[str, Any]]) -> int:
    written = 0
    async for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        written += 1
    return written
