"""Offset of an obligation (抵销) with credits of another registry.

The registry of allowances asks, the registry of credits carries out: two registries that both keep
what they know as facts, and that meet in one operation, `offset_order`. Each order has a reference
and a step: freeze, cancel, or release. The credits registry answers with a statement that it signs
with its server's own key, and the same order again brings the same answer, for ever. So a lost
reply is asked for again, and nothing is done twice or by half.

Here are the words of both sides, and which answer leads where. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

from settlement_bridge.books.offset_words import OffsetStatus, OrderStatus, Step

SPANS_MAX = 100  # blocks of serial numbers in one offset
OPEN_MAX = 100  # offsets of one entity under way
PEER = "peer"  # the role of another registry's key


class Wanted(NamedTuple):
    """What an order is about; `account` is the emitter's in the registry of allowances."""

    account: int
    credit_code: str  # of its entity; empty: not known
    year: int
    instrument: str
    quantity: int
    serials: tuple[str, ...] = ()


# What the credits registry is asked while an offset is in a state; the others ask nothing.
STEP_OF = {
    OffsetStatus.ASKED: Step.FREEZE,
    OffsetStatus.CANCELLING: Step.CANCEL,
    OffsetStatus.RELEASING: Step.RELEASE,
}


def after(status: OffsetStatus, answer: OrderStatus, refused: bool) -> OffsetStatus:
    """Where an answer leads an offset that waits for one.

    What the credits registry has cancelled counts, whatever was asked. `refused`: it is being
    released because it may not be used, not because its emitter withdrew it.
    """
    if answer == OrderStatus.CANCELLED:
        return OffsetStatus.COVERED
    if answer == OrderStatus.FROZEN:
        return OffsetStatus.PENDING if status == OffsetStatus.ASKED else status
    withdrawn = status == OffsetStatus.RELEASING and not refused
    return OffsetStatus.WITHDRAWN if withdrawn else OffsetStatus.REFUSED
