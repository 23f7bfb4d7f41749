"""`ceax alert-rules`: what alerts are raised for, and with which thresholds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.supervision.alerts.catalogue import RULES, SETTINGS_NAME, read_settings
from gateway.terminal.tables import Column, count, show

app = typer.Typer()
COLUMNS = (
    Column("rule", "rule"),
    Column("words", "规则"),
    Column("is_on", "on", lambda is_on: "yes" if is_on else "no"),
    Column("threshold", "threshold"),
    Column("value", "value", count),
    Column("unit", "unit"),
    Column("sentence", "what it is"),
)


@app.command(name="alert-rules", epilog="Example: ceax alert-rules --data ./venue")
def alert_rules(
    data: Annotated[Path, typer.Option(help="Data folder of the venue.", envvar="CEAX_DATA")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the rules of alerts with the thresholds that hold; `alerts.toml` in the data folder
    changes them, and turns a rule off by `on = false`.
    """
    settings = read_settings(data)
    rows = [row for each in RULES for row in _rows(each, settings)]
    show(f"Rules of alerts, {SETTINGS_NAME}", rows, COLUMNS, as_json)


def _rows(rule: Any, settings: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """A rule's thresholds, or the rule alone where it has none."""
    head = {"rule": rule.name, "words": rule.words, "is_on": rule.name in settings}
    given = settings.get(rule.name, {})
    rows = [
        head
        | {"threshold": each.name, "value": given.get(each.name, each.default)}
        | {"unit": each.unit, "sentence": each.sentence}
        for each in rule.thresholds
    ]
    return rows or [head | {"threshold": "", "value": None, "unit": "", "sentence": rule.sentence}]
