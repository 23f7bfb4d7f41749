"""Every released build's log must stay readable: logs/VERSION/commands.log was written by that
version.

Beside it lies the SHA-256 of the events it had caused: a later build must derive the same from it,
byte for byte.
"""

import hashlib
import shutil
from pathlib import Path

import pytest

from engine.record.clock import ManualClock
from engine.record.compiling import dtypes_of
from engine.record.recovery import capacity_on
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.machine import await_compiled
from engine.rules.state import SMALL
from tests.simulation.traffic import deposit

EVENTS_MOST = 10_000
LOGS = sorted((Path(__file__).parent / "logs").iterdir())


@pytest.mark.parametrize("folder", LOGS, ids=lambda folder: folder.name)
def test_the_log_of_an_earlier_version_is_replayed_and_continued(
    folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "log"
    shutil.copytree(folder, copy)
    capacity = capacity_on(FileStorage(copy, read_only=True), SMALL)
    await_compiled(dtypes_of(capacity))  # which no other test has; plain Python decides the same
    sequencer = Sequencer.open(copy, clock=ManualClock())
    assert (sequencer.venue, sequencer.epoch) == ("release", 3)
    assert sequencer.commands(1, 10)["kind"].tolist() == [40, 20, 30, 32, 20, 30, 32, 20, 30, 32]
    events = sequencer.events(1, EVENTS_MOST)
    assert (
        hashlib.sha256(events.tobytes()).hexdigest()
        == (folder / "events.sha256").read_text(encoding="ascii").strip()
    )
    assert sequencer.process(deposit(1_000)).commands["sequence"].tolist() == [57]
    sequencer.close()
