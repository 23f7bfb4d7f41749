"""Answers from the archive: trades of a day, the list of files, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from engine.units import format_date
from gateway.protocol.errors import RequestError
from marketdata.archive.places import MANIFEST, day_folder, days_in
from marketdata.board import Board
from marketdata.channels import BLOCKS, CHANNELS, TRADES
from marketdata.http.answer import Document, Handler, Make, Rows, Sources, Stored, page
from marketdata.http.archived_trades import after as trades_after
from marketdata.http.forms import Row
from marketdata.http.live import ENDS
from marketdata.http.requests import AFTER, Asked
from marketdata.streams import Message, Stream

TRADES_FILE = "trades.parquet"
LISTED, FINAL = "listed", "final"
Manifest = Mapping[str, Any]


def trades(sources: Sources, asked: Asked) -> Make:
    """Trades of a day: of the archive where it has the day, else those that are kept."""
    values, board = asked.values, sources.feed.board
    kept = _kept(board, values["method"]) if values["date"] == format_date(board.date) else None

    def make() -> Rows:
        path = day_folder(sources.archive, values["date"]) / TRADES_FILE
        if path.exists():
            found = trades_after(path, values)
        elif kept is None:
            raise _unknown(
                "day_not_archived", "date", values["date"], "the archive has no such day"
            )
        else:
            found = _wanted(kept, values)
        limit = values["limit"]
        rows = list(islice(found, limit + 1))
        return page(asked.route.columns, [(str(row[3]), row) for row in rows], limit)

    return make


def _kept(board: Board, method: str) -> list[list[Message]]:
    """What is kept of the streams that carry the trades of a method."""
    listed = [listing.tape.stream for listing in board.listings.values()]
    streams = listed if method == LISTED else [board.deals.stream]
    return [_last(stream) for stream in streams]


def _last(stream: Stream) -> list[Message]:
    most = CHANNELS[stream.key[0]].kept
    return stream.kept_from(max(1, stream.published - most + 1)) or []


def _wanted(kept: Sequence[Sequence[Message]], values: Mapping[str, Any]) -> Iterator[Row]:
    """Rows in order of their numbers. Raises RequestError where some are kept no more."""
    date, after = values["date"], values[AFTER]
    for messages in kept:
        _check_complete(messages, date, after)
    rows = sorted(
        (row for messages in kept for each in messages if (row := _row(each, date)) is not None),
        key=lambda row: row[3],
    )
    wanted = values["instrument"]
    return (row for row in rows if row[3] > after and wanted in (None, row[1]))


def _check_complete(messages: Sequence[Message], date: str, after: int) -> None:
    """Refuse where trades after a number were on this stream before those that are kept."""
    if not messages or messages[0].body["seq"] == 1:
        return
    first = messages[0].body["data"]
    number = first["trade"] or 0
    if first["date"] == date and number > after + 1:
        rule = f"trades of {date} are kept from number {number} on"
        raise RequestError("trades_not_kept", rule, field=AFTER, value=after, allowed=number - 1)


def _row(message: Message, date: str) -> Row | None:
    """A trade as the archive has it; None where a message is none of that day."""
    body, data = message.body, message.body["data"]
    if data["date"] != date or (body["channel"] == BLOCKS and data["state"] != FINAL):
        return None
    terms = [data[name] for name in ("price", "quantity", "amount_fen")]
    if body["channel"] == TRADES:
        named = [body["instrument"], data["method"], data["trade"], data["side"]]
    else:
        named = [data["instrument"], "block", data["trade"], None]
    return [body["time_ns"], *named, *terms]


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
