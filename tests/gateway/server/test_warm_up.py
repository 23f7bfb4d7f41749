"""A first start on a machine: the engine compiled once, however many start at the same time, and who waits is told."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine.state import SMALL
from gateway.server import warm_up as warming
from gateway.server.warm_up import COMPILING, LOCK_NAME, WAITING, warm_up


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache folder in which nothing was compiled; processes started from here use it."""
    for name in ("XDG_CACHE_HOME", "HOME"):  # Linux, macOS
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def started(data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gateway.server", "--data", str(data), "--port", "0", "--clock", "manual", "--progress"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def lines_until_ready(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    assert process.stdout is not None
    lines = [json.loads(process.stdout.readline())]
    while "ready" not in lines[-1]:
        lines.append(json.loads(process.stdout.readline()))
    process.terminate()
    assert process.wait(60) == 0
    process.stdout.close()
    return lines


def test_what_was_compiled_before_is_loaded_without_a_word() -> None:
    warm_up(SMALL)
    told: list[str] = []
    warm_up(SMALL, told.append)
    assert told == []
    assert warming.compiled_before()


def test_who_only_loads_waits_for_nobody_who_compiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    warm_up(SMALL)
    monkeypatch.setattr(warming.platformdirs, "user_cache_dir", lambda name: str(tmp_path))
    with (tmp_path / LOCK_NAME).open("ab") as file, ThreadPoolExecutor() as threads:
        fcntl.flock(file, fcntl.LOCK_EX)  # as another version's process does while it compiles
        threads.submit(warm_up, SMALL).result(60)


def test_a_cache_that_cannot_be_written_keeps_nobody_from_starting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(warming.platformdirs, "user_cache_dir", lambda name: str(tmp_path / "file" / name))
    warm_up(SMALL)


@pytest.mark.timeout(900)
def test_two_that_start_at_once_on_an_empty_cache_compile_once_and_are_both_ready(no_cache: Path) -> None:
    first, second = started(no_cache / "a"), started(no_cache / "b")
    said = [[line.get("doing") for line in lines_until_ready(process)] for process in (first, second)]
    assert sorted(said, key=str) == [[COMPILING, None], [WAITING, None]]
    assert list(no_cache.rglob(LOCK_NAME))


def test_who_finds_another_compiling_waits_for_it(no_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "compiled_before", lambda: False)
    told: list[str] = []
    holder = Path(warming.numba.config.CACHE_DIR) / LOCK_NAME
    holder.parent.mkdir(parents=True, exist_ok=True)
    with holder.open("ab") as file, ThreadPoolExecutor() as threads:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = threads.submit(warm_up, SMALL, told.append)
        while not told:
            assert not waiting.done()
        fcntl.flock(file, fcntl.LOCK_UN)
        waiting.result()
    assert told == [WAITING, COMPILING]
