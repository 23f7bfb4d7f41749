"""The state record: capacities, emptiness, its hash."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from engine.commands import CommandKind, Side
from engine.rules.state import (
    SMALL,
    Capacity,
    bytes_each,
    capacity_for,
    capacity_of,
    empty_outbox,
    empty_state,
    recorded_capacity,
    state_hash,
    state_type,
)
from tests.engine.desk import ALICE, BOB, trading_desk


def test_a_state_remembers_the_capacity_it_was_made_with() -> None:
    assert capacity_of(empty_state(SMALL)) == SMALL
    assert len(empty_outbox(SMALL)["records"][0]) == SMALL.events


@pytest.mark.parametrize(
    ("sizes", "complaint"),
    [
        ({"accounts": 1}, "accounts=1"),
        ({"orders": 0}, "orders=0"),
        ({"levels": 100}, "levels=100"),
        ({"levels": 0}, "levels=0"),
        ({"instruments": 65_537}, "instruments=65537: at most 65536"),
        ({"ladder_step": 32}, "ladder_step=32"),
        ({"ladder_step": 192}, "ladder_step=192: a multiple of 64 that divides 4096"),
    ],
)
def test_a_capacity_that_cannot_work_is_refused_by_name(
    sizes: dict[str, int], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Capacity(**sizes)


@pytest.mark.parametrize(
    ("instruments", "levels", "holdings"),
    [
        (2, 1 << 20, 1 << 17),
        (256, 1 << 20, 1 << 17),
        (4096, 1 << 24, 1 << 21),
        (65_536, 1 << 26, 1 << 21),
    ],
)
def test_a_venue_for_more_instruments_has_ladder_places_and_holdings_for_each(
    instruments: int, levels: int, holdings: int
) -> None:
    capacity = capacity_for(instruments)
    assert capacity == Capacity(instruments=instruments, levels=levels, holdings=holdings)
    assert capacity_of(empty_state(capacity)) == capacity


def test_a_capacity_of_an_earlier_log_has_wide_ladder_steps() -> None:
    sizes = asdict(SMALL)
    assert recorded_capacity(sizes) == SMALL
    del sizes["ladder_step"]
    assert recorded_capacity(sizes) == replace(SMALL, ladder_step=4096)


def test_a_capacity_of_a_later_log_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity vaults: this build knows accounts, "):
        recorded_capacity({**asdict(SMALL), "vaults": 3})


def test_a_state_past_two_gibibytes_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 2147483647"):
        empty_state(Capacity(orders=2**25))


@pytest.mark.parametrize("name", ["accounts", "instruments", "holdings", "orders"])
def test_a_larger_table_takes_what_is_said_of_one_more_place(name: str) -> None:
    size, larger = getattr(SMALL, name), replace(SMALL, **{name: 3 * getattr(SMALL, name) + 1000})
    grown = state_type(larger).itemsize - state_type(SMALL).itemsize
    expected = bytes_each(larger)[name] * getattr(larger, name) - bytes_each(SMALL)[name] * size
    # each of its tables begins with a cache line; rounded shares
    assert abs(grown - expected) <= 64 * 5 + getattr(larger, name)


def test_an_order_and_an_account_stay_small() -> None:
    each = bytes_each(Capacity())
    # 16 of these for what few orders say beside their terms
    assert each["orders"] <= 96 + 16
    # of these 136 for the kills of its operators, 240 for its legal names
    assert each["accounts"] <= 384 + 240


def test_equal_histories_hash_equal_and_one_order_more_does_not() -> None:
    one, other = trading_desk(), trading_desk()
    assert state_hash(one.state) == state_hash(other.state)
    other.order(ALICE, Side.SELL, 10, 7850)
    assert state_hash(one.state) != state_hash(other.state)


def test_the_hash_sees_queue_order_not_only_quantities() -> None:
    one, other = trading_desk(), trading_desk()
    for desk, first, second in ((one, ALICE, BOB), (other, BOB, ALICE)):
        desk.order(first, Side.SELL, 10, 7850)
        desk.order(second, Side.SELL, 10, 7850)
    assert state_hash(one.state) != state_hash(other.state)


def test_a_snapshot_is_the_bytes_of_the_state() -> None:
    desk = trading_desk()
    desk.order(ALICE, Side.SELL, 10, 7850)
    copy = np.frombuffer(bytearray(desk.state.tobytes()), desk.state.dtype)
    assert state_hash(copy) == state_hash(desk.state)
    desk.do(CommandKind.MASS_CANCEL, account=ALICE)
    assert state_hash(copy) != state_hash(desk.state)
