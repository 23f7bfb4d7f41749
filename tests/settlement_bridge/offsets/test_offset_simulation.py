"""Random emitters, withdrawals, restarts, and a network that loses, doubles and delays: whatever
happens, both registries end with the same offsets, and the books add up.

`CEAX_EXAMPLES=20` plays twenty seeds.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from gateway.protocol.replies import ConnectionLost
from settlement_bridge.books import venue_rules
from settlement_bridge.books.market import Market
from settlement_bridge.books.offset_words import OffsetStatus
from settlement_bridge.compliance import allowances
from settlement_bridge.offsets import requested, rows
from tests.settlement_bridge.offsets.pair import (
    CODE,
    DATE,
    EMITTER,
    LIN,
    OTHER,
    YEAR,
    Pair,
    Wire,
    opened,
    settle,
)

SEEDS = range(1, 1 + int(os.environ.get("CEAX_EXAMPLES", "1")))
ACTS = 90
FATES = ("there", "there", "there", "lost", "late", "twice", "unanswered")


class Crowd:
    """Does one thing at a time, by chance."""

    def __init__(self, pair: Pair, seed: int) -> None:
        self.pair, self.dice = pair, Random(seed)
        self.wire = Wire(pair, lambda: self.dice.choice(FATES))

    def act(self) -> None:
        """One act, which may be refused."""
        acts = (self.ask, self.ask, self.send, self.send, self.late)
        self.dice.choice((*acts, self.withdraw, self.approve, self.rule, self.pay, self.restart))()

    def ask(self) -> None:
        quantity = self.dice.choice((1, 7, 500, 3_000, 30_000))
        serials: tuple[str, ...] = ()
        if self.dice.random() < 0.3:
            first = self.dice.randrange(1, 59_000)
            serials, quantity = (f"{first}-{first + quantity - 1}",), quantity
        self.pair.ask(quantity, self.dice.choice((CODE, CODE, CODE, OTHER)), serials)

    def send(self) -> None:
        with suppress(ConnectionLost):
            settle(self.pair, self.wire)

    def late(self) -> None:
        """An order that was under way for long arrives; nobody waits for its answer any more."""
        if self.wire.late:
            self.pair.order(self.wire.late.pop(self.dice.randrange(len(self.wire.late))))

    def withdraw(self) -> None:
        self.pair.withdraw(self.dice.randrange(1, 40))

    def approve(self) -> None:
        given = (self.dice.randrange(1, 40), LIN, DATE, self.pair.now_ns())
        self.pair.allowances.write(requested.approve, *given)

    def rule(self) -> None:
        value = self.dice.randrange(2)
        given = ("offset_approval", 0, value, LIN, self.pair.now_ns())
        self.pair.allowances.write(venue_rules.set_rule, *given)

    def pay(self) -> None:
        quantity = self.dice.choice((100, 50_000))
        given = (EMITTER, "CEA24", quantity, YEAR, LIN, DATE, self.pair.now_ns())
        self.pair.allowances.write(allowances.surrender, *given)

    def restart(self) -> None:
        """One of the two registries starts again."""
        side = self.dice.choice(("allowances", "credits"))
        registry = getattr(self.pair, side)
        path = registry.engine.url.database
        registry.close()
        setattr(self.pair, side, opened(Path(path), Market(side)))


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_network_does_what_is_cancelled_is_what_counts(pair: Pair, seed: int) -> None:
    crowd = Crowd(pair, seed)
    for _ in range(ACTS):
        crowd.act()
        position = pair.position()
        assert position.offset + position.offset_pending <= position.offset_most
    pair.allowances.write(venue_rules.set_rule, "offset_approval", 0, 0, LIN, pair.now_ns())
    while crowd.wire.late:
        crowd.late()
    settle(pair)
    pair.check()
    ended = {each.status for each in pair.allowances.read(rows.some, None, None, None, 0, 1_000)}
    assert ended <= {OffsetStatus.COVERED, OffsetStatus.WITHDRAWN, OffsetStatus.REFUSED}
    assert {OffsetStatus.COVERED, OffsetStatus.REFUSED} <= ended
    assert pair.held().get("offset_frozen", 0) == 0
