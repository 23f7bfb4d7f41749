"""The day's index under a real process: killed at random and within a write to a chapter, again and
again.
"""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from engine.record.chapters import chapter_names
from engine.record.sequencer import Sequencer
from engine.record.storage import FileStorage
from gateway.floor.index_chapter import KIND
from gateway.protocol.server_clock import SystemClock
from tests.gateway.floor.indexed_venue import IndexedVenue, known_by

ROOT = Path(__file__).parents[2]
WRITER = ("-m", "tests.faults.index_writer")
WRITES = 8  # to one chapter: its caption and its pieces
BATCHES = (300, 60)  # acknowledged before a process is killed


def run(folder: Path, *options: str, batches: int = 10**9) -> None:
    """Let a writer trade until it has acknowledged a number of batches, or has killed itself."""
    command = [sys.executable, *WRITER, str(folder), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for _, _ in zip(range(batches), process.stdout, strict=False):
            pass
        process.kill()


def known_in(folder: Path) -> list[object]:
    """What a start on a folder knows."""
    with closing(Sequencer.open(folder, clock=SystemClock())) as sequencer:
        return known_by(IndexedVenue(sequencer))


def assert_true(folder: Path, copies: Path) -> None:
    """A start with the chapters knows what one without them does."""
    for name in ("with", "without"):
        shutil.copytree(folder, copies / name)
    for name in chapter_names(FileStorage(copies / "without"), KIND):
        (copies / "without" / name).unlink()
    assert known_in(copies / "with") == known_in(copies / "without")


@pytest.mark.parametrize("write", [1, WRITES, 3 * WRITES - 2])
def test_a_process_killed_within_a_write_to_a_chapter_leaves_a_true_index(
    write: int, tmp_path: Path
) -> None:
    run(tmp_path / "log", f"--die-in-chapter={write}")
    assert_true(tmp_path / "log", tmp_path)


def test_a_process_killed_at_any_time_leaves_a_true_index_again_and_again(tmp_path: Path) -> None:
    for life, batches in enumerate(BATCHES):
        run(tmp_path / "log", batches=batches)
        assert_true(tmp_path / "log", tmp_path / str(life))
    assert chapter_names(FileStorage(tmp_path / "log"), KIND)
