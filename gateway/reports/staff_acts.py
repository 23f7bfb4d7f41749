"""What the exchange's staff and its schedule did, found among the records of the log: who did what,
when, why, and what became of it.

Staff are the keys of the role `exchange`; the schedule's commands have no key. An act has the name
of its operation in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.commands import BY_EXCHANGE, CommandArray, CommandKind
from engine.commands.texts import texts_ahead
from engine.events import EventArray, EventKind, Reason
from engine.record.history.records import COMMANDS, Record, described
from gateway.protocol.operations import Row
from gateway.protocol.table.rows import STAFF_ROWS
from gateway.protocol.table.words import EXCHANGE
from gateway.protocol.texts import Boolean

Texts = Mapping[str, str]

ACCEPTED = "accepted"
NOT_APPROVED = Reason.APPROVAL_MISSING.name.lower()
# commands of an operation whose row names another kind
_OF_OPERATOR = {
    CommandKind.KILL_OPERATOR: CommandKind.KILL_ACCOUNT,
    CommandKind.RELEASE_OPERATOR: CommandKind.RELEASE_ACCOUNT,
}
_NOT_SHOWN = ("sequence", "time_ns", "kind", "operator", "flags", "reason", "commands")
_NAMED = ("account", "instrument")  # fields by which rows of one kind differ


def _rows_of_staff() -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in STAFF_ROWS:
        found.setdefault(int(CommandKind[row.kind]), []).append(row)
    return found | {int(kind): found[row_kind] for kind, row_kind in _OF_OPERATOR.items()}


def _kinds(chosen: Iterable[int]) -> np.ndarray:
    """Of each kind whether it is one of these."""
    return np.isin(np.arange(max(CommandKind) + 1), list(chosen))


_ROWS = _rows_of_staff()
# what awaits approval is no operation of its own: its request names the one that was asked
_HELD = int(CommandKind.HOLD_ACT)
_BY_STAFF = _kinds([*_ROWS, _HELD])
# kinds that members order as well, and those among them with a flag where the exchange does
_BY_OTHERS = _kinds(
    kind for kind, rows in _ROWS.items() if any(len(row.fields) > 1 for row in rows)
)
_MARKED = _kinds([*_OF_OPERATOR, *_OF_OPERATOR.values()])


@dataclass(frozen=True)
class Act:
    """One act. `outcome` is `accepted`, the reason of a refusal, or "" where the event log does not
    have it. `operator` is the number of the key, 0 for the schedule; `approver` that of the
    second key whose approval it came with, for the reason `approval`, 0 without one.
    """

    command: int
    time_ns: int
    operator: int
    act: str
    fields: Record
    reason: str
    outcome: str
    approver: int = 0
    approval: str = ""

    @property
    def is_approved(self) -> bool:
        """Whether a second key has approved it; where its approval was refused, it had none."""
        return self.approver != 0 and self.outcome != NOT_APPROVED


def asked_among(records: CommandArray, staff: Callable[[], Collection[int]]) -> Iterator[Act]:
    """Acts among commands that came together, each without its outcome; `staff` gives the numbers
    of its keys, and is only asked where they decide.
    """
    places = np.flatnonzero(_BY_STAFF[records["kind"]])
    if len(places) and len(chosen := _of_staff(records[places], staff)):
        texts = texts_ahead(records)
        approved = _approved(chosen, texts)
        for record in chosen:
            number = int(record["sequence"])
            yield _act(record, texts.get(number, {}), *approved.get(number, ()))


def _approved(records: CommandArray, texts: Mapping[int, Texts]) -> dict[int, tuple[int, str]]:
    """By the numbers of the acts that were approved: who has approved each, and why."""
    found = {}
    for each in records[records["kind"] == CommandKind.APPROVE_ACT]:
        number = int(each["sequence"])
        why = texts.get(number, {}).get("reason", "")
        found[number + int(each["value"])] = int(each["operator"]), why
    return found


def _of_staff(records: CommandArray, staff: Callable[[], Collection[int]]) -> CommandArray:
    """Of commands that staff orders, those that no member has ordered: a member's names its
    account, unless it withdraws many orders.
    """
    kinds = records["kind"]
    others = _BY_OTHERS[kinds]
    marked = _MARKED[kinds] & (records["flags"] & BY_EXCHANGE != 0)
    unsure = others & ~marked & ((records["account"] == 0) | (kinds == CommandKind.MASS_CANCEL))
    chosen = ~others | marked
    if unsure.any():
        chosen |= unsure & np.isin(records["operator"], list(staff()))
    return np.compress(chosen, records)


def outcomes_among(events: EventArray, commands: Sequence[int]) -> dict[int, str]:
    """What became of commands, as far as these events say."""
    heard = events[events["kind"] <= EventKind.REFUSED]
    heard = heard[np.isin(heard["command"], np.array(commands, np.int64))]
    refused = heard["kind"] == EventKind.REFUSED
    return {
        int(command): Reason(reason).name.lower() if no else ACCEPTED
        for command, reason, no in zip(heard["command"], heard["reason"], refused, strict=True)
    }


def _act(record: np.void, texts: Texts, approver: int = 0, approval: str = "") -> Act:
    """What the commands alone say of an act."""
    found: Record = {**described(COMMANDS, record), **texts}
    rows = _ROWS.get(int(record["kind"]), ())
    row = next((row for row in rows if _is_of(row, record)), None)
    flags = () if row is None else _flags(row, int(record["flags"]))
    shown = {name: value for name, value in found.items() if name not in _NOT_SHOWN}
    return Act(
        command=int(record["sequence"]),
        time_ns=int(record["time_ns"]),
        operator=int(record["operator"]),
        act=CommandKind(int(record["kind"])).name.lower() if row is None else row.name,
        fields=shown | dict.fromkeys(flags, True),
        reason=str(found.get("reason", "")),
        outcome="",
        approver=approver,
        approval=approval,
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
