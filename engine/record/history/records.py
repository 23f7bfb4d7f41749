"""The records of a log for people and programs: found by number, kind and account, told field by
field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.commands import (
    COMMAND,
    CommandKind,
    Method,
    Parameter,
    Phase,
    Side,
    TimeInForce,
    TotalsKind,
)
from engine.errors import LogDamaged, LogUnreadable
from engine.events import EVENT, EventKind, Reason
from engine.record.log.format import FrameKind
from engine.record.log.scan import Walk
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile
from engine.units import format_date, format_hundredths
from engine.writer.visible import json_text

Record = dict[str, object]

_NAMED: dict[str, type[IntEnum]] = {
    "command_kind": CommandKind,
    "side": Side,
    "time_in_force": TimeInForce,
    "phase": Phase,
    "method": Method,
    "reason": Reason,
}
_HUNDREDTHS = (
    "price",
    "amount_fen",
    "trading_fee_fen",
    "settlement_fee_fen",
    "maker_trading_fee_fen",
    "maker_settlement_fee_fen",
)
_HIDDEN = ("version",)
_ACCOUNTS = ("account", "counterparty", "maker_account")


@dataclass(frozen=True)
class LogFile:
    """One of the two logs of a venue: its name, what its frames hold, and the words for the kinds
    of its records.
    """

    name: str
    frames: FrameKind
    record: np.dtype[np.void]
    kinds: type[IntEnum]


COMMANDS = LogFile(COMMANDS_NAME, FrameKind.COMMANDS, COMMAND, CommandKind)
EVENTS = LogFile(EVENTS_NAME, FrameKind.EVENTS, EVENT, EventKind)


@dataclass(frozen=True)
class Wanted:
    """Which records: numbers from and to (0: the end), kind (0: any), account concerned (0:
    any).
    """

    first: int = 1
    last: int = 0
    kind: int = 0
    account: int = 0

    def among(self, records: NDArray[np.void]) -> NDArray[np.void]:
        """Those that are wanted."""
        number = records["sequence"]
        chosen = number >= self.first
        if self.last:
            chosen &= number <= self.last
        if self.kind:
            chosen &= records["kind"] == self.kind
        if self.account:
            names = [name for name in _ACCOUNTS if name in (records.dtype.names or ())]
            chosen &= np.any([records[name] == self.account for name in names], axis=0)
        return records[chosen]


def records_of(log: LogFile, file: SegmentedFile, first: int = 1) -> Iterator[NDArray[np.void]]:
    """The records of a log frame by frame, verified, from the segment on that holds number `first`.

    Raises LogUnreadable, LogDamaged for anything but a torn tail.
    """
    begins = [segment.base for segment in file.segments if segment.header.first_sequence <= first]
    walk = Walk(file, begins[-1] if begins else None)
    for frame in walk:
        if frame.header.kind == log.frames:
            if frame.header.record_bytes != log.record.itemsize:
                raise LogUnreadable(
                    f"{file.name}: records of {frame.header.record_bytes} bytes at offset"
                    f" {frame.header.position}"
                )
            yield np.frombuffer(frame.payload, log.record)
    if not walk.torn:
        raise LogDamaged(
            f"{file.name}: record {walk.sequence or 1} at offset {walk.position}: {walk.problem}"
        )


def wanted_records(log: LogFile, file: SegmentedFile, wanted: Wanted) -> Iterator[Record]:
    """The wanted records, each as `described`. Raises as `records_of`."""
    for records in records_of(log, file, wanted.first):
        for record in wanted.among(records):
            yield described(log, record)
        if wanted.last and int(records["sequence"][-1]) >= wanted.last:
            return


def described(log: LogFile, record: np.void) -> Record:
    """The fields of a record that are not zero: numbers as they are, codes as lower-case words,
    texts as text.
    """
    found: Record = {}
    for name in log.record.names or ():
        value = record[name]
        if name in _HIDDEN or not np.any(value):
            continue
        found[name] = _told(log, name, value, int(record["kind"]))
    return found


def _told(log: LogFile, name: str, value: object, kind: int) -> object:
    if isinstance(value, np.ndarray):
        return [int(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    number = int(value)  # type: ignore[call-overload]
    if name == "kind":
        return _word(log.kinds, number)
    if name == "parameter":
        return _word(
            Parameter if log is COMMANDS and kind == CommandKind.SET_PARAMETER else TotalsKind,
            number,
        )
    return _word(_NAMED[name], number) if name in _NAMED else number


def _word(words: type[IntEnum], number: int) -> str | int:
    try:
        return words(number).name.lower()
    except ValueError:
        return number


def line_of(record: Record) -> str:
    """A record as one line: number, time, kind, then name=value; prices and money with two
    decimals.
    """
    rest = {
        name: value for name, value in record.items() if name not in ("sequence", "time_ns", "kind")
    }
    fields = " ".join(f"{name}={_shown(name, value)}" for name, value in rest.items())
    return (
        f"{record['sequence']:>9}  {time_text(int(str(record.get('time_ns', 0))))} "
        f" {record['kind']}  {fields}".rstrip()
    )


def _shown(name: str, value: object) -> object:
    if isinstance(value, int) and name in _HUNDREDTHS:
        return format_hundredths(value)
    if isinstance(value, int) and name == "date":
        return format_date(value)
    if isinstance(value, str) and set(value) & set(' ="'):
        return json_text(value)  # so that no text looks like more fields
    return value


def time_text(time_ns: int) -> str:
    """Nanoseconds since 1970 as a time in UTC."""
    seconds, nanoseconds = divmod(time_ns, 10**9)
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09d}Z"
