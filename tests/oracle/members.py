"""What members do: orders of every kind, cancels, replaces, directed takes."""

from __future__ import annotations

from engine.commands import MARKET, CommandKind, Side, TimeInForce
from tests.oracle.choices import INSTRUMENTS, Choices

FORCES = (*(TimeInForce.DAY,) * 4, TimeInForce.IOC, TimeInForce.FOK)


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
            CommandKind.CANCEL, account=account, order_id=number, valid_until_ns=self.valid_until()
        )

    def replace(self) -> None:
        number = self.order_number()
        order = self.venue.orders.get(number)
        account, price, quantity = self.account(), 4800, 5
        if order is not None:
            account = self.rarely(order.account, (self.account(), 0), 12)
            price = self.rarely(
                order.price, (self.price(order.instrument), order.price + 1, order.price - 1), 2
            )
            less = max(1, order.leaves - self.random.randint(0, 3))
            quantity = self.rarely(less, (order.leaves, self.quantity(order.instrument)), 2)
        self.twin.send(
            CommandKind.REPLACE,
            account=account,
            order_id=number,
            price=price,
            quantity=quantity,
            operator=self.operator(),
        )

    def mass_cancel(self) -> None:
        self.twin.send(
            CommandKind.MASS_CANCEL,
            account=self.rarely(self.account(), (0,), 10),
            instrument=self.rarely(0, (self.instrument(),), 2),
            side=self.rarely(0, (Side.BUY, Side.SELL, 3), 2),
        )
