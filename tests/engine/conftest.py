"""Ready-made pieces for the tests of clock, disk, log and sequencer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.rules.state import SMALL


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def sequencer(folder: Path, clock: ManualClock) -> Iterator[Sequencer]:
    opened = Sequencer.open(folder, clock=clock, capacity=SMALL)
    yield opened
    opened.close()
