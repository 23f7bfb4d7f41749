from contextlib import closing
from pathlib import Path
from random import Random

from engine.record.clock import ManualClock
from engine.record.follow import Follower
from engine.record.follow_lines import lines
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.state import SMALL
from tests.simulation.traffic import opening, random_batch


def written(folder: Path) -> int:
    with closing(Sequencer.open(folder, clock=ManualClock(1_000), capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        for number in range(20):
            sequencer.process(random_batch(Random(number)))
        last = sequencer.next_command - 1
    for path in folder.glob("snapshot-*"):
        path.unlink()
    return last


def told(folder: Path, **options) -> list[int]:
    with Follower(FileStorage(folder, read_only=True)) as follower:
        return [line.command for line in lines(follower, **options)]


def test_there_is_a_line_after_every_so_many_commands_and_one_at_the_end(folder: Path) -> None:
    last = written(folder)
    assert told(folder, every=10, idle_s=0.05) == [*range(10, last + 1, 10), last]


def test_it_ends_after_the_command_asked_for(folder: Path) -> None:
    written(folder)
    assert told(folder, until=25, every=10) == [10, 20, 25]


def test_without_a_number_the_end_is_told_when_nothing_more_comes(folder: Path) -> None:
    last = written(folder)
    assert told(folder, idle_s=0.05)[-1] == last


def test_a_line_says_how_far_behind_it_is(folder: Path) -> None:
    last = written(folder)
    with Follower(FileStorage(folder, read_only=True)) as follower:
        line = next(lines(follower, until=30))
    assert line.as_map() == {
        "command": 30,
        "state_hash": line.state_hash,
        "behind_commands": last - 30,
        "behind_s": 0.0,
    }
    assert str(line) == f"          30  {line.state_hash}  {last - 30} commands, 0.000 s late"
