"""Compiled kernels are made once a run: its workers, and the processes that tests start, find them
in one folder.

Tests have two capacities, that of `SMALL` and a gateway's own. Every other one would be compiled
too, for 23 s of processor time; a test that needs one leaves it to plain Python
(`machine.await_compiled`).
"""

from __future__ import annotations

import os

import pytest

from engine.compiler import kernel_files
from engine.compiler.jit import PLAIN
from engine.record.compiling import AREAS, CompilingProcess
from engine.rules.state import SMALL, Capacity

COMPILING = pytest.StashKey[list[CompilingProcess]]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder before anything is started that may compile.

    Where several workers are about to want the same kernels, have both capacities compiled side by
    side: workers that find one being compiled wait for it.
    """
    if hasattr(config, "workerinput"):
        return
    os.environ[kernel_files.PLACE] = str(kernel_files.folder().parent)
    if config.getoption("numprocesses", None) and not PLAIN:
        config.stash[COMPILING] = [CompilingProcess(AREAS, each) for each in (SMALL, Capacity())]


def pytest_unconfigure(config: pytest.Config) -> None:
    """End every process that still compiles."""
    for process in config.stash.get(COMPILING, []):
        process.stop()
