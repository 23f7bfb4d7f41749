"""Closing an auction of a million bids, beside sorting alone (numpy) and beside the plain-Python
rule of the tests.

The engine ranks, awards, moves the money and units of every winner, frees every lock and speaks an
event for each bid. numpy sorts prices and times and sums quantities, nothing else.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from engine.commands import (
    PAY_AS_BID,
    CommandArray,
    CommandKind,
    Phase,
    Side,
    command,
    empty_commands,
)
from engine.events import EventKind
from engine.rules.machine import apply, apply_all
from engine.rules.state import Capacity, StateArray, empty_outbox, empty_state
from tests.oracle.allocation import Bid, award_prices, award_quantities, serving_order

SEED = 21
ACCOUNTS = 1_000
SELLER = ACCOUNTS + 1
BASE = 8_000
DATE = 20260105
QUANTITIES = (500, 1_000, 5_000)
OFFERED = 10**9
ROUNDS = 3


def capacity_for(bids: int) -> Capacity:
    """Room for the bids and little else."""
    return Capacity(
        accounts=2_048,
        instruments=4,
        holdings=4_096,
        orders=4_096,
        levels=16_384,
        auctions=8,
        bids=bids + 1,
    )


def opening() -> CommandArray:
    """Members with cash, a seller with units, a day."""
    kinds = CommandKind
    drafts = [
        command(kinds.LIST_INSTRUMENT, instrument=1, price=BASE, text=b"CEA25"),
        command(kinds.SET_PARAMETER, instrument=1, parameter=40, value=10**9),
        *[
            command(kinds.OPEN_ACCOUNT, account=account, text=b"member")
            for account in range(1, SELLER + 1)
        ],
        *[
            command(kinds.CASH_IN, account=each, amount_fen=10**15, reference=each)
            for each in range(1, ACCOUNTS + 1)
        ],
        command(kinds.UNITS_IN, account=SELLER, instrument=1, quantity=OFFERED, reference=SELLER),
        command(kinds.START_DAY, date=DATE),
        command(kinds.SET_PHASE, phase=Phase.MORNING),
        command(
            kinds.APPLY_AUCTION,
            account=SELLER,
            instrument=1,
            side=Side.SELL,
            quantity=OFFERED,
            flags=PAY_AS_BID,
        ),
        command(kinds.ACCEPT_AUCTION, reference=1),
        command(kinds.ANNOUNCE_AUCTION, reference=1, date=DATE, price=1000, quantity=1030),
        command(kinds.OPEN_AUCTION, reference=1),
    ]
    return np.concatenate(drafts)


def make_bids(count: int) -> CommandArray:
    """Bids of every price from the reserve to the cap, in no order."""
    random = np.random.default_rng(SEED)
    bids = empty_commands(count)
    bids["kind"] = CommandKind.PLACE_BID
    bids["reference"] = 1
    bids["account"] = random.integers(1, ACCOUNTS + 1, count)
    bids["price"] = random.integers(BASE, BASE * 11 // 10 + 1, count)
    bids["quantity"] = random.choice(QUANTITIES, count)
    return bids


def session(bids: CommandArray) -> tuple[StateArray, NDArray[np.void]]:
    """A session that holds all these bids, and an outbox that has been written to before."""
    capacity = capacity_for(len(bids))
    state, outbox = empty_state(capacity), empty_outbox(capacity)
    outbox["records"][0]["sequence"] = 1
    commands = np.concatenate([opening(), bids])
    commands["sequence"] = np.arange(1, len(commands) + 1)
    apply_all(state, commands, outbox)
    assert int(state["venue"]["open_bids"][0]) == len(bids)
    return state, outbox


@pytest.fixture(scope="module")
def bids(request: pytest.FixtureRequest) -> CommandArray:
    return make_bids(request.config.getoption("--bids"))


@pytest.mark.benchmark(group="closing an auction")
def test_numpy_sorts_and_sums(benchmark: BenchmarkFixture, bids: CommandArray) -> None:
    def allocate() -> NDArray[np.int64]:
        order = np.lexsort((np.arange(len(bids)), -bids["price"]))
        quantities = bids["quantity"][order]
        before = np.cumsum(quantities) - quantities
        return np.clip(OFFERED - before, 0, quantities)

    assert benchmark.pedantic(allocate, rounds=ROUNDS).sum() == min(OFFERED, bids["quantity"].sum())


@pytest.mark.benchmark(group="closing an auction")
def test_the_rule_in_plain_python(benchmark: BenchmarkFixture, bids: CommandArray) -> None:
    def allocate() -> int:
        prices, quantities = bids["price"].tolist(), bids["quantity"].tolist()
        drafts = [
            Bid(place, 1, price, quantity)
            for place, (price, quantity) in enumerate(zip(prices, quantities, strict=True))
        ]
        order = serving_order(drafts, Side.BUY, OFFERED, None)
        won = award_quantities(order, OFFERED)
        return len(award_prices(order, won, True)) and sum(won)

    assert benchmark.pedantic(allocate, rounds=1) == min(OFFERED, bids["quantity"].sum())


@pytest.mark.benchmark(group="closing an auction")
def test_engine(benchmark: BenchmarkFixture, bids: CommandArray) -> None:
    state, outbox = session(bids)
    closing = command(
        CommandKind.CLOSE_AUCTION, reference=1, sequence=int(state["venue"]["sequence"][0]) + 1
    )

    def fresh() -> tuple[tuple[object, ...], dict[str, object]]:
        return (state.copy(), closing, outbox), {}

    applied, emitted = benchmark.pedantic(apply, setup=fresh, rounds=ROUNDS, warmup_rounds=1)
    events = outbox["records"][0][:emitted]
    assert applied == 1
    assert events["quantity"][events["kind"] == EventKind.FILL].sum() == min(
        OFFERED, bids["quantity"].sum()
    )
    benchmark.extra_info["ns_per_bid"] = round(
        float(benchmark.stats.stats.min) / len(bids) * 1e9, 1
    )  # type: ignore[union-attr]
