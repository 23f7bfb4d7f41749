"""What the exchange's staff did, read back from the log of a data folder: who did what, when, why,
and what became of it.

Staff are the keys of the role `exchange`; the venue's own schedule has no key and is left out. An
act has the name of its operation in the table. The reader holds the acts alone in memory, not the
log, and does not disturb a venue that trades.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.commands import BY_EXCHANGE, CommandArray, CommandKind
from engine.commands.texts import texts_ahead
from engine.events import EventArray, EventKind, Reason
from engine.record.history.records import COMMANDS, EVENTS, Record, described, records_of
from engine.record.log.segments import has_log, open_log
from engine.record.storage import FileStorage
from engine.units import format_date
from gateway.protocol.key_table import KeyEntry
from gateway.protocol.operations import Row, Way
from gateway.protocol.table.rows import ROWS
from gateway.protocol.table.words import EXCHANGE
from gateway.protocol.texts import Boolean

ACCEPTED = "accepted"
# commands of an operation whose row names another kind
_OF_OPERATOR = {
    CommandKind.KILL_OPERATOR: CommandKind.KILL_ACCOUNT,
    CommandKind.RELEASE_OPERATOR: CommandKind.RELEASE_ACCOUNT,
}
_MARKED = [*_OF_OPERATOR, *_OF_OPERATOR.values()]  # with a flag when the exchange orders them
_DAYS = (CommandKind.START_DAY, CommandKind.TAKE_BACK_DAY)
_NOT_SHOWN = ("sequence", "time_ns", "kind", "operator", "flags", "reason")
_NAMED = ("account", "instrument")  # fields by which rows of one kind differ


def _rows_of_staff() -> dict[int, list[Row]]:
    commands = [row for row in ROWS if row.way in (Way.COMMAND, Way.CANCEL)]
    found: dict[int, list[Row]] = {}
    for row in commands:
        if EXCHANGE in row.fields:
            found.setdefault(int(CommandKind[row.kind]), []).append(row)
    return found | {int(kind): found[row_kind] for kind, row_kind in _OF_OPERATOR.items()}


_ROWS = _rows_of_staff()
_ONLY_STAFF = [kind for kind, rows in _ROWS.items() if not any(len(row.fields) > 1 for row in rows)]


@dataclass(frozen=True)
class Act:
    """One act.

    `date` is the trading day in which it was asked, "" before the first; `key` the id of the key,
    "" where keys.json has none of that number; `outcome` is `accepted`, the reason of a refusal, or
    "" where the event log does not have it.
    """

    command: int
    time_ns: int
    date: str
    operator: int
    key: str
    act: str
    fields: Record
    reason: str
    outcome: str


def staff_acts(log: Path, keys: Iterable[KeyEntry], date: str = "") -> list[Act]:
    """The acts that the log in a folder has, in order; with a date those of that trading day, which
    goes until the next one starts.

    Raises LogUnreadable, LogDamaged, StorageFailed.
    """
    entries = {entry.number: entry for entry in keys}
    staff = [entry.number for entry in entries.values() if entry.role == EXCHANGE]
    with ExitStack() as opened:
        storage = FileStorage(log, read_only=True)
        file = open_log(storage, COMMANDS.name, opened)
        asked = [each for records in records_of(COMMANDS, file) for each in _asked(records, staff)]
        outcomes: dict[int, str] = {}
        if asked and has_log(storage, EVENTS.name):
            events = records_of(EVENTS, open_log(storage, EVENTS.name, opened))
            outcomes = _outcomes(events, [each.command for each in asked])
    acts = _completed(asked, outcomes, entries)
    return [act for act in acts if act.operator and date in ("", act.date)]


def _asked(records: CommandArray, staff: Sequence[int]) -> Iterator[Act]:
    """Acts of staff among commands that came together, and the days that anybody moved."""
    kinds, operators = records["kind"], records["operator"]
    marked = np.isin(kinds, _MARKED) & (records["flags"] & BY_EXCHANGE != 0)
    of_any_key = (marked | np.isin(kinds, _ONLY_STAFF)) & (operators != 0)
    of_staff = np.isin(operators, staff) & np.isin(kinds, list(_ROWS))
    chosen = of_any_key | of_staff | np.isin(kinds, _DAYS)
    if chosen.any():
        texts = texts_ahead(records)
        for record in records[chosen]:
            yield _act(record, texts.get(int(record["sequence"]), {}))


def _act(record: np.void, texts: dict[str, str]) -> Act:
    """What the command alone says of an act."""
    found: Record = {**described(COMMANDS, record), **texts}
    rows = _ROWS[int(record["kind"])]
    row = next((row for row in rows if _is_of(row, record)), rows[0])
    shown = {name: value for name, value in found.items() if name not in _NOT_SHOWN}
    return Act(
        command=int(record["sequence"]),
        time_ns=int(record["time_ns"]),
        date="",
        operator=int(record["operator"]),
        key="",
        act=row.name,
        fields=shown | dict.fromkeys(_flags(row, int(record["flags"])), True),
        reason=str(found.get("reason", "")),
        outcome="",
    )


def _is_of(row: Row, record: np.void) -> bool:
    """Whether a command can be of that row, of those that have its kind."""
    constants, fields = dict(row.constants or {}), row.fields[EXCHANGE]
    named = [name for name in _NAMED if name in fields and fields[name].required]
    return all(record[name] == value for name, value in constants.items()) and all(
        record[name] for name in named
    )


def _flags(row: Row, flags: int) -> Iterator[str]:
    """The fields of a request that set these flags."""
    for name, field in row.fields[EXCHANGE].items():
        if isinstance(field.read, Boolean) and flags & (field.read.flag or 0):
            yield name


def _outcomes(events: Iterable[EventArray], commands: Sequence[int]) -> dict[int, str]:
    """What became of commands, by their ascending numbers."""
    found: dict[int, str] = {}
    numbers = np.array(commands, np.int64)
    for each in events:
        told = each[np.isin(each["kind"], (EventKind.ACCEPTED, EventKind.REFUSED))]
        told = told[np.isin(told["command"], numbers)]
        refused = told["kind"] == EventKind.REFUSED
        for command, reason, no in zip(told["command"], told["reason"], refused, strict=True):
            found[int(command)] = Reason(reason).name.lower() if no else ACCEPTED
        if int(each["command"][-1]) > commands[-1]:
            return found
    return found


def _completed(
    asked: Iterable[Act], outcomes: dict[int, str], keys: dict[int, KeyEntry]
) -> Iterator[Act]:
    """The acts with what others say of them: the outcome, the trading day, names for numbers."""
    dates, codes = [""], {}
    for act in asked:
        outcome = outcomes.get(act.command, "")
        if outcome == ACCEPTED and act.act == "start_day":
            dates.append(format_date(int(str(act.fields["date"]))))
        key = keys[act.operator].key if act.operator in keys else ""
        number = act.fields.get("instrument")
        if act.act == "list_instrument":
            codes[number] = act.fields.get("code")
        code = {} if number is None else {"instrument": codes.get(number, number)}
        fields = act.fields | code
        yield replace(act, outcome=outcome, date=dates[-1], key=key, fields=fields)
        if outcome == ACCEPTED and act.act == "take_back_day":
            dates = dates[:-1] or [""]  # its start may be archived
