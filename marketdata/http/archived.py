"""Answers from the archive: trades of a day, the list of files, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from gateway.protocol.errors import RequestError
from marketdata.archive.places import MANIFEST, day_folder, days_in
from marketdata.http.answer import Document, Handler, Make, Rows, Sources, Stored, page
from marketdata.http.archived_trades import after as trades_after
from marketdata.http.forms import Row
from marketdata.http.kept_trades import Kept, page_of
from marketdata.http.live import ENDS
from marketdata.http.requests import AFTER, Asked

TRADES_FILE = "trades.parquet"
Manifest = Mapping[str, Any]


def trades(sources: Sources, asked: Asked) -> Make:
    """Trades of a day: those that are kept, else of the archive."""
    kept: Kept | RequestError | None
    try:
        kept = page_of(sources.feed, asked.values)
    except RequestError as error:
        kept = error
    if isinstance(kept, Kept):
        after = None if kept.after is None else str(kept.after)
        rows = Rows(asked.route.columns, kept.rows, after)
        return lambda: rows
    return lambda: _of_archive(sources.archive, asked, kept)


def _of_archive(archive: Path, asked: Asked, missing: RequestError | None) -> Rows:
    values = asked.values
    path = day_folder(archive, values["date"]) / TRADES_FILE
    if not path.exists():
        rule = "the archive has no such day"
        raise missing or _unknown("day_not_archived", "date", values["date"], rule)
    limit = values["limit"]
    found = list(islice(trades_after(path, values), limit + 1))
    return page(asked.route.columns, [(str(row[3]), row) for row in found], limit)


def files(sources: Sources, asked: Asked) -> Make:
    """The files of the archive by day and name."""
    values = asked.values
    after, limit = values[AFTER] or "", values["limit"]
    first, last = max(values["from"] or "", after[:10]), values["to"] or ENDS[1][1]

    def make() -> Rows:
        folders = days_in(sources.archive, values["market"])
        every = _entries(folder for folder in folders if first <= folder.name <= last)
        later = ((key, row) for key, row in every if key > after)
        return page(asked.route.columns, list(islice(later, limit + 1)), limit)

    return make


def _entries(folders: Iterator[Path]) -> Iterator[tuple[str, Row]]:
    for folder in folders:
        manifest = _manifest(folder)
        for name, entry in sorted(manifest["files"].items()):
            figures = [entry[field] for field in ("table", "rows", "bytes", "sha256")]
            row = [folder.name, name, *figures, int(entry.get("removed", False))]
            yield f"{folder.name}/{name}", row


def _manifest(folder: Path) -> Manifest:
    """A day's manifest. Raises RequestError where there is none."""
    try:
        found: Manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        rule = "the archive has no such day"
        raise _unknown("day_not_archived", "date", folder.name, rule) from error
    return found


def manifest(sources: Sources, asked: Asked) -> Make:
    """A day's manifest."""
    folder = day_folder(sources.archive, asked.values["date"], asked.values["market"])
    return lambda: Document(_manifest(folder))


def file(sources: Sources, asked: Asked) -> Make:
    """A file as its manifest describes it."""
    folder = day_folder(sources.archive, asked.values["date"], asked.values["market"])
    name = asked.values["file"]

    def make() -> Stored:
        entries = _manifest(folder)["files"]
        entry = entries.get(name)
        if entry is None or entry.get("removed"):
            kept = [each for each, known in entries.items() if not known.get("removed")]
            raise _unknown("file_unknown", "file", name, "no such file of that day", kept)
        return Stored(folder / name, entry["bytes"], entry["sha256"])

    return make


def _unknown(
    code: str, field: str, value: str, rule: str, allowed: Sequence[str] | None = None
) -> RequestError:
    return RequestError(code, rule, field=field, value=value, allowed=allowed)


HANDLERS: dict[str, Handler] = {
    "trades": trades,
    "files": files,
    "manifest": manifest,
    "file": file,
}
