"""Who is next: accounts take turns, lanes do not wait for each other, a session keeps its order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from gateway.floor.batch import Submission
from gateway.floor.fair_queue import (
    LANE_PARTS,
    TURN_LEAST,
    TURN_NS,
    TURN_WEIGHT,
    FairQueue,
)
from gateway.floor.lane import Waiting
from gateway.protocol.auth import Grant
from gateway.protocol.conversation import Request
from gateway.protocol.session import Work
from gateway.protocol.table.rows import OPERATIONS


@dataclass(eq=False)
class Client:
    """What the queue knows of a session."""

    account: int
    role: str = "member"
    key: str = "key"
    grant: Grant = field(init=False)

    def __post_init__(self) -> None:
        self.grant = Grant(self.key, 1, self.role, self.account)

    @property
    def party(self) -> Any:
        return self.account or self.key


def work(client: Client, op: str = "new_order", count: int = 1) -> Work:
    operation = OPERATIONS[client.role].get(op) or OPERATIONS["member"][op]
    requests = [Request(place, operation, {}, None) for place in range(count)]
    return Work(client, requests, 0)  # type: ignore[arg-type]


def turn(queue: FairQueue, held: Any = None) -> list[Work]:
    """The works of one turn in order, each as often as it was taken up; one client may be held."""
    taken: list[Work] = []

    def take(waiting: Waiting, end: int) -> bool:
        if isinstance(waiting, Submission) or waiting.session is held:
            return False
        taken.append(waiting)
        waiting.planned = end
        return end == len(waiting.requests)

    queue.turn(take)
    return taken


def test_what_fits_in_a_turn_is_done_in_the_order_of_its_arrival() -> None:
    queue, works = FairQueue(), [work(Client(place % 3)) for place in range(30)]
    for each in works:
        queue.put(each)
    assert turn(queue) == works and not queue


def test_an_account_that_floods_leaves_the_others_their_part() -> None:
    queue, flood, quiet = FairQueue(), Client(1), Client(2)
    for _ in range(200):
        queue.put(work(flood, count=100))
    late = work(quiet)
    queue.put(late)
    taken = turn(queue)
    assert late in taken
    assert sum(len(each.requests) for each in taken if each is not late) < TURN_WEIGHT + 200


def test_two_accounts_that_flood_have_equal_parts() -> None:
    queue = FairQueue()
    clients = [Client(1) for _ in range(20)] + [Client(2)]
    for _ in range(100):
        for client in clients:
            queue.put(work(client, count=10))
    parts = {1: 0, 2: 0}
    for each in turn(queue):
        parts[each.session.party] += len(each.requests)  # type: ignore[index]
    assert sum(parts.values()) >= TURN_WEIGHT and abs(parts[1] - parts[2]) <= 50


@pytest.mark.parametrize("role", ["exchange", "bridge", "feed"])
def test_the_venues_own_have_a_lane_of_their_own(role: str) -> None:
    queue = FairQueue()
    for account in range(1, 200):
        queue.put(work(Client(account), count=100))
    own = work(Client(0, role))
    queue.put(own)
    assert own in turn(queue)


def test_cancels_have_a_lane_of_their_own_beside_ones_own_orders() -> None:
    queue = FairQueue()
    for _ in range(50):
        queue.put(work(Client(1), count=100))
    cancel = work(Client(1), "cancel")
    queue.put(cancel)
    assert cancel in turn(queue)


def test_a_cancel_does_not_pass_what_its_own_session_sent_before() -> None:
    queue, client = FairQueue(), Client(1)
    works = [work(client, count=100) for _ in range(20)] + [work(client, "cancel")]
    for each in works:
        queue.put(each)
    taken: list[Work] = []
    while queue:
        taken += [each for each in turn(queue) if not taken or each is not taken[-1]]
    assert taken == works


def test_a_question_counts_with_what_it_weighed_last() -> None:
    queue, client = FairQueue(), Client(1)
    asked = [work(client, "open_orders") for _ in range(2_000)]
    for each in asked:
        queue.put(each)
    first = turn(queue)
    full = OPERATIONS["member"]["open_orders"].weight.most
    assert len(first) <= TURN_WEIGHT // full + 1
    queue.learn(client, first[0].requests[0], 2)  # type: ignore[arg-type]
    assert len(turn(queue)) > TURN_WEIGHT // 4


def test_what_weighed_more_than_expected_counts_in_the_turns_to_come() -> None:
    queue, long, other = FairQueue(), Client(1), Client(2)
    queue.learn(long, work(long, "mass_cancel").requests[0], 5_000)  # type: ignore[arg-type]
    for _ in range(100):
        for client in (long, other):
            queue.put(work(client, count=20))
    assert {each.session for each in turn(queue)} == {other}


def test_a_long_frame_is_taken_in_parts() -> None:
    queue, client = FairQueue(), Client(1)
    frame = work(client, "open_orders", 100)
    queue.put(frame)
    ends = []
    while queue:
        turn(queue)
        ends.append(frame.planned)
    assert ends == sorted(ends) and len(ends) > 3 and ends[-1] == 100


def test_a_held_session_waits_and_keeps_its_order() -> None:
    queue, held, other = FairQueue(), Client(1), Client(1, key="other")
    works = [work(held), work(held), work(other)]
    for each in works:
        queue.put(each)
    assert turn(queue, held) == [works[2]]
    assert turn(queue) == works[:2] and not queue


def test_a_lane_has_its_part_of_a_turn_and_no_more() -> None:
    queue = FairQueue()
    for _ in range(20):
        queue.put(work(Client(0, "exchange"), "new_order", 100))
        queue.put(work(Client(1), count=100))
    taken = turn(queue)
    own = sum(len(each.requests) for each in taken if each.session.party == "key")
    assert TURN_WEIGHT // LANE_PARTS <= own < TURN_WEIGHT // LANE_PARTS + 100


def test_what_waits_of_a_session_can_be_taken_out() -> None:
    queue, gone, stays = FairQueue(), Client(1), Client(1)
    works = [work(gone), work(stays), work(gone)]
    for each in works:
        queue.put(each)
    assert queue.take_out([gone]) == [works[0], works[2]]  # type: ignore[list-item]
    assert list(queue) == [works[1]]
    assert queue.drop() == [works[1]] and not queue


def test_turns_that_take_long_are_given_less_until_they_are_short_again() -> None:
    queue = FairQueue()
    for _ in range(100):
        queue.put(work(Client(1), count=100))
    for _ in range(20):
        queue.keep_pace(2 * TURN_NS)
    assert sum(len(each.requests) for each in turn(queue)) < TURN_LEAST + 100
    for _ in range(100):
        queue.keep_pace(0)
    assert sum(len(each.requests) for each in turn(queue)) >= TURN_WEIGHT


def test_what_was_taken_and_not_answered_is_next() -> None:
    queue, client = FairQueue(), Client(1)
    works = [work(client, "open_orders") for _ in range(3)]
    for each in works:
        queue.put(each)
    turn(queue)
    for each in reversed(works[:2]):
        each.planned = 0
        queue.put_back(each)
    queue.put(work(client))
    assert turn(queue)[:2] == works[:2]
