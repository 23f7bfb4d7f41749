"""`ceax cases` and `ceax case`: what staff make of what surveillance has found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import format_date, parse_date
from gateway.supervision.surveillance.case_records import MEASURE_WORDS, Act, Case, Line, Measure
from gateway.supervision.surveillance.deeds import Deed, Wish, do, foresee
from gateway.terminal.preview import DryRun, show_preview
from gateway.terminal.reach import StaffKey, Url
from gateway.terminal.tables import Column, count, in_one_line, moment, say, say_json, show

app = typer.Typer()

Folder = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LAST_DATE = 99_991_231
CASE_COLUMNS = (
    Column("number", "case", count),
    Column("date", "date"),
    Column("rule", "rule"),
    Column("state", "state"),
    Column("assigned", "assigned to"),
    Column("measure", "measure"),
    Column("due", "answer due"),
    Column("held", "restricted", in_one_line),
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
    Column("measure", "measure"),
    Column("until", "until"),
    Column("words", "in words", in_one_line),
)
PROOF_COLUMNS = (
    Column("case", "case", count),
    Column("time_ns", "time", moment),
    Column("act", "what"),
    Column("who", "who"),
    Column("duties", "duties"),
    Column("proven", "proven by"),
)


@app.command(
    epilog=(
        "Examples: ceax cases --open --data ./venue; ceax cases --overdue --data ./venue;"
        " ceax cases --verify --data ./venue"
    )
)
def cases(
    data: Folder,
    from_: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only cases of this rule.")] = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only cases that are not closed.")
    ] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only cases in which an answer is overdue.")
    ] = False,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="How many there are of each rule and measure.")
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare what staff did with the venue's log.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the cases of surveillance: in which state they are, who has them, what waits for an
    answer, and with --verify by which key each act was done.
    """
    from gateway.supervision.surveillance.cases import cases_of

    days = [parse_date(each) if each else None for each in (from_, to)]
    with cases_of(data) as store:
        found, today = store.all(days[0] or 0, days[1] or LAST_DATE), store.today()
    found = [each for each in found if rule in (None, each.rule)]
    if only_open:
        found = [each for each in found if each.state != Act.CLOSED]
    if overdue:
        found = [each for each in found if 0 < each.due < today]
    if verify:
        _verify(data, found, as_json)
    elif statistics:
        show("Cases 案件", _counted(found), STATISTICS_COLUMNS, as_json)
    else:
        show("Cases 案件", [_case_row(each) for each in found], CASE_COLUMNS, as_json)


def _verify(data: Path, found: list[Case], as_json: bool) -> None:
    """Exit code 1 where something is not as in the log."""
    from gateway.supervision.surveillance.case_proof import proofs

    rows = [each._asdict() for each in proofs(data, found)]
    show("Acts on cases", rows, PROOF_COLUMNS, as_json)
    if not all(row["sound"] for row in rows):
        raise typer.Exit(1)


def _counted(found: list[Case]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for each in found:
        zeros = dict.fromkeys(("cases", "open", "assigned", *Measure), 0)
        row = rows.setdefault(each.rule, {"rule": each.rule, **zeros})
        row["cases"] += 1
        row[each.measure if each.state == Act.CLOSED else each.state] += 1
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
        "due": format_date(case.due) if case.due else "",
        "held": ", ".join(case.holds),
        "strength": case.finding.strength,
        "sentence": case.finding.words,
    }


@app.command(
    epilog=(
        "Examples: ceax case 3 --data ./venue;"
        " ceax case 3 inquiry 'why 40 withdrawals' --until 2026-01-09 --key wang --data ./venue;"
        " ceax case 3 restriction 'no answer' --account 7 --until 2026-02-02 --dry-run"
        " --data ./venue;"
        " ceax case 3 close 'promised to stop' --measure pledge --key wang --data ./venue"
    )
)
def case(
    number: Annotated[int, typer.Argument(help="Number of the case.", min=1)],
    deed: Annotated[Deed, typer.Argument(help="What to do.")] = Deed.SHOW,
    text: Annotated[
        str, typer.Argument(help="Whom it is assigned to, the note, the answer, or why.")
    ] = "",
    *,
    data: Folder,
    url: Url = None,
    key: StaffKey = None,
    until: Annotated[
        str | None,
        typer.Option(help="Day on which an answer is due, or a restriction ends; YYYY-MM-DD."),
    ] = None,
    account: Annotated[
        list[int] | None,
        typer.Option(help="Whom a restriction is for; all accounts of the case else. Repeatable."),
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option(help="Restrict by a limit in place of suspension, as order_rate=10."),
    ] = None,
    measure: Annotated[
        Measure | None, typer.Option(help="What it is closed with; else the last one taken.")
    ] = None,
    as_json: Json = False,
    dry_run: DryRun = False,
) -> None:
    """Show a case with its history and its events, or do something with it: assign it, note
    something, take a measure, note an answer, lift a restriction, close it.

    The ladder of measures: reminder 提醒, inquiry 问询 (with the day until which it is answered),
    pledge 承诺, restriction 限制交易, which suspends the accounts or sets them a limit, until it is
    lifted or, suspended, until its day. In a case closed with none 不予处理 nothing was wrong. Each
    act goes through the gateway, which journals it with your key; a line of the history is never
    changed. What a rule finds later opens a closed case again. --dry-run shows what each act would
    cause by itself.
    """
    from gateway.supervision.surveillance.cases import cases_of

    with cases_of(data) as store:
        found = store.case(number)
        if deed is Deed.SHOW:
            _print(found, as_json)
            return
        wish = Wish(deed, text, until, tuple(account or ()), limit, measure)
        if dry_run:
            _show_foreseen(foresee(found, wish, (data, url, key)), as_json)
            return
        changed, words = do(store, found, wish, (data, url, key))
    say(f"case {number} is {changed.state}{words}", _case_row(changed), as_json)


def _show_foreseen(replies: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        say_json(replies)
        return
    for each in replies:
        show_preview(each)


def _print(found: Case, as_json: bool) -> None:
    row = _case_row(found)
    if as_json:
        say_json({**row, "history": [_line_row(each) for each in found.history]})
        return
    show(f"Case {found.number}", [row], CASE_COLUMNS, False)
    show("History", [_line_row(each) for each in found.history], LINE_COLUMNS, False)
    events = ", ".join(map(str, found.finding.evidence))
    line(f"events {events}")


def _line_row(each: Line) -> dict[str, Any]:
    return {**each._asdict(), "until": format_date(each.day) if each.day else ""}
