"""Compiled kernels on their way: what decides meanwhile, who waits, and what is reported when they
do not come.
"""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.commands import CommandKind, command, empty_commands
from engine.compiler import kernel_files
from engine.compiler.jit import PLAIN
from engine.record import ahead, compiling
from engine.record.ahead import (
    COMPILED,
    COMPILING,
    FAILED,
    PLAIN_MAX,
    Decider,
    decider,
    prepare,
    wait_for_kernels,
)
from engine.record.compiling import REFERENCES
from engine.rules import machine, references
from engine.rules.machine import apply_all
from engine.rules.state import SMALL, Capacity, empty_state
from engine.study.simulation import Listing, SimulatedVenue

pytestmark = pytest.mark.skipif(PLAIN, reason="nothing is compiled")

TINY = Capacity(8, 4, 8, 8, 4096, 2, 2, 2, 2, 2)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """The lines reported. Nothing was prepared or compiled before, and the only area is the one
    that takes a second.
    """
    monkeypatch.setenv(kernel_files.PLACE, str(tmp_path))
    kernel_files.folder.cache_clear()
    monkeypatch.setattr(ahead, "_preparations", {})
    monkeypatch.setattr(machine, "_AWAITED", set())
    monkeypatch.setattr(references, "_COMPILED", {})
    monkeypatch.setattr(ahead, "AREAS", (REFERENCES,))
    monkeypatch.setattr(ahead, "SHARES", ((REFERENCES,),))
    yield []
    ahead.stop_preparing()
    kernel_files.folder.cache_clear()


def a_program(path: Path, script: str) -> str:
    """An executable that does what a line of shell says."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def no_process(*_arguments: object) -> compiling.CompilingProcess:
    """In place of a process that compiles: one that cannot be started."""
    raise OSError(12, "Cannot allocate memory")


def settled() -> None:
    """Wait until what was prepared has come or failed."""
    wait_for_kernels(TINY, PLAIN_MAX + 1)


def decides_an_order() -> bool:
    """Whether a venue of the capacity decides commands, and plainly so where nothing is
    compiled.
    """
    events = apply_all(empty_state(TINY), command(CommandKind.END_DAY, sequence=1))
    return len(events) == 1 and not any(
        dtype == empty_state(TINY).dtype for _, dtype, _ in machine._COMPILED
    )


def test_a_first_start_says_so_and_when_it_is_done(told: list[str]) -> None:
    done = threading.Event()
    prepare(TINY, told.append, done.set)
    assert told == [COMPILING]
    assert decides_an_order()
    settled()
    assert told == [COMPILING, COMPILED]
    assert decider(TINY) is Decider.COMPILED
    assert done.is_set()
    assert references._COMPILED


def test_what_was_compiled_before_is_loaded_without_a_word(told: list[str]) -> None:
    compiling.compile_areas([REFERENCES], TINY)
    prepare(TINY, told.append)
    settled()
    assert told == []
    assert decider(TINY) is Decider.COMPILED


def test_a_capacity_is_prepared_once(told: list[str]) -> None:
    prepare(TINY, told.append)
    prepare(TINY, told.append)
    assert told == [COMPILING]


def test_where_nobody_prepares_kernels_are_compiled_as_they_are_needed(told: list[str]) -> None:
    assert decider(TINY) is Decider.COMPILED
    settled()  # nothing is on its way


def test_a_process_that_cannot_compile_leaves_it_to_this_one(
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(
        compiling.sys,
        "executable",
        a_program(tmp_path / "refuses", "echo no such module >&2; exit 1"),
    )
    prepare(TINY, told.append)
    settled()
    assert told == [COMPILING, COMPILED]
    assert "a process that compiles ended with 1: no such module" in caplog.text


def test_without_other_processes_this_one_compiles(
    told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiling.sys, "executable", str(tmp_path / "nothing"))
    prepare(TINY, told.append)
    settled()
    assert told == [COMPILING, COMPILED]


def test_where_memory_does_not_suffice_plain_python_goes_on(
    told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiling.sys, "executable", a_program(tmp_path / "killed", "kill -9 $$"))
    prepare(TINY, told.append)
    settled()
    assert told == [COMPILING, f"{FAILED}: a process that compiles ended with -9"]
    assert decider(TINY) is Decider.PLAIN
    assert decides_an_order()


def test_an_error_while_compiling_here_is_said_too(
    told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def too_large() -> None:
        raise MemoryError("out of memory")

    monkeypatch.setattr(compiling.sys, "executable", a_program(tmp_path / "refuses", "exit 1"))
    monkeypatch.setattr(references, "compile_kernels", too_large)
    prepare(TINY, told.append)
    settled()
    assert told == [
        COMPILING,
        f"{FAILED}: a process that compiles ended with 1; MemoryError: out of memory",
    ]
    assert decides_an_order()


def test_what_cannot_be_kept_is_compiled_here_and_used(
    told: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(name: str, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kernel_files, "write", full)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(
            compiling.sys, "argv", ["compiling", str(REFERENCES), *map(str, vars(TINY).values())]
        )
        elsewhere.setattr(compiling.os, "nice", lambda _more: 0)
        with pytest.raises(SystemExit, match="cannot be kept in"):
            compiling.main()
    monkeypatch.setattr(ahead, "CompilingProcess", no_process)
    prepare(TINY, told.append)
    settled()
    assert told == [COMPILING, COMPILED]
    assert "No space left on device" in caplog.text


def test_few_commands_wait_for_nothing_and_many_do(
    told: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        compiling.sys,
        "executable",
        a_program(tmp_path / "slow", f"while [ ! -e {tmp_path / 'go'} ]; do :; done; kill -9 $$"),
    )
    prepare(TINY, told.append)
    wait_for_kernels(TINY, PLAIN_MAX)
    assert decider(TINY) is Decider.COMPILING
    waiting = threading.Thread(target=wait_for_kernels, args=(TINY, PLAIN_MAX + 1))
    waiting.start()
    assert waiting.is_alive()
    (tmp_path / "go").write_text("")
    waiting.join(60)
    assert decider(TINY) is Decider.PLAIN


def test_a_venue_in_memory_decides_its_first_orders_plainly_and_its_millions_compiled() -> None:
    """The second venue finds everything there; the events are the same."""
    said = []
    for waits in (False, True):
        venue = SimulatedVenue(
            [Listing("CEA25", 7850)], 2, cash_fen=10**9, units=100, capacity=SMALL
        )
        if waits:
            wait_for_kernels(SMALL, PLAIN_MAX + 1)
            assert decider(SMALL) is Decider.COMPILED
        venue.open_day("2026-01-05")
        said.append(
            venue.submit(venue.orders([1, 2], "CEA25", [2, 1], [7850, 7850], [10, 4])).tobytes()
        )
    assert said[0] == said[1]
    many = venue.submit(np.resize(empty_commands(1), PLAIN_MAX + 1))
    assert len(many) == PLAIN_MAX + 1
