"""A trading venue with four members, for tests that want a few verbs rather than commands."""

from __future__ import annotations

from engine.commands import CommandKind, Parameter, Phase, Side, TimeInForce
from engine.events import EventKind, Reason
from engine.rules.state import SMALL
from tests.oracle.records import Event
from tests.oracle.twin import Twin

BASE = 10_000  # ticks; limits 9,000 and 11,000
CASH = 10**12
UNITS = 10**6
ALICE, BOB, CAROL, DAVID = 1, 2, 3, 4


class Floor:
    """A trading venue with four members, and the few verbs the tests need."""

    def __init__(
        self, price: int = BASE, cash: int = CASH, units: int = UNITS, **parameters: int
    ) -> None:
        self.twin = Twin(SMALL, thorough=False)
        self.reference = 0
        for account in (ALICE, BOB, CAROL, DAVID):
            self.member(account, cash)
        self.twin.send(CommandKind.LIST_INSTRUMENT, instrument=1, price=price, text=b"CEA25")
        for name, value in parameters.items():
            self.twin.send(
                CommandKind.SET_PARAMETER, instrument=1, parameter=Parameter[name], value=value
            )
        for account in (ALICE, BOB, CAROL, DAVID):
            self.deliver(account, 1, units)
        self.twin.send(CommandKind.START_DAY, date=20260105)
        self.twin.send(CommandKind.SET_PHASE, phase=Phase.MORNING)
        self.twin.check()  # the beginning is nearly the same each time: once after it is enough
        self.twin.thorough = True

    def member(self, account: int, cash: int) -> None:
        self.reference += 1
        self.twin.send(CommandKind.OPEN_ACCOUNT, account=account, text=b"member")
        self.twin.send(
            CommandKind.CASH_IN, account=account, amount_fen=cash, reference=self.reference
        )

    def deliver(self, account: int, instrument: int, quantity: int) -> Event:
        self.reference += 1
        command = {
            "account": account,
            "instrument": instrument,
            "quantity": quantity,
            "reference": self.reference,
        }
        return self.twin.send(CommandKind.UNITS_IN, **command)[0]

    def order(
        self,
        account: int,
        side: Side,
        quantity: int,
        price: int,
        force: TimeInForce = TimeInForce.DAY,
        take: int = 0,
    ) -> list[Event]:
        return self.twin.send(
            CommandKind.NEW_ORDER,
            account=account,
            instrument=1,
            side=side,
            quantity=quantity,
            price=price,
            time_in_force=force,
            order_id=take,
        )

    def buy(
        self,
        account: int,
        quantity: int,
        price: int,
        force: TimeInForce = TimeInForce.DAY,
        take: int = 0,
    ) -> list[Event]:
        return self.order(account, Side.BUY, quantity, price, force, take)

    def sell(
        self,
        account: int,
        quantity: int,
        price: int,
        force: TimeInForce = TimeInForce.DAY,
        take: int = 0,
    ) -> list[Event]:
        return self.order(account, Side.SELL, quantity, price, force, take)

    def cancel(self, account: int, order: int) -> list[Event]:
        return self.twin.send(CommandKind.CANCEL, account=account, order_id=order)

    def replace(self, account: int, order: int, quantity: int, price: int) -> list[Event]:
        return self.twin.send(
            CommandKind.REPLACE, account=account, order_id=order, quantity=quantity, price=price
        )


def number(said: list[Event]) -> int:
    """The number of the order that was accepted."""
    assert said[0]["kind"] == EventKind.ACCEPTED, Reason(said[0]["reason"])
    return int(said[0]["order_id"])


def fills(said: list[Event]) -> list[tuple[int, int, int]]:
    """(maker's order, quantity, price) of each fill."""
    return [
        (event["maker_order_id"], event["quantity"], event["price"])
        for event in said
        if event["kind"] == EventKind.FILL
    ]


def refusal(said: list[Event]) -> Reason:
    """Why a command was refused."""
    assert [event["kind"] for event in said] == [EventKind.REFUSED]
    return Reason(said[0]["reason"])
