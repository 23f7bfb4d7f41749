"""No member takes the tables of the venue from the others: the orders, and the deals of a day.

Every command goes to the engine and to the oracle, which must agree. The tables of auctions and
bids have tests of their own (tests/engine/rules/auction).
"""

from __future__ import annotations

import pytest

from engine.commands import IN_PARTS, MARKET, AccountLimit, CommandKind, Phase, Side, TimeInForce
from engine.events import EventKind, Reason
from engine.rules.state import SMALL
from engine.units import SHARE_LEAST
from tests.oracle.floor import ALICE, BOB, CAROL, DAVID, UNITS, Floor, fills, number, refusal
from tests.oracle.limits import own_limit
from tests.oracle.numbering import key_command

PLACES = SMALL.orders - 2  # for orders that rest: slot 0 is none, and one place is kept
BEST, LAST, SHARE = 10_000, 10_049, 20
IOC = TimeInForce.IOC


def keyed(**parameters: int) -> Floor:
    """A venue whose numbers have a key."""
    floor = Floor(**parameters)
    floor.twin.send(**key_command(7 << 50))
    floor.twin.thorough = False
    return floor


@pytest.fixture
def full() -> Floor:
    """A venue in which Alice's sell orders have every place for orders that rest."""
    floor = keyed()
    for place in range(PLACES):
        number(floor.sell(ALICE, 2, BEST + place % 50))
    return floor


def test_where_no_more_orders_rest_those_are_taken_that_trade_at_once(full: Floor) -> None:
    assert refusal(full.sell(CAROL, 1, BEST)) == Reason.ORDERS_FULL
    assert refusal(full.buy(CAROL, 1, BEST - 1)) == Reason.ORDERS_FULL
    assert refusal(full.buy(CAROL, 1, BEST - 1, IOC)) == Reason.ORDERS_FULL
    for force in TimeInForce:
        assert [quantity for _, quantity, _ in fills(full.buy(BOB, 1, BEST, force))] == [1]
    full.twin.check()


def test_what_is_left_of_a_taker_rests_in_the_place_of_what_it_took(full: Floor) -> None:
    at_best = sum(2 for place in range(PLACES) if place % 50 == 0)
    said = full.buy(BOB, at_best + 3, BEST)
    assert sum(quantity for _, quantity, _ in fills(said)) == at_best
    assert [quantity for _, quantity, _ in fills(full.sell(CAROL, 5, BEST))] == [3]
    full.twin.check()


def test_a_taker_may_name_its_target_and_every_order_may_be_replaced(full: Floor) -> None:
    mine = number(full.buy(BOB, 2 * 6 + 1, BEST))  # takes six, rests
    assert number(full.replace(BOB, mine, 2, BEST - 5)) == mine
    for _ in range(5):
        number(full.sell(ALICE, 2, BEST))
    assert refusal(full.sell(ALICE, 2, BEST)) == Reason.ORDERS_FULL
    target = next(
        order.number for order in full.twin.oracle.venue.orders.values() if order.price == BEST
    )
    assert fills(full.buy(DAVID, 1, BEST, take=target)) == [(target, 1, BEST)]
    assert number(full.replace(BOB, mine, 1, BEST - 7)) == mine
    full.twin.check()


def test_a_market_order_is_taken_while_the_other_side_has_orders() -> None:
    floor = keyed(MARKET_ORDERS=1)
    for place in range(PLACES):
        number(floor.sell(ALICE, 2, BEST + place % 50))
    terms = {"account": BOB, "instrument": 1, "quantity": 1, "flags": MARKET}
    said = floor.twin.send(CommandKind.NEW_ORDER, **terms, side=Side.BUY, time_in_force=IOC)
    assert [quantity for _, quantity, _ in fills(said)] == [1]
    said = floor.twin.send(CommandKind.NEW_ORDER, **terms, side=Side.SELL, time_in_force=IOC)
    assert refusal(said) == Reason.ORDERS_FULL


def test_an_account_has_a_share_which_staff_may_change_and_others_keep_theirs() -> None:
    floor = keyed()
    share = {"parameter": AccountLimit.OPEN_ORDERS, "value": SHARE}
    floor.twin.send(CommandKind.SET_DEFAULT_LIMIT, **share)
    for _ in range(SHARE):
        number(floor.sell(ALICE, 1, LAST))
    assert refusal(floor.sell(ALICE, 1, LAST)) == Reason.OPEN_ORDERS_ABOVE_LIMIT
    assert refusal(floor.buy(ALICE, 1, LAST, IOC)) == Reason.OPEN_ORDERS_ABOVE_LIMIT
    number(floor.sell(CAROL, 1, LAST))
    floor.twin.send(**own_limit(ALICE, AccountLimit.OPEN_ORDERS, 0))  # none
    number(floor.sell(ALICE, 1, LAST))
    floor.twin.check()


def test_the_share_alone_makes_no_order_slower() -> None:
    """An instrument's gate stays open, and no sums are kept."""
    floor = keyed()
    share = {"parameter": AccountLimit.OPEN_ORDERS, "value": SHARE}
    floor.twin.send(CommandKind.SET_DEFAULT_LIMIT, **share)
    state = floor.twin.state
    assert state["instruments"][0]["ordinary"][1] == 1
    number(floor.sell(ALICE, 1, LAST))
    assert state["account_limits"][0]["open_fen"][ALICE] == 0
    floor.twin.send(CommandKind.SET_DEFAULT_LIMIT, parameter=AccountLimit.ORDER_RATE, value=9)
    assert state["instruments"][0]["ordinary"][1] == 0
    assert state["account_limits"][0]["open_fen"][ALICE] == LAST
    floor.twin.check()


def test_a_key_that_comes_after_the_share_ends_the_sums_that_were_kept_for_it() -> None:
    floor = Floor()
    share = {"parameter": AccountLimit.OPEN_ORDERS, "value": SHARE}
    floor.twin.send(CommandKind.SET_DEFAULT_LIMIT, **share)
    number(floor.sell(ALICE, 1, LAST))
    assert floor.twin.state["account_limits"][0]["open_fen"][ALICE] == LAST
    floor.twin.send(**key_command(7 << 50))
    assert floor.twin.state["account_limits"][0]["open_fen"][ALICE] == 0


def test_who_answers_intents_has_a_share_of_the_days_deals() -> None:
    floor = keyed(BLOCK_QUANTITY_MIN=1)
    floor.twin.send(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)
    terms = {"account": ALICE, "instrument": 1, "side": Side.SELL, "price": BEST}
    said = floor.twin.send(CommandKind.POST_INTENT, **terms, quantity=UNITS // 2, flags=IN_PARTS)
    intent = said[0]["order_id"]

    def accept(account: int) -> Reason:
        taken = {"account": account, "order_id": intent, "quantity": 1}
        first = floor.twin.send(CommandKind.ACCEPT_INTENT, **taken)[0]
        return Reason(first.get("reason", 0)) if first["kind"] == EventKind.REFUSED else Reason.NONE

    assert [accept(BOB) for _ in range(SHARE_LEAST)] == [Reason.NONE] * SHARE_LEAST
    assert accept(BOB) == Reason.DEALS_OF_ACCOUNT_FULL
    assert accept(CAROL) == Reason.NONE
    floor.twin.check()
