"""What the commands about a log print, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.record.terminal import PROBLEM
from engine.texts.terminal import Cell, json_line, line, table

if TYPE_CHECKING:
    from engine.record.history.difference import Comparison
    from engine.record.history.retention import Plan

ROWS = {
    "venue": "Venue",
    "build": "Made by build",
    "epoch": "Starts (epoch)",
    "commands": "Commands",
    "events_recorded": "Events recorded",
    "first_command": "First command",
    "bytes": "Bytes of commands",
    "tail": "Tail to be cut",
    "head": "Hash of the commands",
    "events_head": "Hash of the events",
}


def print_plan(made: Plan, done: str, as_json: bool) -> None:
    """Print the segments that leave, and what is done with them."""
    summary = made.summary()
    if as_json:
        json_line({**summary, "done": done})
        return
    for each in made.leaving:
        line(f"{each.name}: up to record {each.last}, {each.length:,} bytes, {done}")
    needed = f"a start from the snapshot after command {made.snapshot}"
    days = f"the days from command {made.day} on" if made.day else "the days there have been"
    leaving = f"{len(made.leaving)} segments, {summary['bytes']:,} bytes"
    line(f"{leaving}; the rest is needed for {needed} and {days}")


def print_proof(summary: dict[str, object]) -> None:
    """Print what a verification found."""
    table(None, _proof_rows(summary))


def _proof_rows(summary: dict[str, Any]) -> Iterator[tuple[Cell, Cell]]:
    for name, title in ROWS.items():
        yield title, str(summary[name]) or "-"
    for day in summary["days"]:
        yield f"Hash at the end of {day['date']}", f"{day['link']} (command {day['command']})"
    for snapshot in summary["snapshots"]:
        problem = snapshot["problem"]
        yield snapshot["name"], f"not used: {problem}" if problem else "good"
    for problem in summary["problems"]:
        yield PROBLEM, problem


def print_comparison(found: Comparison) -> None:
    """Print how far two logs are the same, and the first records that differ."""
    for name in found.headers:
        line(f"the headers differ in {name}")
    line(f"{found.same} records are the same from the beginning")
    if found.difference is None:
        return
    fields = ", ".join(found.difference.fields) or "one of the logs ends before it"
    line(f"record {found.difference.number} differs: {fields}")
    from engine.record.history.records import line_of

    for record in (found.difference.first, found.difference.second):
        line("  (none)" if record is None else line_of(record))
