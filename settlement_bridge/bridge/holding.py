"""Which instructions of the registry's staff await a second key, and how they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from settlement_bridge.books import SignOff, State, held_acts
from settlement_bridge.books.parties import Instruction
from settlement_bridge.books.serials import range_text
from settlement_bridge.errors import Refusal
from settlement_bridge.operations import GUARDED
from settlement_bridge.operations.fields import OPERATOR

_NAMES = ("account", "to_account", "year", "province", "document", "note")


def held(
    connection: Connection, instructions: Sequence[Instruction], time_ns: int
) -> list[Refusal | None]:
    """Hold what a second key has to approve: the answer to each of these, None to the others."""
    guarded = [_is_guarded(item) for item in instructions]
    if not any(guarded) or not held_acts.is_on(connection):
        return [None] * len(guarded)
    pairs = zip(instructions, guarded, strict=True)
    return [_hold(connection, item, time_ns) if awaits else None for item, awaits in pairs]


def _is_guarded(item: Instruction) -> bool:
    """Whether staff asks for it; what was approved, or is entered again, has no reference."""
    return item.asked is not None and item.role in OPERATOR and item.task.name.lower() in GUARDED


def _hold(connection: Connection, item: Instruction, time_ns: int) -> Refusal:
    sign_off = SignOff(item.who, item.role, item.document, item.note)
    return held_acts.hold(connection, item.task.name.lower(), _said(item), sign_off, time_ns)


def _said(item: Instruction) -> dict[str, Any]:
    """An instruction as its request has it, as far as guarded ones name it."""
    given = {name: getattr(item, name) for name in _NAMES}
    said = {name: value for name, value in given.items() if value not in (None, 0, "")}
    if item.province == 0:
        said["province"] = 0  # the nation's
    if item.serials:
        said["serials"] = [range_text(each.first, each.last) for each in item.serials]
    elif item.state != State.REGISTRY_AVAILABLE:
        said["state"] = item.state.name.lower()
    return said | {"instrument": item.instrument, "quantity": item.quantity}
