"""How the exchange supervises the crowd and members stop themselves: limits, kills, releases."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from engine.commands import (
    BY_EXCHANGE,
    REFUSE_LOG_ON,
    AccountLimit,
    CommandKind,
)
from engine.rules.state import ACCOUNT_KILLS_MAX, EXCHANGE_KILLS_MAX
from tests.oracle.choices import STRANGE
from tests.oracle.limits import own_limit
from tests.oracle.members import Members
from tests.oracle.themes import EVERYTHING, Theme
from tests.oracle.twin import Twin

USUAL: dict[AccountLimit, tuple[int, ...]] = {
    AccountLimit.OPEN_ORDERS: (0, 2, 6),
    AccountLimit.ORDER_RATE: (0, 3, 20, 60),
    AccountLimit.ORDER_VALUE: (0, 5_000, 200_000),
    AccountLimit.DAY_TURNOVER: (0, 300_000, 3_000_000),
    AccountLimit.MAXIMUM_HOLDING: (0, 60, 1_200, 101_000),
    AccountLimit.RATE_WINDOW: (1, 1_000, 3),
}
STEPS = (  # weight and name of each, in the order in which they are drawn
    (25, "limit_account"),
    (8, "set_default_limit"),
    (5, "kill_account"),
    (5, "kill_operator"),
    (0, "kill_every_operator"),
    (3, "relate"),
    (2, "case_act"),
)


class Supervision(Members):
    """The part of the crowd that limits and stops others."""

    def __init__(self, random: Random, twin: Twin, theme: Theme = EVERYTHING) -> None:
        super().__init__(random, twin, theme)
        self.due_later: list[Callable[[], None]] = []

    def limit(self) -> dict[str, int]:
        """A limit and a value for it, at times one that is out of range or unknown."""
        kind = self.random.choice(list(AccountLimit))
        least, most = kind.least, kind.most
        value = self.rarely(
            self.random.choice(USUAL[kind]), (least, most, most + 1, least - 1, *STRANGE), 20
        )
        return {"parameter": self.rarely(kind, (6, 63, 2**32 - 1), 30), "value": value}

    def limit_account(self) -> None:
        """Half of them end with the default again a moment later, so that trading goes on."""
        account, instrument = self.account(), self.instrument()
        chosen = self.limit()
        setting = own_limit(account, chosen["parameter"], chosen["value"], instrument)
        self.twin.send(**setting)
        if self.random.randrange(2):
            self.later(**setting | {"value": self.rarely(-1, (0,), 3)})

    def set_default_limit(self) -> None:
        fields = self.limit()
        self.twin.send(CommandKind.SET_DEFAULT_LIMIT, **fields)
        if self.random.randrange(5):
            self.later(CommandKind.SET_DEFAULT_LIMIT, **{**fields, "value": 0})

    def kill_account(self) -> None:
        account = self.account()
        kind = self.rarely(CommandKind.KILL_ACCOUNT, (CommandKind.RELEASE_ACCOUNT,), 4)
        self.twin.send(kind, account=account, flags=self.who() | self.log_on())
        operator = self.operator()
        fields = {"account": account, "flags": self.who(), "operator": operator}
        self.later(CommandKind.RELEASE_ACCOUNT, **fields)
        self.later(CommandKind.RELEASE_ACCOUNT, account=account, flags=BY_EXCHANGE)

    def kill_operator(self) -> None:
        """Of an own key, another account's or nobody's; at times another account did so before."""
        invented = (0, -1, 2**32, 2**62, 5_000, 5_001)
        fields = {"account": self.account(), "value": self.rarely(self.operator(), invented, 6)}
        if self.random.randrange(3) == 0:
            before = {**fields, "account": self.account()}
            self.twin.send(CommandKind.KILL_OPERATOR, **before)
            self.later(CommandKind.RELEASE_OPERATOR, **before)
        kind = self.rarely(CommandKind.KILL_OPERATOR, (CommandKind.RELEASE_OPERATOR,), 4)
        self.twin.send(kind, flags=self.who() | self.log_on(), **fields)
        operator = self.operator()
        self.later(CommandKind.RELEASE_OPERATOR, flags=self.who(), operator=operator, **fields)
        self.later(CommandKind.RELEASE_OPERATOR, flags=BY_EXCHANGE, **fields)

    def kill_every_operator(self) -> None:
        """A member, then the exchange stops more keys than it may at one time; all are released."""
        account = self.random.choice(self.accounts)
        sides = (
            ({"account": account}, ACCOUNT_KILLS_MAX),
            ({"flags": BY_EXCHANGE}, EXCHANGE_KILLS_MAX),
        )
        for kind in (CommandKind.KILL_OPERATOR, CommandKind.RELEASE_OPERATOR):
            for fields, most in sides:
                for number in range(1_000, 1_001 + most):
                    self.twin.send(kind, value=number, **fields)

    def relate(self) -> None:
        """Under the next number, one of before, or after another than the last."""
        last, date = self.venue.last_relation, self.venue.date or 20_260_105
        self.twin.send(
            CommandKind.RELATE,
            reference=self.rarely(last + self.random.randint(1, 2), (last, 0, *STRANGE[1:3]), 6),
            value=self.rarely(self.random.choice((0, last)), (last + 1, -1), 8),
            order_id=self.random.choice(self.accounts),
            counterparty=self.random.choice((0, *self.accounts)),
            parameter=self.random.randint(1, 5),
            date=self.rarely(date, (0, 20_260_230, -1), 8),
            quantity=self.rarely(0, (date, date - 1, 20_260_230, *STRANGE), 2),
        )

    def case_act(self) -> None:
        """Whatever it says: it is journalled."""
        case = {"reference": self.random.randint(1, 9), "parameter": self.random.randint(1, 6)}
        self.twin.send(CommandKind.CASE_ACT, operator=self.operator(), **case)

    def who(self) -> int:
        """The member or the exchange."""
        return self.random.choice((0, BY_EXCHANGE))

    def log_on(self) -> int:
        """Now and then a kill refuses log-on."""
        return self.rarely(0, (REFUSE_LOG_ON,), 3)

    def later(self, kind: CommandKind, **fields: int) -> None:
        """Mostly send a command a few steps from now."""
        if self.random.randrange(8):
            self.due_later.append(lambda: self.twin.send(kind, **fields))

    def set_free(self) -> None:
        """Send what was put off."""
        for send in self.due_later:
            send()
        self.due_later = []

    def wait(self) -> None:
        """Let time pass, so that windows of the order rate begin anew."""
        self.twin.time_ns += self.random.choice((1, 999, 10**6, 10**9, 3 * 10**9 + 1))
