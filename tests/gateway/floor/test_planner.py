"""What goes into one batch, and what waits for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.commands import CommandKind, Side, command
from engine.units import BATCH_MAX
from gateway.floor.batch import Batch, Submission
from gateway.floor.fair_queue import TURN_WEIGHT
from gateway.floor.guards import Guards
from gateway.floor.planner import Planner
from gateway.protocol.outside import SYSTEM
from gateway.schedule.acts import by_hand
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        yield floor


def planner_of(market: SmallFloor) -> Planner:
    floor = market.floor
    known = floor.directory, floor.operators, SYSTEM.draw, by_hand(), Guards(floor.withdrawals)
    return Planner(*known, floor.held_acts, floor.alerts)


def batches(market: SmallFloor, *works: object) -> list[Batch]:
    """The batches that works are taken in, without running them."""
    planner = planner_of(market)
    for work in works:
        planner.waiting.put(work)  # type: ignore[arg-type]
    filled = []
    while planner.waiting:
        filled.append(planner.fill())
    return filled


def test_a_batch_is_never_larger_than_the_sequencer_takes_and_loses_nothing(
    market: SmallFloor,
) -> None:
    alice = market.session("alice")
    works = [market.frame(alice, *[order("buy", 7100, 1)] * 90) for _ in range(100)]
    filled = batches(market, *works)
    sizes = [len(batch.drafts) for batch in filled]
    assert sum(sizes) == 9000 and max(sizes) < TURN_WEIGHT + 90 <= BATCH_MAX
    taken = [
        (step.work, [step.request] if step.request else step.work.requests)
        for batch in filled
        for step in batch.steps
    ]
    asked = [(work, request) for work in works for request in work.requests]
    assert [(work, request) for work, requests in taken for request in requests] == asked


def test_the_start_of_a_day_ends_its_batch(market: SmallFloor) -> None:
    exchange, alice = market.session("exchange"), market.session("alice")
    filled = batches(
        market,
        market.frame(
            exchange,
            {"op": "start_day", "date": "2026-01-06"},
            {"op": "set_phase", "phase": "morning"},
        ),
        market.frame(alice, order("buy", 7100, 1)),
    )
    assert [len(batch.drafts) for batch in filled] == [1, 2]


def test_the_venues_own_commands_stand_where_they_came_in(market: SmallFloor) -> None:
    alice = market.session("alice")
    own = command(CommandKind.MASS_CANCEL, account=1, side=Side.SELL)
    filled = batches(
        market,
        market.frame(alice, order("buy", 7100, 1)),
        Submission(own, None),
        market.frame(alice, order("buy", 7101, 1)),
    )
    commands = filled[0].commands()
    assert commands["kind"].tolist() == [
        CommandKind.NEW_ORDER,
        CommandKind.MASS_CANCEL,
        CommandKind.NEW_ORDER,
    ]
    assert commands["price"].tolist() == [7100, 0, 7101]
    assert commands["side"].tolist() == [Side.BUY, Side.SELL, Side.BUY]


def test_a_submission_that_does_not_fit_waits_and_nothing_passes_it(market: SmallFloor) -> None:
    alice = market.session("alice")
    own = command(CommandKind.MASS_CANCEL, account=1).repeat(BATCH_MAX)
    filled = batches(
        market,
        market.frame(alice, order("buy", 7100, 1)),
        Submission(own, None),
        market.frame(alice, order("buy", 7101, 1)),
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
    filled = batches(
        market, market.frame(alice, {"op": "heartbeat"}, order("buy", 7100, 1), {"op": "heartbeat"})
    )
    assert len(filled) == 1


def test_what_waits_of_a_lost_session_can_be_forgotten(market: SmallFloor) -> None:
    alice, bob = market.session("alice", cancel_on_disconnect=True), market.session("bob")
    planner = planner_of(market)
    for each in (alice, bob, alice):
        planner.waiting.put(market.frame(each, order("buy", 7100, 1)))
    planner.leave({alice})
    assert [step.work.session for step in planner.fill().steps] == [bob]


def test_of_a_lost_session_only_works_with_a_command_wait_on(market: SmallFloor) -> None:
    alice, unknown = market.session("alice"), {"op": "no such operation"}
    planner = planner_of(market)
    asked = ([unknown] * 3, [{"op": "status"}, unknown], [unknown, order("buy", 7100, 1)])
    works = [market.frame(alice, *requests) for requests in asked]
    for work in works:
        planner.waiting.put(work)
    assert planner.leave({alice}) == works[:2]
    assert list(planner.waiting) == works[2:]


def entered(market: SmallFloor, name: str, *orders: dict[str, Any]) -> list[dict[str, Any]]:
    """Replies to new orders without what differs from run to run."""
    replies = market.ask(market.session(name), *orders)
    return [
        {key: value for key, value in reply.items() if key not in ("id", "order", "report")}
        for reply in replies
    ]


def test_a_frame_of_new_orders_is_taken_as_a_whole(market: SmallFloor) -> None:
    alice = market.session("alice")
    orders = [
        order("buy", 7100 + each, 1 + each, client_order_id=f"whole-{each}", time_in_force="ioc")
        for each in range(9)
    ]
    (batch,) = batches(
        market, market.frame(alice, order("buy", 7099, 1)), market.frame(alice, *orders)
    )
    commands = batch.commands()
    assert [step.request is None for step in batch.steps] == [False, True]
    assert commands["price"].tolist() == [7099, *range(7100, 7109)]
    assert commands["quantity"].tolist()[1:] == list(range(1, 10))
    assert commands["text"].tolist()[1:] == [each["client_order_id"].encode() for each in orders]
    assert set(commands["account"].tolist()) == {1} and len(set(commands["operator"].tolist())) == 1


def test_orders_of_one_frame_are_answered_like_orders_of_their_own(tmp_path: Path) -> None:
    orders = [
        order("sell", 7800, 5),
        order("sell", 7800, 7),
        order("buy", 9999, 1),  # above the limit
        order("buy", 7800, 5),  # its own orders
        order("sell", 7801, 100_000),  # too many
    ]
    takers = [
        order("buy", 7800, 3),
        order("buy", 7801, 2),
        order("buy", 7801, 4),
        order("buy", 7802, 50),
    ]
    said = []
    for together in (True, False):
        with small_floor(tmp_path / str(together)) as market:
            frames = [orders, takers] if together else [[each] for each in (*orders, *takers)]
            names = (
                ["alice", "bob"] if together else ["alice"] * len(orders) + ["bob"] * len(takers)
            )
            said.append(
                [
                    reply
                    for name, frame in zip(names, frames, strict=True)
                    for reply in entered(market, name, *frame)
                ]
            )
    assert said[0] == said[1]
    assert {reply["ok"] for reply in said[0]} == {True, False}


def test_an_id_used_before_or_twice_in_a_frame_is_answered_as_it_was(market: SmallFloor) -> None:
    alice = market.session("alice")
    (first,) = market.ask(alice, order("buy", 7100, 1, client_order_id="used"))
    frame = [
        order("buy", 7100, 1, client_order_id=name)
        for name in ("used", "new-1", "new-2", "new-1", "new-3")
    ]
    replies = market.ask(alice, *frame)
    assert replies[0]["order"] == first["order"] and replies[0]["duplicate"]
    assert replies[3]["order"] == replies[1]["order"] and replies[3]["duplicate"]
    assert len({reply["order"] for reply in replies}) == 4


def test_a_frame_of_orders_follows_a_question_of_its_session(market: SmallFloor) -> None:
    alice = market.session("alice")
    question, orders = (
        market.frame(alice, {"op": "open_orders"}),
        market.frame(alice, *[order("buy", 7111, 1)] * 5),
    )
    filled = batches(market, question, orders)
    assert [len(batch.drafts) for batch in filled] == [0, 5]
