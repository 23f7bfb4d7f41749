"""From trades to delivery: collecting, clearing, confirmation, transfers, comparison, catching
up. Here are the records that its parts hand one another, and transfers as the exchange is asked for
them and answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from engine.events import Reason
from gateway.client import Reply
from settlement_bridge.books import DayStatus, Figures, Trade, TradeStatus
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.books.parties import Task, TransferStatus
from settlement_bridge.errors import Refusal

ALREADY_APPLIED = Reason.REFERENCE_ALREADY_APPLIED.name.lower()
Outcome = int | Refusal  # the journal number, or why not
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


class Bust(NamedTuple):
    """The feed's message that the exchange has undone a trade of a day that is not closed."""

    seq: int
    date: int
    method: str
    trade: int
    correction: int
    instrument: str
    price: int
    quantity: int
    amount_fen: int


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


def first_outcome(before: Repeated) -> Outcome:
    """The first answer to an instruction that comes again, once the exchange has given its own."""
    if not before.refused:
        return before.number
    message = f"the exchange refused transfer {before.number}, and it was given back"
    return Refusal(before.refused, "reference", before.number, None, message)


def requests_for(pending: Sequence[Transfer]) -> list[dict[str, Any]]:
    """The requests of transfers in order, each but the first naming the one before it."""
    asked = [_request(transfer) for transfer in pending]
    for before, request in pairwise(asked):
        request["follows"] = before["reference"]
    return asked


def _request(transfer: Transfer) -> dict[str, Any]:
    fields = {
        "op": ASKED[transfer.task].sent_as,
        "account": transfer.account,
        "reference": transfer.reference,
    }
    if transfer.instrument:
        return fields | {"instrument": transfer.instrument, "quantity": transfer.quantity}
    return fields | {"amount_fen": transfer.quantity}


def is_put_off(reply: Reply) -> bool:
    """Whether the exchange may take the transfer later, or may have taken it."""
    return reply.error is not None and reply.error.passing is not None


def code_of(reply: Reply) -> str:
    """The code of a refusal; empty when the transfer has been applied, now or before."""
    code = reply.error.code if reply.error else ""
    return "" if code == ALREADY_APPLIED else code


def outcome_of(transfer: Transfer, reply: Reply) -> Outcome:
    error = reply.error
    if not code_of(reply) or error is None:
        return transfer.reference
    return Refusal(error.code, error.field, error.value, error.allowed, error.message)
