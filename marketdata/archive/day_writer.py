"""A day's folder: written beside its place, and put there whole with its manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marketdata.archive.places import BULLETIN, FORMAT, MANIFEST, day_folder
from marketdata.archive.table_files import TableFiles
from marketdata.archive.tables import TABLES


class DayWriter:
    """The files of one day of a venue and its market on their way."""

    def __init__(self, archive: Path, venue: str, market: str, date: str) -> None:
        self.date, self._venue, self._market = date, venue, market
        self._place = day_folder(archive, date, market)
        self._draft = self._place.with_name(f".{date}.new")
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(parents=True)
        self._tables = {
            name: TableFiles(self._draft, name, columns) for name, columns in TABLES.items()
        }

    def add(self, table: str, row: Sequence[Any]) -> None:
        """One row of a table."""
        self._tables[table].add(row)

    def drop(self) -> None:
        """The day was none, is not over or cannot be written: leave nothing of it."""
        for table in self._tables.values():
            table.leave()
        shutil.rmtree(self._draft, ignore_errors=True)

    def finish(self, bulletin: Mapping[str, Any]) -> Path:
        """Put the day in its place, with its manifest; a day that lies there is replaced."""
        for table in self._tables.values():
            table.close()
        write_json(self._draft / BULLETIN, bulletin)
        files = {
            path.name: _described(path, table.rows, name)
            for name, table in self._tables.items()
            for path in table.paths
        }
        files[BULLETIN] = _described(self._draft / BULLETIN, 1, "bulletin")
        head = {"format": FORMAT, "venue": self._venue, "market": self._market, "date": self.date}
        write_json(self._draft / MANIFEST, head | {"files": files})
        _put(self._draft, self._place)
        return self._place


def _put(draft: Path, place: Path) -> None:
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    draft.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _described(path: Path, rows: int, table: str) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return {"table": table, "rows": rows, "bytes": path.stat().st_size, "sha256": digest}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a map into a file, whole or not at all, on disk when this returns."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
