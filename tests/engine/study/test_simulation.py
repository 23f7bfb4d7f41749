"""The engine as a library: a venue in memory, driven with numpy arrays."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from engine.commands import (
    COMMAND,
    MARKET,
    CommandArray,
    CommandKind,
    Phase,
    SelfTrade,
    Side,
    TimeInForce,
    empty_commands,
)
from engine.errors import SimulationRefused
from engine.events import EVENT, EventKind, Reason
from engine.rules.state import SMALL, Capacity, state_hash
from engine.study.simulation import Listing, SimulatedVenue, acknowledgements, fills, ordinary
from engine.units import UnitError

BUY, SELL = Side.BUY, Side.SELL
FUNDS = {"cash_fen": 10**9, "units": 1000, "capacity": SMALL}


@pytest.fixture
def venue() -> SimulatedVenue:
    """Three funded accounts on a trading day of the carbon market."""
    venue = SimulatedVenue([Listing("CEA24", 7000), Listing("CEA25", 7850)], accounts=3, **FUNDS)
    venue.open_day("2026-01-05")
    return venue


def test_orders_go_in_and_events_come_out_as_arrays(venue: SimulatedVenue) -> None:
    events = venue.submit(
        venue.orders([1, 2, 3], "CEA25", [SELL, BUY, BUY], [7850, 7850, 7800], [10, 4, 5])
    )
    assert events.dtype == EVENT
    assert [EventKind(kind).name for kind in events["kind"]] == [
        "ACCEPTED",
        "ACCEPTED",
        "FILL",
        "ACCEPTED",
    ]
    assert len(acknowledgements(events)) == 3
    assert fills(events)[["account", "maker_account", "price", "quantity"]].tolist() == [
        (2, 1, 7850, 4)
    ]
    assert venue.depth("CEA25", 2).tolist() == [
        [(7800, 5, 1), (0, 0, 0)],
        [(7850, 6, 1), (0, 0, 0)],
    ]
    assert venue.check() == []


def test_parameters_that_touch_what_rests_wait_for_the_next_day(venue: SimulatedVenue) -> None:
    venue.submit(venue.orders(1, "CEA25", SELL, 7851, 5))
    venue.set_parameters("CEA25", tick=5, levels=3)
    day_one = venue.submit(venue.orders(1, "CEA25", SELL, 7853, 5))
    venue.close_day()
    venue.open_day("2026-01-06")
    day_two = venue.submit(venue.orders(1, "CEA25", SELL, 7853, 5))
    assert [int(each["kind"][0]) for each in (day_one, day_two)] == [
        EventKind.ACCEPTED,
        EventKind.REFUSED,
    ]
    assert venue.check() == []


def test_quantities_that_fit_each_other_may_be_named_in_any_order(venue: SimulatedVenue) -> None:
    venue.set_parameters("CEA25", quantity_min=200_000, lot=1_000, quantity_max=500_000)
    assert venue.check() == []


def test_one_value_stands_for_all_orders(venue: SimulatedVenue) -> None:
    orders = venue.orders(np.arange(1, 4), "CEA24", SELL, 7000, 7, time_in_force=TimeInForce.IOC)
    assert orders.dtype == COMMAND and len(orders) == 3
    assert set(orders["instrument"].tolist()) == {1} and set(orders["quantity"].tolist()) == {7}
    assert len(venue.submit(venue.orders(1, "CEA24", SELL, 7000, 7))) == 1
    with pytest.raises(ValueError, match="broadcast"):
        venue.orders([1, 2], "CEA24", SELL, [7000, 7000, 7000], 7)


def test_the_state_is_read_as_tables(venue: SimulatedVenue) -> None:
    venue.submit(
        venue.orders(
            [1, 2, 2], "CEA25", [SELL, BUY, BUY], [7850, 7850, 7800], [10, 4, 5], time_ns=[5, 6, 7]
        )
    )
    assert venue.open_orders()[
        ["account", "side", "price", "quantity", "leaves", "time_ns"]
    ].tolist() == [
        (1, SELL, 7850, 10, 6, 5),
        (2, BUY, 7800, 5, 5, 7),
    ]
    held = venue.positions()
    assert held[held["instrument"] == 2].tolist() == [
        (1, 2, 990, 6, 0),
        (2, 2, 1000, 0, 4),
        (3, 2, 1000, 0, 0),
    ]
    assert venue.cash().tolist() == [
        (1, 10**9 + 4 * 7850, 0, 10**9),
        (2, 10**9 - 4 * 7850 - 5 * 7800, 5 * 7800, 10**9 - 4 * 7850 - 5 * 7800),
        (3, 10**9, 0, 10**9),
    ]
    figures = venue.instruments()[1]
    assert figures[["code", "base", "lower", "upper", "last"]].tolist() == (
        b"CEA25",
        7850,
        7065,
        8635,
        7850,
    )
    assert figures[["trades", "quantity", "amount_fen"]].tolist() == (1, 4, 4 * 7850)


def test_what_is_read_does_not_change_when_the_venue_goes_on(venue: SimulatedVenue) -> None:
    before = venue.positions()
    copy = before.copy()
    venue.submit(venue.orders([1, 2], "CEA25", [SELL, BUY], 7850, 5))
    assert (before == copy).all()


def test_the_commands_given_stay_as_they_are(venue: SimulatedVenue) -> None:
    orders = venue.orders([1, 2], "CEA25", [SELL, BUY], 7850, 5)
    copy = orders.copy()
    venue.submit(orders)
    venue.submit(orders)
    assert (orders == copy).all()


def test_days_open_and_close_and_bought_units_wait_for_the_next(venue: SimulatedVenue) -> None:
    venue.submit(venue.orders([1, 2], "CEA25", [SELL, BUY], 7850, 5))
    at_once = venue.submit(venue.orders(2, "CEA25", SELL, 7850, 1005))
    assert at_once["reason"].tolist() == [Reason.UNITS_BOUGHT_NOT_YET_SELLABLE]
    closing = venue.close_day()
    assert closing["kind"][-1] == EventKind.ACCEPTED
    opening = venue.open_day(dt.date(2026, 1, 6))
    assert EventKind.UNITS_RELEASED in opening["kind"]
    assert venue.submit(venue.orders(2, "CEA25", SELL, 7850, 1005))["kind"].tolist() == [
        EventKind.ACCEPTED
    ]
    assert venue.check() == []


def test_a_day_may_wait_in_pre_open_for_its_opening_call() -> None:
    venue = SimulatedVenue([ordinary("X", 4000, opening_call=1)], 2, capacity=SMALL)
    venue.open_day("2026-01-05", Phase.PRE_OPEN)
    venue.submit(venue.orders([1, 2], "X", [SELL, BUY], [3990, 4010], [10, 4]))
    assert len(fills(venue.set_phase(Phase.MORNING))) == 1
    with pytest.raises(SimulationRefused, match=r"set phase refused: phase out of order \(2\)"):
        venue.set_phase(Phase.PRE_OPEN)
    assert venue.check() == []


@pytest.mark.parametrize(
    "date",
    [20260106, "2026-01-06", dt.date(2026, 1, 6), np.datetime64("2026-01-06"), np.int64(20260106)],
)
def test_a_date_may_be_written_in_every_usual_way(date: object) -> None:
    venue = SimulatedVenue([Listing("CEA25", 7850)], accounts=1, capacity=SMALL)
    assert set(venue.open_day(date)["date"].tolist()) >= {20260106}  # type: ignore[arg-type]


def test_what_a_venue_cannot_do_is_said(venue: SimulatedVenue) -> None:
    with pytest.raises(SimulationRefused, match="start day refused: day in progress"):
        venue.open_day("2026-01-06")
    venue.close_day()
    with pytest.raises(SimulationRefused, match=r"set phase refused: phase out of order \(6\)"):
        venue.close_day()
    with pytest.raises(SimulationRefused, match=r"start day refused: day not later \(20260105\)"):
        venue.open_day("2026-01-05")
    with pytest.raises(UnitError):
        venue.open_day("2999-13-01T")
    with pytest.raises(SimulationRefused, match="no instrument 'CEA99'; listed are CEA24, CEA25"):
        venue.depth("CEA99", 5)
    with pytest.raises(ValueError, match="COMMAND is allowed"):
        venue.submit(np.zeros(3))


@pytest.mark.parametrize(
    ("listing", "accounts", "complaint"),
    [
        (Listing("X", 0), 1, "price not positive"),
        (Listing("X", 100), 64, r"account out of range \(63\)"),
    ],
)
def test_a_venue_that_cannot_be_is_refused(listing: Listing, accounts: int, complaint: str) -> None:
    with pytest.raises(SimulationRefused, match=complaint):
        SimulatedVenue([listing], accounts, capacity=SMALL)


def test_ladders_beyond_the_capacity_are_refused_when_the_day_opens() -> None:
    venue = SimulatedVenue([ordinary("X", 10_000)], accounts=1, capacity=SMALL)
    with pytest.raises(SimulationRefused, match=r"ladder full \(16384\)"):
        venue.open_day("2026-01-05")


def test_ordinary_order_flow_runs_without_anything_paid_in() -> None:
    venue = SimulatedVenue(
        [ordinary("X", 4000), ordinary("Y", 4000, tick=5, self_trade=SelfTrade.CANCEL_BOTH)],
        2,
        capacity=SMALL,
    )
    venue.open_day("2026-01-05")
    events = venue.submit(
        venue.orders(
            [1, 1, 2, 1], "X", [SELL, SELL, BUY, SELL], [1, 8000, 0, 8000], [7, 10**9, 100, 5]
        )
    )
    assert fills(events)[["price", "quantity"]].tolist() == [(1, 7), (8000, 93)]
    assert venue.positions()["available"].tolist() == [-100, 100]
    assert venue.cash()["available_fen"].tolist() == [7 + 93 * 8000, -7 - 93 * 8000]
    own = venue.submit(venue.orders(1, "Y", [SELL, BUY], 4000, 5))
    assert own["reason"].tolist()[-2:] == [Reason.SELF_TRADE, Reason.SELF_TRADE]
    assert venue.submit(venue.orders(1, "Y", BUY, 4001, 5))["reason"].tolist() == [
        Reason.PRICE_OFF_TICK
    ]
    assert venue.check() == []


def test_a_price_of_nothing_makes_a_market_order() -> None:
    venue = SimulatedVenue([ordinary("X", 4000)], 2, capacity=SMALL)
    assert venue.orders(1, "X", BUY, [0, 1], 5)["flags"].tolist() == [MARKET, 0]


def test_times_are_as_given_and_never_fall(venue: SimulatedVenue) -> None:
    orders = venue.orders(1, "CEA25", BUY, 7800, 1, time_ns=[10, 0, 30])
    assert venue.submit(orders)["time_ns"].tolist() == [10, 10, 30]
    with pytest.raises(SimulationRefused, match="command 1: time 29 ns after 40 ns"):
        venue.submit(venue.orders(1, "CEA25", BUY, 7800, 1, time_ns=[40, 29]))
    with pytest.raises(SimulationRefused, match="command 0: time 29 ns after 30 ns"):
        venue.submit(venue.orders(1, "CEA25", BUY, 7800, 1, time_ns=29))


def test_times_that_fall_anywhere_leave_the_venue_as_it_was(
    venue: SimulatedVenue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.record.intake.BATCH", 2)
    before = state_hash(venue.state)
    with pytest.raises(SimulationRefused, match="command 4: time 3 ns after 4 ns"):
        venue.submit(venue.orders(1, "CEA25", BUY, 7800, 1, time_ns=[1, 2, 3, 4, 3]))
    assert state_hash(venue.state) == before


def cancels(count: int) -> CommandArray:
    commands = empty_commands(count)
    commands["kind"] = CommandKind.CANCEL
    return commands


def test_a_batch_cancels_what_it_enters_by_reference(venue: SimulatedVenue) -> None:
    enter = venue.orders(1, "CEA25", BUY, [7800, 7801, 7802], 5)
    change = empty_commands(1)
    change["kind"], change["account"], change["price"], change["quantity"] = (
        CommandKind.REPLACE,
        1,
        7790,
        6,
    )
    events = venue.submit(np.concatenate([enter, change, cancels(1)]), [11, 12, 13, 12, 11])
    assert [EventKind(kind).name for kind in events["kind"]] == ["ACCEPTED"] * 5 + ["CANCELLED"]
    assert venue.open_orders()["price"].tolist() == [7790, 7802]
    later = venue.submit(cancels(4), [13, 11, 99, 12])
    assert later["reason"].tolist() == [0, 101, Reason.ORDER_UNKNOWN, Reason.ORDER_UNKNOWN, 0, 101]
    assert len(venue.open_orders()) == 0


def test_a_reference_used_again_names_the_newer_order_unless_that_was_refused(
    venue: SimulatedVenue,
) -> None:
    enter = venue.orders(1, "CEA25", BUY, [7800, 7801, 9999], 5)
    venue.submit(np.concatenate([enter, cancels(1)]), [5, 5, 5, 5])
    assert venue.open_orders()["price"].tolist() == [7800]


def test_as_many_references_as_commands(venue: SimulatedVenue) -> None:
    with pytest.raises(
        SimulationRefused, match=r"references of shape \(2,\) for commands of shape \(1,\)"
    ):
        venue.submit(cancels(1), [1, 2])


def random_flow(venue: SimulatedVenue, seed: int, count: int) -> tuple[CommandArray, np.ndarray]:
    """Orders around one price, a third of the commands cancels by reference of one of the last
    sixty.
    """
    chance = np.random.default_rng(seed)
    flow = venue.orders(
        chance.integers(1, 4, count),
        "CEA25",
        chance.integers(1, 3, count),
        chance.integers(7840, 7861, count),
        chance.integers(1, 9, count),
    )
    references = np.arange(1, count + 1)
    chosen = chance.random(count) < 0.33
    flow[chosen] = cancels(int(chosen.sum()))
    references[chosen] -= chance.integers(1, 60, int(chosen.sum()))
    return flow, np.maximum(references, 0)


def test_batches_of_any_size_give_the_same_events(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for size in (1, 7, 64, 65_536):
        monkeypatch.setattr("engine.record.intake.BATCH", size)
        venue = SimulatedVenue([Listing("CEA25", 7850)], accounts=3, **FUNDS)
        venue.open_day("2026-01-05")
        events = venue.submit(*random_flow(venue, seed=7, count=600))
        answers.append((events.tobytes(), state_hash(venue.state)))
        assert venue.check() == []
    assert len(set(answers)) == 1


def test_references_mean_what_order_numbers_mean(venue: SimulatedVenue) -> None:
    flow, references = random_flow(venue, seed=8, count=400)
    by_reference = venue.submit(flow, references)
    other = SimulatedVenue([Listing("CEA24", 7000), Listing("CEA25", 7850)], accounts=3, **FUNDS)
    other.open_day("2026-01-05")
    numbers: dict[int, int] = {}
    said = []
    for each, name in zip(flow.reshape(-1, 1), references.tolist(), strict=True):
        one = each.copy()
        if one["kind"][0] == CommandKind.CANCEL:
            one["order_id"] = numbers.get(name, 0)
        said.append(other.submit(one))
        if said[-1]["kind"][0] == EventKind.ACCEPTED and one["kind"][0] == CommandKind.NEW_ORDER:
            numbers[name] = int(said[-1]["order_id"][0])
    expected = np.concatenate(said)
    # who has left has no number any more
    expected["order_id"][expected["reason"] == Reason.ORDER_UNKNOWN] = 0
    assert expected.tobytes() == by_reference.tobytes()


def test_the_capacity_is_the_gateways_unless_told_otherwise() -> None:
    assert SimulatedVenue([Listing("CEA25", 7850)], accounts=0).capacity == Capacity()
