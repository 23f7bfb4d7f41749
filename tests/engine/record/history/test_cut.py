from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.commands import TextUse
from engine.commands.texts import with_texts
from engine.errors import LogDamaged, LogExists, LogUnreadable
from engine.record.clock import ManualClock
from engine.record.history.cut import Moment, cut
from engine.record.inspection import inspect
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, empty_state, state_hash
from tests.simulation.traffic import deposit, opening


@pytest.fixture
def written(folder: Path) -> Path:
    """Opening at 1,000 ns, then ten deposits, one each 100 ns."""
    clock = ManualClock(1_000)
    with closing(Sequencer.open(folder, clock=clock, capacity=SMALL)) as sequencer:
        sequencer.process(opening())
        for number in range(1, 11):
            clock.set(1_000 + 100 * number)
            sequencer.process(deposit(100 + number))
    return folder


def state_after(folder: Path, count: int) -> str:
    state = empty_state(SMALL)
    with closing(Sequencer.open(folder, clock=ManualClock(0))) as sequencer:
        apply_all(state, sequencer.commands(1, count))
    return state_hash(state)


def copied(source: Path, target: Path, **moment: int) -> int:
    return cut(FileStorage(source, read_only=True), FileStorage(target), Moment(**moment)).commands


@pytest.mark.parametrize("last", [1, 5, len(opening()), len(opening()) + 3])
def test_a_copy_up_to_a_command_has_the_state_after_it(
    last: int, written: Path, tmp_path: Path
) -> None:
    assert copied(written, tmp_path / "new", last=last) == last
    found = inspect(FileStorage(tmp_path / "new", read_only=True))
    assert (found.commands, state_hash(found.state)) == (last, state_after(written, last))


def test_a_copy_up_to_a_time_holds_what_came_until_then(written: Path, tmp_path: Path) -> None:
    assert copied(written, tmp_path / "new", until_ns=1_250) == len(opening()) + 2


def test_a_copy_begins_with_the_bytes_of_the_original_and_tells_its_hash(
    written: Path, tmp_path: Path
) -> None:
    done = cut(
        FileStorage(written, read_only=True),
        FileStorage(tmp_path / "new"),
        Moment(last=len(opening()) + 1),
    )
    whole, part = ((folder / "commands.log").read_bytes() for folder in (written, tmp_path / "new"))
    assert whole.startswith(part)
    assert done.head == inspect_head(tmp_path / "new")


def inspect_head(folder: Path) -> str:
    from engine.record.history.proof import prove

    return prove(FileStorage(folder, read_only=True)).commands.link.hex()


def test_a_copy_can_be_traded_on(written: Path, tmp_path: Path) -> None:
    copied(written, tmp_path / "new", last=20)
    with closing(Sequencer.open(tmp_path / "new", clock=ManualClock(5_000))) as sequencer:
        assert sequencer.process(deposit(500)).commands["sequence"].tolist() == [21]


def test_a_folder_with_a_log_is_not_written_over(written: Path, tmp_path: Path) -> None:
    copied(written, tmp_path / "new", last=3)
    with pytest.raises(LogExists, match=r"there is a commands\.log in the new folder already"):
        copied(written, tmp_path / "new", last=4)
    with pytest.raises(LogExists):
        copied(written, written, last=4)


def test_a_moment_behind_the_end_is_refused_and_leaves_nothing(
    written: Path, tmp_path: Path
) -> None:
    with pytest.raises(LogUnreadable, match=r"to is 1000, but the log ends with record \d+"):
        copied(written, tmp_path / "new", last=1_000)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["lock"]


def test_a_log_whose_chain_is_broken_before_the_moment_is_not_copied(
    written: Path, tmp_path: Path
) -> None:
    log = written / "commands.log"
    raw = bytearray(log.read_bytes())
    raw[4_096:] = raw[4_096 + 256 :]
    log.write_bytes(raw)
    with pytest.raises((LogDamaged, LogUnreadable)):
        copied(written, tmp_path / "new", last=5)


def test_where_no_log_is_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogUnreadable, match=r"there is no commands\.log"):
        copied(tmp_path, tmp_path / "new", last=5)


@pytest.mark.parametrize(("last", "kept"), [(1, 1), (2, 1), (3, 1), (4, 4), (5, 5)])
def test_a_copy_parts_no_text_from_its_command(
    last: int, kept: int, folder: Path, tmp_path: Path
) -> None:
    names = {TextUse.NAME_ZH: b"zh", TextUse.NAME_EN: b"en"}
    listing, named = opening()[:1], with_texts(opening()[1:2], names)
    with closing(Sequencer.open(folder, clock=ManualClock(), capacity=SMALL)) as sequencer:
        sequencer.process(np.concatenate([listing, named, opening()[2:3]]))
    assert copied(folder, tmp_path / "new", last=last) == kept
