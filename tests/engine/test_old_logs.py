"""The log of every format stays readable: logs/FORMAT/commands.log was written by a build of it.

Beside it lie the SHA-256 of the events that it had caused, as the formats 1 and 2 held them, and of
the state: a later build must derive the same from it, byte for byte.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.errors import LogOutdated
from engine.record.clock import ManualClock
from engine.record.compiling import dtypes_of
from engine.record.history.cut import Moment, cut
from engine.record.history.difference import compare_logs
from engine.record.history.proof import prove
from engine.record.history.records import COMMANDS, EVENTS, Wanted, records_of, wanted_records
from engine.record.inspection import inspect
from engine.record.log.earlier import written
from engine.record.log.segments import open_log
from engine.record.log.survey import Surveyor
from engine.record.recovery import capacity_on
from engine.record.replay import replay
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules.machine import await_compiled
from engine.rules.state import SMALL, empty_state
from tests.simulation.traffic import deposit

LOGS = Path(__file__).parent / "logs"
OUTDATED, LAST = ["format-1", "format-2"], "format-3"
FORMATS = [*OUTDATED, LAST]


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a log."""
    copy = tmp_path / "log"
    shutil.copytree(LOGS / request.param, copy)
    capacity = capacity_on(FileStorage(copy, read_only=True), SMALL)
    await_compiled(dtypes_of(capacity))  # which no other test has; plain Python decides the same
    return copy


def digest_in(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="ascii").strip()


def read(folder: Path, log: Any, use: Callable[[Any], Any]) -> Any:
    """What is made of an opened log."""
    with ExitStack() as opened:
        return use(open_log(FileStorage(folder, read_only=True), log.name, opened))


def derived_events(folder: Path) -> NDArray[np.void]:
    """The events that a replay of the commands gives."""

    def replayed(file: Any) -> NDArray[np.void]:
        state = empty_state(capacity_on(FileStorage(folder, read_only=True), SMALL))
        pieces = [each.copy() for each in replay(state, Surveyor(file), file.size())]
        return np.concatenate(pieces)

    found: NDArray[np.void] = read(folder, COMMANDS, replayed)
    return found


@pytest.mark.parametrize("folder", FORMATS, indirect=True)
def test_a_log_gives_the_same_events_and_the_same_state(folder: Path) -> None:
    events = derived_events(folder)
    assert hashlib.sha256(written(events)).hexdigest() == digest_in(folder, "events.sha256")
    found = inspect(FileStorage(folder, read_only=True), compare=True)
    assert found.summary()["state_hash"] == digest_in(folder, "state.sha256")
    assert found.unused == []


@pytest.mark.parametrize("folder", FORMATS, indirect=True)
def test_a_log_is_proven_shown_compared_and_copied(folder: Path, tmp_path: Path) -> None:
    storage = FileStorage(folder, read_only=True)
    assert prove(storage).problems == []
    shown = read(folder, COMMANDS, lambda file: list(wanted_records(COMMANDS, file, Wanted())))
    assert shown[0]["kind"] == "list_instrument"
    assert [each["sequence"] for each in shown] == list(range(1, len(shown) + 1))
    cut(storage, FileStorage(tmp_path / "copy"), Moment(last=7))
    kept = read(tmp_path / "copy", COMMANDS, lambda file: list(records_of(COMMANDS, file)))
    assert sum(map(len, kept)) == 7


@pytest.mark.parametrize("folder", OUTDATED, indirect=True)
def test_a_log_of_an_earlier_format_is_not_continued(folder: Path) -> None:
    with pytest.raises(LogOutdated, match="begin the venue anew in an empty folder, or start ceax"):
        Sequencer.open(folder, clock=ManualClock())


@pytest.mark.parametrize("folder", [LAST], indirect=True)
def test_a_log_of_this_format_is_continued(folder: Path) -> None:
    sequencer = Sequencer.open(folder, clock=ManualClock())
    last = sequencer.next_command - 1
    assert sequencer.process(deposit(1_000)).commands["sequence"].tolist() == [last + 1]
    sequencer.close()


def test_the_formats_2_and_3_of_one_history_hold_the_same_records() -> None:
    for log in (COMMANDS, EVENTS):
        with ExitStack() as opened:
            one, two = (
                open_log(FileStorage(LOGS / name, read_only=True), log.name, opened)
                for name in ("format-2", "format-3")
            )
            assert compare_logs(log, one, two).equal
