from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EventsDiffer
from engine.events import EventArray
from engine.record.clock import ManualClock
from engine.record.log.segments import SegmentedFile
from engine.record.log.survey import Surveyor, survey
from engine.record.replay import Recorded, replay, surveyed
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL, empty_state, state_hash
from tests.simulation.traffic import deposit, opening


@pytest.fixture
def events(folder: Path) -> EventArray:
    """A venue's events of its opening and one deposit."""
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        return np.concatenate(
            [sequencer.process(batch).events for batch in (opening(), deposit(100))]
        )


def opened(folder: Path, name: str) -> SegmentedFile:
    return SegmentedFile(FileStorage(folder, read_only=True), name)


def recorded(folder: Path, known: int = 0) -> Recorded:
    file = opened(folder, "events.log")
    return Recorded.within(file, None, file.size(), known)


def test_replayed_commands_give_the_same_events_however_they_are_chunked(
    events: EventArray, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = set()
    for chunk in (1, 16_384):
        monkeypatch.setattr("engine.record.replay.REPLAY_CHUNK", chunk)
        file, state = opened(folder, "commands.log"), empty_state(SMALL)
        end = survey(Surveyor(file)).end
        derived = [each.copy() for each in replay(state, surveyed(file, None, end), end)]
        assert np.concatenate(derived).tobytes() == events.tobytes()
        hashes.add(state_hash(state))
    assert len(hashes) == 1


@pytest.mark.parametrize("piece", [1, 7, 1_000])
def test_derived_events_are_held_against_the_recorded_ones_in_pieces_of_any_size(
    piece: int, events: EventArray, folder: Path
) -> None:
    known = recorded(folder)
    assert sum(
        known.compare(events[start : start + piece]) for start in range(0, len(events), piece)
    ) == len(events)
    assert known.compare(events[:1]) == 0


def test_events_that_are_known_already_are_passed_over(events: EventArray, folder: Path) -> None:
    assert recorded(folder, known=len(events) - 1).compare(events[-1:]) == 1


def test_the_first_event_that_differs_is_named(events: EventArray, folder: Path) -> None:
    derived = events.copy()
    derived["value"][4] += 1
    command = int(derived["command"][4])
    with pytest.raises(
        EventsDiffer, match=rf"event 5 of command {command} is not what this build derives"
    ):
        recorded(folder).compare(derived)
