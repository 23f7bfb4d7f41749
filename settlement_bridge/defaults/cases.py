"""The records of delivery defaults."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from settlement_bridge.records import CASH, Key, State, Trade


class ActKind(IntEnum):
    """What happened to a default. Numbers are stored and never reused."""

    OPENED = 1  # set aside at delivery
    DEADLINE_SET = 2
    DELIVERED = 3  # topped up in time, delivered late
    COVERED = 4  # the reserve paid what was short, and the trade is delivered
    CANCELLED = 5  # the trade has failed, the exchange takes it back
    REPAID = 6
    WRITTEN_OFF = 7


ENDS = (ActKind.DELIVERED, ActKind.COVERED, ActKind.CANCELLED)


class Act(NamedTuple):
    """One thing that happened to a default; a row of the table."""

    number: int
    default: int
    kind: ActKind
    time_ns: int
    date: int
    amount_fen: int
    deadline_ns: int
    event: int
    who: str
    role: str
    document: str
    note: str


class Case(NamedTuple):
    """A default as it stands.

    `missing` is what was short at the delivery, in tonnes, or in fen when `instrument` is CASH.
    """

    number: int
    trade: Trade
    account: int
    entity: int
    instrument: str
    missing: int
    deadline_ns: int
    ended: ActKind | None  # None: open
    covered_fen: int
    repaid_fen: int
    written_off_fen: int

    @property
    def outstanding_fen(self) -> int:
        """What the reserve still claims (追偿)."""
        return max(self.owed_fen - self.written_off_fen, 0)

    @property
    def owed_fen(self) -> int:
        """What has not come back to the reserve, written off or not."""
        return self.covered_fen - self.repaid_fen

    @property
    def holding(self) -> Key:
        """Which holding was short."""
        state = State.CASH_AVAILABLE if self.instrument == CASH else State.TRADING_AVAILABLE
        return Key(self.account, self.instrument, state)

    @property
    def status(self) -> str:
        """In a word: open, delivered, covered, repaid, written_off or cancelled."""
        if self.ended is None:
            return "open"
        if self.ended != ActKind.COVERED or self.outstanding_fen:
            return self.ended.name.lower()
        return "repaid" if self.owed_fen == 0 else "written_off"
