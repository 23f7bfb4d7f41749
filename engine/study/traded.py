"""What accounts traded, out of the log of a venue: sides of trades by day, account and method.

A side is one of the two accounts of a trade. The log alone is read, by a program that does not
disturb a venue that trades; the memory it takes is that of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandKind
from engine.errors import LogUnreadable
from engine.events import EventArray, EventKind
from engine.instrument_codes import is_allowance
from engine.record.history.records import EVENTS, records_of
from engine.record.log.segments import has_log, open_log
from engine.record.storage import FileStorage
from engine.record.terminal import LOG_FOLDER

KEY = ("date", "account", "method")
SIDES = np.dtype(
    [
        ("date", "<i4"),  # yyyymmdd, the trading day
        ("account", "<i8"),
        ("method", "<i4"),  # engine.commands.Method
        ("trades", "<i8"),  # sides, so that a trade with itself counts twice
        ("quantity", "<i8"),  # t
    ]
)
Sides = NDArray[np.void]


def sides_traded(log: Path) -> Sides:
    """Sides of all trades of allowances that the log of a venue has, in order of day, account and
    method; `log` is its folder or the venue's.

    Raises LogUnreadable, LogDamaged, StorageFailed.
    """
    found, allowances = np.zeros(0, SIDES), set[int]()
    with ExitStack() as opened:
        file = open_log(_storage(log), EVENTS.name, opened)
        for events in records_of(EVENTS, file):
            allowances |= set(_allowances(events))
            fills = events[events["kind"] == EventKind.FILL]
            fills = fills[np.isin(fills["instrument"], list(allowances))]
            if len(fills):
                sides = (_sides(fills, name) for name in ("account", "maker_account"))
                found = _together(np.concatenate([found, *sides]))
    return found


def _storage(log: Path) -> FileStorage:
    for folder in (log / LOG_FOLDER, log):
        if folder.is_dir() and has_log(storage := FileStorage(folder, read_only=True), EVENTS.name):
            return storage
    raise LogUnreadable(f"{log}: neither it nor its folder {LOG_FOLDER} holds {EVENTS.name}")


def _allowances(events: EventArray) -> Iterator[int]:
    """Numbers of the vintages that were listed in these events."""
    kinds = events["kind"] == EventKind.ACCEPTED
    listed = events[kinds & (events["command_kind"] == CommandKind.LIST_INSTRUMENT)]
    for event in listed:
        if is_allowance(event["text"].decode()):
            yield int(event["instrument"])


def _sides(fills: EventArray, account: str) -> Sides:
    sides = np.zeros(len(fills), SIDES)
    for name in ("date", "method", "quantity"):
        sides[name] = fills[name]
    sides["account"], sides["trades"] = fills[account], 1
    return sides


def _together(sides: Sides) -> Sides:
    """One row for each day, account and method."""
    ordered = sides[np.argsort(sides, order=KEY, kind="stable")]
    keys = np.stack([ordered[name].astype(np.int64) for name in KEY])
    begins = np.flatnonzero(np.r_[True, np.any(keys[:, 1:] != keys[:, :-1], axis=0)])
    found = ordered[begins]
    for name in ("trades", "quantity"):
        found[name] = np.add.reduceat(ordered[name], begins)
    return found
