"""`ceax cases` and `ceax case`: what staff make of what surveillance has found."""

from __future__ import annotations

import enum
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import format_date, parse_date
from gateway.supervision.surveillance.case_records import MEASURE_WORDS, Act, Case, Measure
from gateway.terminal.tables import Column, count, in_one_line, moment, say, say_json, show

app = typer.Typer()

Folder = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CASE_COLUMNS = (
    Column("number", "case", count),
    Column("date", "date"),
    Column("rule", "rule"),
    Column("state", "state"),
    Column("assigned", "assigned to"),
    Column("measure", "measure"),
    Column("sentence", "what was found"),
)
STATISTICS_COLUMNS = (
    Column("rule", "rule"),
    Column("cases", "cases", count),
    Column("open", "open", count),
    Column("assigned", "assigned", count),
    *(Column(each, f"{each} {MEASURE_WORDS[each]}", count) for each in Measure),
)
LINE_COLUMNS = (
    Column("time_ns", "time", moment),
    Column("who", "who"),
    Column("act", "what"),
    Column("words", "in words", in_one_line),
)


@app.command(
    epilog="Examples: ceax cases --open --data ./venue; ceax cases --statistics --data ./venue"
)
def cases(
    data: Folder,
    from_: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only cases of this rule.")] = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only cases that are not closed.")
    ] = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="How many there are of each rule and measure.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the cases of surveillance: in which state they are, and who has them."""
    from gateway.supervision.surveillance.cases import cases_of

    days = [parse_date(each) if each else None for each in (from_, to)]
    with cases_of(data) as store:
        found = store.all(days[0] or 0, days[1] or 99_991_231)
    found = [each for each in found if rule in (None, each.rule)]
    if only_open:
        found = [each for each in found if each.state != Act.CLOSED]
    if statistics:
        show("Cases 案件", _counted(found), STATISTICS_COLUMNS, as_json)
    else:
        show("Cases 案件", [_case_row(each) for each in found], CASE_COLUMNS, as_json)


def _counted(found: list[Case]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for each in found:
        zeros = dict.fromkeys(("cases", "open", "assigned", *Measure), 0)
        row = rows.setdefault(each.rule, {"rule": each.rule, **zeros})
        row["cases"] += 1
        row[each.measure or each.state] += 1
    return list(rows.values())


def _case_row(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "date": format_date(case.date),
        "rule": case.rule,
        "instrument": case.instrument,
        "accounts": case.accounts,
        "state": case.state,
        "assigned": case.assigned,
        "measure": case.measure,
        "strength": case.finding.strength,
        "sentence": case.finding.words,
    }


class Deed(enum.StrEnum):
    """What the command does with a case."""

    SHOW = "show"
    ASSIGN = "assign"
    NOTE = "note"
    CLOSE = "close"


ACTS = {Deed.ASSIGN: Act.ASSIGNED, Deed.NOTE: Act.NOTED, Deed.CLOSE: Act.CLOSED}


@app.command(
    epilog=(
        "Examples: ceax case 3 --data ./venue;"
        " ceax case 3 assign 'Wang Li' --by 'Li Na' --data ./venue;"
        " ceax case 3 close 'promised to stop' --measure reminder --by 'Wang Li' --data ./venue"
    )
)
def case(
    number: Annotated[int, typer.Argument(help="Number of the case.", min=1)],
    deed: Annotated[Deed, typer.Argument(help="What to do.")] = Deed.SHOW,
    text: Annotated[
        str, typer.Argument(help="Whom it is assigned to, the note, or why it is closed.")
    ] = "",
    *,
    data: Folder,
    by: Annotated[
        str, typer.Option(help="Who does it, by name.", envvar="CEAX_STAFF", show_default=False)
    ] = "",
    measure: Annotated[
        Measure | None, typer.Option(help="What it is closed with.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a case with its history and its events, assign it, note something, or close it with a
    measure: none 不予处理, reminder 提醒, inquiry 约谈, pledge 承诺, restriction 限制.

    A line of the history is never changed. What a rule finds later opens a closed case again.
    """
    from gateway.supervision.surveillance.cases import cases_of

    if (deed is Deed.CLOSE) != (measure is not None):
        raise typer.BadParameter("close takes --measure, and nothing else does", param_hint=deed)
    with cases_of(data) as store:
        if deed is Deed.SHOW:
            _print(store.case(number), as_json)
            return
        words = text if measure is None else f"{measure}: {text}"
        changed = store.act(number, ACTS[deed], words if text else "", by, time.time_ns())
    say(f"case {number} is {changed.state}", _case_row(changed), as_json)


def _print(found: Case, as_json: bool) -> None:
    row = _case_row(found)
    if as_json:
        say_json({**row, "history": [each._asdict() for each in found.history]})
        return
    show(f"Case {found.number}", [row], CASE_COLUMNS, False)
    show("History", [each._asdict() for each in found.history], LINE_COLUMNS, False)
    events = ", ".join(map(str, found.finding.evidence))
    line(f"events {events}")
