"""`ceax surveil`: the rules of surveillance over past days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.texts.terminal import line
from engine.units import format_date, parse_date
from gateway.terminal.tables import Column, count, counted, show

if TYPE_CHECKING:
    from gateway.supervision.surveillance.findings import Finding
    from gateway.supervision.surveillance.thresholds import Settings

app = typer.Typer()

Folder = Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DIGITS_MAX = 18  # of a threshold
RULE_COLUMNS = (
    Column("rule", "rule"),
    Column("words", ""),
    Column("threshold", "threshold"),
    Column("value", "value", count),
    Column("unit", "unit"),
    Column("sentence", "what it is"),
)
FINDING_COLUMNS = (
    Column("date", "date"),
    Column("rule", "rule"),
    Column("strength", "strength", count),
    Column("events", "events", count),
    Column("sentence", "what was found"),
)


@app.command(
    epilog=(
        "Examples: ceax surveil 2026-01-05 --data ./venue;"
        " ceax surveil --from 2026-01-05 --to 2026-12-31 --rule matched_pairs --set count=8"
        " --data ./venue"
    )
)
def surveil(
    data: Folder,
    day: Annotated[
        str | None, typer.Argument(metavar="[DAY]", help="Trading day, YYYY-MM-DD.")
    ] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day, in place of DAY.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD; DAY without it.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule; all that are on else.")] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", help="A threshold as count=8, or matched_pairs.count=8; repeatable."),
    ] = None,
    relations: Annotated[
        Path | None,
        typer.Option(help="CSV to try: entity,account,relation,from,to.", show_default=False),
    ] = None,
    rules: Annotated[
        bool, typer.Option("--rules", help="Only show the rules and their thresholds.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Judge past days by the rules of surveillance, and print what they find; no case is opened.

    Read from the log in the data folder, also while the venue trades. Thresholds are those of
    surveillance.toml there, where it has them; --set tries others. Who is related was stated at the
    registry before the day; --relations tries others.
    """
    from gateway.supervision.surveillance.thresholds import read_settings

    settings = _chosen(read_settings(data), rule, given or [])
    if rules:
        _show_rules(settings, rule, as_json)
        return
    days = _days(day, from_, to)
    rows = [_finding_row(each) for each in _judged(data, days, settings, relations)]
    span = f"from {format_date(days[0])} to {format_date(days[1])}"
    if not as_json and not rows:
        line(f"nothing was found {span} by {counted(len(settings), 'rule')}")
        return
    show("What was found", rows, FINDING_COLUMNS, as_json)
    if not as_json and days[0] != days[1]:
        on = len({row["date"] for row in rows})
        line(f"{counted(len(rows), 'finding')} on {counted(on, 'day')} {span}")


def _days(day: str | None, first: str | None, last: str | None) -> tuple[int, int]:
    """First and last day that are named. Raises typer.BadParameter."""
    if (day is None) == (first is None):
        raise typer.BadParameter("name one day, or the first by --from", param_hint="DAY")
    begins = parse_date(day or first or "")
    ends = begins if last is None else parse_date(last)
    if ends < begins:
        raise typer.BadParameter(f"{last} is before {day or first}", param_hint="--to")
    return begins, ends


def _judged(
    data: Path, days: tuple[int, int], settings: Settings, tried: Path | None
) -> list[Finding]:
    """What is found, each in its last form."""
    from engine.record.terminal import errors_told, log_folder
    from gateway.supervision.surveillance.findings import latest
    from gateway.supervision.surveillance.past_days import judged
    from gateway.supervision.surveillance.relation_file import read_relations

    folder = log_folder(data)
    relations = None if tried is None else read_relations(tried)
    with errors_told(folder):
        return list(latest(judged(folder, *days, settings, relations)))


def _chosen(
    settings: dict[str, dict[str, int]], rule: str | None, given: list[str]
) -> dict[str, dict[str, int]]:
    """The settings of one rule or all, with thresholds that the command line names."""
    from gateway.supervision.surveillance.thresholds import checked, rule_named

    if rule is not None:
        settings = {rule: settings.get(rule) or rule_named(rule).defaults}
    for text in given:
        name, _, value = text.partition("=")
        of, _, threshold = name.rpartition(".")
        row = rule_named(of or rule or "")
        is_number = value.removeprefix("-").isdecimal() and len(value) <= DIGITS_MAX
        number = int(value) if is_number else value
        settings.setdefault(row.name, row.defaults)[threshold] = checked(row, threshold, number)
    return settings


def _show_rules(settings: Settings, only: str | None, as_json: bool) -> None:
    from gateway.supervision.surveillance.catalogue import RULES

    rows: list[dict[str, Any]] = []
    for row in (row for row in RULES if only in (None, row.name)):
        for each in row.thresholds:
            value = settings.get(row.name, {}).get(each.name)
            rows.append({**each._asdict(), "rule": row.name, "words": row.words})
            rows[-1] |= {"threshold": each.name, "value": value, "on": row.name in settings}
            rows[-1] |= {"finds": row.sentence, "source": row.source}
    show("Rules of surveillance 异常交易监控", rows, RULE_COLUMNS, as_json)


def _finding_row(finding: Finding) -> dict[str, Any]:
    return {
        **finding._asdict(),
        "date": format_date(finding.date),
        "events": len(finding.evidence),
    }
