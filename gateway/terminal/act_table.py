"""Acts as every room shows them: one table, one file, the same columns and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.texts.csv_files import CsvRows
from engine.texts.terminal import line
from gateway.terminal.moments import said
from gateway.terminal.tables import Column, counted, moment, show

Row = Mapping[str, Any]

SHOWN = 200  # acts of a table, the newest; a file has all
COLUMNS = (
    Column("number", "no."),
    Column("time_ns", "time", moment),
    Column("date", "day"),
    Column("who", "who"),
    Column("act", "what"),
    Column("about", "of what"),
    Column("reason", "why"),
    Column("outcome", "outcome"),
    Column("approved_by", "approved by"),
    Column("approval_reason", "why approved"),
)
IN_FILE = (
    *("number", "time", "date", "by", "who", "act", "about", "reason", "outcome"),
    *("approved_by", "approval_reason"),
)


def about_text(about: Mapping[str, str]) -> str:
    """What an act is about in one line."""
    return ", ".join(f"{name} {text}" for name, text in about.items())


def show_acts(title: str, rows: Sequence[Row], as_json: bool) -> None:
    """Print acts as a table, or as a JSON list."""
    show(title, rows if as_json else list(map(_shown, rows)), COLUMNS, as_json)


def write_acts(path: Path, rows: Sequence[Row]) -> None:
    """Write acts to a file as CSV, times in Shanghai, and print how many. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = CsvRows(file)
        out.row(IN_FILE)
        for row in rows:
            whole = _shown(row) | {"time": said(row["time_ns"])}
            out.row(whole[name] for name in IN_FILE)
    line(f"{path}: {counted(len(rows), 'act')}")


def _shown(row: Row) -> dict[str, Any]:
    return dict(row) | {"about": about_text(row["about"])}
