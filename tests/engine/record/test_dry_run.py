"""A dry run decides as the batch itself would, on a copy, and leaves log and state alone."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.errors import DryRunNotReady
from engine.record import dry_run
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, state_hash
from tests.simulation.disk import AtOnce
from tests.simulation.traffic import opening, random_batch


class Later(AtOnce):
    """Keeps what it is given; the test has it done."""

    def __init__(self) -> None:
        self.works: list[Any] = []

    def submit(self, work: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.works.append(lambda: future.set_result(work(*arguments, **more)))
        return future


def opened(folder: Path, aside: AtOnce | None = None) -> Sequencer:
    clock = ManualClock(1_767_600_000_000_000_000)
    storage, aside = FileStorage(folder), aside or AtOnce()
    return Sequencer.on(storage, clock=clock, capacity=SMALL, aside=aside)


def test_events_and_state_are_those_of_the_batch_itself(tmp_path: Path) -> None:
    chance, sequencer = Random(7), opened(tmp_path)
    sequencer.process(opening())
    for _ in range(40):
        batch, other = random_batch(chance), random_batch(chance)
        before = state_hash(sequencer.state), sequencer.next_command, sequencer.log_head
        sequencer.dry_run(other)  # leaves nothing in the copy either
        dry = sequencer.dry_run(batch)
        assert (state_hash(sequencer.state), sequencer.next_command, sequencer.log_head) == before
        done = sequencer.process(batch)
        assert dry.events.tobytes() == done.events.tobytes()
        assert state_hash(dry.state) == state_hash(sequencer.state)
    sequencer.close()


def test_memory_of_a_large_venue_is_taken_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "LARGE_ORDERS", -1)
    later = Later()
    sequencer = opened(tmp_path, later)
    sequencer.process(opening())
    for _ in range(2):
        with pytest.raises(DryRunNotReady):
            sequencer.dry_run(random_batch(Random(1)))
    assert len(later.works) == 1
    later.works[0]()
    assert len(sequencer.dry_run(random_batch(Random(1))).events)
