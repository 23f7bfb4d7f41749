"""The state of any moment, from the log, is the one that the live venue had then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from engine.commands import OVERRIDE, CommandArray, CommandKind, Phase, command
from engine.errors import LogUnreadable
from engine.record.clock import ManualClock
from engine.record.history.moment import command_at, state_at
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from engine.rules import views
from engine.rules.state import SMALL, StateArray
from tests.simulation.traffic import day_end, opening, random_batch

BATCHES, STEP_NS = 60, 1_000


def seen(state: StateArray) -> Any:
    """What a live view shows: day and phase, limits, the ladder, every resting order."""
    books = views.depth(state, 1, 1_000), views.open_orders(state)
    return views.venue_status(state), views.instrument_rows(state), books


def next_day() -> CommandArray:
    """Another day, in its morning, although the one before is not settled."""
    start = command(CommandKind.START_DAY, date=20_260_106, flags=OVERRIDE)
    return np.concatenate([start, command(CommandKind.SET_PHASE, phase=Phase.MORNING)])


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, Any], dict[int, int]]:
    """A log in two lives with a snapshot between them, what was seen after each batch by the number
    of its last command, and that number by its time.
    """
    folder, random = tmp_path_factory.mktemp("moment") / "log", Random(7)
    clock, views_then, times = ManualClock(STEP_NS), {}, {}
    days = [[random_batch(random) for _ in range(BATCHES // 2)] for _ in range(2)]
    batches = [opening(), *days[0], day_end(), next_day(), *days[1], day_end()]
    for life in (batches[: BATCHES // 2], batches[BATCHES // 2 :]):
        with closing(Sequencer.open(folder, clock=clock, capacity=SMALL)) as sequencer:
            for batch in life:
                clock.set(clock.now_ns() + STEP_NS)
                sequencer.process(batch)
                sequencer.note(b"a note between them")
                views_then[sequencer.next_command - 1] = seen(sequencer.state)
                times[clock.now_ns()] = sequencer.next_command - 1
    return folder, views_then, times


def test_the_state_after_any_command_is_what_was_seen_then(
    lived: tuple[Path, dict[int, Any], dict[int, int]],
) -> None:
    folder, views_then, _ = lived
    storage = FileStorage(folder, read_only=True)
    for number in Random(8).sample(sorted(views_then), 12):
        past = state_at(storage, number)
        assert (past.command, seen(past.state)) == (number, views_then[number])
    assert len({str(each[0]) for each in views_then.values()}) >= 4  # days and phases


def test_a_moment_is_the_last_command_stamped_by_then(
    lived: tuple[Path, dict[int, Any], dict[int, int]],
) -> None:
    folder, _, times = lived
    storage = FileStorage(folder, read_only=True)
    for time_ns, number in times.items():
        found = [command_at(storage, time_ns + later) for later in (0, STEP_NS - 1)]
        assert found == [number, number]
    assert command_at(storage, 10**18) == max(times.values())


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda storage: state_at(storage, 10**6), "the log ends with command"),
        (lambda storage: command_at(storage, 1), "no command of that time or before it"),
    ],
)
def test_what_was_not_yet_is_refused(
    lived: tuple[Path, dict[int, Any], dict[int, int]], ask: Callable[[Any], object], said: str
) -> None:
    with pytest.raises(LogUnreadable, match=said):
        ask(FileStorage(lived[0], read_only=True))
