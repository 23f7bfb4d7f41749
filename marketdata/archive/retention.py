"""How long the files of a table are kept: a data file, `retention.csv`, which a venue may put into
its archive's folder in its own words. No number: for ever.

A file that goes stays in its day's manifest, marked as removed.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from engine.errors import FileUnreadable
from engine.texts.csv_files import csv_lines
from engine.texts.decoding import text_of
from marketdata.archive.day_writer import write_json
from marketdata.archive.places import BULLETIN, MANIFEST, days_in
from marketdata.archive.tables import TABLES
from marketdata.errors import RetentionRefused

NAME = "retention.csv"
HEADER = ["table", "days"]
TABLE_NAMES = (*TABLES, Path(BULLETIN).stem)


def kept_days(archive: Path) -> dict[str, int]:
    """Of each table that is not kept for ever, how many of the newest days. Raises
    RetentionRefused, which names the line.
    """
    own = archive / NAME
    source = own if own.exists() else files(__package__) / NAME
    try:
        lines = list(csv_lines(text_of(source.read_bytes(), name=str(own)), str(own)))
    except FileUnreadable as error:
        raise RetentionRefused(str(error)) from error
    if not lines or lines[0][1] != HEADER:
        raise RetentionRefused(f"{own}, line 1: the header is {','.join(HEADER)}")
    found: dict[str, int] = {}
    for number, row in lines[1:]:
        if row:
            found |= _line(own, number, row, found)
    return found


def _line(path: Path, number: int, row: list[str], found: dict[str, int]) -> dict[str, int]:
    place = f"{path}, line {number}"
    if len(row) != len(HEADER) or row[0] not in TABLE_NAMES:
        raise RetentionRefused(f"{place}: name one of {', '.join(TABLE_NAMES)} and its days")
    if row[0] in found:
        raise RetentionRefused(f"{place}: {row[0]} is named twice")
    if not row[1]:
        return {}
    if not (row[1].isascii() and row[1].isdigit() and int(row[1]) > 0):
        raise RetentionRefused(f"{place}: days are a number above 0, or nothing for ever")
    return {row[0]: int(row[1])}


def remove_old(archive: Path) -> list[Path]:
    """Remove what is older than it is kept; the files that went."""
    kept, gone = kept_days(archive), []
    for place, folder in enumerate(reversed(days_in(archive))):
        old = {table for table, count in kept.items() if place >= count}
        if old:
            gone += _remove(folder, old)
    return gone


def _remove(folder: Path, tables: set[str]) -> list[Path]:
    """The manifest says first what goes, so that what is left after a kill goes the next time."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    going = {name: said for name, said in manifest["files"].items() if said["table"] in tables}
    if not all(said.get("removed") for said in going.values()):
        for said in going.values():
            said["removed"] = True
        write_json(folder / MANIFEST, manifest)
    gone = [folder / name for name in going if (folder / name).exists()]
    for path in gone:
        path.unlink()
    return gone
