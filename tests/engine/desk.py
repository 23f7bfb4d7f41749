"""A venue at hand for tests: one state, one call a command, events as plain dicts."""

from __future__ import annotations

from typing import Any

from engine.commands import AccountLimit, CommandKind, Phase, Side, command
from engine.events import EventKind, Reason
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, Capacity, empty_state
from tests.oracle.limits import own_limit

ALICE, BOB, CARL = 1, 2, 3
CEA25 = 1
DATE = 20260105


class Desk:
    """A venue whose commands are stamped and applied one by one."""

    def __init__(self, capacity: Capacity = SMALL) -> None:
        self.state = empty_state(capacity)
        self.reference = 0

    def do(self, kind: CommandKind, **fields: object) -> list[dict[str, Any]]:
        """Apply one command; its events with the fields that are not zero."""
        sequence = int(self.state["venue"]["sequence"][0]) + 1
        events = apply_all(self.state, command(kind, sequence=sequence, time_ns=sequence, **fields))
        return [
            {name: event[name].item() for name in event.dtype.names if event[name]}
            for event in events
        ]

    def refused(self, kind: CommandKind, **fields: object) -> Reason:
        """The reason a command is refused for, NONE when it is not."""
        first = self.do(kind, **fields)[0]
        return Reason(first.get("reason", 0)) if first["kind"] == EventKind.REFUSED else Reason.NONE

    def limit(self, account: int, limit: AccountLimit, value: int, **fields: int) -> Reason:
        """Set an account's own limit; why that is refused, else NONE."""
        return self.refused(**own_limit(account, limit, value, **fields))

    def transfer(self, kind: CommandKind, **fields: object) -> None:
        """Cash or units with the next journal number."""
        self.reference += 1
        assert self.refused(kind, reference=self.reference, **fields) == Reason.NONE

    def order(
        self, account: int, side: Side, quantity: int, price: int, **fields: object
    ) -> list[dict[str, Any]]:
        """A new order of CEA25."""
        return self.do(
            CommandKind.NEW_ORDER,
            account=account,
            instrument=CEA25,
            side=side,
            quantity=quantity,
            price=price,
            **fields,
        )


def trading_desk(capacity: Capacity = SMALL) -> Desk:
    """Three accounts with a million CNY and 10,000 t each, CEA25 at 78.00, in the morning."""
    desk = Desk(capacity)
    desk.do(CommandKind.LIST_INSTRUMENT, instrument=CEA25, price=7800, text=b"CEA25")
    for account in (ALICE, BOB, CARL):
        desk.do(CommandKind.OPEN_ACCOUNT, account=account, text=b"entity")
        desk.transfer(CommandKind.CASH_IN, account=account, amount_fen=100_000_000)
        desk.transfer(CommandKind.UNITS_IN, account=account, instrument=CEA25, quantity=10_000)
    desk.do(CommandKind.START_DAY, date=DATE)
    desk.do(CommandKind.SET_PHASE, phase=Phase.MORNING)
    return desk
