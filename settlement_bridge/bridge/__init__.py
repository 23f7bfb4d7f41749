"""From trades to delivery: collecting, clearing, confirmation, transfers, comparison, catching
up. Here are the records that its parts hand one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from settlement_bridge.books import DayStatus, Figures, Trade, TradeStatus
from settlement_bridge.books.parties import Task, TransferStatus

DELIVERY_MAX = 5_000  # trades of one delivery transaction
INSTRUCTIONS_MAX = 1_000  # instructions of one transaction


class Transfer(NamedTuple):
    """A transfer between registry and exchange; `reference` is the number of its first journal
    entry.
    """

    reference: int
    task: Task
    account: int
    instrument: str
    quantity: int
    status: TransferStatus
    code: str  # of the refusal, else empty
    date: int


class Repeated(NamedTuple):
    """The answer to an instruction that was carried out before; `pending`: a transfer that waits
    for the exchange still.

    `refused`: the code with which the exchange refused the transfer, else empty.
    """

    number: int
    pending: bool = False
    refused: str = ""


class Verdict(NamedTuple):
    """The exchange's answer to a transfer: an empty code means applied."""

    reference: int
    code: str


class SettledTrade(NamedTuple):
    """A trade and what became of it; `reason` says why it failed."""

    trade: Trade
    status: TradeStatus
    reason: str


class DayClose(NamedTuple):
    """The feed's closing message of a day."""

    seq: int
    date: int
    figures: Figures
    composite_close: int | None
    closes: dict[str, int]


class Day(NamedTuple):
    """A trading day in the registry; `problem` is why its settlement does not go on, else empty."""

    date: int
    status: DayStatus
    figures: Figures | None
    composite_close: int | None
    failed: int
    problem: str


class Cursor(NamedTuple):
    """How far the settlement stream has been taken in: the next number wanted, and the epoch it
    belongs to.
    """

    epoch: str
    next_seq: int


@dataclass(frozen=True)
class DayTotal:
    """Trades of one day, instrument and status, added up."""

    instrument: str
    status: TradeStatus
    count: int
    quantity: int
    amount_fen: int
    trading_fees_fen: int
    settlement_fees_fen: int


class DeliveryStep(NamedTuple):
    """What one delivery transaction did."""

    delivered: int
    failed: int
    more: bool  # trades of the day are still to be delivered
