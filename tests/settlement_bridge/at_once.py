"""Writing work on a registry, done at once and at the registry's own time."""

from __future__ import annotations

from collections.abc import Sequence

from settlement_bridge.books.ledger_rows import Memory
from settlement_bridge.books.parties import Instruction
from settlement_bridge.bridge import DeliveryStep, Repeated, Verdict, outbox, trading_days
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry


def record(
    registry: Registry, instructions: Sequence[Instruction]
) -> list[int | Refusal | Repeated]:
    """Carry out instructions in order: what each led to."""
    return registry.write(outbox.record, instructions, registry.now_ns())


def conclude(registry: Registry, verdicts: Sequence[Verdict], who: str = "bridge") -> None:
    """Write down what the exchange has answered to transfers."""
    registry.write(outbox.conclude, verdicts, who, registry.now_ns())


def deliver(
    registry: Registry, date: int, limit: int, who: str = "bridge", memory: Memory | None = None
) -> DeliveryStep:
    """Deliver the next trades of a confirmed day; without a memory the books are read anew."""
    given = (date, limit, who, registry.now_ns(), memory or Memory())
    return registry.write(trading_days.deliver, *given)
