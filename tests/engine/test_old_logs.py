"""Every released build's log must stay readable: logs/VERSION/commands.log was written by that version."""

import shutil
from pathlib import Path

import pytest

from engine.clock import ManualClock
from engine.sequencer import Sequencer
from tests.simulation.traffic import deposit

LOGS = sorted((Path(__file__).parent / "logs").iterdir())


@pytest.mark.parametrize("folder", LOGS, ids=lambda folder: folder.name)
def test_the_log_of_an_earlier_version_is_replayed_and_continued(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "log"
    shutil.copytree(folder, copy)
    sequencer = Sequencer.open(copy, clock=ManualClock())
    assert (sequencer.venue, sequencer.epoch) == ("release", 3)
    assert sequencer.commands(1, 10)["kind"].tolist() == [40, 20, 30, 32, 20, 30, 32, 20, 30, 32]
    assert sequencer.process(deposit(1_000)).commands["sequence"].tolist() == [57]
    sequencer.close()
