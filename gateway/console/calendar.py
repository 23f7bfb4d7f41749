"""The trading calendar (交易日历) of a venue on this machine, for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import agreed, json_line, line, table
from engine.units import format_date, parse_date
from gateway.schedule.calendar import (
    CALENDAR_ENDS_DAYS,
    CLOSURES_NAME,
    SHANGHAI,
    Calendar,
    days_between,
    number_of,
)
from gateway.schedule.hours import HOURS_NAME
from gateway.schedule.own_calendar import NOT_KNOWN, Change, Taken, read_for, take
from gateway.terminal.tables import counted

app = typer.Typer()
calendar = typer.Typer(
    help="The trading calendar (交易日历): closures, hours, days that close early."
)
app.add_typer(calendar, name="calendar")

CHANGES_MAX = 400  # shown of one file
ENDS_SOON = 1  # exit code of a check that has something to report
Folder = Annotated[
    Path,
    typer.Option("--data", help="Data folder of a venue on this machine.", envvar="CEAX_DATA"),
]
AnyFolder = Annotated[
    Path | None,
    typer.Option("--data", help="Data folder of a venue on this machine.", envvar="CEAX_DATA"),
]
Year = Annotated[
    int | None,
    typer.Option(min=2000, max=2999, help="Which year; the last known one without it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Date = Annotated[
    str | None,
    typer.Option("--date", help="The day that counts as today."),
]


@calendar.command(epilog="Example: ceax calendar show --data ./venue --year 2026")
def show(data: AnyFolder = None, year: Year = None, as_json: Json = False) -> None:
    """Show until when the closures are known, the weekdays without trading of a year, and its
    hours.
    """
    known = Calendar.load(data)
    asked = year or known.known_until // 10_000
    content = _reach(known) | {"year": asked} | _year_of(known, asked)
    if as_json:
        json_line(content)
        return
    line(f"closures are known from {content['known_from']} until {content['known_until']}")
    closed = ", ".join(content["closures"]) or "none known"
    line(f"weekdays without trading in {asked}: {closed}")
    for row in content["hours"]:
        begins = ", ".join(f"{name} {at}" for name, at in row.items() if name != "since")
        line(f"hours since {row['since']}: {begins}")
    for row in content["short_days"]:
        line(f"{row['date']} closes at {row['closed']}")
    if content["workdays"]:
        line(f"weekends that are working days (工作日): {', '.join(content['workdays'])}")
    for row in content["auction_procedure"]:
        line(_terms_words(row))
    line("`ceax calendar import FILE` adds later ones; no day opens before by itself")


def _terms_words(row: dict[str, Any]) -> str:
    """The terms of auctions that are applied for since a day."""
    if not row["apply_days"]:
        return f"auctions applied for since {row['since']}: no terms"
    return (
        f"auctions applied for since {row['since']}: {row['apply_days']} working days before the"
        f" session, answered within {row['answer_days']}, frozen {row['freeze_days']} before it"
    )


def _reach(known: Calendar) -> dict[str, Any]:
    first, last = format_date(known.known_from), format_date(known.known_until)
    return {"known_from": first, "known_until": last}


def _year_of(known: Calendar, year: int) -> dict[str, Any]:
    first, last = year * 10_000 + 101, year * 10_000 + 1231
    return {
        "closures": [format_date(day) for day in sorted(known.closures) if first <= day <= last],
        "hours": [
            {"since": format_date(since)}
            | {phase.name.lower(): f"{begin:%H:%M}" for phase, begin in hours.begins}
            for since, hours in known.hours.between(first, last)
        ],
        "short_days": [
            {"date": format_date(date), "closed": f"{close:%H:%M}"}
            for date, close in known.hours.short.items()
            if first <= date <= last
        ],
        "workdays": [format_date(day) for day in sorted(known.workdays) if first <= day <= last],
        "auction_procedure": [
            {"since": format_date(since)} | terms._asdict()
            for since, terms in known.hours.procedures.items()
            if since <= last
        ],
    }


@calendar.command("import", epilog="Example: ceax calendar import 2027.json --data ./venue --yes")
def import_(
    file: Annotated[Path, typer.Argument(help="A file of closures, or of hours.")],
    data: Folder = Path("ceax-data"),
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Take it in without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the days only.")] = False,
    date: Date = None,
    as_json: Json = False,
) -> None:
    """Take closures or hours into a data folder, after showing which days become another.

    Closures: {"from": "2027-01-01", "to": "2027-12-31", "closures": ["2027-01-01", ...]}. Hours:
    {"hours": [{"from": "2027-07-01", "pre_open": "09:15", "morning": "09:30", "lunch": "11:30",
    "afternoon": "13:00", "closed": "15:30"}], "short_days": [{"date": "2027-02-05", "closed":
    "11:30"}]}, and the terms of auctions in working days: "auction_procedure": [{"from":
    "2026-12-01", "apply_days": 10, "answer_days": 3, "freeze_days": 5}]. What was taken in before
    stays, except for the same days. A running venue reads it at once.
    """
    taken = read_for(data, file)
    if as_json:
        json_line({"file": taken.name, "changes": [asdict(each) for each in taken.changes]})
    else:
        _say_changes(taken, _today(date))
    if dry_run or not taken.alters:
        return
    if not yes and not agreed(f"Take them into {data / taken.name}?"):
        raise typer.Abort
    take(data, taken)
    if not as_json:
        line(f"taken; closures are known until {format_date(taken.after.known_until)}")


def _say_changes(taken: Taken, today: int) -> None:
    if not taken.changes:
        later = "it changes no day that is known; hours of later days count once their closures are"
        line(later if taken.alters else "it changes no day")
        return
    for warning in begun_changes(taken.changes, today):
        line(warning)
    known = [each.date for each in taken.changes if each.was == NOT_KNOWN]
    if known:
        line(f"{len(known)} days become known, {format_date(known[0])} to {format_date(known[-1])}")
    shown = [each for each in taken.changes if each.tells]
    rows = [(format_date(each.date), each.was, each.becomes) for each in shown[:CHANGES_MAX]]
    if rows:
        table(("day", "was", "becomes"), rows, title=f"Days that become another, {len(shown)}")


def begun_changes(changes: Iterable[Change], today: int) -> Iterator[str]:
    """What there is to know of changes of today and of days that have passed."""
    known = [each for each in changes if each.was != NOT_KNOWN]
    for each in known:
        if each.date == today:
            rule = "a day that runs follows its new hours at once, closes if their end has passed"
            yield f"WARNING: {format_date(today)} is today: {rule}, and is not undone by a closure"
    passed = sum(each.date < today for each in known)
    if passed:
        yield f"WARNING: in the past: {counted(passed, 'day')}; what was done then stays"


@calendar.command(epilog="Example: ceax calendar check --data ./venue --date 2026-11-30")
def check(data: AnyFolder = None, date: Date = None, as_json: Json = False) -> None:
    """Check the files of a data folder; exit code 1 when they cannot be used, or when the calendar
    ends within 30 days.
    """
    known = Calendar.load(data)
    own = [name for name in (CLOSURES_NAME, HOURS_NAME) if data and (data / name).exists()]
    left = days_between(_today(date), known.known_until)
    if as_json:
        json_line(_reach(known) | {"files": own, "days_left": left})
    else:
        line(f"read: the released files{''.join(f', {name}' for name in own)}")
        line(f"closures are known until {format_date(known.known_until)}")
        ended = f"the calendar ended {-left} days ago"
        line(f"{left} days are left" if left >= 0 else ended)
    if left < CALENDAR_ENDS_DAYS:
        raise typer.Exit(ENDS_SOON)


def _today(date: str | None) -> int:
    return parse_date(date) if date else number_of(dt.datetime.now(SHANGHAI).date())
