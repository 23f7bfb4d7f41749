"""Events read back by number, from memory and from the log, against the plain list."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

from engine.record.sequencer import Batch
from gateway.floor import recall as recall_module
from gateway.floor.recall import Recall
from tests.gateway.small_floor import SmallFloor, small_floor
from tests.gateway.small_venue import order


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFloor]:
    with small_floor(tmp_path_factory.mktemp("venue")) as floor:
        alice, bob = floor.session("alice"), floor.session("bob")
        for _ in range(20):
            floor.ask(alice, *[order("sell", 7800, 1)] * 90)
            floor.ask(bob, order("buy", 7800, 80))
            floor.ask(alice, {"op": "mass_cancel"})
        yield floor


@pytest.fixture(params=[1, 500, 1_000_000], ids="newest {}".format)
def recall(
    market: SmallFloor,
    batches: list[Batch],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Recall:
    """A recall that keeps only some of the newest events in memory, and reads small blocks."""
    monkeypatch.setattr(recall_module, "KEPT_EVENTS", request.param)
    monkeypatch.setattr(recall_module, "BLOCK_EVENTS", 64)
    monkeypatch.setattr(recall_module, "BLOCKS_KEPT", 3)
    recall = Recall(market.sequencer)
    for batch in batches:
        recall.keep(batch)
    return recall


@pytest.fixture(scope="module")
def batches(market: SmallFloor) -> list[Batch]:
    """The venue's history in batches of three commands."""
    events, commands = market.sequencer.events(1, 65_536), market.sequencer.commands(1, 65_536)
    starts = np.searchsorted(events["command"], np.arange(1, len(commands) + 2, 3))
    ends = [*starts[1:].tolist(), len(events)]
    return [
        Batch(commands[3 * place : 3 * place + 3], events[begin:end])
        for place, (begin, end) in enumerate(zip(starts.tolist(), ends, strict=True))
        if begin < end
    ]


def test_any_stretch_reads_as_in_the_log(market: SmallFloor, recall: Recall) -> None:
    dice = random.Random(3)
    behind = market.sequencer.next_event
    for _ in range(60):
        first = dice.randrange(1, behind)
        found = recall.read(first, dice.randrange(1, 200))
        assert len(found) >= 1
        assert found["sequence"].tolist() == list(range(first, first + len(found)))
    assert len(recall.read(behind, 10)) == 0


def test_scattered_numbers_are_picked_in_order(market: SmallFloor, recall: Recall) -> None:
    dice = random.Random(4)
    for count in (0, 1, 2, 50, 300):
        numbers = sorted(dice.sample(range(1, market.sequencer.next_event), count))
        assert recall.pick(numbers, reads=1_000)["sequence"].tolist() == numbers


def test_everything_that_one_command_caused_is_found(market: SmallFloor, recall: Recall) -> None:
    events = market.sequencer.events(1, 65_536)
    sizes = set()
    for number in range(1, market.sequencer.next_event, 53):
        caused = recall.caused_with(number)
        command = events[number - 1]["command"]
        expected = [
            int(each["sequence"]) for each in events[number - 1 :] if each["command"] == command
        ]
        assert caused["sequence"].tolist() == expected
        sizes.add(len(caused))
    assert max(sizes) > 1


def test_memory_is_bounded(market: SmallFloor, recall: Recall) -> None:
    for number in range(1, market.sequencer.next_event, 40):
        recall.read(number, 5)
    assert len(recall._events) <= recall_module.KEPT_EVENTS
    assert len(recall.blocks._blocks) <= 3


def test_a_command_is_the_one_that_was_logged(market: SmallFloor, recall: Recall) -> None:
    for number in range(1, market.sequencer.next_command, 41):
        assert recall.command(number).tobytes() == market.sequencer.commands(number, 1).tobytes()


def test_one_pick_reads_only_so_many_blocks(market: SmallFloor, recall: Recall) -> None:
    numbers = list(range(1, market.sequencer.next_event, 2))
    oldest = recall._events._next - len(recall._events)
    picked = recall.pick(numbers, reads=2)["sequence"].tolist()
    assert picked == (numbers[:64] if oldest > 1 else numbers)
    if oldest > 1:
        assert len(recall.pick(numbers[64:], reads=0)) == 0
