"""The records of a log for people and programs: found by number, kind and account, shown field by
field, each by the name that its kind gives it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.commands import (
    AccountLimit,
    CaseAct,
    CommandKind,
    HeldEnd,
    Market,
    Measure,
    Method,
    Parameter,
    Phase,
    Relation,
    Scope,
    Side,
    TextUse,
    TimeInForce,
    TotalsKind,
    VenueRule,
)
from engine.commands.texts import places_of, texts_ahead
from engine.commands.uses import LONG, Uses, name_of
from engine.events import EventKind, Reason
from engine.record.log import compact
from engine.record.log.compact import Form, unpack
from engine.record.log.format import FrameKind
from engine.record.log.runs import Runs
from engine.record.log.scan import Walk
from engine.record.log.segments import COMMANDS_NAME, EVENTS_NAME, SegmentedFile
from engine.texts.visible import json_text
from engine.units import format_date, format_hundredths

Record = dict[str, object]

TOGETHER = 16_384  # records of small frames, read at once
# Words for the numbers in a field, by the name that its kind gives it.
_NAMED: dict[str, type[IntEnum]] = {
    "command_kind": CommandKind,
    "side": Side,
    "time_in_force": TimeInForce,
    "phase": Phase,
    "method": Method,
    "reason": Reason,
    "parameter": Parameter,
    "limit": AccountLimit,
    "totals": TotalsKind,
    "scope": Scope,
    "rule": VenueRule,
    "act_kind": CommandKind,
    "how": HeldEnd,
    "use": TextUse,
    "market": Market,
    "relation": Relation,
    "act": CaseAct,
    "measure": Measure,
}
_DATES = ("date", "first", "last", "day", "until")
# What is written in several fields at once, by their name in LONG.
_WRITTEN = {"note": "note", "note_words": "note", "line": "text", "line_words": "text"}
_HUNDREDTHS = (
    "price",
    "base_price",
    "composite_close",
    "lower_limit",
    "upper_limit",
    "close",
    "reserve",
    "cap",
    "lowest",
    "highest",
    "amount_fen",
    "trading_fee_fen",
    "settlement_fee_fen",
    "maker_trading_fee_fen",
    "maker_settlement_fee_fen",
)
_HIDDEN = ("version",)
_ACCOUNTS = ("account", "counterparty", "maker_account")
_ECHOES = (EventKind.ACCEPTED, EventKind.REFUSED)


@dataclass(frozen=True)
class LogFile:
    """One of the two logs of a venue: its name, what its frames hold, and the words for the kinds
    of its records.
    """

    name: str
    frames: FrameKind
    form: Form
    kinds: type[IntEnum]

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields of a record, in the order in which they are shown."""
        first = ("sequence", "time_ns", "kind")
        return (*first, *(name for name in self.form.record.names or () if name not in first))


COMMANDS = LogFile(COMMANDS_NAME, FrameKind.COMMANDS, compact.COMMANDS, CommandKind)
EVENTS = LogFile(EVENTS_NAME, FrameKind.EVENTS, compact.EVENTS, EventKind)


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
    """The records of a log, some frames at a time, verified, from the segment on that holds number
    `first`.

    Raises LogUnreadable, LogDamaged for anything but a torn tail.
    """
    begins = [segment.base for segment in file.segments if segment.header.first_sequence <= first]
    walk = Walk(file, begins[-1] if begins else None)
    for run in Runs(walk):
        for piece in run.stored(log.frames).pieces(TOGETHER):
            yield unpack(log.form, piece)
    walk.require_end()


def wanted_records(log: LogFile, file: SegmentedFile, wanted: Wanted) -> Iterator[Record]:
    """The wanted records, each as `described`; a command with the texts that go with it, which are
    not shown by themselves unless their kind is asked for. Raises as `records_of`.
    """
    for records in records_of(log, file, wanted.first):
        texts = texts_ahead(records) if log is COMMANDS and not wanted.kind else {}
        for record in wanted.among(records):
            if not texts or record["kind"] != CommandKind.TEXT:
                yield {**described(log, record), **texts.get(int(record["sequence"]), {})}
        if wanted.last and int(records["sequence"][-1]) >= wanted.last:
            return


def described(log: LogFile, record: np.void) -> Record:
    """The fields of a record that are not zero, by the names that its kind gives them: numbers as
    they are, codes as lower-case words, texts and notes as text.
    """
    uses = _uses(log.kinds, int(record["kind"]))
    found: Record = {}
    long = [name for name in _WRITTEN if name in uses]
    apart = {*_HIDDEN, *(field for name in long for field in LONG[name])}
    for field in log.fields:
        name, value = name_of(uses, field), record[field]
        if field not in apart and np.any(value):
            found[name] = _shown_value(log, record, name, value)
    written = {_WRITTEN[name]: _written(record, name) for name in long}
    return found | {name: text for name, text in written.items() if text}


def _uses(kinds: type[IntEnum], number: int) -> Uses:
    """What a kind uses; of one that does not exist nothing is known."""
    found: Uses = kinds(number).uses if number in set(kinds) else {}  # type: ignore[attr-defined]
    return found


def _written(record: np.void, long: str) -> str:
    octets = np.frombuffer(record.tobytes(), np.uint8)[places_of(record.dtype, long)]
    return octets.tobytes().rstrip(b"\0").decode("utf-8", "replace")


def _shown_value(log: LogFile, record: np.void, name: str, value: object) -> object:
    if isinstance(value, np.ndarray):
        return [int(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    number = int(value)  # type: ignore[call-overload]
    if name == "kind":
        return _word(log.kinds, number)
    if name == "parameter" and log is EVENTS and record["kind"] in _ECHOES:
        name = name_of(_uses(CommandKind, int(record["command_kind"])), "parameter")
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
    return (
        f"{record['sequence']:>9}  {time_text(int(str(record.get('time_ns', 0))))} "
        f" {record['kind']}  {fields_text(rest)}".rstrip()
    )


def fields_text(fields: Record) -> str:
    """Fields of a record as name=value, one after the other; prices and money with two decimals."""
    return " ".join(f"{name}={_shown(name, value)}" for name, value in fields.items())


def is_money(name: str) -> bool:
    """Whether a field of that name is a price or an amount, in hundredths."""
    return name in _HUNDREDTHS


def is_date(name: str) -> bool:
    """Whether a field of that name is a date, yyyymmdd."""
    return name in _DATES


def _shown(name: str, value: object) -> object:
    if isinstance(value, int) and name in _HUNDREDTHS:
        return format_hundredths(value)
    if isinstance(value, int) and is_date(name):
        return format_date(value)
    if isinstance(value, str) and set(value) & set(' ="'):
        return json_text(value)  # so that no text looks like more fields
    return value


def time_text(time_ns: int) -> str:
    """Nanoseconds since 1970 as a time in UTC."""
    seconds, nanoseconds = divmod(time_ns, 10**9)
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09d}Z"
