"""The register of a data folder: what staff and the schedule did, read from the log, and who
changed which key, from the journal of keys; also while the venue trades, which is not disturbed.

The reader holds the acts alone in memory, not the log.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from engine.record.history.records import COMMANDS, EVENTS, records_of
from engine.record.log.segments import has_log, open_log
from engine.record.storage import FileStorage
from gateway.floor.act_register import Dated, dated
from gateway.protocol.key_journal import KeyChange
from gateway.protocol.key_table import STAFF, KeyEntry
from gateway.reports.act_words import (
    OF_KEYS,
    Names,
    Row,
    Wanted,
    act_row,
    change_row,
    doer_of,
)
from gateway.reports.staff_acts import Act, asked_among, outcomes_among


def register_of(
    log: Path, keys: Iterable[KeyEntry], changes: Iterable[KeyChange], wanted: Wanted
) -> list[Row]:
    """The rows that are wanted, in order of time.

    Raises LogUnreadable, LogDamaged, StorageFailed.
    """
    entries = {entry.number: entry for entry in keys}
    acts = list(dated(iter(acts_in(log, entries.values()))))
    names = names_in(acts, entries)
    of_log = [act_row(each.act, each.date, names) for each in acts if _takes(wanted, names, each)]
    of_keys = [
        change_row(each, date)
        for each in changes
        if _takes_change(wanted, each, date := _date_at(acts, each.time_ns))
    ]
    return list(heapq.merge(of_log, of_keys, key=lambda row: row["time_ns"]))


def acts_in(log: Path, keys: Iterable[KeyEntry]) -> list[Act]:
    """The acts that the log in a folder has, in order. Raises as `register_of`."""
    staff = {entry.number for entry in keys if entry.role == STAFF}
    with ExitStack() as opened:
        storage = FileStorage(log, read_only=True)
        file = open_log(storage, COMMANDS.name, opened)
        asked = [
            each
            for records in records_of(COMMANDS, file)
            for each in asked_among(records, lambda: staff)
        ]
        outcomes: dict[int, str] = {}
        if asked and has_log(storage, EVENTS.name):
            numbers = [each.command for each in asked]
            for events in records_of(EVENTS, open_log(storage, EVENTS.name, opened)):
                outcomes |= outcomes_among(events, numbers)
                if int(events["command"][-1]) > numbers[-1]:
                    break
    return [replace(each, outcome=outcomes.get(each.command, "")) for each in asked]


def names_in(acts: Iterable[Dated], keys: dict[int, KeyEntry]) -> Names:
    """Names as the acts gave them; a number where they did not, as the log before is archived."""
    codes: dict[object, str] = {}
    accounts: dict[object, str] = {}
    for act, _ in acts:
        if act.act == "list_instrument":
            codes[act.fields["instrument"]] = str(act.fields["code"])
        elif act.act == "open_account":
            accounts[act.fields["account"]] = str(act.fields["name"])
    return Names(
        lambda number: keys[number].key if number in keys else f"key number {number}",
        lambda number: codes.get(number, str(number)),
        lambda number: accounts.get(number, ""),
    )


def _takes(wanted: Wanted, names: Names, each: Dated) -> bool:
    return wanted.takes(each.act.time_ns, each.date, doer_of(each.act, names), each.act.act)


def _takes_change(wanted: Wanted, change: KeyChange, date: str) -> bool:
    return wanted.takes(change.time_ns, date, change.user, OF_KEYS + change.change)


def _date_at(acts: Sequence[Dated], time_ns: int) -> str:
    """The trading day at a time, "" before the first act."""
    place = bisect_right(acts, time_ns, key=lambda each: each.act.time_ns)
    return acts[place - 1].date if place else ""
