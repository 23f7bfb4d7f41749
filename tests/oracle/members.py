"""What members do: orders of every kind, cancels, replaces, directed takes."""

from __future__ import annotations

from engine.commands import MARKET, TOTAL, CommandKind, Scope, Side, TimeInForce
from engine.rules.state import ACCOUNT_GUARDS_MAX, GUARDS_MAX
from tests.oracle.choices import INSTRUMENTS, STRANGE, Choices

FORCES = (*(TimeInForce.DAY,) * 4, TimeInForce.IOC, TimeInForce.FOK)


def guards_for_all(accounts: int) -> list[tuple[CommandKind, dict[str, int]]]:
    """Commands that open accounts, and for each one guard more than it may have."""
    found: list[tuple[CommandKind, dict[str, int]]] = []
    for account in range(1, accounts + 1):
        found.append((CommandKind.OPEN_ACCOUNT, {"account": account}))
        guard = {"account": account, "parameter": int(Scope.KEY), "operator": 7}
        found += [(CommandKind.OPEN_GUARD, guard)] * (ACCOUNT_GUARDS_MAX + 1)
    return found


class Members(Choices):
    """The members' part of the crowd."""

    def new_order(self) -> None:
        instrument = self.instrument()
        market = self.random.randrange(12) == 0
        self.twin.send(
            CommandKind.NEW_ORDER,
            account=self.account(),
            instrument=instrument,
            side=self.side(),
            time_in_force=self.rarely(self.random.choice(FORCES), (1, 2, 255), 100),
            price=self.rarely(0, (self.price(instrument),), 15)
            if market
            else self.price(instrument),
            quantity=self.quantity(instrument),
            valid_until_ns=self.valid_until(),
            flags=MARKET if market else self.rarely(0, (1, 2, 8), 50),
            value=self.rarely(0, (*self.soon(), -1), 8),
            parameter=self.guard(),
            text=b"client",
            operator=self.operator(),
        )

    def directed_take(self) -> None:
        target = self.venue.orders.get(self.order_number())
        if target is None:
            self.twin.send(
                CommandKind.NEW_ORDER,
                account=1,
                instrument=1,
                side=1,
                price=self.price(1),
                quantity=1,
                order_id=self.order_number(),
            )
            return
        instrument = self.rarely(target.instrument, INSTRUMENTS, 10)
        best = self.venue.instruments[target.instrument].book.best(target.side)
        chosen = self.rarely(best, (target,), 3)
        self.twin.send(
            CommandKind.NEW_ORDER,
            account=self.account(),
            instrument=instrument,
            side=self.rarely(
                Side.BUY if chosen.side == Side.SELL else Side.SELL, (chosen.side,), 10
            ),
            time_in_force=self.random.choice((0, 0, 3, 4)),
            flags=self.rarely(0, (MARKET,), 20),
            price=self.rarely(chosen.price, (chosen.price - 1, chosen.price + 1, 0), 3),
            quantity=self.rarely(
                self.random.randint(1, chosen.leaves), (chosen.leaves, chosen.leaves + 1), 3
            ),
            order_id=chosen.number,
            operator=self.operator(),
        )

    def cancel(self) -> None:
        number = self.order_number()
        order = self.venue.orders.get(number)
        account = order.account if order is not None else self.account()
        account = self.rarely(account, (0, self.account()), 8)
        self.twin.send(
            CommandKind.CANCEL,
            account=account,
            order_id=number,
            valid_until_ns=self.valid_until(),
            text=self.rarely(b"", (b"c-1", b"request of 20 letters"[:20]), 3),
        )

    def replace(self) -> None:
        number = self.order_number()
        order = self.venue.orders.get(number)
        account, price, quantity, leaves = self.account(), 4800, 5, 5
        if order is not None:
            account = self.rarely(order.account, (self.account(), 0), 12)
            price = self.rarely(
                order.price, (self.price(order.instrument), order.price + 1, order.price - 1), 2
            )
            less = max(1, order.leaves - self.random.randint(0, 3))
            quantity = self.rarely(less, (order.leaves, self.quantity(order.instrument)), 2)
            leaves = order.leaves
        flags = self.rarely(0, (TOTAL,), 2)
        if order is not None and flags and abs(quantity) < 2**62:
            # what has traded, a little less, or more
            quantity += order.traded - self.rarely(0, (quantity, quantity + 1), 3)
        self.twin.send(
            CommandKind.REPLACE,
            account=account,
            order_id=number,
            price=price,
            quantity=quantity,
            operator=self.operator(),
            flags=flags,
            reference=self.rarely(0, (leaves, leaves, leaves - 1), 3),
            parameter=self.guard(),
            text=self.rarely(b"", (b"r-1",), 3),
        )

    def mass_cancel(self) -> None:
        self.twin.send(
            CommandKind.MASS_CANCEL,
            account=self.rarely(self.account(), (0,), 10),
            instrument=self.rarely(0, (self.instrument(),), 2),
            side=self.rarely(0, (Side.BUY, Side.SELL, 3), 2),
            value=self.rarely(0, (self.operator(), self.operator(), -1), 2),
        )

    def soon(self) -> tuple[int, ...]:
        """Times that come after some more commands, or have just come."""
        return tuple(self.twin.time_ns + each for each in (1_000, 2_000, 20_000, 10**9))

    def guard(self) -> int:
        """The guard of the session of an order: mostly none."""
        return self.rarely(0, (*list(self.venue.guards)[-2:], 2**32 - 1), 4)

    def open_guard(self) -> None:
        scope = self.rarely(self.random.choice(list(Scope)), (0, 4, 2**32 - 1), 12)
        who = {"account": self.account(), "operator": self.operator()}
        self.twin.send(CommandKind.OPEN_GUARD, parameter=scope, **who)

    def end_guard(self) -> None:
        now, guards = self.twin.time_ns, self.venue.guards.values()
        due = [each.number for each in guards if 0 < each.fires_ns <= now]
        numbers = (*list(self.venue.guards)[-6:], *due[:6], 0, -1, 2**62)
        kind = self.random.choice(
            (CommandKind.FIRE_GUARD, CommandKind.FIRE_GUARD, CommandKind.CLOSE_GUARD)
        )
        self.twin.send(kind, reference=self.random.choice(numbers))

    def cancel_after(self) -> None:
        scope = self.rarely(self.random.choice((Scope.KEY, Scope.ACCOUNT)), (0, 1, 4), 12)
        after = self.rarely(self.random.choice((0, 1, 1, 60_000)), (86_400_001, *STRANGE), 12)
        who = {"account": self.account(), "operator": self.operator()}
        self.twin.send(CommandKind.CANCEL_AFTER, parameter=scope, value=after, **who)

    def expire_order(self) -> None:
        """What has expired, or now and then any order."""
        now = self.twin.time_ns
        due = [each.number for each in self.venue.orders.values() if 0 < each.expires_ns <= now]
        number = self.random.choice(due) if due else self.order_number()
        self.twin.send(CommandKind.EXPIRE_ORDER, order_id=self.rarely(number, (0, -3), 12))

    def open_every_guard(self) -> None:
        """More guards than there is room for, and all of them fire."""
        for kind, fields in guards_for_all(1 + GUARDS_MAX // ACCOUNT_GUARDS_MAX):
            self.twin.send(kind, **fields)
        for number in list(self.venue.guards):
            self.twin.send(CommandKind.FIRE_GUARD, reference=number)
