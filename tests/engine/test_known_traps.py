"""The mistakes that matching engines are known for, each with a test of its own name.

Every command goes to the engine and to the oracle (`Twin`), so each test also says that both agree.
"""

from __future__ import annotations

import pytest

from engine.commands import CommandKind, Phase, Side, TimeInForce, TotalsKind
from engine.events import KEPT_PLACE, EventKind, Reason
from engine.rules.state import SMALL
from engine.units import CASH_MAX_FEN, PRICE_MAX, QUANTITY_MAX
from tests.oracle.floor import ALICE, BASE, BOB, CAROL, CASH, DAVID, Floor, fills, number, refusal
from tests.oracle.records import Event
from tests.oracle.twin import Twin


@pytest.fixture
def floor() -> Floor:
    return Floor()


def test_a_trade_is_at_the_resting_price_not_the_takers(floor: Floor) -> None:
    resting = number(floor.sell(ALICE, 10, 10_000))
    assert fills(floor.buy(BOB, 10, 10_500)) == [(resting, 10, 10_000)]
    resting = number(floor.buy(CAROL, 10, 10_500))
    assert fills(floor.sell(DAVID, 10, 9_500)) == [(resting, 10, 10_500)]


def test_a_partial_fill_keeps_the_place_in_the_queue(floor: Floor) -> None:
    first = number(floor.sell(ALICE, 10, 10_000))
    second = number(floor.sell(CAROL, 10, 10_000))
    assert fills(floor.buy(BOB, 4, 10_000)) == [(first, 4, 10_000)]
    assert fills(floor.buy(BOB, 10, 10_000)) == [(first, 6, 10_000), (second, 4, 10_000)]


@pytest.mark.parametrize("how", ["cancelled", "filled", "replaced"])
def test_no_phantom_best_price_after_the_last_order_at_the_touch_leaves(
    floor: Floor, how: str
) -> None:
    touch = number(floor.sell(ALICE, 10, 10_000))
    behind = number(floor.sell(CAROL, 10, 10_007))
    if how == "cancelled":
        floor.cancel(ALICE, touch)
    elif how == "filled":
        floor.buy(DAVID, 10, 10_000)
    else:
        floor.replace(ALICE, touch, 10, 10_900)
    assert fills(floor.buy(BOB, 5, 10_000)) == []
    assert fills(floor.buy(DAVID, 5, 10_100)) == [(behind, 5, 10_007)]


def test_the_last_order_of_a_side_leaves_an_empty_side(floor: Floor) -> None:
    only = number(floor.buy(ALICE, 10, 9_000))
    floor.cancel(ALICE, only)
    assert fills(floor.sell(BOB, 10, 9_000)) == []
    assert fills(floor.buy(CAROL, 10, 11_000)) != []


def test_the_number_of_a_filled_order_is_stale(floor: Floor) -> None:
    filled = number(floor.sell(ALICE, 10, 10_000))
    floor.buy(BOB, 10, 10_000)
    assert refusal(floor.cancel(ALICE, filled)) == Reason.ORDER_UNKNOWN
    assert refusal(floor.replace(ALICE, filled, 5, 10_000)) == Reason.ORDER_UNKNOWN
    assert refusal(floor.buy(BOB, 1, 10_000, take=filled)) == Reason.ORDER_UNKNOWN


def test_a_stale_number_never_reaches_the_next_order_in_its_place(floor: Floor) -> None:
    gone = number(floor.sell(ALICE, 10, 10_000))
    floor.cancel(ALICE, gone)
    stays = number(floor.sell(ALICE, 10, 10_000))
    assert refusal(floor.cancel(ALICE, gone)) == Reason.ORDER_UNKNOWN
    assert floor.cancel(ALICE, stays)[1]["leaves"] == 10


def test_an_order_number_is_never_used_twice(floor: Floor) -> None:
    seen = set()
    for _ in range(40):
        order = number(floor.sell(ALICE, 1, 10_500))
        engine_number = floor.twin.engine_number[order]
        assert engine_number not in seen
        seen.add(engine_number)
        floor.cancel(ALICE, order)


def test_there_is_no_trade_of_quantity_zero(floor: Floor) -> None:
    floor.sell(ALICE, 10, 10_000)
    floor.sell(CAROL, 10, 10_001)
    said = floor.buy(BOB, 10, 10_001)
    assert [quantity for _, quantity, _ in fills(said)] == [10]
    assert refusal(floor.buy(BOB, 0, 10_000)) == Reason.QUANTITY_NOT_POSITIVE
    assert refusal(floor.sell(BOB, -1, 10_000)) == Reason.QUANTITY_NOT_POSITIVE


def test_a_smaller_quantity_keeps_the_place(floor: Floor) -> None:
    first = number(floor.sell(ALICE, 10, 10_000))
    second = number(floor.sell(CAROL, 10, 10_000))
    said = floor.replace(ALICE, first, 6, 10_000)
    assert said[0]["flags"] == KEPT_PLACE
    assert fills(floor.buy(BOB, 8, 10_000)) == [(first, 6, 10_000), (second, 2, 10_000)]


@pytest.mark.parametrize(
    ("quantity", "price"), [(11, 10_000), (10, 10_001)], ids=["more", "another price"]
)
def test_more_quantity_or_another_price_loses_the_place(
    floor: Floor, quantity: int, price: int
) -> None:
    first = number(floor.sell(ALICE, 10, 10_000))
    second = number(floor.sell(CAROL, 10, price))
    assert "flags" not in floor.replace(ALICE, first, quantity, price)[0]
    assert fills(floor.buy(BOB, 12, price))[0] == (second, 10, price)


def test_a_full_order_table_refuses_aloud_and_takes_orders_again_when_one_leaves(
    floor: Floor,
) -> None:
    floor.twin.thorough = False
    orders = [
        number(floor.sell(ALICE, 1, 10_000 + place % 50)) for place in range(SMALL.orders - 1)
    ]
    assert refusal(floor.buy(BOB, 1, 9_000)) == Reason.ORDERS_FULL
    assert refusal(floor.buy(BOB, 1, 11_000, TimeInForce.IOC)) == Reason.ORDERS_FULL
    floor.cancel(ALICE, orders[100])
    assert fills(floor.buy(BOB, 1, 11_000, TimeInForce.IOC)) == [(orders[0], 1, 10_000)]
    floor.twin.check()
    withdrawn = floor.twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    assert len(withdrawn) == 1 + SMALL.orders - 3
    floor.twin.check()


def test_a_full_table_of_holdings_refuses_only_those_who_need_a_new_one(floor: Floor) -> None:
    floor.twin.thorough = False
    for instrument in range(2, SMALL.instruments):
        code = f"CEA{instrument}".encode()
        floor.twin.send(CommandKind.LIST_INSTRUMENT, instrument=instrument, price=BASE, text=code)
    for account in range(5, 23):
        floor.member(account, CASH)
    places = [
        (account, instrument)
        for instrument in range(2, SMALL.instruments)
        for account in range(1, 23)
    ]
    free = SMALL.holdings - 1 - 4
    for account, instrument in places[:free]:
        assert floor.deliver(account, instrument, 10)["kind"] == EventKind.ACCEPTED
    assert refusal([floor.deliver(22, 7, 10)]) == Reason.HOLDINGS_FULL
    assert refusal(floor.buy(20, 1, 10_000)) == Reason.HOLDINGS_FULL
    assert number(floor.buy(BOB, 1, 10_000)) > 0
    floor.twin.check()


def test_a_full_table_of_holdings_refuses_a_seller_without_locks_too() -> None:
    floor = Floor(LOCKS=0)
    for account in range(20, 60):
        floor.member(account, CASH)
    floor.twin.thorough = False
    for instrument in range(2, 6):
        floor.twin.send(
            CommandKind.LIST_INSTRUMENT, instrument=instrument, price=BASE, text=b"C%d" % instrument
        )
        for account in range(20, 60):
            floor.deliver(account, instrument, 1)
    assert refusal(floor.sell(20, 5, 10_000)) == Reason.HOLDINGS_FULL
    assert refusal(floor.buy(20, 5, 10_000)) == Reason.HOLDINGS_FULL
    assert number(floor.sell(ALICE, 5, 10_000))
    floor.twin.check()


def test_the_first_and_the_last_tick_of_the_ladder_trade(floor: Floor) -> None:
    low = number(floor.buy(ALICE, 5, 9_000))
    high = number(floor.sell(CAROL, 5, 11_000))
    assert refusal(floor.buy(BOB, 1, 8_999)) == Reason.PRICE_BELOW_LIMIT
    assert refusal(floor.sell(BOB, 1, 11_001)) == Reason.PRICE_ABOVE_LIMIT
    assert fills(floor.sell(BOB, 5, 9_000)) == [(low, 5, 9_000)]
    assert fills(floor.buy(DAVID, 5, 11_000)) == [(high, 5, 11_000)]


def test_a_price_of_one_tick_can_only_rise() -> None:
    floor = Floor(price=1)
    assert refusal(floor.buy(ALICE, 5, 3)) == Reason.PRICE_ABOVE_LIMIT
    assert number(floor.buy(ALICE, 5, 2))


def test_a_price_of_one_tick_with_no_band_around_it_trades() -> None:
    floor = Floor(price=1, BAND_BP=0)
    resting = number(floor.buy(ALICE, 5, 1))
    assert refusal(floor.buy(ALICE, 5, 2)) == Reason.PRICE_ABOVE_LIMIT
    assert fills(floor.sell(BOB, 5, 1)) == [(resting, 5, 1)]


def test_ladders_side_by_side_do_not_reach_into_each_other() -> None:
    floor = Floor(price=20_480, BAND_BP=1_000)  # 4,097 places: one more than a piece of the pool
    floor.twin.send(CommandKind.LIST_INSTRUMENT, instrument=2, price=20_480, text=b"CEA24")
    floor.twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    floor.twin.send(CommandKind.END_DAY)
    floor.twin.send(CommandKind.START_DAY, date=20260106, flags=1)
    floor.twin.send(CommandKind.SET_PHASE, phase=Phase.MORNING)
    for instrument in (1, 2):
        for price in (18_432, 22_528):
            command = {
                "account": ALICE,
                "instrument": instrument,
                "side": Side.BUY,
                "price": price,
                "quantity": 1,
            }
            floor.twin.send(CommandKind.NEW_ORDER, **command)
            floor.twin.send(
                CommandKind.CANCEL, account=ALICE, order_id=len(floor.twin.engine_number)
            )
    assert fills(floor.sell(BOB, 1, 18_432)) == []


def test_the_largest_orders_and_sums_stay_whole() -> None:
    floor = Floor(
        price=PRICE_MAX, cash=CASH_MAX_FEN // 4, units=10**15, BAND_BP=0, QUANTITY_MAX=QUANTITY_MAX
    )
    resting = number(floor.sell(ALICE, QUANTITY_MAX, PRICE_MAX))
    said = floor.buy(BOB, QUANTITY_MAX, PRICE_MAX)
    assert fills(said) == [(resting, QUANTITY_MAX, PRICE_MAX)]
    assert said[1]["amount_fen"] == PRICE_MAX * QUANTITY_MAX
    for _ in range(20):
        floor.buy(CAROL, QUANTITY_MAX, PRICE_MAX)
        floor.sell(DAVID, QUANTITY_MAX, PRICE_MAX)
    floor.twin.send(CommandKind.SET_PHASE, phase=Phase.CLOSED)
    said = floor.twin.send(CommandKind.END_DAY)
    close = next(event for event in said if event["kind"] == EventKind.INSTRUMENT_CLOSE)
    assert (close["price"], close["quantity"], close["amount_fen"]) == (
        PRICE_MAX,
        21 * QUANTITY_MAX,
        21 * 10**16,
    )


def test_sums_that_would_leave_64_bits_are_refused_before() -> None:
    floor = Floor(
        price=PRICE_MAX,
        cash=CASH_MAX_FEN // 4,
        units=10**15,
        BAND_BP=0,
        QUANTITY_MAX=QUANTITY_MAX,
        RESALE_DAYS=0,
    )
    floor.twin.thorough = False
    said: list[Event] = []
    for turn in range(900):
        buyer, seller = ((ALICE, BOB), (BOB, ALICE))[turn % 2]
        if said := [
            *floor.sell(seller, QUANTITY_MAX, PRICE_MAX),
            *floor.buy(buyer, QUANTITY_MAX, PRICE_MAX),
        ]:
            reasons = {event.get("reason") for event in said}
            if Reason.AMOUNT_TOO_LARGE in reasons:
                break
    assert {event.get("reason") for event in said} == {Reason.AMOUNT_TOO_LARGE}
    floor.twin.check()


@pytest.mark.parametrize("amount", [2**63 - 1, CASH_MAX_FEN])
def test_cash_that_would_leave_64_bits_is_refused(floor: Floor, amount: int) -> None:
    reference = floor.reference + 1
    said = floor.twin.send(
        CommandKind.CASH_IN, account=ALICE, amount_fen=amount, reference=reference
    )
    assert refusal(said) == Reason.AMOUNT_TOO_LARGE


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63), 2**62])
def test_enormous_prices_and_quantities_are_refused_not_wrapped(floor: Floor, value: int) -> None:
    price = Reason.PRICE_ABOVE_LIMIT if value > 0 else Reason.PRICE_NOT_POSITIVE
    quantity = Reason.QUANTITY_ABOVE_MAXIMUM if value > 0 else Reason.QUANTITY_NOT_POSITIVE
    resting = number(floor.buy(ALICE, 1, 9_000))
    assert refusal(floor.buy(ALICE, 1, value)) == price
    assert refusal(floor.buy(ALICE, value, 10_000)) == quantity
    assert refusal(floor.replace(ALICE, resting, value, 10_000)) == quantity
    assert refusal(floor.cancel(ALICE, value)) == Reason.ORDER_UNKNOWN


def test_opening_totals_leave_room_to_count_on() -> None:
    twin = Twin(SMALL)
    fields = {"quantity": 2**63 - 1, "amount_fen": 0}
    said = twin.send(CommandKind.OPEN_TOTALS, parameter=TotalsKind.YEAR, **fields)
    assert refusal(said) == Reason.AMOUNT_TOO_LARGE


def test_an_account_never_takes_its_own_order(floor: Floor) -> None:
    floor.sell(ALICE, 10, 10_000)
    behind = number(floor.sell(BOB, 10, 10_000))
    said = floor.buy(ALICE, 5, 10_000)
    assert fills(said) == []
    assert said[-1]["reason"] == Reason.SELF_TRADE
    assert fills(floor.buy(CAROL, 15, 10_000))[-1] == (behind, 5, 10_000)


def memory_without_counters(floor: Floor) -> bytearray:
    """Every byte of the state but sequence, event sequence and time. (A copied record does not keep
    its padding bytes.)
    """
    state = floor.twin.state
    memory = bytearray(state.tobytes())
    for name in ("sequence", "event_sequence", "time_ns"):
        place = state.dtype["venue"].fields[name][1]
        memory[place : place + 8] = bytes(8)
    return memory


def test_a_refused_command_changes_nothing(floor: Floor) -> None:
    floor.sell(ALICE, 10, 10_000)
    before = memory_without_counters(floor)
    assert refusal(floor.buy(BOB, 100_000, 10_000)) == Reason.QUANTITY_ABOVE_MAXIMUM
    assert memory_without_counters(floor) == before
