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


def fed_recall(market: SmallFloor, kept: int) -> Recall:
    """A recall that keeps only the newest events in memory."""
    recall = Recall(market.sequencer)
    for batch in batches(market):
        recall.keep(batch)
        while recall._kept > kept:
            recall._kept -= len(recall._batches.popleft().events)
    return recall


def batches(market: SmallFloor) -> Iterator[Batch]:
    """The venue's history in batches of three commands."""
    events = market.sequencer.events(1, 65_536)
    for first in range(1, market.sequencer.next_command, 3):
        commands = market.sequencer.commands(first, 3)
        yield Batch(commands, events[np.isin(events["command"], commands["sequence"])])


@pytest.mark.parametrize("kept", [0, 500, 1_000_000])
def test_any_stretch_reads_as_in_the_log(market: SmallFloor, kept: int) -> None:
    recall, dice = fed_recall(market, kept), random.Random(3)
    behind = market.sequencer.next_event
    for _ in range(60):
        first = dice.randrange(1, behind)
        found = recall.read(first, dice.randrange(1, 200))
        assert len(found) >= 1
        assert found["sequence"].tolist() == list(range(first, first + len(found)))
    assert len(recall.read(behind, 10)) == 0


@pytest.mark.parametrize("kept", [0, 500, 1_000_000])
def test_scattered_numbers_are_picked_in_order(
    market: SmallFloor, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_module, "GAP_MAX", 20)
    monkeypatch.setattr(recall_module, "PICK_READS_MAX", 1000)
    recall, dice = fed_recall(market, kept), random.Random(4)
    for count in (0, 1, 2, 50, 300):
        numbers = sorted(dice.sample(range(1, market.sequencer.next_event), count))
        assert recall.pick(numbers)["sequence"].tolist() == numbers


@pytest.mark.parametrize("kept", [0, 500, 1_000_000])
def test_everything_that_one_command_caused_is_found(market: SmallFloor, kept: int) -> None:
    recall = fed_recall(market, kept)
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


def test_memory_is_bounded(market: SmallFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall_module, "KEPT_EVENTS", 100)
    recall = Recall(market.sequencer)
    for batch in batches(market):
        recall.keep(batch)
        assert recall._kept <= 100 + len(batch.events)


@pytest.mark.parametrize("kept", [0, 500, 1_000_000])
def test_a_command_is_the_one_that_was_logged(market: SmallFloor, kept: int) -> None:
    recall = fed_recall(market, kept)
    for number in range(1, market.sequencer.next_command, 41):
        assert recall.command(number).tobytes() == market.sequencer.commands(number, 1).tobytes()


def test_one_pick_reads_the_disk_only_so_often(
    market: SmallFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall_module, "GAP_MAX", 0)
    monkeypatch.setattr(recall_module, "PICK_READS_MAX", 5)
    numbers = list(range(1, 200, 2))
    picked = fed_recall(market, 0).pick(numbers)
    assert picked["sequence"].tolist() == numbers[:5]
    assert len(fed_recall(market, 1_000_000).pick(numbers)) == len(numbers)
