"""A first start on a machine: ready and deciding at once, compiled beside that, and by one process
however many start.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.commands import Area
from engine.compiler import kernel_files
from engine.compiler.jit import PLAIN
from engine.compiler.kernel_files import PLACE
from engine.record.ahead import COMPILED, COMPILING
from engine.record.compiling import AREAS, compile_areas, mark
from engine.rules.state import Capacity

pytestmark = pytest.mark.skipif(PLAIN, reason="nothing is compiled")


@pytest.fixture
def no_kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for compiled kernels with none in it, which processes started from here use."""
    monkeypatch.setenv(PLACE, str(tmp_path / "kernels"))
    return tmp_path


@pytest.fixture
def no_block_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with all kernels but that of the block desk, which is compiled fastest."""
    compile_areas(AREAS, Capacity())
    version = kernel_files.folder()
    without = shutil.ignore_patterns("run_block-*", mark(Area.BLOCK, Capacity()))
    shutil.copytree(version, tmp_path / "kernels" / version.name, ignore=without)
    monkeypatch.setenv(PLACE, str(tmp_path / "kernels"))
    return tmp_path


def started(data: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "gateway.server",
        "--data",
        str(data),
        "--port",
        "0",
        "--clock",
        "manual",
        "--progress",
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def next_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    said: dict[str, Any] = json.loads(process.stdout.readline())
    return said


def stop(process: subprocess.Popen[str]) -> str:
    """The rest of what a process says until it has ended in order."""
    process.terminate()
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return rest


@pytest.mark.timeout(900)
def test_two_that_start_at_once_are_ready_at_once_and_both_compiled_in_the_end(
    no_block_kernel: Path,
) -> None:
    both = [started(no_block_kernel / name) for name in ("a", "b")]
    for process in both:
        assert next_line(process)["doing"] == COMPILING
        assert next_line(process)["ready"] == "gateway"
    for process in both:
        assert next_line(process)["doing"] == COMPILED
        assert stop(process) == ""
    third = started(no_block_kernel / "c")
    assert next_line(third)["ready"] == "gateway"
    assert stop(third) == ""


def is_held(lock: Path) -> bool:
    """Whether a process is compiling under this lock."""
    with lock.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_who_stops_while_it_is_being_compiled_leaves_nobody_at_work(no_kernels: Path) -> None:
    process = started(no_kernels / "a")
    assert next_line(process)["doing"] == COMPILING
    assert next_line(process)["ready"] == "gateway"
    while not any(map(is_held, no_kernels.rglob("*.lock"))):
        assert process.poll() is None
        time.sleep(0.01)
    assert stop(process) == ""
    assert not any(map(is_held, no_kernels.rglob("*.lock")))
