"""Compiled kernels are made once a run: its workers, and the processes that tests start, find them
in one folder.

Tests have two capacities, that of `SMALL` and a gateway's own. Every other one would be compiled
too, for 40 s of processor time; a test that needs one leaves it to plain Python
(`machine.await_compiled`).
"""

from __future__ import annotations

import gc
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from engine.compiler import kernel_files
from engine.compiler.jit import PLAIN
from engine.record.compiling import CompilingProcess
from tests.compiled_ahead import compiling
from tests.forked_servers import PlainServer

HERE = Path(__file__).parent
# Files that take long come first: one of them as the last would keep one worker busy while the
# others have nothing to do. Those that need no kernel come before those that would wait for one.
LONG = (
    "test_worked_examples.py",
    "corpus/test_corpus.py",
    "settlement_bridge/defaults/test_default_tables.py",
    "settlement_bridge/books/test_books_properties.py",
    "engine/test_three_ways.py",
    "faults/test_house_faults.py",
    "simulation/test_snapshots.py",
    "engine/record/test_recovery.py",
    "faults/test_struck_calls.py",
    "faults/test_log_faults.py",
    "gateway/launch/test_serve.py",
    "settlement_bridge/test_odd_requests.py",
    "settlement_bridge/test_end_to_end.py",
    "settlement_bridge/test_database_faults.py",
    "gateway/server/test_first_start.py",
    "engine/test_night.py",
    "faults/test_house_closings.py",
    "faults/test_old_venue.py",
    "faults/test_lost_files.py",
    "faults/test_backups.py",
    "faults/test_killed_bridge.py",
    "faults/test_hostile.py",
    "faults/test_member_session.py",
    "marketdata/pages/test_public_page.py",
    "gateway/rehearsal/sandbox/test_sandbox.py",
    "gateway/test_many_instruments.py",
    "settlement_bridge/test_database_away.py",
)
COLLECT_AFTER = 50_000  # new containers; the collector looks through what tests have made only
COMPILING = pytest.StashKey[list[CompilingProcess]]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder before anything is started that may compile.

    Where several workers are about to want the same kernels, have both capacities compiled side by
    side: workers that find one being compiled wait for it.
    """
    if hasattr(config, "workerinput"):
        return
    config.option.loadscopereorder = False  # files are handed out in the order of collection
    os.environ[kernel_files.PLACE] = str(kernel_files.folder().parent)
    if config.getoption("numprocesses", None) and not PLAIN:
        config.stash[COMPILING] = compiling()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where workers share the files: those that take long first, then those with most tests."""
    if hasattr(config, "workerinput"):
        counts = Counter(item.path for item in items)
        order = {HERE / name: place for place, name in enumerate(LONG)}
        items.sort(key=lambda each: (order.get(each.path, len(LONG)), -counts[each.path]))


def pytest_collection_finish() -> None:
    """Take the tests themselves out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End every process that still compiles."""
    for process in config.stash.get(COMPILING, []):
        process.stop()


@pytest.fixture
def forked_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of a venue that the test itself runs are forks, which decide in plain Python."""
    monkeypatch.setattr(subprocess, "Popen", PlainServer)
