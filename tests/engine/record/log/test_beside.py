"""A log read on another thread while it is written."""

from contextlib import closing
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from engine.errors import LogDamaged
from engine.record.clock import ManualClock
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import opening, random_batch


@pytest.fixture(autouse=True)
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments that are full after a few batches, and an index of every few frames."""
    monkeypatch.setattr("engine.record.log.logs.SEGMENT_BYTES", 8 * 1024)
    monkeypatch.setattr("engine.record.log.index.INDEX_STEP_BYTES", 1024)
    monkeypatch.setattr("engine.record.log.reading.INDEX_STEP_BYTES", 1024)


def test_another_handle_reads_what_is_written_over_new_segments(folder: Path) -> None:
    dice = Random(3)
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        with closing(sequencer.events_beside()) as beside:
            assert len(beside.read(1, 10)) == 0
            sequencer.process(opening())
            for number in range(40):
                sequencer.process(random_batch(Random(number)))
                first, limit = dice.randrange(1, sequencer.next_event), dice.randrange(1, 200)
                read, known = beside.read(first, limit), sequencer.events(first, limit)
                assert read.tobytes() == known.tobytes()
                assert len(read) == min(limit, sequencer.next_event - first)
        assert len(FileStorage(folder, read_only=True).names()) > 10


def test_it_is_read_while_another_thread_writes(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        writing = Thread(
            target=lambda: [sequencer.process(random_batch(Random(n))) for n in range(80)]
        )
        with closing(sequencer.events_beside()) as beside:
            writing.start()
            seen = 1
            while writing.is_alive() or seen < sequencer.next_event:
                found = beside.read(seen, 64)["sequence"].tolist()
                assert found == list(range(seen, seen + len(found)))
                seen += len(found)
            writing.join()
        assert seen == sequencer.next_event > 500


def test_a_rotten_record_is_not_given(folder: Path) -> None:
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        sequencer.process(random_batch(Random(1)))
        path = folder / "events.log"
        content = bytearray(path.read_bytes())
        content[-20] ^= 1
        path.write_bytes(content)
        with closing(sequencer.events_beside()) as beside, pytest.raises(LogDamaged):
            beside.read(1, 10_000)
