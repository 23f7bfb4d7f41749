"""Units on the command line: tonnes, or serial numbers from options or a list file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines
from engine.texts.decoding import text_of
from settlement_bridge.books import serials
from settlement_bridge.books.serials import RANGE_FORM, RANGES_MAX, BadRange

LIST_BYTES_MAX = 64 * 1024  # of a list file: its ranges go up in one frame

Quantity = Annotated[int | None, typer.Argument(help="Tonnes; left out with --serials.", min=1)]
Serials = Annotated[
    list[str] | None,
    typer.Option("--serials", help=f"These units: {RANGE_FORM}; repeatable.", metavar="FIRST-LAST"),
]
_LIST_FILE = "The same from a file in UTF-8, a range a line."
SerialsFile = Annotated[Path | None, typer.Option("--serials-file", help=_LIST_FILE)]


def ranges(options: Sequence[str] | None, file: Path | None, instrument: str) -> list[str] | None:
    """The ranges that options and a list file name, None without any. Raises typer.BadParameter."""
    named = [("--serials", text) for text in options or ()]
    if file is not None:
        named += list(_lines(file))
    if not named and file is None:
        return None
    if not 1 <= len(named) <= RANGES_MAX:
        raise typer.BadParameter(f"--serials: {len(named)} ranges; 1 to {RANGES_MAX} go at once")
    for place, text in named:
        try:
            serials.read_range(text, instrument)
        except BadRange as bad:
            raise typer.BadParameter(f"{place}: {text!r}: a range {bad}") from bad
    return [text for _, text in named]


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    content = file.read_bytes()
    if len(content) > LIST_BYTES_MAX:
        size = f"{file.name} has {len(content)} bytes"
        raise typer.BadParameter(f"{size}; a list of serial numbers has at most {LIST_BYTES_MAX}")
    try:
        for number, cells in csv_lines(text_of(content, name=file.name), file.name):
            if cells:
                yield f"{file.name}, line {number}", ",".join(cells)
    except FileUnreadable as error:
        place = f"{file.name}, line {error.line}"
        raise typer.BadParameter(f"{place}: {error.problem}; the list is in UTF-8") from error


def tonnes(texts: Sequence[str] | None, instrument: str) -> int:
    """How many units some ranges name, t."""
    return serials.quantity_of([serials.read_range(text, instrument) for text in texts or ()])


def moved(entries: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each entry of an event: which units came from where, and where they are now."""
    for entry in entries:
        units = [serials.range_text(first, last) for first, last in entry["units"]]
        more = entry["unit_spans"] - len(units)
        rest = f" and {more} blocks more" if more > 0 else ""
        source = f"account {entry['from_account']} {entry['from_state']}"
        target = f"account {entry['to_account']} {entry['to_state']}"
        yield f"  {', '.join(units)}{rest}: {source} -> {target}"
