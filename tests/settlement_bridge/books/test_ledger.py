"""Double entry in memory."""

from __future__ import annotations

import random

from settlement_bridge.books import CASH, OUTSIDE, EntryKind, Key, Movement, State
from settlement_bridge.books.ledger import Ledger

BANK = Key(OUTSIDE, CASH, State.BANK)


def cash(account: int) -> Key:
    return Key(account, CASH, State.CASH_AVAILABLE)


def pay(source: Key, target: Key, quantity: int) -> Movement:
    return Movement(EntryKind.TRADE_CASH, source, target, quantity)


def test_what_one_loses_the_other_gets() -> None:
    ledger = Ledger({cash(1): 100}, 7, 1)
    assert ledger.book(pay(cash(1), cash(2), 60)) == 7
    assert (ledger.available(cash(1)), ledger.available(cash(2))) == (40, 60)
    assert ledger.changed == {cash(1), cash(2)}


def test_more_than_there_is_moves_nothing_and_is_not_journalled() -> None:
    ledger = Ledger({cash(1): 100}, 1, 1)
    assert ledger.book(pay(cash(1), cash(2), 101)) is None
    assert ledger.available(cash(1)) == 100
    assert ledger.entries == []
    assert ledger.changed == set()


def test_the_outside_may_go_below_zero() -> None:
    ledger = Ledger({}, 1, 1)
    assert ledger.book(pay(BANK, cash(1), 5)) == 1
    assert ledger.available(BANK) == -5


def test_several_movements_are_made_together_or_not_at_all() -> None:
    ledger = Ledger({cash(1): 100, cash(2): 5}, 1, 1)
    short = pay(cash(3), cash(1), 1)
    assert ledger.move([pay(cash(1), cash(2), 100), pay(cash(2), cash(1), 20), short]) is short
    assert (ledger.available(cash(1)), ledger.available(cash(2)), ledger.available(cash(3))) == (
        100,
        5,
        0,
    )
    assert ledger.entries == []


def test_a_later_movement_may_spend_what_an_earlier_one_brought() -> None:
    ledger = Ledger({cash(1): 100}, 1, 1)
    assert ledger.move([pay(cash(1), cash(2), 100), pay(cash(2), cash(3), 100)]) is None
    assert ledger.available(cash(3)) == 100


def test_entries_are_numbered_without_holes_whatever_was_short() -> None:
    ledger = Ledger({cash(1): 10}, 3, 9)
    ledger.book(pay(cash(1), cash(2), 4))
    ledger.book(pay(cash(1), cash(2), 40))
    ledger.book(pay(cash(2), cash(1), 4))
    assert [entry.number for entry in ledger.entries] == [3, 4]
    assert {entry.time_ns for entry in ledger.entries} == {9}


def test_a_thousand_random_movements_conserve_the_sum_and_keep_everyone_above_zero() -> None:
    actor = random.Random(7)
    ledger = Ledger({cash(number): 1_000 for number in range(5)}, 1, 1)
    for _ in range(1_000):
        moves = [
            pay(cash(actor.randrange(5)), cash(actor.randrange(5)), actor.randrange(900))
            for _ in range(actor.randrange(1, 4))
        ]
        ledger.move(moves)
        assert sum(ledger.balances.values()) == 5_000
        assert min(ledger.balances.values()) >= 0
