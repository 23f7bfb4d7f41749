"""Events read back by number, from memory and from the log, against the plain list."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from gateway import recall as recall_module
from gateway.recall import Recall
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
    for first in range(1, market.sequencer.next_event, 37):
        recall.keep(market.sequencer.events(first, min(37, market.sequencer.next_event - first)))
        while recall._kept > kept:
            recall._kept -= len(recall._batches.popleft())
    return recall


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
def test_scattered_numbers_are_picked_in_order(market: SmallFloor, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall_module, "GAP_MAX", 20)
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
        expected = [int(each["sequence"]) for each in events[number - 1 :] if each["command"] == command]
        assert caused["sequence"].tolist() == expected
        sizes.add(len(caused))
    assert max(sizes) > 1


def test_memory_is_bounded(market: SmallFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall_module, "KEPT_EVENTS", 100)
    recall = Recall(market.sequencer)
    for first in range(1, 1000, 30):
        recall.keep(market.sequencer.events(first, 30))
    assert recall._kept <= 130
