from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.commands import CommandArray
from engine.record.clock import ManualClock
from engine.record.history.difference import Comparison, compare_logs
from engine.record.history.records import COMMANDS, EVENTS, LogFile
from engine.record.log.segments import SegmentedFile
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import deposit, opening


@pytest.fixture
def compared(tmp_path: Path):
    """Compare a venue that got the first batches with one that got the second ones."""

    def run(
        first: list[CommandArray], second: list[CommandArray], log: LogFile = COMMANDS, **options
    ) -> Comparison:
        for name, batches in (("one", first), ("two", second)):
            write(tmp_path / name, batches, **options)
        files = [
            SegmentedFile(FileStorage(tmp_path / name, read_only=True), log.name)
            for name in ("one", "two")
        ]
        return compare_logs(log, *files, times="later" not in options)

    return run


def write(folder: Path, batches: list[CommandArray], venue: bool = False, later: int = 0) -> None:
    clock = ManualClock(1_000 + (later if folder.name == "two" else 0))
    name = folder.name if venue else "ceax"
    with closing(Sequencer.open(folder, clock=clock, capacity=SMALL, venue=name)) as sequencer:
        for batch in batches:
            sequencer.process(batch)


def test_equal_logs_are_equal_however_they_were_batched(compared) -> None:
    whole = np.concatenate([opening(), deposit(100), deposit(101)])
    found = compared([whole], [whole[:3], whole[3:9], whole[9:]])
    assert found.equal
    assert found.same == len(whole)


@pytest.mark.parametrize("log", [COMMANDS, EVENTS], ids=["commands", "events"])
def test_the_first_record_that_differs_is_named_with_its_fields(compared, log: LogFile) -> None:
    found = compared([opening(), deposit(100)], [opening(), deposit(100, 7)], log)
    assert found.difference is not None
    assert (found.difference.number, found.difference.fields) == (found.same + 1, ["amount_fen"])
    assert (found.difference.first or {})["amount_fen"] == 1
    assert (found.difference.second or {})["amount_fen"] == 7


@pytest.mark.parametrize("shorter", [0, 1])
def test_a_log_that_ends_earlier_is_said(compared, shorter: int) -> None:
    logs = [[opening(), deposit(100)], [opening(), deposit(100)]]
    logs[shorter].pop()
    difference = compared(*logs).difference
    assert difference.number == len(opening()) + 1
    assert [difference.first, difference.second][shorter] is None
    assert [difference.second, difference.first][shorter]["reference"] == 100


def test_venues_that_differ_are_said_though_their_records_are_the_same(compared) -> None:
    found = compared([opening()], [opening()], venue=True)
    assert (found.headers, found.difference, found.equal) == (["venue"], None, False)


def test_without_times_only_what_was_asked_counts(compared) -> None:
    assert compared([opening()], [opening()], later=500).equal
