"""Events as the role feed gets them: maps of the fields that are not zero."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from engine.commands import TextUse
from engine.commands.uses import LONG
from engine.events import EventArray, EventKind
from engine.rules.block.note import NOTE_FIELDS
from engine.units import format_date
from gateway.protocol.wire import Message
from gateway.reports.bidding import is_sealed
from gateway.reports.block_desk import NOTED, note_of
from gateway.reports.rows import EventRow, rows_of
from gateway.reports.words import (
    COMMAND_KINDS,
    EVENT_KINDS,
    METHODS,
    PHASES,
    REASONS,
    SIDES,
    Codes,
)

_LINE = LONG["line_words"]
_PIECE = struct.Struct("<24s4qiI6qQ")  # of their values
# How the fields of an event map are written where they are not plain integers.
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "kind": EVENT_KINDS.__getitem__,
    "reason": REASONS.__getitem__,
    "command_kind": lambda value: COMMAND_KINDS.get(value, value),
    "phase": PHASES.__getitem__,
    "side": lambda value: SIDES.get(value, value),
    "method": METHODS.__getitem__,
    "date": format_date,
    "tape_hash": "{:016x}".format,
    "text": lambda value: value.decode("utf-8", "replace"),
}


def event_maps(events: EventArray, codes: Codes) -> list[Message]:
    """Events as the role `feed` gets them: the fields that are not zero, and the instrument's code;
    of bids nothing.
    """
    return [_event_map(row, codes) for row in rows_of(events)]


def piece_of(row: EventRow) -> str:
    """The piece of a text that an event carries."""
    octets = _PIECE.pack(*(getattr(row, name) for name in _LINE))
    return octets.rstrip(b"\0").decode("utf-8", "replace")


def _event_map(row: EventRow, codes: Codes) -> Message:
    message: Message = {}
    if is_sealed(row):
        return {
            "sequence": row.sequence,
            "command": row.command,
            "time_ns": row.time_ns,
            "kind": "sealed",
        }
    noted = row.kind in NOTED
    written = NOTE_FIELDS if noted else _LINE if row.kind == EventKind.TEXT else ()
    for name, value in zip(row._fields, row, strict=True):
        if value and name not in written:
            write = _WRITTEN.get(name)
            message[name] = value if write is None else write(value)
    if noted:
        message["note"] = note_of(row) or ""
    elif written:
        message |= {"use": TextUse(message.pop("quantity")).word, "text": piece_of(row)}
    if row.instrument in codes:
        message["code"] = codes[row.instrument]
    return message
