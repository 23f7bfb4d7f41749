"""A backup and a restore that die before any of their steps on the disk: what was whole stays so.

Some steps in each run; ``CEAX_EXAMPLES=1000`` tries all of them.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.backup.points import points_of
from gateway.server.data_folder import check_data_folder
from tests.gateway.backup.conftest import Folder

EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "3"))
STEPS = (  # what makes, names, removes or syncs something
    (os, "fsync"),
    (os, "fdatasync"),
    (os, "open"),
    (os, "rename"),
    (os, "replace"),
    (os, "mkdir"),
    (os, "unlink"),
    (os, "rmdir"),
    (sqlite3, "connect"),
)


def steps_of(work: Callable[[], object]) -> int:
    """How many steps some work takes."""
    return os.WEXITSTATUS(in_child(work, None))


def in_child(work: Callable[[], object], last: int | None) -> int:
    """The status of a process that does some work and is killed before a step, counted from 0;
    without one it exits with the number of its steps.
    """
    child = os.fork()
    if child == 0:
        try:
            done = count_steps(last)
            work()
            os._exit(done())
        finally:
            os._exit(255)
    return os.waitpid(child, 0)[1]


def count_steps(last: int | None) -> Callable[[], int]:
    """Count the steps of this process from now on, and kill it before one of them."""
    count = 0

    def counted(step: Callable[..., object]) -> Callable[..., object]:
        def counting(*arguments: object, **more: object) -> object:
            nonlocal count
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
            return step(*arguments, **more)

        return counting

    for module, name in STEPS:
        setattr(module, name, counted(getattr(module, name)))
    return lambda: count


def some_of(steps: int) -> list[int]:
    """Numbers of steps, the first and the last among them."""
    every = max(1, steps // EXAMPLES)
    return sorted({*range(0, steps, every), steps - 1})


def test_a_backup_that_is_killed_leaves_the_points_of_before_and_the_next_is_whole(
    venue: Folder, tmp_path: Path
) -> None:
    venue.back_up()
    venue.go_on()
    before = tmp_path / "before"
    venue.backup.rename(before)
    steps = back_up_alone(venue, before, None)
    assert 20 < steps < 250
    for last in some_of(steps):
        status = back_up_alone(venue, before, last)
        assert os.WTERMSIG(status) == signal.SIGKILL
        left = points_of(venue.backup)
        assert left[0].name == venue.points[0].name or len(left) == 1
        venue.back_up(keep=2)
        assert len(points_of(venue.backup)) == 2
        assert venue.restore(tmp_path / "new", venue="drill").problems == []
        shutil.rmtree(tmp_path / "new")


def back_up_alone(venue: Folder, before: Path, last: int | None) -> int:
    """Go on from the backup as it was before, in a process that may be killed."""
    shutil.rmtree(venue.backup, ignore_errors=True)
    shutil.copytree(before, venue.backup)
    if last is None:
        return steps_of(lambda: venue.back_up(keep=1))
    return in_child(lambda: venue.back_up(keep=1), last)


def test_a_restore_that_is_killed_leaves_nothing_that_starts_or_a_whole_venue(
    venue: Folder, tmp_path: Path
) -> None:
    venue.back_up()
    venue.close()
    new = tmp_path / "new"
    steps = steps_of(lambda: venue.restore(new))
    assert 20 < steps < 250
    for last in some_of(steps):
        forget(venue, new)
        assert os.WTERMSIG(in_child(lambda: venue.restore(new), last)) == signal.SIGKILL
        was_named = new.exists()
        if was_named:
            check_data_folder(new)
            assert (venue.data / "replaced.json").exists()
            forget(venue, new)
        assert venue.restore(new).problems == []
        assert not (tmp_path / ".new.restoring").exists()


def forget(venue: Folder, new: Path) -> None:
    """As before the restore."""
    shutil.rmtree(new, ignore_errors=True)
    (venue.data / "replaced.json").unlink(missing_ok=True)


@pytest.mark.parametrize("steps", [1, 6, 100])
def test_the_first_and_the_last_step_are_tried(steps: int) -> None:
    found = some_of(steps)
    assert found[0] == 0 and found[-1] == steps - 1 and len(found) <= 2 * EXAMPLES
