"""The register of acts, for people: who did what, when, why, with what outcome."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.record.terminal import errors_told, log_folder
from engine.texts.terminal import Styled, json_line, line
from engine.units import format_date
from gateway.protocol.fields import date as date_of
from gateway.terminal.act_table import SHOWN, show_acts, write_acts
from gateway.terminal.moments import moment_ns
from gateway.terminal.reach import EXCHANGE_KEY, Data, StaffKey, Url, at_venue

if TYPE_CHECKING:
    from gateway.client import Session
    from gateway.reports.act_words import Row, Wanted

app = typer.Typer()

TradingDate = Annotated[
    str | None, typer.Argument(metavar="[DATE]", help="Trading date, YYYY-MM-DD; all without it.")
]


@app.command(
    epilog=(
        "Examples: ceax acts --data ./venue; ceax acts 2026-01-05 --who exchange --kind halt"
        " --data ./venue; ceax acts --from 2026-01-01 --to 2026-01-31 --csv acts.csv --data"
        " ./venue; ceax acts --verify --data ./venue"
    )
)
def acts(
    data: Data = None,
    date: TradingDate = None,
    who: Annotated[
        str, typer.Option(help="Only of this key, user of the machine, or `schedule`.")
    ] = "",
    kind: Annotated[str, typer.Option(help="Only of this kind, as halt or key_made.")] = "",
    first: Annotated[
        str, typer.Option("--from", help="First day or moment, YYYY-MM-DD [HH:MM[:SS]], Shanghai.")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="Last day or moment.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest.")] = SHOWN,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write all of them to this file, as CSV.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check the journal of keys against log and keys.json.")
    ] = False,
    url: Url = None,
    key: StaffKey = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what the exchange's staff and its schedule did, and who changed which key: when, with
    which key, why, and whether it was refused.

    A running venue is asked, any key of the exchange may; the data folder of one that is stopped is
    read. A trading day goes until the next one starts. --verify reads the folder: it names the
    first change of a key that was altered or removed, exit code 1.
    """
    if verify:
        _verify(data, as_json)
        return
    from gateway.reports.act_words import Wanted  # needs numpy, a help text does not

    day = "" if date is None else format_date(date_of("date", date))
    begin = moment_ns("--from", first) if first else 0
    end = moment_ns("--to", last, end=True) if last else 0
    wanted = Wanted(who, kind, day, begin, end)
    found = _found(data, url, key, wanted, None if csv else limit)
    if csv is not None:
        write_acts(csv, found)
    if as_json or csv is None:
        show_acts(f"Acts of staff{f' on {day}' if day else ''}", found, as_json)


def _found(
    data: Path | None, url: str | None, key: str | None, wanted: Wanted, limit: int | None
) -> list[Row]:
    """The newest acts, in order of time, from the venue or, where none runs, from its folder."""
    from gateway.protocol.replies import VenueUnreachable

    try:
        found, older = at_venue(
            data, url, key, lambda session: _asked(session, wanted, limit), own_key=EXCHANGE_KEY
        )
    except VenueUnreachable:
        if data is None or url is not None:
            raise
        found, older = [], True
    if older and data is not None:
        found = _read(data, wanted)
    elif older:
        line("older acts are in the data folder of the venue alone", error=True)
    return found if limit is None else found[-limit:]


async def _asked(session: Session, wanted: Wanted, limit: int | None) -> tuple[list[Row], bool]:
    """What a venue knows, in order of time; whether only its folder has all that is wanted."""
    from gateway.reports.act_words import OF_KEYS

    rows: list[Row] = []
    older = False
    of_keys = wanted.act.startswith(OF_KEYS)
    if not of_keys:
        older, rows = await _pages(session, "acts", "acts", wanted, limit)
    if of_keys or not wanted.act:
        rows += (await _pages(session, "key_changes", "changes", wanted, limit))[1]
    return sorted(rows, key=lambda row: row["time_ns"]), older


async def _pages(
    session: Session, operation: str, field: str, wanted: Wanted, limit: int | None
) -> tuple[bool, list[Row]]:
    """The newest rows, and whether there are older ones that the venue does not have."""
    rows: list[Row] = []
    given = {name: value for name, value in asdict(wanted).items() if value}
    after: dict[str, int] = {}
    while limit is None or len(rows) < limit:
        reply = await session.question(operation, **given, **after)
        rows += reply[field]
        if reply["next"] is None:
            return reply.get("older", False), rows
        after = {"after": reply["next"]}
    return False, rows


def _read(data: Path, wanted: Wanted) -> list[Row]:
    from gateway.server.acts_on_disk import register_of
    from gateway.server.data_folder import keys_of

    folder, keys = log_folder(data), keys_of(data)
    with errors_told(folder):
        return register_of(folder, keys.entries(), keys.journal.changes(), wanted)


def _verify(data: Path | None, as_json: bool) -> None:
    from gateway.server.key_notes import problems_of_keys

    if data is None:
        raise typer.BadParameter("--verify reads the data folder: give --data")
    with errors_told(log_folder(data)):
        problems = problems_of_keys(data)
    if as_json:
        json_line({"problems": problems})
    for problem in [] if as_json else problems:
        line(Styled(problem, "red"))
    if problems:
        raise typer.Exit(1)
    if not as_json:
        line("the journal of keys is whole, as the log has noted it, and keys.json agrees")
