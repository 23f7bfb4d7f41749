"""The compiled forms of kernels: never those of other sources, never a torn one, none made
twice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from engine.commands import COMMAND
from engine.compiler import jit, kernel_files
from engine.rules.references import fill_in

pytestmark = pytest.mark.skipif(jit.PLAIN, reason="nothing is compiled")

ENGINE = jit.ENGINE
INTEGERS = np.dtype(np.int64)
ARGUMENTS = (COMMAND, INTEGERS, INTEGERS, INTEGERS, None, None)
# A kernel outside the engine, whose own source never changes, calls one of the engine's.
FEE = """
from engine.rules.fees import fee_of
from engine.compiler.jit import compiled_entry
from engine.compiler.machine_code import compiled_form

@compiled_entry
def fee(amount, ppm, minimum):
    return fee_of(amount, ppm, minimum)

form = compiled_form(fee)
print(form(1_000_000, 300, 0), sum(form.stats.cache_hits.values()))
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for the kernels of all versions."""
    from engine.compiler.machine_code import compiled_form

    monkeypatch.setenv(kernel_files.PLACE, str(tmp_path / "kernels"))
    kernel_files.folder.cache_clear()
    compiled_form.cache_clear()
    yield tmp_path
    kernel_files.folder.cache_clear()
    compiled_form.cache_clear()


def said(folder: Path) -> str:
    """What the kernel of `FEE` says with the engine that is in a folder, and how often it was found
    compiled.
    """
    program = [sys.executable, "-P", str(folder / "fee.py")]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        program, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_an_edited_source_is_what_runs_and_the_old_one_is_found_again(place: Path) -> None:
    shutil.copytree(ENGINE, place / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    (place / "fee.py").write_text(FEE)
    source = place / "engine" / "rules" / "fees.py"
    text = source.read_text(encoding="utf-8")
    assert said(place) == "300 0"
    assert said(place) == "300 1"
    source.write_text(text.replace("PPM = 1_000_000", "PPM = 500_000"), encoding="utf-8")
    assert said(place) == "600 0"
    source.write_text(text, encoding="utf-8")
    assert said(place) == "300 1"


def test_a_torn_kernel_is_compiled_again(place: Path) -> None:
    from engine.compiler.machine_code import compile_kernel, compiled_form

    compile_kernel(fill_in, *ARGUMENTS)
    (kernel,) = (path for path in kernel_files.folder().iterdir() if path.suffix != ".lock")
    whole = kernel.read_bytes()
    kernel.write_bytes(whole[:-100])
    compiled_form.cache_clear()
    compile_kernel(fill_in, *ARGUMENTS)
    assert not compiled_form(fill_in).stats.cache_hits
    assert len(kernel.read_bytes()) > len(whole) - 100


def test_who_has_waited_for_another_takes_what_he_made(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.compiler.machine_code import compile_kernel, compiled_form

    compile_kernel(fill_in, *ARGUMENTS)
    compiled_form.cache_clear()
    monkeypatch.setattr(kernel_files, "exists", lambda name: False)  # as it was when he came
    compile_kernel(fill_in, *ARGUMENTS)
    assert sum(compiled_form(fill_in).stats.cache_hits.values()) == 1


def test_a_kernel_that_cannot_be_kept_is_used_nevertheless(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from engine.compiler.machine_code import compile_kernel

    def full(name: str, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kernel_files, "write", full)
    kernel = compile_kernel(fill_in, *ARGUMENTS)
    nothing = np.zeros(0, np.int64)
    assert kernel(np.zeros(0, COMMAND), nothing, nothing, nothing, 0, 0) == 0
    assert "No space left" in caplog.text


def test_each_part_is_made_known_once_however_many_threads_compile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from engine.compiler import machine_code

    known: dict[object, object] = {}
    learnt: list[object] = []

    def stand_for(plain: object, form: object) -> None:
        learnt.append(plain)
        sleep(0.0001)  # long enough for the other threads
        known[plain] = form

    monkeypatch.setattr(machine_code, "_known", known)
    monkeypatch.setattr(machine_code, "_stand_for", stand_for)
    with ThreadPoolExecutor(8) as threads:
        for one in [threads.submit(machine_code._know_parts) for _ in range(8)]:
            one.result()
    assert len(learnt) == len(set(learnt)) > 10
