"""Acts in words: names in the place of numbers, amounts in CNY, quantities in t."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.commands import AccountLimit, Parameter
from engine.record.history.records import is_date, is_money
from engine.units import format_date, format_hundredths
from gateway.protocol.key_journal import KeyChange
from gateway.protocol.key_table import KeyEntry
from gateway.reports.staff_acts import ACCEPTED, Act

Row = dict[str, Any]

BY_KEY, BY_SCHEDULE, BY_USER = "key", "schedule", "system_user"
OF_KEYS = "key_"  # begins what is done to keys
_IN_TONNES = ("quantity", "lot", "smallest_bid")
_ACCOUNTS = ("account", "counterparty")
_UNITS: dict[str, str] = {
    each.name.lower(): each.unit for kinds in (Parameter, AccountLimit) for each in kinds
}
_HUNDREDTHS = "0.01 "  # begins units that are shown in wholes


class Names(NamedTuple):
    """What numbers are called: of keys, instruments and accounts."""

    key: Callable[[int], str]
    instrument: Callable[[int], str]
    account: Callable[[int], str]


@dataclass(frozen=True)
class Wanted:
    """Which acts; what is empty or 0 takes all. `date` as 2026-01-05; `to_ns` is included."""

    who: str = ""
    act: str = ""
    date: str = ""
    from_ns: int = 0
    to_ns: int = 0

    def takes(self, time_ns: int, date: str, who: str, act: str) -> bool:
        """Whether an act is wanted."""
        return (
            self.from_ns <= time_ns
            and (not self.to_ns or time_ns <= self.to_ns)
            and self.date in ("", date)
            and self.who in ("", who)
            and self.act in ("", act)
        )


def doer_of(act: Act, names: Names) -> str:
    """Who did it: the id of a key, or the schedule."""
    return names.key(act.operator) if act.operator else BY_SCHEDULE


def act_row(act: Act, date: str, names: Names) -> Row:
    """An act of the log as a row of the register."""
    return {
        "number": act.command,
        "time_ns": act.time_ns,
        "date": date,
        "by": BY_KEY if act.operator else BY_SCHEDULE,
        "who": doer_of(act, names),
        "act": act.act,
        "about": {name: _worded(name, value, act, names) for name, value in act.fields.items()},
        "reason": act.reason,
        "outcome": act.outcome,
        "approved_by": names.key(act.approver) if act.is_approved else "",
        "approval_reason": act.approval if act.is_approved else "",
    }


def change_row(change: KeyChange, date: str) -> Row:
    """A change of a key as a row of the register."""
    return {
        "number": change.number,
        "time_ns": change.time_ns,
        "date": date,
        "by": BY_USER,
        "who": change.user,
        "act": OF_KEYS + change.change,
        "about": _of_entry(change.entry),
        "reason": change.reason,
        "outcome": ACCEPTED,
        "approved_by": "",
        "approval_reason": "",
    }


def _of_entry(entry: KeyEntry) -> dict[str, str]:
    known = {
        "key": entry.key,
        "role": entry.role,
        "duties": " ".join(entry.duties),
        "account": str(entry.account or ""),
        "name": entry.name,
        "public_key": entry.public_key,
    }
    return {name: text for name, text in known.items() if text}


def _worded(name: str, value: object, act: Act, names: Names) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(name, value, act, names)
    return "yes" if value is True else str(value)


def _number(name: str, value: int, act: Act, names: Names) -> str:
    if name in _ACCOUNTS:
        return f"{value} {names.account(value)}".rstrip()
    if name == "instrument":
        return names.instrument(value)
    if name == "key":
        return names.key(value)
    if is_date(name):
        return format_date(value)
    if name == "value":
        return _in_units(value, act)
    if is_money(name):
        return f"{format_hundredths(value)} CNY"
    return f"{value:,} t" if name in _IN_TONNES else str(value)


def _in_units(value: int, act: Act) -> str:
    """The value of a parameter or limit; -1 is an account's limit by default again."""
    if value < 0:
        return "default"
    unit = _UNITS.get(str(act.fields.get("parameter", act.fields.get("limit", ""))), "")
    if unit.startswith(_HUNDREDTHS):
        return f"{format_hundredths(value)} {unit.removeprefix(_HUNDREDTHS)}"
    return f"{value:,} {unit}".rstrip()
