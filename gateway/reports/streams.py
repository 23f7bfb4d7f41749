"""The private streams: which events concern an account, numbered from 1 for each account and day,
without holes.

A stream keeps nothing but event numbers (4 to 8 bytes a report); what a report says is read back
and rendered when somebody asks. An entry is twice the event's number, plus 1 where the report is
for the event's second account (the maker of a fill, the seller of a failed trade). Streams are
derived from the events alone and begin anew with START_DAY.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.commands import CommandKind, TextUse
from engine.events import EventArray, EventKind
from gateway.reports.block_desk import DESK
from gateway.reports.kinds import CHANGES, REFUSED
from gateway.reports.limit_changes import LIMIT_CHANGES
from gateway.reports.stretches import Loose, Packed

NO_END = 2**62  # last event of the stretch that still grows

_REPORTED_EVENTS = (
    EventKind.FILL,
    EventKind.TRADE_BUSTED,
    EventKind.CANCELLED,
    EventKind.ORDER_LOWERED,
    EventKind.UNITS_RELEASED,
    EventKind.SUSPENSION_ENDED,
    EventKind.LARGE_HOLDER,
    EventKind.LARGE_HOLDER_ENDED,
    EventKind.BID_GONE,
    *DESK,
)
_REPORTED_WHEN_ACCEPTED = (*CHANGES, *LIMIT_CHANGES, CommandKind.FIRE_GUARD)


def _table(size: int, members: tuple[int, ...]) -> NDArray[np.bool_]:
    table = np.zeros(size, bool)
    table[list(members)] = True
    return table


_KINDS = 256
_EVENT_REPORTED = _table(_KINDS, _REPORTED_EVENTS)
_ACCEPTED_REPORTED = _table(_KINDS, _REPORTED_WHEN_ACCEPTED)
_DESK_REPORTED = _table(_KINDS, tuple(DESK))  # to both accounts, where there are two
_REFUSED_REPORTED = _table(_KINDS, tuple(REFUSED))


class NewReports(NamedTuple):
    """The reports that some events bring to one account: numbers `first` ...

    `first + len(entries) - 1` of its stream.
    """

    account: int
    first: int
    entries: NDArray[np.int64]


class Streams:
    """The streams of all accounts for the current day."""

    def __init__(self) -> None:
        self.begin_day()

    def begin_day(self) -> None:
        """Every stream begins again at 1."""
        self._stretches: list[Loose | Packed] = []
        self._entries: dict[int, array[int]] = {}  # after the stretches
        self._counts: dict[int, int] = {}

    def add(self, events: EventArray) -> list[NewReports]:
        """Number the reports that follow from the events of one day, in order; the new reports of
        each account.
        """
        accounts, entries = concerned(events)
        if not len(accounts):
            return []
        # numbers of 16 bits are sorted in one sweep
        narrow = accounts.astype(np.uint16) if accounts.max() < 2**16 else accounts
        order = np.argsort(narrow, kind="stable")
        accounts, entries = accounts[order], entries[order]
        starts = np.flatnonzero(np.diff(accounts, prepend=-1)).tolist()
        found = []
        for start, end in zip(starts, [*starts[1:], len(accounts)], strict=True):
            account, own = int(accounts[start]), entries[start:end]
            before = self._counts.get(account, 0)
            found.append(NewReports(account, before + 1, own))
            self._counts[account] = before + len(own)
            self._entries.setdefault(account, array("q")).frombytes(own.tobytes())
        return found

    def cut(self, last: int) -> Loose:
        """End a stretch: with event `last`, the last one taken in.

        It stays, until it is replaced by the same one packed.
        """
        stretch = Loose(last, self._entries)
        self._stretches.append(stretch)
        self._entries = {}
        return stretch

    def replace(self, loose: Loose, packed: Packed) -> None:
        """Put a packed stretch in the place of the loose one, where that is still there: a new day
        may have begun.
        """
        self._stretches = [packed if each is loose else each for each in self._stretches]

    def take_back(self, stretches: list[Packed]) -> None:
        """Begin with the stretches of an earlier process."""
        accounts = max((int(each.accounts.max(initial=0)) for each in stretches), default=0)
        counts = np.zeros(accounts + 1, np.int64)
        for each in stretches:
            counts[each.accounts] += each.counts()
        reported = np.flatnonzero(counts)
        self._counts = dict(zip(reported.tolist(), counts[reported].tolist(), strict=True))
        self._stretches = list(stretches)

    def precede(self, stretch: Loose) -> None:
        """Put a stretch before all the others: the reports of the day before it started again."""
        self._stretches.insert(0, stretch)
        for account, entries in stretch.entries.items():
            self._counts[account] = self._counts.get(account, 0) + len(entries)

    def next_number(self, account: int) -> int:
        """Number the account's next report will have."""
        return self._counts.get(account, 0) + 1

    def entries(self, account: int, first: int, limit: int) -> list[int]:
        """Up to `limit` entries of an account from report `first` (at least 1) on."""
        begin, found = first - 1, list[int]()
        for stretch in self._all():
            found += stretch.read(account, begin, begin + limit - len(found))
            if len(found) == limit:
                break
            begin = max(0, begin - stretch.count(account))
        return found

    def number_of(self, account: int, entry: int) -> int | None:
        """Number of the report with this entry, by binary search."""
        before = 0
        for stretch in self._all():
            if entry >> 1 <= stretch.last:
                place = stretch.place_of(account, entry)
                return None if place is None else before + place + 1
            before += stretch.count(account)
        return None

    def _all(self) -> list[Loose | Packed]:
        return [*self._stretches, Loose(NO_END, self._entries)]


def concerned(events: EventArray) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Accounts and entries of every report, in the order of the entries."""
    kind, command_kind = events["kind"], events["command_kind"]
    own, second = events["account"], events["maker_account"]
    accepted = (kind == EventKind.ACCEPTED) & _ACCEPTED_REPORTED[command_kind]
    refused = (kind == EventKind.REFUSED) & _REFUSED_REPORTED[command_kind]
    why = (kind == EventKind.TEXT) & (events["quantity"] == TextUse.REASON)
    why &= (command_kind == CommandKind.CANCEL) | (command_kind == CommandKind.MASS_CANCEL)
    both = (
        (kind == EventKind.FILL)
        | (kind == EventKind.TRADE_BUSTED)
        | _DESK_REPORTED[kind]
        | (accepted & (command_kind == CommandKind.TRADE_FAILED))
    )
    reported = np.column_stack(
        ((accepted | refused | why | _EVENT_REPORTED[kind]) & (own > 0), both & (second > 0))
    )
    places = np.flatnonzero(reported)
    accounts = np.column_stack((own, second)).ravel()[places]
    return accounts, 2 * events["sequence"][places >> 1] + (places & 1)


def new_day_at(events: EventArray) -> int | None:
    """Place of the last START_DAY that was accepted among the events, None when there is none."""
    starts = (events["kind"] == EventKind.ACCEPTED) & (
        events["command_kind"] == CommandKind.START_DAY
    )
    places = np.flatnonzero(starts)
    return int(places[-1]) if len(places) else None


def numbers_of_answers(reports: list[NewReports], events: EventArray) -> dict[int, int]:
    """Report numbers by entry, of the acknowledgements only: a reply names the first report of its
    order.
    """
    numbers: dict[int, int] = {}
    for each in reports:
        places = (each.entries >> 1) - int(events["sequence"][0])
        answers = np.flatnonzero(events["kind"][places] <= EventKind.REFUSED)
        numbers.update(
            zip(each.entries[answers].tolist(), (answers + each.first).tolist(), strict=True)
        )
    return numbers
