"""What an order would trade with if it arrived now: a market buy needs that cash and not a fen
more.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands import MARKET, CommandKind, SelfTrade, Side, TimeInForce
from engine.events import EventKind, Reason
from tests.oracle.floor import ALICE, BOB, CAROL, Floor, fills
from tests.oracle.parameters import AT_MARKET
from tests.oracle.records import Event

RESTING = st.lists(
    st.tuples(st.sampled_from((ALICE, BOB, CAROL)), st.integers(9_000, 9_020), st.integers(1, 9)),
    max_size=9,
)


def market_buy(
    floor: Floor, account: int, quantity: int, force: TimeInForce = TimeInForce.DAY
) -> list[Event]:
    terms = {"side": Side.BUY, "quantity": quantity, "time_in_force": force, "flags": MARKET}
    return floor.twin.send(CommandKind.NEW_ORDER, account=account, instrument=1, **terms)


def cash_of(floor: Floor, account: int) -> int:
    return int(floor.twin.state["accounts"][0][account]["cash_available_fen"])


@given(
    resting=RESTING,
    quantity=st.integers(1, 40),
    mode=st.sampled_from(SelfTrade),
    levels=st.integers(0, 4),
    fees=st.tuples(st.sampled_from((0, 77, 333, 100_000)), st.sampled_from((0, 7, 500))),
    force=st.sampled_from(TimeInForce),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_market_buy_needs_exactly_what_its_fills_and_largest_fees_cost(
    resting: list[tuple[int, int, int]],
    quantity: int,
    mode: SelfTrade,
    levels: int,
    fees: tuple[int, int],
    force: TimeInForce,
) -> None:
    ppm, least = fees
    rules = {
        "SELF_TRADE": mode,
        "LEVELS": levels,
        "TRADING_FEE_PPM": ppm,
        "SETTLEMENT_FEE_MIN_FEN": least,
        AT_MARKET.name: 1,
    }
    floor = Floor(**rules)
    floor.twin.thorough = False
    for account, price, tonnes in resting:
        floor.sell(account, tonnes, price)
    floor.reference += 1
    out = {"account": BOB, "amount_fen": cash_of(floor, BOB), "reference": floor.reference}
    floor.twin.send(CommandKind.CASH_OUT, **out)
    said = market_buy(floor, BOB, quantity, force)
    if said[0]["kind"] == EventKind.REFUSED:
        assert said[0]["reason"] == Reason.CASH_INSUFFICIENT
        floor.reference += 1
        short = {
            "account": BOB,
            "amount_fen": said[0]["amount_fen"] - 1,
            "reference": floor.reference,
        }
        if short["amount_fen"]:
            floor.twin.send(CommandKind.CASH_IN, **short)
        assert market_buy(floor, BOB, quantity, force)[0].get("reason") == Reason.CASH_INSUFFICIENT
        floor.reference += 1
        floor.twin.send(CommandKind.CASH_IN, account=BOB, amount_fen=1, reference=floor.reference)
        said = market_buy(floor, BOB, quantity, force)
    assert said[0]["kind"] == EventKind.ACCEPTED
    assert cash_of(floor, BOB) >= 0
    floor.twin.check()


def test_a_market_order_reaches_both_price_limits() -> None:
    floor = Floor(**{AT_MARKET.name: 1})
    floor.sell(ALICE, 5, 11_000)
    assert [price for _, _, price in fills(market_buy(floor, BOB, 5))] == [11_000]
    floor.buy(ALICE, 5, 9_000)
    said = floor.twin.send(
        CommandKind.NEW_ORDER, account=BOB, instrument=1, side=Side.SELL, quantity=5, flags=MARKET
    )
    assert [price for _, _, price in fills(said)] == [9_000]


def test_the_acknowledgement_and_the_cancellation_of_a_market_order_carry_no_price() -> None:
    floor = Floor(**{AT_MARKET.name: 1})
    accepted, cancelled = market_buy(floor, BOB, 5)
    assert accepted["flags"] & MARKET and "price" not in accepted
    assert cancelled["reason"] == Reason.MARKET_REMAINDER and "price" not in cancelled
