"""What goes into one batch, and what waits for the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.commands import CommandKind, Side, command
from engine.units import BATCH_MAX
from gateway.batch import Batch, Planner, Submission
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        yield floor


def batches(market: SmallFloor, *works: object) -> list[Batch]:
    """The batches that works are taken in, without running them."""
    planner = Planner(market.floor.directory)
    planner.wait(list(works))  # type: ignore[arg-type]
    filled = []
    while planner:
        filled.append(planner.fill())
    return filled


def test_a_batch_is_never_larger_than_the_sequencer_takes_and_loses_nothing(market: SmallFloor) -> None:
    alice = market.session("alice")
    works = [market.frame(alice, *[order("buy", 7100, 1)] * 90) for _ in range(100)]
    filled = batches(market, *works)
    assert [len(batch.drafts) for batch in filled] == [BATCH_MAX, BATCH_MAX, 9000 - 2 * BATCH_MAX]
    steps = [(step.work, step.request) for batch in filled for step in batch.steps]
    assert steps == [(work, request) for work in works for request in work.requests]


def test_the_start_of_a_day_ends_its_batch(market: SmallFloor) -> None:
    exchange, alice = market.session("exchange"), market.session("alice")
    filled = batches(
        market,
        market.frame(exchange, {"op": "start_day", "date": "2026-01-06"}, {"op": "set_phase", "phase": "morning"}),
        market.frame(alice, order("buy", 7100, 1)),
    )
    assert [len(batch.drafts) for batch in filled] == [1, 2]


def test_the_venues_own_commands_stand_where_they_came_in(market: SmallFloor) -> None:
    alice = market.session("alice")
    own = command(CommandKind.MASS_CANCEL, account=1, side=Side.SELL)
    filled = batches(
        market, market.frame(alice, order("buy", 7100, 1)), Submission(own, None), market.frame(alice, order("buy", 7101, 1))
    )
    commands = filled[0].commands()
    assert commands["kind"].tolist() == [CommandKind.NEW_ORDER, CommandKind.MASS_CANCEL, CommandKind.NEW_ORDER]
    assert commands["price"].tolist() == [7100, 0, 7101]
    assert commands["side"].tolist() == [Side.BUY, Side.SELL, Side.BUY]


def test_a_submission_that_does_not_fit_waits_and_nothing_passes_it(market: SmallFloor) -> None:
    alice = market.session("alice")
    own = command(CommandKind.MASS_CANCEL, account=1).repeat(BATCH_MAX)
    filled = batches(
        market, market.frame(alice, order("buy", 7100, 1)), Submission(own, None), market.frame(alice, order("buy", 7101, 1))
    )
    assert [len(batch.drafts) for batch in filled] == [1, BATCH_MAX, 1]


def test_a_held_session_keeps_its_order_while_others_pass(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    held = market.frame(alice, order("buy", 7100, 1), {"op": "balances"}, order("buy", 7101, 1))
    behind = market.frame(alice, order("buy", 7102, 1))
    filled = batches(market, held, behind, market.frame(bob, order("buy", 7103, 1)))
    assert [batch.commands()["price"].tolist() for batch in filled] == [[7100, 7103], [7101, 7102]]


def test_heartbeats_hold_nobody(market: SmallFloor) -> None:
    alice = market.session("alice")
    filled = batches(market, market.frame(alice, {"op": "heartbeat"}, order("buy", 7100, 1), {"op": "heartbeat"}))
    assert len(filled) == 1


def test_what_waits_of_a_lost_session_can_be_forgotten(market: SmallFloor) -> None:
    alice, bob = market.session("alice"), market.session("bob")
    planner = Planner(market.floor.directory)
    planner.wait([market.frame(each, order("buy", 7100, 1)) for each in (alice, bob, alice)])
    planner.forget(alice)
    assert [step.work.session for step in planner.fill().steps] == [bob]
