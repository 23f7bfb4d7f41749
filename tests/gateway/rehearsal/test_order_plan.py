from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from gateway.rehearsal.day_orders import DayOrders, Order
from gateway.rehearsal.funding import funding
from gateway.rehearsal.order_plan import MEMBERS, first_trade, plan_day
from gateway.rehearsal.published import read_published
from gateway.rehearsal.published_rows import PublishedDay
from gateway.rehearsal.weights import Weights

Write = Callable[[list[dict[str, str]]], Path]
THIRDS = Weights(20230828, dict.fromkeys(("CEA", "CEA21", "CEA22"), Fraction(1, 3)))


def _previous(day: PublishedDay) -> dict[str, int]:
    return {row.code: row.previous_close or 0 for row in day.instruments}


def _plans(days: list[PublishedDay]) -> list[DayOrders]:
    return [plan_day(day, number, THIRDS, _previous(day)) for number, day in enumerate(days)]


@pytest.fixture
def days(three_vintages, write: Write) -> list[PublishedDay]:
    return read_published(write(three_vintages.rows))


def test_the_published_composite_open_tells_which_vintage_was_first(
    days: list[PublishedDay],
) -> None:
    first = first_trade(days[0], THIRDS, _previous(days[0]))
    assert first.code == "CEA22"
    assert (
        first.why
        == "gives the published composite open 71.34; first would give: CEA 71.20, CEA21 70.83"
    )
    assert first_trade(days[1], THIRDS, _previous(days[1])).code == "CEA21"


def test_a_composite_open_that_no_vintage_gives_is_said(three_vintages, write: Write) -> None:
    three_vintages.rows[0]["open"] = "71.99"
    day = read_published(write(three_vintages.rows))[0]
    first = first_trade(day, THIRDS, _previous(day))
    assert first.code == "CEA"
    assert first.why.startswith("none gives the published composite open 71.99: CEA 71.20, ")


def test_without_a_published_open_the_tables_first_vintage_begins(
    three_vintages, write: Write
) -> None:
    three_vintages.rows[0]["open"] = ""
    day = read_published(write(three_vintages.rows))[0]
    first = first_trade(day, THIRDS, _previous(day))
    assert (first.code, first.why) == (
        "CEA",
        "no composite open is published: the first of the table",
    )


def test_the_first_vintage_stands_first_and_idle_ones_have_no_orders(
    days: list[PublishedDay],
) -> None:
    assert [[each.code for each in plan.instruments] for plan in _plans(days)] == [
        ["CEA22", "CEA", "CEA21"],
        ["CEA21", "CEA22"],
    ]


def test_resting_orders_never_cross_and_takes_mirror_them(days: list[PublishedDay]) -> None:
    for each in (each for plan in _plans(days) for each in plan.instruments):
        asks = [order.price for order in each.listed if order.side == "sell"]
        bids = [order.price for order in each.listed if order.side == "buy"]
        assert max(bids, default=0) < min(asks)
        assert len(set(asks)) <= 5 and len(set(bids)) <= 5
        for listed, take in zip(each.listed, each.takes, strict=True):
            assert (listed.price, listed.quantity) == (take.price, take.quantity)
            assert {listed.side, take.side} == {"buy", "sell"}
            assert listed.member != take.member


def test_each_take_is_at_the_best_price_of_what_still_rests(days: list[PublishedDay]) -> None:
    for each in (each for plan in _plans(days) for each in plan.instruments):
        for place, take in enumerate(each.takes):
            resting = [order.price for order in each.listed[place:] if order.side != take.side]
            best = min(resting) if take.side == "buy" else max(resting)
            assert take.price == best


def test_roles_move_on_so_that_yesterdays_buyer_sells_today(one_vintage, write: Write) -> None:
    days = read_published(write(one_vintage.rows))
    weights = Weights(20210716, {"CEA": Fraction(1)})
    first, _, last = (
        plan_day(day, number, weights, _previous(day)) for number, day in enumerate(days)
    )
    assert (
        first.instruments[0].takes[0].member == 1 + first.instruments[0].listed[0].member % MEMBERS
    )
    assert (
        last.instruments[0].listed[0].member
        == 1 + (first.instruments[0].listed[0].member + 1) % MEMBERS
    )


def test_funding_is_enough_and_not_more_than_needed(days: list[PublishedDay]) -> None:
    plans = _plans(days)
    need = funding(plans)
    assert _lowest(plans, dict(need.cash), dict(need.units)) == 0
    for holding in need.units:
        assert (
            _lowest(plans, dict(need.cash), dict(need.units) | {holding: need.units[holding] - 1})
            == -1
        )


def _lowest(plans: list[DayOrders], cash: dict[int, int], units: dict[tuple[int, str], int]) -> int:
    """The lowest balance anyone reaches when all of a day is paid before anything of it is
    received.
    """
    lowest = 0
    for plan in plans:
        for order in plan.orders:
            _pay(order, cash, units)
        lowest = min(lowest, *cash.values(), *units.values())
        for order in plan.orders:
            _receive(order, cash, units)
    return lowest


def _pay(order: Order, cash: dict[int, int], units: dict[tuple[int, str], int]) -> None:
    if order.side == "buy":
        cash[order.member] = cash.get(order.member, 0) - order.price * order.quantity
    else:
        units[order.member, order.code] = units.get((order.member, order.code), 0) - order.quantity


def _receive(order: Order, cash: dict[int, int], units: dict[tuple[int, str], int]) -> None:
    if order.side == "sell":
        cash[order.member] = cash.get(order.member, 0) + order.price * order.quantity
    else:
        units[order.member, order.code] = units.get((order.member, order.code), 0) + order.quantity


def test_a_row_that_no_trades_can_show_is_named_and_left_out(three_vintages, write: Write) -> None:
    three_vintages.rows[1]["listed_amount_cny"] = "1.00"
    day = read_published(write(three_vintages.rows))[0]
    plan = plan_day(day, 0, THIRDS, _previous(day))
    assert [each.code for each in plan.instruments] == ["CEA22", "CEA21"]
    (text,) = plan.unplayable
    assert text.startswith("line 3, CEA on 2024-01-02: 90 t at these prices cannot cost 1.00 CNY")
