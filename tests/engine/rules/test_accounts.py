"""The table of holdings: every holding is found again, however full the table is; the last place
taken, the next is refused.
"""

from __future__ import annotations

from itertools import islice, product
from random import Random

from engine.commands import CommandKind
from engine.events import Reason
from engine.rules import views
from engine.rules.check import check
from engine.rules.state import SMALL
from tests.engine.desk import Desk

ACCOUNTS = range(1, SMALL.accounts)
INSTRUMENTS = range(1, SMALL.instruments)
PLACES = SMALL.holdings - 1  # slot 0 means none


def full_desk() -> tuple[Desk, list[tuple[int, int]]]:
    """A venue whose table of holdings is full: (account, instrument) pairs in random order, each
    with units of its own number.
    """
    desk = Desk()
    for account in ACCOUNTS:
        desk.do(CommandKind.OPEN_ACCOUNT, account=account)
    for instrument in INSTRUMENTS:
        desk.do(
            CommandKind.LIST_INSTRUMENT,
            instrument=instrument,
            price=5000,
            text=f"CEA{instrument}".encode(),
        )
    pairs = list(product(ACCOUNTS, INSTRUMENTS))
    Random(2021).shuffle(pairs)
    chosen = list(islice(pairs, PLACES))
    for quantity, (account, instrument) in enumerate(chosen, start=1):
        desk.transfer(
            CommandKind.UNITS_IN, account=account, instrument=instrument, quantity=quantity
        )
    return desk, pairs


def test_every_holding_of_a_full_table_is_found_again() -> None:
    desk, pairs = full_desk()
    found = {
        (account, row["instrument"]): row["available"]
        for account in ACCOUNTS
        for row in views.balances(desk.state, account)["holdings"]
    }
    assert found == {
        (account, f"CEA{number}"): quantity
        for quantity, (account, number) in enumerate(pairs[:PLACES], start=1)
    }
    for quantity, (account, instrument) in enumerate(pairs[:PLACES], start=1):
        desk.transfer(
            CommandKind.UNITS_OUT, account=account, instrument=instrument, quantity=quantity
        )
    assert check(desk.state) == []


def test_a_holding_past_the_last_place_is_refused_and_one_that_exists_still_grows() -> None:
    desk, pairs = full_desk()
    account, instrument = pairs[PLACES]
    fields = {"account": account, "instrument": instrument, "quantity": 1, "reference": PLACES + 1}
    assert desk.refused(CommandKind.UNITS_IN, **fields) == Reason.HOLDINGS_FULL
    account, instrument = pairs[0]
    desk.transfer(CommandKind.UNITS_IN, account=account, instrument=instrument, quantity=1)
    assert check(desk.state) == []
