"""`ceax registry backup` and `restore`, a copy of the registry's database and its way back.

`standing` and `catch-up`, how it agrees with the exchange then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.progress import Measure, bars
from gateway.terminal.reach import Json
from gateway.terminal.tables import count, counted, say
from settlement_bridge.cli.reach import SERVER, Reach, command
from settlement_bridge.client import RegistrySession

app = typer.Typer()
AT_A_SERVER = (
    "copy one on a PostgreSQL server with `pg_dump --format=custom`, and bring it back with"
    " `pg_restore`"
)
THEN = "start the bridge and ask `ceax registry standing`"
Folder = Annotated[
    Path, typer.Option("--data", help="Data folder of a venue on this machine.", envvar="CEAX_DATA")
]
Registry = Annotated[
    str | None,
    typer.Option(help="SQLAlchemy URL, as given to `ceax serve`; default: in the data folder."),
]


@app.command(epilog="Example: ceax registry backup registry-2026-01-05.sqlite3 --data ./venue")
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    data: Folder,
    registry: Registry = None,
    as_json: Json = False,
) -> None:
    """Copy the registry as it is at this moment, while it runs, and check the copy."""
    from settlement_bridge.documents import copies

    source = _database(data, registry)
    if not source.exists():
        raise typer.BadParameter(f"no {source}; {AT_A_SERVER}", param_hint="--data")
    with _bar("copying") as tell:
        copied = copies.back_up(source, file, tell)
    words = (
        f"{file}: journal up to {count(copied.entries)}, {count(copied.size)} bytes, whole and"
        " adding up"
    )
    say(words, {"file": str(file), **copied._asdict()}, as_json)


@app.command(
    epilog="Example: ceax registry restore registry-2026-01-05.sqlite3 --replace --data ./venue"
)
def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `backup` has written.")],
    data: Folder,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of a registry there, which is kept.")
    ] = False,
    registry: Registry = None,
    as_json: Json = False,
) -> None:
    """Put a copy in the registry's place while no bridge works on it; the next start goes on from
    there.
    """
    from settlement_bridge.documents import copies

    target = _database(data, registry)
    with _bar("restoring") as tell:
        restored = copies.restore(file, target, replace, tell)
    words = f"{target} is {file}" + (
        f"; the one before is kept as {restored.kept.name}" if restored.kept else ""
    )
    if restored.beyond or (restored.kept and restored.beyond is None):
        words += f", with {_beyond(restored.beyond)}: {THEN}"
    kept = str(restored.kept) if restored.kept else None
    say(words, {"registry": str(target), "kept": kept, "beyond": restored.beyond}, as_json)


def _beyond(entries: int | None) -> str:
    if entries is None:
        return "nobody knows what beyond the copy"
    return f"{count(entries)} journal entries beyond the copy"


def _database(data: Path, registry: str | None) -> Path:
    """The file of a registry. Raises typer.BadParameter for one on a server."""
    if registry is None:
        server = SERVER.get()
        return data / server / f"{server}.sqlite3"
    if not registry.startswith("sqlite:///"):
        raise typer.BadParameter(f"this is no file; {AT_A_SERVER}", param_hint="--registry")
    return Path(registry.removeprefix("sqlite:///"))


@contextmanager
def _bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal for pages copied of all."""
    with bars(Measure.SHARE) as shown:
        yield shown.begin(words).at


@command(app, "standing --data ./venue", "standing")
def standing(registry: Reach) -> None:
    """Whether registry and exchange know the same history; exit code 1 when they do not."""
    reply = registry.ask("standing")
    said = {name: reply[name] for name in ("state", "sentence", "catching_up")}
    registry.say(f"{reply['state']}: {reply['sentence']}", said)
    if reply["state"] != "sound":
        raise typer.Exit(1)


@command(app, "catch-up --document 'restored 2026-01-06, order 7' --data ./venue", "catch_up")
def catch_up(
    registry: Reach,
    *,
    document: Annotated[str, "The ground on which lost entries are entered again; kept with each."],
    note: Annotated[str | None, "Anything to be kept with it."] = None,
    cash: Annotated[
        str | None,
        "Whether lost transfers of cash were with the bank itself or with registry cash.",
    ] = None,
) -> None:
    """After an old copy was restored: enter again what the exchange has applied and settled since;
    exit code 1 when it stops.
    """

    async def work(session: RegistrySession) -> dict[str, Any]:
        entered = {"transfers": 0, "days": 0}
        while True:
            reply = await session.request("catch_up", document=document, note=note, cash=cash)
            entered = {name: entered[name] + reply[name] for name in entered}
            if reply["done"] or reply["waits_for"]:
                return entered | {
                    name: reply[name] for name in ("waits_for", "done", "state", "sentence")
                }

    reply = registry.visit(work)
    words = (
        f"{counted(reply['transfers'], 'transfer')} and {counted(reply['days'], 'day')} entered"
        " again"
    )
    registry.say(
        f"{words}; {reply['sentence'] if reply['done'] else 'stopped: ' + reply['waits_for']}",
        reply,
    )
    if not reply["done"]:
        raise typer.Exit(1)
